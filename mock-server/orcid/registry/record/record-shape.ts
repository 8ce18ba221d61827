// What ORCID's own JSON of a record, or of one item, may hold, and what is wrong with one.
import { visibility } from '../../../options/researcher-shape.ts'
import { describeProblems, hintAt, nameAt, objectOf, type Shape } from '../../../options/validate.ts'
import { FULL_NAMES, isOrcidItem, memberOf, type Described } from './from-record.ts'
import { schemaOf } from './model.ts'
import { sections, type Section } from './sections.ts'
import { wordLists, type WordList } from './words.ts'

const object = (properties: object) => ({ ...objectOf(properties), type: ['object', 'null'] })
const list = (items: Shape) => ({ type: ['array', 'null'], items })
const text = { type: ['string', 'null'] }
const flag = { type: ['boolean', 'null'] }
const time = object({ value: { type: 'integer' } })
const wrapped = object({ value: { type: 'string' } })
const address = object({ uri: text, path: { type: 'string' }, host: text })
const source = object({
  'source-orcid': address,
  'source-client-id': address,
  'source-name': wrapped,
  'assertion-origin-orcid': address,
  'assertion-origin-client-id': address,
  'assertion-origin-name': wrapped
})
const stamps = { 'created-date': time, 'last-modified-date': time }
const index = { type: ['integer', 'string', 'null'], pattern: '^\\d+$' }
const tail = { path: text, visibility, 'display-index': index }

function itemShape ({ shape, kind }: Section): Shape {
  const { properties } = schemaOf(shape) as { properties: Readonly<Record<string, Shape>> }
  const renamed = kind === 'peerReview'
    ? Object.fromEntries(Object.entries(FULL_NAMES).map(([name, full]) => [name, properties[full]]))
    : {}
  const members = { ...stamps, source, ...tail, 'put-code': { type: 'integer', minimum: 1 }, ...properties, ...renamed }
  return objectOf(members, ['put-code'])
}

const dated = (properties: object) => object({ 'last-modified-date': time, ...properties, path: text })

function sectionShape (section: Section): Shape {
  const { area, kind, holds, item } = section
  if (area === 'person') return dated({ [holds]: list(itemShape(section)) })
  const summary = { [`${item}-summary`]: itemShape(section) }
  const group = (properties: object) => dated({ 'external-ids': {}, ...properties })
  const groups = kind === 'affiliation'
    ? group({ summaries: list({ ...object(summary), type: 'object', required: Object.keys(summary) }) })
    : group({ [`${item}-summary`]: list(itemShape(section)) })
  return dated({ [holds]: list(kind === 'peerReview' ? group({ 'peer-review-group': list(groups) }) : groups) })
}

const emailShape = object({
  ...stamps,
  source,
  email: { type: 'string' },
  path: text,
  visibility,
  verified: flag,
  primary: flag,
  'put-code': { type: ['integer', 'null'] }
})
const historyShape = object({
  'creation-method': text,
  'completion-date': time,
  'submission-date': time,
  'last-modified-date': time,
  claimed: flag,
  source,
  'deactivation-date': time,
  'verified-email': flag,
  'verified-primary-email': flag
})

function recordShape (): Shape {
  const half = (area: Section['area']) => Object.fromEntries(sections.filter((section) => section.area === area)
    .map((section) => [memberOf(section), sectionShape(section)]))
  const names = { 'given-names': wrapped, 'family-name': wrapped, 'credit-name': wrapped }
  const person = dated({
    name: object({ ...stamps, ...names, source, visibility, path: text }),
    biography: object({ ...stamps, content: { type: 'string' }, visibility, path: text }),
    emails: dated({ email: list({ ...emailShape, type: 'object' }) }),
    ...half('person')
  })
  return objectOf({
    'orcid-identifier': address,
    preferences: object({ locale: text }),
    history: historyShape,
    person,
    'activities-summary': dated(half('activities')),
    path: text
  })
}

function findTwice (name: string, items: readonly unknown[]): string[] {
  const putCodes = items.filter(isOrcidItem).map((item) => item['put-code'])
  const repeated = putCodes.filter((putCode, index) => putCodes.indexOf(putCode) < index)
  return repeated.map((putCode) => `${name} has put-code ${putCode} twice`)
}

export function findRecordProblems (record: unknown, place = ''): string[] {
  return record === undefined ? [] : describeProblems(recordShape(), record, nameAt(place, 'record'))
}

const WORDS: Readonly<Record<string, WordList>> = { country: 'Iso3166Country', currency: 'Currency' }

/** The words of an item in the short form that ORCID has on no list. What is wrong with their form, its shape says. */
function findWordProblems ({ kind }: Section, item: unknown, place: string): string[] {
  const lists = kind === 'work' ? { type: 'WorkType' } as const : WORDS
  return Object.entries(lists).flatMap(([name, list]) => {
    const { values, aliases = {}, like } = wordLists[list]
    const { [name]: word = null } = Object(item) as Record<string, unknown>
    if (typeof word !== 'string' || values.includes(word) || Object.hasOwn(aliases, word)) return []
    if (like !== undefined && !new RegExp(like.pattern).test(word)) return []
    return [`${place}.${name} is not one that ORCID knows${like === undefined ? hintAt(word, values) : ''}`]
  })
}

/** What is wrong with the items in ORCID's own JSON among options, and what ORCID does not know of the others. */
export function findItemProblems (options: Described, place = ''): string[] {
  return sections.flatMap((section) => {
    const name = nameAt(place, section.option)
    const items = [options[section.option] ?? []].flat() as readonly unknown[]
    const wrong = items.flatMap((item, index) => isOrcidItem(item)
      ? describeProblems(itemShape(section), item, `${name}.${index}`)
      : findWordProblems(section, item, `${name}.${index}`))
    return [...wrong, ...findTwice(name, items)]
  })
}
