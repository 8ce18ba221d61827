// Leg three: userinfo and the record APIs, public and member.
import type { FastifyInstance } from 'fastify'
import type { Registry } from '../registry/registry.ts'
import { registerRecordApi } from './record.ts'
import { registerUserinfo } from './userinfo.ts'

/** Mounts leg three. ORCID's API hosts are paths here, and `/v3.0` is the public one once more. */
export function registerApi (app: FastifyInstance, registry: Registry): void {
  registerUserinfo(app, registry)
  app.register(async function recordApis (scope) {
    // Bodies are judged in the leg, by ORCID's rules: here they are only text.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => { done(null, body) })
    registerRecordApi(scope, registry, { base: '/pub/v3.0', isMemberApi: false })
    registerRecordApi(scope, registry, { base: '/v3.0', isMemberApi: false })
    registerRecordApi(scope, registry, { base: '/api/v3.0', isMemberApi: true })
  })
}
