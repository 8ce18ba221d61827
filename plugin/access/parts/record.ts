// The two sections that hold all the others, in ORCID's own words: what somebody did, and the whole record.
import type { OrcidFundings, OrcidPeerReviews, OrcidResearchResources } from './activity.ts'
import type {
  OrcidDistinctions, OrcidEducations, OrcidEmployments, OrcidInvitedPositions, OrcidMemberships,
  OrcidQualifications, OrcidServices
} from './affiliation.ts'
import type { OrcidList, OrcidMoment, OrcidSource } from './fields.ts'
import type { OrcidPerson } from './person.ts'
import type { OrcidWorks } from './work.ts'

/** `/activities`: what somebody did, in short. */
export interface OrcidActivities extends OrcidList {
  distinctions?: OrcidDistinctions | null
  educations?: OrcidEducations | null
  employments: OrcidEmployments | null
  fundings?: OrcidFundings | null
  'invited-positions'?: OrcidInvitedPositions | null
  memberships?: OrcidMemberships | null
  'peer-reviews'?: OrcidPeerReviews | null
  qualifications?: OrcidQualifications | null
  'research-resources'?: OrcidResearchResources | null
  services?: OrcidServices | null
  works: OrcidWorks | null
}

/** Whose record it is: `path` is the iD. */
export interface OrcidIdentifier {
  uri?: string | null
  path: string
  host?: string | null
}

/** What the person chose at ORCID. */
export interface OrcidPreferences {
  /** The language of ORCID's pages: `en`, `es`, … */
  locale?: string | null
}

/** Where the record comes from. */
export interface OrcidHistory {
  'creation-method'?: string | null
  'completion-date'?: OrcidMoment | null
  'submission-date'?: OrcidMoment | null
  'last-modified-date'?: OrcidMoment | null
  'deactivation-date'?: OrcidMoment | null
  source?: OrcidSource | null
  /** Whether the person has taken it over from the member that made it. */
  claimed?: boolean | null
  'verified-email'?: boolean | null
  'verified-primary-email'?: boolean | null
}

/** `/record`: all of it. */
export interface OrcidWholeRecord {
  'orcid-identifier': OrcidIdentifier
  preferences?: OrcidPreferences | null
  history?: OrcidHistory | null
  person: OrcidPerson | null
  'activities-summary': OrcidActivities | null
  path?: string | null
}
