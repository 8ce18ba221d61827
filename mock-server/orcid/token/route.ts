// Leg two: POST /oauth/token, judged in the order of ORCID's own front, then by the grant that is asked for.
import type { FastifyInstance } from 'fastify'
import type { Behaviour } from '../../options/behaviour/behaviour.ts'
import { duplicateIn, parameter, parametersOf } from '../web/parameters.ts'
import type { Client } from '../registry/clients.ts'
import type { Registry } from '../registry/registry.ts'
import { FORM_LIMIT, offerJson, requireForm } from '../web/servlet.ts'
import { sendTokenAnswer } from './answer.ts'
import type { TokenAnswer } from './answer.ts'
import { registerApiHosts } from './api-hosts.ts'
import { exchangeCode } from './authorization-code.ts'
import { authenticateClient, hasAuthorization } from './client-auth.ts'
import { grantToClient } from './client-credentials.ts'
import { registerDiscovery } from './discovery.ts'
import { refuse, refuseInFront } from './errors.ts'
import { refreshToken } from './refresh-token.ts'
import { registerRevoke } from './revoke.ts'

interface Grant {
  /** What the front asks for besides the client's credentials. */
  readonly required: readonly string[]
  /** What becomes of a request by a client that is who it says. */
  readonly answer: (registry: Registry, client: Client, parameters: URLSearchParams) =>
    TokenAnswer | Promise<TokenAnswer>
}

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

function refuseGrantType ({ behaviour }: Registry, _client: Client, parameters: URLSearchParams): TokenAnswer {
  return refuse(behaviour, 'unsupportedGrant', parameter(parameters, 'grant_type'))
}

// No client of this mock has the right to it (ORCID-Source, tutorial/token_delegation.md).
function refuseExchange ({ behaviour }: Registry): TokenAnswer {
  return refuse(behaviour, behaviour.tokenExchange === 'unauthorized' ? 'forbiddenGrant' : 'unsupportedGrant',
    TOKEN_EXCHANGE)
}

const GRANTS: ReadonlyMap<string, Grant> = new Map([
  ['authorization_code', { required: [], answer: exchangeCode }],
  ['refresh_token', { required: ['refresh_token'], answer: refreshToken }],
  ['client_credentials', { required: [], answer: grantToClient }],
  [TOKEN_EXCHANGE, {
    required: ['subject_token', 'subject_token_type', 'requested_token_type'],
    answer: refuseExchange
  }]
])

/** What ORCID's front finds wrong on its own (ORCID-Source, OauthGenericCallsController). */
function judgeInFront ({ duplicateParameters }: Behaviour, parameters: URLSearchParams,
  authorization: string | undefined): TokenAnswer | null {
  const duplicate = duplicateParameters === 'first' ? null : duplicateIn(parameters)
  if (duplicate !== null) return refuseInFront(400, 'invalid_request', `Duplicated parameter: ${duplicate}`)
  const grantType = parameters.get('grant_type')
  if (grantType === null) return refuseInFront(400, 'unsupported_grant_type', 'grant_type is missing')
  const credentials = hasAuthorization(authorization) ? [] : ['client_id', 'client_secret']
  const missing = [...credentials, ...GRANTS.get(grantType)?.required ?? []]
    .find((name) => parameter(parameters, name).trim() === '')
  return missing === undefined ? null : refuseInFront(401, 'invalid_request', `${missing} is required`)
}

async function answerTokenRequest (registry: Registry, parameters: URLSearchParams,
  authorization: string | undefined): Promise<TokenAnswer> {
  const refusal = judgeInFront(registry.behaviour, parameters, authorization)
  if (refusal !== null) return refusal
  const client = authenticateClient(registry, parameters, authorization)
  if ('body' in client) return client
  const answer = GRANTS.get(parameter(parameters, 'grant_type'))?.answer ?? refuseGrantType
  return await answer(registry, client, parameters)
}

/** Mounts leg two. ORCID's token endpoint takes any method, as long as the content type is a form's. */
export function registerToken (app: FastifyInstance, registry: Registry): void {
  const answerTo = (parameters: URLSearchParams, authorization: string | undefined) =>
    answerTokenRequest(registry, parameters, authorization)
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/oauth/token',
    exposeHeadRoute: false,
    bodyLimit: FORM_LIMIT,
    onRequest: [requireForm, offerJson],
    handler: async function token (request, reply) {
      const answer = await answerTo(parametersOf(request), request.headers.authorization)
      return sendTokenAnswer(reply.header('oauth_authorization_code_exchange', 'ON'), registry.behaviour, answer)
    }
  })
  registerApiHosts(app, registry, answerTo)
  registerRevoke(app, registry)
  registerDiscovery(app, registry)
}
