// How options are judged: a compiled shape, and a refusal that names each wrong one without quoting it.
import { MockOrcidOptionsError } from '../errors.ts'
import { nearest } from './nearest.ts'

/** One thing that is wrong with a value, in the words of JSON Schema. */
export interface Complaint {
  readonly instancePath: string
  readonly keyword: string
  readonly message: string
  readonly params: object
  readonly schemaPath: string
}

/**
 * What TypeBox compiles a schema to, as far as it is used here. Spelt out, so that whoever compiles against the
 * mock does not have to read TypeBox's own types.
 */
export interface Shape {
  Schema (): unknown
  Check (value: unknown): boolean
  Errors (value: unknown): [isRight: boolean, complaints: readonly Complaint[]]
}

/** What an object may hold: the members that its schema names. */
function membersOf (shape: Shape, schemaPath: string): string[] {
  let schema = shape.Schema() as Record<string, unknown>
  for (const step of schemaPath.split('/').slice(1, -1)) schema = Object(schema[step])
  return Object.keys(Object(schema['properties']))
}

function sentence (shape: Shape, { instancePath, keyword, message, params, schemaPath }: Complaint): string {
  const name = instancePath.slice(1).replaceAll('/', '.')
  if (keyword === 'boolean') {
    const meant = nearest(instancePath.slice(instancePath.lastIndexOf('/') + 1), membersOf(shape, schemaPath))
    return `${name} is not known${meant === undefined ? '' : ` (did you mean ${meant}?)`}`
  }
  if (keyword === 'enum') return `${name} must be one of ${Object.values(params).flat().join(', ')}`
  return `${name} ${message}`.trim()
}

/** What is wrong with a value, each with the JSON pointer to it; none if it has the shape. */
export function complaintsAbout (shape: Shape, value: unknown): Array<{ pointer: string, sentence: string }> {
  if (shape.Check(value)) return []
  // An unknown key is reported twice: by the object and, with its name, by the key.
  const complaints = shape.Errors(value)[1].filter(({ keyword }) => keyword !== 'additionalProperties')
  return complaints.map((complaint) => ({ pointer: complaint.instancePath, sentence: sentence(shape, complaint) }))
}

/**
 * Refuses a value that does not have the shape.
 *
 * @param subject how the user calls the value: the function's or the option's name
 * @throws `MOCK_ORCID_ERR_OPTIONS` naming every option that is wrong and what it must be
 */
export function judge (shape: Shape, value: unknown, subject: string): void {
  const complaints = complaintsAbout(shape, value)
  if (complaints.length === 0) return
  const sentences = complaints.map((complaint) => complaint.sentence)
  throw new MockOrcidOptionsError(`Wrong options for ${subject}: ${sentences.join('; ')}.`)
}
