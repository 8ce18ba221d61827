// How options are validated: by a JSON Schema, and an error that names each wrong option without quoting its value.
import { MockOrcidOptionsError } from '../errors.ts'

/** A JSON Schema of the keywords below. TypeBox, which knows all of them, takes longer to load than a mock to start. */
export type Shape = Readonly<Record<string, unknown>>

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

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: Number.isFinite,
  integer: Number.isInteger
}

/** What each keyword says of a value that breaks it, and is of the right type. */
const KEYWORDS: Readonly<Record<string, (limit: never, value: never) => string | false>> = {
  enum: (allowed: readonly unknown[], value: unknown) =>
    !allowed.includes(value) && `must be one of ${allowed.join(', ')}`,
  minLength: (least: number, { length }: string) => length < least && `must not have fewer than ${least} characters`,
  maxLength: (most: number, { length }: string) => length > most && `must not have more than ${most} characters`,
  pattern: (pattern: string, text: string) => !new RegExp(pattern, 'u').test(text) && `must match pattern "${pattern}"`,
  minimum: (least: number, value: number) => value < least && `must be >= ${least}`,
  maximum: (most: number, value: number) => value > most && `must be <= ${most}`,
  required (names: readonly string[], value: object) {
    const missing = names.filter((name) => !(name in value))
    return missing.length > 0 && `must have required properties ${missing.join(', ')}`
  }
}

interface Containing {
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly additionalProperties?: Shape | false
  readonly items?: Shape
}

function findInMembers (shape: Containing, value: object, pointer: string): Problem[] {
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
    const meant = findSimilarName(name, Object.keys(properties))
    return problemAt(at, `is not known${meant === undefined ? '' : ` (did you mean ${meant}?)`}`)
  })
}

function problemAt (pointer: string, complaint: string): Problem {
  return { pointer, sentence: `${pointer.slice(1).replaceAll('/', '.')} ${complaint}`.trim() }
}

/** Everything in a value that the shape does not admit. */
export function findProblems (shape: Shape, value: unknown, pointer = ''): Problem[] {
  const types = [shape['type'] ?? []].flat().map(String)
  if (types.length > 0 && !types.some((type) => TYPES[type]?.(value))) {
    return [problemAt(pointer, `must be ${types.length > 1 ? 'either ' : ''}${types.join(' or ')}`)]
  }
  const complaints = Object.entries(shape).flatMap(([keyword, limit]) =>
    KEYWORDS[keyword]?.(limit as never, value as never) || [])
  const isNested = typeof value === 'object' && value !== null
  return [
    ...complaints.map((complaint) => problemAt(pointer, complaint)),
    ...isNested ? findInMembers(shape, value, pointer) : []
  ]
}

/** Throws `MOCK_ORCID_ERR_OPTIONS` for a value without the shape; `subject` names the function or the option. */
export function validateOptions (shape: Shape, value: unknown, subject: string): void {
  const problems = findProblems(shape, value)
  if (problems.length === 0) return
  const sentences = problems.map(({ sentence }) => sentence)
  throw new MockOrcidOptionsError(`Wrong options for ${subject}: ${sentences.join('; ')}.`)
}
