// How options are judged: a compiled shape, and a refusal that names each wrong one without quoting it.
import type { Validator } from 'typebox/schema'
import { MockOrcidOptionsError } from './errors.ts'

type Complaint = ReturnType<Validator['Errors']>[1][number]

function sentence ({ instancePath, keyword, message, params }: Complaint): string {
  const name = instancePath.slice(1).replaceAll('/', '.')
  if (keyword === 'boolean') return `${name} is not known`
  if (keyword === 'enum') return `${name} must be one of ${Object.values(params).flat().join(', ')}`
  return `${name} ${message}`.trim()
}

/** What is wrong with a value, each with the JSON pointer to it; none if it has the shape. */
export function complaintsAbout (shape: Validator, value: unknown): Array<{ pointer: string, sentence: string }> {
  if (shape.Check(value)) return []
  // An unknown key is reported twice: by the object and, with its name, by the key.
  const complaints = shape.Errors(value)[1].filter(({ keyword }) => keyword !== 'additionalProperties')
  return complaints.map((complaint) => ({ pointer: complaint.instancePath, sentence: sentence(complaint) }))
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
