// What the fake ORCID costs a test, and what it bears: tokens, logins, whole sign-ins, start and stop.
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import fastifyOrcid from 'fastify-orcid'
import { startMockOrcid } from 'fastify-orcid/mock-server'
import { Pool, request } from 'undici'
import { redirectUri } from './apps/client.ts'
import type { Provider } from './apps/provider.ts'
import { crowd, interleave, size, spend, startChild } from './measure.ts'
import type { Sample } from './measure.ts'
import { startOAuth2MockServer, withInstalled } from './peers.ts'
import { atLeast, atMost, ratio, show } from './table.ts'
import type { Row, Table } from './table.ts'
import { authorizeQuery, codeForm, codeIn, send, signInAll } from './visitors.ts'

const ROUNDS = size(9, 1)
const WARM_UP = size(3000, 4)
const VISITORS = 8
const ours = 'fastify-orcid/mock-server'
const bare = 'bare Fastify'

interface Load extends Sample { readonly cpu: number, readonly wall: number }
type Act = (number: number) => Promise<unknown>

type Prepare = (pool: Pool, provider: Provider) => Promise<Act>

/** Starts a provider, warms it, and measures `times` of what `prepare` says its visitors do. */
async function openProvider (name: string, times: number, prepare: Prepare) {
  const provider = await startChild<Provider>('provider', [name, 'crowd'])
  const pool = new Pool(provider.hello.origin, { connections: VISITORS })
  const act = await prepare(pool, provider.hello)
  let done = 0
  const visit = async (count: number) => await crowd(VISITORS, count, async () => await act(done++))
  await visit(WARM_UP)
  return {
    async measure (): Promise<Load> {
      const before = await provider.ask()
      const { wall } = await spend(async () => { await visit(times) })
      return { cpu: ((await provider.ask()).cpu - before.cpu) / times, wall: wall / times }
    },
    async close () {
      await pool.close()
      await provider.stop()
    }
  }
}

type Results = Record<string, Load>

/** Opens every provider that is installed, and has them take turns. */
async function load (title: string, times: number, prepared: Record<string, Prepare>): Promise<Results> {
  const providers = new Map<string, Awaited<ReturnType<typeof openProvider>>>()
  for (const [name, prepare] of Object.entries(withInstalled(prepared))) {
    providers.set(name, await openProvider(name, times, prepare))
  }
  const rows = Object.fromEntries([...providers].map(([name, { measure }]) => [name, measure]))
  const results = await interleave({ title, rounds: ROUNDS, rows })
  await Promise.all([...providers.values()].map(async (provider) => { await provider.close() }))
  return results
}

function check (body: string, word: string): void {
  if (!body.includes(word)) throw new Error(`There is no ${word} in: ${body}`)
}

async function askForTokens (pool: Pool, { path, type, body }: Provider): Promise<Act> {
  return async () => {
    const answer = await pool.request({ method: 'POST', path, body, headers: { 'content-type': type } })
    check(await answer.body.text(), 'access_token')
  }
}

/** Authorize, consent, token. The number decides who signs in where, and no pair comes again while it is remembered. */
async function logInHere (pool: Pool, provider: Provider): Promise<Act> {
  const [people, clients] = [await signInAll(pool, provider), provider.clients ?? []]
  return async (number) => {
    const cookie = people[number % people.length]?.cookie ?? ''
    const client = clients[Math.floor(number / people.length) % clients.length] ?? ''
    const path = `/oauth/authorize?${authorizeQuery(client, number)}`
    check((await send(pool, { path, headers: { cookie } })).body, 'name="decision"')
    const allowed = await send(pool, { path, form: { decision: 'allow' }, headers: { cookie } })
    check((await send(pool, { path: '/oauth/token', form: codeForm(client, codeIn(allowed)) })).body, 'id_token')
  }
}

async function logInThere (pool: Pool): Promise<Act> {
  return async (number) => {
    const code = codeIn(await send(pool, { path: `/authorize?${authorizeQuery('a-client', number)}` }))
    check((await send(pool, { path: '/token', form: codeForm('a-client', code) })).body, 'id_token')
  }
}

function rowsOf (results: Results, peer: string, limit: number): Row[] {
  return Object.entries(results).map(([name, { cpu, wall }]) => {
    const speed = ratio(results[peer]?.wall, wall)
    return {
      name,
      cells: [show(speed), show(ratio(cpu, results[peer]?.cpu))],
      ...(name === ours && { goals: [atLeast(speed, limit, `× ${peer}`)] })
    }
  })
}

async function loads (): Promise<Table[]> {
  const tokens = await load('mock: tokens', size(1500, 4), {
    [ours]: askForTokens, 'oidc-provider': askForTokens, 'oauth2-mock-server': askForTokens
  })
  const logins = await load('mock: logins', size(300, 4), { [ours]: logInHere, 'oauth2-mock-server': logInThere })
  return [{
    title: 'Tokens for a client',
    about: `Tokens for \`client_credentials\` per second of wall time, and CPU time of the provider's process for one; ${VISITORS} ` +
      `requests at once from another process, each provider warmed with ${WARM_UP}.`,
    columns: ['per second, × oidc-provider', 'CPU, × oidc-provider'],
    rows: rowsOf(tokens, 'oidc-provider', 1)
  }, {
    title: 'Logins of people',
    about: 'Logins with a signed id_token per second, and CPU time for one, measured in the same way. At the fake ORCID a login is ' +
      'three requests: the consent page, the consent, and the token. oauth2-mock-server has no page, and a login is two.',
    columns: ['per second, × oauth2-mock-server', 'CPU, × oauth2-mock-server'],
    rows: rowsOf(logins, 'oauth2-mock-server', 1.5)
  }]
}

async function startBare (): Promise<{ app: FastifyInstance, origin: string }> {
  const app = Fastify({ forceCloseConnections: true })
  app.get('/', async () => ({ hello: 'world' }))
  await app.listen({ host: '127.0.0.1', port: 0 })
  return { app, origin: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}` }
}

async function starts (): Promise<Table> {
  const results = await interleave({
    title: 'mock: start and stop',
    rounds: size(60, 1),
    warmUp: size(20, 0),
    rows: withInstalled({
      [bare]: async () => await spend(async () => { await (await startBare()).app.close() }),
      [ours]: async () => await spend(async () => { await (await startMockOrcid()).close() }),
      'oauth2-mock-server': async () => await spend(async () => { await (await startOAuth2MockServer()).stop() })
    })
  })
  return {
    title: 'Start and stop, again and again',
    about: 'CPU and wall time to start and to stop in a process that has done so before, as a test file does. ' +
      'oauth2-mock-server makes a key.',
    columns: ['CPU, × bare Fastify', 'wall, × bare Fastify'],
    rows: Object.entries(results).map(([name, { cpu, wall }]) => (
      { name, cells: [show(ratio(cpu, results[bare]?.cpu), 1), show(ratio(wall, results[bare]?.wall), 1)] }))
  }
}

async function signIns (): Promise<Table> {
  const [{ app: server, origin }, orcid, app] = [await startBare(), await startMockOrcid(), Fastify()]
  await app.register(fastifyOrcid, {
    environment: orcid.environment,
    ...orcid.client({ redirectUris: [redirectUri] }),
    redirectUri,
    async onLogin (_request, _reply, login) {
      const person = await app.orcid.record(login.tokens.accessToken, login.orcid).read('person')
      return { orcid: login.orcid, name: person.name }
    }
  })
  const { sofia } = orcid.researchers
  const signIn = async () => {
    // Otherwise the consent would be remembered, and its page left out.
    orcid.reset()
    return await spend(async () => {
      check((await orcid.signIn(app, { path: '/login/orcid', as: sofia })).response.body, sofia.orcid)
    })
  }
  const get = async () => await spend(async () => { await (await request(origin)).body.text() })
  const name = 'signIn(), all three legs'
  const results = await interleave({
    title: 'mock: sign-ins', rounds: size(200, 1), warmUp: size(100, 0), rows: { 'a request to bare Fastify': get, [name]: signIn }
  })
  await Promise.all([server.close(), app.close(), orcid.close()])
  const [whole, single] = [results[name], results['a request to bare Fastify']]
  const times = ratio(whole?.cpu, single?.cpu)
  return {
    title: 'A sign-in in a test',
    about: 'CPU and wall time of `orcid.signIn(app)`, from the login to the reading of the record in `onLogin`, beside one request to bare ' +
      'Fastify over loopback; one after the other in one process, as in a test.',
    columns: ['CPU, × a request', 'wall, × a request'],
    rows: [{
      name, cells: [show(times, 1), show(ratio(whole?.wall, single?.wall), 1)], goals: [atMost(times, 20, '× a request\'s CPU')]
    }]
  }
}

export async function mock (): Promise<Table[]> {
  return [...await loads(), await signIns(), await starts()]
}
