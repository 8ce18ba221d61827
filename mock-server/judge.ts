// How options are judged: a compiled shape, and a refusal that names each wrong one without quoting it.
import type { Validator } from 'typebox/schema'
import { MockOrcidOptionsError } from './errors.ts'
import { nearest } from './nearest.ts'

type Complaint = ReturnType<Validator['Errors']>[1][number]

/** What an object may hold: the members that its schema names. */
function membersOf (shape: Validator, schemaPath: string): string[] {
  let schema = shape.Schema() as Record<string, unknown>
  for (const step of schemaPath.split('/').slice(1, -1)) schema = Object(schema[step])
  return Object.keys(Object(schema['properties']))
}

function sentence (shape: Validator, { instancePath, keyword, message, params, schemaPath }: Complaint): string {
  const name = instancePath.slice(1).replaceAll('/', '.')
  if (keyword === 'boolean') {
    const meant = nearest(instancePath.slice(instancePath.lastIndexOf('/') + 1), membersOf(shape, schemaPath))
    return `${name} is not known${meant === undefined ? '' : ` (did you mean ${meant}?)`}`
  }
  if (keyword === 'enum') return `${name} must be one of ${Object.values(params).flat().join(', ')}`
  return `${name} ${message}`.trim()
}

/** What is wrong with a value, each with the JSON pointer to it; none if it has the shape. */
export function complaintsAbout (shape: Validator, value: unknown): Array<{ pointer: string, sentence: string }> {
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
export function judge (shape: Validator, value: unknown, subject: string): void {
  const complaints = complaintsAbout(shape, value)
  if (complaints.length === 0) return
  const sentences = complaints.map((complaint) => complaint.sentence)
  throw new MockOrcidOptionsError(`Wrong options for ${subject}: ${sentences.join('; ')}.`)
}
