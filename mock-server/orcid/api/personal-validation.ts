// What ORCID wants of the items in the person half of a record, and which of them it takes for the same.
import type { Json, Members } from '../registry/record/node.ts'
import type { RecordItem } from '../registry/record/store.ts'
import type { Section } from '../registry/record/sections.ts'
import { apiError } from './errors.ts'
import type { ApiError } from './errors.ts'

const invalid = (detail: string): ApiError => apiError(9020, { detail })

const urlOf = (value: Json | undefined): string => String((value as Members | null | undefined)?.['value'] ?? '')

function judgeExternalIdentifier (content: Members): ApiError | null {
  const { 'external-id-relationship': relationship, 'external-id-url': url } = content
  if (relationship !== 'self') return invalid('Relationship field should be self for person identifiers')
  if (urlOf(url) === '') return invalid('Reference field must not be empty')
  return urlOf(url).length > 2000 ? invalid('Url must not be longer than 2000 characters') : null
}

function judgeUrl (content: Members): ApiError | null {
  if (urlOf(content['url']) === '') return invalid('Url field must not be empty')
  return urlOf(content['url']).length > 2000 ? invalid('Url field must not be longer than 2000 characters') : null
}

/** Why ORCID does not take an item, null if it does (PersonValidator). */
export function judgePersonal ({ name }: Section, content: Members): ApiError | null {
  if (name === 'external-identifiers') return judgeExternalIdentifier(content)
  return name === 'researcher-urls' ? judgeUrl(content) : null
}

function sameness ({ identifiedBy }: Section, content: Members): string {
  return JSON.stringify([content[identifiedBy], content['external-id-type']])
}

// ORCID names an identifier by its address and everything else by itself.
function nameOf ({ name, identifiedBy }: Section, content: Members): string {
  const named = content[name === 'external-identifiers' ? 'external-id-url' : identifiedBy]
  return typeof named === 'string' ? named : urlOf(named)
}

/** What ORCID says when the same client has added the same thing before; null if it has not (9030). */
export function judgeRepetition (section: Section, items: Iterable<RecordItem>,
  { content, clientId, putCode }: { content: Members, clientId: string, putCode: number | null }): ApiError | null {
  const wanted = sameness(section, content)
  for (const item of items) {
    if (item.clientId !== clientId || item.putCode === putCode || sameness(section, item.content) !== wanted) continue
    return apiError(9030, { params: { type: section.holds, value: nameOf(section, content) } })
  }
  return null
}
