// What is known of external identifiers: their types, what ORCID makes of a value, and when two are the same.
import type { Fact, Given, WireAnswer, WireRequest } from './fact.ts'
import { BEARER, sourceFact, type Row } from './row.ts'

const NORMALIZERS = 'ORCID-Source orcid-core utils/v3/identifiers/normalizers'
const SERVICE = 'ORCID-Source orcid-core PIDNormalizationService.java, CaseSensitiveNormalizer.java'
const GROUPS = 'ORCID-Source orcid-core ActivitiesGroupGenerator.java (v3); orcid-model ExternalID.java'
const CONVERTERS = 'ORCID-Source orcid-core adapter/jsonidentifier/converter'
const VALIDATOR = 'ORCID-Source orcid-core ActivityValidator.checkExternalIdentifiersForDuplicates (v3)'

const ROOM = {
  list: 'Public API: types of identifier',
  value: 'Record API: what is made of an identifier',
  same: 'Record API: identifiers that are the same',
  group: 'Record API: groups of versions'
}

const fact = (room: keyof typeof ROOM, row: Row): Fact => sourceFact('id', ROOM[room], row)

// A record that no other fact looks at.
const writing: Given = { client: 'member', as: 'markup', scope: '/activities/update' }

const read = (path: string): WireRequest => ({ path: `/api/v3.0/{orcid}/${path}`, headers: BEARER })
const post = (path: string, body: unknown): WireRequest => ({
  method: 'POST',
  path: `/api/v3.0/{orcid}/${path}`,
  headers: { ...BEARER, 'Content-Type': 'application/json' },
  body: JSON.stringify(body)
})

interface Id { readonly type: string, readonly value: string, readonly relationship?: string }

const sent = ({ type, value, relationship = 'self' }: Id) => ({
  'external-id-type': type,
  'external-id-value': value,
  'external-id-url': { value: 'https://a.example/' },
  'external-id-relationship': relationship
})
const ids = (...list: readonly Id[]) => ({ 'external-id': list.map(sent) })

/** An identifier as ORCID writes it: normalized to a value, refused (`''`) or neither (null). */
function written ({ type, value, relationship = 'self' }: Id, normal: string | null): string {
  const message = `Cannot normalize identifier value ${type}:${value}`
  return JSON.stringify({
    'external-id-type': type,
    'external-id-value': value,
    'external-id-normalized': normal === null || normal === '' ? null : { value: normal, transient: true },
    'external-id-normalized-error': normal === '' ? { 'error-code': '8001', 'error-message': message, transient: true } : null,
    'external-id-url': { value: 'https://a.example/' },
    'external-id-relationship': relationship
  })
}

const escaped = (text: string): string => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')
const holds = (text: string): WireAnswer => ({ status: 200, body: new RegExp(escaped(text)) })

const work = (externalIds: unknown, other: object = {}) =>
  ({ title: { title: { value: 'A work' } }, type: 'book', 'external-ids': externalIds, ...other })

type ValueRow = readonly [type: string, value: string, normal: string, about?: string]

function valueFact ([type, value, normal, about = `\`${type}\``]: ValueRow, index: number): Fact {
  const made = normal === '' ? 'cannot be normalized' : `is \`${normal}\``
  return fact('value', {
    id: `value-${type}-${index}`,
    about: `${about}: \`${value}\` ${made}`,
    given: writing,
    before: [post('work', work(ids({ type, value })))],
    request: read('work/{1.put-code}'),
    answer: holds(`"external-ids":{"external-id":[${written({ type, value }, normal)}]}`),
    source: ['ark', 'asin'].includes(type) ? SERVICE : NORMALIZERS
  })
}

// Every type of ORCID's, and every branch of each normalizer.
const values: readonly ValueRow[] = [
  ['agr', 'AGR:IND605', 'agr:ind605', 'a type without a normalizer is lower-cased'],
  ['ark', 'ark:/13030/tf5p30086K', 'ark:/13030/tf5p30086K', 'unless its case counts'],
  ['asin', 'B00002', 'b00002'],
  ['asin-tld', 'CO.UK', 'co.uk'],
  ['authenticusid', 'P-00K', 'p-00k'],
  ['cba', 'CBA1', 'cba1'],
  ['cgn', 'HG-1', 'HG-1'],
  ['cienciaiul', 'CI-1', 'ci-1'],
  ['cit', 'CIT 1', 'cit 1', 'white space stays'],
  ['cstr', '31253.11.SCIENCEDB', '31253.11.sciencedb'],
  ['ctx', 'C1', 'c1'],
  ['dnb', '97524500X', '97524500x'],
  ['eid', '2-S2.0-1', '2-s2.0-1'],
  ['emdb', 'EMD-1001', 'EMD-1001'],
  ['empiar', 'EMPIAR-10001', 'EMPIAR-10001'],
  ['ethos', 'uk.bl.ethos.1A', 'uk.bl.ethos.1A'],
  ['grant_number', 'G-1', 'g-1'],
  ['hal', 'HAL-00001', 'hal-00001'],
  ['handle', '2027/SPO.1', '2027/spo.1'],
  ['hir', 'H1', 'h1'],
  ['ismn', '979-0-M1', '979-0-m1'],
  ['jfm', 'JFM 1', 'jfm 1'],
  ['jstor', 'J1', 'j1'],
  ['k10plus', '1698A', '1698A'],
  ['kuid', 'K1', 'k1'],
  ['lccn', 'LC1', 'lc1'],
  ['lensid', '100-X', '100-x'],
  ['mr', 'MR1', 'mr1'],
  ['oclc', 'OCM1', 'ocm1'],
  ['ol', 'OL1M', 'OL1M'],
  ['osti', 'O1', 'o1'],
  ['other-id', ' An Id ', ' an id '],
  ['pat', 'US1', 'us1'],
  ['pdb', '1ABC', '1abc'],
  ['ppr', 'PPR1', 'ppr1'],
  ['proposal-id', 'P-1', 'p-1'],
  ['raid', '10.1/ABC', '10.1/abc'],
  ['rfc', 'RFC1', 'rfc1'],
  ['source-work-id', 'S1', 's1'],
  ['ssrn', 'SS1', 'ss1'],
  ['urn', 'URN:NBN:1', 'urn:nbn:1'],
  ['wosuid', 'WOS:1', 'wos:1'],
  ['zbl', 'ZBL1', 'zbl1'],
  ['arxiv', '2101.00001', 'arXiv:2101.00001'],
  ['arxiv', 'https://arxiv.org/abs/2101.00001v2', 'arXiv:2101.00001v2'],
  ['arxiv', 'arXiv:MATH.CO/0309136', 'arXiv:math.co/0309136', 'an identifier from before 2007'],
  ['arxiv', '2101.123', ''],
  ['bibcode', '2018ApJ...853...37S', '2018ApJ...853...37S'],
  ['bibcode', 'bibcode: 2018ApJ...853...37S', '2018ApJ...853...37S'],
  ['bibcode', 'http://adsabs.harvard.edu/abs/2018ApJ...853...37S', '2018ApJ...853...37S'],
  ['bibcode', '2018ApJ...853', ''],
  ['doi', 'https://doi.org/10.5555/ABC', '10.5555/abc'],
  ['doi', 'doi:10.5555.1/(SICI)1:2&amp;lt;3::4&#62;5&#x2e;0', '10.5555.1/(sici)1:2<3::4>5.0', 'entities are read, as often as there are any'],
  ['doi', '10.5555/a b', '10.5555/a', 'as far as a space'],
  ['doi', '10.5555', ''],
  ['isbn', '978-3-16-148410-0', '9783161484100'],
  ['isbn', 'ISBN 0 8044 2957 x', '080442957X'],
  ['isbn', '12345678901', ''],
  ['isbn', '123', ''],
  ['issn', '1234567x', '1234-567X'],
  ['issn', 'ISSN 1234 – 5678', '1234-5678'],
  ['issn', '123', ''],
  ['pmc', 'PMC1234567', '1234567'],
  ['pmc', 'https://europepmc.org/articles/pmc-1234567', '1234567'],
  ['pmc', 'PMC12', ''],
  ['pmid', 'PMID: 12345678', '12345678'],
  ['pmid', 'https://pubmed.ncbi.nlm.nih.gov/12345678/', '12345678'],
  ['pmid', 'http://europepmc.org/abstract/med/12345678', '12345678'],
  ['pmid', '12345678.9', ''],
  ['rrid', 'AB_123456', 'RRID:AB_123456'],
  ['rrid', 'rrid:SCR_123456', 'RRID:SCR_123456'],
  ['rrid', 'scr_123456', '', 'its case counts'],
  ['uri', 'a.example/A', 'http://a.example/A'],
  ['uri', 'ftp://a.example/A', 'ftp://a.example/A']
]

const organization = {
  name: 'ORCID',
  address: { city: 'Bethesda', region: 'MD', country: 'US' },
  'disambiguated-organization': {
    'disambiguated-organization-identifier': 'https://ror.org/04fa4r544', 'disambiguation-source': 'ROR'
  }
}
const title = { title: { value: 'A title' } }
const hosts = { organization: [organization] }
const day = { year: { value: '2020' }, month: { value: '02' }, day: { value: '03' } }

/** An item of each kind that has these identifiers. */
const bodies = {
  work,
  funding: (externalIds: unknown) => ({ type: 'grant', title, organization, 'external-ids': externalIds }),
  service: (externalIds: unknown) => ({ organization, 'start-date': day, 'external-ids': externalIds }),
  'peer-review': (externalIds: unknown) => ({
    'reviewer-role': 'reviewer',
    'review-identifiers': externalIds,
    'review-type': 'review',
    'review-completion-date': day,
    'review-group-id': 'issn:1741-4857',
    'convening-organization': organization,
    'subject-external-identifier': sent({ type: 'pmid', value: 'PMID: 1' })
  }),
  'research-resource': (externalIds: unknown) => ({
    proposal: { title, hosts, 'external-ids': externalIds, 'start-date': day },
    'resource-item': [{ 'resource-name': 'R', 'resource-type': 'services', hosts, 'external-ids': ids({ type: 'pmid', value: 'PMID: 1' }) }]
  })
}

/** What an item of a kind has for an identifier that was sent. */
function kindFact (item: keyof typeof bodies, { id, about, sends, text }:
{ id: string, about: string, sends: Id, text: string }): Fact {
  return fact('value', {
    id: `kind-${id}`,
    about,
    given: writing,
    before: [post(item, bodies[item](ids(sends)))],
    request: read(`${item}/{1.put-code}`),
    answer: holds(text),
    source: CONVERTERS
  })
}

const pmid: Id = { type: 'pmid', value: 'PMID: 1' }
const proposal: Id = { type: 'proposal-id', value: 'P' }

const kinds: readonly Fact[] = [
  kindFact('funding', {
    id: 'funding', about: 'the identifiers of a funding are not normalized', sends: pmid, text: `[${written(pmid, null)}]`
  }),
  kindFact('funding', {
    id: 'funding-dash',
    about: 'a funding\'s `proposal-id` is read back as `proposal_id`',
    sends: proposal,
    text: `[${written({ type: 'proposal_id', value: 'P' }, null)}]`
  }),
  kindFact('service', {
    id: 'affiliation', about: 'those of an affiliation are', sends: pmid, text: `[${written(pmid, '1')}]`
  }),
  kindFact('service', {
    id: 'affiliation-dash',
    about: 'an affiliation\'s `proposal-id` too is read back as `proposal_id`, a type that has no case',
    sends: proposal,
    text: `[${written({ type: 'proposal_id', value: 'P' }, 'P')}]`
  }),
  kindFact('service', {
    id: 'affiliation-error',
    about: 'an affiliation\'s identifier that cannot be normalized',
    sends: { type: 'doi', value: 'none' },
    text: `[${written({ type: 'doi', value: 'none' }, '')}]`
  }),
  kindFact('peer-review', {
    id: 'review', about: 'those of a review are normalized', sends: pmid, text: `"review-identifiers":{"external-id":[${written(pmid, '1')}]}`
  }),
  kindFact('peer-review', {
    id: 'subject', about: 'that of its subject is not', sends: proposal, text: `"subject-external-identifier":${written(pmid, null)}`
  }),
  kindFact('research-resource', {
    id: 'proposal',
    about: 'those of a proposal are normalized',
    sends: proposal,
    text: `"external-ids":{"external-id":[${written(proposal, 'p')}]},"start-date"`
  }),
  kindFact('research-resource', {
    id: 'resource', about: 'and those of its resources', sends: proposal, text: `"external-ids":{"external-id":[${written(pmid, '1')}]}`
  }),
  fact('value', {
    id: 'kind-person',
    about: 'a person\'s identifier in another system has any type, and no member for a normalized value',
    given: { ...writing, scope: '/person/update' },
    before: [post('external-identifiers', sent({ type: 'DOI', value: 'https://doi.org/10.5555/A' }))],
    request: read('external-identifiers/{1.put-code}'),
    answer: {
      status: 200,
      body: /"external-id-type":"DOI","external-id-value":"https:\/\/doi\.org\/10\.5555\/A","external-id-url":\{"value":"https:\/\/a\.example\/"\},"external-id-relationship":"self"/
    },
    source: 'orcid-model PersonExternalIdentifier.java'
  })
]

const duplicate: WireAnswer = {
  status: 409,
  body: new RegExp('^\\{"response-code":409,"developer-message":"409 Conflict: You have already added this activity ' +
    '\\(matched by external identifiers\\), please see element with put-code \\d+\\.')
}
const added: WireAnswer = { status: 201, body: '' }

/** One item and then another: whether ORCID takes the second for the first. */
function sameFact (item: keyof typeof bodies, { id, about, first, second, answer }:
{ id: string, about: string, first: Id, second: Id, answer: WireAnswer }): Fact {
  return fact('same', {
    id: `same-${id}`,
    about,
    given: writing,
    before: [post(item, bodies[item](ids(first)))],
    request: post(item, bodies[item](ids(second))),
    answer,
    source: VALIDATOR
  })
}

const onlySelf: Id = { type: 'uri', value: 'https://a.example/own' }
const isbn = '9783161484100'

const sames: readonly Fact[] = [
  sameFact('work', {
    id: 'normalized', about: 'normalized values are compared', first: pmid, second: { type: 'pmid', value: '1' }, answer: duplicate
  }),
  sameFact('work', {
    id: 'error',
    about: 'of what cannot be normalized, the values as they were sent',
    first: { type: 'doi', value: 'none' },
    second: { type: 'doi', value: 'None' },
    answer: added
  }),
  sameFact('work', {
    id: 'type', about: 'another type is another identifier', first: { type: 'pmid', value: '12345' }, second: { type: 'pmc', value: '12345' }, answer: added
  }),
  sameFact('service', {
    id: 'affiliation', about: 'the same of affiliations', first: pmid, second: { type: 'pmid', value: '1' }, answer: duplicate
  }),
  sameFact('service', {
    id: 'affiliation-dash', about: 'whose `proposal-id` is never the same as the `proposal_id` it has become', first: proposal, second: proposal, answer: added
  }),
  sameFact('peer-review', {
    id: 'review', about: 'the same of reviews', first: pmid, second: { type: 'pmid', value: '1' }, answer: duplicate
  }),
  sameFact('research-resource', {
    id: 'research-resource', about: 'and of research resources', first: proposal, second: { type: 'proposal-id', value: 'p' }, answer: duplicate
  }),
  sameFact('funding', {
    id: 'funding', about: 'of fundings, the values as they were sent', first: pmid, second: { type: 'pmid', value: '1' }, answer: added
  }),
  sameFact('funding', {
    id: 'funding-same', about: 'which may be the same', first: pmid, second: pmid, answer: duplicate
  }),
  sameFact('funding', {
    id: 'funding-dash', about: 'a funding\'s `proposal-id` never is', first: proposal, second: proposal, answer: added
  }),
  fact('same', {
    id: 'same-version',
    about: 'a version is not the thing, when one work is added',
    given: writing,
    before: [post('work', work(ids(onlySelf, { type: 'isbn', value: isbn, relationship: 'version-of' })))],
    request: post('work', work(ids({ type: 'isbn', value: isbn }))),
    answer: added,
    source: VALIDATOR
  }),
  fact('same', {
    id: 'same-version-bulk',
    about: 'but it is when several are; the latest work is named',
    given: writing,
    before: [
      post('work', work(ids(onlySelf, { type: 'isbn', value: isbn, relationship: 'version-of' }))),
      post('work', work(ids({ type: 'isbn', value: isbn })))
    ],
    request: post('works', { bulk: [{ work: work(ids({ type: 'isbn', value: '978-3-16-148410-0' })) }] }),
    answer: {
      status: 200,
      body: '{"bulk":[{"error":{"response-code":409,"developer-message":"409 Conflict: You have already added this ' +
        'activity (matched by external identifiers), please see element with put-code {2.put-code}.{any}'
    },
    source: 'ORCID-Source orcid-core WorkManagerImpl.buildExistingExternalIdsSet (v3)'
  }),
  fact('same', {
    id: 'same-research-resource-changed',
    about: 'a research resource is not compared when it is changed',
    given: writing,
    before: [
      post('research-resource', bodies['research-resource'](ids(proposal))),
      post('research-resource', bodies['research-resource'](ids({ type: 'proposal-id', value: 'Q' })))
    ],
    request: {
      ...post('research-resource/{2.put-code}', {}),
      method: 'PUT',
      body: JSON.stringify(bodies['research-resource'](ids(proposal))).replace('{', '{"put-code":{2.put-code},')
    },
    answer: { status: 200 },
    source: 'ORCID-Source orcid-core ResearchResourceManagerImpl.updateResearchResource (v3)'
  })
]

const year = (value: string, month?: string) =>
  ({ year: { value }, ...month === undefined ? {} : { month: { value: month } } })

/** Items of a record that no other fact looks at, in the order in which they are added, and then their list. */
function groupFact (as: string, [item, list]: readonly [item: string, list: string],
  { id, about, items, shows, source }: {
    id: string, about: string, items: readonly object[], shows: string | RegExp, source: string
  }): Fact {
  return fact('group', {
    id: `group-${id}`,
    about,
    given: { client: 'member', as, scope: '/activities/update /read-limited' },
    before: items.map((body) => post(item, body)),
    request: read(list),
    answer: { status: 200, body: shows },
    source
  })
}

const named = (value: string, externalIds: unknown, other: object = {}) =>
  ({ ...work(externalIds, other), title: { title: { value } } })
const self = (value: string): Id => ({ type: 'doi', value: `10.5555/${value}` })
const related = (value: string, relationship: string): Id => ({ ...self(value), relationship })
const normalizedIds = (...list: readonly Id[]): string =>
  `"external-ids":{"external-id":[${list.map((id) => written(id, id.value)).join(',')}]}`

/** Summaries of these items, by the number of the request that added them. */
const summaries = (...numbers: readonly number[]): string =>
  numbers.map((number) => `{"put-code":{${number}.put-code},{any}}`).join(',')

const FUNDINGS = 'ORCID-Source orcid-core JSONFundingExternalIdentifiersConverterV3.java, ProfileFundingDaoImpl.java'
const AFFILIATIONS = 'ORCID-Source orcid-core AffiliationsManagerReadOnlyImpl.java (v3), PojoUtil.createDateSortString'
const REVIEWS = 'ORCID-Source orcid-core PeerReviewManagerReadOnlyImpl.java (v3), PeerReviewDuplicateGroupComparator.java'

const groups: readonly Fact[] = [
  groupFact('nonLatinName', ['work', 'works'], {
    id: 'order',
    about: 'groups of works come by date, the latest first and what has none last, then by title, then by type',
    items: [
      named('B', ids(self('1'))),
      named('A', ids(self('2'))),
      named('A', ids(self('5')), { type: 'annotation' }),
      named('C', ids(self('3')), { 'publication-date': year('2020', '03') }),
      named('D', ids(self('4')), { 'publication-date': year('2020', '11') })
    ],
    shows: /"value":"D"[^]*"value":"C"[^]*"value":"A"[^]*"type":"annotation"[^]*"value":"A"[^]*"value":"B"/,
    source: 'ORCID-Source orcid-core WorkComparators.java (v3)'
  }),
  groupFact('noEmail', ['work', 'works'], {
    id: 'relationships',
    about: 'a version makes a group with its thing, with the identifiers of both; what it is a part of or is funded by does not',
    items: [
      named('A', ids(self('1'))),
      named('B', ids(self('2'), related('1', 'version-of'))),
      named('C', ids(self('3'), related('1', 'part-of'))),
      named('D', ids(self('4'), related('1', 'funded-by')))
    ],
    shows: `{any}${normalizedIds(self('1'), self('2'))},"work-summary":[${summaries(1, 2)}]},` +
      `{{any}${normalizedIds(self('3'))},"work-summary":[${summaries(3)}]},` +
      `{{any}${normalizedIds(self('4'))},"work-summary":[${summaries(4)}]}],"path":{any}`,
    source: GROUPS
  }),
  groupFact('severalEmails', ['work', 'works'], {
    id: 'merged',
    about: 'a work that is a version of two makes one group of them',
    items: [named('A', ids(self('1'))), named('B', ids(self('2'))),
      named('C', ids(self('3'), related('1', 'version-of'), related('2', 'version-of')))],
    shows: `{any}"group":[{{any}"work-summary":[${summaries(1, 2, 3)}]}],"path":{any}`,
    source: GROUPS
  }),
  groupFact('unverifiedEmail', ['funding', 'fundings'], {
    id: 'fundings',
    about: 'fundings are grouped by the values as they were sent',
    items: [bodies.funding(ids(pmid)), bodies.funding(ids({ type: 'pmid', value: '1' }))],
    shows: /"funding-summary":\[\{[^]*"funding-summary":\[\{/,
    source: FUNDINGS
  }),
  groupFact('checkDigitX', ['service', 'services'], {
    id: 'affiliations',
    about: 'of affiliations those without a date come first, then those that have not ended, and the latest of each',
    items: [
      { organization, 'role-title': 'ended', 'start-date': year('2001'), 'end-date': year('2003') },
      { organization, 'role-title': 'ended later', 'end-date': year('2004') },
      { organization, 'role-title': 'began', 'start-date': year('2001') },
      { organization, 'role-title': 'began later', 'start-date': year('2002', '01') },
      { organization, 'role-title': 'undated' }
    ],
    shows: /"undated"[^]*"began later"[^]*"began"[^]*"ended later"[^]*"ended"/,
    source: AFFILIATIONS
  }),
  groupFact('twoFactor', ['peer-review', 'peer-reviews'], {
    id: 'reviews',
    about: 'reviews are in groups of their review group, and there the latest first',
    items: [['1', '02'], ['2', '11'], ['3', '03']].map(([value = '', month = '']) => ({
      ...bodies['peer-review'](ids({ type: 'source-work-id', value })), 'review-completion-date': year('2020', month)
    })),
    shows: '{any}"group":[{{any}"external-ids":{"external-id":[{"external-id-type":"peer-review","external-id-value":' +
      '"issn:1741-4857","external-id-normalized":null,"external-id-normalized-error":null,"external-id-url":null,' +
      '"external-id-relationship":null}]},"peer-review-group":[{{any}"value":"11"{any}},{{any}"value":"03"{any}},' +
      '{{any}"value":"02"{any}}]}],{any}',
    source: REVIEWS
  })
]

const LIST = 'ORCID-Source orcid-pub-web api/identifiers, IdentifierTypeManagerImpl.java, IdentifierType.java'
const DATABASE = 'ORCID-Source orcid-persistence db/updates/identifier-types; orcid-core identifiers_en.properties'

const list = (query: Readonly<Record<string, string>> = {}, Accept = 'application/json') =>
  ({ path: '/pub/v3.0/identifiers', query, headers: { Accept } })

function typeFact (name: string, resolutionPrefix: string | null, description: string, caseSensitive = false): Fact {
  const named = JSON.stringify({ name, resolutionPrefix, description }).slice(0, -1)
  const type = `${named},"dateCreated":{number},"lastModified":{number},"caseSensitive":${caseSensitive},` +
    '"primaryUse":"work","deprecated":false,"putCode":{number}}'
  return fact('list', {
    id: `list-${name}`,
    about: `\`${name}\``,
    request: list(),
    answer: { status: 200, headers: { 'content-type': 'application/json;charset=UTF-8' }, body: `[{any}${type}{any}]` },
    sure: 'inferred',
    source: DATABASE
  })
}

const types: readonly Fact[] = [
  typeFact('doi', 'https://doi.org/', 'doi: Digital object identifier'),
  typeFact('ark', null, 'ark: Archival Resource Key Identifier', true),
  typeFact('grant_number', null, 'grant number'),
  typeFact('raid', 'https://raid.org/', 'raid: Research Activity Identifier'),
  typeFact('pmc', 'https://europepmc.org/article/pmc/', 'pmc: PubMed Central article number'),
  fact('list', {
    id: 'list-count',
    about: 'fifty-two; without a token, whatever the locale',
    request: list({ locale: 'en_GB' }),
    answer: { status: 200, body: /^\[(?:\{"name":[^{}]*\},?){52}\]$/ },
    source: DATABASE
  }),
  fact('list', {
    id: 'list-language',
    about: 'descriptions in another language',
    request: list({ locale: 'es' }),
    answer: { status: 200, body: /"description":"doi: Digital object identifier"/ },
    verdict: 'lacks',
    orcid: '`doi: Identificador de objeto digital`',
    source: `${LIST}; identifiers_es.properties`
  }),
  fact('list', {
    id: 'list-locale',
    about: 'a locale that Java cannot read',
    request: list({ locale: 'pt-BR' }),
    answer: { status: 400, body: /ORCID\. Full validation error: Invalid locale format: pt-BR".*"error-code":9006/ },
    source: `${LIST}; OrcidCoreExceptionMapper.java`
  }),
  ...['application/vnd.orcid+json', '*/*'].map((accept) => fact('list', {
    id: `list-accept-${accept.length}`,
    about: 'no media type of ORCID\'s own, for which ORCID takes a request that accepts anything',
    request: list({}, accept),
    answer: { status: 406, body: /[">]?9001\b/ },
    source: `${LIST}; AcceptFilter.java`
  })),
  fact('list', {
    id: 'list-method',
    about: 'a method that it does not have',
    request: { ...list(), method: 'DELETE' },
    answer: { status: 405, body: /"error-code":9001/ },
    source: LIST
  }),
  fact('list', {
    id: 'list-scope',
    about: 'a token that may not read what is public',
    given: { client: 'premium' },
    before: [{
      path: '/oauth/token',
      form: { client_id: '{clientId}', client_secret: '{clientSecret}', grant_type: 'client_credentials', scope: '/webhook' }
    }],
    request: { path: '/pub/v3.0/identifiers', headers: { ...BEARER, Authorization: 'Bearer {1.access_token}' } },
    answer: { status: 403, body: /"error-code":9004/ },
    source: LIST
  }),
  fact('list', {
    id: 'list-member',
    about: 'on the member API the path is a record\'s',
    given: { client: 'member' },
    request: { path: '/api/v3.0/identifiers', headers: BEARER },
    answer: { status: 404, body: /"error-code":9016/ },
    source: 'ORCID-Source orcid-api-web MemberV3ApiServiceImplV3_0.java'
  })
]

/** The facts about external identifiers. */
export const identifierFacts: readonly Fact[] = [...types, ...values.map(valueFact), ...kinds, ...sames, ...groups]
