import { readFile, readdir } from 'node:fs/promises'
import Fastify from 'fastify'
import type { FastifyInstance, FastifyReply, LightMyRequestResponse } from 'fastify'
import t, { type Test } from 'tap'
import { buildWriter } from '../examples/add-work.ts'
import { buildJournal } from '../examples/journal.ts'
import { buildAccounts } from '../examples/link-account.ts'
import { buildReader } from '../examples/read-record.ts'
import { runJob } from '../examples/nightly-job.ts'
import { syncAll } from '../examples/nightly-sync.ts'
import { suggestReviewers } from '../examples/suggest-reviewers.ts'
import { buildApp as buildSecureSession } from '../examples/secure-session.ts'
import { buildApp as buildSession } from '../examples/session.ts'
import type { SignInOptions } from '../examples/session.ts'
import { startMockOrcid } from '../mock-server/index.ts'
import fastifyOrcid, { createOrcid } from '../plugin/index.ts'
import type { OrcidWork } from '../plugin/index.ts'
import { CODE, SOFIA, startLyingProvider } from './support/lying-provider.ts'
import type { LyingProvider } from './support/lying-provider.ts'
import { ROOT } from './support/root.ts'

const root = ROOT
const JOSIAH = '0000-0002-1825-0097'
const redirectUri = 'http://127.0.0.1:3000/login/orcid/callback'
const secret = 'a secret of the app, of 32 characters and more'
const sessions = { 'session.ts': buildSession, 'secure-session.ts': buildSecureSession, 'read-record.ts': buildReader, 'add-work.ts': buildWriter }

/** What somebody without a session gets: no redirect, which would go in circles where a browser keeps no cookies. */
function isAskedToSignIn (t: Test, response: LightMyRequestResponse, returnTo: string): void {
  t.strictSame([response.statusCode, response.headers.location], [401, undefined])
  t.match(response.body, `<a href="/login/orcid?returnTo=${returnTo}">`)
}

/** A browser of one app: it keeps cookies, and that is all. */
function browse (app: FastifyInstance, jar = new Map<string, string>()) {
  const ask = async (method: 'GET' | 'POST', url: string, payload?: object, headers: Record<string, string> = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('; ')
    const origin: Record<string, string> = method === 'POST' ? { origin: 'http://127.0.0.1:3000' } : {}
    const response = await app.inject({
      method, url, headers: { host: '127.0.0.1:3000', cookie, ...origin, ...headers }, ...(payload === undefined ? {} : { payload })
    })
    for (const { name, value, maxAge, expires } of response.cookies) {
      if (maxAge === 0 || value === '' || (expires && expires.getTime() <= Date.now())) jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }
  return { jar, get: (url: string) => ask('GET', url), post: (url: string, payload?: object, headers = {}) => ask('POST', url, payload, headers) }
}

interface Teardown { teardown: (close: () => unknown) => void }
type Browser = ReturnType<typeof browse>
let codes = 0

/** Comes back from the authorize URL with a code, as whoever `provider.token` says. */
async function comeBack (browser: Browser, provider: LyingProvider, location: unknown) {
  const { searchParams } = new URL(String(location))
  provider.nonce = searchParams.get('nonce') ?? ''
  return await browser.get(`/login/orcid/callback?code=${CODE}${++codes}&state=${searchParams.get('state')}`)
}

async function signIn (browser: Browser, provider: LyingProvider, path = '/login/orcid') {
  return await comeBack(browser, provider, (await browser.get(path)).headers.location)
}

async function start (t: Teardown, build: typeof buildSession) {
  const provider = await startLyingProvider(t)
  const app = await build({ ...provider.options, redirectUri, secret } as SignInOptions)
  t.teardown(() => app.close())
  const as = (orcid: string, scope = 'openid') => { provider.token = () => provider.good({ orcid, scope }, { sub: orcid }) }
  return { provider, app, as }
}

for (const [name, build] of Object.entries(sessions)) {
  t.test(`${name}: signing in changes the session, and one planted before learns nothing`, async (t) => {
    const { provider, app, as } = await start(t, build)
    const attacker = browse(app)
    isAskedToSignIn(t, await attacker.get('/me'), '/me')
    as(JOSIAH)
    await signIn(attacker, provider)
    t.equal((await attacker.get('/me')).json().orcid, JOSIAH)

    const planted = String(attacker.jar.get('session'))
    const victim = browse(app, new Map([['session', planted]]))
    as(SOFIA)
    t.equal((await signIn(victim, provider)).headers.location, '/me')
    t.not(victim.jar.get('session'), planted, 'a new session')
    t.strictSame([...victim.jar.keys()], ['session'], 'and nothing is left of the login')
    t.equal((await victim.get('/me')).json().orcid, SOFIA)
    const old = await browse(app, new Map([['session', planted]])).get('/me')
    t.notMatch(old.body, SOFIA, 'the planted one is not hers')
    // A session that is all in its cookie cannot be taken back: it still is whoever's it was.
    if (name === 'secure-session.ts') t.equal(old.json().orcid, JOSIAH)
    else isAskedToSignIn(t, old, '/me')

    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    t.equal((await victim.post('/sign-out', '' as unknown as object, form)).statusCode, 303, 'a form of a browser')
    isAskedToSignIn(t, await victim.get('/me'), '/me')
  })
}

t.test('link-account.ts: an iD is linked to the account that asked, and to no other', async (t) => {
  const links = new Map()
  const { provider, app, as } = await start(t, (options) => buildAccounts(options, links))
  const browser = browse(app)
  t.equal((await browser.post('/orcid/link')).statusCode, 401, 'nobody is signed in')
  const attacker = browse(app)
  await attacker.post('/sign-in', { account: 'U9' })
  const planted = String(attacker.jar.get('session'))
  browser.jar.set('session', planted)
  await browser.post('/sign-in', { account: 'U1' })
  t.not(browser.jar.get('session'), planted, 'every sign-in has a session of its own')
  t.equal((await attacker.get('/account')).statusCode, 401, 'and one planted before opens nothing any more')
  t.match((await browser.get('/account')).body, '<h1>U1</h1>')

  await browser.post('/sign-in', { account: '<script>' })
  t.match((await browser.get('/account')).body, '<h1>&lt;script&gt;</h1>')
  await browser.post('/sign-in', { account: 'U1' })

  for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { origin: '' }]) {
    const response = await browser.post('/orcid/link', undefined, headers)
    t.equal(response.statusCode, 403, 'a form on somebody else\'s page')
    t.notMatch(String(response.headers['set-cookie']), 'orcid.')
    t.equal((await browser.post('/orcid/unlink', undefined, headers)).statusCode, 403)
  }
  const helmets = { origin: 'null', 'sec-fetch-site': 'same-origin' }
  t.equal((await browser.post('/orcid/link', undefined, helmets)).statusCode, 303, 'P3: what a page with helmet sends')
  t.equal((await browser.post('/orcid/unlink', undefined, helmets)).statusCode, 303)
  t.equal((await browser.get('/orcid/link')).statusCode, 404, 'an image cannot start it')
  t.equal((await browser.get('/login/orcid')).statusCode, 404)

  as(SOFIA)
  const switched = await browser.post('/orcid/link')
  await browser.post('/sign-in', { account: 'U2' })
  const refused = await comeBack(browser, provider, switched.headers.location)
  t.equal(refused.statusCode, 403)
  t.equal(refused.json().code, 'ORCID_ERR_ACCOUNT_CHANGED')
  t.match(refused.headers['set-cookie'], /^orcid\..*Max-Age=0/, 'the login is over')
  t.equal(links.size, 0)
  t.equal(provider.requests.length, 0, 'and the code was not exchanged')

  const again = await browser.post('/orcid/link')
  t.equal((await comeBack(browser, provider, again.headers.location)).headers.location, '/account')
  t.match((await browser.get('/account')).body, new RegExp(`<h1>U2</h1>[^]*/${SOFIA}</p>[^]*Disconnect`))

  const relink = await browser.post('/orcid/link')
  await comeBack(browser, provider, relink.headers.location)
  const revoked = () => provider.requests.filter(({ url }) => url === '/oauth/revoke').length
  t.equal(revoked(), 1, 'the token before it is given back')

  const other = browse(app)
  await other.post('/sign-in', { account: 'U3' })
  const taken = await other.post('/orcid/link')
  t.equal((await comeBack(other, provider, taken.headers.location)).statusCode, 409)
  t.equal(links.size, 1)

  provider.revoke = (_form, reply) => reply.code(503).send('')
  t.equal((await browser.post('/orcid/unlink')).json().code, 'ORCID_ERR_UNAVAILABLE')
  t.ok(links.has('U2'), 'kept until ORCID has it back')
  provider.revoke = () => ''
  t.equal((await browser.post('/orcid/unlink')).statusCode, 303)
  t.equal((await browser.post('/orcid/unlink')).statusCode, 303, 'twice does no harm')
  t.match((await browser.get('/account')).body, 'Connect your ORCID iD')
})

t.test('P8: link-account.ts forgets a token that ORCID refused twice, an hour apart, and no other', async (t) => {
  const links = new Map()
  const { provider, app, as } = await start(t, (options) => buildAccounts(options, links))
  const browser = browse(app)
  await browser.post('/sign-in', { account: 'U1' })
  t.strictSame((await browser.get('/account/name')).json(), { name: null })
  as(SOFIA)
  await comeBack(browser, provider, (await browser.post('/orcid/link')).headers.location)
  const { record } = provider
  const now = Date.now
  t.teardown(() => { Date.now = now })
  const ask = async (minutes: number, error: string) => {
    Date.now = () => now() + minutes * 60_000
    provider.record = error === '' ? record : (_form, reply) => reply.code(401).send({ error: 'invalid_token', error_description: error })
    return (await browser.get('/account/name')).statusCode
  }
  t.equal(await ask(0, 'Invalid access token: x'), 401)
  t.equal(await ask(59, 'Invalid access token: x'), 401)
  t.ok(links.has('U1'), 'ORCID may not have been able to check it')
  t.equal(await ask(60, ''), 200)
  t.equal(await ask(61, 'Invalid access token: x'), 401)
  t.ok(links.has('U1'), 'it was good in between')
  t.equal(await ask(200, 'Invalid access token: Unable to obtain information from the authorization server: x'), 503)
  t.ok(links.has('U1'), 'an outage that says so does not count')
  t.equal(await ask(201, 'Invalid access token: x'), 401)
  t.notOk(links.has('U1'))
})

const text = (value: string) => ({ value })
const sections: Record<string, object> = {
  person: {
    name: { 'given-names': text('Sofia'), 'family-name': text('Garcia'), 'credit-name': null },
    emails: { email: [{ email: 'a@x.example', verified: false, primary: true }, { email: 'b@x.example', verified: true, primary: false }] }
  },
  employments: {
    'affiliation-group': [{ summaries: [{ 'employment-summary': { 'put-code': 1, organization: { name: 'Oxbridge' }, 'role-title': 'Gardener' } }] }]
  },
  works: { group: [{ 'work-summary': [{ 'put-code': 1, title: { title: text('Roses') } }] }] }
}

t.test('read-record.ts: shows what there is, and knows the way on when ORCID says no', async (t) => {
  const { provider, app } = await start(t, buildReader)
  const browser = browse(app)
  isAskedToSignIn(t, await browser.get('/record'), '/record')
  t.equal((await signIn(browser, provider, '/login/orcid?returnTo=/record')).headers.location, '/record')
  provider.record = () => sections[provider.requests.at(-1)?.url.split('/').at(-1) ?? '']
  t.strictSame((await browser.get('/record')).json(), {
    name: 'Sofia Garcia', emails: ['b@x.example'], jobs: [{ organization: 'Oxbridge', roleTitle: 'Gardener' }], works: ['Roses']
  })
  const say = (status: number, body: unknown) => { provider.record = (_form, reply) => reply.code(status).send(body) }
  say(401, { error: 'invalid_token' })
  const { statusCode, headers } = await browser.get('/record')
  t.strictSame([statusCode, headers.location], [401, undefined], 'P8: no redirect, which would go in circles while ORCID cannot check tokens')
  t.strictSame((await browser.get('/record')).json(), { signIn: '/login/orcid?returnTo=/record' })
  say(403, { 'error-code': 9038 })
  t.strictSame((await browser.get('/record')).json(), { ask: ['/read-limited'] })
  say(429, 'slow down')
  t.equal((await browser.get('/record')).headers['retry-after'], '3600')
  provider.record = (_form, reply) => reply.code(429).header('retry-after', '7').send('')
  t.equal((await browser.get('/record')).headers['retry-after'], '7')
  say(503, 'down')
  t.equal((await browser.get('/record')).json().code, 'ORCID_ERR_UNAVAILABLE')
})

t.test('add-work.ts: asks for the permission, adds, finds what is there, and is not misled by silence', async (t) => {
  const { provider, app, as } = await start(t, buildWriter)
  const browser = browse(app)
  const roses = { title: 'Roses', doi: '10.5555/1' }
  isAskedToSignIn(t, await browser.post('/works', roses), '/works')
  as(SOFIA, 'openid /read-limited')
  isAskedToSignIn(t, await browser.get('/works'), '/works')
  await signIn(browser, provider, '/login/orcid?returnTo=/works')
  t.strictSame((await browser.get('/works')).json(), { mayAdd: false })
  provider.record = (_form, reply) => reply.code(403).send({ 'error-code': 9038 })
  const asked = await browser.post('/works', roses)
  t.equal(asked.statusCode, 303)
  t.equal(new URL(String(asked.headers.location)).searchParams.get('scope'), 'openid /read-limited /activities/update')
  as(SOFIA, 'openid /read-limited /activities/update')
  t.equal((await comeBack(browser, provider, asked.headers.location)).headers.location, '/works')
  t.strictSame((await browser.get('/works')).json(), { mayAdd: true }, 'there is a page to come back to')
  t.strictSame((await browser.get('/me')).json().scope, ['openid', '/read-limited', '/activities/update'])

  const created = (_form: unknown, reply: FastifyReply) => reply.code(201).header('location', `/v3.0/${SOFIA}/work/12`).send()
  provider.record = created
  t.strictSame((await browser.post('/works', roses)).json(), { putCode: 12 })
  const { form } = provider.requests.at(-1) ?? {}
  t.match(form, { type: 'journal-article', 'external-ids': { 'external-id': [{ 'external-id-value': '10.5555/1' }] } })

  const duplicate = { 'error-code': 9021, 'developer-message': 'already added, see element with put-code 34.' }
  const taken = (form: object, reply: FastifyReply) => 'put-code' in form ? form : reply.code(409).send(duplicate)
  provider.record = taken
  t.strictSame((await browser.post('/works', roses)).json(), { putCode: 34 }, 'updated instead')
  t.equal(provider.requests.at(-1)?.method, 'PUT')

  let calls = 0
  provider.record = (form, reply) => ++calls === 1 ? reply.hijack().raw.socket?.resetAndDestroy() : taken(form, reply)
  t.strictSame((await browser.post('/works', roses)).json(), { putCode: 34 }, 'it had arrived')
  provider.record = (_form, reply) => reply.hijack().raw.socket?.resetAndDestroy()
  t.equal((await browser.post('/works', roses)).json().code, 'ORCID_ERR_OUTCOME_UNKNOWN')
  provider.record = (_form, reply) => reply.code(409).send({ 'error-code': 9018 })
  t.equal((await browser.post('/works', roses)).json().code, 'ORCID_ERR_LOCKED')
})

t.test('add-work.ts and link-account.ts at the fake ORCID: from no permission to a work, and away again', async (t) => {
  const mock = await startMockOrcid()
  t.teardown(() => mock.close())
  const { clientId, clientSecret } = mock.client({ type: 'member' })
  const options = { environment: mock.environment, clientId, clientSecret, redirectUri, secret }
  const atOrcid = async (browser: Browser, url: unknown) => {
    const { location } = await mock.authorize(String(url), { as: mock.researchers.sofia })
    const { pathname, search } = new URL(location)
    return await browser.get(pathname + search)
  }
  const writer = await buildWriter(options)
  t.teardown(() => writer.close())
  const browser = browse(writer)
  const roses = { title: 'Roses', doi: '10.5555/1' }
  await atOrcid(browser, (await browser.get('/login/orcid?returnTo=/works')).headers.location)
  t.strictSame((await browser.get('/works')).json(), { mayAdd: false })
  const asked = await browser.post('/works', roses)
  t.equal((await atOrcid(browser, asked.headers.location)).headers.location, '/works')
  t.strictSame((await browser.get('/works')).json(), { mayAdd: true })
  const { putCode } = (await browser.post('/works', roses)).json()
  t.strictSame((await browser.post('/works', { ...roses, title: 'Red roses' })).json(), { putCode }, 'there already, so updated')
  t.equal(mock.findings().filter(({ rule }) => rule !== 'record-refused').length, 0)

  const links = new Map<string, { issuer: string, orcid: string, tokens: string }>()
  const accounts = await buildAccounts(options, links)
  t.teardown(() => accounts.close())
  const member = browse(accounts)
  await member.post('/sign-in', { account: 'U1' })
  await atOrcid(member, (await member.post('/orcid/link')).headers.location)
  const { tokens = '', orcid = '' } = links.get('U1') ?? {}
  const opened = accounts.orcid.openTokens(tokens, { orcid })
  t.equal((await accounts.orcid.userinfo(opened)).orcid, mock.researchers.sofia.orcid)
  await member.post('/orcid/unlink')
  await t.rejects(accounts.orcid.userinfo(opened), { code: 'ORCID_ERR_TOKEN_INVALID' }, 'to disconnect is to revoke')
  mock.findings()
})

t.test('a refresh after the access token has ended is refused as one of a revoked token, as docs/record.md says', async (t) => {
  const mock = await startMockOrcid({ behaviour: { tokenLifetime: '1 hour' } })
  t.teardown(() => mock.close())
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(fastifyOrcid, {
    environment: mock.environment,
    ...mock.client(),
    redirectUri,
    onLogin: async (_request, _reply, { tokens }) => tokens.reveal()
  })
  const signIn = async () => (await mock.signIn(app, { path: '/login/orcid', as: 'sofia' })).response
    .json<{ accessToken: string, refreshToken: string }>()
  const [revoked, ended] = [await signIn(), await signIn()]
  await app.orcid.revoke(revoked.accessToken)
  const refresh = async ({ refreshToken }: { refreshToken: string }) =>
    await app.orcid.refresh(refreshToken).catch(({ code }: { code: string }) => code)
  t.equal(await refresh(revoked), 'ORCID_ERR_TOKEN_INVALID')
  mock.clock.advance(3601)
  t.equal(await refresh(ended), 'ORCID_ERR_TOKEN_INVALID')
  t.strictSame(mock.findings().map(({ rule }) => rule), ['grant-refused', 'grant-refused'])
})

t.test('a mistyped scope is a warning in the log, and the fake ORCID refuses it', async (t) => {
  const mock = await startMockOrcid()
  t.teardown(() => mock.close())
  const lines: string[] = []
  const app = Fastify({ logger: { level: 'warn', stream: { write: (line: string) => { lines.push(line) } } } })
  t.teardown(() => app.close())
  await app.register(fastifyOrcid, {
    environment: mock.environment,
    ...mock.client(),
    scope: '/activities/updat',
    redirectUri,
    onLogin: async () => 'signed in'
  })
  t.match(lines.join(''), 'did you mean /activities/update?')
  const visit = await mock.signIn(app, { path: '/login/orcid', as: 'sofia' })
  t.equal(visit.response.statusCode, 400, String(visit))
  t.strictSame(mock.findings().map(({ rule }) => rule), ['scope-refused'])
})

t.test('nightly-job.ts: adds works with tokens that were kept, and tells what an outcome asks for', async (t) => {
  const mock = await startMockOrcid()
  t.teardown(() => mock.close())
  const client = mock.client({ redirectUris: [redirectUri], type: 'member' })
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(fastifyOrcid, {
    environment: mock.environment,
    ...client,
    secret,
    redirectUri,
    scope: 'openid /activities/update',
    onLogin: async (request, _reply, login) => ({ sealed: request.server.orcid.sealTokens(login) })
  })
  const sealed = async (as: string) => (await mock.signIn(app, { path: '/login/orcid', as })).response.json<{ sealed: string }>().sealed
  const work = {
    title: { title: { value: 'Roses' } },
    type: 'journal-article',
    'external-ids': {
      'external-id': [{
        'external-id-type': 'doi', 'external-id-value': '10.5555/nightly', 'external-id-relationship': 'self' as const
      }]
    }
  }
  const row = { orcid: SOFIA, tokens: await sealed(SOFIA), work }
  const options = { environment: mock.environment, ...client, secret }
  t.strictSame(await runJob(options, [row, row, { ...row, orcid: JOSIAH }]), ['added', 'there already', 'look at the log'])
  mock.fail('record', '503')
  t.strictSame(await runJob(options, [row]), ['try tomorrow'])
  mock.researcher(SOFIA).withdraw(client)
  t.strictSame(await runJob(options, [row]), ['ask the person again'])
})

t.test('nightly-sync.ts: makes works what the rows say, and goes on when a record cannot be synchronized', async (t) => {
  const mock = await startMockOrcid()
  t.teardown(async () => {
    mock.findings()
    await mock.close()
  })
  const client = mock.client({ type: 'member' })
  const options = { environment: mock.environment, ...client, secret }
  const orcid = createOrcid(options)
  t.teardown(() => orcid.close())
  const granted = await mock.token({ client, as: SOFIA, scope: '/read-limited /activities/update' })
  const tokens = orcid.sealTokens(await orcid.refresh(granted.refresh_token))
  const workOf = (title: string): OrcidWork => ({
    title: { title: { value: title } },
    type: 'journal-article',
    'external-ids': {
      'external-id': [{ 'external-id-type': 'doi', 'external-id-value': '10.5555/n', 'external-id-relationship': 'self' }]
    }
  })
  const said: string[] = []
  const { log, error } = console
  console.log = console.error = (text: string) => { said.push(text) }
  const row = { orcid: SOFIA, tokens, works: [workOf('Roses')] }
  await syncAll(options, [{ ...row, orcid: JOSIAH }, row, { ...row, works: [workOf('Tulips')] }, { ...row, works: [workOf('')] }])
    .finally(() => { Object.assign(console, { log, error }) })
  t.strictSame(said, [
    `${JOSIAH}: The stored access to this ORCID record cannot be opened. See node_modules/fastify-orcid/docs/errors.md#orcid_err_sealed_tokens`,
    `${SOFIA}: 1 added, 0 updated, 0 removed`,
    `${SOFIA}: 0 added, 1 updated, 0 removed`,
    `${SOFIA}: 0 added, 0 updated, 0 removed`,
    `${SOFIA}: work 0: ORCID does not accept this data: the body does not fit ORCID's schema: something is missing, ` +
      "unknown, or no word of its lists. ORCID's words are in cause.orcidMessage. See node_modules/" +
      'fastify-orcid/docs/errors.md#orcid_err_validation'
  ])
})

t.test('reviewers are suggested by what they show', async (t) => {
  const mock = await startMockOrcid()
  t.teardown(() => mock.close())
  const { clientId, clientSecret } = mock.client()
  const orcid = createOrcid({ environment: mock.environment, clientId, clientSecret })
  t.teardown(() => orcid.close())
  const { amara } = mock.researchers
  t.strictSame(await suggestReviewers(orcid, { affiliation: 'Institute of Rivers', keyword: 'hydrology' }),
    [{ orcid: amara.orcid, name: 'Amara Okafor', works: 2 }])
  t.strictSame(await suggestReviewers(orcid, { affiliation: 'Institute of Rivers', keyword: 'roses' }), [])
})

t.test('every block of docs/record.md and docs/sync.md stands in an example, which runs here', async (t) => {
  const names = (await readdir(new URL('examples/', root))).filter((name) => name.endsWith('.ts'))
  const examples = await Promise.all(names.map((name) => readFile(new URL(`examples/${name}`, root), 'utf8')))
  const plain = (code: string) => code.split('\n').map((line) => line.trim()).filter(Boolean).join('\n')
  const pages = await Promise.all(['record', 'sync'].map((name) => readFile(new URL(`docs/${name}.md`, root), 'utf8')))
  const blocks = pages.flatMap((page) => [...page.matchAll(/^```ts\n(.*?)^```$/gms)])
  t.ok(blocks.length >= 7)
  for (const [, block = ''] of blocks) {
    t.ok(examples.some((example) => plain(example).includes(plain(block))), block.slice(0, 60))
  }
})

const roses = {
  title: 'Roses & <b>thorns</b>', abstract: 'Red.', name: 'Sofia Garcia', affiliation: 'Oxbridge', email: 'a@x.example'
}
const UPDATE = '/login/orcid?scope=openid%20/activities/update&returnTo=/article'
const sayTitle = (body: string) => /<h1>(.*)<\/h1>/.exec(body)?.[1]
const ask = async (browser: Browser, url: string) => sayTitle((await browser.get(url)).body)

/** The journal, and somebody who has signed in to it. */
async function openJournal (t: Teardown) {
  const { provider, app, as } = await start(t, buildJournal)
  provider.record = () => sections[provider.requests.at(-1)?.url.split('/').at(-1) ?? '']
  as(SOFIA)
  const browser = browse(app)
  await signIn(browser, provider)
  return { provider, app, as, browser }
}

t.test('the journal fills its form in from the record, and does without where it cannot be read', async (t) => {
  const { provider, browser } = await openJournal(t)
  const { body } = await browser.get('/submission')
  t.match(body, 'value="Sofia Garcia"')
  t.match(body, 'value="Oxbridge"')
  t.match(body, 'value="b@x.example"', 'the address that is verified')
  t.match(body, `<a class="orcid" href="${provider.issuer}/${SOFIA}" aria-label="View ORCID record ${provider.issuer}/${SOFIA}">`)
  t.match(body, new RegExp(`<span>${provider.issuer}/</span><wbr><span>${SOFIA}</span>`), 'one place to break')

  provider.record = () => ({ name: null, emails: null, 'affiliation-group': [] })
  t.match((await browser.get('/submission')).body, /<input [^>]*name="name"[^>]*value="">/, 'a name that is not public is asked for')
  provider.record = (_form, reply) => reply.code(503).send('')
  const outage = await browser.get('/submission')
  t.equal(outage.statusCode, 200)
  t.match(outage.body, 'We cannot read your record at the moment')
  t.match(outage.body, 'value="Sofia Garcia"', 'the name that came with the login')
  provider.record = (_form, reply) => reply.code(401).send({ error: 'invalid_token' })
  t.equal(await ask(browser, '/submission'), 'Please sign in again')
})

t.test('the journal judges a submission whatever the browser let through, and loses nothing of it', async (t) => {
  const { browser } = await openJournal(t)
  for (const [answers, problem] of [
    [{ title: ' \r\n ' }, 'Title is missing.'],
    [{ title: ['Roses', 'Roses'] }, 'Title is missing.'],
    [{ title: 'R'.repeat(301) }, 'Title has 301 characters; 300 are the most.'],
    [{ abstract: 'line\r\n'.repeat(599) + 'a little more' }, 'Abstract has 3008 characters; 3000 are the most.'],
    [{ name: null }, 'Name is missing.'],
    [{ email: 'a@x example' }, 'E-mail should look like name@university.example.'],
    [{ email: '@' }, 'E-mail should look like name@university.example.']
  ] as const) {
    const { statusCode, body } = await browser.post('/submission', { ...roses, ...answers })
    t.equal(statusCode, 422)
    t.strictSame([...body.matchAll(/class="problem" [^>]*>([^<]*)/g)].map(([, words]) => words), [problem])
    t.match(body, /<input [^>]*name="affiliation"[^]*?value="Oxbridge">/, 'what was written is there')
  }
  for (const nonsense of ['null', '"text"', '[1]']) {
    const { statusCode, body } = await browser.post('/submission', nonsense as unknown as object, { 'content-type': 'application/json' })
    t.equal(statusCode, 422)
    t.equal(body.match(/class="problem"/g)?.length, 5, 'every question is asked again')
  }
  const short = { ...roses, abstract: 'line\r\n'.repeat(599) }
  t.equal((await browser.post('/submission', short)).headers.location, '/article', 'the end of a line counts once')
  t.equal((await browser.post('/submission', '{' as unknown as object, { 'content-type': 'application/json' })).statusCode, 400)
})

t.test('the journal adds an accepted article to the record, once it may, and once', async (t) => {
  const { provider, browser, as } = await openJournal(t)
  t.equal((await browser.get('/article')).headers.location, '/submission', 'nothing is accepted yet')
  t.equal((await browser.post('/article/work')).headers.location, '/submission')
  t.equal((await browser.post('/submission', roses)).headers.location, '/article')
  const { body } = await browser.get('/article')
  t.match(body, 'Roses &amp; &lt;b&gt;thorns&lt;/b&gt;')
  t.match(body, UPDATE.replace('&', '&amp;'), 'permission is asked for when it is needed')
  t.notMatch(body, 'action="/article/work"')

  as(SOFIA, 'openid /activities/update')
  t.equal((await signIn(browser, provider, UPDATE)).headers.location, '/article')
  t.equal(provider.requests.filter(({ url }) => url === '/oauth/revoke').length, 1, 'the token before it is given back')
  t.match((await browser.get('/article')).body, 'action="/article/work"', 'the article is still there')
  provider.record = (_form, reply) => reply.code(400).send({ 'error-code': 9037 })
  t.equal(sayTitle((await browser.post('/article/work')).body), 'It did not work at ORCID')
  provider.record = (_form, reply) => reply.code(409).send({ 'error-code': 9021, 'developer-message': 'put-code 34.' })
  t.equal((await browser.post('/article/work')).headers.location, '/article')
  t.match((await browser.get('/article')).body, 'It is work 34 there.', 'ORCID had it already')
  provider.record = (_form, reply) => reply.code(201).header('location', `/v3.0/${SOFIA}/work/12`).send()
  await browser.post('/article/work')
  t.match((await browser.get('/article')).body, 'It is work 12 there.')
  const doi = /DOI (10\.5555\/garden\.[\da-f]{8})</.exec(body)?.[1]
  t.match(provider.requests.at(-1)?.form, {
    title: { title: { value: roses.title } }, 'external-ids': { 'external-id': [{ 'external-id-value': doi }] }
  })

  as(JOSIAH)
  await signIn(browser, provider)
  t.equal((await browser.get('/article')).headers.location, '/submission', 'it is nobody else\'s')
})

t.test('the journal does nothing for a form of another site, or for nobody', async (t) => {
  const { provider, app, browser } = await openJournal(t)
  const planted = String(browser.jar.get('journal'))
  const posts = ['/submission', '/article/work', '/sign-out', '/disconnect', '/login/orcid', '/nowhere']
  for (const origin of ['https://evil.example', 'http://127.0.0.1:3001', 'http://localhost:3000', 'null', '']) {
    for (const url of posts) {
      const { statusCode, body } = await browser.post(url, roses, { origin })
      t.equal(statusCode, 403, `${url} from ${origin}`)
      t.equal(sayTitle(body), 'This form did not come from us')
    }
  }
  t.equal(await ask(browser, '/submission'), 'Tell us about your article', 'still signed in')
  t.equal(await ask(browser, '/disconnect'), 'There is no such page', 'an image cannot send a form')

  const nobody = browse(app)
  for (const url of ['/submission', '/article']) t.equal((await nobody.get(url)).statusCode, 401)
  for (const url of posts.slice(0, 4)) t.equal((await nobody.post(url, roses)).statusCode, 401)
  const victim = browse(app, new Map([['journal', planted]]))
  await signIn(victim, provider)
  t.not(victim.jar.get('journal'), planted, 'a session of their own')
  t.equal(await ask(browse(app, new Map([['journal', planted]])), '/submission'), 'Please sign in first')
})

t.test('the journal lets go of a person: the session, and the permission too', async (t) => {
  const { provider, browser } = await openJournal(t)
  await browser.post('/sign-out')
  t.equal(await ask(browser, '/submission'), 'Please sign in first')
  t.equal(provider.requests.filter(({ url }) => url === '/oauth/revoke').length, 0)
  await signIn(browser, provider)
  provider.revoke = (_form, reply) => reply.code(503).send('')
  t.equal(sayTitle((await browser.post('/disconnect')).body), 'It did not work at ORCID')
  t.equal(await ask(browser, '/submission'), 'Tell us about your article', 'kept until ORCID has the token back')
  provider.revoke = () => ''
  t.equal((await browser.post('/disconnect')).headers.location, '/disconnected')
  t.equal(await ask(browser, '/submission'), 'Please sign in first')
})

t.test('every page of the journal stays out of caches and frames, and its cookie with the site', async (t) => {
  const { provider, app, browser } = await openJournal(t)
  for (const url of ['/', '/submission', '/disconnected', '/nowhere', '/login/orcid/callback', '/login/orcid?scope=/read-limited']) {
    const { headers, body } = await browser.get(url)
    t.match(headers, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'content-security-policy': /^default-src 'none'; style-src 'sha256-[\w+/]+='; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/
    }, url)
    t.notMatch(body, /<script|<img|style="|\son\w+=/)
  }
  const { headers } = await browse(app).get('/')
  t.equal(headers['set-cookie'], undefined, 'who only looks gets no cookie')
  const fresh = browse(app)
  const response = await signIn(fresh, provider)
  t.match([response.headers['set-cookie']].flat().find((line) => line?.startsWith('journal=')), /; Path=\/; HttpOnly; SameSite=Lax$/)
  for (const returnTo of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
    const away = await signIn(browse(app), provider, `/login/orcid?returnTo=${encodeURIComponent(returnTo)}`)
    t.equal(away.headers.location, '/submission', returnTo)
  }
})
