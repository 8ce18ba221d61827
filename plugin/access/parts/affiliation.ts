// Jobs, degrees and other ties to organizations, in ORCID's own words: seven sections of one shape.
import type {
  OrcidDate, OrcidExternalIds, OrcidGroup, OrcidList, OrcidOrganization, OrcidStamps, OrcidText
} from './fields.ts'

/** What is known of a tie to an organization, in full and in short. */
interface Affiliation extends OrcidStamps {
  'department-name'?: string | null
  'role-title'?: string | null
  'start-date'?: OrcidDate | null
  /** Null if it has not ended. */
  'end-date'?: OrcidDate | null
  organization: OrcidOrganization
  url?: OrcidText | null
  'external-ids'?: OrcidExternalIds | null
  'display-index'?: string | null
}

/**
 * `/employment`, `/education`, `/qualification`, `/distinction`, `/invited-position`, `/membership` and
 * `/service`: one of them, to read, add or update. ORCID wants an organization with name, city, country and
 * identifier; except for a degree it wants a start date too.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/resources/record_3.0/README.md
 */
export interface OrcidAffiliation extends Affiliation {
  /** ORCID's number for it. */
  'put-code'?: number | null
}

/** One tie to an organization as its section lists it. */
export interface OrcidAffiliationSummary extends Affiliation {
  /** ORCID's number for it: `record.read('employment', { putCode })`. */
  'put-code': number
}

/** One tie as several sources have it, each of them under the name of its kind. */
export interface OrcidAffiliationGroup<Kind extends string> extends OrcidGroup {
  summaries: Array<Record<Kind, OrcidAffiliationSummary>>
}

/** One of the seven sections. */
interface Affiliations<Kind extends string> extends OrcidList {
  'affiliation-group': Array<OrcidAffiliationGroup<Kind>>
}

/** `/employments`: jobs. `currentEmployments()` has those that have not ended. */
export interface OrcidEmployments extends Affiliations<'employment-summary'> {}

/** `/educations`: degrees. */
export interface OrcidEducations extends Affiliations<'education-summary'> {}

/** `/qualifications`: licences and certificates. */
export interface OrcidQualifications extends Affiliations<'qualification-summary'> {}

/** `/distinctions`: prizes and honours. */
export interface OrcidDistinctions extends Affiliations<'distinction-summary'> {}

/** `/invited-positions`. */
export interface OrcidInvitedPositions extends Affiliations<'invited-position-summary'> {}

/** `/memberships`. */
export interface OrcidMemberships extends Affiliations<'membership-summary'> {}

/** `/services`: editorial boards, committees. */
export interface OrcidServices extends Affiliations<'service-summary'> {}
