import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import type { Test } from 'tap'
import { request } from 'undici'
import { startMockOrcid } from '../../mock-server/index.ts'
import fastifyOrcid from '../../plugin/index.ts'
import type { FloodPlan, FloodReport } from '../support/flood.ts'
import { freePort } from '../support/free-port.ts'
import { orcidIdOf as iDs } from '../support/people.ts'
import { comeBack, leave, startApp, startLyingProvider } from '../support/lying-provider.ts'
import type { LyingProvider } from '../support/lying-provider.ts'
import { SEED } from '../support/generators.ts'
import { pathOf } from '../support/root.ts'
import { slow } from '../support/slow.ts'

/** `npm run load` says --full: ten thousand logins, and a flood of half a minute. */
const isFull = process.argv.includes('--full')
const AT_ONCE = 1000
const ROUNDS = isFull ? 10 : 1
const LATENCY_MS = isFull ? 2000 : 300
const DUPLICATED = isFull ? 1000 : 100
const FLOOD_SECONDS = isFull ? 30 : 1
const FLOOD_PER_SECOND = 10_000
const MEGABYTE = 1024 * 1024
const FLOOD = pathOf('dist/test/support/flood.js')

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** What is on the heap when all that can go has gone. */
async function heap (): Promise<number> {
  for (let round = 0; round < 3; round++) {
    collect()
    await sleep(10)
  }
  return process.memoryUsage().heapUsed
}

const posts = ({ requests }: LyingProvider) => requests.filter(({ url }) => url === '/oauth/token').length
const fractions = fc.double({ min: 0, max: 1, noNaN: true, noDefaultInfinity: true })
const random = fc.sample(fractions, { seed: SEED, numRuns: 1000 })
const chance = { at: 0 }
const next = (): number => random[chance.at++ % random.length] as number

/** Two houses, and a crowd of people each of whom has a record; every token request takes its time. */
async function startCrowd (t: Test, people: number) {
  const researchers = Object.fromEntries(Array.from({ length: people }, (_, who) =>
    [`person${who}`, { orcid: iDs(who), givenNames: 'Person', familyName: String(who) }]))
  const orcid = await startMockOrcid({ researchers })
  const port = await freePort()
  const app: FastifyInstance = Fastify({ forceCloseConnections: true })
  await app.register(fastifyOrcid, {
    environment: orcid.environment,
    ...orcid.client(),
    redirectUri: `http://127.0.0.1:${port}/login/orcid/callback`,
    timeoutMs: 60_000,
    onLogin: async (_request, _reply, { orcid, name }) => ({ orcid, name })
  })
  // More come at once than Node.js lets wait by default.
  const url = await app.listen({ port, backlog: 4096 })
  t.teardown(async () => {
    await app.close()
    await orcid.close()
  })
  const arm = (times: number) => Array.from({ length: times }, () =>
    orcid.fail('token', 'delay', { delayMs: next() * LATENCY_MS }))
  return { orcid, app, url, port, arm }
}

const ofPerson = (who: number) => JSON.stringify({ orcid: iDs(who), name: `Person ${who}` })

t.test('FAULT-F53: a thousand logins at once, again and again: nobody is anybody else, and each code is posted once', slow, async (t) => {
  const { orcid, url, arm } = await startCrowd(t, AT_ONCE)
  const heaps: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const delays = arm(AT_ONCE)
    const oneTooMany = orcid.fail('token', 500)
    const started = performance.now()
    const visits = await Promise.all(Array.from({ length: AT_ONCE }, async (_, who) =>
      await orcid.signIn(url, { path: '/login/orcid', as: iDs(who), patienceMs: 60_000 })))
    const seconds = (performance.now() - started) / 1000
    t.ok(visits.every(({ response }, who) => response.body === ofPerson(who)), `round ${round + 1}: everybody is who they are`)
    t.ok(delays.every(({ fired }) => fired === 1), 'as many codes were posted as people signed in')
    t.equal(oneTooMany.fired, 0, 'and no more')
    orcid.assertClean()
    orcid.reset()
    heaps.push(await heap())
    t.comment(`${AT_ONCE} logins in ${seconds.toFixed(1)} s, heap ${(Number(heaps.at(-1)) / MEGABYTE).toFixed(1)} MB`)
  }
  // Outcomes are kept for a minute, five thousand at most; what is not kept must not add up.
  const kept = Math.min(ROUNDS * AT_ONCE, 5000) * 6000
  const [first = 0] = heaps
  t.ok((heaps.at(-1) as number) - first < kept + 16 * MEGABYTE, heaps.map((bytes) => (bytes / MEGABYTE).toFixed(1)).join(' '))
})

t.test('FAULT-F53: duplicates of many logins, at any time: each code is posted once', slow, async (t) => {
  const { orcid, url, arm } = await startCrowd(t, DUPLICATED)
  const delays = arm(DUPLICATED)
  const oneTooMany = orcid.fail('token', 500)
  const outcomes = await Promise.all(Array.from({ length: DUPLICATED }, async (_, who) => {
    const { headers, body } = await request(`${url}/login/orcid`)
    await body.dump()
    const cookie = String(headers['set-cookie']).split(';', 1).join()
    const { location } = await orcid.authorize(String(headers['location']), { as: iDs(who) })
    return await Promise.all(Array.from({ length: 2 + who % 3 }, async () => {
      await sleep(next() * LATENCY_MS)
      const answer = await request(location, { headers: { cookie } })
      return await answer.body.text()
    }))
  }))
  t.ok(outcomes.every((same, who) => same.every((one) => one === ofPerson(who))), 'all of them signed in')
  t.ok(delays.every(({ fired }) => fired === 1), 'as many codes were posted as people signed in')
  t.equal(oneTooMany.fired, 0, 'and no more')
  orcid.assertClean()
})

t.test('FAULT-F54: more at once than a process takes on are asked to come again, and can', slow, async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { timeoutMs: 60_000 })
  const nonces = new Map<string, string>()
  const gate: { open: () => void } = { open: () => {} }
  const opened = new Promise<void>((resolve) => { gate.open = resolve })
  provider.token = async ({ code = '' }) => {
    await opened
    return await provider.good({}, { nonce: nonces.get(code) })
  }
  const begin = async () => {
    const { state, cookie } = await leave(app, provider)
    nonces.set(`c${state}`, provider.nonce)
    return async () => await comeBack(app, { code: `c${state}`, state }, cookie)
  }
  const browsers: Array<Awaited<ReturnType<typeof begin>>> = []
  for (let browser = 0; browser < 2001; browser++) browsers.push(await begin())
  const last = browsers.pop() as typeof browsers[0]
  const arrivals = browsers.map(async (arrive) => await arrive())
  while (posts(provider) === 0) await sleep(5)
  const refused = await last()
  t.equal(refused.statusCode, 503)
  t.equal(refused.headers['retry-after'], '1')
  t.equal(refused.json().code, 'ORCID_ERR_OVERLOADED')
  t.notOk('set-cookie' in refused.headers, 'its sign-in is kept')
  gate.open()
  t.ok((await Promise.all(arrivals)).every(({ statusCode }) => statusCode === 303))
  t.equal((await last()).statusCode, 303)
  t.equal(posts(provider), 2001)
})

/** Requests of a callback that nobody began: with and without a cookie, with somebody's state and with anybody's. */
function strangers (port: number, { state, cookie }: { state: string, cookie: string }): string[] {
  const text = (length: number) => Buffer.from(Array.from({ length }, () => next() * 256)).toString('base64url')
  return Array.from({ length: 1000 }, (_, number) => {
    const guessed = number % 2 === 0 ? text(33).slice(0, 43) : state.slice(0, 42) + (state.endsWith('A') ? 'E' : 'A')
    const [name = ''] = cookie.split('=', 1)
    const brought = [`cookie: ${cookie}\r\n`, `cookie: ${name}=${text(150)}\r\n`, ''][number % 3] ?? ''
    return `GET /login/orcid/callback?code=${text(5)}&state=${guessed} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${brought}\r\n`
  })
}

t.test('FAULT-F55: a flood of callbacks that nobody began costs no request, no memory and no login', slow, async (t) => {
  const { orcid, url, port } = await startCrowd(t, 1)
  const left = await request(`${url}/login/orcid`)
  await left.body.dump()
  const state = new URL(String(left.headers['location'])).searchParams.get('state') ?? ''
  const requests = strangers(port, { state, cookie: String(left.headers['set-cookie']).split(';', 1).join() })
  const flood = fork(FLOOD)
  t.teardown(() => { flood.disconnect() })
  const pour = async (plan: Pick<FloodPlan, 'total' | 'perSecond'>) => {
    flood.send({ port, requests, ...plan })
    const [report] = await once(flood, 'message') as [FloodReport]
    return report
  }
  const visit = async () => {
    const started = performance.now()
    const { response } = await orcid.signIn(url, { path: '/login/orcid', as: iDs(0) })
    t.equal(response.body, ofPerson(0), 'somebody signs in meanwhile')
    return performance.now() - started
  }
  await visit()
  await pour({ total: 5000, perSecond: 1_000_000 })
  const total = FLOOD_SECONDS * FLOOD_PER_SECOND
  const before = await heap()
  const spent = process.cpuUsage()
  const pouring = { isOver: false }
  const poured = pour({ total, perSecond: FLOOD_PER_SECOND }).finally(() => { pouring.isOver = true })
  orcid.journal.clear()
  const logins: number[] = []
  while (!pouring.isOver) {
    logins.push(await visit())
    await Promise.race([poured, sleep(500)])
  }
  const { statuses, seconds } = await poured
  const { user, system } = process.cpuUsage(spent)
  const growth = await heap() - before
  t.strictSame(statuses, { 400: total }, 'every one of them was refused')
  t.equal(orcid.journal.count({ endpoint: 'token' }), logins.length, 'no code of the flood was posted')
  t.ok(growth < 8 * MEGABYTE, `${growth} bytes`)
  t.comment(`${total} callbacks in ${seconds.toFixed(1)} s: ${Math.round(total / seconds)}/s, ${((user + system) / total).toFixed(0)} µs of CPU each, ` +
    `heap ${(growth / MEGABYTE).toFixed(1)} MB more, ${logins.length} logins, the slowest in ${Math.max(...logins).toFixed(0)} ms`)
})
