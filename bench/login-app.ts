// One app under test, alone in its process: it says where it listens, and how much CPU time it has used.
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import fastifyOrcid from 'fastify-orcid'
import { Agent, request } from 'undici'

const [name = '', token = ''] = process.argv.slice(2)
const client = { clientId: 'APP-0123456789ABCDEF', clientSecret: 'secret-of-the-benchmark' }
const redirectUri = 'http://127.0.0.1/login/orcid/callback'

/** The least a login can be: nothing sealed, nothing checked. */
async function floor (app: FastifyInstance): Promise<void> {
  const dispatcher = new Agent()
  app.get('/login/orcid', async (_request, reply) => {
    const [state, nonce] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')]
    reply.header('set-cookie', `state=${state}; HttpOnly; Path=/`)
    return reply.redirect(`${token}/oauth/authorize?` + new URLSearchParams({
      response_type: 'code', client_id: client.clientId, redirect_uri: redirectUri, scope: 'openid', state, nonce
    }))
  })
  app.get('/login/orcid/callback', async ({ query }) => {
    const { code } = query as { code: string }
    const { body } = await request(`${token}/oauth/token`, {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'authorization_code', code, redirect_uri: redirectUri, client_id: client.clientId, client_secret: client.clientSecret
      }).toString()
    })
    return (await body.json() as { orcid: string }).orcid
  })
}

async function ours (app: FastifyInstance, dispatcher?: Agent): Promise<void> {
  await app.register(fastifyOrcid, {
    ...client,
    redirectUri,
    environment: {
      issuer: token,
      authorizationEndpoint: `${token}/oauth/authorize`,
      tokenEndpoint: `${token}/oauth/token`,
      revocationEndpoint: `${token}/oauth/revoke`,
      userinfoEndpoint: `${token}/oauth/userinfo`,
      jwksUri: `${token}/oauth/jwks`,
      publicApi: `${token}/v3.0`,
      memberApi: `${token}/v3.0`,
      pkce: false
    },
    ...(dispatcher === undefined ? {} : { dispatcher }),
    onLogin: async (_request, _reply, login) => login.orcid
  })
}

interface OAuth2Namespace {
  getAccessTokenFromAuthorizationCodeFlow (request: unknown): Promise<{ token: { orcid: string } }>
}

async function oauth2 (app: FastifyInstance): Promise<void> {
  // Peers are installed beside the benchmarks, not beside the package.
  const plugin = createRequire(new URL('../../bench/package.json', import.meta.url))('@fastify/oauth2')
  await app.register(plugin, {
    name: 'oauth2',
    scope: ['openid'],
    credentials: {
      client: { id: client.clientId, secret: client.clientSecret },
      auth: { authorizeHost: token, authorizePath: '/oauth/authorize', tokenHost: token, tokenPath: '/oauth/token' }
    },
    startRedirectPath: '/login/orcid',
    callbackUri: redirectUri,
    pkce: 'S256',
    cookie: { path: '/', sameSite: 'lax', httpOnly: true }
  })
  app.get('/login/orcid/callback', async function (request) {
    const self = this as unknown as { oauth2: OAuth2Namespace }
    return (await self.oauth2.getAccessTokenFromAuthorizationCodeFlow(request)).token.orcid
  })
}

const apps: Record<string, (app: FastifyInstance) => Promise<void>> = {
  floor,
  'fastify-orcid': async (app) => { await ours(app) },
  // What it costs that a code has a connection of its own: a dispatcher of the host's keeps its connections.
  'fastify-orcid, kept connections': async (app) => { await ours(app, new Agent()) },
  '@fastify/oauth2': oauth2
}
const app = Fastify()
await apps[name]?.(app)
await app.listen({ host: '127.0.0.1', port: 0 })
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.(user + system)
})
process.send?.(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
