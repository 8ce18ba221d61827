// What the items of each section hold: members, order, requirements and words of ORCID's model and XSD 3.0.
import { list, object, text, wrapped } from './node.ts'
import type { ObjectNode } from './node.ts'

const COUNTRY = /^[A-Z]{2}$/
const LANGUAGE = /^[a-z]{2}(?:_[A-Z]{2})?$/

/** What a work can be (ORCID's WorkType). */
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
  year: wrapped({ form: '^(19|20)\\d\\d$|^2100$' }),
  month: wrapped({ form: '^(0?[1-9]|1[0-2])$' }),
  day: wrapped({ form: '^(0?[1-9]|[12]\\d|3[01])$' })
}, ['year'])
const translatedTitle = object({ value: text({ max: 1000 }), 'language-code': text({ values: LANGUAGE }) }, ['value'])
const shortTitle = object({ title: wrapped({ max: 1000 }), 'translated-title': translatedTitle }, ['title'])
const title = object({
  title: wrapped({ max: 1000 }), subtitle: wrapped({ max: 1000, blank: true }), 'translated-title': translatedTitle
}, ['title'])
const externalId = object({
  'external-id-type': text(),
  'external-id-value': text(),
  'external-id-url': url,
  'external-id-relationship': text({ values: ['part-of', 'self', 'version-of', 'funded-by'] })
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
      'contributor-email': wrapped({ max: 350, form: '^[^@]+@[^.]+\\..+' }),
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
  'review-group-id': text({
    max: 1000,
    form: '^(ringgold:|issn:|orcid-generated:|fundref:|publons:)[0-9a-zA-Z^._~:/?#[\\]@!$&\'()*+,;=-]{2,}$'
  }),
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

const content = object({ content: text({ max: 4000 }) }, ['content'])

/** The members of one item of each kind that are not its envelope. */
export const shapes = {
  affiliation,
  funding,
  peerReview,
  researchResource,
  work,
  content,
  address: object({ country: wrapped({ values: COUNTRY }) }, ['country']),
  researcherUrl: object({ 'url-name': text({ max: 2000, blank: true }), url }, ['url']),
  externalIdentifier: object({
    'external-id-type': text({ max: 255 }),
    'external-id-value': text({ max: 255 }),
    'external-id-url': url,
    'external-id-relationship': text({ values: ['part-of', 'self', 'version-of', 'funded-by'] })
  }, ['external-id-type', 'external-id-value'])
} as const
