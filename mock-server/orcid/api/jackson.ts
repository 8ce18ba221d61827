// How Jackson reads JSON into ORCID's classes, and what it says of what does not fit one.
import { visibility } from '../../options/researcher-shape.ts'
import type { Json, ListNode, Members, Node, ObjectNode, TextNode, WrappedNode } from '../registry/record/model.ts'
import { wordLists } from '../registry/record/words.ts'
import { refuseJson } from './errors.ts'

export const classNamed = (java: string): string => `org.orcid.jaxb.model.v3.release.${java}`

/** The way to a value: classes and their members. */
export type Chain = readonly string[]

export type JsonReader = (json: Json, chain: Chain) => Json

// Jackson also names the line and the column.
export function misread (problem: string, chain: Chain): never {
  return refuseJson(chain.length === 0 ? problem : `${problem} (through reference chain: ${chain.join('->')})`)
}

export function isObject (value: Json): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The first token of a value, as Jackson calls it. */
export function tokenOf (json: Json): string {
  if (typeof json === 'string') return 'VALUE_STRING'
  if (typeof json === 'number') return Number.isInteger(json) ? 'VALUE_NUMBER_INT' : 'VALUE_NUMBER_FLOAT'
  if (typeof json !== 'object' || json === null) return `VALUE_${String(json).toUpperCase()}`
  return Array.isArray(json) ? 'START_ARRAY' : 'START_OBJECT'
}

const KINDS: Readonly<Record<string, string>> = {
  START_ARRAY: 'Array',
  START_OBJECT: 'Object',
  VALUE_NULL: 'Null',
  VALUE_TRUE: 'Boolean',
  VALUE_FALSE: 'Boolean',
  VALUE_NUMBER_INT: 'Integer',
  VALUE_NUMBER_FLOAT: 'Floating-point'
}

const describeValue = (json: Json): string => `${KINDS[tokenOf(json)]} value (token \`JsonToken.${tokenOf(json)}\`)`

function cannotRead (java: string, from: string, chain: Chain): never {
  return misread(`Cannot deserialize value of type \`${java}\` from ${from}`, chain)
}

export const cannotReadNull = (java: string, chain: Chain): never =>
  cannotRead(classNamed(java), describeValue(null), chain)

// A text of blanks is an empty one to Jackson.
function cannotCoerce (java: string, chain: Chain): never {
  return misread(`Cannot coerce empty String ("") to \`${java}\` value (but could if coercion was enabled ` +
    'using `CoercionConfig`)', chain)
}

/** Refuses what stands where an object of a class should. */
function misfit (java: string, json: Json, chain: Chain): never {
  if (typeof json === 'object') return cannotRead(java, describeValue(json), chain)
  if (typeof json === 'string' && json.trim() === '') return cannotCoerce(java, chain)
  const [argument, value] = typeof json === 'string'
    ? ['String', `String value ('${json}')`]
    : typeof json === 'boolean'
      ? ['boolean/Boolean', `boolean value (${json})`]
      : [Number.isInteger(json) ? 'int/Int' : 'double/Double', `Number value (${json})`]
  return misread(`Cannot construct instance of \`${java}\` (although at least one Creator exists): ` +
    `no ${argument}-argument constructor/factory method to deserialize from ${value}`, chain)
}

export const readText: JsonReader = (json, chain) =>
  json === null ? null : typeof json === 'object' ? cannotRead('java.lang.String', describeValue(json), chain) : String(json)

/** A Java Long. Jackson cuts a fraction off, and takes an empty text for none. */
export const readLong: JsonReader = (json, chain) => {
  if (json === null || typeof json === 'number') return json === null ? null : Math.trunc(json)
  if (typeof json !== 'string') return cannotRead('java.lang.Long', describeValue(json), chain)
  const digits = json.trim()
  if (digits === '' || digits === 'null') return null
  if (/^[+-]?\d{1,18}$/.test(digits)) return Number(digits)
  return cannotRead('java.lang.Long', `String "${json}": not a valid \`java.lang.Long\` value`, chain)
}

// ORCID also reads `registered-only` and `system`, which no record has.
export const readVisibility: JsonReader = (json, chain) => {
  const java = classNamed('common.Visibility')
  if (json === null || visibility.enum.includes(json as string)) return json
  if (typeof json !== 'string') return cannotRead(java, describeValue(json), chain)
  if (json.trim() === '') return cannotCoerce(java, chain)
  return cannotRead(java, `String "${json}": not one of the values accepted for Enum class: ` +
    '[public, limited, private, system, registered-only]', chain)
}

const UNKNOWN_WORD = '(was org.orcid.jaxb.model.common.adapters.IllegalEnumValueException)'

function readWord ({ words }: TextNode, json: Json, chain: Chain): Json {
  const word = readText(json, chain) as string
  if (words === undefined) return word
  const { values, aliases = {} } = wordLists[words]
  return values.includes(word) || Object.hasOwn(aliases, word) ? word : misread(UNKNOWN_WORD, chain)
}

/** What a constructor makes of a number: years as they are, months and days of two digits. */
function readNumber (java: string, json: string | number, chain: Chain): string {
  const digits = String(json).trim()
  if (!/^[+-]?\d{1,9}$/.test(digits)) return cannotRead('int', `String "${json}": not a valid \`int\` value`, chain)
  return String(Number(digits)).padStart(java === 'common.Year' ? 0 : 2, '0')
}

function readWrapped ({ java, text, bare }: WrappedNode, json: Json, chain: Chain): Json {
  if (isObject(json)) return readObject({ java, members: { value: readerOf(text) } }, json, chain)
  if (bare === 'text' && typeof json === 'string') return { value: json }
  const isNumber = Number.isInteger(json) || (typeof json === 'string' && json.trim() !== '')
  if (bare === 'number' && isNumber) return { value: readNumber(java, json as string | number, chain) }
  return misfit(classNamed(java), json, chain)
}

/** A class with the readers of its members. */
interface Readable {
  readonly java: string
  readonly members: Readonly<Record<string, JsonReader>>
  readonly ignored?: readonly string[]
  readonly bare?: string | null
}

/** Every member of a class, in its order, null where none was sent. The first that does not fit is refused. */
export function readObject (readable: Readable, json: Json, chain: Chain): Members {
  const { java, members, ignored = [], bare = null } = readable
  if (typeof json === 'string' && bare !== null) return readObject(readable, { [bare]: json }, chain)
  if (!isObject(json)) return misfit(classNamed(java), json, chain)
  const read = Object.entries(json).map(([name, value]): [string, Json] => {
    const way = [...chain, `${classNamed(java)}["${name}"]`]
    if (Object.hasOwn(members, name)) return [name, (members[name] as JsonReader)(value, way)]
    if (ignored.includes(name)) return [name, null]
    return refuseUnknown([java, name], [...Object.keys(members), ...ignored], way)
  })
  const sent = Object.fromEntries(read)
  return Object.fromEntries(Object.keys(members).map((name) => [name, sent[name] ?? null]))
}

function refuseUnknown ([java, name]: readonly [string, string], known: readonly string[], chain: Chain): never {
  const count = known.length === 1 ? 'one known property' : `${known.length} known properties`
  const names = known.map((one) => `"${one}"`).join(', ')
  return misread(`Unrecognized field "${name}" (class ${classNamed(java)}), not marked as ignorable (${count}: ${names}])`, chain)
}

export function readersOf ({ members }: ObjectNode): Readonly<Record<string, JsonReader>> {
  return Object.fromEntries(Object.entries(members).map(([name, node]) => [name, readerOf(node)]))
}

/** Reads a list, or a single thing as a list of one. */
export function readList (read: JsonReader, json: Json, chain: Chain): Json {
  if (json === null) return null
  if (!Array.isArray(json)) return [read(json, [...chain, 'java.lang.Object[0]'])]
  return json.map((item: Json, index) => read(item, [...chain, `java.util.ArrayList[${index}]`]))
}

// ORCID reads nothing as an item of a list, and then answers 500.
const readItem = ({ items }: ListNode): JsonReader => (json, chain) =>
  json === null ? cannotReadNull((items as ObjectNode).java, chain) : readerOf(items)(json, chain)

function readerOf (node: Node): JsonReader {
  switch (node.kind) {
    case 'text': return unlessNull((json, chain) => readWord(node, json, chain))
    case 'wrapped': return unlessNull((json, chain) => readWrapped(node, json, chain))
    case 'list': return (json, chain) => readList(readItem(node), json, chain)
    case 'object': {
      const readable = { ...node, members: readersOf(node) }
      return unlessNull((json, chain) => readObject(readable, json, chain))
    }
  }
}

const unlessNull = (read: JsonReader): JsonReader => (json, chain) => json === null ? null : read(json, chain)
