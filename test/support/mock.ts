// A mock and a client without an app: leg one by the robot, the rest by hand, so that a test sees every byte.
import { request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcid, MockControlledClient, MockOrcidOptions } from '../../mock-server/index.ts'

export const REDIRECT_URI = 'https://app.example.org/callback'

type Fields = Readonly<Record<string, string>>

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

export async function openMock (options: MockOrcidOptions = {}): Promise<TestMock> {
  const orcid = await startMockOrcid(options) as MockOrcid
  const client = orcid.client({ redirectUris: [REDIRECT_URI], type: 'member' })
  const ask = async (path: string, headers: Fields = {}) => await send(orcid.issuer + path, { headers })
  const post = async (path: string, form: Fields, headers: Fields = {}) => await send(orcid.issuer + path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: String(new URLSearchParams(form))
  })
  const authorizeUrl = (changes: Fields = {}) => {
    const usual = {
      client_id: client.clientId,
      response_type: 'code',
      scope: 'openid',
      redirect_uri: REDIRECT_URI,
      state: crypto.randomUUID(),
      nonce: crypto.randomUUID()
    }
    const chosen = Object.entries({ ...usual, ...changes }).filter(([, value]) => value !== '')
    return new URL(`${orcid.environment.authorizationEndpoint}?${new URLSearchParams(chosen)}`)
  }
  const code = async (changes: Fields = {}) => {
    const { location } = await orcid.authorize(authorizeUrl(changes), { as: orcid.researchers.sofia })
    return new URL(location).searchParams.get('code') as string
  }
  const exchange = async (presented: string, changes: Fields = {}) => await post('/oauth/token', {
    client_id: client.clientId,
    client_secret: client.clientSecret,
    grant_type: 'authorization_code',
    code: presented,
    redirect_uri: REDIRECT_URI,
    ...changes
  })
  const tokens = async (scope = 'openid') => JSON.parse((await exchange(await code({ scope }))).body)
  return { orcid, client, ask, post, authorizeUrl, code, exchange, tokens }
}
