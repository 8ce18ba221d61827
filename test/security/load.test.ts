import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import { comeBack, leave, logIn, startApp, startStandIn } from '../support/stand-in.ts'
import type { App, StandIn } from '../support/stand-in.ts'
import { orcidIdOf as iDs } from '../support/people.ts'
import { SEED } from './generators.ts'

/** `npm run load` sets LOAD=full: ten thousand logins, and a flood of half a minute. */
const isFull = process.env['LOAD'] === 'full'
const LOGINS = isFull ? 10_000 : 2000
const AT_ONCE = 1000
const FLOOD_SECONDS = isFull ? 30 : 1
const FLOOD_PER_SECOND = 10_000
const MEGABYTE = 1024 * 1024

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

const posts = ({ requests }: StandIn) => requests.filter(({ url }) => url === '/oauth/token').length
const fractions = fc.double({ min: 0, max: 1, noNaN: true, noDefaultInfinity: true })
const random = fc.sample(fractions, { seed: SEED, numRuns: 1000 })
const chance = { at: 0 }
const next = (): number => random[chance.at++ % random.length] as number

/** An ORCID at which each code belongs to a person of its own, and every answer takes its time. */
async function startCrowd (t: Parameters<typeof startStandIn>[0], latencyMs: number) {
  const standIn = await startStandIn(t)
  const app = await startApp(t, standIn, {
    timeoutMs: 60_000,
    onLogin: async (_request, _reply, { orcid, name }) => ({ orcid, name })
  })
  const counts = { posts: 0 }
  standIn.token = async ({ code = '' }) => {
    counts.posts++
    standIn.requests.length = 0
    await sleep(next() * latencyMs)
    const [, who = '', nonce = ''] = code.split('.')
    return await standIn.good({ orcid: iDs(Number(who)), name: `person ${who}` }, { sub: iDs(Number(who)), nonce })
  }
  return { standIn, app, counts }
}

/** One login of one person, and whether it is theirs. */
async function signIn (app: App, standIn: StandIn, who: number): Promise<boolean> {
  const { state, cookie, url } = await leave(app, standIn)
  const nonce = url.searchParams.get('nonce') ?? ''
  const { statusCode, body } = await comeBack(app, { code: `c.${who}.${nonce}`, state }, cookie)
  return statusCode === 200 && body === JSON.stringify({ orcid: iDs(who), name: `person ${who}` })
}

t.test('FAULT-F53: a thousand logins at once, again and again: nobody is anybody else, and each code is posted once', async (t) => {
  const { standIn, app, counts } = await startCrowd(t, isFull ? 2000 : 300)
  const early: number[] = []
  for (let round = 0; round < LOGINS / AT_ONCE; round++) {
    const people = Array.from({ length: AT_ONCE }, (_, one) => round * AT_ONCE + one)
    const started = performance.now()
    const theirs = await Promise.all(people.map(async (who) => await signIn(app, standIn, who)))
    t.equal(theirs.filter(Boolean).length, AT_ONCE, `round ${round + 1}: everybody is who they are`)
    t.equal(counts.posts, (round + 1) * AT_ONCE, 'as many codes were posted as people signed in')
    early.push(await heap())
    t.comment(`${AT_ONCE} logins in ${Math.round(performance.now() - started)} ms, heap ${(Number(early.at(-1)) / MEGABYTE).toFixed(1)} MB`)
  }
  // Outcomes are kept for a minute, five thousand at most; what is not kept must not add up.
  const kept = Math.min(LOGINS, 5000) * 6000
  t.ok(Number(early.at(-1)) - Number(early[0]) < kept + 16 * MEGABYTE, early.map((bytes) => (bytes / MEGABYTE).toFixed(1)).join(' '))
})

t.test('FAULT-F53: duplicates of a thousand logins, at any time: each code is posted once', async (t) => {
  const { standIn, app, counts } = await startCrowd(t, 200)
  const many = isFull ? 1000 : 200
  const outcomes = await Promise.all(Array.from({ length: many }, async (_, who) => {
    const { state, cookie, url } = await leave(app, standIn)
    const query = { code: `c.${who}.${url.searchParams.get('nonce')}`, state }
    const arrivals = Array.from({ length: 2 + who % 3 }, async () => {
      await sleep(next() * 300)
      return await comeBack(app, query, cookie)
    })
    return (await Promise.all(arrivals)).map(({ statusCode, body }) => `${statusCode} ${body}`)
  }))
  t.equal(counts.posts, many)
  t.ok(outcomes.every((same, who) => same.every((one) => one === `200 ${JSON.stringify({ orcid: iDs(who), name: `person ${who}` })}`)), 'all of them signed in')
})

t.test('FAULT-F54: more at once than a process takes on are asked to come again, and can', async (t) => {
  const standIn = await startStandIn(t)
  const app = await startApp(t, standIn, { timeoutMs: 60_000 })
  const nonces = new Map<string, string>()
  const gate: { open: () => void } = { open: () => {} }
  const opened = new Promise<void>((resolve) => { gate.open = resolve })
  standIn.token = async ({ code = '' }) => {
    await opened
    return await standIn.good({}, { nonce: nonces.get(code) })
  }
  const begin = async () => {
    const { state, cookie } = await leave(app, standIn)
    nonces.set(`c${state}`, standIn.nonce)
    return async () => await comeBack(app, { code: `c${state}`, state }, cookie)
  }
  const browsers: Array<Awaited<ReturnType<typeof begin>>> = []
  for (let browser = 0; browser < 2001; browser++) browsers.push(await begin())
  const last = browsers.pop() as typeof browsers[0]
  const arrivals = browsers.map(async (arrive) => await arrive())
  while (posts(standIn) === 0) await sleep(5)
  const refused = await last()
  t.equal(refused.statusCode, 503)
  t.equal(refused.headers['retry-after'], '1')
  t.equal(refused.json().code, 'ORCID_ERR_OVERLOADED')
  t.notOk('set-cookie' in refused.headers, 'its sign-in is kept')
  gate.open()
  t.ok((await Promise.all(arrivals)).every(({ statusCode }) => statusCode === 303))
  t.equal((await last()).statusCode, 303)
  t.equal(posts(standIn), 2001)
})

t.test('FAULT-F55: a flood of callbacks that nobody began costs no request, no memory and no login', async (t) => {
  const standIn = await startStandIn(t)
  const app = await startApp(t, standIn)
  t.equal((await logIn(app, standIn)).statusCode, 303)
  standIn.requests.length = 0
  const { state, cookie } = await leave(app, standIn)
  const text = (length: number) => Buffer.from(Array.from({ length }, () => next() * 256)).toString('base64url')
  const urls = Array.from({ length: 1000 }, (_, number) => number % 2 === 0
    ? `/login/orcid/callback?code=${text(5)}&state=${text(33).slice(0, 43)}`
    : `/login/orcid/callback?code=${text(5)}&state=${state.slice(0, 42)}${state.endsWith('A') ? 'E' : 'A'}`)
  let sent = 0
  let slow = 0
  const burst = async (requests: number) => {
    const answers = await Promise.all(Array.from({ length: requests }, async () =>
      await app.inject({ url: urls[sent++ % urls.length] as string, headers: sent % 3 === 0 ? { cookie } : {} })))
    if (answers.some(({ statusCode }) => statusCode !== 400)) t.fail('only a refusal is due')
  }
  await burst(2000)
  const before = await heap()
  const started = performance.now()
  const end = FLOOD_SECONDS * FLOOD_PER_SECOND
  for (let done = 0; done < end; done += 500) {
    await burst(500)
    if (done % 5000 !== 0) continue
    const login = performance.now()
    t.equal((await logIn(app, standIn)).statusCode, 303, 'somebody signs in meanwhile')
    slow = Math.max(slow, performance.now() - login)
  }
  const seconds = (performance.now() - started) / 1000
  const growth = await heap() - before
  t.comment(`${end} callbacks in ${seconds.toFixed(1)} s (${Math.round(end / seconds)}/s), heap ${(growth / MEGABYTE).toFixed(1)} MB more, slowest login ${slow.toFixed(0)} ms`)
  t.equal(posts(standIn), Math.ceil(end / 5000), 'no code of the flood was posted')
  t.ok(growth < 8 * MEGABYTE, `${growth} bytes`)
})
