// What a user feels, side by side with what they would pick instead: each row is run here, not remembered.
//
// `npm install --prefix bench && npm run bench:compare`
import { createRequire } from 'node:module'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import fastifyOrcid from 'fastify-orcid'
import { startMockOrcid } from 'fastify-orcid/mock-server'
import { request } from 'undici'

const requirePeer = createRequire(new URL('../../bench/package.json', import.meta.url))
const redirectUri = 'http://127.0.0.1:3000/login/orcid/callback'
const orcid = await startMockOrcid()
const as = orcid.researchers.sofia

/** What the peers do wrong is the table; the mock need not warn of it too. */
function startOver (): void {
  orcid.findings()
  orcid.reset()
}

async function ours (): Promise<FastifyInstance> {
  const app = Fastify()
  const onLogin = async (_request: unknown, _reply: unknown, login: { orcid: string }) => login.orcid
  await app.register(fastifyOrcid, { environment: orcid.environment, ...orcid.client(), redirectUri, onLogin })
  return app
}

interface OAuth2 {
  getAccessTokenFromAuthorizationCodeFlow (request: unknown): Promise<{ token: { orcid: string } }>
}

async function peer (): Promise<FastifyInstance> {
  const app = Fastify()
  const { clientId: id, clientSecret: secret } = orcid.client()
  await app.register(requirePeer('@fastify/oauth2'), {
    name: 'oauth2',
    scope: ['openid'],
    credentials: {
      client: { id, secret },
      auth: {
        authorizeHost: orcid.issuer,
        authorizePath: '/oauth/authorize',
        tokenHost: orcid.issuer,
        tokenPath: '/oauth/token'
      },
      options: { authorizationMethod: 'body' }
    },
    startRedirectPath: '/login/orcid',
    callbackUri: redirectUri
  })
  app.get('/login/orcid/callback', async function (request) {
    const { oauth2 } = this as unknown as { oauth2: OAuth2 }
    return (await oauth2.getAccessTokenFromAuthorizationCodeFlow(request)).token.orcid
  })
  return app
}

/** A browser with one jar, whose tabs are logins that went as far as ORCID's answer. */
function openBrowser (app: FastifyInstance) {
  const jar = new Map<string, string>()
  startOver()
  async function send (method: 'GET' | 'HEAD', url: string) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await app.inject({ method, url, headers: { cookie } })
    for (const line of [response.headers['set-cookie'] ?? []].flat()) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? []
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }
  return {
    async tab (answer: 'allow' | 'deny' = 'allow') {
      const { headers } = await send('GET', '/login/orcid')
      const { location } = await orcid.authorize(String(headers['location']), { as, answer })
      return new URL(location).pathname + new URL(location).search
    },
    back: (url: string) => send('GET', url),
    head: (url: string) => send('HEAD', url)
  }
}

type Row = (app: FastifyInstance) => Promise<string>
const rows: Record<string, Row> = {
  async 'the visitor denies' (app) {
    const browser = openBrowser(app)
    return String((await browser.back(await browser.tab('deny'))).statusCode)
  },
  async 'two tabs, finished in the order they were opened' (app) {
    const browser = openBrowser(app)
    const [first, second] = [await browser.tab(), await browser.tab()]
    return `${(await browser.back(first)).statusCode}, ${(await browser.back(second)).statusCode}`
  },
  async 'a link checker sends HEAD to the callback, then the browser arrives' (app) {
    const browser = openBrowser(app)
    const url = await browser.tab()
    await browser.head(url)
    return String((await browser.back(url)).statusCode)
  },
  async 'ORCID sends the browser to the callback twice at once' (app) {
    const browser = openBrowser(app)
    const url = await browser.tab()
    const both = await Promise.all([browser.back(url), browser.back(url)])
    return both.map(({ statusCode }) => statusCode).join(', ')
  },
  async 'a callback that nobody asked for' (app) {
    return String((await openBrowser(app).back('/login/orcid/callback?code=abcdef&state=x')).statusCode)
  }
}

console.log('| with the fake ORCID of this package | fastify-orcid | @fastify/oauth2 |\n|---|---|---|')
for (const [name, run] of Object.entries(rows)) {
  const answers = []
  for (const make of [ours, peer]) {
    const app = await make()
    answers.push(await run(app))
    await app.close()
  }
  console.log(`| ${name} | ${answers.join(' | ')} |`)
}

const { OAuth2Server } = requirePeer('oauth2-mock-server')
const lenient = new OAuth2Server()
await lenient.issuer.keys.generate('RS256')
await lenient.start(0, '127.0.0.1')

async function post (tokenEndpoint: string, form: Record<string, string>): Promise<string> {
  const { statusCode, body } = await request(tokenEndpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'authorization_code', redirect_uri: redirectUri, ...form }).toString()
  })
  await body.dump()
  return String(statusCode)
}

const { clientId, clientSecret } = orcid.client({ redirectUris: [redirectUri] })
const link = (clientId: string) => `${orcid.environment.authorizationEndpoint}?` +
  new URLSearchParams({ client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'openid' })
const used = new URL((await orcid.authorize(link(clientId), { as })).location).searchParams.get('code') ?? ''
const good = { client_id: clientId, client_secret: clientSecret }
await post(orcid.environment.tokenEndpoint, { ...good, code: used })
console.log('\n| a token request with | the fake ORCID | oauth2-mock-server |\n|---|---|---|')
const mistakes: Record<string, Record<string, string>> = {
  'a code that was never issued': { ...good, code: 'abcdef' },
  'a code that was used': { ...good, code: used },
  'a wrong client secret': { ...good, code: used, client_secret: 'wrong' },
  'an unknown client': { client_id: 'APP-AAAAAAAAAAAAAAAA', client_secret: 'x', code: used }
}
for (const [name, form] of Object.entries(mistakes)) {
  const lenientEndpoint = `${lenient.issuer.url}/token`
  console.log(`| ${name} | ${await post(orcid.environment.tokenEndpoint, form)} | ${await post(lenientEndpoint, form)} |`)
}
await lenient.stop()
orcid.findings()
await orcid.close()
