// How options are validated: by a JSON Schema, and an error that names each wrong option without quoting its value.
import { MockOrcidOptionsError } from '../errors.ts'

/** A JSON Schema of the keywords below. TypeBox, which knows all of them, takes longer to load than a mock to start. */
export type Shape = Readonly<Record<string, unknown>>

/** The shape of an object with these members and no others. */
export function objectOf (properties: object, required?: readonly string[]) {
  return { type: 'object', additionalProperties: false, ...required !== undefined && { required }, properties }
}

export function listOf (items: object) {
  return { type: 'array', items }
}

interface Problem {
  /** JSON pointer (RFC 6901) to the value that is wrong. */
  readonly pointer: string
  readonly sentence: string
}

function countEdits (one: string, other: string): number {
  // The Levenshtein distance, row by row.
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [line, character] of [...one].entries()) {
    const next = [line + 1]
    for (const [column, otherCharacter] of [...other].entries()) {
      const replaced = Number(row[column]) + Number(character !== otherCharacter)
      next.push(Math.min(replaced, Number(row[column + 1]) + 1, Number(next[column]) + 1))
    }
    row = next
  }
  return Number(row.at(-1))
}

export function findSimilarName (written: string, names: Iterable<string>): string | undefined {
  const [closest] = [...names]
    .map((name) => ({ name, edits: countEdits(name.toLowerCase(), written.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= Math.min(2, Math.ceil(Math.min(name.length, written.length) / 3)))
    .sort((a, b) => a.edits - b.edits)
  return closest?.name
}

/** What somebody has meant by a name that is not known, in brackets; `otherwise` if none is like it. */
export function hintAt (written: string, names: readonly string[], otherwise = ''): string {
  const meant = findSimilarName(written, names)
  return meant === undefined ? otherwise : ` (did you mean ${meant}?)`
}

export function isObject (value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: Number.isFinite,
  integer: Number.isInteger,
  null: (value) => value === null
}

/** What a keyword says of a value that breaks it; `description` is in words what the shape wants. */
type Check<Limit, Value> = (limit: Limit, value: Value, description?: unknown) => string | false

const ofText = <Limit>(check: Check<Limit, string>): Check<Limit, unknown> =>
  (limit, value, description) => typeof value === 'string' && check(limit, value, description)
const ofNumber = (check: Check<number, number>): Check<number, unknown> =>
  (limit, value) => typeof value === 'number' && check(limit, value)

const KEYWORDS: Readonly<Record<string, Check<never, unknown>>> = {
  enum: (allowed: readonly unknown[], value) => !allowed.includes(value) &&
    `must be one of ${allowed.join(', ')}${typeof value === 'string' ? hintAt(value, allowed.map(String)) : ''}`,
  minLength: ofText((least: number, { length }) => length < least && `must not have fewer than ${least} characters`),
  maxLength: ofText((most: number, { length }) => length > most && `must not have more than ${most} characters`),
  pattern: ofText((pattern: string, text, description) => !new RegExp(pattern, 'u').test(text) &&
    `must ${description === undefined ? `match pattern "${pattern}"` : `be ${description}`}`),
  minimum: ofNumber((least, value) => value < least && `must be >= ${least}`),
  maximum: ofNumber((most, value) => value > most && `must be <= ${most}`)
}

const fits = (shape: Shape, value: unknown): boolean => findProblems(shape, value).length === 0

interface Keywords {
  readonly if?: Shape
  readonly else?: Shape
  readonly anyOf?: readonly Shape[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly additionalProperties?: Shape | false
  readonly items?: Shape
}

/** The branch that a value should have taken; undefined if it is right. Of several, the last one is the usual one. */
function missedBranch ({ if: condition, else: otherwise, anyOf }: Keywords, value: unknown): Shape | undefined {
  if (condition !== undefined && !fits(condition, value)) return otherwise
  return anyOf?.some((branch) => fits(branch, value)) === false ? anyOf.at(-1) : undefined
}

// A required member that is mistyped is not missing as well.
function findMissing ({ required = [], properties = {} }: Keywords, value: object, pointer: string): Problem[] {
  const absent = required.filter((name) => !(name in value))
  if (absent.length === 0) return []
  const meant = Object.keys(value).filter((name) => !Object.hasOwn(properties, name))
    .map((name) => findSimilarName(name, Object.keys(properties)))
  const missing = absent.filter((name) => !meant.includes(name))
  return missing.length === 0 ? [] : [problemAt(pointer, `must have required properties ${missing.join(', ')}`)]
}

function findInMembers (shape: Keywords, value: object, pointer: string): Problem[] {
  const { required = [], properties = {}, additionalProperties, items } = shape
  const rest = Array.isArray(value) ? items : additionalProperties
  return Object.entries(value).flatMap(([name, member]) => {
    const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const isKnown = Object.hasOwn(properties, name)
    // To leave an option out and to set it to undefined is the same.
    if (isKnown && member === undefined && !required.includes(name)) return []
    const expected = isKnown ? properties[name] as Shape : rest
    // Of what may be anything, nothing is looked into: it may contain itself.
    if (expected === undefined) return []
    if (expected !== false) return findProblems(expected, member, at)
    return problemAt(at, `is not known${hintAt(name, Object.keys(properties))}`)
  })
}

function problemAt (pointer: string, complaint: string): Problem {
  return { pointer, sentence: `${pointer.slice(1).replaceAll('/', '.')} ${complaint}`.trim() }
}

/** Everything in a value that the shape does not admit. */
export function findProblems (shape: Shape, value: unknown, pointer = ''): Problem[] {
  const types = [shape['type'] ?? []].flat().map(String)
  if (types.length > 0 && !types.some((type) => TYPES[type]?.(value))) {
    // That a value may also be missing is not what is wrong with it.
    return [problemAt(pointer, `must be ${types.filter((type) => type !== 'null').join(' or ')}`)]
  }
  const complaints = Object.entries(shape).flatMap(([keyword, limit]) =>
    KEYWORDS[keyword]?.(limit as never, value, shape['description']) || [])
  const isNested = typeof value === 'object' && value !== null
  const missed = missedBranch(shape, value)
  return [
    ...complaints.map((complaint) => problemAt(pointer, complaint)),
    ...isNested ? [...findMissing(shape, value, pointer), ...findInMembers(shape, value, pointer)] : [],
    ...missed === undefined ? [] : findProblems(missed, value, pointer)
  ]
}

/** The name of a member in a place, which is `''` for the value as a whole. */
export function nameAt (place: string, name: string): string {
  return place === '' ? name : `${place}.${name}`
}

/** What is the second of its kind in a list of objects, by its place. */
export function findRepeated (place: string, member: string, values: ReadonlyArray<string | null>): string[] {
  return values.flatMap((value, index) => value !== null && values.indexOf(value) < index
    ? [`${nameAt(place, String(index))}.${member} is there twice`]
    : [])
}

/** What is wrong with a value, in sentences that name its place. */
export function describeProblems (shape: Shape, value: unknown, place = ''): string[] {
  return findProblems(shape, value).map(({ pointer, sentence }) =>
    pointer === '' ? `${place} ${sentence}`.trim() : nameAt(place, sentence))
}

/** Throws `MOCK_ORCID_ERR_OPTIONS` if there are problems; `subject` names the function or the option. */
export function refuseProblems (sentences: readonly string[], subject: string): void {
  if (sentences.length === 0) return
  throw new MockOrcidOptionsError(`Wrong options for ${subject}: ${sentences.join('; ')}.`)
}

/** A copy, which its owner's later changes do not reach. Throws `MOCK_ORCID_ERR_OPTIONS` for what is no plain data. */
export function copyOptions<Value> (value: Value, subject: string): Value {
  try {
    return structuredClone(value)
  } catch {
    throw new MockOrcidOptionsError(
      `Wrong options for ${subject}: something in them is no plain data, or is nested too deeply.`)
  }
}

/** Throws `MOCK_ORCID_ERR_OPTIONS` for a value without the shape; `subject` names the function or the option. */
export function validateOptions (shape: Shape, value: unknown, subject: string): void {
  refuseProblems(describeProblems(shape, value), subject)
}
