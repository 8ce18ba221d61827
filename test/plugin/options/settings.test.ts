import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import fastifyOrcid from '../../../plugin/index.ts'
import type { FastifyOrcidOptions, OrcidEnvironment } from '../../../plugin/index.ts'
import { CODE, comeBack, leave, logIn, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import { startLoggedApp } from '../../support/logged-app.ts'

const SECRET = 'c1ient-5ecret-canary'
const good = { clientId: 'APP-0123456789ABCDEF', clientSecret: SECRET, redirectUri: 'https://app.example/login/orcid/callback', onLogin: () => {} }

/** What registering with these options comes to: `registered`, or the code and the message. */
async function attempt (changes: object, base: object = good): Promise<string> {
  const app: FastifyInstance = Fastify()
  try {
    await app.register(fastifyOrcid, { ...base, ...changes } as FastifyOrcidOptions)
    await app.ready()
    return 'registered'
  } catch (error) {
    const { code, message } = error as { code?: string, message: string }
    return `${code}: ${message}`
  } finally {
    await app.close()
  }
}

type Test = { match: typeof t.match, notMatch: typeof t.notMatch }

/** Refused by name, without the secret; the words of each message are in validate.test.ts. */
async function refuses (t: Test, option: string, wrong: unknown[]): Promise<void> {
  for (const value of wrong) {
    const outcome = await attempt({ [option]: value })
    t.match(outcome, new RegExp(`^ORCID_ERR_OPTIONS: .*\\b${option}\\b`), `${option}: ${JSON.stringify(value)}`)
    t.notMatch(outcome, SECRET)
  }
}

t.test('SEC-O1, SEC-O2: a client without an id or a secret does not start', async (t) => {
  const wrong = [undefined, null, '', ' ', '\n', 'a b', 7, {}, [], true, () => 'x']
  await refuses(t, 'clientSecret', wrong)
  await refuses(t, 'clientId', wrong)
})

t.test('SEC-O3: a redirect URI that ORCID or a browser would not take as it is does not start', async (t) => {
  await refuses(t, 'redirectUri', [undefined, null, '', '/login/orcid/callback', 'app.example', 'http://app.example/login/orcid/callback', 'http://10.0.0.1/login/orcid/callback',
    'https://u:p@app.example/login/orcid/callback', 'https://app.example/login/orcid/callback#x', 'ftp://app.example/', 'javascript:alert(1)', '//app.example/', 'https://', 'http://127.0.0.1.nip.io/login/orcid/callback', 7, []])
  await refuses(t, 'redirectUri', ['https://app.example/login/orcid/callback\n', ' https://app.example/login/orcid/callback',
    'https:\\\\app.example\\login\\orcid\\callback', 'https://app.ex\tample/login/orcid/callback', 'https://app.example/login/orcid/callback?x=a b'])
  await refuses(t, 'redirectUri', ['code', 'state', 'error', 'iss'].map((name) => `https://app.example/login/orcid/callback?x=1&${name}=y`))
})

t.test('SEC-O4: a cookie secret that is short, weak or the client secret does not start', async (t) => {
  const strong = 'k1-of-at-least-thirty-two-characters'
  await refuses(t, 'secret', ['', 'x', 'a'.repeat(64), 'abababab'.repeat(8), [], [strong, 'short'], [strong, 7], null, {}, 'x'.repeat(31)])
  const outcome = await attempt({ secret: [strong, 'client-secret-of-thirty-two-characters'], clientSecret: 'client-secret-of-thirty-two-characters' })
  t.match(outcome, /must not be the client secret/)
  t.equal(await attempt({ secret: strong }), 'registered')
})

t.test('SEC-O5, SEC-M11: an unknown environment does not start, and a fake one in production is warned of', async (t) => {
  await refuses(t, 'environment', ['', 'prod', 'PRODUCTION', '__proto__', 'constructor', null, 7, [], {}, () => {}])
  const provider = await startLyingProvider(t)
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  t.teardown(() => {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  })
  const { lines } = await startLoggedApp(t, provider)
  t.match(lines().find(({ level }) => level === 40)?.msg, /people sign in at http:\/\/127\.0\.0\.1:\d+, which is not ORCID/)
})

t.test('SEC-O6: scopes that no one can grant do not start', async (t) => {
  await refuses(t, 'scope', ['openid,/read-limited', '"openid"', 'a\\b', 'ä', ['a b'], [''], [7], 7, {}, null])
  await refuses(t, 'requiredScope', ['/read-limited', ['a,b'], 7])
  await refuses(t, 'allowedScope', ['a,b', 7, [null]])
  t.match(await attempt({ openid: false, scope: 'openid' }), /^ORCID_ERR_OPTIONS/)
  t.match(await attempt({ openid: false }), /^ORCID_ERR_OPTIONS/)
})

t.test('SEC-O7, SEC-O16: a second registration says so, by name or by path, and is never silent', async (t) => {
  for (const [changes, refusal] of [
    [{}, { code: 'ORCID_ERR_OPTIONS', message: /the name orcid is taken.*option `name`/ }],
    [{ name: 'other' }, { code: 'ORCID_ERR_OPTIONS', message: /\/login\/orcid/ }]
  ] as const) {
    const app: FastifyInstance = Fastify()
    await app.register(fastifyOrcid, good as unknown as FastifyOrcidOptions)
    const second = { ...good, ...changes } as unknown as FastifyOrcidOptions
    await t.rejects(async () => { await app.register(fastifyOrcid, second) }, refusal)
    await app.close()
  }
})

t.test('SEC-O8: a path that is no plain path does not start', async (t) => {
  await refuses(t, 'prefix', ['auth', '/auth/', '//auth', '/:who', '/*', '/a b', '/a?b', '/a#b', '/ä', '/', 7, null])
  await refuses(t, 'loginPath', ['login', '/:who', '/a*', '/a?b', '//login', '', 7, null])
  await refuses(t, 'callbackPath', ['callback', '/:who', '/a*b', '/a?b', '//x', '', 7, null])
  await refuses(t, 'defaultReturnTo', ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:x', '', 'x', 7])
})

t.test('SEC-O9: what is no function does not start, and one that answers twice or throws ends no process', async (t) => {
  await refuses(t, 'onLogin', [undefined, null, 'x', {}, 7])
  for (const option of ['onFailure', 'allowReturnTo', 'bindTo']) await refuses(t, option, [null, 'x', {}, 7])
  const provider = await startLyingProvider(t)
  const hooks: Array<[onLogin: FastifyOrcidOptions['onLogin'], statusCode: number]> = [
    [async (_request, reply) => { for (const text of ['once', 'twice']) reply.send(text) }, 200],
    [async (_request, reply) => { for (const path of ['/a', '/b']) reply.redirect(path) }, 302],
    [async (_request, reply) => { for (const text of ['once', 'twice']) reply.send(text); return { more: true } }, 200],
    [async () => { throw Object.assign(new Error('no'), { statusCode: 409 }) }, 409],
    [() => Promise.reject(new Error('no')), 500]
  ]
  for (const [onLogin, statusCode] of hooks) {
    const app = await startApp(t, provider, { onLogin } as Partial<FastifyOrcidOptions>)
    t.equal((await logIn(app, provider)).statusCode, statusCode)
  }
})

t.test('SEC-O10: options that are frozen, typed wrongly or poisoned are read once and refused by name', async (t) => {
  for (const typo of ['redirectURI', 'clientsecret', 'onlogin', 'colour', 'scopes', 'constructor', 'toString', 'hasOwnProperty', '']) {
    t.match(await attempt({ [typo]: 'x' }), /^ORCID_ERR_OPTIONS: .*unknown option/, typo)
  }
  t.match(await attempt({ redirectURI: 'x' }), 'did you mean `redirectUri`?')
  t.match(await attempt({}, JSON.parse('{"__proto__":{"clientId":"x"},"clientSecret":"x"}')), /^ORCID_ERR_OPTIONS: .*clientId` is missing/)
  t.match(await attempt(Object.defineProperty({}, '__proto__', { value: {}, enumerable: true })), /^ORCID_ERR_OPTIONS: .*unknown option `__proto__`/)
  let reads = 0
  const app: FastifyInstance = Fastify()
  t.teardown(() => app.close())
  const shifty = Object.freeze({
    ...good,
    get redirectUri () { return reads++ === 0 ? good.redirectUri : 'https://evil.example/login/orcid/callback' }
  })
  await app.register(fastifyOrcid, shifty as never)
  t.match((await app.inject('/login/orcid')).headers.location, encodeURIComponent(good.redirectUri))
  const crowded: FastifyInstance = Fastify()
  await t.rejects(async () => { await crowded.register(fastifyOrcid, { get clientId () { throw new RangeError('mine') } } as never) }, { name: 'RangeError' })
  t.notOk('clientId' in {})
})

t.test('SEC-O12: an app starts, and serves everything else, while ORCID is down', async (t) => {
  const closed = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => { closed.once('listening', resolve) })
  const { port } = closed.address() as AddressInfo
  await new Promise((resolve) => { closed.close(resolve) })
  const provider = await startLyingProvider(t)
  const { environment } = provider.options as { environment: OrcidEnvironment }
  const down = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value).replace(/:\d+/, `:${port}`)]))
  const app = await startApp(t, provider, { environment: { ...down, pkce: false } as unknown as OrcidEnvironment })
  app.get('/health', async () => 'up')
  await app.ready()
  t.equal((await app.inject('/health')).body, 'up')
  t.equal((await app.inject('/login/orcid')).statusCode, 302, 'a login begins without asking anybody')
  t.match((await logIn(app, provider)).json().code, /^ORCID_ERR_(?:UNREACHABLE|KEYS_UNAVAILABLE)$/)
})

t.test('SEC-O13: a time that is none, or for ever, does not start', async (t) => {
  await refuses(t, 'timeoutMs', [0, -1, 99, 60_001, 1.5, NaN, Infinity, '1000', null])
  await refuses(t, 'transactionTtlSeconds', [0, 59, 3601, -1, NaN, Infinity, '900'])
  await refuses(t, 'clockToleranceSeconds', [-1, 301, NaN, Infinity, '60'])
})

t.test('SEC-O14: another major version of Fastify is refused at registration', async (t) => {
  const meta = (fastifyOrcid as unknown as Record<symbol, unknown>)[Symbol.for('plugin-meta')]
  t.match(meta, { fastify: '5.x', name: 'fastify-orcid' })
})

t.test('SEC-O15: the decorator is there where the plugin was registered and below, and nowhere else', async (t) => {
  const app: FastifyInstance = Fastify()
  t.teardown(() => app.close())
  await app.register(async (inner) => {
    await inner.register(fastifyOrcid, good as unknown as FastifyOrcidOptions)
    await inner.register(async (below) => { t.ok(below.hasDecorator('orcid')) })
  })
  await app.register(async (beside) => { t.notOk(beside.hasDecorator('orcid')) })
  t.notOk(app.hasDecorator('orcid'))
  t.equal((await app.inject('/login/orcid')).statusCode, 302)
})

t.test('SEC-B1: a login that one process began is finished by another that shares nothing but the options', async (t) => {
  const provider = await startLyingProvider(t)
  const [a, b] = [await startApp(t, provider), await startApp(t, provider)]
  for (const [from, to] of [[a, b], [b, a], [a, a]] as const) {
    const { state, cookie } = await leave(from, provider)
    t.equal((await comeBack(to, { code: CODE + state, state }, cookie)).statusCode, 303)
  }
})

t.test('S3, SEC-B2: a callback that reaches two instances in one process at once is exchanged once, and both sign in', async (t) => {
  const provider = await startLyingProvider(t)
  const apps = [await startApp(t, provider), await startApp(t, provider)]
  const used = new Set<string>()
  provider.token = async ({ code }, reply) => {
    if (used.has(String(code))) return await reply.code(400).send({ error: 'invalid_grant' })
    used.add(String(code))
    return await provider.good()
  }
  const { state, cookie } = await leave(apps[0]!, provider)
  const answers = await Promise.all(apps.map((app) => comeBack(app, { code: CODE, state }, cookie)))
  t.strictSame(answers.map(({ headers }) => headers.location), ['/', '/'], 'two instances in one process share the exchange')
  t.equal(provider.requests.filter(({ url }) => url === '/oauth/token').length, 1)
})
