// What is known of the bodies that ORCID reads: by Jackson into its classes, and then, as XML, by its XSD.
import type { Fact, Given, WireAnswer, WireRequest } from './fact.ts'
import { JSON_BODY } from './row.ts'

const ROOM = 'Record API: bodies that do not fit ORCID\'s classes or its XSD'
const JACKSON = 'ORCID-Source orcid-api-common OrcidJacksonJaxbJsonProvider.java; the classes of orcid-model 3.0, read by Jackson'
const XSD = 'ORCID-Source orcid-api-common JSONInputValidator.java; the XSDs of orcid-model 3.0, validated by Xerces'
const JAXB = 'ORCID-Source orcid-api-common JSONInputValidator.java; the classes of orcid-model 3.0, written by JAXB'

// Nobody fills these in: it is what ORCID sends.
// eslint-disable-next-line no-template-curly-in-string
const INVALID_JSON = '400 Bad request: invalid JSON - ${error}'

/** ORCID's words for a body it does not take. */
function invalidJson (said: string): WireAnswer {
  return {
    status: 400,
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    body: JSON.stringify({
      'response-code': 400,
      'developer-message': `${INVALID_JSON}${said}`,
      'user-message': 'Invalid JSON.',
      'error-code': 9047,
      'more-info': 'https://members.orcid.org/api/resources/troubleshooting'
    })
  }
}

// The words stand there twice: as those of ORCID's exception, and as those of its cause.
const twice = (words: string): WireAnswer => invalidJson(` Full validation error: ${words} (${words})`)

const PERSON = ['keywords', 'other-names', 'researcher-urls', 'address', 'external-identifiers']
const given = (path: string): Given =>
  ({ client: 'member', scope: PERSON.includes(path) ? '/person/update' : '/activities/update' })
const post = (path: string, body: unknown): WireRequest =>
  ({ path: `/api/v3.0/{orcid}/${path}`, headers: JSON_BODY, body: typeof body === 'string' ? body : JSON.stringify(body) })

/** The path that is posted to, and the body. */
type Sent = readonly [path: string, body: unknown]

type Row = readonly [id: string, about: string, sent: Sent, words: string]

const factOf = ([id, about, [path, body]]: Row, answer: WireAnswer): Omit<Fact, 'source'> => ({
  id: `shape-${id}`, room: ROOM, about, given: given(path), request: post(path, body), answer, sure: 'source', verdict: 'exact'
})

/** What the XSD refuses. */
const xsd = (rows: readonly Row[]): Fact[] => rows.map((row) => ({ ...factOf(row, twice(row[3])), source: XSD }))

const CLASS = 'org.orcid.jaxb.model.v3.release.'
const UNKNOWN_WORD = '(was org.orcid.jaxb.model.common.adapters.IllegalEnumValueException)'
const through = (...way: string[]): string =>
  ` (through reference chain: ${way.map((step) => step.startsWith('java.') ? step : `${CLASS}${step}`).join('->')})`

/** Words that are not on their list. Jackson refuses them, and does not say where they stand in the text. */
const words = (rows: readonly Row[]): Fact[] =>
  rows.map((row) => ({ ...factOf(row, twice(`${UNKNOWN_WORD}${row[3]}`)), source: JACKSON }))

/** What Jackson refuses, and where it names the line and the column in addition. */
const misread = (rows: readonly Row[], orcid = 'the same, with the line and the column where it stands'): Fact[] =>
  rows.map((row) => ({ ...factOf(row, twice(row[3])), verdict: 'differs', orcid, source: JACKSON }))

const accepted = (id: string, about: string, [path, body]: Sent, source = XSD): Fact => ({
  ...factOf([id, about, [path, body], ''], path === 'works' ? { status: 200, body: '{"bulk":[]}' } : { status: 201, body: '' }), source
})

const place = { city: 'Bethesda', region: 'MD', country: 'US' }
const ror = { 'disambiguated-organization-identifier': 'https://ror.org/04fa4r544', 'disambiguation-source': 'ROR' }
const organization = { name: 'ORCID', address: place, 'disambiguated-organization': ror }
const id = { 'external-id-type': 'doi', 'external-id-value': '10.5555/shape', 'external-id-relationship': 'self' }
const ids = { 'external-id': [id] }
const work = { title: { title: { value: 'A work' } }, type: 'book', 'external-ids': ids }
const grant = { type: 'grant', title: { title: { value: 'A grant' } }, organization, 'external-ids': ids }
const review = {
  'reviewer-role': 'reviewer',
  'review-identifiers': ids,
  'review-type': 'review',
  'review-completion-date': { year: { value: '2020' } },
  'review-group-id': 'issn:0953-1513',
  'convening-organization': organization
}
const hosts = { organization: [organization] }
const resource = {
  proposal: { title: { title: { value: 'A proposal' } }, hosts, 'external-ids': ids },
  'resource-item': [{ 'resource-name': 'A microscope', 'resource-type': 'equipment', hosts, 'external-ids': ids }]
}
const link = { 'url-name': 'Blog', url: { value: 'https://blog.example' } }
const identifier = {
  'external-id-type': 'Loop', 'external-id-value': '1', 'external-id-url': { value: 'https://loop.example/1' }, 'external-id-relationship': 'self'
}

const titled = (title: unknown): Sent => ['work', { ...work, title }]
const worked = (change: object): Sent => ['work', { ...work, ...change }]
const granted = (change: object): Sent => ['funding', { ...grant, ...change }]
const hosted = (change: object): Sent => granted({ organization: { ...organization, ...change } })
const contributed = (contributor: object): Sent => worked({ contributors: { contributor: [contributor] } })
const published = (date: object): Sent => worked({ 'publication-date': date })

const NOT_EMPTY = '[\\s\\S]*[^\\s\\n\\r]+[\\s\\S]*'
const pattern = (value: string, expression: string, type: string): string =>
  `cvc-pattern-valid: Value '${value}' is not facet-valid with respect to pattern '${expression}' for type '${type}'.`
const blank = (value: string, type: string): string => pattern(value, NOT_EMPTY, type)
const long = (most: number): string => 'x'.repeat(most + 1)
const tooLong = (most: number, type: string, value = long(most)): string =>
  `cvc-maxLength-valid: Value '${value}' with length = '${value.length}' is not facet-valid with respect to maxLength '${most}' for type '${type}'.`
const outside = (facet: 'minInclusive' | 'maxInclusive', [value, limit]: readonly [string, number], type: string): string =>
  `cvc-${facet}-valid: Value '${value}' is not facet-valid with respect to ${facet} '${limit}' for type '${type}'.`
const noInteger = (value: string): string => `cvc-datatype-valid.1.2.1: '${value}' is not a valid value for 'integer'.`
const noUri = (value: string): string => `cvc-datatype-valid.1.2.1: '${value}' is not a valid value for 'anyURI'.`

const elements = (names: string): string => `One of '{${names.split(' ').map((name) => {
  const [ns, local] = name.split(':')
  return `"http://www.orcid.org/ns/${ns}":${local}`
}).join(', ')}}' is expected.`
const incomplete = (element: string, expected: string): string =>
  `cvc-complex-type.2.4.b: The content of element '${element}' is not complete. ${elements(expected)}`
const unexpected = (element: string, expected: string): string => 'cvc-complex-type.2.4.a: Invalid content was found ' +
  `starting with element '{"http://www.orcid.org/ns/${element.replace(':', '":')}}'. ${elements(expected)}`
const STAMPS = 'common:created-date common:last-modified-date common:source'

const lengths = xsd([
  ['title-long', 'a title of 1,001 characters', titled({ title: { value: long(1000) } }), tooLong(1000, 'string-1000')],
  ['subtitle-long', 'a subtitle of 1,001 characters', titled({ ...work.title, subtitle: { value: long(1000) } }),
    tooLong(1000, '#AnonType_subtitle')],
  ['translated-long', 'a translated title of 1,001 characters', titled({
    ...work.title, 'translated-title': { value: long(1000), 'language-code': 'es' }
  }), tooLong(1000, '#AnonType_translated-title')],
  ['journal-long', 'a journal\'s title of 1,001 characters', worked({ 'journal-title': { value: long(1000) } }), tooLong(1000, 'string-1000')],
  ['description-long', 'a description of 5,001 characters', worked({ 'short-description': long(5000) }), tooLong(5000, 'short-description')],
  ['credit-long', 'a credit name of 151 characters', contributed({ 'credit-name': { value: long(150) } }), tooLong(150, 'string-150')],
  ['email-long', 'a contributor\'s e-mail address of 355 characters', contributed({ 'contributor-email': { value: `${long(350)}@a.b` } }),
    tooLong(350, 'email', `${long(350)}@a.b`)],
  ['organization-long', 'an organization\'s name of 4,001 characters', hosted({ name: long(4000) }), tooLong(4000, 'long-text')],
  ['city-long', 'a city of 4,001 characters', hosted({ address: { ...place, city: long(4000) } }), tooLong(4000, 'long-text')],
  ['organization-id-long', 'an organization\'s id of 501 characters', hosted({
    'disambiguated-organization': { ...ror, 'disambiguated-organization-identifier': long(500) }
  }), tooLong(500, 'short-text')],
  ['funding-type-long', 'an organization\'s own name of a funding type of 256 characters', granted({
    'organization-defined-type': { value: long(255) }
  }), tooLong(255, 'organization-defined-type')],
  ['department-long', 'a department of 4,001 characters', ['employment', { organization, 'department-name': long(4000) }], tooLong(4000, 'long-text')],
  ['group-long', 'a group id of 1,005 characters', ['peer-review', { ...review, 'review-group-id': `issn:${'1'.repeat(1000)}` }],
    tooLong(1000, 'group-id', `issn:${'1'.repeat(1000)}`)],
  ['resource-long', 'a resource\'s name of 1,001 characters', ['research-resource', {
    ...resource, 'resource-item': [{ ...resource['resource-item'][0], 'resource-name': long(1000) }]
  }], tooLong(1000, 'string-1000')],
  ['keyword-long', 'a keyword of 256 characters', ['keywords', { content: long(255) }], tooLong(255, 'string-255')],
  ['other-name-long', 'another name of 256 characters', ['other-names', { content: long(255) }], tooLong(255, 'string-255')],
  ['link-long', 'the text of a link of 351 characters', ['researcher-urls', { ...link, 'url-name': long(350) }], tooLong(350, 'string-350')],
  ['emoji-long', 'a title of 501 emoji: Java counts each twice', titled({ title: { value: '😀'.repeat(501) } }),
    tooLong(1000, 'string-1000', '😀'.repeat(501))]
])

const blanks = xsd([
  ['title-empty', 'an empty title', titled({ title: { value: '' } }), blank('', 'string-1000')],
  ['title-blank', 'a title of blanks', titled({ title: { value: ' ' } }), blank(' ', 'string-1000')],
  ['translated-empty', 'an empty translated title', titled({ ...work.title, 'translated-title': { value: '', 'language-code': 'es' } }),
    blank('', '#AnonType_translated-title')],
  ['translated-null', 'a translated title that is null, with its language', titled({
    ...work.title, 'translated-title': { value: null, 'language-code': 'es' }
  }), blank('', '#AnonType_translated-title')],
  ['journal-empty', 'an empty title of a journal', worked({ 'journal-title': { value: '' } }), blank('', 'string-1000')],
  ['credit-empty', 'an empty credit name', contributed({ 'credit-name': { value: '' } }), blank('', 'string-150')],
  ['id-type-empty', 'an identifier of an empty type', worked({ 'external-ids': { 'external-id': [{ ...id, 'external-id-type': '' }] } }),
    blank('', 'non-empty-string')],
  ['id-value-empty', 'an identifier with an empty value', worked({ 'external-ids': { 'external-id': [{ ...id, 'external-id-value': '' }] } }),
    blank('', 'non-empty-string')],
  ['organization-empty', 'an organization with an empty name', hosted({ name: '' }), blank('', 'long-text')],
  ['city-empty', 'an empty city', hosted({ address: { ...place, city: '' } }), blank('', 'long-text')],
  ['department-empty', 'an empty department', ['education', { organization, 'department-name': '' }], blank('', 'long-text')],
  ['role-blank', 'a role of blanks', ['invited-position', { organization, 'role-title': ' ' }], blank(' ', 'long-text')],
  ['group-empty', 'an empty group id', ['peer-review', { ...review, 'review-group-id': '' }], blank('', 'group-id')],
  ['link-empty', 'an empty text of a link', ['researcher-urls', { ...link, 'url-name': '' }], blank('', 'string-350')],
  ['own-id-empty', 'a person\'s identifier with an empty value', ['external-identifiers', { ...identifier, 'external-id-value': '' }],
    blank('', 'non-empty-string')]
])

const forms = xsd([
  ['group-form', 'a group id of no known register', ['peer-review', { ...review, 'review-group-id': 'journal' }],
    pattern('journal', "(ringgold:|issn:|orcid-generated:|fundref:|publons:)([0-9a-zA-Z\\^._~:/?#\\[\\]@!$&'()*+,;=-]){2,}", 'group-id')],
  ['email-form', 'an e-mail address that is none', contributed({ 'contributor-email': { value: 'nobody' } }),
    pattern('nobody', '[^@]+@[^\\.]+\\..+', 'email')],
  ['orcid-path', 'a contributor\'s iD without its form', contributed({ 'contributor-orcid': { path: '0000' } }),
    pattern('0000', '(\\d{4}-){3,}\\d{3}[\\dX]', 'orcid-path')],
  ['orcid-uri', 'a contributor\'s iD with http', contributed({ 'contributor-orcid': { uri: 'http://orcid.org/0000-0001-5109-3700' } }),
    pattern('http://orcid.org/0000-0001-5109-3700', 'https://([^/]*orcid\\.org|localhost.*/orcid-web)/(\\d{4}-){3,}\\d{3}[\\dX]', 'orcid-uri')],
  ['url-space', 'a link with a space in its scheme', worked({ url: { value: 'ht tp://a.example' } }), noUri('ht tp://a.example')],
  ['url-bracket', 'a link with a bracket in its path', worked({ url: { value: 'https://a.example/[1]' } }), noUri('https://a.example/[1]')],
  ['url-escape', 'a link with half an escape', worked({ url: { value: 'https://a.example/100%' } }), noUri('https://a.example/100%')],
  ['url-fragments', 'a link with two fragments', worked({ url: { value: 'https://a.example/#a#b' } }), noUri('https://a.example/#a#b')],
  ['url-bare-scheme', 'a link that is only a scheme', worked({ url: { value: 'https:' } }), noUri('https:')],
  ['id-url', 'the address of an identifier that is none', worked({
    'external-ids': { 'external-id': [{ ...id, 'external-id-url': { value: ':' } }] }
  }), noUri(':')]
])

const dates = xsd([
  ['year-early', 'the year 1850', published({ year: { value: '1850' } }), outside('minInclusive', ['1850', 1900], 'year')],
  ['year-late', 'the year 2101', published({ year: { value: '2101' } }), outside('maxInclusive', ['2101', 2100], 'year')],
  ['year-word', 'a year in words', published({ year: { value: 'soon' } }), noInteger('soon')],
  ['year-empty', 'an empty year', published({ year: { value: '' } }), noInteger('')],
  ['year-fraction', 'a year with a fraction', published({ year: { value: 2019.5 } }), noInteger('2019.5')],
  ['month-thirteen', 'month 13', ['employment', { organization, 'start-date': { year: { value: '2019' }, month: { value: '13' } } }],
    outside('maxInclusive', ['13', 12], 'month')],
  ['month-zero', 'month 00', published({ year: { value: '2019' }, month: { value: '00' } }), outside('minInclusive', ['00', 1], 'month')],
  ['day-late', 'day 32', published({ year: { value: '2019' }, month: { value: '01' }, day: { value: '32' } }),
    outside('maxInclusive', ['32', 31], 'day')],
  ['date-no-year', 'a month without a year', published({ month: { value: '05' } }), unexpected('common:month', 'common:year')],
  ['date-no-month', 'a day without a month', published({ year: { value: '2019' }, day: { value: '05' } }), unexpected('common:day', 'common:month')],
  ['date-empty', 'a date without anything', published({}), incomplete('common:publication-date', 'common:year')]
])

const missing = xsd([
  ['no-title', 'a work without a title', titled(null), unexpected('work:type', `${STAMPS} work:title`)],
  ['no-type', 'a work without a type', ['work', { title: work.title }],
    incomplete('work:work', 'work:journal-title work:short-description work:citation work:type')],
  ['no-type-but-ids', 'a work without a type, and with identifiers', worked({ type: null }),
    unexpected('common:external-ids', 'work:journal-title work:short-description work:citation work:type')],
  ['nothing', 'a work without anything', ['work', {}], incomplete('work:work', `${STAMPS} work:title`)],
  ['no-title-text', 'a title without its text', titled({}), incomplete('work:title', 'common:title')],
  ['subtitle-alone', 'a subtitle without a title', titled({ subtitle: { value: 'x' } }), unexpected('common:subtitle', 'common:title')],
  ['no-citation-type', 'a citation without its type', worked({ citation: { 'citation-value': 'x' } }),
    unexpected('work:citation-value', 'work:citation-type')],
  ['no-citation-value', 'a citation without its text', worked({ citation: { 'citation-type': 'ris' } }), incomplete('work:citation', 'work:citation-value')],
  ['no-id-type', 'an identifier without its type', worked({ 'external-ids': { 'external-id': [{ 'external-id-value': 'x' }] } }),
    unexpected('common:external-id-value', `${STAMPS} common:external-id-type`)],
  ['no-id-value', 'an identifier without its value', worked({ 'external-ids': { 'external-id': [{ 'external-id-type': 'doi' }] } }),
    incomplete('common:external-id', 'common:external-id-value')],
  ['no-orcid', 'a contributor\'s iD without a path or an address', contributed({ 'contributor-orcid': { host: 'orcid.org' } }),
    unexpected('common:host', 'common:uri common:path')],
  ['orcid-nothing', 'a contributor\'s iD without anything', contributed({ 'contributor-orcid': {} }),
    incomplete('common:contributor-orcid', 'common:uri common:path')],
  ['no-funding-type', 'a funding without a type', granted({ type: null }), unexpected('funding:title', `${STAMPS} funding:type`)],
  ['no-funding-organization', 'a funding without an organization', granted({ organization: null }), incomplete('funding:funding',
    'funding:contributors common:organization')],
  ['no-organization-name', 'an organization without a name', hosted({ name: null }), unexpected('common:address', 'common:name')],
  ['no-address', 'an organization without an address', ['employment', { organization: { name: 'ORCID' } }],
    incomplete('common:organization', 'common:address')],
  ['no-source', 'an organization\'s id without its source', hosted({ 'disambiguated-organization': { 'disambiguated-organization-identifier': '1' } }),
    incomplete('common:disambiguated-organization', 'common:disambiguation-source')],
  ['no-organization-id', 'an organization\'s id that is none', hosted({ 'disambiguated-organization': { 'disambiguation-source': 'ROR' } }),
    unexpected('common:disambiguation-source', 'common:disambiguated-organization-identifier')],
  ['no-role', 'a peer review without a role', ['peer-review', { ...review, 'reviewer-role': null }],
    unexpected('peer-review:review-identifiers', `${STAMPS} peer-review:reviewer-role`)],
  ['no-review-ids', 'a peer review without identifiers', ['peer-review', { ...review, 'review-identifiers': null }],
    unexpected('peer-review:review-type', 'peer-review:review-identifiers')],
  ['no-review-date', 'a peer review without a date', ['peer-review', { ...review, 'review-completion-date': null }],
    unexpected('peer-review:review-group-id', 'peer-review:review-completion-date')],
  ['no-convenor', 'a peer review without its organization', ['peer-review', { ...review, 'convening-organization': null }],
    incomplete('peer-review:peer-review', 'peer-review:subject-external-identifier peer-review:subject-container-name ' +
      'peer-review:subject-type peer-review:subject-name peer-review:subject-url peer-review:convening-organization')],
  ['no-proposal', 'a research resource without anything', ['research-resource', {}],
    incomplete('research-resource:research-resource', `${STAMPS} research-resource:proposal`)],
  ['no-items', 'a research resource that is null', ['research-resource', { ...resource, 'resource-item': null }],
    incomplete('research-resource:research-resource', 'research-resource:resource-items')],
  ['empty-items', 'a research resource without resources', ['research-resource', { ...resource, 'resource-item': [] }],
    incomplete('research-resource:resource-items', 'research-resource:resource-item')],
  ['no-hosts', 'a proposal with no hosts', ['research-resource', { ...resource, proposal: { ...resource.proposal, hosts: { organization: [] } } }],
    incomplete('research-resource:hosts', 'common:organization')],
  ['many-hosts', 'a proposal with eleven hosts', ['research-resource', {
    ...resource, proposal: { ...resource.proposal, hosts: { organization: Array(11).fill(organization) } }
  }], 'cvc-complex-type.2.4.f: \'"http://www.orcid.org/ns/common":organization\' can occur a maximum of \'10\' times in the current ' +
    'sequence. This limit was exceeded. No child element is expected at this point.'],
  ['no-content', 'a keyword without content', ['keywords', {}], incomplete('keyword:keyword', `${STAMPS} keyword:content`)],
  ['no-name', 'another name without content', ['other-names', { content: null }], incomplete('other-name:other-name', `${STAMPS} other-name:content`)],
  ['no-country', 'an address without a country', ['address', {}], incomplete('address:address', `${STAMPS} address:country`)],
  ['no-link', 'a link without its address', ['researcher-urls', { 'url-name': 'Blog' }], incomplete('researcher-url:researcher-url', 'researcher-url:url')],
  ['no-own-id', 'a person\'s identifier without anything', ['external-identifiers', {}],
    incomplete('external-identifier:external-identifier', `${STAMPS} common:external-id-type`)]
])

const lists = words([
  ['work-type', 'a work of a type that ORCID does not know', worked({ type: 'novel' }), through('record.Work["type"]')],
  ['work-type-case', 'a work type in capitals', worked({ type: 'BOOK' }), through('record.Work["type"]')],
  ['language', 'a language that ORCID does not know', worked({ 'language-code': 'xx' }), through('record.Work["language-code"]')],
  ['country', 'a country that there is not', worked({ country: { value: 'XX' } }), through('record.Work["country"]', 'common.Country["value"]')],
  ['title-language', 'a translated title of an unknown language', titled({
    ...work.title, 'translated-title': { value: 'x', 'language-code': 'english' }
  }), through('record.Work["title"]', 'record.WorkTitle["translated-title"]', 'common.TranslatedTitle["language-code"]')],
  ['citation-type', 'a citation of an unknown type', worked({ citation: { 'citation-type': 'bibtx', 'citation-value': 'x' } }),
    through('record.Work["citation"]', 'record.Citation["citation-type"]')],
  ['relationship', 'an unknown relationship', worked({ 'external-ids': { 'external-id': [{ ...id, 'external-id-relationship': 'own' }] } }),
    through('record.Work["external-ids"]', 'record.ExternalIDs["external-id"]', 'java.util.ArrayList[0]', 'record.ExternalID["external-id-relationship"]')],
  ['sequence', 'an unknown place among contributors', contributed({ 'contributor-attributes': { 'contributor-sequence': 'last' } }),
    through('record.Work["contributors"]', 'record.WorkContributors["contributor"]', 'java.util.ArrayList[0]',
      'common.Contributor["contributor-attributes"]', 'common.ContributorAttributes["contributor-sequence"]')],
  ['funding-type', 'an unknown type of funding', granted({ type: 'gift' }), through('record.Funding["type"]')],
  ['currency', 'a currency that there is not', granted({ amount: { value: '5', 'currency-code': 'XYZ' } }),
    through('record.Funding["amount"]', 'common.Amount["currency-code"]')],
  ['organization-country', 'a country in lower case', hosted({ address: { ...place, country: 'us' } }),
    through('record.Funding["organization"]', 'common.Organization["address"]', 'common.OrganizationAddress["country"]')],
  ['reviewer-role', 'an unknown role of a reviewer', ['peer-review', { ...review, 'reviewer-role': 'referee' }], through('record.PeerReview["reviewer-role"]')],
  ['subject-type', 'an unknown type of subject', ['peer-review', { ...review, 'subject-type': 'novel' }], through('record.PeerReview["subject-type"]')],
  ['resource-type', 'an unknown type of resource', ['research-resource', {
    ...resource, 'resource-item': [{ ...resource['resource-item'][0], 'resource-type': 'money' }]
  }], through('record.ResearchResource["resource-item"]', 'java.util.ArrayList[0]', 'record.ResearchResourceItem["resource-type"]')],
  ['bulk-type', 'one work of several, of an unknown type: all are refused', ['works', { bulk: [{ work }, { work: { ...work, type: 'novel' } }] }],
    through('record.WorkBulk["bulk"]', 'java.util.ArrayList[1]', 'record.Work["type"]')]
])

const noConstructor = (java: string, argument: string, value: string): string => `Cannot construct instance of \`${CLASS}${java}\` ` +
  `(although at least one Creator exists): no ${argument}-argument constructor/factory method to deserialize from ${value}`
const noValue = (java: string, token: 'Array' | 'Object'): string =>
  `Cannot deserialize value of type \`${java}\` from ${token} value (token \`JsonToken.START_${token.toUpperCase()}\`)`

const noCoercion = (java: string): string => 'Cannot coerce empty String ("") to ' +
  `\`${CLASS}${java}\` value (but could if coercion was enabled using \`CoercionConfig\`)`
const ELEMENT = 'org.orcid.jaxb.model.record.bulk.BulkElement'
const noWrapper = (token: string): string => `Unexpected token (${token}), expected START_OBJECT: ` +
  `need JSON Object to contain As.WRAPPER_OBJECT type information for class ${ELEMENT}`

const unread = misread([
  ['array-as-item', 'a list instead of a work', ['work', []], noValue(`${CLASS}record.Work`, 'Array')],
  ['text-as-item', 'a text instead of a work', ['work', '"work"'], noConstructor('record.Work', 'String', 'String value (\'work\')')],
  ['bare-title', 'the title without its second wrapper', titled('A work'),
    noConstructor('record.WorkTitle', 'String', 'String value (\'A work\')') + through('record.Work["title"]')],
  ['number-as-title', 'a number without its wrapper', titled({ title: 5 }),
    noConstructor('common.Title', 'int/Int', 'Number value (5)') + through('record.Work["title"]', 'record.WorkTitle["title"]')],
  ['bare-country', 'a country without its wrapper', ['address', { country: 'US' }],
    noConstructor('common.Country', 'String', 'String value (\'US\')') + through('record.Address["country"]')],
  ['bare-date', 'a date as a text', published('2019' as unknown as object),
    noConstructor('common.PublicationDate', 'String', 'String value (\'2019\')') + through('record.Work["publication-date"]')],
  ['object-as-text', 'an object instead of a text', ['keywords', { content: { value: 'x' } }],
    noValue('java.lang.String', 'Object') + through('record.Keyword["content"]')],
  ['array-as-text', 'a list instead of a text', worked({ type: ['book'] }), noValue('java.lang.String', 'Array') + through('record.Work["type"]')],
  ['array-as-ids', 'the list of identifiers without its wrapper', worked({ 'external-ids': [id] }),
    noValue(`${CLASS}record.ExternalIDs`, 'Array') + through('record.Work["external-ids"]')],
  ['bare-id', 'an identifier as a text', worked({ 'external-ids': { 'external-id': ['10.5555/shape'] } }),
    noConstructor('record.ExternalID', 'String', 'String value (\'10.5555/shape\')') +
      through('record.Work["external-ids"]', 'record.ExternalIDs["external-id"]', 'java.util.ArrayList[0]')],
  ['put-code', 'a put-code that is no number', worked({ 'put-code': 'new' }),
    'Cannot deserialize value of type `java.lang.Long` from String "new": not a valid `java.lang.Long` value' + through('record.Work["put-code"]')],
  ['visibility', 'a visibility that there is not', worked({ visibility: 'PUBLIC' }),
    `Cannot deserialize value of type \`${CLASS}common.Visibility\` from String "PUBLIC": not one of the values accepted for Enum class: ` +
    '[public, limited, private, system, registered-only]' + through('record.Work["visibility"]')],
  ['put-code-truth', 'a truth instead of a put-code', worked({ 'put-code': true }),
    'Cannot deserialize value of type `java.lang.Long` from Boolean value (token `JsonToken.VALUE_TRUE`)' + through('record.Work["put-code"]')],
  ['visibility-truth', 'a truth instead of a visibility', worked({ visibility: false }),
    `Cannot deserialize value of type \`${CLASS}common.Visibility\` from Boolean value (token \`JsonToken.VALUE_FALSE\`)` +
    through('record.Work["visibility"]')],
  ['visibility-fraction', 'a fraction instead of a visibility', worked({ visibility: 1.5 }),
    `Cannot deserialize value of type \`${CLASS}common.Visibility\` from Floating-point value (token \`JsonToken.VALUE_NUMBER_FLOAT\`)` +
    through('record.Work["visibility"]')],
  ['visibility-empty', 'an empty visibility', worked({ visibility: '' }), noCoercion('common.Visibility') + through('record.Work["visibility"]')],
  ['title-as-empty', 'an empty text instead of a title', titled(''), noCoercion('record.WorkTitle') + through('record.Work["title"]')],
  ['title-as-blank', 'a blank instead of a title', titled(' '), noCoercion('record.WorkTitle') + through('record.Work["title"]')],
  ['bare-year', 'a year without its wrapper, in words', published({ year: 'soon' }),
    'Cannot deserialize value of type `int` from String "soon": not a valid `int` value' +
    through('record.Work["publication-date"]', 'common.PublicationDate["year"]')],
  ['bulk-text', 'a text instead of works', ['works', { bulk: 'work' }], noWrapper('VALUE_STRING') +
    through('record.WorkBulk["bulk"]', 'java.lang.Object[0]')],
  ['bulk-number', 'a number instead of a work', ['works', { bulk: [5] }], noWrapper('VALUE_NUMBER_INT') +
    through('record.WorkBulk["bulk"]', 'java.util.ArrayList[0]')],
  ['bulk-empty', 'a work that is an empty wrapper', ['works', { bulk: [{}] }], 'Unexpected token (END_OBJECT), expected FIELD_NAME: ' +
    `need JSON String that contains type id (for subtype of ${ELEMENT})` + through('record.WorkBulk["bulk"]', 'java.util.ArrayList[0]')],
  ['bulk-two', 'two works in one wrapper', ['works', { bulk: [{ work, other: work }] }],
    'Unexpected token (FIELD_NAME), expected END_OBJECT: expected closing END_OBJECT after type information and deserialized value' +
    through('record.WorkBulk["bulk"]', 'java.util.ArrayList[0]')],
  ['bulk-null', 'nothing in a wrapper', ['works', { bulk: [{ work: null }] }],
    `Cannot deserialize value of type \`${CLASS}record.Work\` from Null value (token \`JsonToken.VALUE_NULL\`)` +
    through('record.WorkBulk["bulk"]', 'java.util.ArrayList[0]')],
  ['bulk-wrapper', 'works without their wrapper', ['works', { bulk: [{ job: {} }] }],
    'Could not resolve type id \'job\' as a subtype of `org.orcid.jaxb.model.record.bulk.BulkElement`: known type ids = [error, work] ' +
    '(for POJO property \'bulk\')' + through('record.WorkBulk["bulk"]', 'java.util.ArrayList[0]')]
])

const unknown = misread([
  ['unknown', 'a member that ORCID does not know', titled({ title: { value: 'x', colour: 'red' } }),
    `Unrecognized field "colour" (class ${CLASS}common.Title), not marked as ignorable (one known property: "value"])` +
    through('record.Work["title"]', 'record.WorkTitle["title"]', 'common.Title["colour"]')],
  ['unknown-subtitle', 'a subtitle of a funding, whose title has none', granted({ title: { ...grant.title, subtitle: { value: 'x' } } }),
    `Unrecognized field "subtitle" (class ${CLASS}record.FundingTitle), not marked as ignorable (2 known properties: "title", "translated-title"])` +
    through('record.Funding["title"]', 'record.FundingTitle["subtitle"]')],
  ['unknown-place', 'the place of a work among versions, which only a summary has', worked({ 'display-index': '0' }),
    `Unrecognized field "display-index" (class ${CLASS}record.Work), not marked as ignorable (17 known properties: "title", "journal-title", ` +
    '"short-description", "citation", "type", "publication-date", "external-ids", "url", "contributors", "language-code", "country", "put-code", ' +
    '"visibility", "path", "created-date", "last-modified-date", "source"])' + through('record.Work["display-index"]')]
], 'the same, with the known names in another order, and the line and the column')

const ACCESSOR = 'org.glassfish.jaxb.runtime.api.AccessorException: '
const noXmlUrl = `Object must have some value in its @XmlValue field: ${CLASS}common.Url@0`
const noXmlValue = `Object must have some value in its @XmlValue field: ${CLASS}common.Title@1f`

const unwritten: readonly Fact[] = [
  {
    ...factOf(['wrapper-empty', 'a title whose wrapper is empty', titled({ title: {} }), ''],
      invalidJson(` Full validation error: ${noXmlValue} (${ACCESSOR}${noXmlValue})`)),
    sure: 'inferred',
    source: JAXB
  },
  {
    ...factOf(['url-empty', 'an address whose wrapper is empty', ['researcher-urls', { url: {} }], ''],
      invalidJson(` Full validation error: ${noXmlUrl} (${ACCESSOR}${noXmlUrl})`)),
    sure: 'inferred',
    source: JAXB
  },
  ...([
    ['translated-text', 'a translated title as a text, which has no language', titled({ ...work.title, 'translated-title': 'x' }), ''],
    ['amount-bare', 'an amount of no currency', granted({ amount: { value: '5' } }), ''],
    ['translated-bare', 'a translated title of no language', titled({ ...work.title, 'translated-title': { value: 'x' } }), '']
  ] as const).map((row): Fact => ({
    ...factOf(row, invalidJson(` (${ACCESSOR}org.orcid.jaxb.model.common.adapters.IllegalEnumValueException)`)),
    sure: 'inferred',
    source: JAXB
  }))
]

const taken: readonly Fact[] = [
  accepted('bare-text', 'a text without its wrapper', titled({ title: 'A work' }), JACKSON),
  accepted('number-as-text', 'a number or a truth for a text', worked({ title: { title: { value: 5 } }, 'short-description': true }), JACKSON),
  accepted('bare-number', 'the parts of a date as numbers', published({ year: 2019, month: 5, day: 7 }), JACKSON),
  accepted('put-code-empty', 'an empty put-code, which is none', worked({ 'put-code': ' ' }), JACKSON),
  accepted('bare-orcid', 'a contributor\'s iD as a text', contributed({ 'contributor-orcid': '0000-0001-5109-3700' }), JACKSON),
  accepted('bare-parts', 'the parts of a date as texts', published({ year: ' 2019 ', month: '5' }), JACKSON),
  accepted('no-works', 'no works at once', ['works', {}], JACKSON),
  accepted('single', 'a single identifier without a list', worked({ 'external-ids': { 'external-id': id } }), JACKSON),
  accepted('csl-type', 'a type of CSL, which becomes ORCID\'s own', worked({ type: 'article-journal' }),
    'orcid-model WorkType.java'),
  accepted('url-words', 'a link of words: the XSD takes nearly everything for an address', worked({ url: { value: 'see page 5' } })),
  accepted('other-name-blank', 'another name of blanks', ['other-names', { content: ' ' }]),
  accepted('empty-texts', 'an empty description and an empty address', worked({ 'short-description': '', url: { value: '' } })),
  accepted('no-break-space', 'a title of a no-break space, which is none to the XSD', titled({ title: { value: '\u00a0' } })),
  accepted('sent-back', 'what ORCID writes around an item', worked({
    'created-date': { value: 1577836800000 }, 'last-modified-date': null, source: null, path: '/x/work/1', visibility: 'public'
  }), JACKSON)
]

const different: readonly Fact[] = [
  {
    ...factOf(['list-null', 'nothing as an identifier of a list', worked({ 'external-ids': { 'external-id': [null] } }), ''],
      twice(`Cannot deserialize value of type \`${CLASS}record.ExternalID\` from Null value (token \`JsonToken.VALUE_NULL\`)` +
        through('record.Work["external-ids"]', 'record.ExternalIDs["external-id"]', 'java.util.ArrayList[0]'))),
    sure: 'inferred',
    verdict: 'differs',
    orcid: '500, 9008: it reads nothing as an identifier, and then fails',
    source: JACKSON
  },
  {
    ...factOf(['source', 'a source with an address elsewhere: the mock does not look at what only ORCID writes',
      worked({ source: { 'source-client-id': { uri: 'http://a.example/client/APP-1', path: 'APP-1', host: 'a.example' } } }), ''],
    { status: 201 }),
    verdict: 'differs',
    orcid: '400, 9047: the address of a source has to be one of orcid.org',
    source: XSD
  },
  {
    ...factOf(['orcid-elsewhere', 'a contributor\'s iD at the address of the mock', contributed({
      'contributor-orcid': { uri: '{issuer}/0000-0001-5109-3700', path: '0000-0001-5109-3700', host: 'localhost' }
    }), ''], { status: 201 }),
    verdict: 'differs',
    orcid: 'takes https://orcid.org and https://sandbox.orcid.org; here the mock\'s own address stands for them',
    source: XSD
  }
]

export const shapeFacts: readonly Fact[] = [
  ...lengths, ...blanks, ...forms, ...dates, ...missing, ...lists, ...unread, ...unknown, ...unwritten,
  ...taken, ...different
]
