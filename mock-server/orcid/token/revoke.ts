// POST /oauth/revoke: a token and its other half are given back.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { duplicateIn, parameter, parametersOf } from '../web/parameters.ts'
import { revokeToken } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import { JSON_TYPE, registerFormEndpoint } from '../web/servlet.ts'
import { authenticateClient, credentialParameters } from './client-auth.ts'
import { refuseInFront } from './errors.ts'
import { sendTokenAnswer } from './response.ts'

const MISSING = new Map([
  ['token', 'Please provide the token to be param'],
  ['client_id', 'Please provide client_id or Authorization header'],
  ['client_secret', 'client_secret is required']
])

// ORCID probably says this on an error page of its servlet container, with status 500, which tells a tester nothing.
function findMistake (request: FastifyRequest, parameters: URLSearchParams): string | undefined {
  const duplicate = duplicateIn(parameters)
  if (duplicate !== null) return `Duplicated parameter: ${duplicate}`
  const missing = ['token', ...credentialParameters(request)].find((name) => parameter(parameters, name).trim() === '')
  return MISSING.get(missing ?? '')
}

/**
 * Mounts revocation. Success is 200 with an empty body.
 * @see https://github.com/ORCID/ORCID-Source orcid-web RevokeController.java
 */
export function registerRevoke (app: FastifyInstance, registry: Registry): void {
  const { behaviour, grants } = registry
  async function revoke (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const parameters = parametersOf(request)
    const mistake = findMistake(request, parameters)
    if (mistake !== undefined) return sendTokenAnswer(reply, registry, refuseInFront(400, 'invalid_request', mistake))
    const client = authenticateClient(registry, request)
    reply.header('oauth_token_validation', 'ON')
    if ('body' in client) return sendTokenAnswer(reply, registry, client)
    const presented = parameter(parameters, 'token')
    const token = grants.tokens.get(presented) ?? grants.refreshTokens.get(presented)
    // An unknown token is as good as revoked (RFC 7009 §2.2), and another client's lives on (RevokeController).
    if (token?.clientId === client.clientId) revokeToken(grants, token)
    if (behaviour.revokedType === 'json') reply.header('content-type', JSON_TYPE)
    return reply.send()
  }
  registerFormEndpoint(app, registry, { url: '/oauth/revoke', handler: revoke })
}
