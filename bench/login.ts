// What a login costs the app's process: ours beside bare Fastify and @fastify/oauth2, as ratios of CPU time.
//
// `npm install --prefix bench && npm run bench:login`. App, token endpoint and visitors are three processes.
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Pool } from 'undici'

const APPS = ['floor', 'fastify-orcid', 'fastify-orcid, kept connections', '@fastify/oauth2'] as const
type App = typeof APPS[number]
const ROUNDS = Number(process.env['ROUNDS'] ?? 7)
const LOGINS = Number(process.env['LOGINS'] ?? 800)
const VISITORS = 16

async function ask<T> (child: ChildProcess, question: object): Promise<T> {
  child.send(question)
  const [answer] = await once(child, 'message')
  return answer as T
}

async function start (script: string, ...args: string[]): Promise<{ child: ChildProcess, origin: string }> {
  const child = fork(new URL(script, import.meta.url), args)
  const [origin] = await once(child, 'message') as [string]
  return { child, origin }
}

/** One login as a browser makes it, less ORCID's pages: two requests to the app. */
async function logIn (pool: Pool): Promise<void> {
  const login = await pool.request({ path: '/login/orcid', method: 'GET' })
  await login.body.dump()
  const url = new URL(String(login.headers['location']))
  const cookie = [login.headers['set-cookie'] ?? []].flat().map((line) => line.split(';')[0]).join('; ')
  // The token endpoint signs whatever nonce comes as the code.
  const code = url.searchParams.get('nonce') ?? 'none'
  const query = new URLSearchParams({ code, state: url.searchParams.get('state') ?? '' })
  const callback = await pool.request({ path: `/login/orcid/callback?${query}`, method: 'GET', headers: { cookie } })
  const body = await callback.body.text()
  if (callback.statusCode !== 200 || !body.includes('0000-0001-2345-6789')) throw new Error(`${callback.statusCode} ${body}`)
}

async function cpuPerLogin (app: App, tokenOrigin: string): Promise<number> {
  const { child, origin } = await start('login-app.js', app, tokenOrigin)
  const pool = new Pool(origin, { connections: VISITORS })
  const run = async (logins: number) => {
    let left = logins
    await Promise.all(Array.from({ length: VISITORS }, async () => { while (left-- > 0) await logIn(pool) }))
  }
  try {
    await run(LOGINS / 2)
    const before = await ask<number>(child, { cpu: true })
    await run(LOGINS)
    return (await ask<number>(child, { cpu: true }) - before) / LOGINS
  } finally {
    await pool.close()
    child.kill()
  }
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] as number

const stub = await start('login-stub.js')
const microseconds = new Map<App, number[]>(APPS.map((app) => [app, []]))
for (let round = 1; round <= ROUNDS; round++) {
  for (const app of APPS) microseconds.get(app)?.push(await cpuPerLogin(app, stub.origin))
  console.error(`round ${round} of ${ROUNDS}`)
}
stub.child.kill()

const floor = median(microseconds.get('floor') ?? [])
const peer = median(microseconds.get('@fastify/oauth2') ?? [])
console.log('\n| CPU of the app per login | µs | × floor | × @fastify/oauth2 |\n|---|---|---|---|')
for (const [app, values] of microseconds) {
  const cost = median(values)
  console.log(`| ${app} | ${cost.toFixed(0)} | ${(cost / floor).toFixed(2)} | ${(cost / peer).toFixed(2)} |`)
}
