import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import Fastify from 'fastify'
import t from 'tap'
import { createControls } from '../../../../mock-server/controls/controls.ts'
import { CAPACITY } from '../../../../mock-server/orcid/registry/bounded-map.ts'
import { registerClient } from '../../../../mock-server/orcid/registry/clients.ts'
import { createRegistry } from '../../../../mock-server/orcid/registry/registry.ts'
import { mountOrcid } from '../../../../mock-server/plugin.ts'
import { slow } from '../../../support/slow.ts'

// The whole size, over HTTP: npm run bench -- memory
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const registry = createRegistry({}, 'http://127.0.0.1:9797')
const controls = createControls(registry)
const app = Fastify()
await app.register(async (scope) => mountOrcid(scope, controls, { ownsNotFound: true }))
const redirectUri = 'https://app.example.org/callback'
const { clientId, clientSecret } = registerClient(registry.clients, { redirectUris: [redirectUri], type: 'member' })
const people = [...registry.people.values()].filter(({ state, primaryRecord }) => state === 'active' && primaryRecord === null)

async function post (url: string, form: Record<string, string>, cookie = ''): Promise<Awaited<ReturnType<typeof app.inject>>> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', cookie }
  return await app.inject({ method: 'POST', url, headers, payload: String(new URLSearchParams(form)) })
}

/** A login that nobody has seen before; every seventh comes with a code that was never issued. */
async function logIn (number: number): Promise<void> {
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: number % 2 === 0 ? '/authenticate' : '/read-limited',
    redirect_uri: redirectUri,
    state: `the-state-of-login-${number}`
  })
  const { headers } = await post(`/signin?${query}`, { orcid: people[number % people.length]?.orcid ?? '' })
  const cookie = String(headers['set-cookie']).split(';', 1)[0]
  const back = await post(`/oauth/authorize?${query}`, { decision: 'allow' }, cookie)
  const code = number % 7 === 0 ? `w${number}` : new URL(String(back.headers.location)).searchParams.get('code') ?? ''
  await post('/oauth/token', { client_id: clientId, client_secret: clientSecret, grant_type: 'authorization_code', code })
}

async function heapMegabytes (): Promise<number> {
  for (let round = 0; round < 4; round++) {
    await sleep(20)
    collect()
  }
  return process.memoryUsage().heapUsed / 1024 / 1024
}

function sizes (): Record<string, number> {
  const { sessions, newcomers, grants } = registry
  const { journal, findings } = controls
  const maps = { sessions, newcomers, ...grants }
  return {
    ...Object.fromEntries(Object.entries(maps).map(([name, { size }]) => [name, size])),
    journal: journal.exchanges().length,
    findings: findings.all().length,
    clients: registry.clients.size
  }
}

t.test('half as many logins again leave the mock no larger, journal and findings included', slow, async (t) => {
  // A little more than is remembered, because some logins bring no token.
  const some = CAPACITY + CAPACITY / 4
  for (let login = 0; login < some; login++) await logIn(login)
  const [early, heaps] = [sizes(), [await heapMegabytes()]]
  t.match(early, { sessions: CAPACITY, codes: CAPACITY, tokens: CAPACITY, refreshTokens: CAPACITY, clients: 1 })
  // The engine may still be warming up in one round. What is never forgotten grows in all of them.
  for (let round = 0; round < 3; round++) {
    const first = some + round * CAPACITY / 2
    for (let login = first; login < first + CAPACITY / 2; login++) await logIn(login)
    t.strictSame(sizes(), early)
    heaps.push(await heapMegabytes())
  }
  const growth = heaps.slice(1).map((megabytes, round) => megabytes - (heaps[round] as number))
  t.ok(Math.min(...growth) < 0.15, `${heaps.map((megabytes) => megabytes.toFixed(2)).join(' MB, ')} MB`)
})
