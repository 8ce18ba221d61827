// How options are validated: a JSON Schema, and an error that names each wrong option without quoting its value.
import { Errors } from 'typebox/schema'
import { MockOrcidOptionsError } from '../errors.ts'

/** A JSON Schema. It is not compiled: that takes longer than all that a mock ever validates. */
export type Shape = Readonly<Record<string, unknown>>

type SchemaError = ReturnType<typeof Errors>[1][number]

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

function knownMembers (shape: Shape, schemaPath: string): string[] {
  let schema = shape
  for (const step of schemaPath.split('/').slice(1, -1)) schema = Object(schema[step])
  return Object.keys(Object(schema['properties']))
}

function describe (shape: Shape, { instancePath, keyword, message, params, schemaPath }: SchemaError): string {
  const name = instancePath.slice(1).replaceAll('/', '.')
  if (keyword === 'boolean') {
    const written = instancePath.slice(instancePath.lastIndexOf('/') + 1)
    const meant = findSimilarName(written, knownMembers(shape, schemaPath))
    return `${name} is not known${meant === undefined ? '' : ` (did you mean ${meant}?)`}`
  }
  if (keyword === 'enum') return `${name} must be one of ${Object.values(params).flat().join(', ')}`
  return `${name} ${message}`.trim()
}

export function findProblems (shape: Shape, value: unknown): Problem[] {
  // An unknown key is reported twice: by the object and, with its name, by the key.
  const errors = Errors(shape, value)[1].filter(({ keyword }) => keyword !== 'additionalProperties' && keyword !== 'if')
  return errors.map((error) => ({ pointer: error.instancePath, sentence: describe(shape, error) }))
}

/** The name of a member in a place, which is `''` for the value as a whole. */
export function nameAt (place: string, name: string): string {
  return place === '' ? name : `${place}.${name}`
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

/** Throws `MOCK_ORCID_ERR_OPTIONS` for a value without the shape; `subject` names the function or the option. */
export function validateOptions (shape: Shape, value: unknown, subject: string): void {
  refuseProblems(describeProblems(shape, value), subject)
}
