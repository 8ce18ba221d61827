// What a mock costs a test: to start and stop one, and to sign in with it, beside bare Fastify and oauth2-mock-server.
//
// `npm install --prefix bench && npm run bench:mock`. Everything runs warm and in one process, as in a test file.
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { performance } from 'node:perf_hooks'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import fastifyOrcid from 'fastify-orcid'
import { startMockOrcid } from 'fastify-orcid/mock-server'
import { Agent, request } from 'undici'

const ROUNDS = Number(process.env['ROUNDS'] ?? 200)
const WARM_UP = 40
const redirectUri = 'http://127.0.0.1:3000/login/orcid/callback'
const sofia = '0000-0001-2345-6789'

interface Row {
  /** What happens. */
  readonly run: () => Promise<unknown>
  /** What comes before it and is not measured. */
  readonly prepare?: () => unknown
}

const dispatcher = new Agent({ keepAliveTimeout: 1000 })

async function get (url: string): Promise<{ location: string, body: string }> {
  const { headers, body } = await request(url, { dispatcher })
  return { location: String(headers['location']), body: await body.text() }
}

async function bareFastify (): Promise<{ app: FastifyInstance, origin: string }> {
  const app = Fastify({ forceCloseConnections: true })
  app.get('/', async () => ({ hello: 'world' }))
  await app.listen({ host: '127.0.0.1', port: 0 })
  return { app, origin: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}` }
}

interface PeerEvents {
  on (event: 'beforeTokenSigning', listener: (token: { payload: Record<string, unknown> }) => void): void
  on (event: 'beforeResponse', listener: (answer: { body: Record<string, unknown> }) => void): void
}

interface Peer {
  readonly issuer: { url: string, keys: { generate (alg: string): Promise<unknown> } }
  readonly service: PeerEvents
  start (port: number, host: string): Promise<void>
  stop (): Promise<void>
}

const { OAuth2Server } = createRequire(new URL('../../bench/package.json', import.meta.url))('oauth2-mock-server') as
  { OAuth2Server: new () => Peer }

async function startPeer (): Promise<Peer> {
  const peer = new OAuth2Server()
  await peer.issuer.keys.generate('RS256')
  await peer.start(0, '127.0.0.1')
  return peer
}

const startRows: Record<string, Row> = {
  'bare Fastify with one route': { run: async () => { await (await bareFastify()).app.close() } },
  'the fake ORCID': { run: async () => { await (await startMockOrcid()).close() } },
  'oauth2-mock-server, which makes a key first': { run: async () => { await (await startPeer()).stop() } }
}

const bare = await bareFastify()
const orcid = await startMockOrcid()
const peer = await startPeer()

type Environment = ReturnType<typeof environmentOfPeer>

function environmentOfPeer ({ issuer: { url } }: Peer) {
  return {
    issuer: url,
    authorizationEndpoint: `${url}/authorize`,
    tokenEndpoint: `${url}/token`,
    revocationEndpoint: `${url}/revoke`,
    userinfoEndpoint: `${url}/userinfo`,
    jwksUri: `${url}/jwks`,
    publicApi: `${url}/v3.0`,
    memberApi: `${url}/v3.0`,
    pkce: false as const
  }
}

async function buildApp (environment: Environment, reads: boolean): Promise<FastifyInstance> {
  const app = Fastify()
  const client = { clientId: 'APP-0123456789ABCDEF', clientSecret: 'secret-of-the-benchmark' }
  await app.register(fastifyOrcid, {
    environment,
    ...(environment.issuer === orcid.issuer ? orcid.client({ redirectUris: [redirectUri] }) : client),
    redirectUri,
    async onLogin (_request, _reply, login) {
      if (!reads) return { orcid: login.orcid }
      const person = await app.orcid.record(login.tokens.accessToken, login.orcid).read('person')
      return { orcid: login.orcid, name: person.name }
    }
  })
  return app
}

/** What oauth2-mock-server must be told to pass for ORCID: its own flow forgets the nonce. */
function teachPeer (nonce: { value: string }): void {
  peer.service.on('beforeTokenSigning', ({ payload }) => {
    Object.assign(payload, { sub: sofia, aud: 'APP-0123456789ABCDEF', nonce: nonce.value })
  })
  peer.service.on('beforeResponse', ({ body }) => {
    Object.assign(body, { orcid: sofia, name: 'Sofia Garcia', token_type: 'bearer' })
  })
}

function check (body: string): void {
  if (!body.includes(sofia)) throw new Error(`Nobody is signed in: ${body}`)
}

const nonce = { value: '' }
teachPeer(nonce)
const twoLegs = await buildApp(orcid.environment, false)
const threeLegs = await buildApp(orcid.environment, true)
const appOfPeer = await buildApp(environmentOfPeer(peer), false)

/** The least that has to be done by hand where there is no robot: two requests to the app, one to the provider. */
async function signInAtPeer (): Promise<void> {
  const { headers } = await appOfPeer.inject('/login/orcid')
  const link = String(headers.location)
  nonce.value = String(new URL(link).searchParams.get('nonce'))
  const { location } = await get(link)
  const cookie = [headers['set-cookie'] ?? []].flat().map((line) => line.split(';')[0]).join('; ')
  const url = location.slice(new URL(location).origin.length)
  check((await appOfPeer.inject({ url, headers: { cookie } })).body)
}

async function signIn (app: FastifyInstance): Promise<void> {
  check((await orcid.signIn(app, { path: '/login/orcid', as: orcid.researchers.sofia })).response.body)
}

const reset = () => { orcid.reset() }
const signInRows: Record<string, Row> = {
  'one request to bare Fastify': { run: async () => await get(`${bare.origin}/`) },
  'signIn, legs one and two': { run: async () => await signIn(twoLegs), prepare: reset },
  'signIn, all three legs': { run: async () => await signIn(threeLegs), prepare: reset },
  'oauth2-mock-server by hand, no pages, legs one and two': { run: signInAtPeer }
}

/** Each row by itself: whoever makes keys in between leaves the others cold. */
async function measureApart (rows: Record<string, Row>): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>()
  for (const [name, row] of Object.entries(rows)) {
    for (const [same, own] of await measure({ [name]: row })) times.set(same, own)
  }
  return times
}

/** All rows in turn, so that a busy moment of the machine is shared by all of them. */
async function measure (rows: Record<string, Row>): Promise<Map<string, number[]>> {
  const times = new Map(Object.keys(rows).map((name) => [name, [] as number[]]))
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [name, { run, prepare }] of Object.entries(rows)) {
      prepare?.()
      const began = performance.now()
      await run()
      const took = performance.now() - began
      if (round >= 0) times.get(name)?.push(took)
    }
  }
  return times
}

function print (title: string, times: Map<string, number[]>): void {
  const rows = [...times].map(([name, all]) => {
    const sorted = all.sort((a, b) => a - b)
    return { name, median: sorted[sorted.length >> 1] as number, best: sorted[sorted.length / 10 | 0] as number }
  })
  const yardstick = rows[0]?.median as number
  console.log(`\n| ${title} | ms (median) | ms (best tenth) | × the first |\n|---|---|---|---|`)
  for (const { name, median, best } of rows) {
    console.log(`| ${name} | ${median.toFixed(2)} | ${best.toFixed(2)} | ${(median / yardstick).toFixed(1)} |`)
  }
}

print('to start and stop', await measureApart(startRows))
print('to sign in', await measure(signInRows))
await Promise.all([bare.app.close(), orcid.close(), peer.stop(), dispatcher.close()])
