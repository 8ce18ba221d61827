// The fields that many parts of a record share, in ORCID's own words.

/** Most texts come wrapped. */
export interface OrcidText {
  value: string
}

/** A moment, in milliseconds since 1970. */
export interface OrcidMoment {
  value: number
}

/**
 * A day, of which the month or the day may be unknown: `{ year: { value: '2019' }, month: null, day: null }`.
 * Months and days have two digits.
 */
export interface OrcidDate {
  year?: OrcidText | null
  month?: OrcidText | null
  day?: OrcidText | null
}

/** Who: `path` is a person's iD, or a client's own id; `uri` the same as an address. */
export interface OrcidParty {
  uri?: string | null
  path?: string | null
  host?: string | null
}

/** Who put an item there, the person or a client, and on whose behalf. */
export interface OrcidSource {
  'source-orcid'?: OrcidParty | null
  'source-client-id'?: OrcidParty | null
  'source-name'?: OrcidText | null
  'assertion-origin-orcid'?: OrcidParty | null
  'assertion-origin-client-id'?: OrcidParty | null
  'assertion-origin-name'?: OrcidText | null
}

/** One identifier of a thing elsewhere, such as a DOI. */
export interface OrcidExternalId {
  /** `doi`, `isbn`, `grant_number`, … */
  'external-id-type': string
  'external-id-value': string
  /** What ORCID makes of the value. */
  'external-id-normalized'?: OrcidText | null
  'external-id-url'?: OrcidText | null
  /** `self`, `part-of`, `version-of` or `funded-by`. */
  'external-id-relationship'?: string | null
}

/** The identifiers of a thing elsewhere. */
export interface OrcidExternalIds {
  'external-id'?: OrcidExternalId[]
}

/** A title in another language. */
export interface OrcidTranslatedTitle {
  value?: string | null
  'language-code'?: string | null
}

/** A title with what belongs to it. */
export interface OrcidTitle {
  title?: OrcidText | null
  subtitle?: OrcidText | null
  'translated-title'?: OrcidTranslatedTitle | null
}

/** Where an organization is. */
export interface OrcidOrganizationAddress {
  city?: string | null
  region?: string | null
  /** By ISO 3166-1: `ES`. */
  country?: string | null
}

/** An organization's identifier in a register: ROR, GRID, RINGGOLD, FUNDREF, LEI. */
export interface OrcidDisambiguatedOrganization {
  'disambiguated-organization-identifier'?: string | null
  'disambiguation-source'?: string | null
}

/** An organization; ORCID asks for address and identifier of one that is added. */
export interface OrcidOrganization {
  name: string
  address?: OrcidOrganizationAddress | null
  'disambiguated-organization'?: OrcidDisambiguatedOrganization | null
}

/** The organizations that have something. */
export interface OrcidHosts {
  organization?: OrcidOrganization[]
}

/** What somebody's part was: `contributor-sequence` is `first` or `additional`. */
export interface OrcidContributorAttributes {
  'contributor-sequence'?: string | null
  'contributor-role'?: string | null
}

/** Somebody who took part. ORCID keeps e-mail addresses, and never shows them. */
export interface OrcidContributor {
  'contributor-orcid'?: OrcidParty | null
  'credit-name'?: OrcidText | null
  'contributor-email'?: OrcidText | null
  'contributor-attributes'?: OrcidContributorAttributes | null
}

/** Who took part. */
export interface OrcidContributors {
  contributor?: OrcidContributor[]
}

/** What surrounds every item that ORCID sends. */
export interface OrcidStamps {
  'created-date'?: OrcidMoment | null
  'last-modified-date'?: OrcidMoment | null
  source?: OrcidSource | null
  /** Who may see the item: `public`; `limited`, to those the person trusts; `private`. */
  visibility?: string | null
  /** The item's address below the API: `/0000-0002-1825-0097/work/1234`. */
  path?: string | null
}

/** What surrounds every list that ORCID sends. */
export interface OrcidList {
  'last-modified-date'?: OrcidMoment | null
  /** The list's address below the API: `/0000-0002-1825-0097/works`. */
  path?: string | null
}

/** One thing, as several sources have it. */
export interface OrcidGroup {
  'last-modified-date'?: OrcidMoment | null
  'external-ids'?: OrcidExternalIds | null
}
