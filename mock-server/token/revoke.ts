// POST /oauth/revoke: a token and its other half are given back.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { duplicateIn, parameter, parametersOf } from '../parameters.ts'
import { revokeToken } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import { requireForm, sendTokenAnswer } from './answer.ts'
import type { TokenAnswer } from './answer.ts'
import { authenticateClient, hasAuthorization } from './client-authentication.ts'
import { refuseClient, refuseInFront } from './errors.ts'

// ORCID writes these texts into an error page of its servlet container; here they come as an OAuth error.
function judgeInFront (parameters: URLSearchParams, authorization: string | undefined): string | null {
  const duplicate = duplicateIn(parameters)
  const isBlank = (name: string): boolean => parameter(parameters, name).trim() === ''
  if (duplicate !== null) return `Duplicated parameter: ${duplicate}`
  if (isBlank('token')) return 'Please provide the token to be param'
  if (hasAuthorization(authorization)) return null
  if (isBlank('client_id')) return 'Please provide client_id or Authorization header'
  return isBlank('client_secret') ? 'client_secret is required' : null
}

function judgeRevocation ({ clients, grants }: Registry, request: FastifyRequest): TokenAnswer | null {
  const parameters = parametersOf(request)
  const { authorization } = request.headers
  const mistake = judgeInFront(parameters, authorization)
  if (mistake !== null) return refuseInFront(400, 'invalid_request', mistake)
  const client = authenticateClient(clients, parameters, authorization)
  if (client === null) return refuseClient()
  const presented = parameter(parameters, 'token')
  const token = grants.tokens.get(presented) ?? grants.refreshTokens.get(presented)
  // RFC 7009 §2.2: a token that is unknown is as good as revoked; another client's is left alone.
  if (token?.clientId === client.clientId) revokeToken(grants, token)
  return null
}

/**
 * Mounts revocation. Success is 200 with an empty body.
 *
 * @see https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/revoke.md
 */
export function registerRevoke (app: FastifyInstance, registry: Registry): void {
  app.post('/oauth/revoke', { onRequest: requireForm }, async function revoke (request, reply) {
    const refusal = judgeRevocation(registry, request)
    if (refusal !== null) return sendTokenAnswer(reply, refusal)
    return reply.header('oauth_token_validation', 'ON').send()
  })
}
