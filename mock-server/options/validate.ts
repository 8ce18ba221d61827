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

function meantBy (shape: Shape, { instancePath, schemaPath }: SchemaError): string | undefined {
  const written = instancePath.slice(instancePath.lastIndexOf('/') + 1)
  return findSimilarName(written, knownMembers(shape, schemaPath))
}

function describe (shape: Shape, error: SchemaError): string {
  const { instancePath, keyword, message, params } = error
  const name = instancePath.slice(1).replaceAll('/', '.')
  if (keyword === 'boolean') {
    const meant = meantBy(shape, error)
    return `${name} is not known${meant === undefined ? '' : ` (did you mean ${meant}?)`}`
  }
  if (keyword === 'enum') return `${name} must be one of ${Object.values(params).flat().join(', ')}`.trim()
  return `${name} ${message}`.trim()
}

/** The pointers of the keys that somebody has meant and mistyped. */
function findMeant (shape: Shape, errors: readonly SchemaError[]): Set<string> {
  return new Set(errors.filter(({ keyword }) => keyword === 'boolean').map((error) => {
    const end = error.instancePath.lastIndexOf('/') + 1
    return error.instancePath.slice(0, end) + String(meantBy(shape, error))
  }))
}

export function findProblems (shape: Shape, value: unknown): Problem[] {
  // An unknown key is reported twice: by the object and, with its name, by the key.
  const errors = Errors(shape, value)[1].filter(({ keyword }) => keyword !== 'additionalProperties')
  const meant = findMeant(shape, errors)
  // A required key that is mistyped is not missing as well.
  const isMistyped = ({ instancePath, params }: SchemaError): boolean =>
    Object(params).requiredProperties?.every((name: string) => meant.has(`${instancePath}/${name}`)) === true
  return errors.filter((error) => !isMistyped(error))
    .map((error) => ({ pointer: error.instancePath, sentence: describe(shape, error) }))
}

/** Throws `MOCK_ORCID_ERR_OPTIONS` for a value without the shape; `subject` names the function or the option. */
export function validateOptions (shape: Shape, value: unknown, subject: string): void {
  const problems = findProblems(shape, value)
  if (problems.length === 0) return
  const sentences = problems.map(({ sentence }) => sentence)
  throw new MockOrcidOptionsError(`Wrong options for ${subject}: ${sentences.join('; ')}.`)
}
