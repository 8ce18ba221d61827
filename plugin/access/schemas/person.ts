// The schemas of the person half of a record, as ORCID's API v3.0 sends it.
import type {
  OrcidAddress, OrcidAddresses, OrcidBiography, OrcidEmailAddress, OrcidEmails, OrcidExternalIdentifier,
  OrcidExternalIdentifiers, OrcidKeyword, OrcidKeywords, OrcidOtherName, OrcidOtherNames, OrcidPerson,
  OrcidPersonalDetails, OrcidResearcherUrl, OrcidResearcherUrls
} from '../parts/person.ts'
import type { OrcidSchema } from '../parts/schema.ts'
import { describe, part } from './describe.ts'
import { list, moment, orNull, putCode, stamps, string, text, under, visibility, word } from './fields.ts'

const item = { 'put-code': orNull(putCode), ...stamps } as const

/** The schema of {@link OrcidOtherName}. */
export const OrcidOtherNameSchema = describe<OrcidOtherName>()({
  type: 'object',
  required: ['content'],
  properties: { content: string, ...item }
})

/** The schema of {@link OrcidKeyword}. */
export const OrcidKeywordSchema = describe<OrcidKeyword>()({
  type: 'object',
  required: ['content'],
  properties: { content: string, ...item }
})

/** The schema of {@link OrcidAddress}. */
export const OrcidAddressSchema = describe<OrcidAddress>()({
  type: 'object',
  required: ['country'],
  properties: { country: text, ...item }
})

/** The schema of {@link OrcidResearcherUrl}. */
export const OrcidResearcherUrlSchema = describe<OrcidResearcherUrl>()({
  type: 'object',
  required: ['url'],
  properties: { 'url-name': orNull(string), url: text, ...item }
})

/** The schema of {@link OrcidExternalIdentifier}. */
export const OrcidExternalIdentifierSchema = describe<OrcidExternalIdentifier>()({
  type: 'object',
  required: ['external-id-type', 'external-id-value'],
  properties: {
    'external-id-type': string,
    'external-id-value': string,
    'external-id-url': text,
    'external-id-relationship': word,
    ...item
  }
})

const email = describe<OrcidEmailAddress>()({
  type: 'object',
  required: ['email', 'verified', 'primary'],
  properties: {
    ...stamps,
    email: string,
    verified: { type: 'boolean' },
    primary: { type: 'boolean' }
  }
})

const listOf = <const Name extends string, Thing> (name: Name, items: OrcidSchema<Thing>) => ({
  type: 'object',
  required: [name],
  properties: { ...list, ...under(name, { type: 'array', items: part(items) } as const) }
} as const)

/** The schema of {@link OrcidEmails}. */
export const OrcidEmailsSchema = describe<OrcidEmails>()(listOf('email', email))

/** The schema of {@link OrcidOtherNames}. */
export const OrcidOtherNamesSchema = describe<OrcidOtherNames>()(listOf('other-name', OrcidOtherNameSchema))

/** The schema of {@link OrcidKeywords}. */
export const OrcidKeywordsSchema = describe<OrcidKeywords>()(listOf('keyword', OrcidKeywordSchema))

/** The schema of {@link OrcidAddresses}. */
export const OrcidAddressesSchema = describe<OrcidAddresses>()(listOf('address', OrcidAddressSchema))

/** The schema of {@link OrcidResearcherUrls}. */
export const OrcidResearcherUrlsSchema = describe<OrcidResearcherUrls>()(listOf('researcher-url', OrcidResearcherUrlSchema))

/** The schema of {@link OrcidExternalIdentifiers}. */
export const OrcidExternalIdentifiersSchema = describe<OrcidExternalIdentifiers>()(listOf('external-identifier', OrcidExternalIdentifierSchema))

/** The schema of {@link OrcidBiography}. */
export const OrcidBiographySchema = describe<OrcidBiography>()({
  type: 'object',
  required: ['content'],
  properties: { ...stamps, content: orNull(string) }
})

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
  'other-names': orNull(part(OrcidOtherNamesSchema)),
  biography: orNull(part(OrcidBiographySchema))
} as const

/** The schema of {@link OrcidPersonalDetails}. */
export const OrcidPersonalDetailsSchema = describe<OrcidPersonalDetails>()({
  type: 'object',
  required: ['name'],
  properties: personalDetails
})

/** The schema of {@link OrcidPerson}. */
export const OrcidPersonSchema = describe<OrcidPerson>()({
  type: 'object',
  required: ['name', 'emails'],
  properties: {
    ...personalDetails,
    'researcher-urls': orNull(part(OrcidResearcherUrlsSchema)),
    emails: orNull(part(OrcidEmailsSchema)),
    addresses: orNull(part(OrcidAddressesSchema)),
    keywords: orNull(part(OrcidKeywordsSchema)),
    'external-identifiers': orNull(part(OrcidExternalIdentifiersSchema))
  }
})
