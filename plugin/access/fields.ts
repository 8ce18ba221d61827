// The fields that many parts of a record share, as ORCID's API v3.0 writes them.

// JSON Schema by hand instead of TypeBox's builder: the types are the same, and an app starts 100 ms sooner.

/** What ORCID sends, or `null` where there is nothing to show. */
export const orNull = <const Schema>(schema: Schema) => ({ anyOf: [schema, { type: 'null' }] } as const)

/** Any text. */
export const string = { type: 'string' } as const
/** An object of which only the kind is checked. */
export const object = { type: 'object' } as const
/** Most texts come wrapped: `{ "value": "…" }`. */
export const text = orNull({ type: 'object', required: ['value'], properties: { value: string } } as const)
const number = { type: 'number' } as const
const milliseconds = { type: 'object', required: ['value'], properties: { value: number } } as const
/** A moment, in milliseconds since 1970. */
export const moment = orNull(milliseconds)
/** Who may see an item: everyone, those the person trusts, only the person. Version 2 wrote capitals. */
export const visibility = orNull({
  enum: ['public', 'limited', 'private', 'PUBLIC', 'LIMITED', 'PRIVATE']
} as const)
/** ORCID's number for an item, unique among items of its kind. */
export const putCode = { type: 'integer' } as const
/**
 * A day, of which the month or the day may be unknown: `{ year: { value: '2019' }, month: null, day: null }`.
 */
export const date = orNull({ type: 'object', properties: { year: text, month: text, day: text } } as const)

/** Who put an item there: the person, or a client on their behalf. */
export const source = orNull({
  type: 'object',
  properties: {
    'source-orcid': orNull(object),
    'source-client-id': orNull(object),
    'source-name': text
  }
} as const)

/** One identifier of a thing elsewhere, such as a DOI. */
export const externalId = {
  type: 'object',
  required: ['external-id-type', 'external-id-value'],
  properties: {
    'external-id-type': string,
    'external-id-value': string,
    'external-id-url': text,
    'external-id-relationship': orNull({
      enum: ['self', 'part-of', 'version-of', 'funded-by', 'SELF', 'PART_OF', 'VERSION_OF', 'FUNDED_BY']
    } as const)
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
  properties: { title: text, subtitle: text, 'translated-title': orNull(object) }
} as const)

/** An organization; ORCID asks for the identifier of one that is added. */
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
export const groupsOf = <const Name extends string, const Schema> (name: Name, items: Schema) => ({
  type: 'object',
  required: ['group'],
  properties: {
    ...list,
    group: {
      type: 'array',
      items: {
        type: 'object',
        required: [name],
        properties: { ...group, ...under(name, { type: 'array', items } as const) }
      }
    }
  }
} as const)
