// The person half of a record as ORCID's API v3.0 sends it: what may not be seen is null or an empty list.
import type { OrcidList, OrcidMoment, OrcidStamps, OrcidText } from './fields.ts'

/** What every item of a person has. */
interface PersonItem extends OrcidStamps {
  /** ORCID's number for it. */
  'put-code'?: number | null
}

/** `/other-names`, one of them. To add one: `{ content: 'S. Garcia' }`. */
export interface OrcidOtherName extends PersonItem {
  content: string
}

/** `/keywords`, one of them. To add one: `{ content: 'botany' }`. */
export interface OrcidKeyword extends PersonItem {
  content: string
}

/** `/address`, one country. To add one: `{ country: { value: 'ES' } }`, by ISO 3166-1. */
export interface OrcidAddress extends PersonItem {
  country: OrcidText | null
}

/**
 * `/researcher-urls`, one link. To add one: `{ 'url-name': 'Blog', url: { value: 'https://…' } }`. The address
 * was chosen by the person: see `safeHttpUrl`.
 */
export interface OrcidResearcherUrl extends PersonItem {
  'url-name'?: string | null
  url: OrcidText | null
}

/** `/external-identifiers`, the person's identifier in another system. */
export interface OrcidExternalIdentifier extends PersonItem {
  'external-id-type': string
  'external-id-value': string
  'external-id-url'?: OrcidText | null
  'external-id-relationship'?: string | null
}

/** An e-mail address as ORCID sends it. `visibleEmails()` has them in short. */
export interface OrcidEmailAddress extends OrcidStamps {
  email: string
  /** Whether the person answered ORCID's verification mail. */
  verified: boolean
  /** Whether it is the one ORCID writes to. */
  primary: boolean
}

/** `/email`: the addresses the token may see, verified or not. */
export interface OrcidEmails extends OrcidList {
  email: OrcidEmailAddress[]
}

/** `/other-names`. */
export interface OrcidOtherNames extends OrcidList {
  'other-name': OrcidOtherName[]
}

/** `/keywords`. */
export interface OrcidKeywords extends OrcidList {
  keyword: OrcidKeyword[]
}

/** `/address`: countries. */
export interface OrcidAddresses extends OrcidList {
  address: OrcidAddress[]
}

/** `/researcher-urls`. */
export interface OrcidResearcherUrls extends OrcidList {
  'researcher-url': OrcidResearcherUrl[]
}

/** `/external-identifiers`. */
export interface OrcidExternalIdentifiers extends OrcidList {
  'external-identifier': OrcidExternalIdentifier[]
}

/** `/biography`. A record without one answers `ORCID_ERR_NOT_FOUND`, with number 9041. */
export interface OrcidBiography extends OrcidStamps {
  content: string | null
}

/** The names of a person, each of which may be missing. `displayName()` has the one to show. */
export interface OrcidName {
  'created-date'?: OrcidMoment | null
  'last-modified-date'?: OrcidMoment | null
  'given-names'?: OrcidText | null
  'family-name'?: OrcidText | null
  /** The name the person publishes under. */
  'credit-name'?: OrcidText | null
  visibility?: string | null
  path?: string | null
}

/** `/personal-details`: names and biography. */
export interface OrcidPersonalDetails extends OrcidList {
  /** Null if it is not public, and parts of it may be missing. */
  name: OrcidName | null
  'other-names'?: OrcidOtherNames | null
  biography?: OrcidBiography | null
}

/**
 * `/person`: who somebody is. Fields that are not named here are kept as ORCID sent them.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/resources/record_3.0/README.md
 */
export interface OrcidPerson extends OrcidPersonalDetails {
  'researcher-urls'?: OrcidResearcherUrls | null
  emails: OrcidEmails | null
  addresses?: OrcidAddresses | null
  keywords?: OrcidKeywords | null
  'external-identifiers'?: OrcidExternalIdentifiers | null
}
