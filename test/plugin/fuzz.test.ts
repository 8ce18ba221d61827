import { setImmediate as turn } from 'node:timers/promises'
import Fastify from 'fastify'
import fc from 'fast-check'
import t from 'tap'
import fastifyOrcid from '../../plugin/index.ts'
import type { FastifyOrcidOptions, OrcidLogin } from '../../plugin/index.ts'
import { CLIENT_ID, CLIENT_SECRET, SOFIA, comeBack, followRestart, leave, sign, startApp, startLyingProvider } from '../support/lying-provider.ts'
import type { App } from '../support/lying-provider.ts'
import { CANARY, FIELDS, RUNS, SEED, claims, cookies, field, headers, isNight, jwtHeader, maimed, option, query } from '../support/generators.ts'
import { INVARIANTS, broken, createJudge, judgePrototypes } from '../support/invariants.ts'
import { slow } from '../support/slow.ts'

let tries = 0
/** An injected request needs no turn of the event loop, and without one nothing that is held weakly is let go. */
const asyncBeforeEach = async () => { if (++tries % 100 === 0) await turn() }
fc.configureGlobal({ seed: SEED, numRuns: RUNS, endOnFailure: !isNight, includeErrorInReport: true, asyncBeforeEach })
const ORIGIN = 'https://app.example'
const strange: unknown[] = []
const note = (what: unknown) => strange.push(what)
for (const event of ['warning', 'unhandledRejection', 'uncaughtExceptionMonitor']) process.on(event, note)

t.test('FUZZ-CALLBACK: no query, cookie or header of a callback breaks a promise', slow, async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  provider.token = (_form, reply) => reply.code(400).send({ error: 'invalid_grant' })
  // The keys are there, so that all that is asked is asked for a code.
  await comeBack(app, {}, '')
  const judge = createJudge(provider, ORIGIN)
  let opened = 0
  await fc.assert(fc.asyncProperty(query, cookies, headers, fc.nat(9), async (spoil, bake, more, dice) => {
    const { state, cookie } = await leave(app, provider)
    const url = `/login/orcid/callback?${spoil([['code', `c${state}`], ['state', state]])}`
    const baked = bake(cookie)
    const method = dice === 0 ? 'HEAD' : dice === 1 ? 'POST' : 'GET'
    const answer = await app.inject({ method, url, headers: { ...more, ...(baked === null ? {} : { cookie: baked }) } })
    const read = new URLSearchParams(url.replace(/^[^?]*\?/, '').replace(/#.*/, ''))
    // As it is written down in the specifications, not as the plugin reads it.
    const mayAsk = method === 'GET' && read.getAll('state').join() === state && read.getAll('code').length === 1 && !read.has('error') &&
      baked?.includes(cookie.slice(0, 60)) === true
    if (mayAsk) opened++
    judge(answer, { mayAsk, canaries: [CANARY, state], isOurs: method === 'GET' })
    if (app.logins.length > 0) broken('INV2', url)
  }), { numRuns: RUNS * 120, examples: [[(pairs) => pairs.map((pair) => pair.join('=')).join('&'), (good) => good, {}, 5]] })
  t.ok(opened > 0, `${opened} of them were whole`)
})

t.test('FUZZ-LOGIN: no query, cookie or header of a login breaks a promise, and none changes what ORCID is asked', slow, async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const judge = createJudge(provider, ORIGIN)
  const { url: usual } = await leave(app, provider)
  const constant = ({ searchParams }: URL) =>
    ['response_type', 'client_id', 'redirect_uri', 'scope'].map((name) => searchParams.getAll(name).join()).join(' ')
  await fc.assert(fc.asyncProperty(query, cookies, headers, async (spoil, bake, more) => {
    const { cookie } = await leave(app, provider)
    const baked = bake(cookie)
    const url = `/login/orcid?${spoil([['returnTo', '/me'], ['scope', 'openid']])}`
    const answer = await app.inject({ url, headers: { ...more, ...(baked === null ? {} : { cookie: baked }) } })
    judge(answer, { canaries: [CANARY] })
    const { location } = answer.headers
    if (location !== undefined && constant(new URL(String(location))) !== constant(usual)) broken('INV5', String(location))
  }), { numRuns: RUNS * 80 })
  t.pass()
})

t.test('FUZZ-TOKEN: no token answer signs in anybody but who it is about', slow, async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const judge = createJudge(provider, ORIGIN)
  const counts = { in: 0, out: 0 }
  const change = fc.array(fc.tuple(fc.constantFrom(...FIELDS), fc.option(field, { nil: undefined })),
    { minLength: 1, maxLength: 3 })
  const bytes = fc.constantFrom<(text: string) => string | Buffer>((text) => text, (text) => text, (text) => text, (text) => text.slice(0, -1), (text) => `${text} x`, (text) => `\ufeff${text}`,
    (text) => Buffer.from(text, 'utf16le'), (text) => Buffer.concat([Buffer.of(0xff), Buffer.from(text)]), (text) => `[${text}]`, (text) => text.replace('{', `{"orcid":"${SOFIA}",`),
    (text) => text.replace('{', '{"error":"invalid_grant",'), (text) => text.replace('{', '{"or\\u0063id":"0000-0002-1825-0097",'), () => '', () => 'null')
  await fc.assert(fc.asyncProperty(change, bytes, async (changes, write) => {
    provider.token = async (_form, reply) => {
      const good = await provider.good()
      const parts = new Map(Object.entries(good).map(([name, value]) => [name, JSON.stringify(value)]))
      for (const [name, value] of changes) {
        if (value === undefined) parts.delete(name)
        else parts.set(name, JSON.stringify(value))
      }
      const text = `{${[...parts].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join()}}`
      return reply.type('application/json').send(write(text))
    }
    const { state, cookie } = await leave(app, provider)
    const first = await comeBack(app, { code: `c${state}`, state }, cookie)
    const facts = { mayAsk: true, isOrcidsFault: true, canaries: [CANARY] }
    judge(first, facts)
    const response = await followRestart(app, provider, first)
    if (response !== first) judge(response, facts)
    judgeLogin(app.logins.splice(0)[0], response.statusCode)
    counts[response.statusCode === 303 ? 'in' : 'out']++
  }), { numRuns: RUNS * (isNight ? 20 : 4) })
  t.ok(counts.in > 0 && counts.out > counts.in, JSON.stringify(counts))
})

t.test('FUZZ-JWT: no id_token signs in anybody but who it was made for', slow, async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const judge = createJudge(provider, ORIGIN)
  const counts = { in: 0, out: 0 }
  await fc.assert(fc.asyncProperty(claims, jwtHeader, maimed, fc.boolean(), async (changes, header, maim, isRogue) => {
    const now = Math.floor(Date.now() / 1000)
    const told: Record<string, unknown> = { aud: CLIENT_ID, sub: SOFIA, iss: provider.issuer, exp: now + 86_400, iat: now, nonce: '' }
    const made: { idToken: string } = { idToken: '' }
    provider.token = async () => {
      Object.assign(told, { nonce: provider.nonce })
      for (const [name, value, isTime] of changes) {
        Object.defineProperty(told, name, { value: isTime && typeof value === 'number' ? now + value : value, enumerable: true, configurable: true, writable: true })
      }
      const signed = await sign(told, withoutCritical(header), isRogue)
      made.idToken = maim(signed)
      return await provider.good({ id_token: made.idToken })
    }
    const { state, cookie } = await leave(app, provider)
    const response = await comeBack(app, { code: `c${state}`, state }, cookie)
    judge(response, { mayAsk: true, isOrcidsFault: true, canaries: [CANARY] })
    const [login] = app.logins.splice(0)
    judgeLogin(login, response.statusCode)
    counts[login === undefined ? 'out' : 'in']++
    if (login === undefined) return
    const isDue = !isRogue && told['iss'] === provider.issuer && [told['aud']].flat().join() === CLIENT_ID && told['sub'] === SOFIA && told['nonce'] === provider.nonce &&
      Number(told['exp']) > now - 70 && Math.abs(Number(told['iat']) - now) < 1000 && made.idToken.split('.').length === 3
    if (!isDue) broken('INV2', JSON.stringify({ told, header, idToken: made.idToken.slice(0, 60) }))
  }), { numRuns: RUNS * (isNight ? 20 : 4) })
  t.ok(counts.in > 0 && counts.out > counts.in, JSON.stringify(counts))
})

/** jose signs no header whose `crit` it does not know; what is verified is the rest. */
function withoutCritical ({ crit: _crit, ...header }: Record<string, unknown>): object {
  return header
}

function judgeLogin (login: OrcidLogin | undefined, statusCode: number): void {
  if ((login === undefined) !== (statusCode !== 303)) broken('INV2', String(statusCode))
  if (login === undefined) return
  const { orcid, scope, name, tokens: { accessToken, refreshToken, expiresAt } } = login
  const isWhole = orcid === SOFIA && /^[\x21-\x7e]+$/.test(accessToken) && scope.every((one) => /^\S+$/.test(one)) &&
    (name === null || typeof name === 'string') && (refreshToken === null || /^[\x21-\x7e]+$/.test(refreshToken)) &&
    (expiresAt === null || Number.isFinite(expiresAt.getTime()))
  if (!isWhole) broken('INV2', JSON.stringify(login))
}

t.test('FUZZ-OPTIONS: wrong options are refused as such, and right ones start an app', slow, async (t) => {
  const good: Record<string, unknown> = {
    clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, redirectUri: `${ORIGIN}/login/orcid/callback`, onLogin: async () => {}
  }

  const names = [...Object.keys(good), 'environment', 'scope', 'openid', 'requiredScope', 'allowedScope', 'onFailure', 'name', 'prefix', 'loginPath', 'callbackPath',
    'routes', 'routeOptions', 'authorizationParams', 'defaultReturnTo', 'allowReturnTo', 'secret', 'transactionTtlSeconds', 'clockToleranceSeconds', 'timeoutMs', 'dispatcher',
    'bindTo', 'pkce', 'redirectURI', 'clientid', 'scopes', '__proto__', 'constructor', '']
  const counts = { started: 0, refused: 0 }
  const written = fc.array(fc.tuple(fc.constantFrom(...names), option), { minLength: 1, maxLength: 2 })
  await fc.assert(fc.asyncProperty(written, fc.boolean(), async (changes, isThrowing) => {
    const options = { ...good }
    for (const [name, value] of changes) {
      Object.defineProperty(options, name, isThrowing && name === 'scope'
        ? { get () { throw new RangeError('mine') }, enumerable: true, configurable: true }
        : { value, enumerable: true, configurable: true })
    }
    const app = Fastify()
    try {
      await app.register(fastifyOrcid, options as unknown as FastifyOrcidOptions)
      await app.ready()
      counts.started++
    } catch (error) {
      const { code, message, name } = error as { code?: string, message: string, name: string }
      const isGetters = name === 'RangeError' && message === 'mine'
      if (code !== 'ORCID_ERR_OPTIONS' && !isGetters) broken('INV17', `${name} ${code} ${message} for ${fc.stringify(changes)}`)
      if (message.includes(CLIENT_SECRET)) broken('INV17', message)
      counts.refused++
    } finally {
      await app.close()
    }
    judgePrototypes()
  }), { numRuns: RUNS * (isNight ? 4 : 1) })
  t.ok(counts.started > 0 && counts.refused > 0, JSON.stringify(counts))
})

t.test('FUZZ-SEQUENCE: whoever comes in whatever order, the model and the app agree', slow, async (t) => {
  const provider = await startLyingProvider(t)
  const secrets = ['first secret, of at least 32 characters', 'second secret, of at least 32 characters']
  const wallClock = Date.now
  t.teardown(() => { Date.now = wallClock })
  const apps = await Promise.all([[0], [1, 0], [1]].map(async (listed) =>
    await startApp(t, provider, { secret: listed.map((one) => String(secrets[one])) })))
  /** Which app opens what which app sealed. */
  const opens = [[true, false, false], [true, true, true], [false, true, true]]
  const nonces = new Map<string, string>()
  provider.token = async ({ code = '' }) => await provider.good({}, { nonce: nonces.get(code) })
  const step = fc.record({
    what: fc.constantFrom('begin', 'begin', 'return', 'return', 'return', 'deny', 'prefetch', 'head', 'wait'),
    browser: fc.nat(2),
    app: fc.nat(2),
    nth: fc.nat(3),
    otherBrowser: fc.nat(9)
  })
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    let lateMs = 0
    Date.now = () => wallClock() + lateMs
    const jars = [new Map<string, string>(), new Map<string, string>(), new Map<string, string>()]
    const begun: Array<{ state: string, name: string, app: number, at: number, usedAt: Set<number> }> = []
    const keep = (jar: Map<string, string>, lines: string[]) => {
      for (const line of lines) {
        const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(line) ?? []
        if (value === '') jar.delete(name)
        else jar.set(name, value)
      }
    }
    for (const { what, browser, app: place, nth, otherBrowser } of steps) {
      const app = apps[place] as App
      const jar = jars[otherBrowser < 3 ? otherBrowser : browser] as Map<string, string>
      const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
      if (what === 'wait') {
        lateMs += 400_000
        continue
      }
      if (what === 'begin') {
        const { state, set } = await leave(app, provider, '/login/orcid', cookie)
        nonces.set(`c${state}`, provider.nonce)
        keep(jar, set)
        begun.push({ state, name: String(set.at(-1)?.split('=')[0]), app: place, at: lateMs, usedAt: new Set() })
        continue
      }
      const one = begun.at(-1 - nth)
      if (one === undefined) continue
      const { state } = one
      const brought: Record<string, string> = what === 'deny' ? { error: 'access_denied', state } : { code: `c${state}`, state }
      const url = `/login/orcid/callback?${new URLSearchParams(brought)}`
      const posts = provider.requests.length
      const purpose = what === 'prefetch' ? { 'sec-purpose': 'prefetch' } : {}
      const answer = await app.inject({ url, method: what === 'head' ? 'HEAD' : 'GET', headers: { cookie, ...purpose } })
      const isLate = lateMs - one.at > 900_000
      const expected = expect(what, { isHere: jar.has(one.name), opens: opens[place]?.[one.app] === true, isLate })
      const code = answer.statusCode >= 400 && what !== 'head' ? String(answer.json().code).replace('ORCID_ERR_', '') : String(answer.statusCode)
      if (code !== expected) broken('INV2', `${what} at ${place}: ${code} instead of ${expected}`)
      keep(jar, [answer.headers['set-cookie'] ?? []].flat())
      const asked = provider.requests.slice(posts).filter(({ url }) => url === '/oauth/token').length
      if (asked > 0 && one.usedAt.has(place)) broken('INV3', one.state)
      if (asked > 0) one.usedAt.add(place)
    }
  }), { numRuns: RUNS * 20 })
  t.pass()
})

function expect (what: string, { isHere, opens, isLate }: {
  isHere: boolean,
  opens: boolean,
  isLate: boolean
}): string {
  if (what === 'head') return '405'
  if (what === 'prefetch') return '204'
  if (!isHere) return 'TRANSACTION_MISSING'
  if (!opens) return 'TRANSACTION_INVALID'
  if (isLate) return 'TRANSACTION_EXPIRED'
  return what === 'deny' ? 'ACCESS_DENIED' : '303'
}

t.test('nothing was warned of, and no rejection went unhandled', async (t) => {
  t.strictSame(strange, [], INVARIANTS.INV13)
})
