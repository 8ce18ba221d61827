// What a user feels, side by side with what they would pick instead: each answer is given here, not remembered.
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import fastifyOrcid from 'fastify-orcid'
import { startMockOrcid } from 'fastify-orcid/mock-server'
import type { MockOrcid } from 'fastify-orcid/mock-server'
import { request } from 'undici'
import { register as registerPeer } from './apps/oauth2.ts'
import { redirectUri } from './apps/client.ts'
import { startOAuth2MockServer, withInstalled } from './peers.ts'
import type { Table } from './table.ts'

interface World {
  readonly app: FastifyInstance
  readonly orcid: MockOrcid
}

type Register = (world: World) => Promise<void>

const apps: Record<string, Register> = {
  async 'fastify-orcid' ({ app, orcid }) {
    const onLogin = async (_request: unknown, _reply: unknown, login: { orcid: string }) => login.orcid
    await app.register(fastifyOrcid, { environment: orcid.environment, ...orcid.client(), redirectUri, onLogin })
  },
  async '@fastify/oauth2' ({ app, orcid }) {
    const { clientId: id, clientSecret: secret } = orcid.client()
    await registerPeer(app, orcid.issuer, { client: { id, secret }, authorizationMethod: 'body' })
  }
}

/** A browser with one jar, whose tabs are logins that went as far as ORCID's answer. */
function openBrowser ({ app, orcid }: World) {
  const jar = new Map<string, string>()
  // What the peers do wrong is the table; the mock need not warn of it too.
  orcid.findings()
  orcid.reset()
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
      const { location } = await orcid.authorize(String(headers['location']), { as: orcid.researchers.sofia, answer })
      return new URL(location).pathname + new URL(location).search
    },
    back: (url: string) => send('GET', url),
    head: (url: string) => send('HEAD', url)
  }
}

type Act = (world: World) => Promise<string>
const acts: Record<string, Act> = {
  async 'the visitor denies' (world) {
    const browser = openBrowser(world)
    return String((await browser.back(await browser.tab('deny'))).statusCode)
  },
  async 'two tabs, finished in the order they were opened' (world) {
    const browser = openBrowser(world)
    const [first, second] = [await browser.tab(), await browser.tab()]
    return `${(await browser.back(first)).statusCode}, ${(await browser.back(second)).statusCode}`
  },
  async 'a link checker sends HEAD to the callback, then the browser arrives' (world) {
    const browser = openBrowser(world)
    const url = await browser.tab()
    await browser.head(url)
    return String((await browser.back(url)).statusCode)
  },
  async 'ORCID sends the browser to the callback twice at once' (world) {
    const browser = openBrowser(world)
    const url = await browser.tab()
    const both = await Promise.all([browser.back(url), browser.back(url)])
    return both.map(({ statusCode }) => statusCode).join(', ')
  },
  async 'a callback that nobody asked for' (world) {
    return String((await openBrowser(world).back('/login/orcid/callback?code=abcdef&state=x')).statusCode)
  }
}

async function callbacks (orcid: MockOrcid): Promise<Table> {
  const chosen = withInstalled(apps)
  const rows = []
  for (const [name, act] of Object.entries(acts)) {
    const cells = []
    for (const register of Object.values(chosen)) {
      const app = Fastify()
      await register({ app, orcid })
      cells.push(await act({ app, orcid }))
      await app.close()
    }
    rows.push({ name, cells })
  }
  return {
    title: 'What a visitor gets',
    about: 'The status of the answer to the callback, at the fake ORCID of this package.',
    columns: Object.keys(chosen),
    rows
  }
}

async function post (tokenEndpoint: string, form: Record<string, string>): Promise<string> {
  const { statusCode, body } = await request(tokenEndpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: String(new URLSearchParams({ grant_type: 'authorization_code', redirect_uri: redirectUri, ...form }))
  })
  await body.dump()
  return String(statusCode)
}

/** Requests for a token that a provider must refuse, with a code that was used before. */
async function mistakesAt (orcid: MockOrcid): Promise<Record<string, Record<string, string>>> {
  const { clientId, clientSecret } = orcid.client({ redirectUris: [redirectUri] })
  const link = `${orcid.environment.authorizationEndpoint}?` +
    new URLSearchParams({ client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'openid' })
  const { location } = await orcid.authorize(link, { as: orcid.researchers.sofia })
  const code = new URL(location).searchParams.get('code') ?? ''
  const good = { client_id: clientId, client_secret: clientSecret }
  await post(orcid.environment.tokenEndpoint, { ...good, code })
  return {
    'a code that was never issued': { ...good, code: 'abcdef' },
    'a code that was used': { ...good, code },
    'a wrong client secret': { ...good, code, client_secret: 'wrong' },
    'an unknown client': { client_id: 'APP-AAAAAAAAAAAAAAAA', client_secret: 'x', code }
  }
}

async function tokenRequests (orcid: MockOrcid): Promise<Table> {
  const mistakes = await mistakesAt(orcid)
  const starts = withInstalled({ 'oauth2-mock-server': startOAuth2MockServer })
  const peers = await Promise.all(Object.values(starts).map(async (start) => await start()))
  const endpoints = [orcid.environment.tokenEndpoint, ...peers.map(({ issuer }) => `${issuer.url}/token`)]
  const rows = []
  for (const [name, form] of Object.entries(mistakes)) {
    const cells = []
    for (const endpoint of endpoints) cells.push(await post(endpoint, form))
    rows.push({ name, cells })
  }
  await Promise.all(peers.map(async (peer) => { await peer.stop() }))
  return {
    title: 'What a wrong token request gets',
    about: 'The status of the answer of the token endpoint.',
    columns: ['fastify-orcid/mock-server', ...Object.keys(starts)],
    rows
  }
}

export async function compare (): Promise<Table[]> {
  const orcid = await startMockOrcid()
  const tables = [await callbacks(orcid), await tokenRequests(orcid)]
  orcid.findings()
  await orcid.close()
  return tables
}
