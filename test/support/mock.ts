// A mock and a client without an app: over sockets as users have it, or injected, with its registry and clock at hand.
import type { Test } from 'tap'
import { request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { createControls } from '../../mock-server/controls/controls.ts'
import { startMockOrcid } from '../../mock-server/index.ts'
import type {
  MockClientType, MockControlledClient, MockOrcid, MockOrcidBehaviour, MockOrcidClient, MockOrcidOptions,
  MockResearcherOptions
} from '../../mock-server/index.ts'
import { registerClient } from '../../mock-server/orcid/registry/clients.ts'
import { createRegistry } from '../../mock-server/orcid/registry/registry.ts'
import type { Registry } from '../../mock-server/orcid/registry/registry.ts'
import { mountOrcid } from '../../mock-server/plugin.ts'

export const SOFIA = '0000-0001-2345-6789'
export const REDIRECT_URI = 'https://app.example.org/callback'

/** Of an injected mock. */
export const ISSUER = 'http://127.0.0.1:9797'
export const NOW = 1_800_000_000_000

type Fields = Readonly<Record<string, string>>

export const credentials = ({ clientId, clientSecret }: MockOrcidClient): Fields =>
  ({ client_id: clientId, client_secret: clientSecret })

/** The usual parameters of an authorize request, some of them changed; `''` leaves one out. */
function authorizeQuery ({ clientId }: MockOrcidClient, changes: Fields): URLSearchParams {
  const usual = { client_id: clientId, response_type: 'code', scope: 'openid', redirect_uri: REDIRECT_URI, state: 'S' }
  return new URLSearchParams(Object.entries({ ...usual, ...changes }).filter(([, value]) => value !== ''))
}

/** A form, ready to be posted. */
function formRequest (form: Fields | string, headers: Fields) {
  return {
    method: 'POST' as const,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: typeof form === 'string' ? form : String(new URLSearchParams(form))
  }
}

/** A request for tokens with a code. */
const codeGrant = (client: MockOrcidClient, code: string): Fields =>
  ({ ...credentials(client), grant_type: 'authorization_code', code })

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface TestMock {
  readonly orcid: MockOrcid
  readonly client: MockControlledClient
  readonly ask: (path: string, headers?: Fields) => Promise<Reply>
  readonly post: (path: string, form: Fields, headers?: Fields) => Promise<Reply>
  readonly authorizeUrl: (changes?: Fields) => URL
  readonly code: (changes?: Fields) => Promise<string>
  readonly exchange: (code: string, changes?: Fields) => Promise<Reply>
  readonly tokens: (scope?: string) => Promise<Record<string, string>>
}

export interface SendOptions {
  readonly method?: string
  readonly headers?: Fields
  readonly body?: string
  readonly patienceMs?: number
}

/** One request on a connection of its own; rejects with the socket's error, or with `TIMEOUT` after `patienceMs`. */
export async function send (url: string, options: SendOptions = {}): Promise<Reply> {
  const { method = 'GET', headers = {}, body = '', patienceMs = 5000 } = options
  return await new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { method, headers: { ...headers }, agent: false }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks).toString() })
      })
    })
    outgoing.on('error', reject)
    outgoing.setTimeout(patienceMs, () => { outgoing.destroy(Object.assign(new Error('too late'), { code: 'TIMEOUT' })) })
    outgoing.end(body)
  })
}

/** A mock that listens, and a member client whose redirect URI is the one given. */
export async function openMock (options: MockOrcidOptions = {}, redirectUri = REDIRECT_URI): Promise<TestMock> {
  const orcid = await startMockOrcid(options) as MockOrcid
  const client = orcid.client({ redirectUris: [redirectUri], type: 'member' })
  const ask = async (path: string, headers: Fields = {}) => await send(orcid.issuer + path, { headers })
  const post = async (path: string, form: Fields, headers: Fields = {}) =>
    await send(orcid.issuer + path, formRequest(form, headers))
  const authorizeUrl = (changes: Fields = {}) => {
    const fresh = { redirect_uri: redirectUri, state: crypto.randomUUID(), nonce: crypto.randomUUID() }
    return new URL(`${orcid.environment.authorizationEndpoint}?${authorizeQuery(client, { ...fresh, ...changes })}`)
  }
  const code = async (changes: Fields = {}) => {
    const { location } = await orcid.authorize(authorizeUrl(changes), { as: orcid.researchers.sofia })
    return new URL(location).searchParams.get('code') as string
  }
  const exchange = async (presented: string, changes: Fields = {}) =>
    await post('/oauth/token', { ...codeGrant(client, presented), redirect_uri: redirectUri, ...changes })
  const tokens = async (scope = 'openid') => JSON.parse((await exchange(await code({ scope }))).body)
  return { orcid, client, ask, post, authorizeUrl, code, exchange, tokens }
}

type Answer = Awaited<ReturnType<FastifyInstance['inject']>>

/** The same for one test, which ends it; nobody has to look at its findings. */
export async function openMockFor (t: Test, options: MockOrcidOptions = {}): Promise<TestMock> {
  const mock = await openMock(options)
  t.teardown(async () => {
    mock.orcid.findings()
    await mock.orcid.close()
  })
  return mock
}

export interface InjectedMock {
  readonly app: FastifyInstance
  readonly registry: Registry
  /** Lets time pass. */
  readonly wait: (seconds: number) => void
  readonly client: (type?: MockClientType) => MockOrcidClient
  readonly get: (path: string, headers?: Fields) => Promise<Answer>
  readonly post: (path: string, form: Fields | string, headers?: Fields) => Promise<Answer>
  /** The Cookie header of a browser in which somebody has signed in. */
  readonly cookie: (orcid?: string) => Promise<string>
  /** An authorize path with the usual parameters, some of them changed; `''` leaves one out. */
  readonly authorizePath: (client: MockOrcidClient, changes?: Fields) => string
  /** A code, as somebody who signs in and allows everything brings it. */
  readonly code: (client: MockOrcidClient, changes?: Fields, orcid?: string) => Promise<string>
  /** A token answer for such a code. */
  readonly tokens: (client: MockOrcidClient, scope: string, orcid?: string) => Promise<Record<string, string>>
}

/** A mock without a socket, with a frozen clock, whose registry a test holds in its hands. */
export async function openInjectedMock (researchers: Record<string, MockResearcherOptions> = {},
  behaviour: MockOrcidBehaviour = {}): Promise<InjectedMock> {
  const registry = createRegistry({ researchers, behaviour }, ISSUER)
  registry.clock.freeze()
  registry.clock.turn(NOW)
  const app = Fastify()
  await app.register(async (scope) => mountOrcid(scope, createControls(registry), { ownsNotFound: true }))
  const get = async (url: string, headers: Fields = {}) => await app.inject({ url, headers })
  const post = async (url: string, form: Fields | string, headers: Fields = {}) =>
    await app.inject({ url, ...formRequest(form, headers) })
  const authorizePath = (client: MockOrcidClient, changes: Fields = {}) =>
    `/oauth/authorize?${authorizeQuery(client, changes)}`
  const cookie = async (orcid = SOFIA): Promise<string> => {
    const answer = await post('/signin', { orcid })
    return String(answer.headers['set-cookie']).split(';', 1)[0] as string
  }
  const code = async (client: MockOrcidClient, changes: Fields = {}, orcid = SOFIA): Promise<string> => {
    const answer = await post(authorizePath(client, changes), { decision: 'allow' }, { cookie: await cookie(orcid) })
    // The link of a screen that stands before the app leads on.
    const [, onwards] = /^<(.*)>; rel="next"$/.exec(String(answer.headers.link)) ?? []
    return new URL(onwards ?? String(answer.headers.location)).searchParams.get('code') as string
  }
  const tokens = async (client: MockOrcidClient, scope: string, orcid = SOFIA): Promise<Record<string, string>> =>
    (await post('/oauth/token', codeGrant(client, await code(client, { scope }, orcid)))).json()
  const client = (type: MockClientType = 'public') =>
    registerClient(registry.clients, { redirectUris: [REDIRECT_URI], type, name: 'The <Journal> & "Co"' })
  const wait = (seconds: number): void => { registry.clock.turn(registry.clock.now() + seconds * 1000) }
  return { app, registry, wait, client, get, post, cookie, authorizePath, code, tokens }
}
