// Jobs, degrees and other ties to organizations, in ORCID's own words: seven sections of one shape.
import { defineSchema, embed, keyed, orNull } from './define-schema.ts'
import { date, externalIds, group, list, organization, putCode, stamps, string, text } from './fields.ts'
import type {
  OrcidDate, OrcidExternalIds, OrcidGroup, OrcidList, OrcidOrganization, OrcidStamps, OrcidText
} from './fields.ts'

/** What is known of a tie to an organization, in full and in short. */
interface Affiliation extends OrcidStamps {
  /** The department, the faculty, the institute. */
  'department-name'?: string | null
  /** The job title, the degree, the name of the prize. */
  'role-title'?: string | null
  /** When it began. A year is enough: `{ year: { value: '2019' } }`. */
  'start-date'?: OrcidDate | null
  /** Null if it has not ended. */
  'end-date'?: OrcidDate | null
  /** Where: name, address and an identifier such as a ROR id. */
  organization: OrcidOrganization
  /** A page about it: `{ value: 'https://…' }`. */
  url?: OrcidText | null
  /** Its identifiers in other systems, by which ORCID finds duplicates. */
  'external-ids'?: OrcidExternalIds | null
  'display-index'?: string | null
}

/**
 * `/employment`, `/education`, `/qualification`, `/distinction`, `/invited-position`, `/membership` and
 * `/service`: one of them, to read, add or update. ORCID wants an organization with name, city, country and
 * identifier; except for a degree it wants a start date too. `OrcidEmployment` is something else: a job as
 * `currentEmployments()` tells it.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/resources/record_3.0/README.md
 */
export interface OrcidAffiliation extends Affiliation {
  /** ORCID's number for it. */
  'put-code'?: number | null
}

const affiliation = {
  ...stamps,
  'put-code': orNull(putCode),
  'department-name': orNull(string),
  'role-title': orNull(string),
  'start-date': date,
  'end-date': date,
  organization,
  url: text,
  'external-ids': externalIds,
  'display-index': orNull(string)
} as const

/** The schema of {@link OrcidAffiliation}. */
export const OrcidAffiliationSchema = defineSchema<OrcidAffiliation>()({
  type: 'object',
  required: ['organization'],
  properties: affiliation
})

/** One tie to an organization as its section lists it. */
export interface OrcidAffiliationSummary extends Affiliation {
  /** ORCID's number for it: `record.read('employment', { putCode })`. */
  'put-code': number
}

/** The schema of {@link OrcidAffiliationSummary}. */
export const OrcidAffiliationSummarySchema = defineSchema<OrcidAffiliationSummary>()({
  type: 'object',
  required: ['put-code', 'organization'],
  properties: { ...affiliation, 'put-code': putCode }
})

/** One tie as several sources have it, each of them under the name of its kind. */
export interface OrcidAffiliationGroup<Kind extends string> extends OrcidGroup {
  summaries: Array<Record<Kind, OrcidAffiliationSummary>>
}

/** One of the seven sections. */
interface Affiliations<Kind extends string> extends OrcidList {
  'affiliation-group': Array<OrcidAffiliationGroup<Kind>>
}

const sectionOf = <const Name extends string> (name: Name) => ({
  type: 'object',
  required: ['affiliation-group'],
  properties: {
    ...list,
    'affiliation-group': {
      type: 'array',
      items: {
        type: 'object',
        required: ['summaries'],
        properties: {
          ...group,
          summaries: {
            type: 'array',
            items: {
              type: 'object',
              required: [name],
              properties: keyed(name, embed(OrcidAffiliationSummarySchema))
            }
          }
        }
      }
    }
  }
} as const)

/** `/employments`: jobs. `currentEmployments()` has those that have not ended. */
export interface OrcidEmployments extends Affiliations<'employment-summary'> {}

/** The schema of {@link OrcidEmployments}. */
export const OrcidEmploymentsSchema = defineSchema<OrcidEmployments>()(sectionOf('employment-summary'))

/** `/educations`: degrees. */
export interface OrcidEducations extends Affiliations<'education-summary'> {}

/** The schema of {@link OrcidEducations}. */
export const OrcidEducationsSchema = defineSchema<OrcidEducations>()(sectionOf('education-summary'))

/** `/qualifications`: licences and certificates. */
export interface OrcidQualifications extends Affiliations<'qualification-summary'> {}

/** The schema of {@link OrcidQualifications}. */
export const OrcidQualificationsSchema = defineSchema<OrcidQualifications>()(sectionOf('qualification-summary'))

/** `/distinctions`: prizes and honours. */
export interface OrcidDistinctions extends Affiliations<'distinction-summary'> {}

/** The schema of {@link OrcidDistinctions}. */
export const OrcidDistinctionsSchema = defineSchema<OrcidDistinctions>()(sectionOf('distinction-summary'))

/** `/invited-positions`. */
export interface OrcidInvitedPositions extends Affiliations<'invited-position-summary'> {}

/** The schema of {@link OrcidInvitedPositions}. */
export const OrcidInvitedPositionsSchema = defineSchema<OrcidInvitedPositions>()(sectionOf('invited-position-summary'))

/** `/memberships`. */
export interface OrcidMemberships extends Affiliations<'membership-summary'> {}

/** The schema of {@link OrcidMemberships}. */
export const OrcidMembershipsSchema = defineSchema<OrcidMemberships>()(sectionOf('membership-summary'))

/** `/services`: editorial boards, committees. */
export interface OrcidServices extends Affiliations<'service-summary'> {}

/** The schema of {@link OrcidServices}. */
export const OrcidServicesSchema = defineSchema<OrcidServices>()(sectionOf('service-summary'))
