// What ORCID requires of the texts of an item: titles, types, citations, amounts, links and names.
import { at, type Members } from '../../registry/record/model.ts'
import { wordLists, workTypes } from '../../registry/record/words.ts'
import { refuse } from '../errors.ts'
import { invalid, isBlank, refuseIf, refuseType, type Rule } from './rule.ts'

export const requireTitle = refuseIf(({ content }) => isBlank(at(content, 'title.title.value')), 9022)

// ORCID has refused a country that is none while it was reading.
export const checkCountry: Rule = ({ content: { country = null } }) => {
  if (country !== null && isBlank(at(country, 'value'))) refuseType('country', wordLists.Iso3166Country.values)
}

export const checkTranslatedTitle: Rule = ({ content }) => {
  const { value = null, 'language-code': language = null } = (at(content, 'title.translated-title') ?? {}) as Members
  if (isBlank(value) && !isBlank(language)) invalid('Please specify a translated title or remove the language code')
  if (!isBlank(value) && isBlank(language)) refuseType('translated title -> language code', wordLists.LanguageCode.values)
}

export const requireWorkType: Rule = ({ content: { type } }) => {
  if (type === null) refuseType('work type', workTypes)
}

export const checkCitation: Rule = ({ content: { citation = null } }) => {
  if (citation === null) return
  if (at(citation, 'citation-type') === null) refuseType('citation type', wordLists.CitationType.values)
  if (isBlank(at(citation, 'citation-value'))) invalid('Please specify a citation or remove the parent tag')
}

// What Java reads as a double and as a decimal; what it only reads as a double, such as NaN, ORCID cannot keep.
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

export const checkAmount: Rule = ({ content: { amount = null } }) => {
  if (amount === null) return
  const value = at(amount, 'value')
  if (isBlank(value)) invalid('Please specify an amount or remove the amount tag')
  if (!NUMBER.test(String(value))) refuse(9054)
}

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

export const requireKeyword = refuseIf(({ section, content }) =>
  section.name === 'keywords' && isBlank(at(content, 'content')), 9020, 'Keyword cannot be null')
