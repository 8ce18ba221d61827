import { once } from 'node:events'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import type { Test } from 'tap'
import { Agent } from 'undici'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcid } from '../../mock-server/index.ts'
import { GOOD, KEY } from '../fixtures/certificates.ts'
import { takeOverNames, openGate } from '../support/gate.ts'
import { CODE, comeBack, leave, logIn, publicKey, startApp, startLyingProvider } from '../support/lying-provider.ts'
import { answerOf, startAppOf, struckNames } from '../support/fault-matrix.ts'
import { FAULTS } from '../support/faults.ts'
import { runs } from '../support/slow.ts'

const names = takeOverNames(answerOf)
const told = new Set<string>()
const clock = performance.now.bind(performance)
const wallClock = Date.now
t.afterEach(() => {
  performance.now = clock
  Date.now = wallClock
})
t.teardown(names.undo)

/** A fault of the list that is no matter of one leg and one answer, as a test of that name. */
function fault (id: string, sentence: string, run: (t: Test) => Promise<void>): void {
  told.add(id)
  t.test(`FAULT-${id}: ${sentence}`, run)
}

async function start (t: Test, changes: Parameters<typeof startAppOf>[2] = {}) {
  const orcid = await startMockOrcid() as MockOrcid
  const client = orcid.client({ type: 'member', redirectUris: ['http://127.0.0.1:3000/login/orcid/callback'] })
  const world = await startAppOf(orcid, client, changes)
  t.teardown(async () => { orcid.findings(); await world.app.close(); await orcid.close() })
  const count = (endpoint: 'token' | 'jwks') => orcid.journal.count({ endpoint })
  return { orcid, client, ...world, count }
}

fault('F35', 'keys that are down at the first login cost nobody a code', async (t) => {
  for (const kind of [500, 'challenge', 'reset-before-work', 'no-object', 'stall'] as const) {
    const { orcid, signIn, count } = await start(t, kind === 'stall' ? { timeoutMs: 400 } : {})
    const undo = orcid.fail('jwks', kind, { times: Infinity })
    t.match(await signIn(), { code: 'KEYS_UNAVAILABLE', status: 503 }, String(kind))
    t.equal(count('token'), 0, 'the code is not spent')
    t.equal(count('jwks'), kind === 'stall' ? 1 : 3)
    undo()
    if (kind !== 'stall') t.equal((await signIn()).code, 'ok', 'and the next login is as good as ever')
  }
})

fault('F36', 'keys that were good an hour ago sign people in while the key page is down, and nobody waits for it', async (t) => {
  const { orcid, signIn, count } = await start(t, { timeoutMs: 5000 })
  t.equal((await signIn()).code, 'ok')
  performance.now = () => clock() + 3_600_000
  const undo = orcid.fail('jwks', 'stall', { times: Infinity })
  for (let login = 0; login < 20; login++) t.equal((await signIn()).code, 'ok')
  t.ok(count('jwks') <= 2, 'asked once more, in the background')
  undo()
})

fault('F37', 'a key that was rotated between two logins is fetched once', async (t) => {
  const { orcid, signIn, count } = await start(t)
  await signIn()
  orcid.keys.rotate()
  t.equal((await signIn()).code, 'ok')
  t.equal((await signIn()).code, 'ok')
  t.equal(count('jwks'), 2)
})

fault('F38', 'a key that was rotated just before it signed is fetched once', async (t) => {
  const { orcid, signIn, count } = await start(t)
  orcid.forge('signing-key-rotation-just-before-signing')
  t.equal((await signIn()).code, 'ok')
  t.equal(count('jwks'), 2)
})

fault('F39', 'a key page that turns into nonsense takes no good key away', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  t.equal((await logIn(app, provider)).statusCode, 303)
  const { kty, n, e } = await publicKey()
  const nonsense = [{ keys: [] }, '<h1>keys</h1>', { kty, n, e }, { keys: Array(10_000).fill({ kty, n, e }) }, { keys: [{ kty, n: 'AA', e }] },
    { keys: [{ kty, n, e: '!!' }] }, { keys: [7] }, { keys: { 0: {} } }]
  for (const [hour, answer] of nonsense.entries()) {
    performance.now = () => clock() + (hour + 1) * 3_600_000
    provider.jwks = () => answer
    t.equal((await logIn(app, provider)).statusCode, 303, JSON.stringify(answer).slice(0, 40))
    // What is fetched in the background is there before the next hour begins.
    await sleep(5)
  }
})

fault('F39', 'one key that cannot be read does not hide the one beside it', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  provider.jwks = async () => ({ keys: [{ kty: 'RSA', n: 'A'.repeat(342), e: 'AA', kid: 'odd' }, await publicKey()] })
  t.equal((await logIn(app, provider)).statusCode, 303)
})

fault('F40', 'a storm of unknown key ids asks for keys no more than twice a minute', async (t) => {
  const { orcid, signIn, count } = await start(t)
  await signIn()
  orcid.forge('unknown-kid', { times: Infinity })
  await Promise.all(Array.from({ length: 50 }, async () => { t.equal((await signIn()).code, 'ID_TOKEN') }))
  t.ok(count('jwks') <= 3, `${count('jwks')} requests`)
})

fault('F41', 'a discovery document that is down is nothing to us: it is never asked for', async (t) => {
  const { orcid, signIn } = await start(t)
  orcid.fail('discovery', 500, { times: Infinity })
  t.equal((await signIn()).code, 'ok')
  t.equal(orcid.journal.count({ endpoint: 'discovery' }), 0)
})

fault('F42', 'clocks may be a minute apart, and no more', async (t) => {
  for (const [seconds, code] of [[30, 'ok'], [55, 'ok'], [75, 'ID_TOKEN'], [-55, 'ok'], [-75, 'ok'], [-1100, 'ID_TOKEN']] as const) {
    const { orcid, signIn } = await start(t)
    orcid.clock.advance(seconds)
    t.equal((await signIn()).code, code, `ORCID's clock ${seconds} s from ours`)
  }
})

fault('F43', 'a wall clock that is set back holds up no deadline, and makes no sign-in younger', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { timeoutMs: 300 })
  const { state, cookie } = await leave(app, provider)
  provider.token = async () => {
    Date.now = () => wallClock() - 3_600_000
    return await new Promise(() => {})
  }
  t.equal((await comeBack(app, { code: CODE, state }, cookie)).json().code, 'ORCID_ERR_TIMEOUT')
  Date.now = wallClock
  const early = await leave(app, provider)
  Date.now = () => wallClock() - 3_600_000
  t.equal((await comeBack(app, { code: 'early1', state: early.state }, early.cookie)).json().code, 'ORCID_ERR_TRANSACTION_INVALID')
})

interface Deferred { readonly promise: Promise<void>, readonly resolve: () => void }

function deferred (): Deferred {
  let resolve = (): void => {}
  const promise = new Promise<void>((_resolve) => { resolve = _resolve })
  return { promise, resolve }
}

/** A navigation on a connection of its own, of which a test may hang up; the status, or 0 for none. */
function visit (url: string, cookie = ''): { status: Promise<number>, hangUp: () => void } {
  const outgoing = request(url, { agent: false, headers: { cookie } })
  const status = new Promise<number>((resolve) => {
    outgoing.on('response', (answer) => { resolve(Number(answer.resume().statusCode)) }).on('error', () => { resolve(0) }).end()
  })
  return { status, hangUp: () => { outgoing.destroy() } }
}

/** An app on a real socket, and an ORCID that answers each code for its own sign-in once `held` lets it. */
async function listen (t: Test, changes: Parameters<typeof startApp>[2] = {}) {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, changes)
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  const nonces = new Map<string, string>()
  const posts = () => provider.requests.filter(({ url }) => url === '/oauth/token').length
  const held = { number: 1, asked: deferred(), gate: deferred() }
  provider.token = async ({ code = '' }) => {
    if (posts() === held.number) held.asked.resolve()
    await held.gate.promise
    return await provider.good({}, { nonce: nonces.get(code) })
  }
  const begin = async () => {
    const { state, cookie } = await leave(app, provider)
    const code = `c${state}`
    nonces.set(code, provider.nonce)
    return () => visit(`${origin}/login/orcid/callback?${new URLSearchParams({ code, state })}`, cookie)
  }
  return { app, origin, begin, posts, held, provider }
}

fault('F44', 'a browser that hangs up during the exchange is not signed in, but finds the outcome when it comes again', async (t) => {
  const { app, begin, posts, held } = await listen(t)
  const arrive = await begin()
  const first = arrive()
  await held.asked.promise
  first.hangUp()
  t.equal(await first.status, 0)
  await sleep(50)
  const second = arrive()
  held.gate.resolve()
  t.equal(await second.status, 303)
  t.equal(posts(), 1)
  t.equal(app.logins.length, 1, 'the app is not told of whoever is gone')
})

fault('F45', 'a browser that hangs up and never returns holds nothing open', async (t) => {
  const { app, begin, posts, held } = await listen(t)
  const gone = (await begin())()
  await held.asked.promise
  gone.hangUp()
  await gone.status
  await sleep(50)
  held.gate.resolve()
  await app.close()
  t.equal(posts(), 1)
  t.equal(app.logins.length, 0)
})

fault('F46', 'an app that closes finishes the logins that are under way, and starts none', async (t) => {
  const { app, origin, begin, held } = await listen(t)
  held.number = 50
  const arrivals: Array<Promise<number>> = []
  for (let browser = 0; browser < 50; browser++) arrivals.push((await begin())().status)
  await held.asked.promise
  const closing = app.close()
  t.match(await visit(`${origin}/login/orcid`).status, /^(?:503|0)$/)
  held.gate.resolve()
  t.strictSame(await Promise.all(arrivals), Array(50).fill(303))
  await closing
})

fault('F47', 'an app that closes while ORCID hangs is closed when the deadline is over', async (t) => {
  const { app, begin, held } = await listen(t, { timeoutMs: 600 })
  const arrival = (await begin())()
  await held.asked.promise
  const before = clock()
  await app.close()
  t.ok(clock() - before < 5000, 'not when ORCID has an answer, which is never')
  t.equal(await arrival.status, 504)
})

fault('F48', 'a hook that fails in any way is the app\'s own error, and the sign-in is over', async (t) => {
  const provider = await startLyingProvider(t)
  const failing = [() => { throw new Error('secret') }, async () => { throw new TypeError('secret') },
    // eslint-disable-next-line no-throw-literal -- a hook may throw anything
    async () => { throw { statusCode: 500, message: 'secret' } }]
  for (const onLogin of failing) {
    const app = await startApp(t, provider, { onLogin })
    const response = await logIn(app, provider)
    t.equal(response.statusCode, 500)
    t.match(String(response.headers['set-cookie']), /Max-Age=0/)
    t.notMatch(response.body, provider.nonce)
  }
})

fault('F49', 'a hook that has answered already is not answered over', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { onLogin: async (_request, reply) => { reply.code(201).send('mine') } })
  const response = await logIn(app, provider)
  t.equal(response.statusCode, 201)
  t.equal(response.body, 'mine')
})

fault('F50', 'a session store that is down signs nobody in', async (t) => {
  const provider = await startLyingProvider(t)
  const signedIn: string[] = []
  const app = await startApp(t, provider, {
    onLogin: async (_request, _reply, { orcid }) => {
      await Promise.reject(Object.assign(new Error('store down'), { statusCode: 503 }))
      signedIn.push(orcid)
    }
  })
  t.equal((await logIn(app, provider)).statusCode, 503)
  t.strictSame(signedIn, [])
})

fault('F56', 'a process that has no file left to open says that ORCID is out of reach', async (t) => {
  const full = Object.assign(new Error('connect EMFILE'), { code: 'EMFILE', syscall: 'connect' })
  const dispatcher = new Agent({ connect: (_options, done) => { done(full, null) } })
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { dispatcher, openid: false, scope: '/authenticate' })
  const response = await logIn(app, provider)
  t.equal(response.json().code, 'ORCID_ERR_UNREACHABLE')
  await dispatcher.close()
})

fault('F57', 'an answer that comes after the deadline changes nothing', async (t) => {
  const { app, begin, held, posts } = await listen(t, { timeoutMs: 300 })
  t.equal(await (await begin())().status, 504)
  held.gate.resolve()
  await sleep(50)
  t.equal(app.logins.length, 0)
  t.equal(posts(), 1)
  t.equal(await (await begin())().status, 303, 'and the next one signs in')
})

fault('F58', 'an answer that ORCID mixed up with another visitor\'s signs in neither', async (t) => {
  const { begin, held, provider, app } = await listen(t)
  held.gate.resolve()
  const [one, other] = [await begin(), await begin()]
  const right = provider.token
  const last = { form: {} as Record<string, string> }
  provider.token = async (form, reply) => {
    const mixed = await right(last.form, reply)
    last.form = form
    return mixed
  }
  t.equal(await one().status, 400)
  t.equal(await other().status, 400)
  t.equal(app.logins.length, 0)
})

fault('F59', 'an event loop that is blocked past the deadline still reads the answer that lies there', async (t) => {
  const worker = new Worker(`
    const { createServer } = require('node:http')
    const { parentPort } = require('node:worker_threads')
    const answer = JSON.stringify({ access_token: 'x', token_type: 'bearer', orcid: '0000-0001-2345-6789' })
    createServer((request, response) => {
      request.resume().on('end', () => {
        parentPort.postMessage('asked')
        setTimeout(() => response.setHeader('content-type', 'application/json').end(answer), 100)
      })
    }).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port) })`, { eval: true })
  t.teardown(async () => { await worker.terminate() })
  const [port] = await once(worker, 'message') as [number]
  const provider = await startLyingProvider(t)
  const environment = { ...provider.options.environment as object, tokenEndpoint: `http://127.0.0.1:${port}/` }
  const app = await startApp(t, provider, { environment: environment as never, openid: false, scope: '/authenticate', timeoutMs: 1500 })
  const { state, cookie } = await leave(app, provider)
  const login = comeBack(app, { code: CODE, state }, cookie)
  await once(worker, 'message')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000)
  t.equal((await login).statusCode, 303)
})

fault('F60', 'an outage of hours keeps no app from starting, refuses logins at once, and ends when it ends', async (t) => {
  const orcid = await startMockOrcid() as MockOrcid
  const client = orcid.client({ redirectUris: ['http://127.0.0.1:3000/login/orcid/callback'] })
  const gate = await openGate(Number(new URL(orcid.issuer).port))
  const environment = Object.fromEntries(Object.entries(orcid.environment).map(([name, value]) =>
    [name, typeof value === 'string' && name !== 'authorizationEndpoint' && name !== 'issuer' ? value.replace(new URL(orcid.issuer).host, `127.0.0.1:${gate.port}`) : value]))
  await gate.shut()
  const { app, signIn } = await startAppOf(orcid, client, { environment: environment as never, scope: 'openid' })
  app.get('/', async () => 'here')
  t.teardown(async () => { orcid.findings(); await app.close(); await gate.close(); await orcid.close() })
  for (let login = 0; login < 3; login++) t.equal((await signIn()).code, 'KEYS_UNAVAILABLE')
  t.equal(orcid.journal.count({ endpoint: 'token' }), 0, 'no code is spent')
  t.equal((await app.inject('/')).body, 'here')
  await gate.open()
  t.equal((await signIn()).code, 'ok')
})

fault('F2', 'a name that is not found is looked up twice, and a name that is found late still signs in', async (t) => {
  const provider = await startLyingProvider(t)
  const gate = await openGate(Number(new URL(provider.issuer).port), { key: KEY, cert: GOOD })
  t.teardown(gate.close)
  const dispatcher = new Agent({ connect: { ca: GOOD, servername: 'orcid.localhost' } })
  t.teardown(() => dispatcher.destroy())
  const tokenEndpoint = `https://badday.nobody.localhost:${gate.port}/oauth/token`
  const environment = { ...provider.options.environment as object, tokenEndpoint }
  const app = await startApp(t, provider, { environment: environment as never, openid: false, scope: '/authenticate', dispatcher })
  struckNames.add('badday.nobody.localhost')
  t.equal((await logIn(app, provider)).json().code, 'ORCID_ERR_UNREACHABLE')
  t.equal(names.count('badday.nobody.localhost'), 2)
  const { state, cookie } = await leave(app, provider)
  const login = comeBack(app, { code: CODE, state }, cookie)
  while (names.count('badday.nobody.localhost') < 3) await sleep(1)
  struckNames.delete('badday.nobody.localhost')
  t.equal((await login).statusCode, 303)
})

fault('F10', 'many logins in a row, each on a connection that is reset when it idles', async (t) => {
  const provider = await startLyingProvider(t)
  const gate = await openGate(Number(new URL(provider.issuer).port))
  t.teardown(gate.close)
  gate.behaviour = 'one-answer'
  const environment = { ...provider.options.environment as object, tokenEndpoint: `http://127.0.0.1:${gate.port}/oauth/token` }
  const app = await startApp(t, provider, { environment: environment as never })
  const all = runs(200)
  for (let login = 0; login < all; login++) {
    const { statusCode } = await logIn(app, provider)
    if (statusCode !== 303) t.fail(`login ${login}: ${statusCode}`)
  }
  t.equal(gate.connections, all)
  t.equal(gate.requests, all)
})

fault('F10', 'a read whose kept connection closes as it is sent is sent again', async (t) => {
  const { orcid, client, signIn, logins } = await start(t)
  const gate = await openGate(Number(new URL(orcid.issuer).port))
  gate.behaviour = 'first-only'
  await signIn()
  const environment = { ...orcid.environment, userinfoEndpoint: `http://127.0.0.1:${gate.port}/oauth/userinfo` }
  const { app } = await startAppOf(orcid, client, { environment })
  t.teardown(async () => { await app.close(); await gate.close() })
  const token = String(logins[0]?.tokens.accessToken)
  for (let call = 0; call < 20; call++) await app.orcid.userinfo(token)
  t.ok(gate.requests >= 20)
})

fault('F16', 'the wait that ORCID asks for is passed on only if it is one', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const soon = new Date(Date.now() + 90_000).toUTCString()
  for (const [said, passed] of [['7', /^7$/], ['0', null], ['-1', null], ['1e9', null], ['999999999', null], ['7, 8', null], ['soon', null],
    ['<script>', null], [soon, /^(?:89|90|91)$/]] as const) {
    provider.token = (_form, reply) => reply.code(429).header('retry-after', said).send('no')
    const { statusCode, headers } = await logIn(app, provider)
    t.equal(statusCode, 503)
    if (passed === null) t.notOk('retry-after' in headers, said)
    else t.match(headers['retry-after'], passed, said)
  }
})

/** What has no test of this name, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  F51: 'There is no store of transactions: the browser keeps them.',
  F52: 'The client secret is a string, not a function that could fail.',
  F53: 'load.test.ts: a thousand logins at once',
  F54: 'load.test.ts: more at once than a process takes on',
  F55: 'load.test.ts: a flood of callbacks that nobody began'
}

t.test('each of the sixty faults has its test, its cells or its reason', async (t) => {
  const covered = new Set([...FAULTS.map(({ id }) => id), ...told, ...Object.keys(ELSEWHERE)])
  t.strictSame(Array.from({ length: 60 }, (_, index) => `F${index + 1}`).filter((id) => !covered.has(id)), [])
})
