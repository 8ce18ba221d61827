import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { createSharedFlight } from '../../../plugin/callback/shared-flight.ts'
import { OrcidCodeRejectedError, OrcidUnavailableError } from '../../../plugin/index.ts'
import type { OrcidLogin, OrcidSharedState } from '../../../plugin/index.ts'
import { hideTokens } from '../../../plugin/login-result.ts'
import type { Settings } from '../../../plugin/options/settings.ts'

const ORCID = '0000-0001-2345-6789'
const ACCESS = 'f5af9f51-07e6-4332-8f1a-c0c11c1e3728'

const loginOf = (changes: object = {}) => Object.freeze({
  orcid: ORCID,
  uri: `https://orcid.org/${ORCID}`,
  name: null,
  issuer: 'https://orcid.org',
  scope: Object.freeze(['openid', '/read-limited']),
  tokens: hideTokens({ accessToken: ACCESS, refreshToken: null, expiresAt: new Date(1_900_000_000_000), idToken: 'e.y.J' }),
  claims: Object.freeze({ iss: 'https://orcid.org', sub: ORCID, aud: 'APP-1', exp: 2, iat: 1, amr: 'pwd' }),
  returnTo: '/a',
  ...changes
}) as unknown as OrcidLogin

/** A store in a Map, whose members a test may replace. */
function createMapState () {
  const map = new Map<string, unknown>()
  const ttls = new Map<string, number>()
  const write = (key: string, value: string, ttlSeconds: number) => {
    map.set(key, value)
    ttls.set(key, ttlSeconds)
  }
  const state: OrcidSharedState = {
    async add (key, value, ttlSeconds) {
      if (map.has(key)) return false
      write(key, value, ttlSeconds)
      return true
    },
    async get (key) { return map.get(key) as string },
    async set (key, value, ttlSeconds) { write(key, value, ttlSeconds) }
  }
  const keyOf = (kind: 'claim' | 'outcome') => [...map.keys()].find((key) => key.startsWith(`orcid:${kind}:`)) ?? ''
  return { map, ttls, state, keyOf }
}

/** Flights of several processes of one app, with what they logged. */
function createProcesses (state: OrcidSharedState, changes: object = {}) {
  const warnings: Array<{ fields: object, message: string }> = []
  const infos: string[] = []
  const log = {
    warn: (fields: object, message: string) => { warnings.push({ fields, message }) },
    info: (message: string) => { infos.push(message) }
  }
  const open = (more: object = {}) => createSharedFlight({
    environment: { issuer: 'https://orcid.org' },
    clientId: 'APP-1',
    secrets: ['a secret of at least 32 characters.'],
    timeoutMs: 1000,
    clockToleranceSeconds: 60,
    name: 'orcid',
    log,
    ...changes,
    ...more
  } as unknown as Settings, state)
  return { open, a: open(), b: open(), warnings, infos }
}

const key = { transaction: 'orcid.x.1', code: 'eUeiz2', memoryMs: 900_500 }
const never = async (): Promise<OrcidLogin> => { throw new Error('posted twice') }
const SPENT = { code: 'ORCID_ERR_TRANSACTION_SPENT', statusCode: 400 }

t.test('SEC-B2: what arrives at two processes at once is exchanged by one, and both have an equal login', async (t) => {
  const { state, map, ttls, keyOf } = createMapState()
  const { a, b, warnings } = createProcesses(state)
  const [first, second] = await Promise.all([
    a.share(key, async () => {
      await sleep(60)
      return loginOf()
    }),
    b.share(key, never)
  ])
  t.strictSame(second, first)
  t.strictSame(second.tokens.reveal(), first.tokens.reveal())
  for (const part of [second, second.scope, second.claims, second.tokens]) t.ok(Object.isFrozen(part))
  t.equal(ttls.get(keyOf('claim')), 901, 'the claim lives as long as the sign-in')
  t.equal(ttls.get(keyOf('outcome')), 60)
  t.notMatch(JSON.stringify([...map]), new RegExp(`${key.code}|${ORCID}|${ACCESS}|orcid\\.x`), 'nothing is kept in clear')
  t.strictSame(warnings, [])
})

t.test('a login without openid, without an expiry and a failure come back as they were', async (t) => {
  const plain = createProcesses(createMapState().state)
  const tokens = hideTokens({ accessToken: ACCESS, refreshToken: 'r', expiresAt: null, idToken: null })
  const first = await plain.a.share(key, async () => loginOf({ claims: null, tokens }))
  const second = await plain.b.share(key, never)
  t.strictSame(second, first)
  t.strictSame(second.tokens.reveal(), first.tokens.reveal())

  for (const error of [new OrcidUnavailableError({ cause: { statusCode: 503, retryAfterSeconds: 7 } }),
    new OrcidCodeRejectedError({ cause: { error: 'invalid_grant', orcidMessage: 'Reused' } })]) {
    const { a, b } = createProcesses(createMapState().state)
    await t.rejects(a.share(key, async () => { throw error }), error)
    const again = await b.share(key, never).catch((error: unknown) => error)
    t.ok(again instanceof error.constructor)
    const { code, message, statusCode, cause } = error
    t.match(again, { code, message, statusCode, cause: cause as object })
  }
})

t.test('a failure that is none of the plugin\'s ends the sign-in elsewhere, and none of its words are told', async (t) => {
  for (const thrown of [new RangeError('secret'), null]) {
    const { a, b } = createProcesses(createMapState().state)
    t.equal(await a.share(key, async () => { throw thrown }).catch((error: unknown) => error), thrown)
    await t.rejects(b.share(key, never), { ...SPENT, cause: { reason: 'the process that has the code failed' } })
  }
})

t.test('SEC-B2: a replay at another process, when its outcome is gone, is spent at once and posted by nobody', async (t) => {
  const { state, map, keyOf } = createMapState()
  const { a, b } = createProcesses(state, { timeoutMs: 10_000 })
  await a.share(key, async () => loginOf())
  map.delete(keyOf('outcome'))
  const clock = Date.now
  t.teardown(() => { Date.now = clock })
  Date.now = () => clock() + 72_000
  const began = performance.now()
  await t.rejects(b.share(key, never), { ...SPENT, cause: { reason: 'the code was used before' } })
  t.ok(performance.now() - began < 2000)
})

t.test('SEC-B2: the code of one sign-in, brought to another at another process, is posted by nobody', async (t) => {
  const { state } = createMapState()
  const { a, b } = createProcesses(state)
  await a.share(key, async () => loginOf())
  await t.rejects(b.share({ ...key, transaction: 'orcid.x.2' }, never), SPENT)
  const other = loginOf({ name: 'Another app' })
  t.equal(await createProcesses(state, { clientId: 'APP-2' }).a.share(key, async () => other), other, 'another client')
  t.equal(await createProcesses(state, { environment: { issuer: 'https://sandbox.orcid.org' } }).a.share(key, async () => other), other, 'another registry')
})

t.test('the first process dies: the visitor is told to start again when the time is up', async (t) => {
  const { a, b } = createProcesses(createMapState().state, { timeoutMs: 300 })
  a.share(key, async () => await new Promise<OrcidLogin>(() => {}))
  await t.rejects(b.share(key, never), { ...SPENT, cause: { reason: 'the process that has the code gave no outcome' } })
})

t.test('SEC-B2: a store that forges, swaps, inflates or mistypes an outcome signs nobody in as somebody else', async (t) => {
  const theirs = createMapState()
  await createProcesses(theirs.state).a.share({ ...key, code: 'other1' }, async () => loginOf())
  const foreign = createMapState()
  await createProcesses(foreign.state, { secrets: ['another secret of 32 characters...'] }).a.share(key, async () => loginOf())
  const own = createMapState()
  await createProcesses(own.state).a.share(key, async () => loginOf())
  const sealed = String(own.map.get(own.keyOf('outcome')))
  const hostile: Record<string, unknown> = {
    'of another sign-in': theirs.map.get(theirs.keyOf('outcome')),
    'under a foreign secret': foreign.map.get(foreign.keyOf('outcome')),
    forged: `${sealed.slice(0, -9)}AAAAAAAAA`,
    'in clear': JSON.stringify({ login: loginOf(), tokens: {} }),
    oversized: sealed + 'A'.repeat(1024 * 1024),
    empty: '',
    'a number': 7,
    'an object': { login: loginOf() },
    'a buffer': Buffer.from(sealed)
  }
  for (const [what, value] of Object.entries(hostile)) {
    const { state, map, keyOf } = createMapState()
    const { a, b } = createProcesses(state, { timeoutMs: 60 })
    await a.share(key, async () => loginOf())
    map.set(keyOf('outcome'), value)
    await t.rejects(b.share(key, never), SPENT, what)
  }
  for (const claim of ['', 'x', '1.y', 7, null, '9'.repeat(99)]) {
    const { state, map, keyOf } = createMapState()
    const { a, b } = createProcesses(state)
    await a.share(key, async () => loginOf())
    map.set(keyOf('claim'), claim)
    t.equal((await b.share(key, never)).orcid, ORCID, `a claim of ${String(claim).slice(0, 9)}`)
  }
})

t.test('a store that does not answer the claim is left out, which is logged once an outage', async (t) => {
  const answers: Record<string, () => Promise<never>> = {
    throws: async () => { throw new Error('OOM command not allowed') },
    hangs: async () => await new Promise<never>(() => {}),
    'throws what is no error': async () => { throw null }, // eslint-disable-line no-throw-literal
    'throws at once': () => { throw new Error('closed') },
    'says what it may not say': async () => 'OK' as never
  }
  for (const [what, add] of Object.entries(answers)) {
    const { state } = createMapState()
    const good = state.add
    const { a, b, open, warnings, infos } = createProcesses(state)
    Object.assign(state, { add })
    const began = performance.now()
    t.equal((await a.share(key, async () => loginOf())).orcid, ORCID, what)
    t.ok(performance.now() - began < 900, 'the wait is bounded')
    t.equal((await a.share({ ...key, code: '2' }, async () => loginOf())).orcid, ORCID)
    t.equal(warnings.length, 1, JSON.stringify(warnings))
    state.add = good
    await a.share({ ...key, code: '3' }, async () => loginOf())
    await sleep(0)
    t.equal(infos.length, 1, 'it is said that it works again')
    t.equal((await b.share({ ...key, code: '3' }, never)).orcid, ORCID)
    Object.assign(state, { add })
    await a.share({ ...key, code: '4' }, async () => loginOf())
    t.equal(warnings.length, 2, 'the next outage is said again')
    t.ok(open())
  }
})

t.test('a claim that was written although its answer was late keeps nobody waiting for themselves', async (t) => {
  const { state, map } = createMapState()
  const { add } = state
  state.add = async (...args) => {
    await add(...args)
    return await new Promise(() => {})
  }
  const { a, b } = createProcesses(state)
  t.equal((await a.share(key, async () => loginOf())).orcid, ORCID)
  t.equal(map.size, 2)
  state.add = add
  t.equal((await b.share(key, never)).orcid, ORCID, 'and another process gets the outcome')
})

t.test('a store that cannot keep the outcome signs the first in', async (t) => {
  const { state } = createMapState()
  state.set = async () => { throw new Error('full') }
  const { a, b, warnings } = createProcesses(state, { timeoutMs: 200 })
  t.equal((await a.share(key, async () => loginOf())).orcid, ORCID)
  await t.rejects(b.share(key, never), SPENT)
  t.match(warnings, [{ fields: { call: 'set', reason: 'full' } }])
})

t.test('a store that is gone while somebody waits, and comes back, gives them the outcome', async (t) => {
  const { state } = createMapState()
  const { get } = state
  const { a, b } = createProcesses(state)
  await a.share(key, async () => loginOf())
  let asked = 0
  state.get = async (name) => {
    if (asked++ < 4) throw new Error('gone')
    return await get(name)
  }
  t.equal((await b.share(key, never)).orcid, ORCID)
})

t.test('a claim that a client sent again, and that was refused because of itself, keeps nobody waiting', async (t) => {
  const { state } = createMapState()
  const { add } = state
  // A connection was cut before the answer: `SET … NX` was done, and is not done again.
  state.add = async (...args) => {
    await add(...args)
    return await add(...args)
  }
  const { a, b } = createProcesses(state)
  t.equal((await a.share(key, async () => loginOf())).orcid, ORCID)
  t.equal((await b.share(key, never)).orcid, ORCID, 'and another process gets the outcome')
})
