// POST /oauth/revoke: a token and its other half are given back.
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Behaviour } from '../behaviour/behaviour.ts'
import { duplicateIn, parameter, parametersOf } from '../parameters.ts'
import type { Client } from '../registry/clients.ts'
import { revokeToken } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import { requireForm, sendTokenAnswer } from './answer.ts'
import type { TokenAnswer } from './answer.ts'
import { authenticateClient, hasAuthorization } from './client-authentication.ts'
import { refuse, refuseInFront } from './errors.ts'
import { sendServletPage } from './servlet-page.ts'

// ORCID writes these texts into an error page of its servlet container; here they come as an OAuth error by default.
function judgeInFront ({ duplicateParameters }: Behaviour, parameters: URLSearchParams,
  authorization: string | undefined): string | null {
  const duplicate = duplicateParameters === 'first' ? null : duplicateIn(parameters)
  const isBlank = (name: string): boolean => parameter(parameters, name).trim() === ''
  if (duplicate !== null) return `Duplicated parameter: ${duplicate}`
  if (isBlank('token')) return 'Please provide the token to be param'
  if (hasAuthorization(authorization)) return null
  if (isBlank('client_id')) return 'Please provide client_id or Authorization header'
  return isBlank('client_secret') ? 'client_secret is required' : null
}

function endToken ({ grants, behaviour }: Registry, client: Client, presented: string): TokenAnswer | null {
  const token = grants.tokens.get(presented) ?? grants.refreshTokens.get(presented)
  // RFC 7009 §2.2: a token that is unknown is as good as revoked.
  if (token === undefined) return null
  if (token.clientId === client.clientId) revokeToken(grants, token)
  else if (behaviour.foreignToken === 'refused') return refuse(behaviour, 'foreignToken')
  return null
}

function sendMistake (reply: FastifyReply, behaviour: Behaviour, mistake: string): FastifyReply {
  if (behaviour.revokeErrors === 'oauth') {
    return sendTokenAnswer(reply, behaviour, refuseInFront(400, 'invalid_request', mistake))
  }
  return sendServletPage(reply, {
    status: 500,
    reason: 'Internal Server Error',
    message: mistake,
    description: 'The server encountered an unexpected condition that prevented it from fulfilling the request.'
  })
}

/**
 * Mounts revocation. Success is 200 with an empty body.
 *
 * @see https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/revoke.md
 */
export function registerRevoke (app: FastifyInstance, registry: Registry): void {
  const { behaviour } = registry
  app.post('/oauth/revoke', { onRequest: requireForm }, async function revoke (request, reply) {
    const parameters = parametersOf(request)
    const { authorization } = request.headers
    const mistake = judgeInFront(behaviour, parameters, authorization)
    if (mistake !== null) return sendMistake(reply, behaviour, mistake)
    const client = authenticateClient(registry, parameters, authorization)
    if ('body' in client) return sendTokenAnswer(reply, behaviour, client)
    const refusal = endToken(registry, client, parameter(parameters, 'token'))
    if (refusal !== null) return sendTokenAnswer(reply, behaviour, refusal)
    return reply.header('oauth_token_validation', 'ON').send()
  })
}
