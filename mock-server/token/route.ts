// Leg two: POST /oauth/token, judged in the order of ORCID's own front, then by the grant that is asked for.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { duplicateIn, parameter, parametersOf } from '../parameters.ts'
import type { Client } from '../registry/clients.ts'
import type { Registry } from '../registry/registry.ts'
import { requireForm, sendTokenAnswer } from './answer.ts'
import type { TokenAnswer } from './answer.ts'
import { exchangeCode } from './authorization-code.ts'
import { authenticateClient, hasAuthorization } from './client-authentication.ts'
import { grantToClient } from './client-credentials.ts'
import { registerDiscovery } from './discovery.ts'
import { refuse, refuseClient, refuseInFront } from './errors.ts'
import { refreshToken } from './refresh-token.ts'
import { registerRevoke } from './revoke.ts'

interface Grant {
  /** What the front asks for besides the client's credentials. */
  readonly required: readonly string[]
  /** What becomes of a request by a client that is who it says. */
  readonly answer: (registry: Registry, client: Client, parameters: URLSearchParams) =>
    TokenAnswer | Promise<TokenAnswer>
}

const GRANTS: ReadonlyMap<string, Grant> = new Map([
  ['authorization_code', { required: [], answer: exchangeCode }],
  ['refresh_token', { required: ['refresh_token'], answer: refreshToken }],
  ['client_credentials', { required: [], answer: grantToClient }]
])

const UNKNOWN_GRANT: Grant = {
  required: [],
  answer: (_registry, _client, parameters) =>
    refuse(400, 'unsupported_grant_type', `Unsupported grant type: ${parameter(parameters, 'grant_type')}`)
}

/** What ORCID's front finds wrong on its own (ORCID-Source, OauthGenericCallsController). */
function judgeInFront (parameters: URLSearchParams, authorization: string | undefined,
  required: readonly string[]): TokenAnswer | null {
  const duplicate = duplicateIn(parameters)
  // RFC 6749 §3.2. A servlet takes the first one and says nothing, which hides a mistake.
  if (duplicate !== null) return refuseInFront(400, 'invalid_request', `Duplicated parameter: ${duplicate}`)
  if (!parameters.has('grant_type')) {
    return refuseInFront(400, 'unsupported_grant_type', 'grant_type is missing')
  }
  const credentials = hasAuthorization(authorization) ? [] : ['client_id', 'client_secret']
  const missing = [...credentials, ...required].find((name) => parameter(parameters, name).trim() === '')
  return missing === undefined ? null : refuseInFront(401, 'invalid_request', `${missing} is required`)
}

async function answerTokenRequest (registry: Registry, request: FastifyRequest): Promise<TokenAnswer> {
  const parameters = parametersOf(request)
  const { authorization } = request.headers
  const { required, answer } = GRANTS.get(parameter(parameters, 'grant_type')) ?? UNKNOWN_GRANT
  const refusal = judgeInFront(parameters, authorization, required)
  if (refusal !== null) return refusal
  const client = authenticateClient(registry.clients, parameters, authorization)
  return client === null ? refuseClient() : await answer(registry, client, parameters)
}

/** Mounts leg two. ORCID's token endpoint takes any method, as long as the content type is a form's. */
export function registerToken (app: FastifyInstance, registry: Registry): void {
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/oauth/token',
    exposeHeadRoute: false,
    onRequest: requireForm,
    handler: async function token (request, reply) {
      const answer = await answerTokenRequest(registry, request)
      return sendTokenAnswer(reply.header('oauth_authorization_code_exchange', 'ON'), answer)
    }
  })
  registerRevoke(app, registry)
  registerDiscovery(app, registry)
}
