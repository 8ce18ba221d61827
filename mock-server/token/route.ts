// Leg two: POST /oauth/token, judged in the order of ORCID's own front, then by the grant that is asked for.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { duplicateIn, parameter, parametersOf } from '../parameters.ts'
import type { Client } from '../registry/clients.ts'
import type { Registry } from '../registry/registry.ts'
import { exchangeCode } from './authorization-code.ts'
import { authenticateClient, hasAuthorization, refuseClient } from './client-authentication.ts'
import { registerDiscovery } from './discovery.ts'
import { refuse, refuseInFront, unsupportedMediaTypePage } from './errors.ts'
import type { TokenAnswer } from './errors.ts'

type Grant = (registry: Registry, client: Client, parameters: URLSearchParams) => TokenAnswer | Promise<TokenAnswer>

interface Terms {
  /** Parameters the front asks for besides the client's. */
  readonly required: readonly string[]
  readonly answer: Grant
}

const GRANTS: ReadonlyMap<string, Terms> = new Map([
  ['authorization_code', { required: [], answer: exchangeCode }]
])

const UNKNOWN_GRANT: Terms = {
  required: [],
  answer: (_registry, _client, parameters) =>
    refuse(400, 'unsupported_grant_type', `Unsupported grant type: ${parameter(parameters, 'grant_type')}`)
}

const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i

/** Answers 415 with a servlet container's page unless the body is a form. Meant as an `onRequest` hook. */
async function requireForm (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const contentType = request.headers['content-type']
  if (FORM.test(contentType ?? '')) return undefined
  return reply.code(415).headers({
    'content-type': 'text/html;charset=utf-8',
    'content-language': 'en',
    accept: 'application/x-www-form-urlencoded'
  }).send(unsupportedMediaTypePage(contentType))
}

/** What ORCID's front finds wrong before the authorization server hears of it (OauthGenericCallsController). */
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
    onRequest: requireForm,
    handler: async function token (request, reply) {
      const { status, body } = await answerTokenRequest(registry, request)
      return reply.code(status).headers({
        'content-type': 'application/json;charset=UTF-8',
        'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
        pragma: 'no-cache',
        oauth_authorization_code_exchange: 'ON'
      }).send(JSON.stringify(body))
    }
  })
  registerDiscovery(app, registry)
}
