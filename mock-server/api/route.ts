// Leg three: userinfo and the record APIs, public and member.
import type { FastifyInstance } from 'fastify'
import type { Registry } from '../registry/registry.ts'
import { registerRead } from './read.ts'
import { registerUserinfo } from './userinfo.ts'

/** Mounts leg three. ORCID's API hosts are paths here, and `/v3.0` is the public one once more. */
export function registerApi (app: FastifyInstance, registry: Registry): void {
  registerUserinfo(app, registry)
  registerRead(app, registry, { base: '/pub/v3.0', isMemberApi: false })
  registerRead(app, registry, { base: '/v3.0', isMemberApi: false })
  registerRead(app, registry, { base: '/api/v3.0', isMemberApi: true })
}
