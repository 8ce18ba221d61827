// What ORCID requires of a title, and of what a work alone has.
import { at, type Members } from '../../registry/record/model.ts'
import { wordLists, workTypes } from '../../registry/record/words.ts'
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
