// The public exports of the plugin.
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { FastifyOrcidOptions } from './options/options.ts'
import { register, type FastifyOrcid } from './register.ts'

/** The type of the plugin, for a module that exports it again. */
export type FastifyOrcidPlugin = (fastify: FastifyInstance, options: FastifyOrcidOptions) => Promise<void>

/**
 * Signs people in with their ORCID iD: `await app.register(fastifyOrcid, options)`. Registers a login and a callback
 * route and decorates the instance with `orcid`. Options: {@link FastifyOrcidOptions}.
 */
export const fastifyOrcid: FastifyOrcidPlugin = fp(register, { fastify: '5.x', name: 'fastify-orcid' })
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
export * from './api/schema/summary.ts'
export * from './api/schema/words.ts'
export * from './api/schema/work.ts'
export { orcidItemSchemas, orcidSectionSchemas, orcidSummarySchemas } from './api/schema/sections.ts'
export type { OrcidItems, OrcidSections, OrcidSummaries } from './api/schema/sections.ts'
export type {
  OrcidContributor, OrcidContributorAttributes, OrcidContributors, OrcidDate, OrcidDisambiguatedOrganization,
  OrcidExternalId, OrcidExternalIds, OrcidGroup, OrcidHosts, OrcidList, OrcidMoment, OrcidOrganization,
  OrcidOrganizationAddress, OrcidParty, OrcidSource, OrcidStamps, OrcidText, OrcidTitle, OrcidTranslatedTitle
} from './api/schema/fields.ts'
export type { OrcidSchema } from './api/schema/schema.ts'
export type { OpenPublicRecord as OrcidPublicRecordFunction, OrcidPublicRecord } from './api/public-record.ts'
export type { OrcidRead } from './api/read.ts'
export type { OpenRecord as OrcidRecordFunction, OrcidRecord, OrcidRecordOptions } from './api/record.ts'
export type { OrcidStoredTokens } from './api/input.ts'
export type {
  OrcidRefreshOptions, OrcidRefreshedTokens, Refresh as OrcidRefreshFunction
} from './api/refresh.ts'
export type { OrcidRevocations, RevokeAll as OrcidRevokeAllFunction } from './api/revoke-all.ts'
export type { Revoke as OrcidRevokeFunction } from './api/revoke.ts'
export type {
  OpenTokens as OrcidOpenTokensFunction, OrcidTokenOwner, SealTokens as OrcidSealTokensFunction
} from './api/sealed-tokens.ts'
export type {
  OrcidFoundPerson, OrcidSearchPage, OrcidSearchResult, OrcidSearchTerms, Search as OrcidSearchFunction
} from './api/search.ts'
export type { OrcidExpectation } from './api/token-response.ts'
export type { OrcidUserinfo, Userinfo as OrcidUserinfoFunction } from './api/userinfo.ts'
export type { OrcidAddResult } from './api/write.ts'
export type { OrcidEnvironment } from './environments.ts'
export type { Callback as OrcidCallbackFunction } from './callback/route.ts'
export type {
  AuthorizationUrl as OrcidAuthorizationUrlFunction, OrcidAuthorizationUrlOptions
} from './login/authorization-url.ts'
export type { OrcidClaims, OrcidLogin, OrcidRevealedTokens, OrcidTokens } from './login-result.ts'
export type {
  FastifyOrcidDecoratorOptions, FastifyOrcidOptions, FastifyOrcidRouteOptions, OrcidDispatchHandler, OrcidDispatcher,
  OrcidLoginHandler, OrcidPageParameters, OrcidRouteSettings, OrcidSharedState
} from './options/options.ts'
export type { OrcidScope, OrcidScopeName } from './options/scopes.ts'
export type { OrcidId } from './orcid-id.ts'
export type { FastifyOrcid } from './register.ts'
export type { OrcidLoginTrace, OrcidRequestTrace } from './tracing.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The ORCID client of the registration with the default name. */
    orcid: FastifyOrcid
  }
}
