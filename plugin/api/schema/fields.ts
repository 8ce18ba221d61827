// The fields that several parts of a record share: their types and JSON Schemas, under ORCID's own names.
import { embed, keyed, objectOrNull, orNull } from './define-schema.ts'
import type { OrcidSchema } from './schema.ts'
import type { OrcidExternalIdType, OrcidRelationship } from './words.ts'

export const string = { type: 'string' } as const

/** Most texts come wrapped: `{ "value": "…" }`. */
export interface OrcidText {
  value: string
}

export const text = orNull({ type: 'object', required: ['value'], properties: { value: string } } as const)

/** A moment, in milliseconds since 1970. */
export interface OrcidMoment {
  value: number
}

export const moment = orNull({ type: 'object', required: ['value'], properties: { value: { type: 'number' } } } as const)

// A value from one of ORCID's lists. The lists are not checked, because ORCID extends them.
export const listValue = orNull(string)

export const putCode = { type: 'integer' } as const

/**
 * A day, of which the month or the day may be unknown: `{ year: { value: '2019' }, month: null, day: null }`.
 * Months and days have two digits.
 */
export interface OrcidDate {
  year?: OrcidText | null
  month?: OrcidText | null
  day?: OrcidText | null
}

export const date = objectOrNull({ year: text, month: text, day: text })

/** Who: `path` is a person's iD, or a client's own id; `uri` the same as an address. */
export interface OrcidParty {
  uri?: string | null
  path?: string | null
  host?: string | null
}

const party = objectOrNull({ uri: orNull(string), path: orNull(string), host: orNull(string) })

/** Who put an item there, the person or a client, and on whose behalf. */
export interface OrcidSource {
  'source-orcid'?: OrcidParty | null
  'source-client-id'?: OrcidParty | null
  'source-name'?: OrcidText | null
  'assertion-origin-orcid'?: OrcidParty | null
  'assertion-origin-client-id'?: OrcidParty | null
  'assertion-origin-name'?: OrcidText | null
}

export const source = objectOrNull({
  'source-orcid': party,
  'source-client-id': party,
  'source-name': text,
  'assertion-origin-orcid': party,
  'assertion-origin-client-id': party,
  'assertion-origin-name': text
})

/** One identifier of a thing elsewhere, such as a DOI. */
export interface OrcidExternalId {
  /** `doi`, `isbn`, `grant_number`, … */
  'external-id-type': OrcidExternalIdType
  /** The identifier itself: `10.5555/12345678`. */
  'external-id-value': string
  /** What ORCID makes of the value. */
  'external-id-normalized'?: OrcidText | null
  /** Where it leads: `{ value: 'https://doi.org/10.5555/12345678' }`. */
  'external-id-url'?: OrcidText | null
  /** `self`, `part-of`, `version-of` or `funded-by`. */
  'external-id-relationship'?: OrcidRelationship | null
}

export const externalId = {
  type: 'object',
  required: ['external-id-type', 'external-id-value'],
  properties: {
    'external-id-type': string,
    'external-id-value': string,
    'external-id-normalized': text,
    'external-id-url': text,
    'external-id-relationship': listValue
  }
} as const

/** The identifiers of a thing elsewhere. */
export interface OrcidExternalIds {
  'external-id'?: OrcidExternalId[]
}

export const externalIds = objectOrNull({ 'external-id': { type: 'array', items: externalId } })

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

export const title = objectOrNull({
  title: text,
  subtitle: text,
  'translated-title': objectOrNull({ value: orNull(string), 'language-code': orNull(string) })
})

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
  /** What it is called. */
  name: string
  /** The city and the country, by ISO 3166-1. */
  address?: OrcidOrganizationAddress | null
  /** Its identifier in a register, such as ROR. */
  'disambiguated-organization'?: OrcidDisambiguatedOrganization | null
}

export const organization = {
  type: 'object',
  required: ['name'],
  properties: {
    name: string,
    address: objectOrNull({ city: orNull(string), region: orNull(string), country: orNull(string) }),
    'disambiguated-organization': objectOrNull({
      'disambiguated-organization-identifier': orNull(string),
      'disambiguation-source': orNull(string)
    })
  }
} as const

/** The organizations that have something. */
export interface OrcidHosts {
  organization?: OrcidOrganization[]
}

export const hosts = objectOrNull({ organization: { type: 'array', items: organization } })

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

export const contributors = objectOrNull({
  contributor: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        'contributor-orcid': party,
        'credit-name': text,
        'contributor-email': text,
        'contributor-attributes': objectOrNull({ 'contributor-sequence': listValue, 'contributor-role': listValue })
      }
    }
  }
})

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

export const stamps = {
  'created-date': moment,
  'last-modified-date': moment,
  source,
  visibility: listValue,
  path: orNull(string)
} as const

/** What surrounds every list that ORCID sends. */
export interface OrcidList {
  'last-modified-date'?: OrcidMoment | null
  /** The list's address below the API: `/0000-0002-1825-0097/works`. */
  path?: string | null
}

export const list = { 'last-modified-date': moment, path: orNull(string) } as const

/** One thing, as several sources have it. */
export interface OrcidGroup {
  'last-modified-date'?: OrcidMoment | null
  'external-ids'?: OrcidExternalIds | null
}

export const group = { 'last-modified-date': moment, 'external-ids': externalIds } as const

export const groupsOf = <const Name extends string, Item> (name: Name, items: OrcidSchema<Item>) => ({
  type: 'object',
  required: ['group'],
  properties: {
    ...list,
    group: {
      type: 'array',
      items: {
        type: 'object',
        required: [name],
        properties: { ...group, ...keyed(name, { type: 'array', items: embed(items) } as const) }
      }
    }
  }
} as const)
