// The schema of every part of a record, by ORCID's own path words, and the scope that writes it.
import type { OrcidSchema } from './parts/schema.ts'
import type { OrcidItems, OrcidSections, OrcidSummaries } from './parts/sections.ts'
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

type SchemasOf<Parts> = { readonly [Name in keyof Parts]: OrcidSchema<Parts[Name]> }

/** The schema of every part that is read as a whole, by its name. */
export const orcidSectionSchemas: SchemasOf<OrcidSections> = {
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
}

/** The schema of every item that can be added, updated and removed, by its name. */
export const orcidItemSchemas: SchemasOf<OrcidItems> = {
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
}

/** The schema of what a list says of one of its items, by its name. */
export const orcidSummarySchemas: SchemasOf<OrcidSummaries> = {
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
}

const PERSON_ITEMS = new Set([
  'other-names', 'keywords', 'address', 'researcher-urls', 'external-identifiers'
])

/** The scope that lets a client write an item. */
export function writeScope (item: string): string {
  return PERSON_ITEMS.has(item) ? '/person/update' : '/activities/update'
}
