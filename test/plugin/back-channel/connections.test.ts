import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { FastifyOrcidOptions } from '../../../plugin/index.ts'
import { comeBack, leave, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import type { App, LyingProvider } from '../../support/lying-provider.ts'
import { pathOf } from '../../support/root.ts'
import { isAll, runs } from '../../support/slow.ts'

type Test = Parameters<typeof startLyingProvider>[0] & Pick<typeof t, 'equal' | 'ok' | 'strictSame'>

/** A provider that closes a connection after `idleMs`, and a way to make apps on it. */
async function startClosingProvider (t: Test, idleMs: number, tokenMs = 0) {
  const child = fork(pathOf('dist/test/support/closing-provider.js'), [String(idleMs), String(tokenMs)])
  t.teardown(async () => {
    const gone = once(child, 'exit')
    child.disconnect()
    await gone
  })
  const [issuer] = await once(child, 'message') as [string]
  const lying = await startLyingProvider(t)
  const environment = Object.fromEntries(Object.entries(lying.options.environment as object).map(([name, value]) =>
    [name, typeof value === 'string' ? value.replace(lying.issuer, issuer) : value]))
  const provider = { ...lying, issuer, options: { ...lying.options, environment } } as LyingProvider
  return {
    createApp: async (options: Partial<FastifyOrcidOptions> = {}) => await startApp(t, provider, options),
    /** A whole login; its code is the nonce, which no other login has. */
    async logIn (app: App): Promise<number> {
      const { url, state, cookie } = await leave(app, provider)
      return (await comeBack(app, { code: url.searchParams.get('nonce') ?? '', state }, cookie)).statusCode
    },
    async ask (): Promise<{ posts: number[], connections: number }> {
      child.send('?')
      const [seen] = await once(child, 'message') as [{ posts: number[], connections: number }]
      return seen
    }
  }
}

/**
 * Runs a few at a time. A process in which all visitors come at once reads an answer so late that the provider has
 * counted half of the connection's time by then: what is tried here is a pause, not a crowd.
 */
function fewAtATime (count: number) {
  const lanes = Array.from({ length: count }, (): Promise<unknown> => Promise.resolve())
  let next = 0
  return async <Result>(act: () => Promise<Result>): Promise<Result> => {
    const lane = next++ % count
    const result = (lanes[lane] as Promise<unknown>).then(act)
    lanes[lane] = result.catch(() => {})
    return await result
  }
}
const inTurn = fewAtATime(8)

/** Pauses of 20 % to 120 % of the time, evenly spread. */
const spread = (index: number, count: number, idleMs: number) => idleMs * (0.2 + index / count)

interface Plan { readonly idleMs: number, readonly visitors: number, readonly logins: number }

async function signInAtIntervals (t: Test, { idleMs, visitors, logins }: Plan): Promise<void> {
  const provider = await startClosingProvider(t, idleMs)
  const each = logins / visitors
  const apps = await Promise.all(Array.from({ length: visitors }, () => provider.createApp()))
  const statuses = await Promise.all(apps.map(async (app, visitor) => {
    const seen: number[] = []
    await sleep(idleMs * visitor / visitors)
    for (let login = 0; login < each; login++) {
      seen.push(await inTurn(() => provider.logIn(app)))
      await sleep(spread(login * visitors + visitor, logins, idleMs))
    }
    return seen
  }))
  t.strictSame(statuses.flat().filter((status) => status !== 303), [], `all ${logins} signed in where ${idleMs} ms are the end`)
  const { posts, connections } = await provider.ask()
  t.equal(posts.length, logins)
  t.equal(Math.max(...posts), 1, 'each code was sent once')
  t.ok(connections < logins + visitors, `a connection was used again: ${connections} for ${logins} logins`)
}

t.test('FAULT-F10: no login is lost, and no code sent twice, where idle connections are closed early', async (t) => {
  const share = isAll ? 50 : 1
  // Visitors mostly wait, so there are more where the pauses are longer.
  await Promise.all([
    signInAtIntervals(t, { idleMs: 1000, visitors: 50, logins: 100 * share }),
    signInAtIntervals(t, { idleMs: 1500, visitors: 25 * (isAll ? 2 : 1), logins: 50 * share }),
    signInAtIntervals(t, { idleMs: 2000, visitors: 25 * (isAll ? 2 : 1), logins: 50 * share })
  ])
})

t.test('FAULT-F10: a connection that ORCID closed while the event loop was blocked carries no code', async (t) => {
  const provider = await startClosingProvider(t, 1000)
  const app = await provider.createApp({
    routeOptions: {
      callback: {
        onRequest: async () => {
          const end = performance.now() + 1300
          while (performance.now() < end);
        }
      }
    }
  })
  for (let login = 0; login < 3; login++) t.equal(await provider.logIn(app), 303)
  t.strictSame((await provider.ask()).posts, [1, 1, 1])
})

t.test('under load there are as many connections as logins in flight, and no more', async (t) => {
  const provider = await startClosingProvider(t, 5000, 20)
  const app = await provider.createApp()
  const IN_FLIGHT = 20
  let left = runs(1000)
  const all = left
  await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
    while (left-- > 0) t.equal(await provider.logIn(app), 303)
  }))
  const { posts, connections } = await provider.ask()
  t.equal(posts.length, all)
  t.ok(connections <= IN_FLIGHT, `${connections} connections`)
})
