import t from 'tap'
import { credentials, ISSUER, openInjectedMock, SOFIA } from '../../../support/mock.ts'
import { issueToken } from '../../../../mock-server/orcid/registry/grants.ts'
import { people } from '../../../../mock-server/orcid/registry/people.ts'
import type { PersonName } from '../../../../mock-server/orcid/registry/people.ts'
import { itemsOf } from '../../../../mock-server/orcid/registry/record/store.ts'
import { sectionOf } from '../../../../mock-server/orcid/registry/record/sections.ts'
import { createRegistry } from '../../../../mock-server/orcid/registry/registry.ts'
import type { Researcher } from '../../../../mock-server/orcid/registry/researchers.ts'

const fake = await openInjectedMock({
  ada: {
    orcid: '0009-0009-9999-0203',
    givenNames: 'Ada',
    creditName: 'A. A. L.',
    keywords: [{ content: 'engines' }],
    distinctions: [
      { organization: 'A', city: 'B', country: 'GB' }, { organization: 'A', city: 'B', country: 'GB', endDate: '1945' }
    ],
    employments: [
      { organization: 'A', city: 'B', country: 'GB', ror: 'https://ror.org/1', startDate: '1990', endDate: '1991-02' },
      { organization: 'A', city: 'B', country: 'GB', externalIds: [{ type: 'other-id', value: 'x' }], visibility: 'limited' }
    ],
    fundings: [
      { organization: 'A', city: 'B', country: 'GB', title: 'Engine', amount: '100', currency: 'GBP' },
      {
        organization: 'A', city: 'B', country: 'GB', title: 'Loom', type: 'award', externalIds: [{ type: 'grant_number', value: '7', url: 'https://g/7' }]
      }
    ],
    peerReviews: ['issn:1111-1111', 'issn:1111-1111', 'issn:2222-2222'].map((groupId, index) => ({
      organization: 'A',
      city: 'B',
      country: 'GB',
      groupId,
      completionDate: '2020',
      externalIds: [{ type: 'source-work-id', value: String(index) }]
    })),
    researchResources: [{
      organization: 'A', city: 'B', country: 'GB', title: 'Time on the Engine', externalIds: [{ type: 'proposal-id', value: 'P' }]
    }],
    works: [
      { title: 'One', doi: '10.5555/A' },
      { title: 'Two', externalIds: [{ type: 'doi', value: 'https://doi.org/10.5555/B' }, { type: 'isbn', value: '1', relationship: 'part-of' }] },
      { title: 'Other', externalIds: [{ type: 'isbn', value: '1', relationship: 'part-of' }] },
      { title: 'One and two', externalIds: [{ type: 'doi', value: '10.5555/a' }, { type: 'doi', value: '10.5555/b' }] },
      { title: 'No DOI', externalIds: [{ type: 'doi', value: 'nonsense' }] }
    ]
  },
  // What hides lies between what does not.
  mary: {
    orcid: '0009-0009-9999-0211',
    givenNames: 'Mary',
    works: [
      { title: 'One', doi: '10.5555/1' },
      { title: 'Secret', doi: '10.5555/1', externalIds: [{ type: 'doi', value: '10.5555/2' }, { type: 'isbn', value: '9783161484100' }], visibility: 'private' },
      { title: 'Two', doi: '10.5555/2' },
      { title: 'Secret too', doi: '10.5555/3', visibility: 'private' }
    ],
    services: (['public', 'private'] as const).map((visibility) => ({
      organization: 'A', city: 'B', country: 'GB', visibility, externalIds: ['id', visibility].map((value) => ({ type: 'uri', value }))
    })),
    peerReviews: (['public', 'private'] as const).map((visibility) => ({
      organization: 'A', city: 'B', country: 'GB', groupId: `issn:${visibility}`, completionDate: '2020', visibility, externalIds: [{ type: 'uri', value: visibility }]
    }))
  }
})
const { app, registry, get, post } = fake
const ADA = '0009-0009-9999-0203'
const member = fake.client('member')
const json = { accept: 'application/json' }

const tokenOf = (scope: string, orcid: string | null = SOFIA, { clientId } = member): string => {
  const grant = { clientId, orcid, scopes: scope.split(' '), expiresIn: 999_999 }
  return issueToken(registry.grants, registry.clock.now(), grant).accessToken
}
const bearer = (token: string) => ({ ...json, authorization: `Bearer ${token}` })
const person = (name: string): Researcher => registry.people.get(name) as Researcher
const codesOf = (orcid: string, section: string): number[] =>
  [...itemsOf(registry.records, registry.researchers.get(orcid) as Researcher, sectionOf(section)).keys()]

t.test('every item can be read by its put-code, and each activity as a summary', async (t) => {
  const paths: Record<string, string[]> = {
    distinctions: ['distinction'],
    employments: ['employment'],
    fundings: ['funding'],
    'peer-reviews': ['peer-review'],
    'research-resources': ['research-resource'],
    works: ['work']
  }
  for (const [section, [item = '']] of Object.entries(paths)) {
    const [putCode] = codesOf(ADA, section)
    const full = (await get(`/v3.0/${ADA}/${item}/${putCode}`, json)).json()
    t.match(full, { 'put-code': putCode, path: `/${ADA}/${item}/${putCode}`, visibility: 'public' }, item)
    const summary = (await get(`/v3.0/${ADA}/${item}/summary/${putCode}/`, json)).json()
    t.match(summary, { 'put-code': putCode, path: `/${ADA}/${item}/${putCode}`, 'display-index': '0' }, item)
  }
  for (const section of ['other-names', 'researcher-urls', 'address', 'keywords', 'external-identifiers']) {
    const [putCode] = codesOf(SOFIA, section)
    t.match((await get(`/v3.0/${SOFIA}/${section}/${putCode}`, json)).json(), {
      'put-code': putCode, path: `/${SOFIA}/${section}/${putCode}`, 'display-index': codesOf(SOFIA, section).length
    })
  }
})

t.test('members come in ORCID\'s order', async (t) => {
  const keys = async (path: string): Promise<string> => Object.keys((await get(`/v3.0/${ADA}/${path}`, json)).json()).join(' ')
  const [work, job, grant, review, resource] = ['works', 'employments', 'fundings', 'peer-reviews', 'research-resources']
    .map((section) => codesOf(ADA, section)[0])
  t.equal(await keys(`work/${work}`), 'created-date last-modified-date source put-code path title journal-title ' +
    'short-description citation type publication-date external-ids url contributors language-code country visibility')
  t.equal(await keys(`work/summary/${work}`), 'put-code created-date last-modified-date source title external-ids url ' +
    'type publication-date journal-title visibility path display-index')
  t.equal(await keys(`employment/${job}`), 'created-date last-modified-date source put-code path department-name ' +
    'role-title start-date end-date organization url external-ids display-index visibility')
  t.equal(await keys(`employment/summary/${job}`), 'created-date last-modified-date source put-code department-name ' +
    'role-title start-date end-date organization url external-ids display-index visibility path')
  t.equal(await keys(`funding/summary/${grant}`), 'created-date last-modified-date source title external-ids url type ' +
    'start-date end-date organization visibility put-code path display-index')
  t.equal(await keys(`peer-review/summary/${review}`), 'created-date last-modified-date source reviewer-role ' +
    'external-ids review-url review-type completion-date review-group-id convening-organization visibility put-code ' +
    'path display-index')
  t.equal(await keys(`research-resource/${resource}`), 'created-date last-modified-date source proposal resource-item ' +
    'display-index visibility put-code path')
})

t.test('versions of one thing stand in one group, which shared containers do not make', async (t) => {
  const { group } = (await get(`/v3.0/${ADA}/works`, json)).json()
  const titles = group.map((each: Record<string, Array<{ title: { title: { value: string } } }>>) =>
    each['work-summary']?.map(({ title }) => title.title.value))
  t.strictSame(titles, [['No DOI'], ['One', 'Two', 'One and two'], ['Other']])
  t.strictSame(group[1]['external-ids']['external-id'].map((id: Record<string, { value: string }>) => id['external-id-normalized']?.value),
    ['10.5555/a', '10.5555/b'])
  t.match(group[0]['external-ids']['external-id'], [{
    'external-id-normalized': null,
    'external-id-normalized-error': { 'error-code': '8001', 'error-message': 'Cannot normalize identifier value doi:nonsense', transient: true }
  }])
  const reviews = (await get(`/v3.0/${ADA}/peer-reviews`, json)).json().group
  t.strictSame(reviews.map((each: Record<string, unknown[]>) => each['peer-review-group']?.length), [2, 1])
  t.match(reviews[0]['external-ids']['external-id'], [{ 'external-id-type': 'peer-review', 'external-id-value': 'issn:1111-1111' }])
  t.match((await get(`/v3.0/${ADA}/fundings`, json)).json().group[0]['funding-summary'], [{ title: { title: { value: 'Engine' } } }])
  t.match((await get(`/v3.0/${ADA}/research-resources`, json)).json().group, [{ 'external-ids': { 'external-id': [{ 'external-id-value': 'P' }] } }])
})

t.test('a person who is known by another name is so as a source, too', async (t) => {
  const { keyword } = (await get(`/v3.0/${ADA}/keywords`, json)).json()
  t.match(keyword, [{ source: { 'source-name': { value: 'A. A. L.' } } }])
})

t.test('what is hidden makes groups where all activities are read at once, and on the member API alone', async (t) => {
  const MARY = '0009-0009-9999-0211'
  const token = bearer(tokenOf('/read-limited', MARY))
  const read = async (path: string, headers = token) => (await get(`${path}`, headers)).json()
  const keys = (group: Record<string, Record<string, Array<Record<string, unknown>>>>) =>
    group['external-ids']?.['external-id']?.map((id) => id['external-id-value'])
  for (const path of ['activities', 'record']) {
    const all = await read(`/api/v3.0/${MARY}/${path}`)
    const { works, services, 'peer-reviews': reviews } = path === 'record' ? all['activities-summary'] : all
    t.equal(works.group.length, 1)
    t.equal(works.group[0]['work-summary'].length, 2, 'the secret one holds them together')
    t.strictSame(keys(works.group[0]), ['10.5555/1', '10.5555/2'], 'and its own identifiers are left out')
    t.strictSame(keys(services['affiliation-group'][0]), ['id', 'public', 'private'], 'but not of affiliations')
    t.equal(services['affiliation-group'][0].summaries.length, 1)
    t.equal(reviews.group.length, 1)
  }
  const { works } = await read(`/pub/v3.0/${MARY}/activities`, json as typeof token)
  t.equal(works.group.length, 2)
  t.equal((await read(`/api/v3.0/${MARY}/works`)).group.length, 2)
  t.strictSame(keys((await read(`/api/v3.0/${MARY}/services`))['affiliation-group'][0]), ['id', 'public'])
})

t.test('an affiliation without dates stands before one of which only the end is known', async (t) => {
  const group = (await get(`/v3.0/${ADA}/distinctions`, json)).json()['affiliation-group']
  const ends = group.map(({ summaries }: { summaries: Array<Record<string, Record<string, unknown>>> }) =>
    summaries[0]?.['distinction-summary']?.['end-date'])
  t.match(ends, [null, { year: { value: '1945' } }])
})

t.test('an item that is hidden is refused alone and left out of a list, as the scopes and the API say', async (t) => {
  const [open, limited, secret] = codesOf(SOFIA, 'works')
  const read = async (path: string, token?: string) =>
    (await get(path, token === undefined ? json : bearer(token))).json()
  const titles = async (path: string, token?: string) => (await read(path, token)).group.length
  const trusted = tokenOf('/orcid-works/read-limited')
  t.equal(await titles(`/v3.0/${SOFIA}/works`), 1)
  t.equal(await titles(`/api/v3.0/${SOFIA}/works`, tokenOf('openid')), 1)
  t.equal(await titles(`/api/v3.0/${SOFIA}/works`, tokenOf('/affiliations/read-limited')), 1)
  t.equal(await titles(`/api/v3.0/${SOFIA}/works`, trusted), 2)
  t.match(await read(`/v3.0/${SOFIA}/work/${open}`), { 'put-code': open })
  t.match(await read(`/v3.0/${SOFIA}/work/${limited}`), { 'error-code': 9039, 'response-code': 403 })
  t.match(await read(`/api/v3.0/${SOFIA}/work/${limited}`, tokenOf('openid')), { 'error-code': 9038, 'response-code': 403 })
  t.match(await read(`/api/v3.0/${SOFIA}/work/${limited}`, trusted), { visibility: 'limited' })
  t.match(await read(`/api/v3.0/${SOFIA}/work/${secret}`, trusted), { 'error-code': 9013, 'response-code': 403 })
  t.match(await read(`/api/v3.0/${SOFIA}/work/${open}`, tokenOf('/group-id-record/read')), { 'error-code': 9038 })
})

t.test('several works are read at once, with an error where one cannot be', async (t) => {
  const [open, limited] = codesOf(SOFIA, 'works')
  const { bulk } = (await get(`/v3.0/${SOFIA}/works/1,${limited},${open}`, json)).json()
  t.match(bulk, [
    { error: { 'error-code': 9039 } },
    { work: { 'put-code': open, path: `/${SOFIA}/work/${open}` } },
    {
      error: {
        'error-code': 9034,
        'developer-message': '400 Bad Request: The put code provided is not valid. Full validation error: \'1\' is not a valid put code',
        'user-message': /please contact \$\{clientName\} for assistance\.$/
      }
    }
  ])
  const named = (await get(`/api/v3.0/${SOFIA}/works/1`, bearer(tokenOf('openid')))).json()
  t.match(named.bulk[0].error['user-message'], 'please contact The <Journal> & "Co" for assistance.')
  t.match((await get(`/v3.0/${SOFIA}/works/1,x`, json)).json(), {
    'response-code': 400, 'error-code': 9006, 'developer-message': /Full validation error: For input string: "x"$/
  })
  const many = Array.from({ length: 101 }, (_, index) => index).join(',')
  t.match((await get(`/v3.0/${SOFIA}/works/${many}`, json)).json(), {
    'response-code': 400,
    'developer-message': 'org.orcid.core.exception.ExceedMaxNumberOfPutCodesException Full validation error: ' +
      'Too many put codes specified: maximum is 100',
    'user-message': 'Too many put codes supplied',
    'error-code': 9042
  })
})

t.test('what a put-code does not name is not there, and a put-code is a number', async (t) => {
  for (const path of ['work/1', 'work/summary/1', 'employment/99999999', `employment/${codesOf(ADA, 'works')[0]}`, 'keywords/1']) {
    t.match((await get(`/v3.0/${ADA}/${path}`, json)).json(), { 'response-code': 404, 'error-code': 9016 }, path)
  }
  for (const path of ['work/x', 'work/1e3', 'funding/summary/9999999999999999999999']) {
    t.match((await get(`/v3.0/${ADA}/${path}`, json)).json(), { 'response-code': 404, 'error-code': 9001 }, path)
  }
  for (const path of ['keywords/%20', 'service/x']) {
    t.match((await get(`/v3.0/${ADA}/${path}`, json)).json(), { 'response-code': 400, 'error-code': 9006 }, path)
  }
  for (const path of ['work/summary/1/2', 'keywords/summary/1', 'works/1/2', 'keyword', 'employments/1', 'email/1', 'work']) {
    t.match((await get(`/v3.0/${ADA}/${path}`, json)).json(), { 'response-code': 404, 'error-code': 9001 }, path)
  }
})

t.test('each path has its methods', async (t) => {
  const token = tokenOf('/activities/update')
  for (const [method, path, allow] of [
    ['POST', 'employments', 'GET'], ['PUT', 'works', 'GET,POST'], ['DELETE', 'keywords', 'GET,POST'], ['PUT', 'person', 'GET'],
    ['POST', 'work/1', 'GET,PUT,DELETE'], ['PATCH', 'work/1', 'GET,PUT,DELETE'], ['GET', 'work', 'POST'], ['POST', 'works/1,2', 'GET']
  ] as const) {
    const { statusCode, headers, body } = await app.inject({ method, url: `/api/v3.0/${SOFIA}/${path}`, headers: bearer(token) })
    t.equal(statusCode, 405, `${method} ${path}`)
    t.equal(headers.allow, allow)
    t.match(JSON.parse(body), { 'error-code': 9001, 'developer-message': /Full validation error: HTTP 405 Method Not Allowed$/ })
  }
  t.equal((await app.inject({ method: 'POST', url: `/pub/v3.0/${SOFIA}/works`, headers: bearer(token) })).statusCode, 405)
  t.equal((await app.inject({ method: 'POST', url: `/pub/v3.0/${SOFIA}/work`, headers: bearer(token) })).statusCode, 404)
  t.equal((await app.inject({ method: 'HEAD', url: `/v3.0/${SOFIA}/works`, headers: json })).statusCode, 200)
})

t.test('a record that is not active answers with its state, to readers and writers', async (t) => {
  for (const [name, code, message] of [
    ['locked', 9018, /^409 Conflict: The ORCID record is locked and cannot be edited\. ORCID (\S+) Full validation error: \1 is locked$/],
    ['deactivated', 9044, /^409 Conflict: The ORCID record is deactivated and cannot be edited\. Full validation error: \S+ is deactivated$/],
    ['unclaimed', 9036, '409 Conflict: This record has not been claimed.']
  ] as const) {
    const { orcid } = person(name)
    for (const path of ['record', 'works', 'work/1']) {
      const answer = await get(`/v3.0/${orcid}/${path}`, json)
      t.equal(answer.statusCode, 409, name)
      t.match(answer.json(), { 'response-code': 409, 'error-code': code, 'developer-message': message })
    }
    const written = await app.inject({
      method: 'POST',
      url: `/api/v3.0/${orcid}/keywords`,
      headers: { ...bearer(tokenOf('/person/update', orcid)), 'content-type': 'application/json' },
      payload: '{"content":"x"}'
    })
    t.match(written.json(), { 'response-code': 409, 'error-code': code })
  }
})

t.test('a deprecated record leads to the one that took its place', async (t) => {
  const { orcid, primaryRecord } = person('deprecated')
  t.equal(primaryRecord, person('primary').orcid)
  const read = await get(`/pub/v3.0/${orcid}/person?x=1`, json)
  t.equal(read.statusCode, 301)
  t.equal(read.headers.location, `${ISSUER}/pub/v3.0/${primaryRecord}/person`)
  const refer = `This account is deprecated. Please refer to account: ${ISSUER}/${primaryRecord}.`
  t.match(read.json(), {
    'response-code': 301,
    'developer-message': `301 Moved Permanently: ${refer} ORCID ${ISSUER}/${orcid}`,
    'user-message': refer,
    'error-code': 9007
  })
  t.equal((await get(new URL(String(read.headers.location)).pathname, json)).statusCode, 200)
  const written = await app.inject({
    method: 'DELETE', url: `/api/v3.0/${orcid}/work/1`, headers: bearer(tokenOf('/activities/update', orcid))
  })
  t.equal(written.statusCode, 409)
  t.equal(written.headers.location, `${ISSUER}/api/v3.0/${primaryRecord}/work/1`)
  t.match(written.json(), { 'developer-message': refer, 'user-message': refer, 'error-code': 9007 })
})

t.test('the built-in people are what they are called', async (t) => {
  const read = async (name: PersonName, path = 'person') => (await get(`/v3.0/${person(name).orcid}/${path}`, json)).json()
  t.match((await read('noFamilyName')).name, { 'given-names': { value: 'Dewi' }, 'family-name': null })
  t.equal((await read('privateName')).name, null)
  t.equal((await read('limitedName')).name, null)
  t.match((await read('creditName')).name, { 'credit-name': { value: 'J. M. Núñez' } })
  t.match((await read('rightToLeft')).name, { 'given-names': { value: /^[\u0600-\u06ff]+$/ } })
  t.match((await read('nonLatinName')).name, { 'family-name': { value: '山田' } })
  t.match(await read('markup'), { name: { 'given-names': { value: /<b>/ } }, biography: { content: /<script>/ } })
  t.strictSame((await read('noEmail')).emails.email, [])
  t.strictSame((await read('severalEmails')).emails.email.map(({ primary }: { primary: boolean }) => primary), [false, true, false])
  t.match((await read('unverifiedEmail')).emails.email, [{ verified: false }])
  t.match(person('checkDigitX').orcid, /X$/)
  t.ok(person('twoFactor').twoFactor)
  const works = (await read('manyWorks', 'works')).group
  t.equal(works.length, 500)
  t.match(works.find((group: Record<string, Array<{ 'put-code': number }>>) =>
    group['work-summary']?.[0]?.['put-code'] === codesOf(person('manyWorks').orcid, 'works')[499])?.['work-summary'],
  [{ title: { title: { value: 'Work 500 of 500' } } }])
  t.equal(Object.keys(people).length, registry.people.size - 2)
})

t.test('a record is made when it is first looked at', async (t) => {
  const fresh = createRegistry({}, ISSUER)
  t.equal(fresh.records.byOrcid.size, 0)
})

t.test('a token for itself reads any record, a member\'s on the member API too', async (t) => {
  const own = (await post('/oauth/token', { ...credentials(member), grant_type: 'client_credentials', scope: '/read-public' }))
    .json()['access_token']
  t.equal((await get(`/api/v3.0/${ADA}/works`, bearer(own))).statusCode, 200)
  t.equal((await get(`/pub/v3.0/${ADA}/works`, bearer(own))).statusCode, 200)
  t.match((await get('/api/v3.0/nobody/works', bearer(tokenOf('openid')))).json(), { 'error-code': 9016 })
  t.match((await get(`/api/v3.0/${person('privateName').orcid}/nowhere`, bearer(tokenOf('openid')))).json(), { 'error-code': 9001 })
})
