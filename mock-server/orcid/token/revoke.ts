// POST /oauth/revoke: a token and its other half are given back.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { duplicateIn, parameter, parametersOf } from '../web/parameters.ts'
import type { Client } from '../registry/clients.ts'
import { revokeToken } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import { FORM_LIMIT, offerJson, requireForm } from '../web/servlet.ts'
import { sendTokenAnswer } from './answer.ts'
import { authenticateClient, hasAuthorization } from './client-auth.ts'
import { refuseInFront } from './errors.ts'

// ORCID probably says this on an error page of its servlet container, with status 500, which tells a tester nothing.
function findMistake (parameters: URLSearchParams, authorization: string | undefined): string | null {
  const duplicate = duplicateIn(parameters)
  const isBlank = (name: string): boolean => parameter(parameters, name).trim() === ''
  if (duplicate !== null) return `Duplicated parameter: ${duplicate}`
  if (isBlank('token')) return 'Please provide the token to be param'
  if (hasAuthorization(authorization)) return null
  if (isBlank('client_id')) return 'Please provide client_id or Authorization header'
  return isBlank('client_secret') ? 'client_secret is required' : null
}

// An unknown token is as good as revoked (RFC 7009 §2.2), and another client's lives on (RevokeController).
function endToken ({ grants }: Registry, client: Client, presented: string): void {
  const token = grants.tokens.get(presented) ?? grants.refreshTokens.get(presented)
  if (token?.clientId === client.clientId) revokeToken(grants, token)
}

async function answerRevocation (registry: Registry, request: FastifyRequest,
  reply: FastifyReply): Promise<FastifyReply> {
  const { behaviour } = registry
  const parameters = parametersOf(request)
  const { authorization } = request.headers
  const mistake = findMistake(parameters, authorization)
  if (mistake !== null) return sendTokenAnswer(reply, registry, refuseInFront(400, 'invalid_request', mistake))
  const client = authenticateClient(registry, parameters, authorization)
  reply.header('oauth_token_validation', 'ON')
  if ('body' in client) return sendTokenAnswer(reply, registry, client)
  endToken(registry, client, parameter(parameters, 'token'))
  if (behaviour.revokedType === 'json') reply.header('content-type', 'application/json;charset=UTF-8')
  return reply.send()
}

/**
 * Mounts revocation, which takes any method as the token endpoint does. Success is 200 with an empty body.
 * @see https://github.com/ORCID/ORCID-Source orcid-web RevokeController.java
 */
export function registerRevoke (app: FastifyInstance, registry: Registry): void {
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/oauth/revoke',
    exposeHeadRoute: false,
    bodyLimit: FORM_LIMIT,
    onRequest: [requireForm(registry), offerJson(registry)],
    handler: async function revoke (request, reply) { return answerRevocation(registry, request, reply) }
  })
}
