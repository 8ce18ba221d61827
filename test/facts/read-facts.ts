// What is known of reading a record: the order of lists, the members of each part, whose name a source has.
import type { Fact, Given, WireRequest } from './fact.ts'
import { BEARER, JSON_TYPE, sourceFact, type Row } from './row.ts'

const ROOM = 'Record API: reading'
const CORE = 'ORCID-Source orcid-core'
const MODEL = 'orcid-model org.orcid.jaxb.model.v3.release'
const DAO = 'ORCID-Source orcid-persistence'
const AFFILIATIONS = `${CORE} AffiliationsManagerReadOnlyImpl.java, PojoUtil.createDateSortString`
const WORKS = `${CORE} WorkManagerReadOnlyImpl.java, WorkComparators.java`
const NAMES = `${CORE} SourceNameCacheManagerImpl.java, RecordNameUtils.getPublicName`
const PERSON = `${CORE} PersonDetailsManagerReadOnlyImpl.java`
const DATES = `${CORE} Api3_0LastModifiedDatesHelper.java`
const CONTRIBUTORS = `${CORE} ContributorUtils.filterContributorPrivateData (v3)`
const SECURITY = `${CORE} OrcidSecurityManagerImpl.java (v3)`

const fact = (row: Row): Fact => sourceFact('read', ROOM, row)

const read = (path: string): WireRequest => ({ path: `/pub/v3.0/{orcid}/${path}`, headers: JSON_TYPE })
const readAsMember = (path: string): WireRequest => ({ path: `/api/v3.0/{orcid}/${path}`, headers: BEARER })
const add = (path: string, body: unknown): WireRequest => ({
  method: 'POST', path: `/api/v3.0/{orcid}/${path}`, headers: { ...BEARER, 'Content-Type': 'application/json' }, body: JSON.stringify(body)
})
const member = (scope: string, as = 'sofia'): Given => ({ client: 'member', scope, as })
const update = member('/activities/update')

/** The texts one after the other, whatever is between them. */
const inOrder = (...texts: readonly string[]): RegExp => new RegExp(texts.join('[^]*'))

const date = (year: string, month?: string) =>
  ({ year: { value: year }, ...(month !== undefined && { month: { value: month } }) })
const idsOf = (type: string, value: string) => ({
  'external-id': [{ 'external-id-type': type, 'external-id-value': value, 'external-id-relationship': 'self' }]
})
const organization = {
  name: 'ORCID',
  address: { city: 'Bethesda', country: 'US' },
  'disambiguated-organization': {
    'disambiguated-organization-identifier': 'https://ror.org/04fa4r544', 'disambiguation-source': 'ROR'
  }
}
const work = (title: string, doi: string, published?: object) => ({
  title: { title: { value: title } },
  type: 'journal-article',
  'external-ids': idsOf('doi', doi),
  ...(published !== undefined && { 'publication-date': published })
})
const job = (role: string, start: object, end?: object) =>
  ({ 'role-title': role, 'start-date': start, organization, ...(end !== undefined && { 'end-date': end }) })

const orders: readonly Fact[] = [
  fact({
    id: 'works-newest-first',
    about: 'works: by their date, newest first, and without one last',
    given: update,
    before: [
      add('work', work('Of old', '10.5555/old', date('1999'))), add('work', work('Undated', '10.5555/undated')),
      add('work', work('Of late', '10.5555/late', date('2024', '05')))
    ],
    request: readAsMember('works'),
    answer: { status: 200, body: inOrder('"Of late"', '"How to read a record"', '"Of old"', '"Undated"') },
    source: WORKS
  }),
  fact({
    id: 'works-titles',
    about: 'works of one date: by their title',
    given: update,
    before: [
      add('work', work('Beta', '10.5555/beta', date('2024'))), add('work', work('Alpha', '10.5555/alpha', date('2024')))
    ],
    request: readAsMember('works'),
    answer: { status: 200, body: inOrder('"Alpha"', '"Beta"') },
    source: WORKS
  }),
  fact({
    id: 'works-month-missing',
    about: 'a year alone is older than its months: dates are compared as text',
    given: update,
    before: [
      add('work', work('In the year', '10.5555/year', date('2024'))),
      add('work', work('In January', '10.5555/january', date('2024', '01')))
    ],
    request: readAsMember('works'),
    answer: { status: 200, body: inOrder('"In January"', '"In the year"') },
    source: WORKS
  }),
  fact({
    id: 'works-subtitle',
    about: 'the list of works shows no subtitle',
    given: update,
    before: [add('work', {
      ...work('A title', '10.5555/subtitle'), title: { title: { value: 'A title' }, subtitle: { value: 'And more of it' } }
    })],
    request: readAsMember('works'),
    answer: { status: 200, body: /"title":\{"title":\{"value":"A title"\},"subtitle":null,"translated-title":null\}/ },
    source: `${CORE} MapperFacadeFactory.java (v3), WorkSummary`
  }),
  fact({
    id: 'work-versions',
    about: 'versions of a work: the highest `display-index` first, which a client\'s has',
    given: update,
    before: [add('work', work('Another version', '10.5555/sofia.1'))],
    request: readAsMember('works'),
    answer: { status: 200, body: inOrder('"Another version"', '"display-index":"1"', '"How to read a record"', '"display-index":"0"') },
    source: WORKS
  }),
  fact({
    id: 'employments-order',
    about: 'jobs: those that go on, the newest first, and then those that have ended',
    given: update,
    before: [
      add('employment', job('Ended', date('2023'), date('2024'))), add('employment', job('Begun', date('2025')))
    ],
    request: readAsMember('employments'),
    answer: { status: 200, body: inOrder('"Begun"', '"put-code":1001', '"Ended"') },
    source: AFFILIATIONS
  }),
  fact({
    id: 'employments-ended',
    about: 'jobs that have ended: by their end, and then by their start',
    given: update,
    before: [
      add('employment', job('First', date('2001'), date('2010'))), add('employment', job('Last', date('2005'), date('2012'))),
      add('employment', job('Middle', date('2003'), date('2010')))
    ],
    request: readAsMember('employments'),
    answer: { status: 200, body: inOrder('"Last"', '"Middle"', '"First"') },
    source: AFFILIATIONS
  }),
  fact({
    id: 'distinctions-undated',
    about: 'affiliations without any date: before all others',
    given: update,
    before: [
      add('distinction', job('Dated', date('2025'))),
      add('distinction', { 'role-title': 'Undated', organization })
    ],
    request: readAsMember('distinctions'),
    answer: { status: 200, body: inOrder('"Undated"', '"Dated"') },
    source: AFFILIATIONS
  }),
  fact({
    id: 'fundings-order',
    about: 'fundings: the highest `display-index` first, whatever the dates',
    given: member('/activities/update', 'amara'),
    before: [add('funding', {
      type: 'grant', title: { title: { value: 'From long ago' } }, organization, 'start-date': date('1990'), 'external-ids': idsOf('grant_number', '1')
    })],
    request: readAsMember('fundings'),
    answer: { status: 200, body: inOrder('"From long ago"', '"Plastic on its way"') },
    source: `${DAO} ProfileFundingDaoImpl.java`
  }),
  fact({
    id: 'keywords-order',
    about: 'what a person lists: ranked down to 1, as ORCID\'s page saves it',
    given: { as: 'amara' },
    request: read('keywords'),
    answer: { status: 200, body: inOrder('"hydrology"', '"display-index":2', '"microplastics"', '"display-index":1') },
    source: `${DAO} ProfileKeywordDaoImpl.java; orcid-angular modal-keyword.component.ts`
  }),
  fact({
    id: 'keywords-of-clients',
    about: 'what a client adds has rank 1, and stands by its age among the others of that rank',
    given: member('/person/update', 'amara'),
    before: [add('keywords', { content: 'rivers' })],
    request: readAsMember('keywords'),
    answer: { status: 200, body: inOrder('"hydrology"', '"microplastics"', '"rivers"', '"display-index":1\\}') },
    source: `${CORE} DisplayIndexCalculatorHelper.java; ${DAO} ProfileKeywordDaoImpl.java`
  })
]

const nothing = (members: string): string => `"${members.split(' ')[0]}":{"last-modified-date":null,"${members.split(' ')[1]}":[],` +
  `"path":"/{orcid}/${members.split(' ')[2]}"}`

const parts: readonly Fact[] = [
  fact({
    id: 'person-of-nothing',
    about: 'a person who has filled in nothing: empty lists, and null for what is one thing',
    given: { as: 'noFamilyName' },
    request: read('person'),
    answer: {
      status: 200,
      body: '{"last-modified-date":null,"name":{"created-date":{"value":{number}},"last-modified-date":{"value":{number}},' +
        '"given-names":{"value":"Dewi"},"family-name":null,"credit-name":null,"source":null,"visibility":"public",' +
        `"path":"{orcid}"},${nothing('other-names other-name other-names')},"biography":null,` +
        `${nothing('researcher-urls researcher-url researcher-urls')},${nothing('emails email email')},` +
        `${nothing('addresses address address')},${nothing('keywords keyword keywords')},` +
        `${nothing('external-identifiers external-identifier external-identifiers')},"path":"/{orcid}/person"}`
    },
    source: `${MODEL}.record.Person; ${PERSON}`
  }),
  fact({
    id: 'person-dates',
    about: 'a person whose name alone has a date: none, because name and biography do not count',
    given: { as: 'creditName' },
    request: read('person'),
    answer: { status: 200, body: /^\{"last-modified-date":null,"name":\{"created-date":\{"value":\d+\},/ },
    source: DATES
  }),
  fact({
    id: 'personal-details-dates',
    about: 'the same in the personal details, where they do',
    given: { as: 'creditName' },
    request: read('personal-details'),
    answer: {
      status: 200,
      body: /^\{"last-modified-date":\{"value":\d+\},"name":\{.*\},"other-names":\{.*\},"biography":null,"path":"[^"]*\/personal-details"\}$/
    },
    source: `${DATES}; ${MODEL}.record.PersonalDetails`
  }),
  fact({
    id: 'biography',
    about: 'a biography: no source and no put-code',
    request: read('biography'),
    answer: {
      status: 200,
      body: '{"created-date":{"value":{number}},"last-modified-date":{"value":{number}},"content":"Sofia Garcia is the ' +
        'researcher of ORCID\'s documentation.","visibility":"public","path":"/{orcid}/biography"}'
    },
    source: `${MODEL}.record.Biography`
  }),
  fact({
    id: 'external-identifier',
    about: 'an identifier of a person',
    given: { as: 'amara' },
    request: read('external-identifiers'),
    answer: {
      status: 200,
      body: /"source":\{.*\},"external-id-type":"Scopus Author ID","external-id-value":"7000000002","external-id-url":\{"value":"[^"]*"\},"external-id-relationship":"self","visibility":"public","path":"[^"]*\/external-identifiers\/(\d+)","put-code":\1,"display-index":1\}\]/
    },
    source: `${MODEL}.record.PersonExternalIdentifier`
  }),
  fact({
    id: 'activities-of-nothing',
    about: 'the activities of a person who has none',
    given: { as: 'noFamilyName' },
    request: read('activities'),
    answer: {
      status: 200,
      body: `{"last-modified-date":null,${['distinctions', 'educations', 'employments', 'fundings', 'invited-positions', 'memberships',
        'peer-reviews', 'qualifications', 'research-resources', 'services', 'works'].map((name) =>
        nothing(`${name} ${/^(?:fund|peer|research|work)/.test(name) ? 'group' : 'affiliation-group'} ${name}`)).join(',')},"path":"/{orcid}/activities"}`
    },
    source: `${MODEL}.record.summary.ActivitiesSummary`
  }),
  fact({
    id: 'distinction-group',
    about: 'an affiliation without identifiers: a group of its own, with an empty list of them',
    given: { as: 'mateo' },
    request: read('distinctions'),
    answer: {
      status: 200,
      body: /"affiliation-group":\[\{"last-modified-date":\{"value":\d+\},"external-ids":\{"external-id":\[\]\},"summaries":\[\{"distinction-summary":\{.*"external-ids":null,"display-index":"0","visibility":"public","path":"[^"]*\/distinction\/\d+"\}\}\]\}\],"path":"[^"]*\/distinctions"\}$/
    },
    source: `${MODEL}.record.summary.AffiliationGroup, AffiliationSummary`
  }),
  fact({
    id: 'work-summary',
    about: 'a work\'s summary alone',
    request: read('work/summary/1002'),
    answer: {
      status: 200,
      body: /^\{"put-code":1002,"created-date":.*,"title":\{.*\},"external-ids":\{.*\},"url":null,"type":"journal-article","publication-date":\{.*\},"journal-title":null,"visibility":"public","path":"[^"]*\/work\/1002","display-index":"0"\}$/
    },
    source: `${MODEL}.record.summary.WorkSummary`
  })
]

const names: readonly Fact[] = [
  fact({
    id: 'source-limited-name',
    about: 'a person whose name is limited is no name as a source, even to whom the name is shown',
    given: member('/read-limited', 'limitedName'),
    request: readAsMember('person'),
    answer: {
      status: 200,
      body: inOrder('"given-names":\\{"value":"Noor"\\}', '"source-name":null,"assertion-origin-orcid":null,' +
        '"assertion-origin-client-id":null,"assertion-origin-name":null\\},"content":"privacy"')
    },
    source: NAMES
  })
]

const someone = (path: string) => ({
  'contributor-orcid': { path },
  'credit-name': { value: 'As sent' },
  'contributor-email': { value: 'someone@example.org' },
  'contributor-attributes': { 'contributor-role': 'lead' }
})
const grantWith = (path: string) => add('funding', {
  type: 'grant',
  title: { title: { value: 'A grant' } },
  organization,
  'external-ids': idsOf('grant_number', 'C-1'),
  contributors: { contributor: [someone(path)] }
})
const inGrant = (name: string): RegExp => new RegExp('"contributors":\\{"contributor":\\[\\{"contributor-orcid":\\{.*\\},' +
  `"credit-name":\\{"value":"${name}"\\},"contributor-email":null,"contributor-attributes":\\{"contributor-role":"lead"\\}`)

const contributors: readonly Fact[] = [
  fact({
    id: 'funding-contributor',
    about: 'a person of ORCID among the contributors of a funding: the public name, whatever was sent, and no e-mail address',
    given: update,
    before: [grantWith('0009-0009-9990-0191')],
    request: readAsMember('funding/{1.put-code}'),
    answer: { status: 200, body: inGrant('Amara Okafor') },
    source: CONTRIBUTORS
  }),
  fact({
    id: 'funding-contributor-private',
    about: 'the same of a person whose name is not public: an empty name',
    given: update,
    before: [grantWith('0009-0009-9999-0019')],
    request: readAsMember('funding/{1.put-code}'),
    answer: { status: 200, body: inGrant('') },
    source: CONTRIBUTORS
  }),
  fact({
    id: 'funding-contributor-unknown',
    about: 'the same of an iD that nobody has: the name that was sent',
    given: update,
    before: [grantWith('0000-0002-1825-0097')],
    request: readAsMember('funding/{1.put-code}'),
    answer: { status: 200, body: inGrant('As sent') },
    source: CONTRIBUTORS
  }),
  fact({
    id: 'work-contributor-email',
    about: 'a contributor of a work: as it was sent, with the e-mail address',
    given: update,
    before: [add('work', {
      ...work('A work', '10.5555/contributor'),
      contributors: { contributor: [{ 'credit-name': { value: 'Fran' }, 'contributor-email': { value: 'fran@example.org' } }] }
    })],
    request: readAsMember('work/{1.put-code}'),
    answer: {
      status: 200,
      body: /"contributors":\{"contributor":\[\{"contributor-orcid":null,"credit-name":\{"value":"Fran"\},"contributor-email":\{"value":"fran@example\.org"\},"contributor-attributes":null\}\]\}/
    },
    source: `${CORE} WorkContributorsConverter.java; MemberV3ApiServiceDelegatorImpl.viewWork filters fundings alone`
  })
]

const bulk: readonly Fact[] = [
  fact({
    id: 'bulk-limited',
    about: 'a limited work among several, without a scope: an error in its place, the one of private works',
    given: member('openid'),
    request: readAsMember('works/1002,1003'),
    answer: { status: 200, body: inOrder('"work":\\{', '"error":\\{"response-code":403', '"error-code":9013') },
    source: SECURITY
  }),
  fact({
    id: 'bulk-without-scope',
    about: 'several works, with a token that reads nothing: refused as a whole, public works too',
    given: { client: 'member' },
    before: [{
      path: '/oauth/token',
      form: {
        client_id: '{clientId}', client_secret: '{clientSecret}', grant_type: 'client_credentials', scope: '/group-id-record/read'
      }
    }],
    request: { ...readAsMember('works/1002'), headers: { ...JSON_TYPE, Authorization: 'Bearer {1.access_token}' } },
    answer: { status: 403, body: /^\{"response-code":403,.*"error-code":9038,/ },
    source: SECURITY
  }),
  fact({
    id: 'bulk-limited-public-api',
    about: 'the same on the public API',
    request: read('works/1002,1003'),
    answer: { status: 200, body: inOrder('"work":\\{', '"error":\\{"response-code":403', '"error-code":9039') },
    source: 'ORCID-Source orcid-api-common PublicAPISecurityManagerV3Impl.java'
  })
]

export const readFacts: readonly Fact[] = [...orders, ...parts, ...names, ...contributors, ...bulk]
