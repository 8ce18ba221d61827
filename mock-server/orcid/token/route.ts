// Leg two: POST /oauth/token, judged in the order of ORCID's own front, then by the grant that is asked for.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { duplicateIn, parameter, parametersOf } from '../web/parameters.ts'
import type { Registry } from '../registry/registry.ts'
import { FORM_LIMIT, offerJson, requireForm } from '../web/servlet.ts'
import { sendTokenAnswer, type TokenAnswer, type TokenRequest } from './answer.ts'
import { registerApiHosts } from './api-hosts.ts'
import { exchangeCode } from './authorization-code.ts'
import { authenticateClient, hasAuthorization } from './client-auth.ts'
import { grantToClient } from './client-credentials.ts'
import { registerDiscovery } from './discovery.ts'
import { refuse, refuseInFront } from './errors.ts'
import { refreshToken } from './refresh-token.ts'
import { registerRevoke } from './revoke.ts'

interface GrantType {
  readonly required: readonly string[]
  readonly answer: (registry: Registry, tokenRequest: TokenRequest) => TokenAnswer | Promise<TokenAnswer>
}

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

function refuseGrantType ({ behaviour }: Registry, { parameters }: TokenRequest): TokenAnswer {
  return refuse(behaviour, 'unsupportedGrant', parameter(parameters, 'grant_type'))
}

// No client of this mock may use it (ORCID-Source, tutorial/token_delegation.md).
function refuseTokenExchange ({ behaviour }: Registry): TokenAnswer {
  return refuse(behaviour, 'forbiddenGrant', TOKEN_EXCHANGE)
}

const GRANT_TYPES: ReadonlyMap<string, GrantType> = new Map([
  ['authorization_code', { required: [], answer: exchangeCode }],
  ['refresh_token', { required: ['refresh_token'], answer: refreshToken }],
  ['client_credentials', { required: [], answer: grantToClient }],
  [TOKEN_EXCHANGE, {
    required: ['subject_token', 'subject_token_type', 'requested_token_type'],
    answer: refuseTokenExchange
  }]
])

/** What ORCID's front finds wrong on its own (ORCID-Source, OauthGenericCallsController). */
function refuseMalformed (parameters: URLSearchParams, authorization: string | undefined): TokenAnswer | null {
  const duplicate = duplicateIn(parameters)
  if (duplicate !== null) return refuseInFront(400, 'invalid_request', `Duplicated parameter: ${duplicate}`)
  const grantType = parameters.get('grant_type')
  if (grantType === null) return refuseInFront(400, 'unsupported_grant_type', 'grant_type is missing')
  const credentials = hasAuthorization(authorization) ? [] : ['client_id', 'client_secret']
  const missing = [...credentials, ...GRANT_TYPES.get(grantType)?.required ?? []]
    .find((name) => parameter(parameters, name).trim() === '')
  return missing === undefined ? null : refuseInFront(401, 'invalid_request', `${missing} is required`)
}

async function answerTokenRequest (registry: Registry, request: FastifyRequest): Promise<TokenAnswer> {
  const parameters = parametersOf(request)
  const { authorization } = request.headers
  const malformed = refuseMalformed(parameters, authorization)
  if (malformed !== null) return malformed
  const client = authenticateClient(registry, parameters, authorization)
  if ('body' in client) return client
  const answer = GRANT_TYPES.get(parameter(parameters, 'grant_type'))?.answer ?? refuseGrantType
  return await answer(registry, { request, client, parameters })
}

/** Mounts leg two. ORCID's token endpoint takes any method, as long as the content type is a form's. */
export function registerToken (app: FastifyInstance, registry: Registry): void {
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/oauth/token',
    exposeHeadRoute: false,
    bodyLimit: FORM_LIMIT,
    onRequest: [requireForm(registry), offerJson(registry)],
    handler: async function token (request, reply) {
      const answer = await answerTokenRequest(registry, request)
      return sendTokenAnswer(reply.header('oauth_authorization_code_exchange', 'ON'), registry, answer)
    }
  })
  registerApiHosts(app, registry, (request) => answerTokenRequest(registry, request))
  registerRevoke(app, registry)
  registerDiscovery(app, registry)
}
