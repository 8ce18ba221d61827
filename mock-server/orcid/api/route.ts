// Leg three: userinfo and the record APIs, public and member.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { apiPreflight } from '../web/cors.ts'
import { lazily } from '../web/lazily.ts'
import { NO_CACHE } from '../web/servlet.ts'
import type { Registry } from '../registry/registry.ts'
import type { RecordApi } from './record.ts'
import { registerUserinfo } from './userinfo.ts'

const HEADERS = {
  ...NO_CACHE,
  'access-control-allow-origin': '*',
  expires: '0',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY'
}

// A hundred works of some size.
const BODY_LIMIT = 5 * 1024 * 1024

interface ApiRoute { readonly url: string, readonly load: Parameters<typeof lazily>[1] }

function registerRoute (app: FastifyInstance, registry: Registry, { url, load }: ApiRoute): void {
  app.route({
    method: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'],
    url,
    bodyLimit: BODY_LIMIT,
    onRequest: async ({ method, headers }: FastifyRequest, reply: FastifyReply): Promise<void> => {
      const isPreflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
      reply.headers(isPreflight ? { ...HEADERS, ...apiPreflight } : HEADERS)
    },
    handler: lazily(registry, load)
  })
}

// Each API is one route, because every further route is felt when a mock starts.
function registerRecordApi (app: FastifyInstance, registry: Registry, api: RecordApi): void {
  const load: ApiRoute['load'] = async () => {
    const { answerRecord } = await import('./record.ts')
    return (_registry, reply) => answerRecord(registry, reply, api)
  }
  registerRoute(app, registry, { url: `${api.base}/*`, load })
}

/** Mounts leg three. ORCID's API hosts are paths here, and `/v3.0` is the public API once more. */
export function registerApi (app: FastifyInstance, registry: Registry): void {
  registerUserinfo(app, registry)
  app.register(async function recordApis (scope) {
    // A body is only text here: the leg validates it by ORCID's rules.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => { done(null, body) })
    scope.setErrorHandler<Error & { statusCode?: number }>(async function refuseRecord (error, _request, reply) {
      return (await import('./record.ts')).sendRefusal(registry, reply, error)
    })
    registerRecordApi(scope, registry, { base: '/pub/v3.0', isMemberApi: false })
    registerRecordApi(scope, registry, { base: '/v3.0', isMemberApi: false })
    registerRecordApi(scope, registry, { base: '/api/v3.0', isMemberApi: true })
    const load: ApiRoute['load'] = async () => (await import('./webhook.ts')).answerWebhook
    registerRoute(scope, registry, { url: '/api/:orcid/webhook/*', load })
  })
}
