// A lying provider: answers as ORCID would, or exactly what a test tells it to; with a login sent request by request.
import { createHash, createPublicKey } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import formbody from '@fastify/formbody'
import Fastify from 'fastify'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { SignJWT } from 'jose'
import type { JWK, JWTPayload } from 'jose'
import fastifyOrcid from '../../plugin/index.ts'
import type { FastifyOrcidOptions, FastifyOrcidRouteOptions, OrcidLogin } from '../../plugin/index.ts'
import { rogueKey, standInKey } from '../fixtures/keys.ts'

export const SOFIA = '0000-0001-2345-6789'
export const CLIENT_ID = 'APP-0123456789ABCDEF'
export const CLIENT_SECRET = 'c1ient-5ecret-canary'
export const CODE = 'eUeiz2'

export interface Answer { status?: number, headers?: Record<string, string>, body: unknown }
type Answering = (form: Record<string, string>, reply: FastifyReply) => unknown

/** The key everything is signed with, as a JWKS lists it. */
export async function publicKey (): Promise<JWK> {
  return { ...createPublicKey(standInKey).export({ format: 'jwk' }) as JWK, kid: 'stand-in', use: 'sig' }
}

/** Signs claims; the header may be anything. */
export async function sign (claims: object, header: object = {}, rogue = false): Promise<string> {
  return await new SignJWT(claims as JWTPayload).setProtectedHeader({ kid: 'stand-in', alg: 'RS256', ...header })
    .sign(rogue ? rogueKey : standInKey)
}

export interface LyingProvider {
  readonly issuer: string
  readonly options: Pick<FastifyOrcidRouteOptions, 'environment' | 'clientId' | 'clientSecret' | 'redirectUri'>
  readonly requests: Array<{
    method: string, url: string, headers: Record<string, unknown>, form: Record<string, string>
  }>
  /** The answer of the token endpoint; by default a good one for `nonce`. */
  token: Answering
  jwks: Answering
  userinfo: Answering
  revoke: Answering
  /** What the record API says; the form is the JSON body of a write. */
  record: Answering
  /** The nonce of the last authorize URL the browser was sent to. */
  nonce: string
  good (changes?: object, claims?: object, header?: object): Promise<Record<string, unknown>>
}

const atHash = (token: string) => createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url')

const usedPorts = new Set<number>()

export async function startLyingProvider (t: { teardown: (close: () => unknown) => void }): Promise<LyingProvider> {
  const server = Fastify({ forceCloseConnections: true })
  await server.register(formbody)
  t.teardown(() => server.close())
  const requests: LyingProvider['requests'] = []
  server.addContentTypeParser('application/vnd.orcid+json', { parseAs: 'string' }, server.getDefaultJsonParser('error', 'error'))
  type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
  const route = (method: Method | Method[], url: string, endpoint: 'token' | 'jwks' | 'userinfo' | 'revoke' | 'record') =>
    server.route({
      method,
      url,
      async handler (request, reply) {
        const form = (request.body ?? {}) as Record<string, string>
        requests.push({ method: request.method, url: request.url, headers: request.headers, form })
        const said = await provider[endpoint](form, reply)
        return reply.sent ? reply : said
      }
    })
  route('POST', '/oauth/token', 'token')
  route('GET', '/oauth/jwks', 'jwks')
  route('GET', '/oauth/userinfo', 'userinfo')
  route('POST', '/oauth/revoke', 'revoke')
  route(['GET', 'POST', 'PUT', 'DELETE'], '/v3.0/*', 'record')
  // As many may come at once as the system lets wait; Node.js would turn the 512th away.
  await server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 })
  const { port } = server.server.address() as AddressInfo
  // The plugin remembers for its process which codes it has had from an issuer, and most tests have the same one.
  if (usedPorts.has(port)) return await startLyingProvider(t)
  usedPorts.add(port)
  const issuer = `http://127.0.0.1:${port}`
  const provider: LyingProvider = {
    issuer,
    requests,
    nonce: '',
    options: {
      environment: {
        issuer,
        authorizationEndpoint: `${issuer}/oauth/authorize`,
        tokenEndpoint: `${issuer}/oauth/token`,
        revocationEndpoint: `${issuer}/oauth/revoke`,
        userinfoEndpoint: `${issuer}/oauth/userinfo`,
        jwksUri: `${issuer}/oauth/jwks`,
        publicApi: `${issuer}/v3.0`,
        memberApi: `${issuer}/v3.0/member`,
        pkce: false
      },
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      redirectUri: 'https://app.example/login/orcid/callback'
    },
    token: async () => await provider.good(),
    jwks: async () => ({ keys: [await publicKey()] }),
    userinfo: () => ({ id: `${issuer}/${SOFIA}`, sub: SOFIA, name: null, family_name: 'Garcia', given_name: 'Sofia' }),
    revoke: () => '',
    record: () => ({ name: null, emails: null }),
    async good (changes = {}, claims = {}, header = {}) {
      const now = Math.floor(Date.now() / 1000)
      const access = 'f5af9f51-07e6-4332-8f1a-c0c11c1e3728'
      return {
        access_token: access,
        token_type: 'bearer',
        refresh_token: 'f725f747-3a65-49f6-a231-3e8944ce464d',
        expires_in: 631138518,
        scope: 'openid',
        name: 'Sofia Garcia',
        orcid: SOFIA,
        id_token: await sign({
          at_hash: atHash(access),
          aud: CLIENT_ID,
          sub: SOFIA,
          auth_time: now,
          iss: issuer,
          exp: now + 86400,
          iat: now,
          nonce: provider.nonce,
          ...claims
        }, header),
        ...changes
      }
    }
  }
  return provider
}

export type App = FastifyInstance & { logins: OrcidLogin[] }

/** An app on the lying provider that collects the logins. */
export async function startApp (t: { teardown: (close: () => unknown) => void }, provider: LyingProvider,
  changes: Partial<FastifyOrcidOptions> = {}): Promise<App> {
  const app: FastifyInstance = Fastify()
  const logins: OrcidLogin[] = []
  t.teardown(() => app.close())
  await app.register(fastifyOrcid, {
    ...provider.options,
    onLogin: async (_request, _reply, login) => { logins.push(login) },
    ...changes
  } as FastifyOrcidOptions)
  return Object.assign(app, { logins })
}

/** Leg one by hand: where the login sends the browser, and the cookies it keeps. */
export async function leave (app: FastifyInstance, provider: LyingProvider, path = '/login/orcid', cookies = '') {
  const response = await app.inject({ url: path, headers: cookies === '' ? {} : { cookie: cookies } })
  const url = new URL(String(response.headers.location), 'https://app.example')
  provider.nonce = url.searchParams.get('nonce') ?? ''
  const set = [response.headers['set-cookie'] ?? []].flat()
  return { response, url, state: url.searchParams.get('state') ?? '', set, cookie: set.map((line) => line.split(';')[0]).join('; ') }
}

/** Leg two by hand: what the app answers when the browser comes back. */
export async function comeBack (app: FastifyInstance, query: Record<string, string> | string, cookie = '') {
  return await app.inject({
    url: `/login/orcid/callback?${typeof query === 'string' ? query : new URLSearchParams(query)}`,
    headers: cookie === '' ? {} : { cookie }
  })
}

type Answered = Awaited<ReturnType<typeof comeBack>>

/** Both legs: a whole login, with a code of its own. Begun again by the app, it is walked again. */
export async function logIn (app: FastifyInstance, provider: LyingProvider): Promise<Answered> {
  const { state, cookie } = await leave(app, provider)
  return await followRestart(app, provider, await comeBack(app, { code: CODE + state.slice(0, 4), state }, cookie))
}

/** What comes of an answer that sends the browser to the provider again; any other answer as it is. */
export async function followRestart (app: FastifyInstance, provider: LyingProvider, response: Answered,
  headers: Record<string, string> = {}): Promise<Answered> {
  const location = String(response.headers.location)
  if (!location.startsWith(`${provider.issuer}/oauth/authorize?`)) return response
  const { searchParams } = new URL(location)
  provider.nonce = searchParams.get('nonce') ?? ''
  const state = searchParams.get('state') ?? ''
  const cookie = [response.headers['set-cookie'] ?? []].flat().map((line) => line.split(';')[0]).join('; ')
  const query = { code: CODE + state.slice(0, 4), state }
  return await app.inject({ url: '/login/orcid/callback', query, headers: { ...headers, cookie } })
}

/** Has the token endpoint keep people waiting: `asked` when somebody waits, `answer()` gives them what is right. */
export function holdToken (provider: LyingProvider): { asked: Promise<void>, answer: () => void } {
  let answer = () => {}
  const asked = new Promise<void>((resolve) => {
    const held = new Promise<void>((resolve) => { answer = resolve })
    provider.token = async () => {
      resolve()
      await held
      return await provider.good()
    }
  })
  return { asked, answer: () => { answer() } }
}
