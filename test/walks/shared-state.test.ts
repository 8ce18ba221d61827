import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import t from 'tap'
import type { Pool } from 'undici'
import type { OrcidSharedState } from '../../plugin/index.ts'
import { SOFIA, logIn, startApp, startLyingProvider } from '../support/lying-provider.ts'
import { orcidIdOf } from '../support/people.ts'
import { leaveAs, startPeople, startProcess, startProxy } from '../support/processes.ts'
import type { Outcome } from '../support/processes.ts'
import { openRedis } from '../support/redis-client.ts'
import { startRedis, withRedis } from '../support/redis.ts'
import { pathOf, urlOf } from '../support/root.ts'
import { slow } from '../support/slow.ts'

const SECRET = 'a secret of at least 32 characters.'
// Enough to keep every process busy. A store that answers late is left out, and late is what too many make it.
const IN_FLIGHT = 8

type Test = Parameters<typeof startPeople>[0]

/** Processes that share a Redis, every other one through `ioredis`, and a proxy before them. */
async function startShared (t: Test, count: number, options: object = {}) {
  const [redis, { provider, posted }] = await Promise.all([startRedis(t), startPeople(t)])
  const apps = await Promise.all(Array.from({ length: count }, async (_, index) => {
    const app = await startProcess(t)
    const library = index % 2 === 0 ? 'ioredis' : 'redis'
    await app.goOn({ ...provider.options, secret: SECRET, ...options, redis: { library, port: redis.port } })
    return app
  }))
  // The first login of a process loads code and asks for keys, which may take longer than a store may.
  for (const { pool } of apps) await (await leaveAs(pool, 0))(pool)
  posted.clear()
  const proxy = await startProxy(t, apps.map(({ pool }) => pool), 2 * IN_FLIGHT)
  return { redis, provider, posted, apps, proxy }
}

const isTheirs = ({ status, orcid }: Outcome, who: number) => status === 200 && orcid === orcidIdOf(who)

/** As many logins as are asked for, some of them at once; each comes back so many times at the same time. */
async function walk (proxy: Pool, from: number, { logins, times }: { logins: number, times: number }) {
  const wrong: Outcome[] = []
  const pids = new Set<unknown>()
  const waits: number[] = []
  let apart = 0
  let who = from
  const visitors = Array.from({ length: IN_FLIGHT }, async () => {
    while (who < from + logins) {
      const mine = who++
      const began = performance.now()
      const comeBack = await leaveAs(proxy, mine)
      const outcomes = await Promise.all(Array.from({ length: times }, () => comeBack(proxy)))
      waits.push(performance.now() - began)
      wrong.push(...outcomes.filter((outcome) => !isTheirs(outcome, mine)))
      for (const { pid } of outcomes) pids.add(pid)
      if (new Set(outcomes.map(({ pid }) => pid)).size === times) apart++
    }
  })
  await Promise.all(visitors)
  return { wrong, apart, processes: pids.size, longestMs: Math.max(...waits) }
}

t.test('a login through the route keeps a claim and an outcome in the store of the app', async (t) => {
  const kept = new Map<string, string>()
  const sharedState: OrcidSharedState = {
    async add (key, value) {
      return !kept.has(key) && kept.set(key, value).size > 0
    },
    async get (key) { return kept.get(key) },
    async set (key, value) { kept.set(key, value) }
  }
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { sharedState })
  t.equal((await logIn(app, provider)).statusCode, 303)
  t.match(app.logins, [{ orcid: SOFIA }])
  t.match([...kept.keys()], [/^orcid:claim:/, /^orcid:outcome:/])
})

withRedis('an app of several processes that share a Redis', () => {
  const once = (processes: number, logins: number) => async (t: Tap) => {
    const { proxy, posted } = await startShared(t, processes)
    const began = performance.now()
    const { wrong, apart, processes: seen } = await walk(proxy, 0, { logins, times: 2 })
    t.comment(`${logins} logins, ${posted.size} codes, ${((performance.now() - began) / 1000).toFixed(1)} s`)
    t.strictSame(wrong, [], 'everybody is signed in as themselves, at both arrivals')
    t.equal(apart, logins, 'each came back to two processes')
    t.equal(seen, processes)
    t.equal(posted.size, logins)
    t.strictSame([...posted].filter(([, times]) => times !== 1), [], 'each code was posted once')
  }
  type Tap = typeof t
  t.test('SEC-B2: a callback that arrives at two processes at once posts its code once: 20 logins',
    (t) => once(2, 20)(t as never))
  t.test('SEC-B2: a callback that arrives at two of four processes at once posts its code once: 1000 logins',
    { ...slow, timeout: 240_000 },
    (t) => once(4, 1000)(t as never))

  t.test('SEC-B2: a process is killed between claim and answer: the other arrival is told in time', slow,
    async (t) => {
      const timeoutMs = 3000
      const { provider, posted, apps } = await startShared(t, 2, { timeoutMs })
      const [a, b] = apps as [typeof apps[0], typeof apps[0]]
      const { token } = provider
      const asked = new Promise<void>((resolve) => {
        provider.token = async (form, reply) => {
          resolve()
          await token(form, reply)
          return await new Promise(() => {})
        }
      })
      const comeBack = await leaveAs(b.pool, 1)
      const first = comeBack(a.pool).catch((error: unknown) => error)
      await Promise.race([asked, first])
      const began = performance.now()
      const second = comeBack(b.pool)
      await a.kill()
      t.ok(await first instanceof Error, 'the first hears nothing')
      t.match(await second, { status: 400, code: 'ORCID_ERR_TRANSACTION_SPENT' })
      t.ok(performance.now() - began < timeoutMs + 1000, 'in time')
      t.strictSame([...posted.values()], [1], 'the code was posted once')
      Object.assign(provider, { token })
      t.ok(isTheirs(await (await leaveAs(b.pool, 2))(b.pool), 2), 'a new login works')
    })

  t.test('a Redis that is gone, back, restarted, and hangs refuses nobody, and a login takes a second more at most',
    { ...slow, timeout: 240_000 }, async (t) => {
      const { redis, proxy, posted } = await startShared(t, 2)
      let from = 0
      const more = async (logins: number, times = 1) => {
        const { wrong, longestMs } = await walk(proxy, from, { logins, times })
        from += logins
        t.strictSame(wrong, [], `${logins} logins, the longest took ${Math.round(longestMs)} ms`)
        return longestMs
      }
      /** Until a login that comes back twice posts its code once, which it does when both processes are connected. */
      const untilShared = async () => {
        for (let tries = 0; tries < 20; tries++, from++) {
          const comeBack = await leaveAs(proxy, from)
          await Promise.all([comeBack(proxy), comeBack(proxy)])
          if ([...posted].at(-1)?.[1] === 1) return
        }
        t.fail('double arrivals share again')
      }
      const quietMs = await more(80)
      const underWay = more(120)
      await redis.stop()
      await underWay
      await more(40)
      await redis.start()
      await untilShared()
      await more(40, 2)
      const again = more(120)
      await redis.stop()
      await redis.start()
      await again
      await untilShared()
      await more(40, 2)
      redis.pause()
      const hungMs = await more(40)
      redis.goOn()
      t.ok(hungMs < quietMs + 1500, `${Math.round(hungMs)} ms instead of ${Math.round(quietMs)}`)
      await untilShared()
      await more(40, 2)
      const twice = [...posted].filter(([, times]) => times > 1).length
      t.comment(`${from} logins, ${twice} codes of double arrivals were posted twice`)
    })

  t.test('the block of docs/processes.md shares the Redis of the app', async (t) => {
    const page = await readFile(pathOf('docs/processes.md'), 'utf8')
    const [, block = ''] = /^```ts\n(.*?)^```$/ms.exec(page) ?? []
    const folder = pathOf('dist/docs-processes/')
    await mkdir(folder, { recursive: true })
    t.teardown(() => rm(folder, { recursive: true }))
    await writeFile(`${folder}block.js`, block)
    const { sharedStateOf } = await import(urlOf('dist/docs-processes/block.js'))
    const redis = await openRedis('ioredis', (await startRedis(t)).port)
    t.teardown(() => redis.close())
    const provider = await startLyingProvider(t)
    const app = await startApp(t, provider, sharedStateOf({ redis }))
    t.equal((await logIn(app, provider)).statusCode, 303)
    t.match(await redis.send('KEYS', 'fastify-orcid:orcid:claim:*'), { length: 1 })
  })
})
