// Leg two: POST /oauth/token, judged in the order of ORCID's own front, then by the grant that is asked for.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { addressFor } from '../../network/address.ts'
import { duplicateIn, parameter, parametersOf } from '../web/parameters.ts'
import type { Registry } from '../registry/registry.ts'
import { METHODS, registerFormEndpoint, requireForm } from '../web/servlet.ts'
import { exchangeCode } from './authorization-code.ts'
import { authenticateClient, credentialParameters } from './client-auth.ts'
import { grantToClient } from './client-credentials.ts'
import { registerDiscovery } from './discovery.ts'
import { refuse, refuseInFront } from './errors.ts'
import { refresh } from './refresh-token.ts'
import { sendTokenAnswer, tokenResponse, type Grant, type TokenAnswer } from './response.ts'
import { registerRevoke } from './revoke.ts'

interface GrantType { readonly grant: Grant, readonly required?: readonly string[] }

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

const grantTypes: ReadonlyMap<string, GrantType> = new Map<string, GrantType>([
  ['authorization_code', { grant: exchangeCode }],
  ['refresh_token', { grant: refresh, required: ['refresh_token'] }],
  ['client_credentials', { grant: grantToClient }],
  // No client of this mock may use it (ORCID-Source, tutorial/token_delegation.md).
  [TOKEN_EXCHANGE, {
    grant: ({ behaviour }) => refuse(behaviour, 'forbiddenGrant', TOKEN_EXCHANGE),
    required: ['subject_token', 'subject_token_type', 'requested_token_type']
  }]
])

/** The grant type of a name; one that ORCID does not have refuses every request. */
function grantTypeOf (name: string): GrantType {
  return grantTypes.get(name) ?? { grant: ({ behaviour }) => refuse(behaviour, 'unsupportedGrant', name) }
}

/** What ORCID's front finds wrong on its own (ORCID-Source, OauthGenericCallsController). */
function refuseMalformed (request: FastifyRequest, parameters: URLSearchParams): TokenAnswer | null {
  const duplicate = duplicateIn(parameters)
  if (duplicate !== null) return refuseInFront(400, 'invalid_request', `Duplicated parameter: ${duplicate}`)
  const grantType = parameters.get('grant_type')
  if (grantType === null) return refuseInFront(400, 'unsupported_grant_type', 'grant_type is missing')
  const required = [...credentialParameters(request), ...grantTypeOf(grantType).required ?? []]
  const missing = required.find((name) => parameter(parameters, name).trim() === '')
  return missing === undefined ? null : refuseInFront(401, 'invalid_request', `${missing} is required`)
}

async function answerTokenRequest (registry: Registry, request: FastifyRequest): Promise<TokenAnswer> {
  const parameters = parametersOf(request)
  const malformed = refuseMalformed(request, parameters)
  if (malformed !== null) return malformed
  const client = authenticateClient(registry, request)
  if ('body' in client) return client
  const issued = grantTypeOf(parameter(parameters, 'grant_type')).grant(registry, client, parameters)
  return 'body' in issued ? issued : await tokenResponse(registry, request, issued)
}

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

/** The token endpoints of ORCID's API hosts: the public API's redirects, the member API's checks first. */
function registerApiHosts (app: FastifyInstance, registry: Registry): void {
  app.route({
    method: METHODS,
    url: '/pub/oauth/token',
    exposeHeadRoute: false,
    handler: async function redirectToRoot (request, reply) {
      return reply.redirect(`${addressFor(registry, request)}/oauth/token`, 307)
    }
  })
  app.post('/api/oauth/token', { onRequest: requireForm(registry) }, async function memberToken (request, reply) {
    return sendTokenAnswer(reply, registry, refuseAtMemberApi(request) ?? await answerTokenRequest(registry, request))
  })
}

export function registerToken (app: FastifyInstance, registry: Registry): void {
  registerFormEndpoint(app, registry, {
    url: '/oauth/token',
    handler: async function token (request, reply) {
      const answer = await answerTokenRequest(registry, request)
      return sendTokenAnswer(reply.header('oauth_authorization_code_exchange', 'ON'), registry, answer)
    }
  })
  registerApiHosts(app, registry)
  registerRevoke(app, registry)
  registerDiscovery(app, registry)
}
