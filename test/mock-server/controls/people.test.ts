import { inspect } from 'node:util'
import t from 'tap'
import { startMockOrcid } from '../../../mock-server/index.ts'
import { makeOrcidId } from '../../../mock-server/orcid/registry/orcid-id.ts'
import { openMockFor as open, send, type TestMock } from '../../support/mock.ts'

const JSON_TYPES = { accept: 'application/json', 'content-type': 'application/json' }
const WORK = JSON.stringify({
  title: { title: { value: 'By a client' } },
  type: 'book',
  'external-ids': {
    'external-id': [{ 'external-id-type': 'doi', 'external-id-value': '10.5555/1', 'external-id-relationship': 'self' }]
  }
})

interface ApiCall { readonly method?: string, readonly body?: string }

/** What the member API answers to a token. */
async function callApi (mock: TestMock, token: string, path: string, { method = 'GET', body = '' }: ApiCall = {}) {
  const length = body === '' ? {} : { 'content-length': String(body.length) }
  const headers = { ...JSON_TYPES, authorization: `Bearer ${token}`, ...length }
  return await send(`${mock.orcid.environment.memberApi}${path}`, { method, body, headers })
}

async function tokensFor (mock: TestMock, as: { orcid: string } | string,
  scope: string): Promise<Record<string, string>> {
  const { location, visit } = await mock.orcid.authorize(mock.authorizeUrl({ scope }), { as })
  const { body } = await mock.exchange(new URL(location).searchParams.get('code') ?? '')
  return { ...JSON.parse(body), pages: String(visit.hops.length) }
}

t.test('a person who is added signs in, by object, by name and by iD, and has a fresh iD', async (t) => {
  const mock = await open(t)
  const { orcid } = mock
  const ada = orcid.addResearcher({ name: 'ada', givenNames: 'Ada', familyName: 'Lovelace', works: [{ title: 'Notes' }] })
  const other = orcid.addResearcher({ givenNames: 'Other' })
  t.match(ada.orcid, /^0009-0009-8000-\d{3}[\dX]$/)
  t.not(ada.orcid, other.orcid)
  for (const as of [ada, 'ada', ada.orcid, other, other.orcid]) {
    const wanted = as === other || as === other.orcid ? other : ada
    t.match(await tokensFor(mock, as, 'openid'), { orcid: wanted.orcid })
  }
  const { body } = await mock.ask(`/pub/v3.0/${ada.orcid}/works`, JSON_TYPES)
  t.match(JSON.parse(body).group[0]['work-summary'][0], { title: { title: { value: 'Notes' } } })
  t.equal(orcid.researcher('ada'), ada)
  t.equal(orcid.researcher(other.orcid), other)
  t.notOk('ada' in orcid.researchers, 'the people of the start are a list that does not grow')
  const given = orcid.addResearcher({ orcid: '0000-0002-1825-0097', givenNames: 'Josiah' })
  t.equal(given.orcid, '0000-0002-1825-0097')
})

t.test('a thousand people have a thousand iDs', async (t) => {
  const { orcid } = await open(t)
  orcid.addResearcher({ orcid: makeOrcidId(98_000_002), givenNames: 'Sits on the third' })
  const ids = Array.from({ length: 1000 }, () => orcid.addResearcher({ givenNames: 'A' }).orcid)
  t.equal(new Set([...ids, makeOrcidId(98_000_002)]).size, 1001)
})

t.test('what is read of a person is true now, and its controls are neither spread nor printed', async (t) => {
  const { orcid } = await open(t)
  const { sofia } = orcid.researchers
  t.equal(orcid.researchers.sofia, sofia)
  sofia.change({ familyName: 'Marin', creditName: 'S. Marin', twoFactor: true })
  t.match(sofia, { givenNames: 'Sofia', familyName: 'Marin', creditName: 'S. Marin', twoFactor: true })
  const copy = { ...sofia }
  t.strictSame(Object.keys(copy).filter((name) => typeof copy[name as 'orcid'] === 'function'), [])
  t.equal(copy.familyName, 'Marin')
  t.match(inspect(sofia), /familyName: 'Marin'/)
  t.notMatch(inspect(sofia), 'withdraw')
  t.match(JSON.parse(JSON.stringify(sofia)), { familyName: 'Marin', emails: [{ email: 's.garcia@orcid.example' }, {}] })
  sofia.change({ familyName: null, creditName: null, biography: null, emails: null })
  t.match(sofia, { familyName: null, creditName: null, biography: null, emails: [] })
  sofia.change({ givenNames: 'S.', familyName: undefined as unknown as null })
  t.match(sofia, { givenNames: 'S.', twoFactor: true })
})

t.test('a change is seen by the record, the next token and the next id_token', async (t) => {
  const mock = await open(t)
  const { sofia } = mock.orcid.researchers
  t.match(await mock.tokens(), { name: 'Sofia Garcia' })
  sofia.change({ familyName: 'Marin', emails: [{ email: 'new@orcid.example', visibility: 'public' }] })
  const { name, id_token: idToken } = await mock.tokens()
  t.equal(name, 'Sofia Marin')
  t.match(JSON.parse(Buffer.from(String(idToken).split('.')[1] ?? '', 'base64url').toString()), { family_name: 'Marin' })
  const person = JSON.parse((await mock.ask(`/pub/v3.0/${sofia.orcid}/person`, JSON_TYPES)).body)
  t.match(person, { name: { 'family-name': { value: 'Marin' } }, emails: { email: [{ email: 'new@orcid.example' }] } })
  sofia.change({ nameVisibility: 'private' })
  t.equal((await mock.tokens())['name'], '')
})

t.test('a list that changes replaces the person\'s own items; what a client has added stays', async (t) => {
  const mock = await open(t)
  const { sofia } = mock.orcid.researchers
  const { access_token: token = '' } = await mock.tokens('/activities/update /read-limited')
  const added = await callApi(mock, token, `/${sofia.orcid}/work`, { method: 'POST', body: WORK })
  t.equal(added.status, 201)
  const before = JSON.parse((await callApi(mock, token, `/${sofia.orcid}/employments`)).body)
  sofia.change({ works: [{ title: 'The only one', publicationDate: '2024' }] })
  const works = JSON.parse((await callApi(mock, token, `/${sofia.orcid}/works`)).body)
  t.strictSame(works.group.map((group: { 'work-summary': Array<{ title: { title: object } }> }) =>
    group['work-summary'][0]?.title.title), [{ value: 'The only one' }, { value: 'By a client' }])
  t.ok(works['last-modified-date'].value > before['last-modified-date'].value)
  t.strictSame(JSON.parse((await callApi(mock, token, `/${sofia.orcid}/employments`)).body), before, 'other lists are as they were')
})

t.test('who may no longer sign in is signed out, and a deactivated record has no tokens', async (t) => {
  const mock = await open(t)
  const { orcid, client } = mock
  const person = orcid.addResearcher({ givenNames: 'P' })
  const { visit } = await orcid.authorize(mock.authorizeUrl(), { as: person })
  const { access_token: token = '' } = await tokensFor(mock, person, '/read-limited')
  person.change({ state: 'locked' })
  await t.rejects(orcid.authorize(mock.authorizeUrl(), { as: person, browser: visit }), /The account is locked/)
  t.equal((await callApi(mock, token, `/${person.orcid}/works`)).status, 409, 'the token of a locked record lives')
  person.change({ state: 'deactivated' })
  t.match(await callApi(mock, token, `/${person.orcid}/works`), { status: 401, body: 'Invalid access token' })
  t.match(await callApi(mock, token, `/${person.orcid}/work/1`, { method: 'DELETE' }), { status: 401 })
  person.change({ state: 'active' })
  t.match(await tokensFor(mock, person, 'openid'), { orcid: person.orcid })
  client.findings()
})

t.test('a permission taken back ends the client\'s tokens, except that it may still delete', async (t) => {
  const mock = await open(t)
  const { orcid, client } = mock
  const person = orcid.addResearcher({ givenNames: 'P', works: [{ title: 'Own' }] })
  const scope = '/activities/update /read-limited'
  const { access_token: token = '', refresh_token: refreshToken = '' } = await tokensFor(mock, person, scope)
  const { headers } = await callApi(mock, token, `/${person.orcid}/work`, { method: 'POST', body: WORK })
  const path = new URL(String(headers.location)).pathname.replace('/api/v3.0', '')
  const another = orcid.client({ redirectUris: ['https://app.example.org/callback'], type: 'member' })
  const kept = await orcid.authorize(mock.authorizeUrl({ client_id: another.clientId, scope }), { as: person })
  const { access_token: foreign = '' } = JSON.parse((await mock.exchange(new URL(kept.location).searchParams.get('code') ?? '',
    { client_id: another.clientId, client_secret: another.clientSecret })).body)
  const again = await tokensFor(mock, person, scope)
  t.equal(again['pages'], '4', 'a person who has consented is not asked again')

  person.withdraw(client)

  for (const [asked, options] of [[path, {}], [`/${person.orcid}/work`, { method: 'POST', body: WORK }]] as const) {
    t.match(await callApi(mock, token, asked, options), { status: 401, body: /"invalid_token"/ })
  }
  t.equal((await mock.post('/oauth/token', {
    client_id: client.clientId, client_secret: client.clientSecret, grant_type: 'refresh_token', refresh_token: refreshToken
  })).status, 400)
  t.equal((await callApi(mock, foreign, path)).status, 200, 'another client keeps its own')
  t.equal((await callApi(mock, token, path, { method: 'DELETE' })).status, 204)
  t.equal((await callApi(mock, foreign, path)).status, 404)
  const { hops } = (await orcid.authorize(mock.authorizeUrl({ scope }), { as: person, answer: 'deny' })).visit
  t.ok(hops.length > 3, 'the next login asks')
  t.throws(() => person.withdraw('APP-NOBODYNOBODYNOBO'), { code: 'MOCK_ORCID_ERR_OPTIONS', message: /No client is called APP-NOBODY/ })
  t.throws(() => person.withdraw(undefined as unknown as string), { code: 'MOCK_ORCID_ERR_OPTIONS', message: /No client is called undefined/ })
})

t.test('a client that goes on with a token its person ended is not blamed for it', async (t) => {
  const mock = await open(t)
  const { orcid, client } = mock
  const person = orcid.addResearcher({ givenNames: 'P' })
  const credentials = { client_id: client.clientId, client_secret: client.clientSecret }
  for (const end of [() => person.withdraw(client), () => person.remove()]) {
    const { access_token: token, refresh_token: refreshToken } = await client.token({ as: person, scope: '/read-limited' })
    end()
    t.equal((await callApi(mock, token, `/${person.orcid}/works`)).status, 401)
    const refresh = { ...credentials, grant_type: 'refresh_token', refresh_token: refreshToken }
    t.equal((await mock.post('/oauth/token', refresh)).status, 400)
  }
  t.strictSame(client.findings().filter(({ severity }) => severity === 'error'), [])
})

t.test('a token that a client gave back itself does not delete', async (t) => {
  const mock = await open(t)
  const { sofia } = mock.orcid.researchers
  const { access_token: token = '' } = await mock.tokens('/activities/update')
  const { clientId, clientSecret } = mock.client
  await mock.post('/oauth/revoke', { client_id: clientId, client_secret: clientSecret, token })
  t.equal((await callApi(mock, token, `/${sofia.orcid}/work/1`, { method: 'DELETE' })).status, 401)
})

t.test('a hidden item is private', async (t) => {
  const mock = await open(t)
  const { orcid } = mock
  const person = orcid.addResearcher({ givenNames: 'P', works: [{ title: 'Shown', publicationDate: '2024' }, { title: 'Hidden' }], otherNames: [{ content: 'Q' }] })
  const read = async (path: string) => JSON.parse((await mock.ask(`/pub/v3.0/${person.orcid}/${path}`, JSON_TYPES)).body)
  const { group } = await read('works')
  const putCode = group[1]['work-summary'][0]['put-code']
  person.hide({ section: 'works', putCode })
  t.equal((await read('works')).group.length, 1)
  t.match(await read(`work/${putCode}`), { 'error-code': 9039 })
  const [name] = (await read('other-names'))['other-name']
  person.hide({ section: 'otherNames', putCode: name['put-code'] })
  t.strictSame((await read('other-names'))['other-name'], [])
  const wrong: Array<[unknown, RegExp]> = [
    [{}, /^Wrong options for hide: must have required properties section, putCode\.$/],
    [{ section: 'work', putCode }, /section work is not known \(did you mean works\?\)\.$/],
    [{ section: 'nonsense', putCode }, /section nonsense is not known, expected distinctions, educations/],
    [{ section: 'works', putCode: 1 }, RegExp(`putCode 1 is not in works, expected one of ${putCode - 1}, ${putCode}\\.$`)],
    [{ section: 'fundings', putCode: 1 }, /putCode 1 is not in fundings, expected one of none, because there are no items\.$/]
  ]
  for (const [item, message] of wrong) t.throws(() => person.hide(item as { section: string, putCode: number }), { code: 'MOCK_ORCID_ERR_OPTIONS', message })
})

t.test('a person who is removed is gone, with sessions, codes and tokens', async (t) => {
  const mock = await open(t)
  const { orcid } = mock
  const person = orcid.addResearcher({ name: 'gone', givenNames: 'P', familyName: 'Q' })
  const { location, visit } = await orcid.authorize(mock.authorizeUrl(), { as: 'gone' })
  const { access_token: token = '' } = await tokensFor(mock, person, '/read-limited')
  const { body } = await mock.exchange(new URL((await orcid.authorize(mock.authorizeUrl({ scope: 'openid' }), { as: person })).location).searchParams.get('code') ?? '')
  const { refresh_token: refreshToken } = JSON.parse(body)
  person.remove()
  person.remove()
  t.equal(person.familyName, 'Q', 'as last seen')
  t.equal((await mock.ask(`/pub/v3.0/${person.orcid}/works`, JSON_TYPES)).status, 404)
  t.equal((await callApi(mock, token, `/${person.orcid}/works`)).status, 401)
  t.equal((await mock.exchange(new URL(location).searchParams.get('code') ?? '')).status, 400)
  t.equal((await mock.post('/oauth/token', {
    client_id: mock.client.clientId, client_secret: mock.client.clientSecret, grant_type: 'refresh_token', refresh_token: refreshToken
  })).status, 400)
  await t.rejects(orcid.authorize(mock.authorizeUrl(), { as: 'gone' }), /Nobody is called gone/)
  const next = await orcid.authorize(mock.authorizeUrl(), { as: 'sofia', browser: visit })
  t.match(next.location, /code=/, 'the browser is asked who it is')
  t.throws(() => person.change({}), { code: 'MOCK_ORCID_ERR_OPTIONS', message: /Nobody has the ORCID iD or the name/ })
  t.match(orcid.addResearcher({ name: 'gone', orcid: person.orcid, givenNames: 'R' }), { givenNames: 'R', familyName: null })
})

t.test('after a reset people are as they were made, the added ones too', async (t) => {
  const mock = await open(t, { researchers: { ada: { givenNames: 'Ada' } } })
  const { orcid } = mock
  const { sofia, twoFactor, checkDigitX } = orcid.researchers
  const ada = orcid.researcher('ada')
  const added = orcid.addResearcher({ name: 'bob', givenNames: 'Bob', works: [{ title: 'One' }] })
  const unnamed = orcid.addResearcher({ givenNames: 'Unnamed' })
  const removed = orcid.addResearcher({ givenNames: 'Removed' })
  const form = { given_names: 'New', family_names: '', email: 'new@orcid.example' }
  await mock.post('/register', form)
  const newcomer = orcid.researcher(makeOrcidId(99_000_000))
  await mock.post('/register', { ...form, email: 'another@orcid.example' })
  newcomer.remove()
  await mock.post('/register', { ...form, email: 'third@orcid.example' })
  t.equal(orcid.researcher(makeOrcidId(99_000_002)).emails[0]?.email, 'third@orcid.example', 'under a free iD')
  sofia.change({ givenNames: 'X' })
  ada.change({ givenNames: 'Y' })
  added.change({ givenNames: 'Z', works: [] })
  twoFactor.remove()
  checkDigitX.remove()
  removed.remove()
  orcid.reset()
  t.match([sofia, ada, added, unnamed].map(({ givenNames }) => givenNames), ['Sofia', 'Ada', 'Bob', 'Unnamed'])
  t.equal(orcid.researcher('twoFactor'), twoFactor)
  t.equal(orcid.researchers.checkDigitX.givenNames, 'Xenia')
  t.equal(JSON.parse((await mock.ask(`/pub/v3.0/${added.orcid}/works`, JSON_TYPES)).body).group.length, 1)
  for (const gone of [removed.orcid, newcomer.orcid]) t.throws(() => orcid.researcher(gone), { code: 'MOCK_ORCID_ERR_OPTIONS' })
  t.not(orcid.addResearcher({ givenNames: 'Later' }).orcid, removed.orcid)
})

t.test('somebody who was removed before anybody looked is still there to be read', async (t) => {
  const { orcid } = await open(t)
  orcid.researcher('locked').remove()
  t.equal(orcid.researchers.locked.state, 'locked')
})

t.test('what is wrong is refused as a whole, each mistake by name, and nothing changes', async (t) => {
  const { orcid } = await open(t)
  const { sofia } = orcid.researchers
  const before = [JSON.stringify(sofia), orcid.researcher('sofia').orcid]
  const additions: Array<[unknown, string]> = [
    [undefined, 'must be object'],
    [{}, 'must have required properties givenNames'],
    [{ givenNames: 'A', givenName: 'B', state: 'gone' },
      'givenName is not known (did you mean givenNames?); state must be one of active, locked, deactivated, unclaimed'],
    [{ givenNames: 'A', name: 'sofia', orcid: '0000-0001-2345-6780', primaryRecord: '1' },
      'orcid is no ORCID iD: wrong check digit: 0, expected 9; primaryRecord is no ORCID iD: wrong length: 1 characters ' +
      'without the hyphens, expected 16; name is somebody else\'s'],
    [{ givenNames: 'A', orcid: sofia.orcid }, 'orcid is sofia\'s']
  ]
  for (const [options, what] of additions) {
    t.throws(() => orcid.addResearcher(options as { givenNames: string }),
      { code: 'MOCK_ORCID_ERR_OPTIONS', message: `Wrong options for addResearcher: ${what}.` })
  }
  const changes: Array<[unknown, string]> = [
    [undefined, 'must be object'],
    [[], 'must be object'],
    [{ orcid: '0000-0002-1825-0097' }, 'orcid cannot change: add another person'],
    [{ givenNames: null, nonsense: null, twoFactor: 'yes' },
      'givenNames must be string; nonsense is not known; twoFactor must be boolean'],
    [{ familyName: 'Changed', primaryRecord: '0000-0002-1825-0098' }, 'primaryRecord is no ORCID iD: wrong check digit: 8, expected 7']
  ]
  for (const [change, what] of changes) {
    t.throws(() => sofia.change(change as { givenNames: string }), { code: 'MOCK_ORCID_ERR_OPTIONS', message: `Wrong options for change: ${what}.` })
  }
  t.strictSame([JSON.stringify(sofia), orcid.researcher('sofia').orcid], before)
  t.throws(() => orcid.researcher('sophia'), { message: 'Nobody has the ORCID iD or the name sophia; did you mean sofia?' })
})

t.test('the same over the control API', async (t) => {
  const mock = await open(t, { control: true })
  const { orcid, client } = mock
  const { url, token } = orcid.control as { url: string, token: string }
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body)
    })
    return { status: response.status, body: JSON.parse(await response.text() || 'null') }
  }
  const added = await call('POST', '/researchers', { name: 'ada', givenNames: 'Ada', works: [{ title: 'One' }] })
  t.match(added, { status: 201, body: { orcid: /^0009-0009-8000/, givenNames: 'Ada', familyName: null, state: 'active' } })
  const { orcid: ada } = added.body
  const unnamed = (await call('POST', '/researchers', { givenNames: 'B' })).body.orcid
  const { body: list } = await call('GET', '/researchers')
  t.strictSame(list.slice(-2), [{ name: 'ada', orcid: ada }, { name: null, orcid: unnamed }])
  t.match(list[0], { name: 'sofia' })
  t.match(await call('PATCH', '/researchers/ada', { familyName: 'L' }), { status: 200, body: { orcid: ada, familyName: 'L' } })
  t.match(await call('GET', `/researchers/${ada}`), { status: 200, body: { familyName: 'L' } })
  const scope = '/read-limited'
  const { access_token: accessToken = '' } = await tokensFor(mock, 'ada', scope)
  const works = JSON.parse((await callApi(mock, accessToken, `/${ada}/works`)).body)
  const putCode = works.group[0]['work-summary'][0]['put-code']
  t.match(await call('POST', '/researchers/ada/hide', { section: 'works', putCode }), { status: 204 })
  t.strictSame(JSON.parse((await callApi(mock, accessToken, `/${ada}/works`)).body).group, [])
  t.match(await call('POST', '/researchers/ada/withdraw', { client: client.clientId }), { status: 204 })
  t.equal((await callApi(mock, accessToken, `/${ada}/works`)).status, 401)
  t.match(await call('DELETE', '/researchers/ada'), { status: 204 })
  for (const [method, path] of [['GET', ''], ['PATCH', ''], ['DELETE', ''], ['POST', '/hide'], ['POST', '/withdraw']] as const) {
    const body = method === 'GET' || method === 'DELETE' ? undefined : {}
    t.match(await call(method, `/researchers/sofie${path}`, body),
      { status: 404, body: { message: 'Nobody has the ORCID iD or the name sofie; did you mean sofia?' } })
  }
  const refused = [['POST', '/researchers', {}], ['PATCH', '/researchers/sofia', { state: 'x' }],
    ['POST', '/researchers/sofia/withdraw', {}], ['POST', '/researchers/sofia/hide', { section: 'works' }],
    ['POST', '/researchers', undefined]] as const
  for (const [method, path, body] of refused) t.match(await call(method, path, body), { status: 400, body: { code: 'MOCK_ORCID_ERR_OPTIONS' } })
})

t.test('the people of a mock do not reach another', async (t) => {
  const [one, other] = [await open(t), await startMockOrcid()]
  t.teardown(other.close)
  const added = one.orcid.addResearcher({ givenNames: 'A' })
  one.orcid.researchers.sofia.change({ givenNames: 'X' })
  t.equal(other.researchers.sofia.givenNames, 'Sofia')
  t.throws(() => other.researcher(added.orcid))
})
