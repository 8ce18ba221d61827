// What logins leave behind: in an app once they are forgotten, and in the fake ORCID once its memories are full.
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import type { Provider } from './apps/provider.ts'
import { logIn } from './login.ts'
import { crowd, isSmoke, progress, size, startChild } from './measure.ts'
import { atMost, ratio, show } from './table.ts'
import type { Table } from './table.ts'
import { authorizeQuery, codeForm, codeIn, cookieIn, send, signInAll } from './visitors.ts'
import type { Person } from './visitors.ts'

const TTL_SECONDS = 60
const LOGINS = size(10_000, 4)
const GOALS = isSmoke ? [4, 8, 12] : [1_000, 10_000, 50_000]
const NEWCOMERS = size(1000, 4)
const VISITORS = 8
const flags = ['--expose-gc']
// What the optimising compiler keeps of a function that has become hot is a megabyte or two, and none of a login's.
const unoptimised = [...flags, '--no-opt', '--no-sparkplug', '--no-flush-bytecode']

/** What a finished login of the plugin holds: at once, and when its sign-in is forgotten. */
async function app (): Promise<Table> {
  const endpoint = await startChild<{ origin: string }>('token-endpoint', [])
  const child = await startChild<{ origin: string }>('web', ['fastify-orcid', endpoint.hello.origin, `${TTL_SECONDS}`], unoptimised)
  const pool = new Pool(child.hello.origin, { connections: VISITORS })
  const visit = async (logins: number) => await crowd(VISITORS, logins, async () => await logIn(pool))
  const forget = async () => {
    if (!isSmoke) await sleep((TTL_SECONDS + 2) * 1000)
    // The next login is the one that throws out what has expired.
    await visit(1)
  }
  await visit(LOGINS)
  await forget()
  const { heap: before } = await child.ask()
  await visit(LOGINS)
  const { heap: held } = await child.ask()
  await forget()
  const { heap: after } = await child.ask()
  await pool.close()
  await child.stop()
  await endpoint.stop()
  const left = (after - before) / LOGINS
  return {
    title: 'Memory of a login',
    about: `Heap of the app's process after ${LOGINS} logins, less what it was before them, for one login. The plugin remembers a login ` +
      `until its time-to-live is over, here ${TTL_SECONDS} seconds, so that its code is not sent twice. Before the first measurement there were as many logins, and no function is optimised.`,
    columns: ['bytes for a login'],
    rows: [
      { name: 'right after it', cells: [show((held - before) / LOGINS, 0)] },
      { name: 'once it is forgotten', cells: [show(left, 0)], goals: [atMost(Math.round(left), 10, 'bytes')] }
    ]
  }
}

interface Visit {
  readonly pool: Pool
  readonly provider: Provider
  readonly people: readonly Person[]
}

/** Who signs in: at first people who register, until the mock takes no more; later every tenth one signs in again. */
async function sessionOf ({ pool, people }: Visit, query: string, number: number): Promise<string> {
  const { orcid = '', cookie = '' } = people[number % people.length] ?? {}
  if (number >= NEWCOMERS && number % 10 !== 0) return cookie
  const form: Record<string, string> = number < NEWCOMERS ? { given_names: 'New', email: `${number}@a.example` } : { orcid }
  return cookieIn(await send(pool, { path: `/${number < NEWCOMERS ? 'register' : 'signin'}?${query}`, form }))
}

/** A login without an app. Every seventh ends with a wrong code, and every tenth goes on to the record. */
async function logInAtMock (visit: Visit, number: number): Promise<void> {
  const { pool, provider: { clients = [] }, people } = visit
  const client = clients[Math.floor(number / people.length) % clients.length] ?? ''
  const query = authorizeQuery(client, number, number % 2 === 0 ? 'openid' : 'openid /read-limited')
  const cookie = await sessionOf(visit, query, number)
  const allowed = await send(pool, { path: `/oauth/authorize?${query}`, form: { decision: 'allow' }, headers: { cookie } })
  const code = number % 7 === 0 ? `wrong${number}` : codeIn(allowed)
  const { body } = await send(pool, { path: '/oauth/token', form: codeForm(client, code) })
  if (number >= NEWCOMERS && number % 10 !== 0) return
  const { access_token: token, orcid } = JSON.parse(body) as Record<string, string>
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
  await send(pool, { path: '/oauth/userinfo', headers })
  await send(pool, { path: `/pub/v3.0/${orcid}/person`, headers })
}

async function mock (): Promise<Table> {
  const child = await startChild<Provider>('provider', ['fastify-orcid/mock-server', 'crowd'], flags)
  const pool = new Pool(child.hello.origin, { connections: VISITORS })
  const visit = { pool, provider: child.hello, people: await signInAll(pool, child.hello) }
  const heaps: number[] = []
  let done = 0
  for (const goal of GOALS) {
    await crowd(VISITORS, goal - done, async () => {
      progress(`memory: ${done} of ${GOALS.at(-1)} logins at the fake ORCID`)
      await logInAtMock(visit, done++)
    })
    heaps.push((await child.ask()).heap)
  }
  await pool.close()
  await child.stop()
  const full = heaps[1]
  return {
    title: 'Memory of the fake ORCID',
    about: 'Heap of its process after so many logins of 40 people at 40 clients, of which every seventh ends in a mistake. Each of ' +
      'its memories has a bound; the last of them is full after some 7,000 logins.',
    columns: ['MiB', `× the heap after ${GOALS[1]}`],
    rows: heaps.map((heap, index) => ({
      name: `after ${GOALS[index]} logins`,
      cells: [(heap / 1024 / 1024).toFixed(1), show(ratio(heap, full))],
      ...(index === 2 && { goals: [atMost(ratio(heap, full), 1.05, `× the heap after ${GOALS[1]}`)] })
    }))
  }
}

/** Both at once, because the one mostly waits and neither measures time. */
export async function memory (): Promise<Table[]> {
  return await Promise.all([app(), mock()])
}
