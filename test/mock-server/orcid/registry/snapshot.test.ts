import Fastify from 'fastify'
import t from 'tap'
import { mockOrcid, startMockOrcid } from '../../../../mock-server/index.ts'
import type { MockResearcher, MockSnapshot } from '../../../../mock-server/index.ts'
import { openMockFor as open, SOFIA, type TestMock } from '../../../support/mock.ts'

const JSON_TYPES = { accept: 'application/json', 'content-type': 'application/json' }

interface ApiCall { readonly method?: string, readonly body?: string }

async function callApi ({ orcid }: TestMock, token: string, path: string, init: ApiCall = {}) {
  return await fetch(`${orcid.environment.memberApi}${path}`,
    { ...init, headers: { ...JSON_TYPES, authorization: `Bearer ${token}` } })
}

/** What travels as JSON is what `PUT /control/snapshot` reads. */
const travel = (snapshot: MockSnapshot): MockSnapshot => JSON.parse(JSON.stringify(snapshot))

const keyword = JSON.stringify({ content: 'by a client' })

t.test('a snapshot that is restored is the same world, and another mock goes on with it', async (t) => {
  const ada = { givenNames: 'Ada', works: [{ title: 'Notes' }] }
  const one = await open(t, { researchers: { ada, mortal: { givenNames: 'M' }, sofia: { givenNames: 'S' } } })
  const { orcid, client } = one
  orcid.clock.set('2030-01-01T00:00:00Z')
  orcid.keys.rotate({ keepOld: true })
  orcid.keys.rotate({ keepOld: true })
  const bob = orcid.addResearcher({ name: 'bob', givenNames: 'Bob', otherNames: [{ content: 'B' }] })
  orcid.addResearcher({ givenNames: 'Unnamed' })
  await one.post('/register', { given_names: 'New', family_names: '', email: 'new@orcid.example' })
  orcid.researchers.twoFactor.change({ familyName: null, state: 'locked' })
  orcid.researchers.locked.remove()
  const scope = '/person/update /read-limited'
  const { access_token: token, refresh_token: refreshToken } = await client.token({ as: bob, scope })
  const { access_token: gone } = await client.token({ as: 'ada', scope })
  orcid.researcher('ada').withdraw(client)
  const { access_token: revoked } = await client.token({ as: 'ada', scope })
  const { clientId, clientSecret } = client
  const credentials = { client_id: clientId, client_secret: clientSecret }
  await one.post('/oauth/revoke', { ...credentials, token: revoked })
  const created = await callApi(one, token, `/${bob.orcid}/keywords`, { method: 'POST', body: keyword })
  const path = new URL(created.headers.get('location') ?? '').pathname.replace('/api/v3.0', '')
  const { access_token: dead } = await client.token({ as: 'mortal', scope })
  orcid.researcher('mortal').change({ state: 'deactivated' })
  const spent = await one.code()
  const { access_token: ofCode } = JSON.parse((await one.exchange(spent)).body)
  const unspent = await one.code()

  const snapshot = travel(orcid.snapshot())
  const other = await open(t, { snapshot })
  t.strictSame(other.orcid.snapshot().people, snapshot.people)
  t.strictSame(other.orcid.snapshot().records, snapshot.records)
  t.strictSame(other.orcid.snapshot().grants, snapshot.grants)
  t.strictSame(other.orcid.snapshot().keys, snapshot.keys)
  t.strictSame(other.orcid.snapshot().numbering, snapshot.numbering)
  t.strictSame(other.orcid.snapshot().sessions, snapshot.sessions)
  t.equal(other.orcid.keys.kid, orcid.keys.kid)
  t.equal(JSON.parse((await other.ask('/oauth/jwks')).body).keys.length, 3)
  t.ok(Math.abs(other.orcid.clock.now() - orcid.clock.now()) < 1000)

  t.match(other.orcid.researcher('bob'), { ...bob })
  t.match(other.orcid.researcher('sofia'), { givenNames: 'S' })
  t.match(other.orcid.researcher('twoFactor'), { familyName: null, state: 'locked' })
  t.throws(() => other.orcid.researcher('locked'))
  const added = await (await callApi(other, token, path)).json()
  t.match(added, { content: 'by a client', source: { 'source-client-id': { path: clientId } } })
  const ofAda = `/${other.orcid.researcher('ada').orcid}/keywords/1`
  t.equal((await callApi(other, gone, ofAda, { method: 'DELETE' })).status, 404)
  for (const token of [revoked, dead]) t.equal((await callApi(other, token, path, { method: 'DELETE' })).status, 401)
  const refresh = { ...credentials, grant_type: 'refresh_token', refresh_token: refreshToken }
  t.match(JSON.parse((await other.post('/oauth/token', refresh)).body), { orcid: bob.orcid })
  const exchange = { ...credentials, grant_type: 'authorization_code', redirect_uri: 'https://app.example.org/callback' }
  t.equal((await other.post('/oauth/token', { ...exchange, code: unspent })).status, 200)
  t.equal((await other.post('/oauth/token', { ...exchange, code: spent })).status, 400)
  const userinfo = await fetch(other.orcid.environment.userinfoEndpoint, { headers: { authorization: `Bearer ${ofCode}` } })
  t.equal(userinfo.status, 403, 'a replay ends the tokens of the first life')
  const next = await callApi(other, (await other.orcid.token({ as: 'bob', client: clientId, scope })).access_token,
    `/${bob.orcid}/keywords`, { method: 'POST', body: JSON.stringify({ content: 'another' }) })
  t.ok(Number(next.headers.get('location')?.split('/').at(-1)) > Number(path.split('/').at(-1)), 'put-codes go on')
  t.notOk(snapshot.people.some(({ orcid }) => orcid === other.orcid.addResearcher({ givenNames: 'C' }).orcid), 'and so do iDs')
})

t.test('a session and a consent are in it: the browser of before is asked nothing', async (t) => {
  const mock = await open(t)
  const { orcid } = mock
  const { visit, location } = await orcid.authorize(mock.authorizeUrl(), { as: 'sofia' })
  await mock.exchange(new URL(location).searchParams.get('code') ?? '')
  const snapshot = travel(orcid.snapshot())
  orcid.reset()
  t.strictSame(orcid.snapshot().sessions, [])
  orcid.restore(snapshot)
  const { visit: { hops } } = await orcid.authorize(mock.authorizeUrl(), { as: 'sofia', browser: visit })
  t.equal(hops.length, 1)
})

t.test('somebody built in who has not changed is a line, and nothing of a mock that nobody used is long', async (t) => {
  await using orcid = await startMockOrcid()
  const { people, ...rest } = orcid.snapshot()
  t.strictSame(people[0], { name: 'sofia', orcid: SOFIA, origin: 'start' })
  t.strictSame(rest, {
    version: 1,
    clients: [],
    records: { nextPutCode: 10_000_000, byOrcid: {} },
    groups: [],
    webhooks: [],
    grants: { codes: [], tokens: [], ended: [] },
    sessions: [],
    numbering: rest.numbering,
    clock: null,
    keys: null
  })
  orcid.clock.freeze()
  t.match(orcid.snapshot().clock, { offset: 0, frozenAt: orcid.clock.now() })
  orcid.restore({ ...rest, people: [] })
  t.equal(orcid.clock.now() > 0, true)
  t.throws(() => orcid.researcher('sofia'))
  t.equal(orcid.researchers.sofia.givenNames, 'Sofia', 'as last seen')
})

t.test('after a reset the people of the snapshot are as they were in it, and its tokens are gone', async (t) => {
  const mock = await open(t)
  const { orcid, client } = mock
  orcid.researchers.sofia.change({ givenNames: 'Before' })
  const { access_token: token } = await client.token({ as: 'sofia', scope: '/read-limited' })
  const snapshot = travel(orcid.snapshot())
  orcid.researchers.sofia.change({ givenNames: 'After' })
  orcid.restore(snapshot)
  t.equal(orcid.researchers.sofia.givenNames, 'Before')
  t.equal((await callApi(mock, token, `/${SOFIA}/works`)).status, 200)
  orcid.researchers.sofia.change({ givenNames: 'Later' })
  orcid.reset()
  t.equal(orcid.researchers.sofia.givenNames, 'Before')
  t.equal((await callApi(mock, token, `/${SOFIA}/works`)).status, 401)
})

t.test('a snapshot is a copy: neither changes with the other', async (t) => {
  const { orcid } = await open(t)
  const bob = orcid.addResearcher({ givenNames: 'Bob', keywords: [{ content: 'k' }] })
  const snapshot = orcid.snapshot()
  const before = JSON.stringify(snapshot)
  bob.change({ givenNames: 'X' })
  orcid.addResearcher({ givenNames: 'Y' })
  t.equal(JSON.stringify(snapshot), before)
  orcid.restore(snapshot)
  Object.assign(snapshot.people.at(-1) as object, { givenNames: 'Z' })
  t.equal(bob.givenNames, 'Bob')
})

t.test('a snapshot that cannot be read is refused as a whole, each mistake by name and no secret told', async (t) => {
  const mock = await open(t, { control: true })
  const { orcid, client } = mock
  await client.token({ as: 'sofia', scope: 'openid' })
  await mock.code()
  await mock.ask(`/pub/v3.0/${SOFIA}/works`, JSON_TYPES)
  const good = travel(orcid.snapshot())
  const { clients: [aClient], people: [somebody], grants: { tokens: [token], codes: [code] } } = good
  const works = good.records.byOrcid[SOFIA]?.sections['works'] ?? []
  const record = (change: object, orcid = SOFIA) =>
    ({ nextPutCode: 1, byOrcid: { [orcid]: { modifiedAt: 1, sections: { works: [{ ...works[0], ...change }] } } } })
  const stranger = '0000-0002-1825-0097'
  const wrong: Array<[snapshot: unknown, what: RegExp]> = [
    [undefined, /must be object/],
    [{}, /must have required properties version, clients, people, records, grants, sessions, numbering, clock, keys/],
    [{ ...good, version: 2, nonsense: 1 }, /version must be 1, and is 2\.$/],
    [{ ...good, version: 's3cret' }, /version must be 1\.$/],
    [{ ...good, clock: { offset: '1' }, person: [] }, /clock\.offset must be number; person is not known/],
    [{ ...good, clients: [{ ...aClient, type: 'vip' }], sessions: [{}] }, /clients\.0\.type must be one of .*; sessions\.0 must have/],
    [{ ...good, clients: [aClient, aClient] }, /clients\.1\.clientId is there twice/],
    [{ ...good, people: [somebody, { ...somebody, givenNames: 'S' }] },
      /people\.1\.orcid is there twice; people\.1\.name is there twice\.$/],
    [{ ...good, people: [{ ...somebody, name: 'nobody', orcid: 'x' }] },
      /people\.0\.givenNames is missing, and nobody of that name is built in; records/],
    [{ ...good, people: [{ ...somebody, name: null }, { ...somebody, name: 'constructor' }] },
      /people\.0\.givenNames is missing.*people\.1\.givenNames is missing/],
    [{ ...good, people: [{ ...somebody, orcid: '1' }, { ...somebody, name: 'x', orcid: '2', givenNames: 'A' }] },
      /people\.0\.orcid is no ORCID iD: wrong length.*people\.1\.orcid is no ORCID iD/],
    [{ ...good, records: record({ content: { title: { titel: 1 } } }) }, /works\.0\.content\.title\.titel is not known \(did you mean title\?\)/],
    [{ ...good, records: record({ clientId: 'APP-X' }) }, /sections\.works\.0\.clientId is no client of the snapshot/],
    [{ ...good, records: record({}, stranger) }, /records\.byOrcid\.0000-0002-1825-0097 is nobody of the snapshot/],
    [{ ...good, sessions: [{ secret: 's3cret', orcid: stranger, authTime: 1 }] }, /sessions\.0\.orcid is nobody of the snapshot/],
    [{ ...good, grants: { codes: [{ ...code, clientId: 's3cret' }], tokens: [{ ...token, orcid: stranger }], ended: [] } },
      /grants\.codes\.0\.clientId is no client of the snapshot; grants\.tokens\.0\.orcid is nobody of the snapshot/]
  ]
  const { url, token: controlToken } = orcid.control ?? { url: '', token: '' }
  for (const [snapshot, what] of wrong) {
    t.throws(() => orcid.restore(snapshot as MockSnapshot), { code: 'MOCK_ORCID_ERR_OPTIONS', message: what })
    t.throws(() => orcid.restore(snapshot as MockSnapshot), { message: /^Wrong options for snapshot: ((?!s3cret).)*$/ })
    const answer = await fetch(`${url}/snapshot`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${controlToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(snapshot) ?? ''
    })
    t.equal(answer.status, 400)
  }
  await t.rejects(startMockOrcid({ snapshot: { version: 7 } }), { code: 'MOCK_ORCID_ERR_OPTIONS', message: /version must be 1, and is 7/ })
  t.strictSame(travel(orcid.snapshot()), good)
})

t.test('over the control API one mock gives what another takes, however large', async (t) => {
  const [one, other] = [await open(t, { control: true }), await open(t, { control: true })]
  const authorize = ({ orcid }: TestMock) => ({ authorization: `Bearer ${orcid.control?.token}` })
  one.orcid.addResearcher({ name: 'bob', givenNames: 'Bob', biography: { content: 'x'.repeat(2_000_000) } })
  const answer = await fetch(`${one.orcid.control?.url}/snapshot`, { headers: authorize(one) })
  t.equal(answer.status, 200)
  const taken = await fetch(`${other.orcid.control?.url}/snapshot`, {
    method: 'PUT', headers: { ...authorize(other), 'content-type': 'application/json' }, body: await answer.text()
  })
  t.equal(taken.status, 204)
  t.equal(other.orcid.researcher('bob').givenNames, 'Bob')
})

t.test('a mock that is mounted in an app takes one too', async (t) => {
  await using orcid = await startMockOrcid()
  const bob: MockResearcher = orcid.addResearcher({ givenNames: 'Bob' })
  const app = Fastify()
  await app.register(mockOrcid, { issuer: 'http://127.0.0.1:3000/orcid', prefix: '/orcid', snapshot: orcid.snapshot() })
  t.equal((await app.inject(`/orcid/${bob.orcid}`)).statusCode, 200)
})
