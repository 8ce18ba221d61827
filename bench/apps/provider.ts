// A provider that issues tokens, alone in its process: `provider.js <name> [crowd]`, or bare Fastify beside them.
import type { AddressInfo, Server } from 'node:net'
import { once } from 'node:events'
import { importPeer, startOAuth2MockServer } from '../peers.ts'
import { report } from './child.ts'
import { clientId, clientSecret, redirectUri } from './client.ts'

const [name = '', mode = ''] = process.argv.slice(2)
const host = '127.0.0.1'

/** What the benchmark is told of a provider. */
export interface Provider {
  readonly origin: string
  /** Where a first request goes, and what it posts: for a provider, the request for a token. */
  readonly path: string
  readonly type: string
  readonly body: string
  /** The ORCID iDs of people who can sign in. */
  readonly people?: readonly string[]
  /** Clients that they sign in at, all with the same secret. */
  readonly clients?: readonly string[]
}

const credentials = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
const form = (fields: Record<string, string>) =>
  ({ type: 'application/x-www-form-urlencoded', body: String(new URLSearchParams(fields)) })

async function startBare (): Promise<Provider> {
  const { default: Fastify } = await import('fastify')
  const app = Fastify()
  app.post('/', async () => ({ hello: 'world' }))
  return { origin: await app.listen({ host, port: 0 }), path: '/', type: 'application/json', body: '{"hello":"world"}' }
}

/** A crowd is more pairs of a person and a client than the mock remembers, so that consent is asked for every time. */
async function startOurs (): Promise<Provider> {
  const { startMockOrcid } = await import('fastify-orcid/mock-server')
  const [size, others] = mode === 'crowd' ? [40, 40] : [0, 0]
  const clients = Array.from({ length: others }, (_, index) => `APP-${String(index).padStart(16, '0')}`)
  const orcid = await startMockOrcid({
    clients: [{ clientId, clientSecret }, ...clients.map((id) => (
      { clientId: id, clientSecret, redirectUris: [redirectUri], type: 'member' as const }))],
    researchers: Object.fromEntries(Array.from({ length: size }, (_, index) => [`p${index}`, { givenNames: `P${index}` }]))
  })
  const people = Object.entries<{ orcid: string }>(orcid.researchers)
    .flatMap(([key, { orcid }]) => /^p\d/.test(key) ? [orcid] : [])
  return { origin: orcid.issuer, path: '/oauth/token', ...form({ ...credentials, scope: '/read-public' }), people, clients }
}

interface OidcProvider {
  listen (port: number, host: string): Server
}

async function startOidcProvider (): Promise<Provider> {
  const { default: Provider } = await importPeer<{ default: new (issuer: string, options: object) => OidcProvider }>('oidc-provider')
  const server = new Provider(`http://${host}`, {
    clients: [{
      client_id: clientId,
      client_secret: clientSecret,
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: []
    }],
    features: { clientCredentials: { enabled: true } }
  }).listen(0, host)
  await once(server, 'listening')
  return { origin: `http://${host}:${(server.address() as AddressInfo).port}`, path: '/token', ...form(credentials) }
}

const providers: Record<string, () => Promise<Provider>> = {
  'bare Fastify': startBare,
  'fastify-orcid/mock-server': startOurs,
  'oidc-provider': startOidcProvider,
  async 'oauth2-mock-server' () {
    const { issuer } = await startOAuth2MockServer()
    return { origin: issuer.url, path: '/token', ...form(credentials) }
  }
}
const provider = await providers[name]?.()
await report({ ...provider })
