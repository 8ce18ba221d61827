// Leg two: POST /oauth/token, judged in the order of ORCID's own front, then by the grant that is asked for.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { duplicateIn, parameter, parametersOf } from '../web/parameters.ts'
import type { Registry } from '../registry/registry.ts'
import { registerFormEndpoint } from '../web/servlet.ts'
import { registerApiHosts } from './api-hosts.ts'
import { exchangeCode } from './authorization-code.ts'
import { authenticateClient, credentialParameters } from './client-auth.ts'
import { grantToClient } from './client-credentials.ts'
import { registerDiscovery } from './discovery.ts'
import { refuse, refuseInFront } from './errors.ts'
import { refreshToken } from './refresh-token.ts'
import { sendTokenAnswer, type TokenAnswer, type TokenRequest } from './response.ts'
import { registerRevoke } from './revoke.ts'

type AnswerGrant = (registry: Registry, tokenRequest: TokenRequest) => TokenAnswer | Promise<TokenAnswer>

interface GrantType { readonly answer: AnswerGrant, readonly required?: readonly string[] }

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

const refuseGrantType: AnswerGrant = ({ behaviour }, { parameters }) =>
  refuse(behaviour, 'unsupportedGrant', parameter(parameters, 'grant_type'))

// No client of this mock may use it (ORCID-Source, tutorial/token_delegation.md).
const refuseTokenExchange: AnswerGrant = ({ behaviour }) => refuse(behaviour, 'forbiddenGrant', TOKEN_EXCHANGE)
const EXCHANGED = ['subject_token', 'subject_token_type', 'requested_token_type']

const GRANT_TYPES: ReadonlyMap<string, GrantType> = new Map<string, GrantType>([
  ['authorization_code', { answer: exchangeCode }],
  ['refresh_token', { answer: refreshToken, required: ['refresh_token'] }],
  ['client_credentials', { answer: grantToClient }],
  [TOKEN_EXCHANGE, { answer: refuseTokenExchange, required: EXCHANGED }]
])

/** What ORCID's front finds wrong on its own (ORCID-Source, OauthGenericCallsController). */
function refuseMalformed (request: FastifyRequest, parameters: URLSearchParams): TokenAnswer | null {
  const duplicate = duplicateIn(parameters)
  if (duplicate !== null) return refuseInFront(400, 'invalid_request', `Duplicated parameter: ${duplicate}`)
  const grantType = parameters.get('grant_type')
  if (grantType === null) return refuseInFront(400, 'unsupported_grant_type', 'grant_type is missing')
  const required = [...credentialParameters(request), ...GRANT_TYPES.get(grantType)?.required ?? []]
  const missing = required.find((name) => parameter(parameters, name).trim() === '')
  return missing === undefined ? null : refuseInFront(401, 'invalid_request', `${missing} is required`)
}

async function answerTokenRequest (registry: Registry, request: FastifyRequest): Promise<TokenAnswer> {
  const parameters = parametersOf(request)
  const malformed = refuseMalformed(request, parameters)
  if (malformed !== null) return malformed
  const client = authenticateClient(registry, request)
  if ('body' in client) return client
  const answer = GRANT_TYPES.get(parameter(parameters, 'grant_type'))?.answer ?? refuseGrantType
  return await answer(registry, { request, client, parameters })
}

export function registerToken (app: FastifyInstance, registry: Registry): void {
  registerFormEndpoint(app, registry, {
    url: '/oauth/token',
    handler: async function token (request, reply) {
      const answer = await answerTokenRequest(registry, request)
      return sendTokenAnswer(reply.header('oauth_authorization_code_exchange', 'ON'), registry, answer)
    }
  })
  registerApiHosts(app, registry, (request) => answerTokenRequest(registry, request))
  registerRevoke(app, registry)
  registerDiscovery(app, registry)
}
