// What a client sends: JSON that ORCID can read, held to the XSD unless it is one of a bulk, in ORCID's order.
import type { Visibility } from '../../options/researcher.ts'
import { normalize } from '../registry/record/model.ts'
import type { Json, Members, ObjectNode } from '../registry/record/model.ts'
import type { Section } from '../registry/record/sections.ts'
import { refuse } from './errors.ts'
import {
  cannotReadNull, isObject, misread, readersOf, readList, readLong, readObject, readText, readVisibility, tokenOf
} from './jackson.ts'
import type { Chain, JsonReader } from './jackson.ts'
import { checkElement } from './xsd.ts'

export interface SentItem {
  readonly putCode: number | null
  readonly visibility: Visibility | null
  /** Every member of the section's shape, in ORCID's order. */
  readonly content: Members
}

function parseJson (body: unknown): Json {
  const json = typeof body === 'string' && body.trim() !== '' ? parse(body) : null
  return json ?? refuse(9047, { detail: 'Couldn\'t read object, data seems to be empty or invalid' })
}

function parse (text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    return refuse(9001, { detail: (error as Error).message })
  }
}

// ORCID writes these around an item, and reads two of them back.
const ENVELOPE: Readonly<Record<string, JsonReader>> = { 'put-code': readLong, visibility: readVisibility, path: readText }
const IGNORED = ['created-date', 'last-modified-date', 'source']

// The classes of these have no member for the place among versions.
const UNPLACED = ['funding', 'peerReview', 'work']

/** The XML element of an item, by which its class is called as well. */
const elementName = ({ area, item, holds }: Section): string => area === 'person' ? holds : item

function javaOf (section: Section): string {
  const words = elementName(section).split('-').map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
  return `record.${section.kind === 'externalIdentifier' ? 'Person' : ''}${words.join('')}`
}

/** An item as Jackson reads it, with what stands around it. */
function readerOf (section: Section): JsonReader {
  const { kind, shape, area } = section
  const place = UNPLACED.includes(kind) ? {} : { 'display-index': area === 'person' ? readLong : readText }
  const members = { ...readersOf(shape), ...ENVELOPE, ...place }
  return (json, chain) => readObject({ java: javaOf(section), members, ignored: IGNORED }, json, chain)
}

function sentItem ({ shape }: Section, read: Json): SentItem {
  const { 'put-code': putCode, visibility, ...members } = read as Members
  const content = normalize(shape, members) as Members
  return { putCode: putCode as number | null, visibility: visibility as Visibility | null, content }
}

function checkXsd (section: Section, value: Json): void {
  const name = elementName(section)
  const node: ObjectNode = { ...section.shape, isStamped: true, ns: section.shape.ns || name }
  checkElement({ node, value, element: { ns: name, name } })
}

/** What is no item of a record: its members in ORCID's order, and its put-code. */
export function readMembers (shape: ObjectNode, name: string, body: unknown): Members {
  const members = { ...readersOf(shape), 'put-code': readLong }
  const read = readObject({ java: shape.java, members, ignored: IGNORED }, parseJson(body), [])
  const { 'put-code': putCode = null, ...sent } = read
  checkElement({ node: shape, value: sent, element: { ns: shape.ns, name } })
  return { ...normalize(shape, sent) as Members, 'put-code': putCode }
}

export function readItem (section: Section, body: unknown): SentItem {
  const read = readerOf(section)(parseJson(body), [])
  checkXsd(section, read)
  return sentItem(section, read)
}

const ELEMENT = 'org.orcid.jaxb.model.record.bulk.BulkElement'

/** What is in the wrapper `{"work": …}`. */
function unwrapWork (json: Json, chain: Chain): Json {
  if (!isObject(json)) {
    return misread(`Unexpected token (${tokenOf(json)}), expected START_OBJECT: ` +
      `need JSON Object to contain As.WRAPPER_OBJECT type information for class ${ELEMENT}`, chain)
  }
  const [name, second] = Object.keys(json)
  if (name === undefined) {
    return misread('Unexpected token (END_OBJECT), expected FIELD_NAME: ' +
      `need JSON String that contains type id (for subtype of ${ELEMENT})`, chain)
  }
  if (name !== 'work') {
    return misread(`Could not resolve type id '${name}' as a subtype of \`${ELEMENT}\`: ` +
      'known type ids = [error, work] (for POJO property \'bulk\')', chain)
  }
  if (second !== undefined) {
    return misread('Unexpected token (FIELD_NAME), expected END_OBJECT: ' +
      'expected closing END_OBJECT after type information and deserialized value', chain)
  }
  return json[name] ?? cannotReadNull('record.Work', chain)
}

export function readBulk (section: Section, body: unknown): SentItem[] {
  const readWork = readerOf(section)
  const readOne: JsonReader = (json, chain) => readWork(unwrapWork(json, chain), chain)
  const bulk: JsonReader = (json, chain) => readList(readOne, json, chain)
  const read = readObject({ java: 'record.WorkBulk', members: { bulk } }, parseJson(body), [])
  return ((read['bulk'] ?? []) as readonly Json[]).map((item) => sentItem(section, item))
}
