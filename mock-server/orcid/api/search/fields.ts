// The fields of ORCID's search index: their kinds, and the public values that a person has in them.
import { at, listAt, partsOf, type Json, type Members } from '../../registry/record/model.ts'
import { sectionOf } from '../../registry/record/sections.ts'
import { recordModifiedAt } from '../../registry/record/store.ts'
import { idsIn, idsOf, type ExternalId } from '../render/identifiers.ts'
import { visibleItems, type View } from '../render/view.ts'

/**
 * How ORCID reads a field: a `string` as a whole and by case, a `text` by its words, a `folded` text also without
 * diacritics, a `date` as milliseconds.
 * @see https://github.com/ORCID/ORCID-Source solr-config/cores/profile/conf/schema.xml
 */
export type FieldKind = 'string' | 'text' | 'folded' | 'date'

// Types of identifiers of works that have a field of their own beside those with `-self` and `-part-of`.
const WORK_ID_FIELDS: ReadonlyMap<string, string> = new Map([
  ...['agr', 'arxiv', 'asin', 'asin-tld', 'bibcode', 'cba', 'cit', 'ctx', 'eid', 'ethos', 'handle', 'hir', 'isbn', 'issn',
    'jfm', 'jstor', 'lccn', 'mr', 'oclc', 'ol', 'osti', 'pat', 'pmc', 'pmid', 'rfc', 'source-work-id', 'ssrn', 'uri',
    'urn', 'wosuid', 'zbl'].map((type): [string, string] => [type, type]),
  ['doi', 'digital-object-ids'],
  ['other-id', 'other-identifier-type']
])

const FIELDS: Readonly<Record<FieldKind, readonly string[]>> = {
  string: ['orcid', 'email', 'primary-record', 'external-id-type-and-value', 'external-id-source-and-reference'],
  text: ['text', 'given-names', 'family-name', 'credit-name', 'other-names', 'biography', 'keyword', 'external-id-source',
    'external-id-reference', 'current-institution-affiliation-name', 'past-institution-affiliation-name', 'work-titles',
    'funding-titles', 'grant-numbers', 'peer-review-type', 'peer-review-role', 'peer-review-group-id',
    'research-resource-proposal-title', 'research-resource-item-name', ...WORK_ID_FIELDS.values()],
  folded: ['given-and-family-names'],
  date: ['profile-submission-date', 'profile-last-modified-date']
}
const KINDS = Object.keys(FIELDS) as readonly FieldKind[]

/** Null for a field that ORCID's index does not have. */
export function kindOf (field: string): FieldKind | null {
  if (/.-(?:self|part-of|version-of|org-id)$/.test(field)) return 'string'
  return KINDS.find((kind) => FIELDS[kind].includes(field)) ?? (/.-org-name$/.test(field) ? 'text' : null)
}

/** Adds what is there to a field. */
type Add = (field: string, ...values: ReadonlyArray<Json | undefined>) => void

const contentsOf = (view: View, section: string): Members[] =>
  visibleItems(view, sectionOf(section)).map(({ content }) => content)

function addPerson (add: Add, view: View): void {
  const { orcid, nameVisibility, givenNames, familyName, creditName, biography, emails } = view.researcher
  add('orcid', orcid)
  if (nameVisibility === 'public') {
    add('given-names', givenNames)
    add('family-name', familyName)
    add('given-and-family-names', familyName === null ? givenNames : `${givenNames} ${familyName}`)
    add('credit-name', creditName)
  }
  add('other-names', ...contentsOf(view, 'other-names').map((name) => name['content']))
  if (biography?.visibility === 'public') add('biography', biography.content)
  add('email', ...emails.filter(({ visibility }) => visibility === 'public').map(({ email }) => email))
  add('keyword', ...contentsOf(view, 'keywords').map((keyword) => keyword['content']))
  for (const { clientId, content } of visibleItems(view, sectionOf('external-identifiers'))) {
    const { 'external-id-type': type, 'external-id-value': value } = content
    const source = clientId ?? orcid
    add('external-id-source', source)
    add('external-id-reference', value)
    add('external-id-type-and-value', `${String(type)}=${String(value)}`)
    add('external-id-source-and-reference', `${source}=${String(value)}`)
  }
}

function addIds (add: Add, ids: readonly ExternalId[], relationships: readonly string[]): void {
  for (const id of ids) {
    const { 'external-id-type': type, 'external-id-value': value, 'external-id-relationship': relationship } = id
    if (relationships.includes(String(relationship))) add(`${String(type)}-${String(relationship)}`, value)
  }
}

const SOURCES: ReadonlyMap<Json, string> = new Map([
  ['RINGGOLD', 'ringgold-org-id'], ['GRID', 'grid-org-id'], ['FUNDREF', 'fundref-org-id'], ['ROR', 'ror-org-id']
])

function addOrganization (add: Add, nameField: string, organization: Json | undefined, idField?: string): void {
  add(nameField, at(organization, 'name'))
  const source = at(organization, 'disambiguated-organization.disambiguation-source')
  const field = idField ?? SOURCES.get(source)
  const id = at(organization, 'disambiguated-organization.disambiguated-organization-identifier')
  if (field !== undefined) add(field, id)
}

function addHosts (add: Add, nameField: string, owner: Json | undefined): void {
  for (const host of listAt(owner, 'hosts.organization')) addOrganization(add, nameField, host)
}

const titlesOf = (title: Json | undefined): Json[] =>
  [at(title, 'title.value'), at(title, 'subtitle.value'), at(title, 'translated-title.value')]

function addWorks (add: Add, view: View): void {
  const works = sectionOf('works')
  for (const work of contentsOf(view, works.name)) {
    const ids = idsOf(works, work)
    for (const { 'external-id-type': type, 'external-id-value': value } of ids) {
      const field = WORK_ID_FIELDS.get(String(type))
      if (field !== undefined) add(field, value)
    }
    addIds(add, ids, ['self', 'part-of'])
    add('work-titles', ...titlesOf(work['title']))
  }
}

const ALL = ['self', 'part-of', 'version-of']

function addOtherActivities (add: Add, view: View): void {
  const reviews = sectionOf('peer-reviews')
  for (const review of contentsOf(view, reviews.name)) {
    add('peer-review-type', review['review-type'])
    add('peer-review-role', review['reviewer-role'])
    add('peer-review-group-id', review['review-group-id'])
    addIds(add, idsOf(reviews, review), ALL)
    addOrganization(add, 'peer-review-org-name', review['convening-organization'])
  }
  for (const funding of contentsOf(view, 'fundings')) {
    add('funding-titles', ...titlesOf(funding['title']))
    const grants = idsIn(funding['external-ids']).filter(({ 'external-id-type': type }) => type === 'grant_number')
    add('grant-numbers', ...grants.map(({ 'external-id-value': value }) => value))
    // Whatever the source of the id is.
    addOrganization(add, 'funding-org-name', funding['organization'], 'fundref-org-id')
  }
  for (const resource of contentsOf(view, 'research-resources')) {
    add('research-resource-proposal-title', ...titlesOf(at(resource, 'proposal.title')))
    addHosts(add, 'research-resource-proposal-org-name', resource['proposal'])
    // A summary of a research resource has no items.
    for (const item of listAt(resource, 'resource-item')) {
      add('research-resource-item-name', item['resource-name'])
      addHosts(add, 'research-resource-item-org-name', item)
      addIds(add, idsIn(item['external-ids']), ALL)
    }
  }
}

/** Whether something with an end date is over: with the day that it ends on, or with the month before. */
function isPast (endDate: Json | undefined, now: number): boolean {
  const parts = partsOf(endDate)
  const today = new Date(now).toISOString().split(/[-T]/)
  const index = parts.findIndex((part, place) => part === null || Number(part) !== Number(today[place]))
  return index === -1 || (parts[index] !== null && Number(parts[index]) < Number(today[index]))
}

const AFFILIATIONS = ['educations', 'employments', 'distinctions', 'invited-positions', 'memberships', 'qualifications',
  'services']

function addAffiliations (add: Add, view: View): void {
  for (const affiliation of AFFILIATIONS.flatMap((section) => contentsOf(view, section))) {
    const { organization, 'end-date': endDate } = affiliation
    const when = isPast(endDate, view.registry.clock.now()) ? 'past' : 'current'
    add(`${when}-institution-affiliation-name`, at(organization, 'name'))
    addOrganization(add, 'affiliation-org-name', organization)
  }
}

/** The values of a person by field; dates are in milliseconds. */
export type Values = ReadonlyMap<string, readonly string[]>

/** @see https://github.com/ORCID/ORCID-Source orcid-message-listener OrcidRecordToSolrDocument.java */
export function valuesOf (view: View): Values {
  const values = new Map<string, string[]>()
  const add: Add = (field, ...added) => {
    const kept = values.get(field) ?? []
    kept.push(...added.filter((value) => value !== null && value !== undefined).map(String))
    values.set(field, kept)
  }
  addPerson(add, view)
  addWorks(add, view)
  addOtherActivities(add, view)
  addAffiliations(add, view)
  // A bare word is looked for in every field.
  values.set('text', [...values.values()].flat())
  add('profile-submission-date', view.researcher.recorded.submittedAt)
  add('profile-last-modified-date', recordModifiedAt(view.registry.records, view.researcher))
  return values
}
