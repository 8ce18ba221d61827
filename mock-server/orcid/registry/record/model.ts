// What the items of each section hold: the members of ORCID's model 3.0 in its order, and the limits of its XSD.
import { GROUP_ID, groupTypes } from '../../../options/group.ts'

export type Json = null | boolean | number | string | readonly Json[] | Members
export type Members = { readonly [name: string]: Json }

/** ORCID's JSON has no numbers where its XML has text, but ORCID reads them. */
export interface TextNode {
  readonly kind: 'text'
  readonly max?: number
  readonly blank?: true
  readonly pattern?: string
  /** ORCID reads these as enumerations, before it looks at the XSD. */
  readonly values?: readonly string[] | RegExp
}

// ORCID writes such a text as `{"value": "…"}`, and also reads it bare.
export interface WrappedNode { readonly kind: 'wrapped', readonly text: TextNode }

export interface ObjectNode {
  readonly kind: 'object'
  readonly members: Readonly<Record<string, Node>>
  readonly required: readonly string[]
  /** Members that only ORCID writes: they are dropped, so that what was read can be sent back. */
  readonly ignored: readonly string[]
}

/** ORCID reads a single thing as a list of one. */
export interface ListNode { readonly kind: 'list', readonly items: Node, readonly min: number }

export type Node = TextNode | WrappedNode | ObjectNode | ListNode

type TextLimits = Omit<TextNode, 'kind'>

const text = (limits: TextLimits = {}): TextNode => ({ kind: 'text', ...limits })
const wrapped = (limits: TextLimits = {}): WrappedNode => ({ kind: 'wrapped', text: text(limits) })
const list = (items: Node, min = 0): ListNode => ({ kind: 'list', items, min })

function object (members: ObjectNode['members'], required: readonly string[] = [],
  ignored: readonly string[] = []): ObjectNode {
  return { kind: 'object', members, required, ignored }
}

const COUNTRY = /^[A-Z]{2}$/
const LANGUAGE = /^[a-z]{2}(?:_[A-Z]{2})?$/

// ORCID-Source, WorkType.
export const workTypes = ['annotation', 'artistic-performance', 'blog-post', 'book-chapter', 'book-review', 'book',
  'cartographic-material', 'clinical-study', 'conference-abstract', 'conference-output', 'conference-paper',
  'conference-poster', 'conference-presentation', 'conference-proceedings', 'data-management-plan', 'data-set',
  'design', 'dictionary-entry', 'disclosure', 'dissertation-thesis', 'edited-book', 'encyclopedia-entry', 'image',
  'invention', 'journal-article', 'journal-issue', 'learning-object', 'lecture-speech', 'license',
  'magazine-article', 'manual', 'moving-image', 'musical-composition', 'newsletter-article', 'newspaper-article',
  'online-resource', 'other', 'patent', 'physical-object', 'preprint', 'public-speech', 'registered-copyright',
  'report', 'research-technique', 'research-tool', 'review', 'software', 'sound', 'spin-off-company',
  'standards-and-policy', 'supervised-student-publication', 'technical-standard', 'test', 'trademark',
  'transcription', 'translation', 'website', 'working-paper', 'undefined']

const fundingTypes = ['grant', 'contract', 'award', 'salary-award']

const url = wrapped({ blank: true })
const date = object({
  year: wrapped({ pattern: '^(19|20)\\d\\d$|^2100$' }),
  month: wrapped({ pattern: '^(0?[1-9]|1[0-2])$' }),
  day: wrapped({ pattern: '^(0?[1-9]|[12]\\d|3[01])$' })
}, ['year'])
const translatedTitle = object({ value: text({ max: 1000 }), 'language-code': text({ values: LANGUAGE }) }, ['value'])
const shortTitle = object({ title: wrapped({ max: 1000 }), 'translated-title': translatedTitle }, ['title'])
const title = object({
  title: wrapped({ max: 1000 }), subtitle: wrapped({ max: 1000, blank: true }), 'translated-title': translatedTitle
}, ['title'])
const relationship = text({ values: ['part-of', 'self', 'version-of', 'funded-by'] })
const externalId = object({
  'external-id-type': text(),
  'external-id-value': text(),
  'external-id-url': url,
  'external-id-relationship': relationship
}, ['external-id-type', 'external-id-value'], ['external-id-normalized', 'external-id-normalized-error'])
const externalIds = object({ 'external-id': list(externalId) })
const organization = object({
  name: text({ max: 4000 }),
  address: object({ city: text({ max: 4000 }), region: text({ max: 4000 }), country: text({ values: COUNTRY }) }),
  'disambiguated-organization': object({
    'disambiguated-organization-identifier': text({ max: 500, blank: true }),
    'disambiguation-source': text({ max: 500, blank: true })
  }, ['disambiguated-organization-identifier', 'disambiguation-source'])
}, ['name', 'address'])
const hosts = object({ organization: list(organization, 1) }, ['organization'])

function contributors (attributes: ObjectNode): ObjectNode {
  return object({
    contributor: list(object({
      'contributor-orcid': object({ uri: text(), path: text(), host: text() }),
      'credit-name': wrapped({ max: 150 }),
      'contributor-email': wrapped({ max: 350, pattern: '^[^@]+@[^.]+\\..+' }),
      'contributor-attributes': attributes
    }))
  })
}

const affiliation = object({
  'department-name': text({ max: 4000 }),
  'role-title': text({ max: 4000 }),
  'start-date': date,
  'end-date': date,
  organization,
  url,
  'external-ids': externalIds
})

const funding = object({
  type: text({ values: fundingTypes }),
  'organization-defined-type': wrapped({ max: 255, blank: true }),
  title: shortTitle,
  'short-description': text({ max: 5000, blank: true }),
  amount: object({ value: text({ blank: true }), 'currency-code': text({ values: /^[A-Z]{3}$/ }) }),
  url,
  'start-date': date,
  'end-date': date,
  'external-ids': externalIds,
  contributors: contributors(object({ 'contributor-role': text() })),
  organization
}, ['type', 'organization'])

const peerReview = object({
  'reviewer-role': text({ values: ['reviewer', 'editor', 'member', 'chair', 'organizer'] }),
  'review-identifiers': externalIds,
  'review-url': url,
  'review-type': text({ values: ['review', 'evaluation'] }),
  'review-completion-date': date,
  'review-group-id': text({ max: 1000, pattern: GROUP_ID }),
  'subject-external-identifier': externalId,
  'subject-container-name': wrapped({ max: 1000 }),
  'subject-type': text({ values: [...workTypes, ...fundingTypes, 'research-resource-proposal'] }),
  'subject-name': title,
  'subject-url': url,
  'convening-organization': organization
}, ['reviewer-role', 'review-identifiers', 'review-type', 'review-completion-date', 'review-group-id',
  'convening-organization'])

const researchResource = object({
  proposal: object({
    title: shortTitle, hosts, 'external-ids': externalIds, 'start-date': date, 'end-date': date, url
  }, ['title', 'hosts', 'external-ids']),
  'resource-item': list(object({
    'resource-name': text({ max: 1000 }),
    'resource-type': text({ values: ['infrastructures', 'collections', 'equipment', 'services'] }),
    hosts,
    'external-ids': externalIds,
    url
  }, ['resource-name', 'resource-type', 'hosts', 'external-ids']), 1)
}, ['proposal', 'resource-item'])

const work = object({
  title,
  'journal-title': wrapped({ max: 1000 }),
  'short-description': text({ max: 5000, blank: true }),
  citation: object({
    'citation-type': text({
      values: ['formatted-unspecified', 'bibtex', 'formatted-apa', 'formatted-harvard', 'formatted-ieee',
        'formatted-mla', 'formatted-vancouver', 'formatted-chicago', 'ris']
    }),
    'citation-value': text({ blank: true })
  }, ['citation-type', 'citation-value']),
  type: text({ values: workTypes }),
  'publication-date': date,
  'external-ids': externalIds,
  url,
  contributors: contributors(object({
    'contributor-sequence': text({ values: ['first', 'additional'] }), 'contributor-role': text()
  })),
  'language-code': text({ values: LANGUAGE }),
  country: wrapped({ values: COUNTRY })
}, ['title', 'type'])

export const shapes = {
  affiliation,
  funding,
  peerReview,
  researchResource,
  work,
  text: object({ content: text({ max: 4000 }) }, ['content']),
  address: object({ country: wrapped({ values: COUNTRY }) }, ['country']),
  researcherUrl: object({ 'url-name': text({ max: 2000, blank: true }), url }, ['url']),
  externalIdentifier: object({
    'external-id-type': text({ max: 255 }),
    'external-id-value': text({ max: 255 }),
    'external-id-url': url,
    'external-id-relationship': relationship
  }, ['external-id-type', 'external-id-value'])
} as const

export type ItemKind = keyof typeof shapes

/** A group of peer reviews, which is no part of a record. */
export const groupShape = object({
  name: text({ max: 1000 }),
  'group-id': text({ max: 1000, pattern: GROUP_ID }),
  description: text({ max: 1000 }),
  type: text({ values: groupTypes }),
  'put-code': text({ values: /^[+-]?\d{1,15}$/ })
}, ['name', 'group-id', 'description', 'type'], ['created-date', 'last-modified-date', 'source'])

/** What stands at a path of members, such as `title.title.value`; null where one is missing. */
export function at (value: Json | undefined, path: string): Json {
  return path.split('.').reduce<Json>((inner, name) => (inner as Members | null)?.[name] ?? null, value ?? null)
}

const nullable = (properties: object) => ({ type: ['object', 'null'], additionalProperties: false, properties })

/** A JSON Schema of a node: any member may be null or missing, and those that only ORCID writes are let by. */
export function schemaOf (node: Node): Readonly<Record<string, unknown>> {
  switch (node.kind) {
    // A pattern alone: ORCID's lists of words grow.
    case 'text': return { type: ['string', 'null'], ...node.values instanceof RegExp && { pattern: node.values.source } }
    case 'wrapped': return nullable({ value: { ...schemaOf(node.text), type: 'string' } })
    case 'list': return { type: ['array', 'null'], items: { ...schemaOf(node.items), type: 'object' } }
    case 'object': {
      const members = Object.entries(node.members).map(([name, member]) => [name, schemaOf(member)])
      return nullable(Object.fromEntries([...members, ...node.ignored.map((name) => [name, {}])]))
    }
  }
}

/** A value that fits the node, as ORCID writes it: every member in ORCID's order, null if it was not sent. */
export function normalize (node: Node, value: Json): Json {
  if (value === null) return null
  switch (node.kind) {
    case 'text': return String(value)
    case 'wrapped': return { value: String(typeof value === 'object' ? (value as Members)['value'] ?? '' : value) }
    case 'list': return [value].flat().map((item) => normalize(node.items, item as Json))
    case 'object': return Object.fromEntries(Object.entries(node.members).map(([name, member]) =>
      [name, normalize(member, (value as Members)[name] ?? null)]))
  }
}
