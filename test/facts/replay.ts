// Sends the request of a fact to a mock over a socket, byte for byte, and compares the answer.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { createInterface } from 'node:readline'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockClientOptions, MockOrcidClient, MockOrcidOptions } from '../../mock-server/index.ts'
import { pathOf } from '../support/root.ts'
import type { Fact, Given, WireAnswer, WireRequest } from './fact.ts'

/** A mock as people start it. */
export interface RunningMock {
  readonly issuer: string
  readonly port: number
  readonly client: (options: MockClientOptions) => Promise<MockOrcidClient>
  readonly iDOf: (name: string) => string | undefined
  readonly wait: (seconds: number) => void
  readonly person: (does: NonNullable<Given['person']>, orcid: string, clientId: string) => void
  readonly close: () => Promise<void>
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const REDIRECT_URI = 'https://app.example.org/callback'

const portOf = (issuer: string): number => Number(new URL(issuer).port)

/** Starts a mock in this process, as a test does. */
export async function startMock (behaviour: Fact['behaviour']): Promise<RunningMock> {
  const orcid = await startMockOrcid(behaviour === undefined ? {} : { behaviour } as MockOrcidOptions)
  orcid.clock.set(1_800_000_000_000)
  orcid.clock.freeze()
  const { issuer, close, findings } = orcid
  const people: Readonly<Record<string, { readonly orcid: string }>> = orcid.researchers
  return {
    issuer,
    port: portOf(issuer),
    client: async (options) => orcid.client(options),
    iDOf: (name) => people[name]?.orcid,
    wait: (seconds) => { orcid.clock.advance(seconds) },
    person: (does, id, clientId) => {
      const person = orcid.researcher(id)
      if (does === 'withdraws') person.withdraw(clientId)
      else person.change({ state: 'deactivated' })
    },
    close: async () => {
      // What the facts do wrong, they do on purpose.
      findings()
      await close()
    }
  }
}

interface Ready {
  readonly issuer: string
  readonly control: { readonly url: string, readonly token: string }
  readonly researchers: ReadonlyArray<{ readonly name: string, readonly orcid: string }>
}

/** Starts a mock in a process of its own, as `npx fastify-orcid` does. */
export async function startCommand (): Promise<RunningMock> {
  const child = spawn(process.execPath, [pathOf('dist/mock-server/cli.js'), '--port', '0', '--json', '--control'],
    { stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = await once(createInterface(child.stdout), 'line') as [string]
  const { issuer, control, researchers } = JSON.parse(line) as Ready
  const client = async (options: MockClientOptions) => {
    const response = await fetch(`${control.url}/clients`, {
      method: 'POST',
      headers: { authorization: `Bearer ${control.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(options)
    })
    return await response.json() as MockOrcidClient
  }
  return {
    issuer,
    port: portOf(issuer),
    client,
    iDOf: (name) => name === 'sofia' ? researchers[0]?.orcid : undefined,
    wait: () => { throw new Error('The clock of a command is not turned here.') },
    person: () => { throw new Error('The people of a command do nothing here.') },
    close: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
  }
}

function readHeaders (raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let i = 0; i < raw.length; i += 2) {
    const [name = '', value = ''] = [raw[i]?.toLowerCase(), raw[i + 1]]
    headers[name] = name in headers ? `${headers[name]}\n${value}` : value
  }
  return headers
}

const LONGEST_ANSWER_MS = 30_000

/** Sends a request whose placeholders have been filled in: its path is not normalised. */
export async function sendTo (base: URL, request: WireRequest): Promise<Reply> {
  const { form, query, headers = {} } = request
  const body = form === undefined ? request.body : String(new URLSearchParams(form))
  const lines = Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => [name, value]))
  if (form !== undefined) lines.unshift(['Content-Type', 'application/x-www-form-urlencoded'])
  if (body !== undefined) lines.push(['Content-Length', String(Buffer.byteLength(body))])
  const path = request.path + (query === undefined ? '' : `?${new URLSearchParams(query)}`)
  const method = request.method ?? (body === undefined ? 'GET' : 'POST')
  const { protocol, hostname: host, port } = base
  const options = { host, port, method, path, headers: ['Host', base.host, ...lines.flat()], timeout: LONGEST_ANSWER_MS }
  return await new Promise((resolve, reject) => {
    const outgoing = (protocol === 'https:' ? httpsRequest : httpRequest)(options, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject).on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: answer.statusCode ?? 0, headers: readHeaders(answer.rawHeaders), body: text })
      })
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error('No answer within 30 seconds')))
    outgoing.on('error', reject).end(body)
  })
}

export async function send ({ port }: RunningMock, request: WireRequest): Promise<Reply> {
  return await sendTo(new URL(`http://127.0.0.1:${port}`), request)
}

/** What stands for each placeholder. */
export type Values = Map<string, string>

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

async function signIn (mock: RunningMock, orcid: string): Promise<string> {
  const { headers } = await send(mock, formPost('/signin', { orcid }))
  return headers['set-cookie']?.split(';', 1)[0] ?? ''
}

async function makeCode (mock: RunningMock, fact: Fact, values: Values): Promise<string> {
  const { scope = 'openid', asked = {} } = fact.given ?? {}
  const cookie = await signIn(mock, values.get('orcid') ?? '')
  const query = new URLSearchParams({
    client_id: values.get('clientId') ?? '', response_type: 'code', redirect_uri: REDIRECT_URI, scope, ...asked
  })
  const { headers } = await send(mock, formPost(`/oauth/authorize?${query}`, { decision: 'allow' }, { cookie }))
  return new URL(headers['location'] ?? '').searchParams.get('code') ?? ''
}

async function makeTokens (mock: RunningMock, values: Values,
  form: Record<string, string>): Promise<Record<string, string>> {
  const credentials = { client_id: values.get('clientId') ?? '', client_secret: values.get('clientSecret') ?? '' }
  const { body } = await send(mock, formPost('/oauth/token', { ...credentials, ...form }))
  return JSON.parse(body) as Record<string, string>
}

// Only what a row names is made, because every code and token is a login of its own. A locked client gets none, so
// that what it presents is another's.
async function makeValues (mock: RunningMock, fact: Fact): Promise<Values> {
  const { client: type = 'public', as = 'sofia', redirectUris = [REDIRECT_URI], status = 'active' } = fact.given ?? {}
  const named = JSON.stringify([fact.before, fact.request, fact.answer])
  const options = { type, redirectUris, name: 'The Journal' }
  const [one, other] = [await mock.client({ ...options, status }), await mock.client(options)]
  const values: Values = new Map(Object.entries({
    ...(status === 'active' ? one : other),
    otherClientId: other.clientId,
    otherClientSecret: other.clientSecret,
    basic: Buffer.from(`${one.clientId}:${one.clientSecret}`).toString('base64'),
    redirectUri: REDIRECT_URI,
    issuer: mock.issuer,
    'issuer-escaped': mock.issuer.replaceAll('/', '\\/'),
    orcid: mock.iDOf(as) ?? as
  }))
  if (named.includes('{cookie}')) values.set('cookie', await signIn(mock, values.get('orcid') ?? ''))
  if (/\{(?:accessToken|refreshToken)\}/.test(named)) {
    const code = await makeCode(mock, fact, values)
    const tokens = await makeTokens(mock, values, { grant_type: 'authorization_code', code })
    values.set('accessToken', tokens['access_token'] ?? '').set('refreshToken', tokens['refresh_token'] ?? '')
  }
  if (named.includes('{code}')) values.set('code', await makeCode(mock, fact, values))
  if (named.includes('{ownToken}')) {
    const tokens = await makeTokens(mock, values, { grant_type: 'client_credentials', scope: '/read-public' })
    values.set('ownToken', tokens['access_token'] ?? '')
  }
  return values.set('clientId', one.clientId).set('clientSecret', one.clientSecret)
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

/** Does what a fact says, up to its answer, with values that are there. */
export async function replayWith (values: Values, fact: Fact,
  { ask, wait, person }: Pick<RunningMock, 'wait' | 'person'> & { ask: (request: WireRequest) => Promise<Reply> }): Promise<Replayed> {
  for (const [index, request] of (fact.before ?? []).entries()) {
    remember(values, index + 1, await ask(fillAll(request, values)))
  }
  const { person: change } = fact.given ?? {}
  if (change !== undefined) person(change, values.get('orcid') ?? '', values.get('clientId') ?? '')
  if (fact.given?.waitSeconds !== undefined) wait(fact.given.waitSeconds)
  return { reply: await ask(fillAll(fact.request, values)), values }
}

/** Does what a fact says, up to its answer. */
export async function replay (mock: RunningMock, fact: Fact): Promise<Replayed> {
  const ask = (request: WireRequest): Promise<Reply> => send(mock, request)
  return await replayWith(await makeValues(mock, fact), fact, { ask, ...mock })
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

export function escapeRegExp (text: string): string {
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
