// A mock, an app that reaches one leg of it through a door, and another app that reaches it directly.
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { Agent, buildConnector } from 'undici'
import type { MockEndpoint, MockOrcid, MockVisit } from '../../mock-server/index.ts'
import fastifyOrcid from '../../plugin/index.ts'
import type { FastifyOrcidOptions, OrcidEnvironment, OrcidLogin } from '../../plugin/index.ts'
import type { Leg, Variant } from './faults.ts'
import { openGate } from './gate.ts'
import type { Gate, TestName } from './gate.ts'
import { openMock } from './mock.ts'

/** The leg as the mock calls it, and the addresses it is reached under. */
const WAYS: Readonly<Record<Leg, { mock: MockEndpoint, addresses: ReadonlyArray<keyof OrcidEnvironment> }>> = {
  exchange: { mock: 'token', addresses: ['tokenEndpoint'] },
  jwks: { mock: 'jwks', addresses: ['jwksUri'] },
  userinfo: { mock: 'userinfo', addresses: ['userinfoEndpoint'] },
  refresh: { mock: 'token', addresses: ['tokenEndpoint'] },
  revoke: { mock: 'revoke', addresses: ['revocationEndpoint'] },
  read: { mock: 'record', addresses: ['publicApi', 'memberApi'] },
  write: { mock: 'record', addresses: ['publicApi', 'memberApi'] }
}

export const REDIRECT_URI = 'http://127.0.0.1:3000/login/orcid/callback'

/** Names under which a leg is not to be found at the moment, or not at once. */
export const struckNames = new Set<string>()

/** What a name leads to, for `takeOverNames`. */
export function answerOf (name: string): TestName {
  return struckNames.has(name) ? name.replace(/^\w+\./, '') as TestName : 'orcid.localhost'
}

/** What a call came to: `ok`, or the code of an error without what all codes begin with. */
export interface Outcome { readonly code: string, readonly status: number | null, readonly retryAfter: string | null }

/** An app of a client of the mock, with a list of those who signed in. */
export interface AppOfMock {
  readonly app: FastifyInstance
  readonly logins: OrcidLogin[]
  readonly signIn: () => Promise<Outcome & { visit: MockVisit }>
}

export async function startAppOf (orcid: MockOrcid, client: { clientId: string, clientSecret: string },
  changes: Partial<FastifyOrcidOptions> = {}): Promise<AppOfMock> {
  const app: FastifyInstance = Fastify()
  const logins: OrcidLogin[] = []
  await app.register(fastifyOrcid, {
    environment: orcid.environment,
    clientId: client.clientId,
    clientSecret: client.clientSecret,
    redirectUri: REDIRECT_URI,
    scope: '/read-limited /activities/update /person/update',
    timeoutMs: 30_000,
    onLogin: async (_request, _reply, login) => {
      logins.push(login)
      return { hello: login.orcid }
    },
    onFailure: async (_request, reply, { code, statusCode }) => reply.code(statusCode).send({ code }),
    ...changes
  } as FastifyOrcidOptions)
  const signIn = async () => {
    const visit = await orcid.signIn(app, { path: '/login/orcid', as: orcid.researchers.sofia })
    const { statusCode, headers, location } = visit.response
    const retryAfter = (headers['retry-after'] ?? null) as string | null
    // A sign-in whose code is rejected begins again by itself.
    if (location?.startsWith(String(orcid.environment.authorizationEndpoint)) === true) {
      return { code: 'CODE_REJECTED', status: null, retryAfter, visit }
    }
    const code = statusCode === 200 ? 'ok' : String((visit.response.json() as { code: string }).code).replace('ORCID_ERR_', '')
    return { code, status: statusCode, retryAfter, visit }
  }
  return { app, logins, signIn }
}

/** One row of the matrix: a leg, with a mock and a client of its own. */
export interface MatrixRow {
  readonly leg: Leg
  readonly orcid: MockOrcid
  readonly open: (variant: Variant) => Promise<Cell>
  readonly close: () => Promise<void>
}

/** One cell: an app, and a fault that waits for its next call. */
export interface Cell {
  readonly gate: Gate
  /** Makes ready the call that is struck, with a token of its own. */
  readonly prepare: () => Promise<() => Promise<Outcome>>
  readonly strike: () => Promise<void>
  readonly heal: () => Promise<void>
  readonly close: () => Promise<void>
}

const settle = async (call: Promise<unknown>): Promise<Outcome> => await call.then(
  () => ({ code: 'ok', status: null, retryAfter: null }),
  ({ code }: { code?: string }) => ({ code: String(code).replace('ORCID_ERR_', ''), status: null, retryAfter: null }))

/** A dispatcher of the app's own, for variants that need one. */
function dispatcherFor ({ isBlackHole, ca }: Variant, { port }: Gate): Agent | undefined {
  if (ca !== undefined) return new Agent({ connect: { ca, servername: 'orcid.localhost' } })
  if (isBlackHole !== true) return undefined
  const connector = buildConnector({})
  return new Agent({ connect: (options, done) => { if (options.port !== String(port)) connector(options, done) } })
}

export async function openRow (leg: Leg): Promise<MatrixRow> {
  const { orcid, client } = await openMock({}, REDIRECT_URI)
  const plain = await startAppOf(orcid, client)
  let number = 0

  let putCode = 0

  /** Makes the call that the leg is struck in, with a token that is good for it: a refresh uses its token up. */
  async function prepare ({ app }: AppOfMock): Promise<() => Promise<Outcome>> {
    if (plain.logins.length === 0 || leg === 'refresh') await plain.signIn()
    const { orcid: iD, tokens: { accessToken, refreshToken } } = plain.logins.at(-1) as OrcidLogin
    const record = app.orcid.record(accessToken, iD, { api: 'member' })
    if (leg === 'write' && putCode === 0) {
      putCode = await plain.app.orcid.record(accessToken, iD).add('keywords', { content: 'roses' })
    }
    const calls: Partial<Record<Leg, () => Promise<unknown>>> = {
      userinfo: async () => await app.orcid.userinfo(accessToken),
      refresh: async () => await app.orcid.refresh(String(refreshToken)),
      revoke: async () => { await app.orcid.revoke(accessToken) },
      read: async () => await record.read('keywords'),
      write: async () => await record.update('keywords', putCode, { content: `tulips ${number++}` })
    }
    return async () => await settle((calls[leg] as () => Promise<unknown>)())
  }

  async function open (variant: Variant): Promise<Cell> {
    const gate = await openGate(Number(new URL(orcid.issuer).port), variant.tls)
    const [scheme, host] = variant.tls === undefined
      ? ['http', '127.0.0.1']
      : ['https', variant.host === 'orcid.localhost' ? variant.host : `${leg}.${variant.host}`]
    const through = (address: string) => `${scheme}://${host}:${gate.port}${new URL(address).pathname}`
    const changed = WAYS[leg].addresses.map((name) => [name, through(String(orcid.environment[name]))])
    const dispatcher = dispatcherFor(variant, gate)
    const struck = await startAppOf(orcid, client, {
      environment: { ...orcid.environment, ...Object.fromEntries(changed) },
      // The keys have half of the time. On a busy machine a short half ends together with the whole.
      ...(variant.isEndless === true ? { timeoutMs: leg === 'jwks' ? 4000 : 1000 } : {}),
      // A first login asks for keys, and a hasty one on a busy machine might not get as far as its code.
      ...(variant.isEndless === true && leg === 'exchange' ? { openid: false } : {}),
      ...(dispatcher === undefined ? {} : { dispatcher })
    })
    let undo = () => {}
    const isLogin = leg === 'exchange' || leg === 'jwks'
    return {
      gate,
      async strike () {
        if (variant.kind !== undefined) undo = orcid.fail(WAYS[leg].mock, variant.kind)
        if (host !== undefined) struckNames.add(host)
        if (variant.door === 'shut') await gate.shut()
        else if (variant.door !== undefined) gate.behaviour = variant.door
      },
      async heal () {
        undo()
        struckNames.delete(String(host))
        if (variant.door === 'shut') await gate.open()
        gate.behaviour = 'pass'
      },
      prepare: isLogin ? async () => struck.signIn : async () => await prepare(struck),
      async close () {
        undo()
        await struck.app.close()
        await dispatcher?.destroy()
        await gate.close()
      }
    }
  }

  return { leg, orcid, open, close: async () => { orcid.findings(); await plain.app.close(); await orcid.close() } }
}
