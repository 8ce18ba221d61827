import cookie from '@fastify/cookie'
import session from '@fastify/session'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import * as openid from 'openid-client'
import t from 'tap'
import type { Test } from 'tap'

import { buildApp as buildSecureSession } from '../../../examples/secure-session.ts'
import { buildApp as buildSession } from '../../../examples/session.ts'
import { buildJournal } from '../../../examples/journal.ts'
import { buildReader } from '../../../examples/read-record.ts'
import type { AuditReport } from '../../../mock-server/audit/report.ts'
import type { AuditOptions } from '../../../mock-server/audit/types.ts'
import { findMock, remoteMock } from '../../../mock-server/audit/mock.ts'
import { audit } from '../../../mock-server/audit/audit.ts'
import { faultKinds } from '../../../mock-server/controls/faults/catalogue.ts'
import { forgeries } from '../../../mock-server/controls/forgeries/catalogue.ts'
import { startMockOrcid } from '../../../mock-server/start.ts'
import type { MockOrcid } from '../../../mock-server/start.ts'
import fastifyOrcid from '../../../plugin/index.ts'
import type { OrcidRevealedTokens } from '../../../plugin/index.ts'
import { sample, slow } from '../../support/slow.ts'

const secret = 'a secret of the app, of 32 characters and more'
const REDIRECT_URI = 'https://app.example.org/login/orcid/callback'

async function start (t: Test) {
  const orcid = await startMockOrcid({ control: true })
  t.teardown(orcid.close)
  return orcid
}

const failed = (report: AuditReport) => report.checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)

const check = ({ checks }: AuditReport, id: string) => checks.find(one => one.id === id)

/** What is slow, and what is tried elsewhere. */
const SLOW = ['faults/', 'forgeries/']

t.test('the plugin passes', slow, async t => {
  const orcid = await start(t)
  const app = Fastify()
  await app.register(fastifyOrcid, {
    environment: orcid.environment,
    ...orcid.client({ redirectUris: [REDIRECT_URI] }),
    redirectUri: REDIRECT_URI,
    timeoutMs: 1000,
    onLogin: async (_request, _reply, login) => ({ hello: login.name })
  })
  const seen: string[] = []
  const report = await orcid.audit(app, { onCheck: ({ id }) => { seen.push(id) } })
  t.strictSame(failed(report), [], String(report))
  t.equal(report.passed, true)
  t.strictSame(seen, report.checks.map(({ id }) => id))
  t.equal(new Set(seen).size, seen.length, 'every check has a name of its own')
  t.ok(report.counts.passed > 120, `${report.counts.passed} passed`)
  t.match(check(report, 'faults/record'), { outcome: 'not applicable', got: 'The app did not ask for it.' })
  t.match(check(report, 'forgeries/invalid-aud'), { outcome: 'passed', got: '502; not signed in', walk: /1\. app/ })
  t.match(check(report, 'walks/double-navigation'), { got: '200, then 200; signed in; token requests: 1' })
  t.match(check(report, 'request/kept-token'), { outcome: 'not applicable', got: 'The login leads to no page of the app.' })
  t.equal(orcid.findings().length, 0, 'what the audit provoked is nobody\'s fault')
})

t.test('the other hosts of the examples pass, told by what they say of who is signed in', slow, async t => {
  const hosts = { session: buildSession, 'secure-session': buildSecureSession } // which the others build on
  for (const [name, build] of Object.entries(hosts)) {
    const orcid = await start(t)
    const redirectUri = 'http://127.0.0.1:3000/login/orcid/callback'
    const app = await build({ environment: orcid.environment, ...orcid.client(), redirectUri, secret, timeoutMs: 2000 })
    const report = await orcid.audit(app, {
      loginPath: '/login/orcid',
      skip: ['faults/'],
      signedIn: async visit => (await visit.get('/me')).statusCode === 200
    })
    t.strictSame(failed(report), [], `${name}: ${report}`)
    t.ok(report.counts.passed > 80, `${name}: ${report.counts.passed} passed`)
    await app.close()
  }
})

t.test('the journal of the examples passes, leg three included', slow, async t => {
  const orcid = await start(t)
  const redirectUri = 'http://127.0.0.1:3000/login/orcid/callback'
  const app = await buildJournal({ environment: orcid.environment, ...orcid.client(), redirectUri, timeoutMs: 1000 })
  const { now } = Date
  t.teardown(() => { Date.now = now })
  let ahead = 0
  const moveAppClock = (seconds: number) => {
    ahead += seconds
    Date.now = () => now() + ahead * 1000
  }
  const skip = ['faults/jwks/stall', 'faults/token/stall', 'faults/token/drip', 'forgeries/invalid-', 'forgeries/orcid-']
  const report = await orcid.audit(app, { loginPath: '/login/orcid?returnTo=/submission', moveAppClock, skip })
  t.strictSame(failed(report), [], String(report))
  t.match(check(report, 'walks/other-loopback-name'), { outcome: 'passed' })
  t.match(check(report, 'walks/hour-at-orcid'), { outcome: 'passed' })
  t.match(check(report, 'faults/token/stall'), { outcome: 'not applicable', got: 'Left out on request.' })
  t.match(check(report, 'request/redirect-uri'), { outcome: 'for a person' })
  t.match(check(report, 'request/kept-token'), { outcome: 'passed', got: '200 at /submission' })
})

/** Everything but the ordinary sign-ins and what they show. */
const REST = ['walks/', 'tampering/', ...SLOW]

/** An app of one person, whose page reads the record; `refused` is what it does when ORCID refuses the token. */
async function buildRecordPage (orcid: MockOrcid, refused: (forget: () => void) => unknown) {
  const app = Fastify()
  let tokens: OrcidRevealedTokens | undefined
  await app.register(fastifyOrcid, {
    environment: orcid.environment,
    ...orcid.client(),
    redirectUri: 'http://127.0.0.1:3000/login/orcid/callback',
    defaultReturnTo: '/me',
    onLogin: async (_request, _reply, login) => { tokens = login.tokens.reveal() }
  })
  app.get('/me', async (_request, reply) => {
    if (tokens === undefined) return 'Connect your ORCID iD.'
    const reading = app.orcid.record(tokens, orcid.researchers.sofia.orcid).read('keywords')
    return await reading.catch(async () => await refused(() => { tokens = undefined }) ?? reply.code(503).send('later'))
  })
  return app
}

/** What `request/kept-token` says of an app. */
async function lookAtToken (orcid: MockOrcid, app: FastifyInstance, options: AuditOptions = {}) {
  const report = await orcid.audit(app, { as: [orcid.researchers.sofia.orcid], skip: REST, ...options })
  return check(report, 'request/kept-token')
}

t.test('P8: an app that forgets its token at the first 401 fails, and one that keeps it passes', async t => {
  const orcid = await start(t)
  const patient = await lookAtToken(orcid, await buildRecordPage(orcid, () => null))
  t.match(patient, { outcome: 'passed', got: '200 at /me' })
  const forgetful = await lookAtToken(orcid, await buildRecordPage(orcid, forget => forget()))
  t.match(forgetful, { outcome: 'failed', got: '200 at /me: the app did not read the record' })
  t.match(forgetful?.fix, /refused it twice, some time apart/)
  t.match(forgetful?.walk, /GET http:\/\/127\.0\.0\.1:3000\/me/)
})

t.test('P8: a kept token is told from another one, from a cache, and from none', slow, async t => {
  const orcid = await start(t)
  const { clientId, clientSecret } = orcid.client()
  const form = { grant_type: 'client_credentials', scope: '/read-public', client_id: clientId, client_secret: clientSecret }
  const other = await buildRecordPage(orcid, forget => forget())
  other.addHook('onSend', async ({ url }, _reply, body) => {
    if (url !== '/me' || !String(body).startsWith('Connect')) return
    await fetch(orcid.environment.tokenEndpoint, { method: 'POST', body: new URLSearchParams(form) })
  })
  t.match(await lookAtToken(orcid, other), { outcome: 'failed', got: '200 at /me: the app asked for another token' })

  const once = await buildRecordPage(orcid, () => null)
  let reads = 0
  once.addHook('onRequest', async ({ url }, reply) => url === '/me' && ++reads === 3 ? reply.send('from a cache') : undefined)
  t.match(await lookAtToken(orcid, once), { outcome: 'not applicable', got: '/me did not read the record again.' })
  const left = { skip: ['request/kept-token', ...REST] }
  t.match(await lookAtToken(orcid, once, left), { outcome: 'not applicable', got: 'Left out on request.' })

  const redirectUri = 'http://127.0.0.1:3000/login/orcid/callback'
  const build = { environment: orcid.environment, ...orcid.client(), redirectUri, secret }
  const reader = await lookAtToken(orcid, await buildReader(build), { loginPath: '/login/orcid?returnTo=/record' })
  t.match(reader, { outcome: 'passed', got: '200 at /record' })
  t.match(await lookAtToken(orcid, await buildSession(build)), { outcome: 'not applicable', got: '/me did not read the record.' })

  const controlled = await remoteMock({ issuer: orcid.issuer }, String(orcid.control?.token))
  for (const [refused, outcome] of [[() => null, 'passed'], [(forget: () => void) => forget(), 'failed']] as const) {
    const report = await audit(controlled, await buildRecordPage(orcid, refused), { skip: REST })
    t.match(check(report, 'request/kept-token'), { outcome }, 'from another process')
  }
})

t.test('leaving out the first fault of an endpoint leaves out no other fault', slow, async t => {
  const orcid = await start(t)
  const redirectUri = 'http://127.0.0.1:3000/login/orcid/callback'
  const app = await buildJournal({ environment: orcid.environment, ...orcid.client(), redirectUri, timeoutMs: 1000 })
  const others = Object.keys(faultKinds).filter(kind => kind !== '401').map(kind => `faults/token/${kind}`)
  const skip = ['faults/jwks', 'faults/userinfo', 'faults/record', 'walks/', 'tampering/', 'forgeries/', ...others]
  const report = await orcid.audit(app, { loginPath: '/login/orcid', skip })
  t.match(check(report, 'faults/token/400'), { outcome: 'not applicable', got: 'Left out on request.' })
  t.match(check(report, 'faults/token/401'), { outcome: 'passed' })
  await app.close()
})

/** An app as they are written in a hurry: one state for all, nothing compared, nothing verified, no timeout. */
async function buildCareless (orcid: MockOrcid, redirectUri: string): Promise<FastifyInstance> {
  const app = Fastify()
  const { clientId, clientSecret } = orcid.client()
  const query = new URLSearchParams({
    client_id: clientId, response_type: 'code', scope: '/authenticate', state: 'state', redirect_uri: redirectUri
  })
  const login = `${orcid.environment.authorizationEndpoint}?${query}`
  app.get('/login', (_request, reply) => reply.header('set-cookie', 'track=1; Path=/').redirect(login))
  app.get<{ Querystring: Record<string, string> }>('/callback', async (request, reply) => {
    const { code = '' } = request.query
    const form = { client_id: clientId, client_secret: clientSecret, grant_type: 'authorization_code', code }
    const answer = await fetch(orcid.environment.tokenEndpoint, { method: 'POST', body: new URLSearchParams(form) })
    const { orcid: iD } = await answer.json() as { orcid: string }
    if (iD === undefined) throw new Error('no iD')
    return reply.header('set-cookie', ['me=' + encodeURIComponent(iD) + '; Path=/', 'gone=; Max-Age=0']).redirect('/')
  })
  return app
}

t.test('a careless app fails where it is careless', async t => {
  const orcid = await start(t)
  const app = await buildCareless(orcid, 'http://localhost:3000/callback')
  const named = ['stall', '500', 'orcid-bad-check-digit', 'orcid-uri', 'orcid-empty', 'invalid-aud', 'missing-id-token', 'orcid-not-sub']
  const others = [...Object.keys(faultKinds).map(kind => ['faults/token', kind]), ...Object.keys(forgeries).map(name => ['forgeries', name])]
    .flatMap(([group, name = '']) => named.includes(name) ? [] : `${group}/${name}/`)
  const tried = sample('further faults and forgeries that a careless app meets', others)
  const skip = ['faults/jwks', ...others.filter(id => !tried.includes(id))]
  const report = await orcid.audit(app, { loginPath: '/login', patienceMs: 500, skip })
  t.equal(report.passed, false)
  const caught = failed(report)
  for (const id of [
    'sign-in/deny', 'walks/double-navigation', 'walks/no-cookies', 'walks/head-request',
    'tampering/other-browser', 'tampering/other-code', 'tampering/tamper-state', 'tampering/drop-state',
    'tampering/repeat-state', 'tampering/code-and-error', 'tampering/empty-callback', 'tampering/tamper-code',
    'faults/token/stall', 'forgeries/orcid-bad-check-digit', 'forgeries/orcid-uri', 'forgeries/orcid-empty',
    'request/findings/state-guessable', 'request/findings/redirect-uri-localhost', 'request/state', 'request/nonce', 'request/redirect-uri', 'request/cookies', 'request/cache'
  ]) t.ok(caught.includes(id), id)
  for (const id of ['sign-in/allow', 'sign-in/again', 'walks/two-tabs', 'faults/token/500', 'request/secrets']) {
    t.match(check(report, id), { outcome: 'passed' }, id)
  }
  for (const id of ['forgeries/invalid-aud', 'forgeries/missing-id-token', 'forgeries/orcid-not-sub']) {
    t.match(check(report, id), { outcome: 'not applicable' }, `${id}: no id_token is asked for`)
  }
  t.match(check(report, 'request/findings/state-guessable'), { got: /^warning: Nothing: an attacker/, fix: /^Draw at least/ })
  t.match(check(report, 'tampering/drop-state')?.got, /^somebody is signed in, too many token requests: 302 to \/; /)
  t.match(check(report, 'tampering/empty-callback')?.got, /^a 5xx/)
  t.match(check(report, 'faults/token/stall')?.got, /^Could not reach the app at .*: no answer in time$/)
  t.match(check(report, 'request/cookies')?.got, /track lacks HttpOnly and SameSite/)

  const text = String(report)
  t.match(text, /✗ tampering\/tamper-state\n {2}sent {6}The callback's state is changed\.\n {2}expected {2}Nobody is/)
  t.match(text, /\n {2}fix {7}Refuse a callback whose state was not set in this browser, before/)
  t.match(text, /\n {2}source {4}https:\/\/www\.rfc-editor\.org\/rfc\/rfc6749#section-10\.12\n/)
  t.match(text, /\n\nThe walk of each is in the Markdown.*\n\nThe straight way {21}3 passed, 1 failed/)
  t.match(text, new RegExp(`\\n\\n${report.counts.passed} passed, ${caught.length} failed, `))
  const markdown = report.toMarkdown()
  t.match(markdown, /^# Audit of an ORCID login\n\n\d+ passed, .*\n\n## To fix\n\n### ✗ sign-in\/deny\n\n- sent: The person denies\./)
  t.match(markdown, /\n- fix: .*\n- source: .*\n\n```text\n 1\. app {4}GET http/)
  t.match(markdown, /\n\n## The straight way\n\n\| \| check \| sent /)
  t.match(markdown, '| ✗ failed | tampering/drop-state | The callback has no state. | Nobody is signed in.')
  t.match(markdown, '| ? for a person | checklist/button |')
  const junit = report.toJUnit()
  t.match(junit, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="fastify-orcid audit" tests="\d+" failures="/)
  t.match(junit, /<testcase classname="tampering" name="tampering\/drop-state" time="\d+\.\d{3}"><failure message="somebody/)
  t.match(junit, '<skipped message="for a person: ')
  t.notMatch(junit, /&(?!amp;|lt;|gt;|quot;)/, 'well-formed')
})

t.test('V1: a session that does not come back fails, with what keeps it away', async t => {
  const orcid = await start(t)
  async function buildWith (sameSite: 'lax' | 'strict', landing: (app: FastifyInstance) => void = () => {}) {
    const app = Fastify()
    await app.register(cookie)
    await app.register(session, { secret: 's'.repeat(32), saveUninitialized: false, cookie: { secure: false, sameSite } })
    await app.register(fastifyOrcid, {
      environment: orcid.environment,
      ...orcid.client(),
      redirectUri: 'http://127.0.0.1:3000/login/orcid/callback',
      onLogin: async ({ session }, reply, { orcid }) => {
        session.set('iD' as never, orcid as never)
        return reply.redirect('/me')
      }
    })
    landing(app)
    if (!app.hasRoute({ method: 'GET', url: '/me' })) {
      app.get('/me', ({ session }, reply) => session.get('iD' as never) ? reply.send('me') : reply.redirect('/login/orcid'))
    }
    return app
  }
  const look = async (app: FastifyInstance, skip = REST) => {
    const report = await orcid.audit(app, { skip })
    return check(report, 'request/session')
  }
  const away = { outcome: 'failed', got: 'the browser is sent back to http://127.0.0.1:3000/login/orcid' }
  const strict = await look(await buildWith('strict'))
  t.match(strict, away)
  for (const word of ['SameSite', 'Secure', 'Path', 'trustProxy']) t.match(strict?.fix, word)
  t.match(await look(await buildWith('lax')), { outcome: 'passed', got: '200 at /me' })
  t.match(await look(await buildWith('lax'), ['request/session', ...REST]), { got: 'Left out on request.' })

  const landings: Array<[(app: FastifyInstance) => unknown, object]> = [
    [app => app.get('/me', (_request, reply) => reply.redirect('/login')), { outcome: 'failed', got: /sent back to .*\/login$/ }],
    [app => app.get('/me', (_request, reply) => reply.redirect(`${orcid.issuer}/oauth/authorize`)), { got: /sent back to .*authorize$/ }],
    [app => app.get('/me', (_request, reply) => reply.redirect('/me')), { outcome: 'failed', got: 'more than 5 redirects' }],
    [app => app.get('/me', (_request, reply) => reply.redirect('//elsewhere.example')), { got: 'The callback leads to http://elsewhere.example.' }],
    [app => app.get('/me', (_request, reply) => reply.code(401).send()), { outcome: 'failed', got: '401 at /me' }],
    [app => app.get('/me', (_request, reply) => reply.code(503).send()), { outcome: 'failed', got: '503 at /me' }],
    [app => app.get('/me', (_request, reply) => reply.redirect('http://')), { outcome: 'failed', got: /Invalid URL|no URL/ }]
  ]
  for (const [landing, expected] of sample('landings of a sign-in', landings)) t.match(await look(await buildWith('lax', landing)), expected)
})

t.test('V1: a Secure session behind TLS is set only with trustProxy', slow, async t => {
  const orcid = await start(t)
  for (const [redirectUri, trustProxy, outcome] of [
    ['http://127.0.0.1:3000/login/orcid/callback', false, 'passed'], [REDIRECT_URI, false, 'failed'], [REDIRECT_URI, true, 'passed']
  ] as const) {
    const app = Fastify({ trustProxy })
    await app.register(cookie)
    await app.register(session, {
      secret: 'a secret of at least thirty-two characters', cookie: { secure: redirectUri.startsWith('https:'), sameSite: 'lax' }
    })
    await app.register(fastifyOrcid, {
      environment: orcid.environment,
      ...orcid.client({ redirectUris: [redirectUri] }),
      redirectUri,
      defaultReturnTo: '/me',
      onLogin: async (request, _reply, login) => { Object.assign(request.session, { orcid: login.orcid }) }
    })
    app.get('/me', async (request, reply) => 'orcid' in request.session ? 'you' : reply.redirect('/login/orcid?returnTo=/me'))
    const report = await orcid.audit(app, { skip: REST })
    t.match(check(report, 'request/session'), { outcome }, String(report))
  }
  const client = orcid.client({ redirectUris: [REDIRECT_URI] })
  const example = await buildSession({ environment: orcid.environment, ...client, redirectUri: REDIRECT_URI, secret })
  t.match(check(await orcid.audit(example, { skip: REST }), 'request/session'), { outcome: 'passed' }, 'the example trusts a proxy on its machine')
})

t.test('V4: what the audit asks for itself is not judged', async t => {
  const orcid = await start(t)
  const app = Fastify()
  await app.register(fastifyOrcid, {
    environment: orcid.environment,
    ...orcid.client(),
    redirectUri: 'http://127.0.0.1:3000/login/orcid/callback',
    onLogin: async (_request, reply) => reply.header('set-cookie', 'me=1; Path=/; HttpOnly; SameSite=Lax').redirect('/me')
  })
  app.get('/me', ({ headers }, reply) => reply.code(/me=1/.test(headers.cookie ?? '') ? 200 : 401)
    .header('set-cookie', 'careless=1').send({ access_token: 'x' }))
  const report = await orcid.audit(app, {
    skip: REST, signedIn: async visit => (await visit.get('/me?access_token=x')).statusCode === 200
  })
  t.strictSame(failed(report), [], String(report))
  t.match(check(report, 'request/cache'), { outcome: 'passed', got: 'no-store' })
})

t.test('an app of which nothing can be told is told so, and no more', async t => {
  const orcid = await start(t)
  const redirectUri = 'http://127.0.0.1:3000/callback'
  const client = orcid.client()
  const query = new URLSearchParams({ client_id: client.clientId, response_type: 'code', scope: 'openid', redirect_uri: redirectUri })
  const app = Fastify()
  app.get('/login', (_request, reply) => reply.redirect(`${orcid.environment.authorizationEndpoint}?${query}`))
  let calls = 0
  app.get('/once', (_request, reply) => calls++ < 2
    ? reply.redirect(`${orcid.environment.authorizationEndpoint}?${query}`)
    : reply.code(500).send())
  app.get('/callback', (request, reply) => {
    reply.header('set-cookie', ['a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'b=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT'])
    return reply.send(request.query)
  })
  const alike = await orcid.audit(app, { loginPath: '/login' })
  t.strictSame(failed(alike), ['sign-in/allow', 'sign-in/deny'])
  t.match(String(alike), /✗ sign-in\/allow\n[^]*\n {2} 1\. app {4}GET/, 'few failures show their walks')
  t.match(check(alike, 'sign-in/allow')?.got, /^A sign-in and a denial look the same from outside/)

  const told = await orcid.audit(app, {
    loginPath: '/login', skip: SLOW, signedIn: visit => visit.response.body.includes('code')
  })
  t.match(check(told, 'sign-in/allow'), { outcome: 'passed' })
  t.match(check(told, 'tampering/tamper-code'), { outcome: 'failed' })
  t.match(check(told, 'request/state'), { got: 'there is no state' })
  t.match(check(told, 'request/nonce'), { got: 'there is no nonce' })
  t.match(check(told, 'request/referrer'), { outcome: 'failed', got: 'Referrer-Policy: none' })
  t.match(check(told, 'request/cookies'), { outcome: 'failed' })

  const broken = await orcid.audit(app, { loginPath: '/nowhere' })
  t.strictSame(failed(broken), ['sign-in/allow'])
  t.match(check(broken, 'sign-in/allow')?.got, /^The login route did not redirect to the ORCID at .* it answered 404/)
  t.equal(broken.checks.length, 11, 'the rest is for a person')
  t.equal(broken.toMarkdown().match(/^## /gm)?.length, 3, 'a group without checks has no heading')

  const once = await orcid.audit(app, { loginPath: '/once', skip: ['faults/'] })
  t.strictSame(failed(once), ['sign-in/allow'], 'an app that signs in only once')
})

/** A login as the documentation of openid-client has it: it believes `sub` alone, and a form starts it. */
async function buildOpenid (orcid: MockOrcid, redirectUri: string): Promise<FastifyInstance> {
  const app = Fastify()
  const { clientId, clientSecret } = orcid.client()
  const execute = [openid.allowInsecureRequests]
  const config = await openid.discovery(new URL(orcid.issuer), clientId, clientSecret, undefined, { execute })
  const nonces = new Map<string, string>()
  app.addContentTypeParser('application/x-www-form-urlencoded', (_request, _payload, done) => done(null))
  app.post('/login', async (_request, reply) => {
    const [state, nonce] = [openid.randomState(), openid.randomNonce()]
    nonces.set(state, nonce)
    const query = { redirect_uri: redirectUri, scope: 'openid', state, nonce }
    return reply.header('set-cookie', `${state}=1; HttpOnly; SameSite=Lax; Path=/`)
      .redirect(openid.buildAuthorizationUrl(config, query).href)
  })
  app.get<{ Querystring: { state?: string } }>('/callback', async ({ url, query, headers }, reply) => {
    const { state = '' } = query
    const expectedNonce = nonces.get(state)
    nonces.delete(state)
    if (expectedNonce === undefined || !headers.cookie?.includes(state)) return reply.code(502).send()
    const checks = { expectedState: state, expectedNonce, idTokenExpected: true }
    const tokens = await openid.authorizationCodeGrant(config, new URL(url, redirectUri), checks).catch(() => null)
    if (tokens === null) return reply.code(502).send()
    return reply.header('set-cookie', `user=${tokens.claims()?.sub}; HttpOnly; SameSite=Lax; Path=/`).redirect('/')
  })
  return app
}

t.test('the fix fits what an app with openid-client has got wrong', async t => {
  const orcid = await start(t)
  const app = await buildOpenid(orcid, 'http://127.0.0.1:3000/callback')
  const tried = ['forgeries/rogue-key', 'forgeries/orcid-null', 'forgeries/orcid-not-sub', 'forgeries/sub-not-orcid', 'forgeries/orcid-uri',
    'forgeries/signing-key-rotation-just-before-signing']
  const skip = ['walks/', 'faults/token/', ...Object.keys(forgeries).map(name => `forgeries/${name}`).filter(id => !tried.includes(id))]
  const options = { loginPath: '/login', method: 'POST', form: { csrf: 'x' }, skip } as const
  const report = await orcid.audit(app, options)
  const fixes: Array<[id: string, got: RegExp, fix: RegExp]> = [
    ['tampering/drop-state', /^a 5xx: 502; not signed in; token requests: 0$/, /^Answer it with a status below 500: nothing /],
    ['tampering/other-code', /^a 5xx: 502; not signed in$/, /^Answer it with a status below 500/],
    ['forgeries/rogue-key', /^somebody is signed in/, /enableNonRepudiationChecks\(config\).*Core 3\.1\.3\.7 allows/],
    ['forgeries/sub-not-orcid', /^somebody is signed in/, /^Compare sub of the id_token with orcid of the token answer/],
    ['forgeries/orcid-uri', /^somebody is signed in/, /the iD \(orcid, and sub of the id_token\) bare/]
  ]
  for (const [id, got, fix] of fixes) t.match(check(report, id), { outcome: 'failed', got, fix }, id)
  for (const id of ['forgeries/orcid-null', 'forgeries/orcid-not-sub']) {
    t.match(check(report, id), { outcome: 'for a person', got: /^302 to \/; signed in\. To sign in is right if the app takes the iD from sub/ })
  }
  t.match(check(report, 'faults/jwks'), { outcome: 'not applicable', got: /^The app did not ask for it: it has kept the keys/ })
  t.match(check(report, 'faults/discovery'), { outcome: 'not applicable', got: /: it has read the document when it started/ })
  t.match(check(report, 'faults/userinfo'), { outcome: 'not applicable', got: 'The app did not ask for it.' })
  t.match(check(report, 'forgeries/signing-key-rotation-just-before-signing'), { outcome: 'passed' }, 'it looks at no signature')
  await t.rejects(orcid.signIn(app, { path: '/login', as: 'sofia' }),
    { message: /^The login route did not redirect .*it answered 404 .*\. If a form starts the login, give method: 'POST'\n/ })
})

t.test('a hand-written login with one state for the whole browser fails with two tabs', async t => {
  const orcid = await start(t)
  const app = Fastify()
  const { clientId, clientSecret } = orcid.client()
  const redirectUri = 'http://127.0.0.1:3000/callback'
  app.get('/login', (_request, reply) => {
    const state = crypto.randomUUID()
    const query = new URLSearchParams({
      client_id: clientId, response_type: 'code', scope: '/authenticate', redirect_uri: redirectUri, state
    })
    return reply.header('set-cookie', `state=${state}; HttpOnly; SameSite=Lax; Path=/`)
      .redirect(`${orcid.environment.authorizationEndpoint}?${query}`)
  })
  app.get<{ Querystring: Record<string, string> }>('/callback', async ({ query, headers }, reply) => {
    if (query['error'] !== undefined) return reply.code(401).send()
    if (!headers.cookie?.includes(`state=${query['state']}`)) return reply.code(400).send()
    const form = { client_id: clientId, client_secret: clientSecret, grant_type: 'authorization_code', code: String(query['code']) }
    const answer = await fetch(orcid.environment.tokenEndpoint, { method: 'POST', body: new URLSearchParams(form) })
    const { orcid: iD } = await answer.json() as { orcid?: string }
    return reply.header('set-cookie', `user=${iD}; HttpOnly; SameSite=Lax; Path=/`).redirect('/')
  })
  const report = await orcid.audit(app, { loginPath: '/login', skip: SLOW })
  t.match(check(report, 'walks/two-tabs'), {
    outcome: 'failed',
    got: /^one of the answers is a failure: 400, then 302 to \/; signed in/,
    fix: 'Keep what belongs to a login by its state, one cookie or entry each; not one for the whole browser.'
  })
  t.match(check(report, 'walks/two-tabs-crossed'), { got: /^nobody is signed in: 302 to \/, then 400; not signed in/ })
  t.match(check(report, 'sign-in/deny'), { outcome: 'passed' })
  t.match(check(report, 'tampering/other-browser'), { outcome: 'passed' })
})

t.test('secrets that are short, the same or in an address are found', async t => {
  const orcid = await start(t)
  const app = Fastify()
  const client = orcid.client()
  let count = 0
  app.get('/login', (_request, reply) => {
    const state = `s${count++}`
    const query = new URLSearchParams({
      client_id: client.clientId,
      response_type: 'code',
      scope: 'openid',
      redirect_uri: 'http://127.0.0.1:3000/callback',
      state,
      nonce: 'same',
      client_secret: client.clientSecret
    })
    return reply.header('cache-control', 'no-store').redirect(`${orcid.environment.authorizationEndpoint}?${query}`)
  })
  app.get<{ Querystring: { code?: string } }>('/callback', (request, reply) => reply
    .header('cache-control', 'no-store').header('referrer-policy', 'same-origin')
    .code(request.query.code === undefined ? 403 : 200).send('done'))
  const report = await orcid.audit(app, { loginPath: '/login', skip: SLOW })
  t.match(check(report, 'request/state'), { outcome: 'failed', got: /^\d characters$/ })
  t.match(check(report, 'request/nonce'), { outcome: 'failed', got: 'they are the same' })
  t.match(check(report, 'request/secrets'), { outcome: 'failed', got: /^in GET http:\/\/127/ })
  t.match(check(report, 'request/referrer'), { outcome: 'passed', got: 'same-origin' })
})

t.test('from outside, an audit does what it can, and all with the control API', slow, async t => {
  const orcid = await start(t)
  const bare = { issuer: orcid.issuer }
  const injected = Fastify()
  await injected.register(fastifyOrcid, {
    environment: orcid.environment,
    ...orcid.client({ redirectUris: [REDIRECT_URI] }),
    redirectUri: REDIRECT_URI,
    timeoutMs: 1000,
    onLogin: async (_request, _reply, login) => ({ hello: login.name })
  })
  const report = await audit(bare, injected)
  t.strictSame(failed(report), [], String(report))
  const reason = 'From outside, the mock misbehaves only with its control token.'
  t.match(check(report, 'faults/token'), { outcome: 'not applicable', got: reason })
  t.match(check(report, 'forgeries/invalid-aud'), { outcome: 'not applicable', got: reason })
  t.match(check(report, 'request/findings'), { outcome: 'not applicable' })
  t.match(check(report, 'walks/back-and-resubmit'), { outcome: 'passed' }, 'another person is found on the page')
  const lonely = await audit(bare, injected, { as: ['0000-0001-2345-6789'] })
  t.match(check(lonely, 'sign-in/deny'), { outcome: 'not applicable', got: /^ORCID did not show the consent page/ })
  t.strictSame(failed(lonely), [])

  const controlled = await remoteMock(bare, String(orcid.control?.token))
  const skip = ['faults/jwks', 'faults/token/stall', 'faults/token/drip', 'tampering/', 'forgeries/orcid-']
  const whole = await audit(controlled, injected, { skip })
  t.strictSame(failed(whole), [], String(whole))
  t.match(check(whole, 'forgeries/invalid-aud'), { outcome: 'passed' })
  t.match(check(whole, 'walks/hour-before-callback'), { outcome: 'passed' })
  await t.rejects(remoteMock(bare, 'wrong'), { message: /^The mock's control API answers 401: / })
})

t.test('a mock is found where a login leads, and the real ORCID is left alone', async t => {
  const orcid = await start(t)
  const app = Fastify({ forceCloseConnections: true })
  t.teardown(() => app.close())
  app.get('/login', (_request, reply) => reply.redirect('/start'))
  app.get('/start', (_request, reply) => reply.redirect(`${orcid.issuer}/oauth/authorize?x=1`))
  app.get('/real', (_request, reply) => reply.redirect('https://orcid.org/oauth/authorize'))
  app.get('/none', (_request, reply) => reply.send('hello'))
  app.get('/circle', (_request, reply) => reply.redirect('/circle'))
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  t.strictSame(await findMock(new URL('/login', url)), { issuer: orcid.issuer })
  for (const [path, message] of [
    ['/real', /^The login leads to orcid\.org, and an audit stays on this machine\. /],
    ['/none', /\/none answers 200 and does not lead to ORCID$/],
    ['/circle', /^The login at http.*\/circle goes in circles/]
  ] as const) await t.rejects(findMock(new URL(path, url)), { message })
  await app.close()
  await t.rejects(findMock(new URL('/login', url)), { message: /^Could not reach http:\/\/127\.0\.0\.1:\d+\/login: (?:ECONN|UND_ERR_SOCKET)/ })

  const plan = { as: ['0000-0001-2345-6789'] }
  await t.rejects(audit({ issuer: url }, Fastify()), { message: /^Could not reach ORCID at http/, about: 'orcid' })
  const empty = Fastify()
  t.teardown(() => empty.close())
  empty.get('/signin', (_request, reply) => reply.send('nobody'))
  const nobody = await empty.listen({ host: '127.0.0.1', port: 0 })
  await t.rejects(audit({ issuer: nobody }, Fastify()), { message: /shows nobody to sign in as$/ })
  t.strictSame(failed(await audit({ issuer: nobody }, Fastify(), plan)), ['sign-in/allow'])
})
