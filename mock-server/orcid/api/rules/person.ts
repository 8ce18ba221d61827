// What ORCID requires of the parts of a person (ORCID-Source, PersonValidator).
import { at } from '../../registry/record/model.ts'
import { invalid, isBlank, refuseIf, type Rule } from './rule.ts'

interface Limits {
  /** What ORCID calls the text if it is empty. */
  readonly empty: string
  /** What ORCID calls it if it is too long; default the same. */
  readonly long?: string
  readonly max: number
}

export const checkText = (path: string, { empty, long = empty, max }: Limits): Rule => ({ content }) => {
  const text = at(content, path)
  if (isBlank(text)) invalid(`${empty} must not be empty`)
  if (String(text).length > max) invalid(`${long} must not be longer than ${max} characters`)
}

export const requireSelf: Rule = ({ content: { 'external-id-relationship': relationship } }) => {
  if (relationship !== 'self') invalid('Relationship field should be self for person identifiers')
}

export const requireKeyword = refuseIf(({ section, content }) =>
  section.name === 'keywords' && isBlank(at(content, 'content')), 9020, 'Keyword cannot be null')
