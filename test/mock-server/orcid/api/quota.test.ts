import t from 'tap'
import type { Test } from 'tap'
import type { MockOrcidOptions } from '../../../../mock-server/index.ts'
import { openMockFor, send, SOFIA, type Reply } from '../../../support/mock.ts'
import { slow } from '../../../support/slow.ts'

const TOO_MANY = 'Too Many Requests. You have exceeded the daily quota for anonymous usage of this API. \n' +
  'You can increase your daily quota by registering for and using Public API client credentials ' +
  '(https://info.orcid.org/documentation/integration-guide/registering-a-public-api-client/)'

async function open (t: Test, quota: MockOrcidOptions['quota'], options: MockOrcidOptions = {}) {
  const mock = await openMockFor(t, { ...options, ...(quota !== undefined && { quota }) })
  mock.orcid.clock.set('2027-03-01T23:00:00Z')
  mock.orcid.clock.freeze()
  const read = async (headers: Record<string, string> = {}, path = `/pub/v3.0/${SOFIA}/keywords`): Promise<Reply> =>
    await mock.ask(path, { accept: 'application/json', ...headers })
  const statuses = async (count: number, ...how: Parameters<typeof read>): Promise<number[]> => {
    const answers: number[] = []
    for (let index = 0; index < count; index++) answers.push((await read(...how)).status)
    return answers
  }
  return { ...mock, read, statuses }
}

t.test('the read that reaches the wall of the day is refused, in words alone, until the next day', async (t) => {
  const { orcid, read, statuses } = await open(t, { perDay: 3 })
  t.strictSame(await statuses(4), [200, 200, 429, 429])
  const { headers, body } = await read()
  t.equal(body, TOO_MANY)
  t.strictSame(orcid.findings(), [], 'what is right in itself is no finding when it is too much')
  for (const name of ['content-type', 'retry-after', 'cache-control', 'x-frame-options']) t.notOk(name in headers, name)
  t.equal(headers['access-control-allow-origin'], '*')
  orcid.clock.advance(3599)
  t.equal((await read()).status, 429)
  orcid.clock.advance(1)
  t.strictSame(await statuses(3), [200, 200, 429])
  orcid.reset()
  t.equal((await read()).status, 200)
})

t.test('a client\'s token lifts the wall, even one that is dead, and is counted by its client', async (t) => {
  const { orcid, client, read, statuses, tokens, post } = await open(t, { perDay: 2 })
  const { access_token: token = '' } = await tokens()
  const bearer = { authorization: `Bearer ${token}` }
  t.strictSame(await statuses(2), [200, 429])
  t.strictSame(await statuses(3, bearer), [200, 200, 200])
  t.strictSame(await statuses(1, {}, `/pub/v3.0/${SOFIA}/keywords?access_token=${token}`), [429], 'ORCID looks at the header alone')
  t.strictSame(await statuses(1, { authorization: 'Bearer nobody-s' }), [429])
  await post('/oauth/revoke', { client_id: client.clientId, client_secret: client.clientSecret, token })
  t.equal((await read(bearer)).status, 401)
  const last = orcid.journal.entries().at(-1)
  t.match(last, { readsToday: 4, client: client.clientId, endpoint: 'record' })
  t.match(String(last), / read 4 of today, /)
})

t.test('what is no read of the public API is not counted', async (t) => {
  const { orcid, statuses } = await open(t, { perDay: 2 })
  t.strictSame(await statuses(3, {}, `/api/v3.0/${SOFIA}/person`), [403, 403, 403])
  t.strictSame(await statuses(3, {}, `/pub/${SOFIA}/person`), [302, 302, 302])
  t.strictSame(await statuses(3, {}, '/oauth/jwks'), [200, 200, 200])
  t.ok(orcid.journal.entries().every(({ readsToday }) => readsToday === null))
  t.strictSame(await statuses(2, {}, `/v3.0/${SOFIA}/person`), [200, 429])
})

t.test('what comes faster than the burst allows meets the page of the edge, and time makes room', async (t) => {
  const { orcid, read, statuses } = await open(t, { perSecond: 2, burst: 3 })
  t.strictSame(await statuses(6), [200, 200, 200, 200, 503, 503])
  const { headers, body } = await read()
  t.match(body, '<h1>503 Service Temporarily Unavailable</h1>')
  t.notOk('retry-after' in headers || 'access-control-allow-origin' in headers)
  orcid.clock.advance(1)
  t.strictSame(await statuses(3), [200, 200, 503])
  t.strictSame(await statuses(5, {}, `/api/v3.0/${SOFIA}/person`), [403, 403, 403, 403, 503], 'each API has its own')
  orcid.clock.advance(1)
  t.strictSame(await statuses(5, {}, `/api/v3.0/${SOFIA}/person`), [403, 403, 403, 403, 503], 'and the member API twice as many')
  orcid.clock.advance(-60)
  t.equal((await read()).status, 200, 'a clock that is set back makes no request wait for it')
  orcid.reset()
  t.strictSame(await statuses(4), [200, 200, 200, 200])
})

t.test('behind a proxy, each address behind it has its own count', async (t) => {
  const { statuses } = await open(t, { perDay: 2 }, { behindProxy: true })
  t.strictSame(await statuses(2, { 'x-forwarded-for': '192.0.2.1, 10.0.0.1' }), [200, 429])
  t.strictSame(await statuses(2, { 'x-forwarded-for': '192.0.2.2' }), [200, 429])
  t.strictSame(await statuses(2, { 'x-real-ip': '192.0.2.3' }), [200, 429])
  t.strictSame(await statuses(1, { 'x-forwarded-for': '192.0.2.1' }), [429])
})

t.test('ORCID\'s own limits go by name, and without a quota nothing is counted', async (t) => {
  const { orcid, statuses } = await open(t, 'orcid')
  t.strictSame((await statuses(43)).slice(40), [200, 503, 503])
  t.equal(orcid.journal.entries().at(-3)?.readsToday, 41)
  const free = await open(t, undefined)
  t.equal((await free.read()).status, 200)
  t.equal(free.orcid.journal.entries().at(-1)?.readsToday, null)
})

t.test('a count is kept of a thousand addresses, and the one that has asked last is not forgotten', slow, async (t) => {
  const { statuses, orcid } = await open(t, { perDay: 2, perSecond: 1000 }, { behindProxy: true })
  const from = async (address: string): Promise<number> => (await statuses(1, { 'x-forwarded-for': address }))[0] as number
  t.equal(await from('first'), 200)
  for (let index = 0; index < 999; index++) await send(`${orcid.issuer}/pub/v3.0/status`, { headers: { 'x-forwarded-for': `n${index}` } })
  t.equal(await from('first'), 429)
  t.equal(await from('another'), 200)
  t.equal(await from('first'), 429)
  t.equal(await from('n0'), 200, 'the oldest has made room')
})

t.test('a wrong quota is refused by name', async (t) => {
  const wrong: Array<[unknown, RegExp]> = [
    ['orcdi', /^Wrong options for quota: must be object/],
    [{ perHour: 1 }, /perHour is not known/],
    [{ perday: 1 }, /perday is not known \(did you mean perDay\?\)/],
    [{ perDay: 0, burst: -1 }, /perDay must be >= 1; burst must be >= 0/],
    [{ perSecond: '12' }, /perSecond must be integer/]
  ]
  for (const [quota, message] of wrong) {
    await t.rejects(open(t, quota as never), { code: 'MOCK_ORCID_ERR_OPTIONS', message })
  }
})
