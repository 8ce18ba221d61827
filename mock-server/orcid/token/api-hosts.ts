// The token endpoints that ORCID's API hosts have besides the root's: one sends on, one asks for more.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parameter, parametersOf } from '../web/parameters.ts'
import type { Registry } from '../registry/registry.ts'
import { requireForm } from '../web/servlet.ts'
import { sendTokenAnswer, type TokenAnswer } from './answer.ts'
import { hasAuthorization } from './client-auth.ts'
import { refuseInFront } from './errors.ts'

// The longest values that the member API's host lets through (ORCID-Source, OrcidApiCommonEndpoints).
const LIMITS = [['client_id', 50], ['client_secret', 100]] as const

/** What the member API's host finds wrong before the request goes on to the token endpoint itself, or null. */
function judgeAtMemberApi (parameters: URLSearchParams, authorization: string | undefined): TokenAnswer | null {
  if (!parameters.has('grant_type')) return refuseInFront(400, 'invalid_request', 'grant_type is missing')
  if (hasAuthorization(authorization)) return null
  const wrong = LIMITS.find(([name, length]) => {
    const value = parameter(parameters, name)
    return value.trim() === '' || value.length > length
  })
  return wrong === undefined ? null : refuseInFront(400, 'invalid_request', `${wrong[0]} is missing or invalid`)
}

/**
 * Mounts both: the public API's redirects with 307, the member API's judges first.
 * @param answer what the token endpoint says
 */
export function registerApiHosts (app: FastifyInstance, registry: Registry,
  answer: (request: FastifyRequest) => Promise<TokenAnswer>): void {
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/pub/oauth/token',
    exposeHeadRoute: false,
    handler: async function sendOn (_request, reply) {
      return reply.redirect(`${registry.issuer}/oauth/token`, 307)
    }
  })
  app.post('/api/oauth/token', { onRequest: requireForm(registry) }, async function memberToken (request, reply) {
    const parameters = parametersOf(request)
    const { authorization } = request.headers
    const refusal = judgeAtMemberApi(parameters, authorization)
    return sendTokenAnswer(reply, registry, refusal ?? await answer(request))
  })
}
