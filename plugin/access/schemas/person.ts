// The person half of a record as ORCID's API v3.0 sends it: what may not be seen is null or an empty list.
import type { Static } from 'typebox'
import { list, moment, orNull, putCode, stamps, string, text, under, visibility, word } from './fields.ts'

const item = { 'put-code': orNull(putCode), ...stamps } as const

/** `/other-names`, one of them. To add one: `{ content: 'S. Garcia' }`. */
export const OrcidOtherNameSchema = {
  type: 'object',
  required: ['content'],
  properties: { content: string, ...item }
} as const
/** See {@link OrcidOtherNameSchema}. */
export type OrcidOtherName = Static<typeof OrcidOtherNameSchema>

/** `/keywords`, one of them. To add one: `{ content: 'botany' }`. */
export const OrcidKeywordSchema = OrcidOtherNameSchema
/** See {@link OrcidKeywordSchema}. */
export type OrcidKeyword = Static<typeof OrcidKeywordSchema>

/** `/address`, one country. To add one: `{ country: { value: 'ES' } }`, by ISO 3166-1. */
export const OrcidAddressSchema = {
  type: 'object',
  required: ['country'],
  properties: { country: text, ...item }
} as const
/** See {@link OrcidAddressSchema}. */
export type OrcidAddress = Static<typeof OrcidAddressSchema>

/** `/researcher-urls`, one link. To add one: `{ 'url-name': 'Blog', url: { value: 'https://…' } }`. */
export const OrcidResearcherUrlSchema = {
  type: 'object',
  required: ['url'],
  properties: { 'url-name': orNull(string), url: text, ...item }
} as const
/** See {@link OrcidResearcherUrlSchema}. The address was chosen by the person: see `safeHttpUrl`. */
export type OrcidResearcherUrl = Static<typeof OrcidResearcherUrlSchema>

/** `/external-identifiers`, the person's identifier in another system. */
export const OrcidExternalIdentifierSchema = {
  type: 'object',
  required: ['external-id-type', 'external-id-value'],
  properties: {
    'external-id-type': string,
    'external-id-value': string,
    'external-id-url': text,
    'external-id-relationship': word,
    ...item
  }
} as const
/** See {@link OrcidExternalIdentifierSchema}. */
export type OrcidExternalIdentifier = Static<typeof OrcidExternalIdentifierSchema>

const email = {
  type: 'object',
  required: ['email', 'verified', 'primary'],
  properties: {
    ...stamps,
    email: string,
    verified: { type: 'boolean' },
    primary: { type: 'boolean' }
  }
} as const

const listOf = <const Name extends string, const Schema> (name: Name, items: Schema) => ({
  type: 'object',
  required: [name],
  properties: { ...list, ...under(name, { type: 'array', items } as const) }
} as const)

/** `/email`: the addresses the token may see, verified or not. */
export const OrcidEmailsSchema = listOf('email', email)
/** See {@link OrcidEmailsSchema}. */
export type OrcidEmails = Static<typeof OrcidEmailsSchema>

/** `/other-names`. */
export const OrcidOtherNamesSchema = listOf('other-name', OrcidOtherNameSchema)
/** See {@link OrcidOtherNamesSchema}. */
export type OrcidOtherNames = Static<typeof OrcidOtherNamesSchema>

/** `/keywords`. */
export const OrcidKeywordsSchema = listOf('keyword', OrcidKeywordSchema)
/** See {@link OrcidKeywordsSchema}. */
export type OrcidKeywords = Static<typeof OrcidKeywordsSchema>

/** `/address`: countries. */
export const OrcidAddressesSchema = listOf('address', OrcidAddressSchema)
/** See {@link OrcidAddressesSchema}. */
export type OrcidAddresses = Static<typeof OrcidAddressesSchema>

/** `/researcher-urls`. */
export const OrcidResearcherUrlsSchema = listOf('researcher-url', OrcidResearcherUrlSchema)
/** See {@link OrcidResearcherUrlsSchema}. */
export type OrcidResearcherUrls = Static<typeof OrcidResearcherUrlsSchema>

/** `/external-identifiers`. */
export const OrcidExternalIdentifiersSchema = listOf('external-identifier', OrcidExternalIdentifierSchema)
/** See {@link OrcidExternalIdentifiersSchema}. */
export type OrcidExternalIdentifiers = Static<typeof OrcidExternalIdentifiersSchema>

/** `/biography`. A record without one answers `ORCID_ERR_NOT_FOUND`, with number 9041. */
export const OrcidBiographySchema = {
  type: 'object',
  required: ['content'],
  properties: { ...stamps, content: orNull(string) }
} as const
/** See {@link OrcidBiographySchema}. */
export type OrcidBiography = Static<typeof OrcidBiographySchema>

const name = {
  type: 'object',
  properties: {
    'created-date': moment,
    'last-modified-date': moment,
    'given-names': text,
    'family-name': text,
    'credit-name': text,
    visibility,
    path: orNull(string)
  }
} as const

const personalDetails = {
  ...list,
  name: orNull(name),
  'other-names': orNull(OrcidOtherNamesSchema),
  biography: orNull(OrcidBiographySchema)
} as const

/** `/personal-details`: names and biography. */
export const OrcidPersonalDetailsSchema = {
  type: 'object',
  required: ['name'],
  properties: personalDetails
} as const
/**
 * See {@link OrcidPersonalDetailsSchema}. `name` is null if it is not public, and parts of it may be missing.
 */
export type OrcidPersonalDetails = Static<typeof OrcidPersonalDetailsSchema>

/**
 * `/person`: who somebody is. Fields that are not named here are kept as ORCID sent them.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/resources/record_3.0/README.md
 */
export const OrcidPersonSchema = {
  type: 'object',
  required: ['name', 'emails'],
  properties: {
    ...personalDetails,
    'researcher-urls': orNull(OrcidResearcherUrlsSchema),
    emails: orNull(OrcidEmailsSchema),
    addresses: orNull(OrcidAddressesSchema),
    keywords: orNull(OrcidKeywordsSchema),
    'external-identifiers': orNull(OrcidExternalIdentifiersSchema)
  }
} as const
/** See {@link OrcidPersonSchema}. `name` is null if it is not public, and parts of it may be missing. */
export type OrcidPerson = Static<typeof OrcidPersonSchema>
