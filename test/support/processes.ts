// Processes of one app, a proxy before them, an ORCID at which each code is of a person of its own, and their visitors.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'
import { startLyingProvider } from './lying-provider.ts'
import { orcidIdOf } from './people.ts'
import { pathOf } from './root.ts'

const APP = pathOf('dist/test/support/app-process.js')

type Test = Parameters<typeof startLyingProvider>[0]

/** A process for an app, with a way to have it go on with other options, and one to kill it. */
export async function startProcess (t: Test) {
  const child = fork(APP)
  const end = async (how: () => unknown) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    how()
    await gone
  }
  t.teardown(() => end(() => { child.disconnect() }))
  const [port] = await once(child, 'message') as [number]
  const goOn = async (options: object) => {
    child.send(options)
    await once(child, 'message')
  }
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 10 })
  t.teardown(() => pool.close())
  return { goOn, pool, kill: () => end(() => child.kill('SIGKILL')) }
}

/** An ORCID at which each code is of a person of its own, and how often each was posted. */
export async function startPeople (t: Test) {
  const provider = await startLyingProvider(t)
  const posted = new Map<string, number>()
  provider.token = async ({ code = '' }) => {
    posted.set(code, (posted.get(code) ?? 0) + 1)
    provider.requests.length = 0
    const [, who = '', nonce = ''] = code.split('.')
    return await provider.good({ orcid: orcidIdOf(Number(who)) }, { sub: orcidIdOf(Number(who)), nonce })
  }
  return { provider, posted }
}

/** A proxy that gives each request to the next process, as plain as they come. What comes again goes to another. */
export async function startProxy (t: Test, pools: readonly Pool[], connections = 1): Promise<Pool & { url: string }> {
  const turns = new Map<string, number>()
  const proxy = createServer((request, response) => {
    const { url = '/', headers: { cookie = '' } } = request
    const turn = turns.get(url) ?? turns.size
    turns.set(url, turn + 1)
    const pool = pools[turn % pools.length] as Pool
    // A browser that hangs up at the proxy hangs up at the process.
    const hangUp = new AbortController()
    response.on('close', () => { hangUp.abort() })
    const asked = pool.request({ method: 'GET', path: url, headers: { cookie }, signal: hangUp.signal })
    asked.then(async ({ statusCode, headers, body }) => {
      response.writeHead(statusCode, headers)
      response.end(await body.text())
    }).catch(() => { response.destroy() })
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  const pool = Object.assign(new Pool(url, { connections }), { url })
  t.teardown(async () => {
    await pool.close()
    proxy.close()
  })
  return pool
}

export interface Outcome {
  readonly status: number
  readonly orcid?: string
  readonly pid?: number
  readonly code?: string
}

/** Leg one, at whoever is asked for it, and ORCID's answer: the way back, as often as it is gone. */
export async function leaveAs (login: Pool, who: number): Promise<(callback: Pool) => Promise<Outcome>> {
  const left = await login.request({ method: 'GET', path: '/login/orcid' })
  await left.body.dump()
  const { searchParams } = new URL(String(left.headers['location']))
  const state = searchParams.get('state') ?? ''
  const query = new URLSearchParams({ code: `c.${who}.${searchParams.get('nonce')}`, state })
  const cookie = [left.headers['set-cookie'] ?? []].flat().map((line) => line.split(';')[0]).join('; ')
  return async (callback) => {
    const back = await callback.request({ method: 'GET', path: `/login/orcid/callback?${query}`, headers: { cookie } })
    const text = await back.body.text()
    return { status: back.statusCode, ...text.startsWith('{') ? JSON.parse(text) as object : {} }
  }
}
