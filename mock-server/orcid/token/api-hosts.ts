// The token endpoints that ORCID's API hosts also have: the public API's redirects, the member API's checks first.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parameter, parametersOf } from '../web/parameters.ts'
import type { Registry } from '../registry/registry.ts'
import { METHODS, requireForm } from '../web/servlet.ts'
import { credentialParameters } from './client-auth.ts'
import { refuseInFront } from './errors.ts'
import { sendTokenAnswer, type TokenAnswer } from './response.ts'

/** What the member API's host finds wrong before the request goes on to the token endpoint itself, or null. */
function refuseAtMemberApi (request: FastifyRequest): TokenAnswer | null {
  const parameters = parametersOf(request)
  if (!parameters.has('grant_type')) return refuseInFront(400, 'invalid_request', 'grant_type is missing')
  const wrong = credentialParameters(request).find((name) => {
    const value = parameter(parameters, name)
    // The longest values that the host lets through (ORCID-Source, OrcidApiCommonEndpoints).
    return value.trim() === '' || value.length > (name === 'client_id' ? 50 : 100)
  })
  return wrong === undefined ? null : refuseInFront(400, 'invalid_request', `${wrong} is missing or invalid`)
}

export function registerApiHosts (app: FastifyInstance, registry: Registry,
  answerTokenRequest: (request: FastifyRequest) => Promise<TokenAnswer>): void {
  app.route({
    method: METHODS,
    url: '/pub/oauth/token',
    exposeHeadRoute: false,
    handler: async function redirectToRoot (_request, reply) {
      return reply.redirect(`${registry.issuer}/oauth/token`, 307)
    }
  })
  app.post('/api/oauth/token', { onRequest: requireForm(registry) }, async function memberToken (request, reply) {
    return sendTokenAnswer(reply, registry, refuseAtMemberApi(request) ?? await answerTokenRequest(request))
  })
}
