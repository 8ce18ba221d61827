// POST /oauth/revoke: a token and its other half are given back.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Behaviour } from '../../options/behaviour/behaviour.ts'
import { duplicateIn, parameter, parametersOf } from '../web/parameters.ts'
import type { Client } from '../registry/clients.ts'
import { revokeToken } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import { FORM_LIMIT, offerJson, requireForm, sendServletPage } from '../web/servlet.ts'
import { sendTokenAnswer } from './answer.ts'
import type { TokenAnswer } from './answer.ts'
import { authenticateClient, hasAuthorization } from './client-auth.ts'
import { refuse, refuseInFront } from './errors.ts'

// ORCID writes these texts into an error page of its servlet container; here they come as an OAuth error by default.
function findMistake ({ duplicateParameters }: Behaviour, parameters: URLSearchParams,
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

function sendMistake (reply: FastifyReply, registry: Registry, mistake: string): FastifyReply {
  if (registry.behaviour.revokeErrors === 'oauth') {
    return sendTokenAnswer(reply, registry, refuseInFront(400, 'invalid_request', mistake))
  }
  return sendServletPage(registry, reply, {
    status: 500,
    message: mistake,
    description: 'The server encountered an unexpected condition that prevented it from fulfilling the request.'
  })
}

async function answerRevocation (registry: Registry, request: FastifyRequest,
  reply: FastifyReply): Promise<FastifyReply> {
  const { behaviour } = registry
  const parameters = parametersOf(request)
  const { authorization } = request.headers
  const mistake = findMistake(behaviour, parameters, authorization)
  if (mistake !== null) return sendMistake(reply, registry, mistake)
  const client = authenticateClient(registry, parameters, authorization)
  const refusal = 'body' in client ? client : endToken(registry, client, parameter(parameters, 'token'))
  reply.header('oauth_token_validation', 'ON')
  if (refusal !== null) return sendTokenAnswer(reply, registry, refusal)
  if (behaviour.revokedType === 'json') reply.header('content-type', 'application/json;charset=UTF-8')
  return reply.send()
}

/**
 * Mounts revocation, which takes any method as the token endpoint does. Success is 200 with an empty body.
 *
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
