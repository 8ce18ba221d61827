import t from 'tap'
import { createSharedFlight } from '../../plugin/callback/shared-flight.ts'
import type { OrcidLogin, OrcidSharedState } from '../../plugin/index.ts'
import { hideTokens } from '../../plugin/login-result.ts'
import type { Settings } from '../../plugin/options/settings.ts'
import { redisState } from '../../plugin/redis.ts'
import { LIBRARIES, openRedis } from '../support/redis-client.ts'
import type { RedisLibrary } from '../support/redis-client.ts'
import { startRedis, startSlowWay, withRedis } from '../support/redis.ts'
import { slow } from '../support/slow.ts'

t.test('what is no client of Redis is refused by name', async (t) => {
  const wrong = {
    null: null, 'a string of 20 characters': 'redis://127.0.0.1:63', 'an object': {}, missing: undefined, 'a function': () => {}
  }
  for (const [what, client] of Object.entries(wrong)) {
    t.throws(() => redisState(client as never), { code: 'ORCID_ERR_OPTIONS', message: new RegExp(`client of redisState\\(\\).*${what}`) })
  }
  const methods = { get () {}, set () {} }
  for (const client of [methods, { ...methods, isOpen: 'yes' }, { isOpen: true, set () {} }, { defineCommand () {}, get () {} }]) {
    t.throws(() => redisState(client as never), { code: 'ORCID_ERR_OPTIONS' })
  }
  const good = { ...methods, isOpen: true } as never
  t.throws(() => redisState(good, { prefix: 7 } as never), { message: 'option `prefix` of redisState() must be a text; got the number 7. See ' })
  for (const wrong of [null, 'prefix']) {
    t.throws(() => redisState(good, wrong as never), { code: 'ORCID_ERR_OPTIONS', message: /^the second argument of redisState\(\) must be an object like \{ prefix \}; got / })
  }
  t.throws(() => redisState(good, { prefx: 'a' } as never), { message: 'unknown option `prefx` of redisState(), did you mean `prefix`? See ' })
})

const login = Object.freeze({
  orcid: '0000-0001-2345-6789',
  scope: Object.freeze(['openid']),
  tokens: hideTokens({ accessToken: 'a', refreshToken: null, expiresAt: null, idToken: null }),
  claims: null,
  returnTo: '/'
}) as unknown as OrcidLogin

function createProcesses (state: OrcidSharedState) {
  const warnings: unknown[] = []
  const infos: unknown[] = []
  const log = { warn: (fields: unknown) => { warnings.push(fields) }, info: (text: unknown) => { infos.push(text) } }
  const settings = {
    environment: { issuer: 'https://orcid.org' },
    clientId: 'APP-1',
    secrets: ['a secret of at least 32 characters.'],
    timeoutMs: 10_000,
    clockToleranceSeconds: 60,
    name: 'orcid',
    log
  } as unknown as Settings
  const [a, b] = [createSharedFlight(settings, state), createSharedFlight(settings, state)]
  let posted = 0
  let made = 0
  const exchange = async () => {
    posted++
    return login
  }
  /** One sign-in whose callback arrives at both; how often its code is posted. */
  const signIn = async (): Promise<number> => {
    const key = { transaction: `t${++made}`, code: `c${made}`, memoryMs: 900_000 }
    posted = 0
    const outcomes = await Promise.all([a.share(key, exchange), b.share(key, exchange)])
    for (const { orcid } of outcomes) if (orcid !== login.orcid) throw new Error('somebody else')
    return posted
  }
  return { signIn, warnings, infos }
}

type Test = { ok: typeof t.ok }

/** Tries until it is so, for five seconds. */
async function until (t: Test, holds: () => Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 5000
  while (performance.now() < end) if (await holds()) return
  t.ok(false, what)
}

withRedis('the shared state in a Redis', () => {
  t.test('a client of either library adds once, and everything has a time to live', async (t) => {
    const { port } = await startRedis(t)
    for (const library of LIBRARIES) {
      const client = await openRedis(library, port)
      t.teardown(() => client.close())
      const state = redisState(client, { prefix: `${library}:` })
      t.equal(await state.add('k', 'one', 60), true)
      t.equal(await state.add('k', 'two', 60), false)
      t.equal(await state.get('k'), 'one')
      t.equal(await state.get('none'), null)
      await state.set('k', 'three', 60)
      t.equal(await state.get('k'), 'three')
      t.match(String(await client.send('TTL', `${library}:k`)), /^(?:60|59)$/)
      t.equal(await redisState(client).add('n', '', 5), true)
      t.match(String(await client.send('TTL', 'fastify-orcid:n')), /^[45]$/)
      await client.send('DEL', 'fastify-orcid:n')
    }
  })

  const away = (library: RedisLibrary) => async (t: Tap) => {
    const redis = await startRedis(t)
    const client = await openRedis(library, redis.port)
    t.teardown(() => client.close())
    const { signIn, warnings, infos } = createProcesses(redisState(client))
    t.equal(await signIn(), 1)
    await redis.stop()
    t.equal(await signIn(), 2, 'as without a shared state')
    t.equal(await signIn(), 2)
    t.equal(warnings.length, 2, 'each process says it once')
    await redis.start()
    await until(t, async () => await signIn() === 1, 'it is used again')
    await until(t, async () => infos.length > 0 && await signIn() === 1, 'which is said')
    await client.send('CONFIG', 'SET', 'maxmemory-policy', 'noeviction')
    await client.send('CONFIG', 'SET', 'maxmemory', '1')
    warnings.length = 0
    t.equal(await signIn(), 2, 'a full one is left out')
    t.match(JSON.stringify(warnings), 'OOM')
    await client.send('CONFIG', 'SET', 'maxmemory', '0')
    t.equal(await signIn(), 1)
  }
  type Tap = typeof t
  t.test('a Redis that is gone, back, restarted or full takes no sign-in down: ioredis', slow, (t) => away('ioredis')(t as never))
  t.test('a Redis that is gone, back, restarted or full takes no sign-in down: redis', slow, (t) => away('redis')(t as never))

  t.test('a slow Redis is waited for, and a very slow one is not', slow, async (t) => {
    const { port } = await startRedis(t)
    const way = await startSlowWay(t, port)
    for (const library of LIBRARIES) {
      way.delayMs = 0
      const client = await openRedis(library, way.port)
      t.teardown(() => client.close())
      const { signIn, warnings } = createProcesses(redisState(client, { prefix: library }))
      way.delayMs = 100
      t.equal(await signIn(), 1)
      t.strictSame(warnings, [])
      way.delayMs = 1500
      const began = performance.now()
      t.equal(await signIn(), 2)
      t.ok(performance.now() - began < 1400, 'the wait is bounded')
      t.equal(warnings.length, 2)
    }
  })
})
