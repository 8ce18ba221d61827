// The public exports of the plugin.
import fp from 'fastify-plugin'
import { register, type FastifyOrcid } from './register.ts'

/**
 * Signs people in with their ORCID iD: `await app.register(fastifyOrcid, options)`. Registers a login and a callback
 * route and decorates the instance with `orcid`. Options: {@link FastifyOrcidOptions}.
 */
export const fastifyOrcid = fp(register, { fastify: '5.x', name: 'fastify-orcid' })
export default fastifyOrcid

export { createOrcid } from './client.ts'
export type { OrcidClient, OrcidClientOptions } from './client.ts'
export * from './errors.ts'
export { environments } from './environments.ts'
export { isOrcidId, orcidCheckDigit, orcidUri, parseOrcidId } from './orcid-id.ts'
export * from './api/highlights.ts'
export * from './api/schema/activity.ts'
export * from './api/schema/affiliation.ts'
export * from './api/schema/person.ts'
export * from './api/schema/record.ts'
export * from './api/schema/work.ts'
export { orcidItemSchemas, orcidSectionSchemas, orcidSummarySchemas } from './api/schema/sections.ts'
export type { OrcidItems, OrcidSections, OrcidSummaries } from './api/schema/sections.ts'
export type {
  OrcidContributor, OrcidContributorAttributes, OrcidContributors, OrcidDate, OrcidDisambiguatedOrganization,
  OrcidExternalId, OrcidExternalIds, OrcidGroup, OrcidHosts, OrcidList, OrcidMoment, OrcidOrganization,
  OrcidOrganizationAddress, OrcidParty, OrcidSource, OrcidStamps, OrcidText, OrcidTitle, OrcidTranslatedTitle
} from './api/schema/fields.ts'
export type { OrcidSchema } from './api/schema/schema.ts'
export type { OrcidRead } from './api/read.ts'
export type { OrcidRecord, OrcidRecordOptions } from './api/record.ts'
export type { OrcidStoredTokens } from './api/input.ts'
export type { OrcidRefreshOptions, OrcidRefreshedTokens } from './api/refresh.ts'
export type { OrcidTokenOwner } from './api/sealed-tokens.ts'
export type { OrcidExpectation } from './api/token-response.ts'
export type { OrcidUserinfo } from './api/userinfo.ts'
export type { OrcidAddResult } from './api/write.ts'
export type { OrcidEnvironment } from './environments.ts'
export type { OrcidAuthorizationUrlOptions } from './login/authorization-url.ts'
export type { OrcidClaims, OrcidLogin, OrcidRevealedTokens, OrcidTokens } from './login-result.ts'
export type {
  FastifyOrcidDecoratorOptions, FastifyOrcidOptions, FastifyOrcidRouteOptions, OrcidLoginHandler, OrcidPageParameters,
  OrcidRouteSettings, OrcidSharedState
} from './options/options.ts'
export type { OrcidScope, OrcidScopeName } from './options/scopes.ts'
export type { OrcidId } from './orcid-id.ts'
export type { FastifyOrcid } from './register.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The ORCID client of the registration with the default name. */
    orcid: FastifyOrcid
  }
}
