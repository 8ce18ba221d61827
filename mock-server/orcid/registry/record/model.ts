// What the items of each section hold: the members of ORCID's model 3.0 in its order, with the types of its XSD.
import { list, object, text, wrapped, type ObjectNode } from './node.ts'

export { at, listAt, normalize, partsOf, schemaOf } from './node.ts'
export type { Json, ListNode, Members, Node, ObjectNode, TextNode, WrappedNode } from './node.ts'
export { workTypes } from './words.ts'

const title = wrapped('common.Title', text('string-1000'))
const subtitle = wrapped('common.Subtitle', text('#AnonType_subtitle'))
const url = wrapped('common.Url', text('anyURI'))
const country = wrapped('common.Country', text('string', 'Iso3166Country'), 'nothing')

const dateOf = (java: string): ObjectNode => object({ java, required: ['year'], after: { day: 'month' } }, {
  year: wrapped('common.Year', text('year'), 'number'),
  month: wrapped('common.Month', text('month'), 'number'),
  day: wrapped('common.Day', text('day'), 'number')
})
const date = dateOf('common.FuzzyDate')

const translatedTitle = object({ java: 'common.TranslatedTitle', attribute: 'language-code', bare: 'value' }, {
  value: text('#AnonType_translated-title'), 'language-code': text('string', 'LanguageCode')
})
const shortTitleOf = (java: string): ObjectNode =>
  object({ java, required: ['title'] }, { title, 'translated-title': translatedTitle })
const titleOf = (java: string): ObjectNode =>
  object({ java, required: ['title'] }, { title, subtitle, 'translated-title': translatedTitle })

const identifier = {
  'external-id-type': text('non-empty-string'),
  'external-id-value': text('non-empty-string'),
  'external-id-url': url,
  'external-id-relationship': text('string', 'Relationship')
}
const IDENTIFIED = ['external-id-type', 'external-id-value']
const externalId = object({
  java: 'record.ExternalID',
  required: IDENTIFIED,
  isStamped: true,
  ignored: ['external-id-normalized', 'external-id-normalized-error']
}, identifier)
const externalIds = object({ java: 'record.ExternalIDs' }, { 'external-id': list(externalId) })

const organization = object({ java: 'common.Organization', required: ['name', 'address'] }, {
  name: text('long-text'),
  address: object({ java: 'common.OrganizationAddress' }, {
    city: text('long-text'), region: text('long-text'), country: text('string', 'Iso3166Country')
  }),
  'disambiguated-organization': object({
    java: 'common.DisambiguatedOrganization',
    required: ['disambiguated-organization-identifier', 'disambiguation-source']
  }, {
    'disambiguated-organization-identifier': text('short-text'), 'disambiguation-source': text('short-text')
  })
})

const contributorOrcid = object({ java: 'common.ContributorOrcid', choice: ['uri', 'path'], bare: 'path' }, {
  uri: text('orcid-uri'), path: text('orcid-path'), host: text()
})

/** The people of a work or a funding, who have classes of their own. */
function contributorsOf (ns: string, classes: Readonly<Record<'list' | 'item' | 'attributes', string>>,
  attributes: ObjectNode['members']): ObjectNode {
  const contributor = object({ java: classes.item, ns, common: ['contributor-orcid'] }, {
    'contributor-orcid': contributorOrcid,
    'credit-name': wrapped('common.CreditName', text('string-150')),
    'contributor-email': wrapped('common.ContributorEmail', text('email')),
    'contributor-attributes': object({ java: classes.attributes, ns }, attributes)
  })
  return object({ java: classes.list, ns }, { contributor: list(contributor) })
}

// The class and the namespace of an item itself are those of its section.
const affiliation = object({ java: '' }, {
  'department-name': text('long-text'),
  'role-title': text('long-text'),
  'start-date': date,
  'end-date': date,
  organization,
  url,
  'external-ids': externalIds
})

const funding = object({
  java: '',
  ns: 'funding',
  common: ['url', 'start-date', 'end-date', 'external-ids', 'organization'],
  required: ['type', 'organization']
}, {
  type: text('string', 'FundingType'),
  'organization-defined-type': wrapped('common.OrganizationDefinedFundingSubType', text('organization-defined-type')),
  title: shortTitleOf('record.FundingTitle'),
  'short-description': text('short-description'),
  amount: object({ java: 'common.Amount', attribute: 'currency-code' }, {
    value: text(), 'currency-code': text('string', 'Currency')
  }),
  url,
  'start-date': date,
  'end-date': date,
  'external-ids': externalIds,
  contributors: contributorsOf('funding', {
    list: 'record.FundingContributors', item: 'record.FundingContributor', attributes: 'record.FundingContributorAttributes'
  }, { 'contributor-role': text() }),
  organization
})

const peerReview = object({
  java: '',
  ns: 'peer-review',
  required: ['reviewer-role', 'review-identifiers', 'review-type', 'review-completion-date', 'review-group-id',
    'convening-organization']
}, {
  'reviewer-role': text('string', 'Role'),
  'review-identifiers': externalIds,
  'review-url': url,
  'review-type': text('string', 'PeerReviewType'),
  'review-completion-date': date,
  'review-group-id': text('group-id'),
  'subject-external-identifier': externalId,
  'subject-container-name': title,
  'subject-type': text('string', 'PeerReviewSubjectType'),
  'subject-name': titleOf('record.SubjectName'),
  'subject-url': url,
  'convening-organization': organization
})

const resource = { ns: 'research-resource', common: ['external-ids', 'start-date', 'end-date', 'url'] }
const hosts = object({
  java: 'record.ResearchResourceHosts', ns: 'research-resource', common: ['organization'], required: ['organization']
}, { organization: list(organization, { max: 10 }) })

const researchResource = object({ java: '', ns: 'research-resource', required: ['proposal', 'resource-item'] }, {
  proposal: object({
    java: 'record.ResearchResourceProposal', ...resource, required: ['title', 'hosts', 'external-ids']
  }, {
    title: shortTitleOf('record.ResearchResourceTitle'),
    hosts,
    'external-ids': externalIds,
    'start-date': date,
    'end-date': date,
    url
  }),
  'resource-item': list(object({
    java: 'record.ResearchResourceItem',
    ...resource,
    required: ['resource-name', 'resource-type', 'hosts', 'external-ids']
  }, {
    'resource-name': text('string-1000'),
    'resource-type': text('string', 'ResourceType'),
    hosts,
    'external-ids': externalIds,
    url
  }), { wrapper: 'resource-items' })
})

const work = object({
  java: '',
  ns: 'work',
  common: ['publication-date', 'external-ids', 'url', 'language-code', 'country'],
  required: ['title', 'type']
}, {
  title: titleOf('record.WorkTitle'),
  'journal-title': title,
  'short-description': text('short-description'),
  citation: object({ java: 'record.Citation', ns: 'work', required: ['citation-type', 'citation-value'] }, {
    'citation-type': text('string', 'CitationType'), 'citation-value': text()
  }),
  type: text('string', 'WorkType'),
  'publication-date': dateOf('common.PublicationDate'),
  'external-ids': externalIds,
  url,
  contributors: contributorsOf('work', {
    list: 'record.WorkContributors', item: 'common.Contributor', attributes: 'common.ContributorAttributes'
  }, { 'contributor-sequence': text('string', 'SequenceType'), 'contributor-role': text() }),
  'language-code': text('string', 'LanguageCode'),
  country
})

export const shapes = {
  affiliation,
  funding,
  peerReview,
  researchResource,
  work,
  // Other names and keywords have the namespace of their section.
  text: object({ java: '', ns: '', required: ['content'] }, { content: text('string-255') }),
  address: object({ java: '', ns: 'address', required: ['country'] }, { country }),
  researcherUrl: object({ java: '', ns: 'researcher-url', required: ['url'] }, { 'url-name': text('string-350'), url }),
  externalIdentifier: object({ java: '', required: IDENTIFIED }, identifier)
} as const

export type ItemKind = keyof typeof shapes

/** A group of peer reviews, which is no part of a record. */
export const groupShape = object({
  java: 'groupid.GroupIdRecord', ns: 'group-id', isStamped: true, required: ['name', 'group-id', 'description', 'type']
}, {
  name: text('string-1000'),
  'group-id': text('group-id'),
  description: text('string-1000'),
  type: text('#AnonType_typegroup-id-record')
})
