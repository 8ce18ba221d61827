// A mock whose registry and clock a test holds in its hands, spoken to without a socket.
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import type { MockOrcidBehaviour } from '../../mock-server/options/behaviour.ts'
import type { MockClientType } from '../../mock-server/options/client.ts'
import { registerClient } from '../../mock-server/orcid/registry/clients.ts'
import type { MockOrcidClient } from '../../mock-server/orcid/registry/clients.ts'
import { createRegistry } from '../../mock-server/orcid/registry/registry.ts'
import type { Registry } from '../../mock-server/orcid/registry/registry.ts'
import type { MockResearcherOptions } from '../../mock-server/options/researcher.ts'
import { createControls } from '../../mock-server/controls/controls.ts'
import { mountOrcid } from '../../mock-server/plugin.ts'

export const SOFIA = '0000-0001-2345-6789'
export const REDIRECT_URI = 'https://app.example.org/callback'
export const ISSUER = 'http://127.0.0.1:9797'
export const NOW = 1_800_000_000_000

type Answer = Awaited<ReturnType<FastifyInstance['inject']>>
type Fields = Readonly<Record<string, string>>

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

export const credentials = ({ clientId, clientSecret }: MockOrcidClient): Fields =>
  ({ client_id: clientId, client_secret: clientSecret })

function send (app: FastifyInstance) {
  const get = (url: string, headers: Fields = {}) => app.inject({ url, headers })
  const post = (url: string, form: Fields | string, headers: Fields = {}) => app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: typeof form === 'string' ? form : String(new URLSearchParams(form))
  })
  return { get, post }
}

function authorizePath ({ clientId }: MockOrcidClient, changes: Fields = {}): string {
  const usual = { client_id: clientId, response_type: 'code', scope: 'openid', redirect_uri: REDIRECT_URI, state: 'S' }
  const chosen = Object.entries({ ...usual, ...changes }).filter(([, value]) => value !== '')
  return `/oauth/authorize?${new URLSearchParams(chosen)}`
}

type People = Record<string, MockResearcherOptions>

export async function openInjectedMock (researchers: People = {},
  behaviour: MockOrcidBehaviour = {}): Promise<InjectedMock> {
  const registry = createRegistry({ researchers, behaviour }, ISSUER)
  registry.clock.freeze()
  registry.clock.turn(NOW)
  const app = Fastify()
  await app.register(async (scope) => mountOrcid(scope, createControls(registry), { ownsNotFound: true }))
  const { get, post } = send(app)
  const cookie = async (orcid = SOFIA): Promise<string> => {
    const answer = await post('/signin', { orcid })
    return String(answer.headers['set-cookie']).split(';', 1)[0] as string
  }
  const code = async (client: MockOrcidClient, changes: Fields = {}, orcid = SOFIA): Promise<string> => {
    const answer = await post(authorizePath(client, changes), { decision: 'allow' }, { cookie: await cookie(orcid) })
    return new URL(String(answer.headers.location)).searchParams.get('code') as string
  }
  const tokens = async (client: MockOrcidClient, scope: string, orcid = SOFIA): Promise<Record<string, string>> => {
    const answer = await post('/oauth/token', {
      ...credentials(client), grant_type: 'authorization_code', code: await code(client, { scope }, orcid)
    })
    return answer.json()
  }
  const client = (type: MockClientType = 'public') =>
    registerClient(registry.clients, { redirectUris: [REDIRECT_URI], type, name: 'The <Journal> & "Co"' })
  return {
    app,
    registry,
    wait: (seconds) => { registry.clock.turn(registry.clock.now() + seconds * 1000) },
    client,
    get,
    post,
    cookie,
    authorizePath,
    code,
    tokens
  }
}
