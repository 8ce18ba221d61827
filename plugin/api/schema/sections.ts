// Every section and item of a record under ORCID's path name: schema, type, validator and the scope that writes it.
import { createGuard } from '../../typebox.ts'
import {
  OrcidFundingSchema, OrcidFundingSummarySchema, OrcidFundingsSchema, OrcidPeerReviewSchema,
  OrcidPeerReviewSummarySchema, OrcidPeerReviewsSchema, OrcidResearchResourceSchema,
  OrcidResearchResourceSummarySchema, OrcidResearchResourcesSchema
} from './activity.ts'
import {
  OrcidAffiliationSchema, OrcidAffiliationSummarySchema, OrcidDistinctionsSchema, OrcidEducationsSchema,
  OrcidEmploymentsSchema, OrcidInvitedPositionsSchema, OrcidMembershipsSchema, OrcidQualificationsSchema,
  OrcidServicesSchema
} from './affiliation.ts'
import {
  OrcidAddressSchema, OrcidAddressesSchema, OrcidBiographySchema, OrcidEmailsSchema, OrcidExternalIdentifierSchema,
  OrcidExternalIdentifiersSchema, OrcidKeywordSchema, OrcidKeywordsSchema, OrcidOtherNameSchema, OrcidOtherNamesSchema,
  OrcidPersonSchema, OrcidPersonalDetailsSchema, OrcidResearcherUrlSchema, OrcidResearcherUrlsSchema
} from './person.ts'
import { findMistake } from './find-mistake.ts'
import type { OrcidSchema } from './schema.ts'
import { OrcidActivitiesSchema, OrcidWholeRecordSchema } from './record.ts'
import { OrcidRecordSummarySchema } from './summary.ts'
import { OrcidBulkSchema, OrcidWorkSchema, OrcidWorkSummarySchema, OrcidWorksSchema } from './work.ts'

type TypesOf<Schemas> = {
  -readonly [Name in keyof Schemas]: Schemas[Name] extends OrcidSchema<infer Part> ? Part : never
}

/** The schema of every section, by its name in ORCID's paths. */
export const orcidSectionSchemas = {
  record: OrcidWholeRecordSchema,
  person: OrcidPersonSchema,
  'personal-details': OrcidPersonalDetailsSchema,
  email: OrcidEmailsSchema,
  biography: OrcidBiographySchema,
  'other-names': OrcidOtherNamesSchema,
  keywords: OrcidKeywordsSchema,
  address: OrcidAddressesSchema,
  'researcher-urls': OrcidResearcherUrlsSchema,
  'external-identifiers': OrcidExternalIdentifiersSchema,
  activities: OrcidActivitiesSchema,
  works: OrcidWorksSchema,
  employments: OrcidEmploymentsSchema,
  educations: OrcidEducationsSchema,
  qualifications: OrcidQualificationsSchema,
  distinctions: OrcidDistinctionsSchema,
  'invited-positions': OrcidInvitedPositionsSchema,
  memberships: OrcidMembershipsSchema,
  services: OrcidServicesSchema,
  fundings: OrcidFundingsSchema,
  'peer-reviews': OrcidPeerReviewsSchema,
  'research-resources': OrcidResearchResourcesSchema,
  summary: OrcidRecordSummarySchema
} as const

/** The sections of a record that `record.read()` reads, with the type of each. */
export interface OrcidSections extends TypesOf<typeof orcidSectionSchemas> {}

/** The schema of every item that can be added, updated and removed, by its name in ORCID's paths. */
export const orcidItemSchemas = {
  work: OrcidWorkSchema,
  employment: OrcidAffiliationSchema,
  education: OrcidAffiliationSchema,
  qualification: OrcidAffiliationSchema,
  distinction: OrcidAffiliationSchema,
  'invited-position': OrcidAffiliationSchema,
  membership: OrcidAffiliationSchema,
  service: OrcidAffiliationSchema,
  funding: OrcidFundingSchema,
  'peer-review': OrcidPeerReviewSchema,
  'research-resource': OrcidResearchResourceSchema,
  'other-names': OrcidOtherNameSchema,
  keywords: OrcidKeywordSchema,
  address: OrcidAddressSchema,
  'researcher-urls': OrcidResearcherUrlSchema,
  'external-identifiers': OrcidExternalIdentifierSchema
} as const

/** The items of a record that can be added, updated and removed, with the type of each. */
export interface OrcidItems extends TypesOf<typeof orcidItemSchemas> {}

/** The schema of every item as its list shows it, by its name in ORCID's paths. */
export const orcidSummarySchemas = {
  'work/summary': OrcidWorkSummarySchema,
  'employment/summary': OrcidAffiliationSummarySchema,
  'education/summary': OrcidAffiliationSummarySchema,
  'qualification/summary': OrcidAffiliationSummarySchema,
  'distinction/summary': OrcidAffiliationSummarySchema,
  'invited-position/summary': OrcidAffiliationSummarySchema,
  'membership/summary': OrcidAffiliationSummarySchema,
  'service/summary': OrcidAffiliationSummarySchema,
  'funding/summary': OrcidFundingSummarySchema,
  'peer-review/summary': OrcidPeerReviewSummarySchema,
  'research-resource/summary': OrcidResearchResourceSummarySchema
} as const

/** The items of a record as their lists show them, with the type of each. */
export interface OrcidSummaries extends TypesOf<typeof orcidSummarySchemas> {}

/** Validates what ORCID sends or a caller writes. */
export interface Validator {
  isValid (value: unknown): boolean
  /** The first mistake in an invalid value, in the names of the schema: `/title must be object`. */
  explain (value: unknown): string
}

const createValidator = (schema: object): Validator => Object.freeze({
  isValid: createGuard(schema),
  explain: (value: unknown) => String(findMistake(schema, value))
})

const createValidators = (schemas: object): ReadonlyMap<string, Validator> =>
  new Map(Object.entries(schemas).map(([name, schema]) => [name, createValidator(schema)]))

export const sectionValidators = createValidators(orcidSectionSchemas)
export const itemValidators = createValidators(orcidItemSchemas)
/** Items in full and items as their lists show them: both are read by their put-code. */
export const putCodeValidators = new Map([...itemValidators, ...createValidators(orcidSummarySchemas)])
export const bulkValidator = createValidator(OrcidBulkSchema)

const PERSON_ITEMS = new Set(['other-names', 'keywords', 'address', 'researcher-urls', 'external-identifiers'])

export function writeScope (item: string): string {
  return PERSON_ITEMS.has(item) ? '/person/update' : '/activities/update'
}
