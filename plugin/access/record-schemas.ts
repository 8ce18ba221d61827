// The parts of a record as ORCID's API v3.0 sends them: what may not be seen is null or an empty list.
import type { Static } from 'typebox'
import { Compile } from 'typebox/schema'

const orNull = <const Schema>(schema: Schema) => ({ anyOf: [schema, { type: 'null' }] } as const)
const string = { type: 'string' } as const
const text = orNull({ type: 'object', required: ['value'], properties: { value: string } } as const)
const moment = orNull({ type: 'object', required: ['value'], properties: { value: { type: 'number' } } } as const)
const visibility = orNull({ enum: ['public', 'limited', 'private', 'PUBLIC', 'LIMITED', 'PRIVATE'] } as const)

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

const email = {
  type: 'object',
  required: ['email', 'verified', 'primary'],
  properties: {
    email: string,
    verified: { type: 'boolean' },
    primary: { type: 'boolean' },
    visibility
  }
} as const

/**
 * `/person`: who somebody is. Fields that are not named here are kept as ORCID sent them.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/resources/record_3.0/README.md
 */
export const OrcidPersonSchema = {
  type: 'object',
  required: ['name', 'emails'],
  properties: {
    'last-modified-date': moment,
    name: orNull(name),
    'other-names': orNull({ type: 'object' } as const),
    biography: orNull({ type: 'object', properties: { content: orNull(string), visibility } } as const),
    'researcher-urls': orNull({ type: 'object' } as const),
    emails: orNull({ type: 'object', required: ['email'], properties: { email: { type: 'array', items: email } } } as const),
    addresses: orNull({ type: 'object' } as const),
    keywords: orNull({ type: 'object' } as const),
    'external-identifiers': orNull({ type: 'object' } as const),
    path: orNull(string)
  }
} as const
/** See {@link OrcidPersonSchema}. `name` is null if it is not public, and parts of it may be missing. */
export type OrcidPerson = Static<typeof OrcidPersonSchema>

const compiled = { person: Compile(OrcidPersonSchema) }

/** The parts of a record that can be read, with the type of each. */
export interface OrcidSections {
  /** Names, e-mail addresses, biography, keywords and the like. */
  person: OrcidPerson
}

/** Judges a part of a record. */
export function isSection<Section extends keyof OrcidSections> (section: Section,
  value: unknown): value is OrcidSections[Section] {
  return compiled[section].Check(value)
}
