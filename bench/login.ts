// What a login costs the app's process, beside one written by hand and @fastify/oauth2.
import { Pool } from 'undici'
import { callbackPath, loginPath } from './apps/client.ts'
import { crowd, interleave, progress, size, startChild } from './measure.ts'
import type { Child } from './measure.ts'
import { withInstalled } from './peers.ts'
import { atMost, ratio, show } from './table.ts'
import type { Table } from './table.ts'

const WARM_UP = size(3000, 4)
const LOGINS = size(500, 4)
const ROUNDS = size(9, 1)
const VISITORS = 8

interface Listening { readonly origin: string }
type TokenEndpoint = Child<Listening>

/** One login as a browser makes it, less ORCID's pages: two requests to the app. */
export async function logIn (pool: Pool): Promise<void> {
  const login = await pool.request({ path: loginPath, method: 'GET' })
  await login.body.dump()
  const url = new URL(String(login.headers['location']))
  const cookie = [login.headers['set-cookie'] ?? []].flat().map((line) => line.split(';')[0]).join('; ')
  // The token endpoint signs whatever nonce comes as the code. One who sends no nonce needs a code all the same.
  const code = url.searchParams.get('nonce') ?? crypto.randomUUID()
  const query = new URLSearchParams({ code, state: url.searchParams.get('state') ?? '' })
  const callback = await pool.request({ path: `${callbackPath}?${query}`, method: 'GET', headers: { cookie } })
  const body = await callback.body.text()
  if (callback.statusCode !== 200 || !body.includes('0000-0001-2345-6789')) throw new Error(`${callback.statusCode} ${body}`)
}

async function openApp (name: string, endpoint: TokenEndpoint) {
  const app = await startChild<Listening>('web', [name, endpoint.hello.origin])
  const pool = new Pool(app.hello.origin, { connections: VISITORS })
  const visit = async (logins: number) => await crowd(VISITORS, logins, async () => await logIn(pool))
  progress(`login: warming up ${name}`)
  await visit(WARM_UP)
  return {
    async measure () {
      const [before, { connections }] = [await app.ask(), await endpoint.ask<{ connections: number }>()]
      await visit(LOGINS)
      const [after, then] = [await app.ask(), await endpoint.ask<{ connections: number }>()]
      return { cpu: (after.cpu - before.cpu) / LOGINS, connections: 1000 * (then.connections - connections) / LOGINS }
    },
    async close () {
      await pool.close()
      await app.stop()
    }
  }
}

export async function login (): Promise<Table[]> {
  const endpoint = await startChild<Listening>('token-endpoint', [])
  const apps = new Map<string, Awaited<ReturnType<typeof openApp>>>()
  const names = Object.keys(withInstalled({ 'written by hand': null, 'fastify-orcid': null, '@fastify/oauth2': null }))
  for (const name of names) apps.set(name, await openApp(name, endpoint))
  const rows = Object.fromEntries([...apps].map(([name, { measure }]) => [name, measure]))
  const results = await interleave({ title: 'login', rounds: ROUNDS, rows })
  await Promise.all([...apps.values()].map(async (app) => { await app.close() }))
  await endpoint.stop()
  const peer = '@fastify/oauth2'
  return [{
    title: 'A login',
    about: 'CPU time of the app\'s process for `GET /login` and `GET /callback` with one request to a token endpoint in ' +
      `another process; ${VISITORS} visitors at once in a third, each app warmed with ${WARM_UP} logins. By hand nothing is ` +
      'checked, and @fastify/oauth2 does not look at the id_token.',
    columns: ['CPU, × by hand', `CPU, × ${peer}`, 'connections for 1,000 logins'],
    rows: Object.entries(results).map(([name, { cpu, connections }]) => {
      const [byHand, beside] = [ratio(cpu, results['written by hand']?.cpu), ratio(cpu, results[peer]?.cpu)]
      return {
        name,
        cells: [show(byHand), show(beside), show(connections, 0)],
        ...(name === 'fastify-orcid' && { goals: [atMost(byHand, 2.2, '× by hand'), atMost(beside, 0.9, `× ${peer}`)] })
      }
    })
  }]
}
