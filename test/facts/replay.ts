// Sends the request of a fact to a mock over a socket, byte for byte, and compares the answer.
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { registerClient } from '../../mock-server/orcid/registry/clients.ts'
import type { Client } from '../../mock-server/orcid/registry/clients.ts'
import { createRegistry } from '../../mock-server/orcid/registry/registry.ts'
import type { Registry } from '../../mock-server/orcid/registry/registry.ts'
import { createControls } from '../../mock-server/controls/controls.ts'
import { mountOrcid } from '../../mock-server/plugin.ts'
import type { MockOrcidBehaviour } from '../../mock-server/options/behaviour.ts'
import type { Fact, WireAnswer, WireRequest } from './fact.ts'

export interface Stage {
  readonly registry: Registry
  readonly port: number
  readonly wait: (seconds: number) => void
  readonly close: () => Promise<void>
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const REDIRECT_URI = 'https://app.example.org/callback'

export async function openStage (behaviour: Fact['behaviour']): Promise<Stage> {
  const options = behaviour === undefined ? {} : { behaviour: behaviour as MockOrcidBehaviour | 'legacy' }
  const registry = createRegistry(options, '')
  registry.clock.freeze()
  registry.clock.turn(1_800_000_000_000)
  const app = Fastify({ forceCloseConnections: true, serverFactory: (handler) => createServer(handler) })
  await app.register(async (scope) => mountOrcid(scope, createControls(registry), { ownsNotFound: true }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  registry.issuer = `http://127.0.0.1:${port}`
  return { registry, port, wait: (seconds) => { registry.clock.turn(registry.clock.now() + seconds * 1000) }, close: async () => { await app.close() } }
}

function readHeaders (raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let i = 0; i < raw.length; i += 2) {
    const [name = '', value = ''] = [raw[i]?.toLowerCase(), raw[i + 1]]
    headers[name] = name in headers ? `${headers[name]}\n${value}` : value
  }
  return headers
}

/** Sends a request whose placeholders have been filled in. */
export async function send ({ port }: Stage, request: WireRequest): Promise<Reply> {
  const { form, query, headers = {} } = request
  const body = form === undefined ? request.body : String(new URLSearchParams(form))
  const lines = Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => [name, value]))
  if (form !== undefined) lines.unshift(['Content-Type', 'application/x-www-form-urlencoded'])
  if (body !== undefined) lines.push(['Content-Length', String(Buffer.byteLength(body))])
  const path = request.path + (query === undefined ? '' : `?${new URLSearchParams(query)}`)
  const method = request.method ?? (body === undefined ? 'GET' : 'POST')
  const all = ['Host', `127.0.0.1:${port}`, ...lines.flat()]
  return await new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: '127.0.0.1', port, method, path, headers: all }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject).on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: answer.statusCode ?? 0, headers: readHeaders(answer.rawHeaders), body: text })
      })
    })
    outgoing.on('error', reject).end(body)
  })
}

type Values = Map<string, string>

const PLACEHOLDER = /\{([\w.-]+)\}/g

function fill (text: string, values: Values): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => values.get(name) ?? whole)
}

function fillAll<Part> (part: Part, values: Values): Part {
  return JSON.parse(JSON.stringify(part), (_name, value: unknown) =>
    typeof value === 'string' ? fill(value, values) : value) as Part
}

function formPost (path: string, form: Record<string, string>, headers: Record<string, string> = {}): WireRequest {
  return { path, form, headers }
}

async function signIn (stage: Stage, orcid: string): Promise<string> {
  const { headers } = await send(stage, formPost('/signin', { orcid }))
  return headers['set-cookie']?.split(';', 1)[0] ?? ''
}

async function makeCode (stage: Stage, fact: Fact, values: Values): Promise<string> {
  const { scope = 'openid', asked = {} } = fact.given ?? {}
  const cookie = await signIn(stage, values.get('orcid') ?? '')
  const query = new URLSearchParams({
    client_id: values.get('clientId') ?? '', response_type: 'code', redirect_uri: REDIRECT_URI, scope, ...asked
  })
  const { headers } = await send(stage, formPost(`/oauth/authorize?${query}`, { decision: 'allow' }, { cookie }))
  return new URL(headers['location'] ?? '').searchParams.get('code') ?? ''
}

async function makeTokens (stage: Stage, values: Values,
  form: Record<string, string>): Promise<Record<string, string>> {
  const credentials = { client_id: values.get('clientId') ?? '', client_secret: values.get('clientSecret') ?? '' }
  const { body } = await send(stage, formPost('/oauth/token', { ...credentials, ...form }))
  return JSON.parse(body) as Record<string, string>
}

// Only what a row names is made, because every code and token is a login of its own.
async function makeValues (stage: Stage, fact: Fact): Promise<Values> {
  const { registry } = stage
  const { client: type = 'public', as = 'sofia', redirectUris = [REDIRECT_URI], status = 'active' } = fact.given ?? {}
  const named = JSON.stringify([fact.before, fact.request, fact.answer])
  const mint = () => registerClient(registry.clients, { type, redirectUris, name: 'The Journal' })
  const [one, other] = [mint(), mint()]
  const values: Values = new Map(Object.entries({
    ...one,
    otherClientId: other.clientId,
    otherClientSecret: other.clientSecret,
    basic: Buffer.from(`${one.clientId}:${one.clientSecret}`).toString('base64'),
    redirectUri: REDIRECT_URI,
    issuer: registry.issuer,
    'issuer-escaped': registry.issuer.replaceAll('/', '\\/'),
    orcid: registry.people.get(as)?.orcid ?? as
  }))
  if (named.includes('{cookie}')) values.set('cookie', await signIn(stage, values.get('orcid') ?? ''))
  if (/\{(?:accessToken|refreshToken)\}/.test(named)) {
    const code = await makeCode(stage, fact, values)
    const tokens = await makeTokens(stage, values, { grant_type: 'authorization_code', code })
    values.set('accessToken', tokens['access_token'] ?? '').set('refreshToken', tokens['refresh_token'] ?? '')
  }
  if (named.includes('{code}')) values.set('code', await makeCode(stage, fact, values))
  if (named.includes('{ownToken}')) {
    const tokens = await makeTokens(stage, values, { grant_type: 'client_credentials', scope: '/read-public' })
    values.set('ownToken', tokens['access_token'] ?? '')
  }
  if (status !== 'active') {
    const client = registry.clients.get(one.clientId) as Client
    registry.clients.set(one.clientId, { ...client, status })
  }
  return values
}

// Members of a JSON body, headers and parameters of a Location, by the number of the request that brought them.
function remember (values: Values, number: number, { headers, body }: Reply): void {
  const add = (entries: Iterable<[string, unknown]>): void => {
    for (const [name, value] of entries) values.set(`${number}.${name}`, String(value))
  }
  if (headers['content-type']?.includes('json') === true && body !== '') {
    add(Object.entries(JSON.parse(body) as Record<string, unknown>))
  }
  const { location = '' } = headers
  const [putCode] = /\d+$/.exec(location) ?? []
  if (putCode !== undefined) values.set(`${number}.put-code`, putCode)
  if (URL.canParse(location)) add(new URL(location).searchParams)
  add(Object.entries(headers))
}

export interface Replayed {
  readonly reply: Reply
  readonly values: Values
}

/** Does what a fact says, up to its answer. */
export async function replay (stage: Stage, fact: Fact): Promise<Replayed> {
  const values = await makeValues(stage, fact)
  for (const [index, request] of (fact.before ?? []).entries()) {
    remember(values, index + 1, await send(stage, fillAll(request, values)))
  }
  stage.wait(fact.given?.waitSeconds ?? 0)
  return { reply: await send(stage, fillAll(fact.request, values)), values }
}

const WILDCARDS: Readonly<Record<string, string>> = {
  uuid: '[\\da-f]{8}-[\\da-f]{4}-4[\\da-f]{3}-[89ab][\\da-f]{3}-[\\da-f]{12}',
  jwt: '[\\w-]+\\.[\\w-]+\\.[\\w-]+',
  number: '\\d+',
  six: '[\\da-zA-Z]{6}',
  any: '[^]*'
}

/** The pattern that a text with wildcards stands for. */
function patternOf (text: string, values: Values): RegExp {
  const pattern = text.split(/(\{[\w.-]+\})/).map((piece) => {
    const name = piece.startsWith('{') && piece.endsWith('}') ? piece.slice(1, -1) : ''
    return WILDCARDS[name] ?? escapeRegExp(values.get(name) ?? piece)
  })
  return new RegExp(`^${pattern.join('')}$`)
}

function escapeRegExp (text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')
}

function complain (what: string, found: string | undefined, wanted: string | RegExp | null, values: Values): string[] {
  if (wanted === null) return found === undefined ? [] : [`${what} is there: ${found}`]
  const pattern = typeof wanted === 'string' ? patternOf(wanted, values) : wanted
  return found !== undefined && pattern.test(found) ? [] : [`${what} is ${found}, not ${pattern}`]
}

function idTokenIn ({ headers, body }: Reply): string[] {
  const token = /id_token(?:=|":")([\w.-]+)/.exec(`${headers['location'] ?? ''} ${body}`)?.[1] ?? ''
  return token.split('.').slice(0, 2).map((part) => Buffer.from(part, 'base64url').toString())
}

/** What is wrong with an answer; empty if nothing is. */
export function compare ({ status, headers = {}, body, idToken = {} }: WireAnswer,
  { reply, values }: Replayed): string[] {
  const [header, claims] = idTokenIn(reply)
  return [
    ...(reply.status === status ? [] : [`status is ${reply.status}, not ${status}: ${reply.body.slice(0, 300)}`]),
    ...Object.entries(headers).flatMap(([name, wanted]) => complain(name, reply.headers[name], wanted, values)),
    ...(body === undefined ? [] : complain('the body', reply.body, body, values)),
    ...(idToken.header === undefined ? [] : complain('the id_token\'s header', header, idToken.header, values)),
    ...(idToken.claims === undefined ? [] : complain('the claims', claims, idToken.claims, values))
  ]
}
