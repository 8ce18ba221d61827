import t from 'tap'
import { main } from '../../../../mock-server/cli/main.ts'
import { startMockOrcid } from '../../../../mock-server/index.ts'
import type { MockOrcidItem, MockResearcherInput } from '../../../../mock-server/index.ts'
import { fullRecord, fullWork, HOST, OWNER, SOURCE_CLIENT, workSummaries } from '../../../fixtures/record.ts'
import { sections } from '../../../../mock-server/orcid/registry/record/sections.ts'
import { openMockFor as open, type TestMock } from '../../../support/mock.ts'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- JSON, whose members each test looks at
async function read ({ orcid: { environment } }: TestMock, path = 'record', token?: string): Promise<any> {
  const url = token === undefined ? environment.publicApi : environment.memberApi
  const headers = { accept: 'application/json', ...token !== undefined && { authorization: `Bearer ${token}` } }
  return await (await fetch(`${url}/${OWNER}/${path}`, { headers })).json()
}

/**
 * What may differ: the host of an address is the mock's. In a record of ORCID's own it is also the order of a group's
 * identifiers, which ORCID keeps as a set.
 */
function withHost (json: unknown, { orcid: { issuer } }: TestMock): unknown {
  const moved = JSON.stringify(json).replaceAll(`https://${HOST}/`, `${issuer}/`)
  return JSON.parse(moved.replaceAll(`"host":"${HOST}"`, `"host":"${new URL(issuer).host}"`))
}

t.test('a record in ORCID\'s own JSON is read back equal, however it was given', async (t) => {
  const given: Array<(mock: TestMock) => unknown> = [
    ({ orcid }) => orcid.addResearcher(fullRecord),
    ({ orcid }) => orcid.addResearcher({ ...fullRecord, name: 'marie' }),
    ({ orcid }) => orcid.addResearcher({ record: fullRecord, name: 'marie' })
  ]
  for (const add of given) {
    const mock = await open(t)
    add(mock)
    t.strictSame(await read(mock), withHost(fullRecord, mock))
  }
  for (const marie of [fullRecord, { record: fullRecord }]) {
    const mock = await open(t, { researchers: { marie } })
    t.strictSame(await read(mock), withHost(fullRecord, mock))
    t.match(mock.orcid.researcher('marie'), { orcid: OWNER, givenNames: 'Marie', familyName: 'Example', creditName: null })
  }
  const [first, second] = [await open(t), await open(t)]
  first.orcid.addResearcher(fullRecord)
  second.orcid.addResearcher(await read(first))
  t.strictSame(await read(second), withHost(fullRecord, second), 'and so it is from one mock to another')
})

t.test('it comes in over the control API and from a file of seeds, and outlives its mock in a snapshot', async (t) => {
  const mock = await open(t, { control: true })
  const { url, token } = mock.orcid.control ?? { url: '', token: '' }
  const added = await fetch(`${url}/researchers`, {
    method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(fullRecord)
  })
  t.match(await added.json(), { orcid: OWNER, biography: { content: 'Invented.', visibility: 'public' } })
  await read(mock, 'works')
  const other = await open(t, { snapshot: JSON.parse(JSON.stringify(mock.orcid.snapshot())) })
  t.strictSame(await read(other), withHost(fullRecord, other))
  const file = `${t.testdir({ 'seed.json': JSON.stringify({ researchers: { marie: fullRecord } }) })}/seed.json`
  const said: string[] = []
  const output = { write: (text: string) => said.push(text) }
  const args = ['--port', '0', '--json', '--seed', file]
  t.equal(await main(args, { stdout: output, stderr: output, stop: AbortSignal.abort() }), 0)
  t.match(JSON.parse(said.join('')).researchers.at(-1), { name: 'Marie Example', orcid: OWNER })
})

t.test('an item as it is read alone has what the summary leaves out, contributors too', async (t) => {
  const mock = await open(t)
  const [, second] = workSummaries
  const marie = mock.orcid.addResearcher({ record: fullRecord, works: [fullWork, second as MockOrcidItem, { title: 'Short' }] })
  const { access_token: token } = await mock.client.token({ as: marie, scope: '/read-limited' })
  // A contributor's iD is as it was written, and only a list has a place.
  const { 'display-index': _, ...work } = withHost(fullWork, mock) as Record<string, unknown>
  const { contributors } = fullWork
  t.strictSame(await read(mock, `work/${fullWork['put-code']}`, token), { ...work, contributors })
  t.equal((await read(mock, 'works')).group.length, 2)
  t.equal((await read(mock, 'works')).group[0]['work-summary'].length, 2)
})

t.test('options win over the record, and a change over both', async (t) => {
  const mock = await open(t)
  const marie = mock.orcid.addResearcher({ record: fullRecord, familyName: 'Curie', keywords: [], state: 'active' })
  t.match(marie, { givenNames: 'Marie', familyName: 'Curie', emails: [{ email: 'marie@orcid.example', verified: true }, {}] })
  t.strictSame((await read(mock, 'keywords')).keyword, [])
  marie.change({ familyName: null, keywords: [{ content: 'x' }], otherNames: null, emails: [{ email: 'x@orcid.example', visibility: 'public' }] })
  t.equal(marie.familyName, 'Example')
  t.equal((await read(mock, 'keywords')).keyword.length, 1)
  t.equal((await read(mock, 'other-names'))['other-name'].length, 2)
  t.match((await read(mock, 'email')).email, [{ email: 'x@orcid.example', 'created-date': { value: 1577836800000 } }])
  t.match((await read(mock)).history, { 'creation-method': 'MEMBER_REFERRED' })
  const message = 'Wrong options for change: record cannot change: add another person.'
  t.throws(() => marie.change({ record: fullRecord } as object), { message })
})

t.test('a client here that is the source owns what it has added', async (t) => {
  const mock = await open(t, { clients: [{ clientId: SOURCE_CLIENT, type: 'member', name: 'By its name here' }] })
  const marie = mock.orcid.addResearcher(fullRecord)
  const { access_token: token } = await mock.orcid.token({ client: SOURCE_CLIENT, as: marie, scope: '/person/update /read-limited' })
  const [{ 'put-code': putCode, source }] = (await read(mock, 'address')).address
  t.match(source, { 'source-name': { value: 'By its name here' } })
  const path = `${mock.orcid.environment.memberApi}/${OWNER}/address`
  const headers = { accept: 'application/json', 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const added = await fetch(path, { method: 'POST', headers, body: '{"country":{"value":"FR"}}' })
  t.equal(added.status, 201)
  t.equal((await fetch(`${path}/${putCode}`, { method: 'DELETE', headers })).status, 204)
})

t.test('a fresh put-code is higher than those of the record', async (t) => {
  const mock = await open(t)
  const high = { 'put-code': 150_000_000, content: 'high' }
  const person = mock.orcid.addResearcher({ givenNames: 'P', keywords: [high] })
  const { access_token: token } = await mock.client.token({ as: person, scope: '/person/update' })
  const added = await fetch(`${mock.orcid.environment.memberApi}/${person.orcid}/keywords`, {
    method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}` }, body: '{"content":"x"}'
  })
  t.match(added.headers.get('location'), /\/150000001$/)
})

t.test('a sparse record is enough', async (t) => {
  const mock = await open(t)
  const { orcid } = mock
  const sparse = orcid.addResearcher({
    'orcid-identifier': { path: OWNER },
    person: { name: { 'given-names': { value: 'P' } }, keywords: null, 'other-names': { 'other-name': [{ 'put-code': 5, content: 'Q', source: null }] } }
  })
  t.match(sparse, { orcid: OWNER, givenNames: 'P', nameVisibility: 'public', emails: [] })
  t.match((await read(mock)).person['other-names']['other-name'], [{ 'put-code': 5, source: null, visibility: 'public', 'display-index': 0 }])
  const fresh = orcid.addResearcher({ person: { name: { 'given-names': { value: 'P' } }, biography: { content: 'B' } } })
  t.match(fresh, { orcid: /^0009-/, biography: { content: 'B', visibility: 'public' } })
})

t.test('an item of which a record says nothing is served everywhere', async (t) => {
  const mock = await open(t)
  const items = Object.fromEntries(sections.map(({ option }, index) => [option, [{ 'put-code': index + 1 }]]))
  mock.orcid.addResearcher({ orcid: OWNER, givenNames: 'P', ...items })
  const page = await mock.ask(`/${OWNER}`)
  t.equal(page.status, 200)
  t.equal((page.body.match(/<ul class="plain items">/g) ?? []).length, sections.length)
  t.equal((await read(mock)).path, `/${OWNER}`)
  for (const [index, { item, name }] of sections.entries()) {
    t.equal((await read(mock, `${item}/${index + 1}`))['put-code'], index + 1, name)
    t.ok((await read(mock, name)).path, name)
  }
})

t.test('what a test does with its own objects later changes nobody', async (t) => {
  const mock = await open(t)
  const record = structuredClone(fullRecord)
  const keywords = [{ content: 'first' }]
  const marie = mock.orcid.addResearcher({ record, keywords })
  Object.assign(record.person.name['given-names'], { value: 'Changed' })
  keywords.push({ content: 'second' })
  t.equal(marie.givenNames, 'Marie')
  t.equal((await read(mock, 'keywords')).keyword.length, 1)
  marie.change({ twoFactor: true })
  t.equal(marie.givenNames, 'Marie')
  marie.remove()
  t.equal(mock.orcid.addResearcher({ record }).givenNames, 'Changed')
})

t.test('another person as a source keeps the name that the record gives', async (t) => {
  const mock = await open(t)
  const source = { 'source-orcid': { path: '0000-0002-1825-0097' }, 'source-name': { value: 'Somebody else' } }
  mock.orcid.addResearcher({ orcid: OWNER, givenNames: 'P', keywords: [{ 'put-code': 1, content: 'k', source }] })
  const [keyword] = (await read(mock, 'keywords')).keyword
  t.match(keyword.source, { 'source-orcid': { path: '0000-0002-1825-0097' }, 'source-name': { value: 'Somebody else' } })
  const nameless = { 'source-client-id': { path: 'APP-X' } }
  const other = mock.orcid.addResearcher({ givenNames: 'P', keywords: [{ 'put-code': 1, content: 'k', source: nameless }] })
  const answer = await fetch(`${mock.orcid.environment.publicApi}/${other.orcid}/keywords`, { headers: { accept: 'application/json' } })
  t.match(await answer.json(), { keyword: [{ source: { 'source-client-id': { path: 'APP-X' }, 'source-name': null } }] })
})

t.test('a record that a test changes and gives again is another one', async (t) => {
  const { orcid } = await open(t)
  const record = { 'orcid-identifier': { path: '0000-0002-1825-0097' }, person: { name: { 'given-names': { value: 'Ada' } } } }
  t.equal(orcid.addResearcher({ record }).givenNames, 'Ada')
  record['orcid-identifier'].path = '0000-0001-5109-3700'
  record.person.name['given-names'].value = 'Bea'
  t.match(orcid.addResearcher({ record }), { orcid: '0000-0001-5109-3700', givenNames: 'Bea' })
  t.equal(orcid.researcher('0000-0002-1825-0097').givenNames, 'Ada')
})

t.test('a record that is none is refused as a whole, each mistake by its place', async (t) => {
  const { orcid } = await open(t)
  const before = JSON.stringify(orcid.snapshot())
  const wrong: Array<[input: unknown, what: string]> = [
    [{ record: 1, givenNames: 'A' }, 'record must be object'],
    [{ person: { name: { 'given-names': 'A' }, keyword: {} }, 'activities-summary': { works: { group: [{ 'work-summary': [{ titel: 1 }] }] } } },
      'record.person.name.given-names must be object; record.person.keyword is not known (did you mean keywords?); ' +
      'record.activities-summary.works.group.0.work-summary.0 must have required properties put-code; ' +
      'record.activities-summary.works.group.0.work-summary.0.titel is not known (did you mean title?)'],
    [{ givenNames: 'A', record: { person: { emails: { email: [null] } } }, works: [] }, 'record.person.emails.email.0 must be object'],
    [{ givenNames: 'A', addresses: [{ 'put-code': 1, country: { value: 'Spain' } }], works: [{ 'put-code': 1, 'external-ids': { 'external-id': [null] } }] },
      'works.0.external-ids.external-id.0 must be object; addresses.0.country.value must be the two upper-case letters of a country (ISO 3166-1)'],
    [{ person: {} }, 'must have required properties givenNames'],
    [{ 'orcid-identifier': { path: '0000-0001-2345-6780' }, person: { name: { 'given-names': { value: 'A' } } } },
      'orcid is no ORCID iD: wrong check digit: 0, expected 9'],
    [{ ...fullRecord, 'orcid-identifier': { path: '0000-0001-2345-6789' } }, 'orcid is sofia\'s'],
    [{ givenNames: 'A', works: [{ 'put-code': 1, title: 'Short' }, { 'put-code': 1, visibility: 'all' }], keywords: [{ 'put-code': 'x' }] },
      'works.0.title must be object; works.1.visibility must be one of public, limited, private; ' +
      'works has put-code 1 twice; keywords.0.put-code must be integer']
  ]
  for (const [input, what] of wrong) {
    t.throws(() => orcid.addResearcher(input as MockResearcherInput),
      { code: 'MOCK_ORCID_ERR_OPTIONS', message: `Wrong options for addResearcher: ${what}.` })
  }
  t.equal(JSON.stringify(orcid.snapshot()), before)
  const researchers = { a: { person: { name: {} } }, b: { record: { persons: 1 } as object } }
  await t.rejects(startMockOrcid({ researchers }), {
    message: 'Wrong options for researchers: a must have required properties givenNames; ' +
      'b.record.persons is not known (did you mean person?).'
  })
})
