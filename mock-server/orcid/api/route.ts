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

// As written: what is encoded twice, or hides the end of a segment (Spring Security, StrictHttpFirewall).
const MALFORMED = /^[^?]*(?:\/\/|\\|;|%(?:25|2e|2f|3b|5c))/i

// A hundred works of some size.
const BODY_LIMIT = 5 * 1024 * 1024

interface ApiRoute extends RecordApi {
  /** Whether all of its host's addresses are answered here, those without a version, too. */
  readonly hasHost: boolean
  readonly url: string
  readonly load: Parameters<typeof lazily>[1]
}

function registerRoute (app: FastifyInstance, registry: Registry, { url, load, ...api }: ApiRoute): void {
  app.route({
    method: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'],
    url,
    bodyLimit: BODY_LIMIT,
    onRequest: async ({ method, headers, params, url }: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      const { '*': path } = params as { readonly '*': string }
      const isVersioned = !api.hasHost || path.startsWith('v3.0/')
      if (registry.meter !== null) {
        const { refuseExcess } = await import('./quota.ts')
        const refused = refuseExcess(registry, reply, { ...api, meter: registry.meter, isVersioned })
        if (refused !== null) return refused
      }
      if (!isVersioned) {
        return (await import('./address.ts')).answerVersion(registry, reply, { base: api.base, path: `/${path}` })
      }
      if (!api.isMemberApi && MALFORMED.test(url)) return (await import('./address.ts')).refuseMalformed(registry, reply)
      const isPreflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
      reply.headers(isPreflight ? { ...HEADERS, ...apiPreflight } : HEADERS)
      return undefined
    },
    handler: lazily(registry, load)
  })
}

// Each API is one route, because every further route is felt when a mock starts.
function registerRecordApi (app: FastifyInstance, registry: Registry, api: Omit<ApiRoute, 'url' | 'load'>): void {
  const load: ApiRoute['load'] = async () => {
    const { answerRecord } = await import('./record.ts')
    return (_registry, reply) => answerRecord(registry, reply, api)
  }
  registerRoute(app, registry, { ...api, url: api.hasHost ? `${api.base}/*` : `${api.base}/v3.0/*`, load })
}

/**
 * Mounts leg three. ORCID's API hosts are paths here, and `/v3.0` is the public API once more.
 * @param isAlone whether all of `/pub` and `/api` is the mock's, so that it answers addresses without a version
 */
export function registerApi (app: FastifyInstance, registry: Registry, isAlone: boolean): void {
  registerUserinfo(app, registry)
  app.register(async function recordApis (scope) {
    // A body is only text here: the leg validates it by ORCID's rules.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => { done(null, body) })
    scope.setErrorHandler<Error & { statusCode?: number }>(async function refuseRecord (error, _request, reply) {
      return (await import('./record.ts')).sendRefusal(registry, reply, error)
    })
    registerRecordApi(scope, registry, { base: '/pub', isMemberApi: false, hasHost: isAlone })
    registerRecordApi(scope, registry, { base: '', isMemberApi: false, hasHost: false })
    registerRecordApi(scope, registry, { base: '/api', isMemberApi: true, hasHost: isAlone })
    // Webhooks have no version in their addresses, and the filter of versions lets them by (ApiVersionCheckFilter).
    const load: ApiRoute['load'] = async () => (await import('./webhook.ts')).answerWebhook
    registerRoute(scope, registry, { base: '/api', isMemberApi: true, hasHost: false, url: '/api/:orcid/webhook/*', load })
  })
}
