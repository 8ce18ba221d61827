import cookie from '@fastify/cookie'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { CookieJar } from 'tough-cookie'
import fastifyOrcid from '../../../plugin/index.ts'
import type { FastifyOrcidOptions } from '../../../plugin/index.ts'
import { createSealer } from '../../../plugin/seal.ts'
import { CLIENT_SECRET, CODE, SOFIA, comeBack, leave, logIn, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import type { App, LyingProvider } from '../../support/lying-provider.ts'
import { runs, sample } from '../../support/slow.ts'

const K1 = 'the first secret, of at least 32 characters'
const K2 = 'the second secret, of at least 32 characters'

/** What the app says to a callback with these cookies: its code, or `in`. */
async function verdict (app: App, state: string, cookies: string): Promise<string> {
  const response = await comeBack(app, { code: `${CODE}${state.slice(0, 9)}`, state }, cookies)
  return response.statusCode === 303 ? 'in' : response.json().code.replace('ORCID_ERR_', '')
}

t.test('SEC-K1: the cookie has exactly the attributes it needs, whatever the request says', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { set } = await leave(app, provider)
  const [pair = '', ...attributes] = String(set[0]).split('; ')
  t.match(pair, /^__Host-orcid\.[\w-]{6}\.[\w-]{22}=[\w-]+$/)
  t.strictSame(attributes.sort(), ['HttpOnly', 'Max-Age=900', 'Path=/', 'SameSite=Lax', 'Secure'])
})

t.test('SEC-K2: of two cookies with one name the first counts, and a planted one only ends the sign-in', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const [planted, own] = [await leave(app, provider), await leave(app, provider)]
  const [name, value] = own.cookie.split('=')
  for (const forged of ['junk', planted.cookie.split('=')[1], '']) {
    t.equal(await verdict(app, own.state, `${name}=${forged}; ${name}=${value}`), 'TRANSACTION_INVALID')
  }
  t.equal(provider.requests.length, 0)
  t.equal(await verdict(app, own.state, `${name}=${value}; ${name}=junk`), 'in')
})

t.test('SEC-K3: no blank, quote or look-alike in front of a name makes it ours', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state, cookie } = await leave(app, provider)
  const [name = '', value = ''] = cookie.split('=')
  for (const twin of [`\u00a0${cookie}`, `\u000b${cookie}`, `"${name}"=${value}`, `$Version=1,${cookie}`, `${name} =${value}`, `${name.toUpperCase()}=${value}`,
    `${name.replace('__Host-', '')}=${value}`, `${name}\u00a0=${value}`, `x${cookie}`, `${name}%3D${value}`, `${name};=${value}`, '=', ';;;=;', `__proto__=${value}`, name]) {
    t.equal(await verdict(app, state, twin), 'TRANSACTION_MISSING', JSON.stringify(twin.slice(0, 12)))
  }
  for (const twin of [`${name}="${value}"`, `${name}=%${value.charCodeAt(0).toString(16)}${value.slice(1)}`, `${name}=${value}=`, `${name}==${value}`]) {
    t.equal(await verdict(app, state, twin), 'TRANSACTION_INVALID', 'only as it was written')
  }
  t.equal(await verdict(app, state, `$Version=1; ;a;b=c=d; \t${cookie};x="y"`), 'in')
})

t.test('SEC-K4: no bit of a cookie can be flipped, cut or added', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state, cookie } = await leave(app, provider)
  const [name, value = ''] = cookie.split('=')
  const bytes = Buffer.from(value, 'base64url')
  // A share of nine, which is no part of eight, tries every bit of a byte.
  const forged = sample('bits of a cookie', Array.from({ length: bytes.length * 8 }, (_, bit) => bit), 9).map((bit) => {
    const changed = Buffer.from(bytes)
    changed[bit >> 3]! ^= 1 << (bit & 7)
    return changed.toString('base64url')
  })
  for (let end = 0; end < value.length; end += 7) forged.push(value.slice(0, end))
  forged.push(`${value}A`, `${value}AAAA`, bytes.toString('base64'), bytes.toString('hex'), value.split('').reverse().join(''), '{}', 'x'.repeat(4097))
  const verdicts = new Set<string>()
  for (const one of new Set(forged)) verdicts.add(await verdict(app, state, `${name}=${one}`))
  t.strictSame([...verdicts], ['TRANSACTION_INVALID'])
  t.equal(provider.requests.length, 0)
  t.equal(await verdict(app, state, cookie), 'in', 'and the right one still opens')
})

t.test('SEC-K5, SEC-S4: a cookie the app signs with the same secret is no sign-in, and a sign-in is no signed cookie', async (t) => {
  const provider = await startLyingProvider(t)
  const app: FastifyInstance = Fastify()
  t.teardown(() => app.close())
  await app.register(cookie, { secret: K1 })
  await app.register(fastifyOrcid, { ...provider.options, secret: K1, onLogin: () => 'in' } as unknown as FastifyOrcidOptions)
  const { state, cookie: sealed } = await leave(app, provider)
  const [name, value = ''] = sealed.split('=')
  for (const swapped of [app.signCookie(value), app.signCookie('{}'), createSealer([K1], 'session').seal('{}', String(name)), createSealer([K1], 'transaction').seal('{}', 'another')]) {
    t.equal((await comeBack(app, { code: CODE, state }, `${name}=${swapped}`)).json().code, 'ORCID_ERR_TRANSACTION_INVALID')
  }
  t.equal(app.unsignCookie(value).valid, false)
})

t.test('SEC-S4: the key is that of RFC 5869 for this package, this purpose and this version, and of nothing else', async (t) => {
  // Sealed by this version under a known secret: another derivation or format would not open it.
  const sealed = 'AXGXX9cADZHOwCyiFmI8AVX54DN1_eRKymo0jD-U7dOYi-eeP54'
  const opened = createSealer([K1], 'transaction').open(sealed, 'label')
  t.strictSame(opened, { text: 'known' })
  for (const [secret, purpose, label] of [[K2, 'transaction', 'label'], [K1, 'session', 'label'], [K1, 'transaction', 'other']] as const) {
    t.ok('failure' in createSealer([secret], purpose).open(sealed, label))
  }
})

const SEALS = runs(100_000)

t.test('SEC-S5: no two seals of one text are the same', async (t) => {
  const { seal } = createSealer([K1], 'transaction')
  const ivs = new Set<string>()
  for (let i = 0; i < SEALS; i++) ivs.add(seal('', '').slice(6, 23))
  t.equal(ivs.size, SEALS, `${SEALS} seals`)
})

t.test('SEC-K6: on an https site the cookie of a site without https counts for nothing', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state, cookie } = await leave(app, provider)
  t.equal(await verdict(app, state, cookie.replace('__Host-', '')), 'TRANSACTION_MISSING')
  t.equal(await verdict(app, state, cookie.replace('__Host-', '__Secure-')), 'TRANSACTION_MISSING')
})

t.test('SEC-K7: a browser keeps no cookie of ours after an outcome, whichever', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const site = 'https://app.example/'
  for (const query of [{ code: CODE }, { error: 'access_denied' }, { code: 'x', error: 'y' }, {}, { code: 'x', iss: 'https://evil.example' }]) {
    const jar = new CookieJar()
    const { state, set } = await leave(app, provider)
    for (const line of set) await jar.setCookie(line, site)
    t.equal((await jar.getCookies(site)).length, 1)
    const response = await comeBack(app, { ...query, state }, await jar.getCookieString(site))
    for (const line of [response.headers['set-cookie'] ?? []].flat()) await jar.setCookie(line, site)
    t.strictSame(await jar.getCookies(site), [], JSON.stringify(query))
  }
})

t.test('SEC-K8: when a jar was flooded and our cookie fell out, the visitor is told to try again, not frightened', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state } = await leave(app, provider)
  const flood = Array.from({ length: 200 }, (_, i) => `c${i}=x`).join('; ')
  const response = await comeBack(app, { code: CODE, state }, flood)
  t.match(response.json(), { statusCode: 400, code: 'ORCID_ERR_TRANSACTION_MISSING', message: /no such sign-in in progress/ })
  t.equal((await logIn(app, provider)).statusCode, 303)
})

t.test('SEC-K8, SEC-E7: cookies that only begin like ours, in whatever characters, neither make an error nor push ours out', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state, cookie } = await leave(app, provider)
  const { nonce } = provider
  const [prefix = ''] = /^.*orcid\.[\w-]+\./.exec(cookie) ?? []
  for (const odd of ['\u00ff', 'a b', 'a,b', '"', '(', '/', '\\', '', '\t', 'é\u0080', 'x'.repeat(20), 'x'.repeat(22), '.'.repeat(22), 'A'.repeat(2000)]) {
    const planted = Array.from({ length: 7 }, (_, i) => `${prefix}${odd}${i}=x`).join('; ')
    const { response, set } = await leave(app, provider, '/login/orcid', `${planted}; ${cookie}`)
    t.equal(response.statusCode, 302, JSON.stringify(odd.slice(0, 9)))
    t.equal(set.length, 1, 'nothing is cleared that is not ours')
    t.equal((await comeBack(app, { code: 'x', state: state.replace(/^./, '-') }, planted)).json().code, 'ORCID_ERR_TRANSACTION_MISSING')
  }
  provider.nonce = nonce
  t.equal(await verdict(app, state, cookie), 'in')
})

t.test('SEC-K10, SEC-K11: an app\'s own cookies and its parser, encoder and domain leave ours alone', async (t) => {
  const provider = await startLyingProvider(t)
  for (const parseOptions of [
    { decode: (value: string) => JSON.parse(value) },
    { decode: () => 'nonsense', encode: () => 'nonsense' },
    { decode: () => { throw new Error('not mine') } },
    { domain: '.example', path: '/x', secure: false, httpOnly: false, sameSite: 'none' as const, maxAge: 1, partitioned: true }
  ]) {
    const app: FastifyInstance = Fastify()
    t.teardown(() => app.close())
    await app.register(cookie, { parseOptions, hook: false } as never)
    await app.register(fastifyOrcid, { ...provider.options, onLogin: () => {} } as FastifyOrcidOptions)
    app.addHook('onRequest', async (_request, reply) => { reply.header('set-cookie', 'a=1').header('set-cookie', 'b=2') })
    const { set, state } = await leave(app, provider)
    const ours = set.filter((line) => line.startsWith('__Host-orcid.'))
    t.equal(ours.length, 1)
    t.match(ours[0], /=[\w-]{100,}; Max-Age=900; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    const response = await comeBack(app, { code: `${CODE}${state}`, state }, String(ours[0]).split(';')[0])
    t.equal(response.statusCode, 303)
    t.equal([response.headers['set-cookie']].flat().length, 3, 'theirs and ours')
  }
})

t.test('SEC-S1, SEC-S3, SEC-B4: a secret is rotated without losing a sign-in, and one that is gone opens nothing', async (t) => {
  const provider = await startLyingProvider(t)
  const causes: unknown[] = []
  const onFailure: FastifyOrcidOptions['onFailure'] = (_request, _reply, error) => {
    causes.push(error.cause)
    throw error
  }
  const before = await startApp(t, provider, { secret: K1 })
  const both = await startApp(t, provider, { secret: [K2, K1] })
  const after = await startApp(t, provider, { secret: [K2], onFailure })
  const journeys: Array<[from: App, to: App, expected: string]> = [
    [before, before, 'in'], [before, both, 'in'], [both, both, 'in'], [both, after, 'in'], [before, after, 'TRANSACTION_INVALID'], [after, before, 'TRANSACTION_INVALID']
  ]
  for (const [from, to, expected] of journeys) {
    const { state, cookie } = await leave(from, provider)
    t.equal(await verdict(to, state, cookie), expected)
  }
  t.strictSame(causes, [{ reason: 'unknown key' }], 'the log tells a rollout that went wrong from an attack')
})

t.test('SEC-B3: the clocks of two processes may be a minute apart, and not more', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const now = Date.now
  t.teardown(() => { Date.now = now })
  for (const [ahead, expected] of [[55, 'in'], [62, 'TRANSACTION_INVALID']] as const) {
    Date.now = () => now() + ahead * 1000
    const { state, cookie } = await leave(app, provider)
    Date.now = now
    t.equal(await verdict(app, state, cookie), expected)
  }
})

t.test('SEC-B6: a sign-in that another version sealed is refused, never misread', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state, cookie } = await leave(app, provider)
  const [name, value = ''] = cookie.split('=')
  const bytes = Buffer.from(value, 'base64url')
  for (const version of [0, 2, 255]) {
    bytes[0] = version
    t.equal(await verdict(app, state, `${name}=${bytes.toString('base64url')}`), 'TRANSACTION_INVALID')
  }
})

t.test('SEC-C22: what a sign-in is tied to must be text at both ends, and the same', async (t) => {
  const provider: LyingProvider = await startLyingProvider(t)
  let account: unknown = 'ada'
  const app = await startApp(t, provider, { bindTo: () => account as string })
  for (const wrong of [undefined, null, 7, { toString: () => 'ada' }]) {
    account = wrong
    const response = await app.inject('/login/orcid')
    t.match(response.json(), { statusCode: 500, code: 'ORCID_ERR_OPTIONS' })
    t.notOk(response.headers['set-cookie'])
    account = 'ada'
    const { state, cookie } = await leave(app, provider)
    account = wrong
    t.equal(await verdict(app, state, cookie), 'OPTIONS')
  }
  for (const [first, second, expected] of [['ada', 'ada', 'in'], ['ada', 'eve', 'ACCOUNT_CHANGED'], ['', 'ada', 'ACCOUNT_CHANGED'], ['ada', '', 'ACCOUNT_CHANGED']]) {
    account = first
    const { state, cookie } = await leave(app, provider)
    account = second
    t.equal(await verdict(app, state, cookie), expected)
  }
  t.ok(app.logins.every(({ orcid, tokens }) => orcid === SOFIA && tokens.accessToken !== CLIENT_SECRET))
})
