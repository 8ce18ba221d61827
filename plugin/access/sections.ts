// Which parts a record has, by ORCID's own path words: what is read, what is written, and the schema of each.
import type { Static } from 'typebox'
import {
  OrcidFundingSchema, OrcidFundingSummarySchema, OrcidFundingsSchema, OrcidPeerReviewSchema,
  OrcidPeerReviewSummarySchema, OrcidPeerReviewsSchema, OrcidResearchResourceSchema,
  OrcidResearchResourceSummarySchema, OrcidResearchResourcesSchema
} from './schemas/activity.ts'
import {
  OrcidAffiliationSchema, OrcidAffiliationSummarySchema, OrcidDistinctionsSchema, OrcidEducationsSchema,
  OrcidEmploymentsSchema, OrcidInvitedPositionsSchema, OrcidMembershipsSchema, OrcidQualificationsSchema,
  OrcidServicesSchema
} from './schemas/affiliation.ts'
import {
  OrcidAddressSchema, OrcidAddressesSchema, OrcidBiographySchema, OrcidEmailsSchema,
  OrcidExternalIdentifierSchema, OrcidExternalIdentifiersSchema, OrcidKeywordSchema, OrcidKeywordsSchema,
  OrcidOtherNameSchema, OrcidOtherNamesSchema,
  OrcidPersonSchema, OrcidPersonalDetailsSchema, OrcidResearcherUrlSchema, OrcidResearcherUrlsSchema
} from './schemas/person.ts'
import { OrcidActivitiesSchema, OrcidWholeRecordSchema } from './schemas/record.ts'
import { OrcidWorkSchema, OrcidWorkSummarySchema, OrcidWorksSchema } from './schemas/work.ts'

/** The schema of every part that is read as a whole, by its name. */
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
  'research-resources': OrcidResearchResourcesSchema
} as const

/** The schema of every item that can be added, updated and removed, by its name. */
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

/** The schema of what a list says of one of its items, by its name. */
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

/** The parts of a record that can be read, with the type of each. */
export type OrcidSections = {
  [Name in keyof typeof orcidSectionSchemas]: Static<(typeof orcidSectionSchemas)[Name]>
}
/** The items of a record that can be added, updated and removed, with the type of each. */
export type OrcidItems = {
  [Name in keyof typeof orcidItemSchemas]: Static<(typeof orcidItemSchemas)[Name]>
}

/** The items of a record in short, with the type of each. */
export type OrcidSummaries = {
  [Name in keyof typeof orcidSummarySchemas]: Static<(typeof orcidSummarySchemas)[Name]>
}

const PERSON_ITEMS = new Set([
  'other-names', 'keywords', 'address', 'researcher-urls', 'external-identifiers'
])

/** The scope that lets a client write an item. */
export function writeScope (item: string): string {
  return PERSON_ITEMS.has(item) ? '/person/update' : '/activities/update'
}
