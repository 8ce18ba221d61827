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

/**
 * Refuses a value that does not have the shape.
 *
 * @param subject how the user calls the value: the function's or the option's name
 * @throws `MOCK_ORCID_ERR_OPTIONS` naming every option that is wrong and what it must be
 */
export function judge (shape: Validator, value: unknown, subject: string): void {
  if (shape.Check(value)) return
  // An unknown key is reported twice: by the object and, with its name, by the key.
  const complaints = shape.Errors(value)[1].filter(({ keyword }) => keyword !== 'additionalProperties')
  throw new MockOrcidOptionsError(`Wrong options for ${subject}: ${complaints.map(sentence).join('; ')}.`)
}
