import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { Pool } from 'undici'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcid } from '../../mock-server/index.ts'
import { orcidIdOf } from '../support/people.ts'
import { leaveAs, startPeople, startProcess, startProxy } from '../support/processes.ts'
import type { Outcome } from '../support/processes.ts'
import { runs, slow } from '../support/slow.ts'

// `npm run load` says --full.
const LOGINS = process.argv.includes('--full') ? 1000 : runs(250)
const CANCELLED = process.argv.includes('--full') ? 25 : runs(20)
const [K1, K2] = ['first secret, of at least 32 characters', 'second secret, of at least 32 characters'] as const

type Test = Parameters<typeof startPeople>[0]

/** Two processes that share nothing but their options. Every test has them go on with an app of its own. */
const processes = Promise.all([startProcess(t), startProcess(t)])

/** Both of them with these options, each on secrets that a test may change. */
async function goOnWith (options: object, secrets: readonly string[]) {
  const apps = (await processes).map(({ goOn, pool }) =>
    ({ goOn: async (secret: readonly string[]) => { await goOn({ ...options, secret }) }, pool }))
  for (const { goOn } of apps) await goOn(secrets)
  return apps
}

/** The processes, and an ORCID at which each code is of a person of its own. */
async function startCluster (t: Test, secrets: readonly string[]) {
  const { provider, posted } = await startPeople(t)
  const apps = await goOnWith(provider.options, secrets)
  return { apps, posted }
}

/** Both legs, each at whoever is asked for it; what the callback says. */
async function signIn (login: Pool, callback: Pool, who: number): Promise<Outcome> {
  return await (await leaveAs(login, who))(callback)
}

t.test('SEC-B1: a login at one process comes back to another, time and again, and nothing is shared', async (t) => {
  const { apps, posted } = await startCluster(t, [K1])
  const proxy = await startProxy(t, apps.map(({ pool }) => pool))
  const pids = new Set<number>()
  let theirs = 0
  for (let who = 0; who < LOGINS; who++) {
    const { status, orcid, pid } = await signIn(proxy, proxy, who)
    if (status === 200 && orcid === orcidIdOf(who)) theirs++
    pids.add(Number(pid))
  }
  t.equal(theirs, LOGINS)
  t.equal(pids.size, 2, 'callbacks came to both')
  t.equal(posted.size, LOGINS)
  t.ok([...posted.values()].every((times) => times === 1), 'each code was posted once')
})

t.test('SEC-S1: secrets are rotated under load, and no login fails', slow, async (t) => {
  const { apps, posted } = await startCluster(t, [K1])
  const [a, b] = apps as [typeof apps[0], typeof apps[0]]
  const failed: object[] = []
  const underWay = new Set<Promise<void>>()
  const load = { who: 0, isOver: false }
  const visit = async (mine: number): Promise<void> => {
    const [from, to] = mine % 2 === 0 ? [a, b] : [b, a]
    const outcome = await signIn(from.pool, to.pool, mine)
    if (outcome.status !== 200 || outcome.orcid !== orcidIdOf(mine)) failed.push(outcome)
  }
  const visitors = Array.from({ length: 8 }, async () => {
    while (!load.isOver) {
      const visiting: Promise<void> = visit(load.who++).finally(() => { underWay.delete(visiting) })
      underWay.add(visiting)
      await visiting
    }
  })
  const more = async () => {
    const enough = load.who + 60
    while (load.who < enough) await Promise.race(underWay)
  }
  // What seals must open everywhere first: a new secret is listed by every process before any process seals with it.
  for (const step of [[K1], [K1, K2], [K2, K1], [K2]]) {
    // Until nobody is under way whose sign-in the old secret sealed: in an app, for `transactionTtlSeconds`.
    if (step.length === 1) await Promise.all(underWay)
    for (const { goOn } of apps) {
      await goOn(step)
      await more()
    }
  }
  load.isOver = true
  await Promise.all(visitors)
  t.strictSame(failed, [], `${load.who} logins`)
  t.equal(posted.size, load.who)
})

t.test('SEC-S3: a secret that is listed no more opens nothing', async (t) => {
  const { apps } = await startCluster(t, [K1])
  const [a, b] = apps as [typeof apps[0], typeof apps[0]]
  await b.goOn([K2])
  const { status, code } = await signIn(a.pool, b.pool, 1)
  t.equal(status, 400)
  t.equal(code, 'ORCID_ERR_TRANSACTION_INVALID')
})

/** A browser with nothing but cookies: follows redirects to the end. */
async function follow (url: string, jar: Map<string, string>, atOrcid: (url: string) => Promise<string>) {
  for (let hops = 1; ; hops++) {
    const { status, location, cookies, body } = await navigate(url, jar)
    for (const [name = '', value = ''] of cookies.map((cookie) => String(cookie.split(';')[0]).split(/=(.*)/s))) jar.set(name, value)
    if (location === undefined) return { status, body, hops }
    url = location.includes('/oauth/authorize?') ? await atOrcid(location) : new URL(location, url).href
  }
}

interface Page {
  readonly status: number
  readonly location: string | undefined
  readonly cookies: readonly string[]
  readonly body: string
}

async function navigate (url: string, jar: Map<string, string>): Promise<Page> {
  const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
  const outgoing = httpRequest(url, { headers: { cookie, accept: 'text/html' }, agent: false }).end()
  const [incoming] = await once(outgoing, 'response')
  incoming.setEncoding('utf8')
  let body = ''
  for await (const chunk of incoming) body += chunk as string
  return { status: incoming.statusCode, location: incoming.headers.location, cookies: incoming.headers['set-cookie'] ?? [], body }
}

t.test('S3: a navigation that the browser cancels and repeats at another process signs everybody in, and shows nobody an error', { timeout: 120_000 }, async (t) => {
  const orcid = await startMockOrcid() as MockOrcid
  t.teardown(() => orcid.close())
  const ports: Pool[] = []
  const proxy = await startProxy(t, ports)
  const { url: origin } = proxy
  const client = orcid.client({ redirectUris: [`${origin}/login/orcid/callback`] })
  const { clientId, clientSecret } = client
  const options = { environment: orcid.environment, clientId, clientSecret, redirectUri: `${origin}/login/orcid/callback` }
  const apps = await goOnWith(options, [K1])
  ports.push(...apps.map(({ pool }) => pool))
  const outcomes: Array<{ delayMs: number, status: number, hops: number }> = []
  const atOrcid = async (url: string) => (await orcid.authorize(url, { as: orcid.researchers.sofia })).location
  for (let login = 0; login < CANCELLED; login++) {
    for (const delayMs of [0, 20, 400]) {
      const jar = new Map<string, string>()
      const left = await navigate(`${origin}/login/orcid`, jar)
      for (const cookie of left.cookies) jar.set(...String(cookie.split(';')[0]).split(/=(.*)/s) as [string, string])
      const callback = await atOrcid(String(left.location))
      const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
      const cancelled = httpRequest(callback, { headers: { cookie }, agent: false }).on('error', () => {}).end()
      await sleep(delayMs)
      const arrival = follow(callback, jar, atOrcid)
      cancelled.destroy()
      const { status, body, hops } = await arrival
      outcomes.push({ delayMs, status, hops })
      if (status === 200) t.equal(JSON.parse(body).orcid, orcid.researchers.sofia.orcid)
    }
  }
  t.strictSame(outcomes.filter(({ status }) => status !== 200), [], `${outcomes.length} logins, ${outcomes.filter(({ hops }) => hops > 1).length} begun again`)
  t.ok(outcomes.some(({ hops }) => hops > 1), 'the second process was told that the code was used')
  orcid.findings()
})
