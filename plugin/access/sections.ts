// Which parts a record has, by ORCID's own path words: what is read, what is written, and the shape of each.
import type { Static } from 'typebox'
import { Compile } from 'typebox/schema'
import {
  OrcidFundingSchema, OrcidFundingsSchema, OrcidPeerReviewSchema, OrcidPeerReviewsSchema,
  OrcidResearchResourceSchema, OrcidResearchResourcesSchema
} from './activity-schemas.ts'
import {
  OrcidAffiliationSchema, OrcidDistinctionsSchema, OrcidEducationsSchema, OrcidEmploymentsSchema,
  OrcidInvitedPositionsSchema, OrcidMembershipsSchema, OrcidQualificationsSchema, OrcidServicesSchema
} from './affiliation-schemas.ts'
import {
  OrcidAddressSchema, OrcidAddressesSchema, OrcidBiographySchema, OrcidEmailsSchema,
  OrcidExternalIdentifierSchema, OrcidExternalIdentifiersSchema, OrcidKeywordSchema, OrcidKeywordsSchema,
  OrcidOtherNameSchema, OrcidOtherNamesSchema,
  OrcidPersonSchema, OrcidPersonalDetailsSchema, OrcidResearcherUrlSchema, OrcidResearcherUrlsSchema
} from './person-schemas.ts'
import { OrcidActivitiesSchema, OrcidWholeRecordSchema } from './record-schemas.ts'
import { OrcidBulkSchema, OrcidWorkSchema, OrcidWorksSchema } from './work-schemas.ts'

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

/** The parts of a record that can be read, with the type of each. */
export type OrcidSections = {
  [Name in keyof typeof orcidSectionSchemas]: Static<(typeof orcidSectionSchemas)[Name]>
}
/** The items of a record that can be added, updated and removed, with the type of each. */
export type OrcidItems = {
  [Name in keyof typeof orcidItemSchemas]: Static<(typeof orcidItemSchemas)[Name]>
}

const PERSON_ITEMS = new Set([
  'other-names', 'keywords', 'address', 'researcher-urls', 'external-identifiers'
])

/** The shape of a part, compiled when first needed: an app uses two or three of them. */
export interface Shape {
  fits (value: unknown): boolean
  /** Where a value that does not fit goes wrong, in the names of the schema: `/title must be object`. */
  misfit (value: unknown): string
}

function shapeOf (schema: object): Shape {
  let compiled: ReturnType<typeof Compile> | undefined
  const shape = () => (compiled ??= Compile(schema))
  return Object.freeze({
    fits: (value: unknown) => shape().Check(value),
    misfit (value: unknown) {
      const [, errors] = shape().Errors(value)
      const [where] = errors.map(({ instancePath, message }) => `${instancePath} ${message}`.trim())
      return String(where)
    }
  })
}

const shapesOf = (schemas: object): ReadonlyMap<string, Shape> =>
  new Map(Object.entries(schemas).map(([name, schema]) => [name, shapeOf(schema)]))

/** The shape of every section, by its name. */
export const sectionShapes = shapesOf(orcidSectionSchemas)
/** The shape of every item, by its name. */
export const itemShapes = shapesOf(orcidItemSchemas)
/** The shape of several works at once. */
export const bulkShape = shapeOf(OrcidBulkSchema)

/** The scope that lets a client write an item. */
export function writeScope (item: string): string {
  return PERSON_ITEMS.has(item) ? '/person/update' : '/activities/update'
}
