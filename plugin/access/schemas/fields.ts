// The schemas of the fields that many parts of a record share, as ORCID's API v3.0 writes them.
import type { OrcidSchema } from '../parts/schema.ts'
import { part } from './describe.ts'

// JSON Schema by hand instead of TypeBox's builder: the types are the same, and an app starts 100 ms sooner.

/**
 * What ORCID sends, or `null` where there is nothing to show. Null comes first: a validator that coerces, as
 * Fastify's own does when a route's schema is one of these, would otherwise make an empty text of it.
 */
export const orNull = <const Schema>(schema: Schema) => ({ anyOf: [{ type: 'null' }, schema] } as const)

/** Any text. */
export const string = { type: 'string' } as const
/** Most texts come wrapped: `{ "value": "…" }`. */
export const text = orNull({ type: 'object', required: ['value'], properties: { value: string } } as const)
const number = { type: 'number' } as const
const milliseconds = { type: 'object', required: ['value'], properties: { value: number } } as const
/** A moment, in milliseconds since 1970. */
export const moment = orNull(milliseconds)
/** A word of a list of ORCID's. The list is not checked: it has grown before, and will again. */
export const word = orNull(string)
/** Who may see an item. */
export const visibility = word
/** ORCID's number for an item, unique among items of its kind. */
export const putCode = { type: 'integer' } as const
/** A day, or less of one. */
export const date = orNull({ type: 'object', properties: { year: text, month: text, day: text } } as const)

const party = orNull({
  type: 'object',
  properties: { uri: orNull(string), path: orNull(string), host: orNull(string) }
} as const)

/** Who put an item there. */
export const source = orNull({
  type: 'object',
  properties: {
    'source-orcid': party,
    'source-client-id': party,
    'source-name': text,
    'assertion-origin-orcid': party,
    'assertion-origin-client-id': party,
    'assertion-origin-name': text
  }
} as const)

/** One identifier of a thing elsewhere. */
export const externalId = {
  type: 'object',
  required: ['external-id-type', 'external-id-value'],
  properties: {
    'external-id-type': string,
    'external-id-value': string,
    'external-id-normalized': text,
    'external-id-url': text,
    'external-id-relationship': word
  }
} as const

/** The identifiers of a thing elsewhere. */
export const externalIds = orNull({
  type: 'object',
  properties: { 'external-id': { type: 'array', items: externalId } }
} as const)

/** A title with what belongs to it. */
export const title = orNull({
  type: 'object',
  properties: {
    title: text,
    subtitle: text,
    'translated-title': orNull({
      type: 'object',
      properties: { value: orNull(string), 'language-code': orNull(string) }
    } as const)
  }
} as const)

/** An organization. */
export const organization = {
  type: 'object',
  required: ['name'],
  properties: {
    name: string,
    address: orNull({
      type: 'object',
      properties: { city: orNull(string), region: orNull(string), country: orNull(string) }
    } as const),
    'disambiguated-organization': orNull({
      type: 'object',
      properties: {
        'disambiguated-organization-identifier': orNull(string),
        'disambiguation-source': orNull(string)
      }
    } as const)
  }
} as const

/** The organizations that have something. */
export const hosts = orNull({
  type: 'object',
  properties: { organization: { type: 'array', items: organization } }
} as const)

/** Who took part. */
export const contributors = orNull({
  type: 'object',
  properties: {
    contributor: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          'contributor-orcid': party,
          'credit-name': text,
          'contributor-email': text,
          'contributor-attributes': orNull({
            type: 'object',
            properties: { 'contributor-sequence': word, 'contributor-role': word }
          } as const)
        }
      }
    }
  }
} as const)

/** What surrounds every item that ORCID sends. */
export const stamps = {
  'created-date': moment,
  'last-modified-date': moment,
  source,
  visibility,
  path: orNull(string)
} as const

/** What surrounds every list that ORCID sends. */
export const list = { 'last-modified-date': moment, path: orNull(string) } as const

/** Every group of a list has these: one thing, as several sources have it. */
export const group = { 'last-modified-date': moment, 'external-ids': externalIds } as const

/** What is under a name that is not known until now. */
export const under = <const Name extends string, const Schema> (name: Name, schema: Schema) =>
  ({ [name]: schema }) as Record<Name, Schema>

/** A section of groups, each of them a list of summaries under the name of their kind. */
export const groupsOf = <const Name extends string, Thing> (name: Name, items: OrcidSchema<Thing>) => ({
  type: 'object',
  required: ['group'],
  properties: {
    ...list,
    group: {
      type: 'array',
      items: {
        type: 'object',
        required: [name],
        properties: { ...group, ...under(name, { type: 'array', items: part(items) } as const) }
      }
    }
  }
} as const)
