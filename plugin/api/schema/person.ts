// The person half of a record as ORCID's API v3.0 sends it: what may not be seen is null or an empty list.
import { defineSchema, embed, keyed, orNull } from './define-schema.ts'
import type { OrcidSchema } from './schema.ts'
import { list, listValue, moment, putCode, stamps, string, text } from './fields.ts'
import type { OrcidList, OrcidMoment, OrcidStamps, OrcidText } from './fields.ts'
import type { OrcidRelationship } from './words.ts'

/** What every item of a person has. */
interface PersonItem extends OrcidStamps {
  /** ORCID's number for it. */
  'put-code'?: number | null
}

const item = { 'put-code': orNull(putCode), ...stamps } as const

/** `/other-names`, one of them. To add one: `{ content: 'S. Garcia' }`. */
export interface OrcidOtherName extends PersonItem {
  /** The name. */
  content: string
}

/** The schema of {@link OrcidOtherName}. */
export const OrcidOtherNameSchema = defineSchema<OrcidOtherName>()({
  type: 'object',
  required: ['content'],
  properties: { content: string, ...item }
})

/** `/keywords`, one of them. To add one: `{ content: 'botany' }`. */
export interface OrcidKeyword extends PersonItem {
  /** The keyword. */
  content: string
}

/** The schema of {@link OrcidKeyword}. */
export const OrcidKeywordSchema = defineSchema<OrcidKeyword>()({
  type: 'object',
  required: ['content'],
  properties: { content: string, ...item }
})

/** `/address`, one country. To add one: `{ country: { value: 'ES' } }`, by ISO 3166-1. */
export interface OrcidAddress extends PersonItem {
  country: OrcidText | null
}

/** The schema of {@link OrcidAddress}. */
export const OrcidAddressSchema = defineSchema<OrcidAddress>()({
  type: 'object',
  required: ['country'],
  properties: { country: text, ...item }
})

/**
 * `/researcher-urls`, one link. To add one: `{ 'url-name': 'Blog', url: { value: 'https://…' } }`. The address
 * was chosen by the person: see `safeHttpUrl`.
 */
export interface OrcidResearcherUrl extends PersonItem {
  'url-name'?: string | null
  url: OrcidText | null
}

/** The schema of {@link OrcidResearcherUrl}. */
export const OrcidResearcherUrlSchema = defineSchema<OrcidResearcherUrl>()({
  type: 'object',
  required: ['url'],
  properties: { 'url-name': orNull(string), url: text, ...item }
})

/** `/external-identifiers`, the person's identifier in another system. */
export interface OrcidExternalIdentifier extends PersonItem {
  'external-id-type': string
  'external-id-value': string
  'external-id-url'?: OrcidText | null
  'external-id-relationship'?: OrcidRelationship | null
}

/** The schema of {@link OrcidExternalIdentifier}. */
export const OrcidExternalIdentifierSchema = defineSchema<OrcidExternalIdentifier>()({
  type: 'object',
  required: ['external-id-type', 'external-id-value'],
  properties: {
    'external-id-type': string,
    'external-id-value': string,
    'external-id-url': text,
    'external-id-relationship': listValue,
    ...item
  }
})

/** An e-mail address as ORCID sends it. `visibleEmails()` has them in short. */
export interface OrcidEmailAddress extends OrcidStamps {
  email: string
  /** Whether the person answered ORCID's verification mail. */
  verified: boolean
  /** Whether it is the one ORCID writes to. */
  primary: boolean
}

const email = defineSchema<OrcidEmailAddress>()({
  type: 'object',
  required: ['email', 'verified', 'primary'],
  properties: {
    ...stamps,
    email: string,
    verified: { type: 'boolean' },
    primary: { type: 'boolean' }
  }
})

const listOf = <const Name extends string, Item> (name: Name, items: OrcidSchema<Item>) => ({
  type: 'object',
  required: [name],
  properties: { ...list, ...keyed(name, { type: 'array', items: embed(items) } as const) }
} as const)

/** `/email`: the addresses the token may see, verified or not. */
export interface OrcidEmails extends OrcidList {
  email: OrcidEmailAddress[]
}

/** The schema of {@link OrcidEmails}. */
export const OrcidEmailsSchema = defineSchema<OrcidEmails>()(listOf('email', email))

/** `/other-names`. */
export interface OrcidOtherNames extends OrcidList {
  'other-name': OrcidOtherName[]
}

/** The schema of {@link OrcidOtherNames}. */
export const OrcidOtherNamesSchema = defineSchema<OrcidOtherNames>()(listOf('other-name', OrcidOtherNameSchema))

/** `/keywords`. */
export interface OrcidKeywords extends OrcidList {
  keyword: OrcidKeyword[]
}

/** The schema of {@link OrcidKeywords}. */
export const OrcidKeywordsSchema = defineSchema<OrcidKeywords>()(listOf('keyword', OrcidKeywordSchema))

/** `/address`: countries. */
export interface OrcidAddresses extends OrcidList {
  address: OrcidAddress[]
}

/** The schema of {@link OrcidAddresses}. */
export const OrcidAddressesSchema = defineSchema<OrcidAddresses>()(listOf('address', OrcidAddressSchema))

/** `/researcher-urls`. */
export interface OrcidResearcherUrls extends OrcidList {
  'researcher-url': OrcidResearcherUrl[]
}

/** The schema of {@link OrcidResearcherUrls}. */
export const OrcidResearcherUrlsSchema = defineSchema<OrcidResearcherUrls>()(listOf('researcher-url', OrcidResearcherUrlSchema))

/** `/external-identifiers`. */
export interface OrcidExternalIdentifiers extends OrcidList {
  'external-identifier': OrcidExternalIdentifier[]
}

/** The schema of {@link OrcidExternalIdentifiers}. */
export const OrcidExternalIdentifiersSchema = defineSchema<OrcidExternalIdentifiers>()(listOf('external-identifier', OrcidExternalIdentifierSchema))

/** `/biography`. A record without one answers `ORCID_ERR_NOT_FOUND`, with number 9041. */
export interface OrcidBiography extends OrcidStamps {
  /** The text that the person wrote about themselves. Escape it. */
  content: string | null
}

/** The schema of {@link OrcidBiography}. */
export const OrcidBiographySchema = defineSchema<OrcidBiography>()({
  type: 'object',
  required: ['content'],
  properties: { ...stamps, content: orNull(string) }
})

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

const name = {
  type: 'object',
  properties: {
    'created-date': moment,
    'last-modified-date': moment,
    'given-names': text,
    'family-name': text,
    'credit-name': text,
    visibility: listValue,
    path: orNull(string)
  }
} as const

/** `/personal-details`: names and biography. */
export interface OrcidPersonalDetails extends OrcidList {
  /** Null if it is not public, and parts of it may be missing. */
  name: OrcidName | null
  /** Other names the person is known by. */
  'other-names'?: OrcidOtherNames | null
  /** What the person wrote about themselves; null if it is not to be seen. */
  biography?: OrcidBiography | null
}

const personalDetails = {
  ...list,
  name: orNull(name),
  'other-names': orNull(embed(OrcidOtherNamesSchema)),
  biography: orNull(embed(OrcidBiographySchema))
} as const

/** The schema of {@link OrcidPersonalDetails}. */
export const OrcidPersonalDetailsSchema = defineSchema<OrcidPersonalDetails>()({
  type: 'object',
  required: ['name'],
  properties: personalDetails
})

/**
 * `/person`: who somebody is. Fields that are not named here are kept as ORCID sent them.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/resources/record_3.0/README.md
 */
export interface OrcidPerson extends OrcidPersonalDetails {
  /** Links that the person put there: see `safeHttpUrl()`. */
  'researcher-urls'?: OrcidResearcherUrls | null
  /** E-mail addresses: see `visibleEmails()`. */
  emails: OrcidEmails | null
  /** Countries. */
  addresses?: OrcidAddresses | null
  /** What the person works on. */
  keywords?: OrcidKeywords | null
  /** The person's identifiers in other systems. */
  'external-identifiers'?: OrcidExternalIdentifiers | null
}

/** The schema of {@link OrcidPerson}. */
export const OrcidPersonSchema = defineSchema<OrcidPerson>()({
  type: 'object',
  required: ['name', 'emails'],
  properties: {
    ...personalDetails,
    'researcher-urls': orNull(embed(OrcidResearcherUrlsSchema)),
    emails: orNull(embed(OrcidEmailsSchema)),
    addresses: orNull(embed(OrcidAddressesSchema)),
    keywords: orNull(embed(OrcidKeywordsSchema)),
    'external-identifiers': orNull(embed(OrcidExternalIdentifiersSchema))
  }
})
