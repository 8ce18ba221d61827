import t from 'tap'
import { startMockOrcid } from '../../../mock-server/index.ts'
import { createOrcid, verifiedDomains } from '../../../plugin/index.ts'
import type { OrcidClient, OrcidSearchTerms } from '../../../plugin/index.ts'
import { CLIENT_SECRET, SOFIA, startLyingProvider } from '../../support/lying-provider.ts'
import type { LyingProvider } from '../../support/lying-provider.ts'
import { sample } from '../../support/slow.ts'

type Test = Parameters<typeof startLyingProvider>[0]

/** A client of a mock, for which nobody signs in. */
async function startJob (t: Test, type: 'public' | 'member' = 'public') {
  const mock = await startMockOrcid()
  t.teardown(() => mock.close())
  const client = mock.client({ type })
  const { clientId, clientSecret } = client
  const orcid = createOrcid({ environment: mock.environment, clientId, clientSecret })
  t.teardown(() => orcid.close())
  return { mock, orcid, client }
}

/** A client of a provider that says what a test tells it to, and how often it was asked for a token. */
async function startLied (t: Test) {
  const provider = await startLyingProvider(t)
  const { redirectUri, ...options } = provider.options
  const orcid = createOrcid(options)
  t.teardown(() => orcid.close())
  let number = 0
  provider.token = () =>
    ({ access_token: `own-${++number}`, token_type: 'bearer', expires_in: 631138518, scope: '/read-public', orcid: null })
  provider.record = () => ({ 'num-found': 0, 'expanded-result': null })
  const fetches = () => provider.requests.filter(({ url }) => url === '/oauth/token').length
  return { provider, orcid, fetches }
}

const queryOf = ({ requests }: LyingProvider) => new URL(String(requests.at(-1)?.url), 'http://x').searchParams.get('q')
const find = async (orcid: OrcidClient) => await orcid.search({ text: 'x' })
const INVALID_TOKEN = { error: 'invalid_token', error_description: 'Invalid access token: x' }
const refuse = (status: number, body: object = INVALID_TOKEN) =>
  (_form: unknown, reply: { code: (status: number) => { send: (body: unknown) => unknown } }) =>
    reply.code(status).send(body)

t.test('people are found by what they show, and their records are read, with one token for all', async (t) => {
  const { mock, orcid } = await startJob(t)
  const found = await orcid.search({ familyName: 'Okafor', givenNames: 'Amara' })
  t.strictSame(found, {
    total: 1,
    people: [{
      orcid: mock.researchers.amara.orcid,
      givenNames: 'Amara',
      familyName: 'Okafor',
      creditName: null,
      otherNames: found.people[0]?.otherNames,
      emails: found.people[0]?.emails,
      institutions: ['Delta University', 'Institute of Rivers']
    }]
  })
  const [works, person] = await Promise.all([
    orcid.publicRecord(mock.researchers.amara.orcid).read('works'), orcid.publicRecord(mock.researchers.amara.orcid).read('person')
  ])
  t.ok(works.group.length > 0)
  t.equal(person.name?.['family-name']?.value, 'Okafor')
  t.equal((await orcid.search({ affiliation: 'institute of rivers' })).total, 1)
  t.equal((await orcid.search({ affiliation: 'institute of rivers', familyName: 'Garcia' })).total, 0, 'each term must fit')
  t.equal((await orcid.search({ text: 'okafor amara' })).total, 1)
  t.equal((await orcid.search({ name: 'Amara Okáfor' })).total, 1)
  t.equal((await orcid.search({ text: 'amara nobody' })).total, 0)
  const all = await orcid.search({ text: 'university' }, { rows: 1000 })
  const page = await orcid.search({ text: 'university' }, { start: 1, rows: 1 })
  t.strictSame(page, { total: all.total, people: all.people.slice(1, 2) })
  t.equal(mock.journal.count({ endpoint: 'token' }), 1)
  t.doesNotThrow(() => { mock.assertClean() })
})

t.test('a DOI and a ROR id are found however they are written', async (t) => {
  const { provider, orcid } = await startLied(t)
  for (const doi of ['10.5555/A(1)"', 'doi:10.5555/A(1)"', 'https://doi.org/10.5555/A(1)"', 'http://dx.doi.org/10.5555/A(1)"']) {
    await orcid.search({ doi })
    t.equal(queryOf(provider), 'doi-self:("10.5555/A(1)\\"" OR "https://doi.org/10.5555/A(1)\\"" OR "http://dx.doi.org/10.5555/A(1)\\"")')
  }
  for (const ror of ['052GG0110', 'ror.org/052gg0110', 'https://ror.org/052gg0110']) {
    await orcid.search({ ror })
    t.equal(queryOf(provider), 'ror-org-id:("https://ror.org/052gg0110")')
  }
  await orcid.search({ email: 'a@x.example', keyword: 'roses', givenNames: undefined as unknown as string })
  t.equal(queryOf(provider), 'email:("a@x.example") AND keyword:("roses")')
})

const HOSTILE = ['*:*', '*', 'Garcia" OR "Okafor', 'Garcia") OR orcid:(*', 'x\\', '\\"', 'x\\" OR orcid:*',
  '(', '{!func}1', 'a:b', '[* TO *]', 'NOT x', '-x', 'Garcia AND', '&& ||', '~5', '^9', '/.*/']

t.test('SEARCH-INJECTION: no term changes the query', async (t) => {
  const { mock, orcid } = await startJob(t)
  const all = await fetch(`${mock.environment.publicApi}/search?q=*:*`, { headers: { accept: 'application/json' } })
  const { 'num-found': everybody } = await all.json() as { 'num-found': number }
  t.ok(everybody > 10)
  for (const hostile of sample('hostile terms of a search', HOSTILE, 3)) {
    for (const term of ['familyName', 'givenNames', 'affiliation', 'email', 'keyword', 'text'] as const) {
      const search = orcid.search({ [term]: hostile })
      if (!/[\p{L}\p{N}]/u.test(hostile)) {
        await t.rejects(search, { code: 'ORCID_ERR_VALIDATION', cause: { reason: `\`${term}\` needs a letter or a digit` } })
        continue
      }
      const { total, people } = await search
      // Words such as `TO` stand on a record or two.
      const isHarmless = term === 'text' ? total <= 3 : people.every(({ familyName }) => familyName === 'Garcia')
      t.ok(isHarmless, `${term} ${hostile}: ${total} of ${everybody}`)
    }
  }
  t.ok(mock.journal.entries({ endpoint: 'record' }).every(({ status }) => status === 200), 'ORCID understands each')
})

t.test('what is no search is refused by name, before anything is sent', async (t) => {
  const { provider, orcid } = await startLied(t)
  const reason = async (call: () => Promise<unknown>) =>
    await call().then(() => 'sent', ({ code, cause }: { code: string, cause: { reason: string } }) => `${code}: ${cause.reason}`)
  for (const [terms, expected] of [
    [{}, /whom to find: expected one of familyName, givenNames/],
    [undefined, /whom to find/],
    ['Garcia', /the options are not an object: expected one like \{ familyName: 'Garcia' \}/],
    [{ surname: 'Garcia' }, /no such term: expected familyName, givenNames, affiliation, ror, doi, email, keyword, text/],
    [{ toString: 'x' }, /no such term/],
    [{ familyName: ' ' }, /`familyName` must be a text of 1 to 300 characters/],
    [{ text: 'x'.repeat(301) }, /`text` must be a text of 1 to 300/],
    [{ text: 7 }, /`text` must be a text/],
    [{ text: 'a\nb' }, /`text` has characters that are none/],
    [{ text: 'a\ud800' }, /`text` has characters/],
    [{ doi: '11.1/x' }, /not a DOI/],
    [{ ror: 'https://ror.org/x' }, /not a ROR id/]
  ] as ReadonlyArray<[OrcidSearchTerms, RegExp]>) {
    const said = await reason(async () => await orcid.search(terms))
    t.match(said, /^ORCID_ERR_VALIDATION/)
    t.match(said, expected)
  }
  for (const page of [{ rows: 1001 }, { rows: -1 }, { rows: 1.5 }, { start: -1 }, { start: '1' as never }, { start: 2 ** 31 }]) {
    t.match(await reason(async () => await orcid.search({ text: 'x' }, page)), /ORCID_ERR_VALIDATION: `(?:rows|start)` must be a whole number from 0 to/)
  }
  t.match(await reason(async () => await orcid.publicRecord(SOFIA).read('summary')), /the summary is for members/)
  t.match(await reason(async () => await orcid.publicRecord(SOFIA).read('nonsense' as 'works')), /no such part here/)
  t.match(await reason(async () => await orcid.publicRecord(SOFIA).read('work', { putCode: -1 })), /not a put-code/)
  t.match(await reason(async () => await orcid.search({ familyName: 'Garcia', givenNames: '***' })), /`givenNames` needs a letter or a digit/)
  t.throws(() => orcid.publicRecord('sofia'), { code: 'ORCID_ERR_VALIDATION' })
  t.strictSame(provider.requests, [], 'not even a token is fetched')
})

t.test('an answer that is no result is refused', async (t) => {
  const { provider, orcid } = await startLied(t)
  for (const body of [{}, [], { 'num-found': -1 }, { 'num-found': '1' }, { 'num-found': 1, 'expanded-result': {} },
    { 'num-found': 1, 'expanded-result': [{}] }, { 'num-found': 1, 'expanded-result': [{ 'orcid-id': SOFIA, email: 'a@x' }] },
    { 'num-found': 1, 'expanded-result': [{ 'orcid-id': '0000-0001-2345-6780' }] },
    { 'num-found': 1, 'expanded-result': [{ 'orcid-id': '../x' }] }]) {
    provider.record = () => body
    await t.rejects(find(orcid), { code: 'ORCID_ERR_BAD_RESPONSE' }, JSON.stringify(body))
  }
  provider.record = () => ({ 'num-found': 5, 'expanded-result': [{ 'orcid-id': SOFIA }] })
  const nothing = { givenNames: null, familyName: null, creditName: null, otherNames: [], emails: [], institutions: [] }
  t.strictSame((await find(orcid)).people, [{ orcid: SOFIA, ...nothing }])
  for (const [status, code] of [[429, 'RATE_LIMITED'], [503, 'UNAVAILABLE'], [403, 'SCOPE_MISSING']] as const) {
    provider.record = refuse(status, { 'response-code': status })
    await t.rejects(find(orcid), { code: `ORCID_ERR_${code}` })
  }
})

t.test('the token is fetched once for calls that come together, and not kept if that fails', async (t) => {
  const { provider, orcid, fetches } = await startLied(t)
  const good = provider.token
  provider.token = refuse(401, { error: 'invalid_client', error_description: `Client ${CLIENT_SECRET}` })
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, async () => await find(orcid)))
  t.equal(fetches(), 1)
  for (const outcome of outcomes) {
    t.match(outcome, { status: 'rejected', reason: { code: 'ORCID_ERR_CLIENT_REJECTED' } })
    t.notMatch(JSON.stringify(outcome), CLIENT_SECRET)
  }
  for (const [token, code] of [[() => ({ access_token: 'a b', token_type: 'bearer' }), 'BAD_RESPONSE'], [refuse(503, {}), 'UNAVAILABLE'],
    [refuse(429, {}), 'RATE_LIMITED'], [refuse(400, { error: 'invalid_scope' }), 'SCOPE_MISSING'],
    [refuse(400, { error: 'unauthorized_client' }), 'CLIENT_REJECTED'], [refuse(400, { error: 'invalid_grant' }), 'CLIENT_REJECTED']] as const) {
    provider.token = token as typeof good
    await t.rejects(find(orcid), { code: `ORCID_ERR_${code}` })
  }
  provider.token = good
  await Promise.all(Array.from({ length: 20 }, async () => await find(orcid)))
  t.equal(fetches(), 8)
  t.match(provider.requests.find(({ url }) => url === '/oauth/token'), {
    form: { grant_type: 'client_credentials', scope: '/read-public', client_secret: CLIENT_SECRET }
  })
})

t.test('a token that ends, or that ORCID refuses, is replaced once for all calls', async (t) => {
  const { provider, orcid, fetches } = await startLied(t)
  const now = Date.now
  t.teardown(() => { Date.now = now })
  const turn = (milliseconds: number) => { Date.now = () => now() + milliseconds }
  provider.token = () => ({ access_token: `own-${fetches()}`, token_type: 'bearer', expires_in: 3600 })
  await find(orcid)
  turn(3500_000)
  await find(orcid)
  t.equal(fetches(), 1)
  turn(3550_000)
  await Promise.all([find(orcid), find(orcid), find(orcid)])
  t.equal(fetches(), 2, 'a minute before its end')

  provider.token = () => ({ access_token: `own-${fetches()}`, token_type: 'bearer' })
  turn(3550_000 + 3600_000)
  await find(orcid)
  turn(3550_000 + 7200_000)
  await find(orcid)
  t.equal(fetches(), 4, 'within an hour if ORCID does not say when that is')

  provider.token = () => ({ access_token: `own-${fetches()}`, token_type: 'bearer', expires_in: 0 })
  turn(3550_000 + 10_800_000)
  await find(orcid)
  await find(orcid)
  t.equal(fetches(), 5, 'no more than one in a minute, whatever ORCID says of its end')
  provider.token = () => ({ access_token: `own-${fetches()}`, token_type: 'bearer' })
  turn(3550_000 + 10_800_000 + 61_000)
  await find(orcid)
  t.equal(fetches(), 6)

  const refused = `Bearer own-${fetches()}`
  provider.record = (form, reply) => provider.requests.at(-1)?.headers['authorization'] === refused
    ? refuse(401)(form, reply)
    : { 'num-found': 0 }
  turn(3550_000 + 10_800_000 + 122_000)
  await Promise.all([find(orcid), find(orcid), find(orcid)])
  t.equal(fetches(), 7, 'revoked by the client\'s owner, say')
})

t.test('an outage of ORCID\'s own check is one, and fetches no token for each call', async (t) => {
  const { provider, orcid, fetches } = await startLied(t)
  const now = Date.now
  t.teardown(() => { Date.now = now })
  await find(orcid)
  provider.record = refuse(401)
  for (let calls = 0; calls < 3; calls++) {
    await t.rejects(find(orcid), { code: 'ORCID_ERR_UNAVAILABLE', cause: { statusCode: 401, retryAfterSeconds: null } })
  }
  t.equal(fetches(), 1, 'a token that was just fetched is good')
  Date.now = () => now() + 61_000
  const outcomes = await Promise.allSettled([find(orcid), find(orcid), orcid.publicRecord(SOFIA).read('person')])
  t.match(outcomes, outcomes.map(() => ({ status: 'rejected', reason: { code: 'ORCID_ERR_UNAVAILABLE' } })))
  t.equal(fetches(), 2)
  provider.record = refuse(404, { 'error-code': 9016 })
  await t.rejects(orcid.publicRecord(SOFIA).read('person'), { code: 'ORCID_ERR_NOT_FOUND' })
  let refusals = 0
  provider.record = (form, reply) => refuse(refusals++ === 0 ? 401 : 404, { 'error-code': 9016 })(form, reply)
  Date.now = () => now() + 122_000
  await t.rejects(orcid.publicRecord(SOFIA).read('person'), { code: 'ORCID_ERR_NOT_FOUND' })
})

t.test('a member reads the summary, and the domains that somebody has proved', async (t) => {
  const { mock, orcid, client } = await startJob(t, 'member')
  const { access_token: accessToken } = await client.token({ as: mock.researchers.amara.orcid, scope: '/read-limited' })
  const summary = await orcid.record(accessToken, mock.researchers.amara.orcid, { api: 'member' }).read('summary')
  t.equal(summary['credit-name'], 'Amara Okafor')
  t.strictSame(verifiedDomains(summary), ['rivers.example'])
})

t.test('a domain is one, and was proved', (t) => {
  const date = { value: 1730678400000 }
  const domains = (...values: unknown[]) => verifiedDomains({
    'email-domains': { 'email-domain': values.map((value) => ({ value, 'verification-date': date })) as never }
  })
  t.strictSame(domains('OX.ac.uk', 'bücher.example'), ['ox.ac.uk', 'bücher.example'])
  t.strictSame(domains('', 'localhost', 'a b.example', 'x.example"onclick="alert(1)', '<b>.example', 'x.example\u202e', '.example', 'a..b',
    '-a.example', `${'a'.repeat(64)}.example`, `${'a.'.repeat(127)}example`), [])
  t.strictSame(verifiedDomains({ 'email-domains': { 'email-domain': [{ value: 'x.example' }, { value: 'y.example', 'verification-date': null }] } }), [])
  t.strictSame([verifiedDomains({}), verifiedDomains({ 'email-domains': null }), verifiedDomains({ 'email-domains': { 'email-domain': null } })], [[], [], []])
  t.end()
})
