import { readFileSync } from 'node:fs'

import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import type { Test } from 'tap'

import { startMockOrcid } from '../../../mock-server/start.ts'
import type { MockOrcid } from '../../../mock-server/start.ts'
import { signIn } from '../../../mock-server/browser/sign-in.ts'
import type { Visit } from '../../../mock-server/browser/result.ts'
import { scenarios } from '../../../mock-server/browser/scenarios.ts'
import type { ScenarioName } from '../../../mock-server/browser/scenarios.ts'
import type { Hop } from '../../../mock-server/browser/history.ts'
import type { InjectedRequest } from '../../../mock-server/browser/transport.ts'
import type { SignInPlan, VisitTarget } from '../../../mock-server/browser/sign-in.ts'
import fastifyOrcid from '../../../plugin/index.ts'
import { freePort } from '../../support/free-port.ts'
import { ROOT } from '../../support/root.ts'

interface Bench {
  orcid: MockOrcid
  app: FastifyInstance
  /** What signIn is given: the app itself, or where it listens. */
  target: VisitTarget
  /** How often a login came to its end. */
  logins: string[]
  plan: SignInPlan
}

type Way = 'injected' | 'http' | 'https'

const readTls = (name: string) => readFileSync(new URL(`test/fixtures/tls/${name}.pem`, ROOT))

/** An app that listens on https trusts no authority, so nobody can but who looks away. */
function lookAway (t: Test): void {
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  t.teardown(() => { delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'] })
}

function createApp (t: Test, way: Way): FastifyInstance {
  const options = { forceCloseConnections: true }
  if (way !== 'https') return Fastify(options)
  lookAway(t)
  const https = { key: readTls('key'), cert: readTls('certificate') }
  return Fastify({ ...options, https }) as unknown as FastifyInstance
}

/** An app on the plugin that answers a login with the iD and a cookie, injected or listening. */
async function openMock (t: Test, way: Way = 'injected', host = '127.0.0.1', options: object = {}): Promise<Bench> {
  const orcid = await startMockOrcid()
  t.teardown(orcid.close)
  const app = createApp(t, way)
  t.teardown(() => app.close())
  const logins: string[] = []
  const port = way === 'injected' ? 3000 : await freePort()
  const origin = `${way === 'https' ? 'https' : 'http'}://${host}:${port}`
  await app.register(fastifyOrcid, {
    environment: orcid.environment,
    ...orcid.client(),
    redirectUri: `${origin}/login/orcid/callback`,
    ...options,
    async onLogin (_request, reply, login) {
      logins.push(login.orcid)
      return reply.header('set-cookie', `me=${login.orcid}; Path=/`).send({ orcid: login.orcid })
    }
  })
  app.get('/me', async request => ({ cookie: request.headers.cookie ?? null }))
  if (way !== 'injected') await app.listen({ host: '127.0.0.1', port })
  const target = way === 'injected' ? app : origin
  return { orcid, app, target, logins, plan: { path: '/login/orcid', as: orcid.researchers.sofia } }
}

const WAYS = [
  ['an injected app', 'injected'], ['an app that listens', 'http'], ['an app that listens on https', 'https']
] as const

for (const [name, way] of WAYS) {
  t.test(`every scenario is walked to the end of ${name}`, async t => {
    const { orcid, target, plan } = await openMock(t, way)
    /** What the plugin answers: status and how often the callback is answered. */
    const expected: Partial<Record<ScenarioName, number[]>> = {
      'close-window': [],
      'back-and-resubmit': [200, 400],
      'two-tabs': [200, 200],
      'two-tabs-crossed': [200, 200],
      'double-navigation': [200, 200],
      'double-navigation-cancelled': [200],
      'replay-callback': [200, 400],
      'other-browser': [400],
      'other-code': [400],
      'tamper-state': [400],
      'drop-state': [400],
      'repeat-state': [400],
      'tamper-code': [303], // to ORCID: a code that is rejected begins the sign-in again
      'drop-code': [400],
      'repeat-code': [400],
      'tamper-iss': [400],
      'code-and-error': [400],
      'empty-callback': [400],
      'other-loopback-name': [200],
      'blank-page': [200],
      'no-cookies': [400],
      prefetch: [200],
      'head-request': [200]
    }
    for (const [scenario, statuses] of Object.entries(expected)) {
      orcid.reset()
      const visit = await orcid.signIn(target, { ...plan, scenario: scenario as ScenarioName })
      t.strictSame(visit.callbacks.map(({ statusCode }) => statusCode), statuses, scenario)
    }
    const timed = ['hour-at-orcid', 'hour-before-callback', 'interstitial']
    t.strictSame([...Object.keys(expected), ...timed].sort(), Object.keys(scenarios).sort(), 'no scenario is left out')
  })

  t.test(`two navigations of ${name} make one login`, async t => {
    const { orcid, target, plan, logins } = await openMock(t, way)
    const twice = await orcid.signIn(target, { ...plan, scenario: 'double-navigation' })
    t.strictSame(twice.callbacks.map(({ body }) => JSON.parse(body)), [{ orcid: logins[0] }, { orcid: logins[0] }])
    const cancelled = await orcid.signIn(target, { ...plan, scenario: 'double-navigation-cancelled' })
    t.equal(cancelled.response.statusCode, 200)
    t.match(String(cancelled), /→ cancelled by the browser\n/)
    t.match((await cancelled.get('/me')).json(), { cookie: /me=0000-/ })
  })
}

t.test('an answer a person did not get to give is said, and not taken for given', async t => {
  const { orcid, app, plan } = await openMock(t)
  const visit = await orcid.signIn(app, plan)
  const notAsked = /^ORCID did not show the consent page, because 0000-0001-2345-6789 has granted this client the same before\. /
  await t.rejects(orcid.signIn(app, { ...plan, answer: 'deny' }), { message: notAsked })
  await t.rejects(orcid.signIn(app, { ...plan, scope: 'openid' }), { message: /The plan's answer was not given\. / })
  for (const scenario of ['close-window', 'back-and-resubmit', 'hour-at-orcid', 'interstitial', 'blank-page'] as const) {
    await t.rejects(orcid.signIn(app, { ...plan, scenario }), { message: /The plan waits for that page\. Call reset\(\)/ })
  }
  const again = await orcid.signIn(app, { ...plan, browser: visit })
  t.strictSame(again.hops.map(hop => `${hop.from} ${hop.method} ${hop.statusCode}`), [
    'app GET 302', 'orcid GET 302', 'app GET 200'
  ], 'in the same browser nobody is asked anything')
  t.equal(visit.hops.length, 7, 'the first visit is over')

  const stranger = orcid.signIn(app, { ...plan, as: 'twoFactor', browser: visit })
  await t.rejects(stranger, { message: /^ORCID did not ask who it is: in this browser 0000-0001-2345-6789 is signed/ })
  await t.rejects(orcid.signIn(app, { ...plan, browser: {} as typeof visit }), {
    message: 'The plan\'s "browser" is no visit: give the one an earlier signIn resolved to'
  })
})

t.test('a walk can be watched, and a person who closes the window can come back', async t => {
  const { orcid, app, plan } = await openMock(t)
  const seen: string[] = []
  const onHop = ({ from, method, statusCode }: Hop) => { seen.push(`${from} ${method} ${statusCode}`) }
  const closed = await orcid.signIn(app, { ...plan, scenario: 'close-window', onHop })
  t.strictSame(seen, ['app GET 302', 'orcid GET 302', 'orcid GET 200', 'orcid POST 303', 'orcid GET 200'])
  t.match(closed.response.body, '<form')
  t.strictSame((await closed.get('/me')).json<{ cookie: string }>().cookie.includes('orcid.'), true)
  const back = await orcid.signIn(app, { ...plan, browser: closed })
  t.equal(back.response.statusCode, 200)
  t.equal(back.hops.length, 4, 'ORCID still knows the person')
  const authorizeUrl = String(back.hops[0]?.headers.location)
  const { visit } = await orcid.authorize(authorizeUrl, { as: plan.as, browser: back, onHop })
  t.equal(visit.hops.length, 1)
  t.equal(seen.at(-1), 'orcid GET 302')
})

t.test('a scenario of one\'s own rewrites the callback', async t => {
  const { orcid, app, plan } = await openMock(t)
  const visit = await orcid.signIn(app, { ...plan, scenario: url => `${url.href}&surplus=1` })
  t.equal(visit.response.statusCode, 200)
  t.match(visit.hops.at(-1)?.url, /&surplus=1$/)
  const bare = await orcid.signIn(app, { ...plan, scenario: url => new URL(url.pathname, url) })
  t.equal(bare.response.statusCode, 400)
  await t.rejects(orcid.signIn(app, { ...plan, scenario: () => 'nowhere' }), {
    message: /^The scenario gives no URL: "nowhere"/
  })
  await t.rejects(orcid.signIn(app, { ...plan, scenario: () => '//[?code=secret-code' }), {
    message: /^The scenario gives no URL: "\/\/\[\?code=secr…"/
  })
  await t.rejects(orcid.signIn(app, { ...plan, scenario: 'two-tab' as ScenarioName }), {
    message: /^The plan's "scenario" is unknown: "two-tab"\. Did you mean two-tabs\?$/
  })
  await t.rejects(orcid.signIn(app, { ...plan, scenario: 'somersault' as ScenarioName }), {
    message: /^The plan's "scenario" is unknown: "somersault"\. There are close-window, back-and-resubmit, /
  })
})

t.test('the other name of this machine is tried in both directions, and nowhere else', async t => {
  const { orcid, app, plan } = await openMock(t, 'injected', 'localhost')
  const visit = await orcid.signIn(app, { ...plan, scenario: 'other-loopback-name' })
  t.equal(visit.hops[0]?.url, 'http://127.0.0.1:3000/login/orcid')
  t.equal(visit.response.statusCode, 200)
  for (const redirectUri of ['https://app.example.org/cb', 'nonsense', '']) {
    const elsewhere = Fastify()
    const query = new URLSearchParams(redirectUri === '' ? {} : { redirect_uri: redirectUri })
    elsewhere.get('/login/orcid', (_request, reply) => reply.redirect(`${orcid.issuer}/oauth/authorize?${query}`))
    await t.rejects(orcid.signIn(elsewhere, { ...plan, scenario: 'other-loopback-name' }), {
      message: `The scenario "other-loopback-name" needs a redirect URI on loopback, not "${redirectUri}"`
    })
  }
})

t.test('an hour passes on the mock\'s clock and on the app\'s, and is taken back', async t => {
  const { orcid, app, plan } = await openMock(t)
  const { now } = Date
  t.teardown(() => { Date.now = now })
  const moved: number[] = []
  let ahead = 0
  const clock = { now: () => Date.now(), advance: (seconds: number) => moved.push(seconds) }
  const moveAppClock = (seconds: number) => {
    ahead += seconds
    Date.now = () => now() + ahead * 1000
  }
  for (const scenario of ['hour-at-orcid', 'hour-before-callback'] as const) {
    orcid.reset()
    const late = await signIn({ issuer: orcid.issuer, clock }, app, { ...plan, scenario, moveAppClock })
    t.match(late.response.body, 'This browser has no such sign-in in progress.', 'the browser has dropped its cookie')
    t.strictSame([moved, ahead], [[], 0], 'one clock is not moved twice')
  }
  orcid.reset()
  await signIn({ issuer: orcid.issuer, clock }, app, { ...plan, scenario: 'hour-at-orcid' })
  t.strictSame(moved, [3600, -3600], 'the mock\'s clock alone')
  const timeless = signIn({ issuer: orcid.issuer }, app, { ...plan, scenario: 'hour-before-callback' })
  await t.rejects(timeless, { message: /^Time passes in this scenario, and that takes the mock's clock: / })
})

t.test('nine minutes at one more page of ORCID\'s leave the code alive, and a sign-in that lives as long', async t => {
  const { now } = Date
  t.teardown(() => { Date.now = now })
  let ahead = 0
  const moveAppClock = (seconds: number) => {
    ahead += seconds
    Date.now = () => now() + ahead * 1000
  }
  for (const [transactionTtlSeconds, status] of [[900, 200], [300, 400]] as const) {
    const { orcid, app, plan } = await openMock(t, 'injected', '127.0.0.1', { transactionTtlSeconds })
    const visit = await orcid.signIn(app, { ...plan, scenario: 'interstitial', moveAppClock })
    t.equal(visit.response.statusCode, status)
    t.equal(ahead, 0, 'the time is taken back')
    t.match(visit.hops.map(({ from, method, statusCode }) => `${from} ${method} ${statusCode}`).slice(-2), ['orcid POST 200', `app GET ${status}`])
  }
})

t.test('a mock that shows one more page is walked like any other', async t => {
  const { orcid, app, plan } = await openMock(t)
  orcid.changeBehaviour({ interstitial: 'domains' })
  const ways = (visit: Visit) => visit.hops.slice(-2).map(({ from, method, statusCode }) => `${from} ${method} ${statusCode}`)
  const denied = await orcid.signIn(app, { ...plan, answer: 'deny' })
  t.strictSame(ways(denied), ['orcid POST 200', 'app GET 403'], 'a denial waits for it as well')
  const first = await orcid.signIn(app, plan)
  t.strictSame(ways(first), ['orcid POST 200', 'app GET 200'])
  const again = await orcid.signIn(app, { ...plan, browser: first })
  t.strictSame(ways(again), ['orcid GET 200', 'app GET 200'], 'it stands there though nothing is asked')
  t.equal(again.hops.at(-1)?.requestHeaders['sec-fetch-site'], 'cross-site', 'as from orcid.org')
})

t.test('V5: a walk in which only ORCID\'s clock moved says so', async t => {
  const { orcid, app, plan } = await openMock(t)
  const note = 'The app\'s clock stood still while ORCID\'s went on by an hour, so to the app ORCID\'s answer comes from the ' +
    'future: give the plan moveAppClock'
  const still = await orcid.signIn(app, { ...plan, scenario: 'hour-at-orcid' })
  t.equal(still.response.statusCode, 502)
  t.ok(String(still).endsWith(`\n${note}`), String(still))
  const dying = {
    inject: async (request: InjectedRequest) => {
      if (request.url.includes('callback')) throw new Error('out of memory')
      return app.inject(request)
    }
  }
  orcid.reset()
  const broken = await orcid.signIn(dying, { ...plan, scenario: 'hour-at-orcid' }).catch((error: Error) => error.message)
  t.ok(String(broken).endsWith(`\n${note}`), String(broken))
  orcid.reset()
  const moved = await orcid.signIn(app, { ...plan, scenario: 'hour-at-orcid', moveAppClock: () => {} })
  t.notMatch(String(moved), note)
})

t.test('V8: a denial that ORCID would not ask for is refused with the two ways out', async t => {
  const { orcid, app, plan } = await openMock(t)
  const first = await orcid.signIn(app, plan)
  for (const browser of [undefined, first]) {
    await t.rejects(orcid.signIn(app, { ...plan, answer: 'deny', ...(browser && { browser }) }), {
      about: 'orcid',
      message: /^ORCID did not show the consent page, because .* has granted this client the same before\. .* Call reset\(\) on the mock first, .* or give the app a client of its own\n/
    })
  }
  orcid.reset()
  t.equal((await orcid.signIn(app, { ...plan, answer: 'deny' })).failure?.statusCode, 403)
})

t.test('a request that is cancelled before anybody takes it is a failure', async t => {
  const { orcid, plan } = await openMock(t)
  const app = Fastify()
  const query = new URLSearchParams({
    client_id: orcid.client().clientId, response_type: 'code', scope: 'openid', redirect_uri: 'http://127.0.0.1:1/cb'
  })
  app.get('/login/orcid', (_request, reply) => reply.redirect(`${orcid.issuer}/oauth/authorize?${query}`))
  t.teardown(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  await t.rejects(orcid.signIn(url, { ...plan, scenario: 'double-navigation-cancelled' }), {
    message: /^Could not reach the app at http:\/\/127\.0\.0\.1:1 .*: ECONNREFUSED/
  })
})
