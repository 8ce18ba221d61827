// The door of the plugin.
import fp from 'fastify-plugin'
import type { FastifyOrcid } from './register.ts'
import { register } from './register.ts'

/**
 * Sign people in with their ORCID iD: `await app.register(fastifyOrcid, options)`. Registers a login and a callback
 * route and decorates the instance with `orcid`. Options: {@link FastifyOrcidOptions}.
 */
export const fastifyOrcid = fp(register, { fastify: '5.x', name: 'fastify-orcid' })
export default fastifyOrcid

export * from './errors.ts'
export { environments } from './environments.ts'
export { isOrcidId, orcidCheckDigit, orcidUri, parseOrcidId } from './orcid-id.ts'
export * from './access/schemas/activity.ts'
export * from './access/schemas/affiliation.ts'
export * from './access/highlights.ts'
export * from './access/schemas/person.ts'
export * from './access/schemas/record.ts'
export * from './access/schemas/work.ts'
export { orcidItemSchemas, orcidSectionSchemas, orcidSummarySchemas } from './access/sections.ts'
export type * from './access/parts/activity.ts'
export type * from './access/parts/affiliation.ts'
export type * from './access/parts/fields.ts'
export type * from './access/parts/person.ts'
export type * from './access/parts/record.ts'
export type * from './access/parts/schema.ts'
export type * from './access/parts/sections.ts'
export type * from './access/parts/work.ts'
export type { OrcidEnvironment } from './environments.ts'
export type { OrcidId } from './orcid-id.ts'
export type { OrcidClaims, OrcidLogin, OrcidTokens } from './identity.ts'
export type {
  FastifyOrcidDecoratorOptions, FastifyOrcidOptions, FastifyOrcidRouteOptions, OrcidLoginHandler, OrcidPageParameters,
  OrcidRouteSettings
} from './options.ts'
export type { FastifyOrcid } from './register.ts'
export type { OrcidScope, OrcidScopeName } from './scopes.ts'
export type { AuthorizationUrlOptions as OrcidAuthorizationUrlOptions } from './login/authorization-url.ts'
export type { OrcidRecord, OrcidRecordOptions } from './access/record.ts'
export type { OrcidRead } from './access/reading.ts'
export type { OrcidAddResult } from './access/writing.ts'
export type { OrcidExpectation } from './access/owner.ts'
export type { OrcidRefreshOptions, OrcidRefreshedTokens } from './access/refresh.ts'
export type { OrcidUserinfo } from './access/userinfo.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The ORCID client that was registered under the default name. Present once `fastify-orcid` is registered. */
    orcid: FastifyOrcid
  }
}
