import { once } from 'node:events'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import Fastify from 'fastify'
import t from 'tap'
import { request } from 'undici'
import { mockOrcid, startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcid } from '../../mock-server/index.ts'
import { logIn, publicKey, startApp, startLyingProvider } from '../support/lying-provider.ts'

const redirectUri = 'http://127.0.0.1:3000/callback'
const port = (url: string) => Number(new URL(url).port)

/** Asks with any Host header, which fetch() would not send. */
async function ask (url: string, headers: Record<string, string> = {}, body?: string) {
  const response = await request(url, { headers, ...(body === undefined ? {} : { method: 'POST', body }) })
  return { status: response.statusCode, headers: response.headers, text: await response.body.text() }
}

const form = (fields: Record<string, string>) => String(new URLSearchParams(fields))
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

function authorizeUrl ({ issuer }: MockOrcid, clientId: string, changes: Record<string, string> = {}): string {
  return `${issuer}/oauth/authorize?${new URLSearchParams({ client_id: clientId, response_type: 'code', scope: 'openid', redirect_uri: redirectUri, state: 's', ...changes })}`
}

type Credentials = ReturnType<MockOrcid['client']>

/** Has Sofia allow it, and gives what a client then sends to the token endpoint. */
async function grant (orcid: MockOrcid, { clientId, clientSecret }: Credentials, changes: Record<string, string> = {}) {
  const { location } = await orcid.authorize(authorizeUrl(orcid, clientId, changes), { as: orcid.researchers.sofia })
  const code = new URL(location).searchParams.get('code') ?? ''
  return { grant_type: 'authorization_code', code, redirect_uri: redirectUri, client_id: clientId, client_secret: clientSecret }
}

const exchange = ({ issuer }: MockOrcid, fields: Record<string, string>) => ask(`${issuer}/oauth/token`, FORM, form(fields))

t.test('SEC-M1: a mock is on this machine only, unless somebody says twice that it should not be', async (t) => {
  await using orcid = await startMockOrcid()
  t.match(orcid.issuer, /^http:\/\/127\.0\.0\.1:\d+$/)
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const others = all.filter(({ internal, family }) => !internal && family === 'IPv4')
  for (const { address } of others) {
    const outcome = await new Promise((resolve) => {
      const socket = connect(port(orcid.issuer), address)
      socket.on('connect', () => { resolve('reached') }).on('error', ({ code }: NodeJS.ErrnoException) => { resolve(code) })
    })
    t.equal(outcome, 'ECONNREFUSED', address)
  }
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'mock.example', '127.0.0.1.nip.io', '0']) {
    await t.rejects(startMockOrcid({ host }), { code: 'MOCK_ORCID_ERR_EXPOSED' }, host)
  }
})

t.test('SEC-M2: a mock does not run in production, and every answer says that it is one', async (t) => {
  await using orcid = await startMockOrcid()
  for (const path of ['/oauth/jwks', '/oauth/authorize', '/signin', '/nowhere', '/%zz', '/.well-known/openid-configuration']) {
    t.equal((await ask(orcid.issuer + path)).headers['x-fake-orcid'], '1', path)
  }
  t.equal((await ask(`${orcid.issuer}/oauth/token`, FORM, 'grant_type=x')).headers['x-fake-orcid'], '1')
  t.equal((await ask(`${orcid.issuer}/oauth/jwks`, { host: 'evil.example' })).headers['x-fake-orcid'], '1')
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  t.teardown(() => {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  })
  await t.rejects(startMockOrcid(), { code: 'MOCK_ORCID_ERR_PRODUCTION' })
  await t.rejects(startMockOrcid({ host: '0.0.0.0', allowNonLoopback: true }), { code: 'MOCK_ORCID_ERR_PRODUCTION' })
  await t.rejects(async () => { await Fastify().register(mockOrcid, { issuer: 'http://127.0.0.1' }) }, { code: 'MOCK_ORCID_ERR_PRODUCTION' })
})

t.test('SEC-M3: a mock takes no address of ORCID\'s, and each of its pages and its key say what it is', async (t) => {
  for (const issuer of ['https://orcid.org', 'https://sandbox.orcid.org', 'https://ORCID.org', 'https://orcid.org.', 'http://x.y.orcid.org:1']) {
    await t.rejects(startMockOrcid({ issuer }), { code: 'MOCK_ORCID_ERR_OPTIONS' }, issuer)
  }
  await using orcid = await startMockOrcid()
  for (const url of [authorizeUrl(orcid, 'APP-X'), `${orcid.issuer}/signin`, `${orcid.issuer}/nowhere`]) {
    const { text } = await ask(url, { accept: 'text/html' })
    t.match(text, /<title>[^<]*Fake ORCID/i, url)
    t.match(text.split('<body>')[1], /fake/i)
  }
  t.match((await ask(`${orcid.issuer}/oauth/jwks`)).text, '"kid":"fake-orcid')
})

t.test('SEC-M4: the mock\'s published key signs nobody in at another registry', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  await using orcid = await startMockOrcid()
  const { keys: [published] } = JSON.parse((await ask(`${orcid.issuer}/oauth/jwks`)).text)
  const client = orcid.client({ redirectUris: [redirectUri] })
  provider.token = async () => {
    return JSON.parse((await exchange(orcid, await grant(orcid, client, { nonce: provider.nonce }))).text)
  }
  t.equal((await logIn(app, provider)).json().code, 'ORCID_ERR_ID_TOKEN')
  provider.jwks = async () => ({ keys: [{ ...await publicKey(), kid: published.kid }] })
  t.equal((await logIn(await startApp(t, provider), provider)).json().code, 'ORCID_ERR_ID_TOKEN')
})

t.test('SEC-M5: a web page that renames itself to this machine, or posts a form, gets nothing of the mock', async (t) => {
  await using orcid = await startMockOrcid({ control: true })
  const { url, token } = orcid.control ?? { url: '', token: '' }
  for (const host of ['evil.example', `evil.example:${port(orcid.issuer)}`, '127.0.0.1.evil.example', 'localhost.evil.example', '127.0.0.1@evil.example', 'x', '169.254.169.254', '']) {
    t.ok([400, 421].includes((await ask(`${orcid.issuer}/oauth/jwks`, { host })).status), host)
    t.ok([400, 421].includes((await ask(`${url}/findings`, { host, authorization: `Bearer ${token}` })).status), host)
  }
  t.equal((await ask(`${url}/findings`)).status, 401)
  t.equal((await ask(`${url}/reset`, FORM, 'a=b')).status, 401)
  t.equal((await ask(`${url}/reset`, { ...FORM, authorization: `Bearer ${token}` }, 'a=b')).status, 415)
  t.equal((await ask(`${url}/reset`, { 'content-type': 'text/plain', authorization: `Bearer ${token}` }, '{}')).status, 415)
  await using other = await startMockOrcid({ control: true })
  t.not(other.control?.token, token)
  t.equal((await ask(`${other.control?.url}/findings`, { authorization: `Bearer ${token}` })).status, 401, 'one mock\'s token is none at another')
})

t.test('SEC-M6: scripts of other sites read what ORCID lets them read, and neither tokens nor controls', async (t) => {
  await using orcid = await startMockOrcid({ control: true })
  const origin = 'https://evil.example'
  for (const url of [`${orcid.issuer}/oauth/authorize`, `${orcid.issuer}/signin`, `${orcid.control?.url}/findings`, `${orcid.issuer}/nowhere`]) {
    t.notOk((await ask(url, { origin })).headers['access-control-allow-origin'], url)
  }
  t.notOk((await ask(`${orcid.issuer}/oauth/token`, { ...FORM, origin }, 'grant_type=x')).headers['access-control-allow-origin'])
  for (const path of ['/oauth/jwks', '/.well-known/openid-configuration', '/oauth/userinfo']) {
    t.equal((await ask(orcid.issuer + path, { origin })).headers['access-control-allow-origin'], origin, path)
  }
})

t.test('SEC-M7: a redirect URI that is not registered gets a page, and never a redirect', async (t) => {
  await using orcid = await startMockOrcid()
  const { clientId } = orcid.client({ redirectUris: ['http://127.0.0.1:3000/callback'] })
  const strange = ['https://evil.example/callback', 'http://127.0.0.1:3000.evil.example/callback', 'http://127.0.0.1:3000@evil.example/callback',
    'http://127.0.0.1:30001/callback', 'http://127.0.0.1:3000/callback/../../evil', 'javascript:alert(1)', 'data:text/html,x', '//evil.example', '',
    'http://127.0.0.1:3000\\@evil.example/callback', 'http://localhost:3000/callback', 'https://127.0.0.1:3000/callback', 'http://127.0.0.1:3000/CALLBACK']
  for (const uri of strange) {
    for (const scope of ['openid', 'bad']) {
      const { status, headers } = await ask(authorizeUrl(orcid, clientId, { redirect_uri: uri, scope }))
      t.ok(status >= 400, `${uri}: ${status}`)
      t.notOk(headers['location'], uri)
    }
  }
})

t.test('SEC-M8: no name, of a person or a client, and no parameter runs on a page', async (t) => {
  const evil = '<script>canary</script>"\'><img src=x onerror=canary>'
  const eve = { givenNames: evil, familyName: evil, creditName: evil }
  await using orcid = await startMockOrcid({ researchers: { eve } })
  const { clientId } = orcid.client({ redirectUris: [redirectUri], name: evil })
  const filled = { email: evil, given_names: evil, state: evil }
  const pages = [authorizeUrl(orcid, clientId), authorizeUrl(orcid, clientId, filled),
    authorizeUrl(orcid, evil), authorizeUrl(orcid, clientId, { scope: evil }),
    authorizeUrl(orcid, clientId, { redirect_uri: evil, lang: evil }), `${orcid.issuer}/signin?${new URLSearchParams({ next: evil })}`, `${orcid.issuer}/${encodeURIComponent(evil)}`]
  const { visit } = await orcid.authorize(authorizeUrl(orcid, clientId), { as: orcid.researchers.eve })
  const texts = await Promise.all(pages.map(async (url) => await ask(url)))
  for (const { text, headers } of texts) {
    t.notMatch(text, /<script>canary|<img src=x/)
    if (/text\/html/.test(String(headers['content-type']))) t.match(headers['content-security-policy'], /^default-src 'none'/)
  }
  for (const { body } of visit.hops as ReadonlyArray<{ body?: string }>) t.notMatch(String(body), /<script>canary|<img src=x/)
})

t.test('SEC-M9: ten mocks at once share no client, no code and no person', async (t) => {
  const mocks = await Promise.all(Array.from({ length: 10 }, () => startMockOrcid()))
  const codes = new Set<string>()
  await Promise.all(mocks.map(async (orcid, i) => {
    const client = orcid.client({ redirectUris: [redirectUri] })
    for (let login = 0; login < 5; login++) {
      const fields = await grant(orcid, client)
      codes.add(`${i} ${fields['code']}`)
      const other = mocks[(i + 1) % mocks.length] as MockOrcid
      t.equal((await exchange(other, fields)).status, 401)
      t.equal((await exchange(orcid, fields)).status, 200)
    }
  }))
  t.equal(codes.size, 50)
  await Promise.all(mocks.map(async (orcid) => {
    orcid.findings() // The wrong clients were sent on purpose.
    await orcid.close()
  }))
})

t.test('SEC-M10: a mock closes at once, with idle connections and requests that hang', async (t) => {
  const orcid = await startMockOrcid()
  orcid.fail('jwks', 'stall')
  const idle = connect(port(orcid.issuer), '127.0.0.1')
  idle.write('GET /oauth/authorize HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await once(idle, 'data')
  const half = connect(port(orcid.issuer), '127.0.0.1')
  half.write('GET /oauth/authorize HTTP/1.1\r\nHost:')
  const hung = connect(port(orcid.issuer), '127.0.0.1')
  hung.write('GET /oauth/jwks HTTP/1.1\r\nHost: localhost\r\n\r\n')
  const ended = Promise.all([idle, half, hung].map((socket) =>
    new Promise((resolve) => { socket.on('error', () => {}).resume().on('close', resolve) })))
  await orcid.close()
  await ended
  t.pass('the test would time out otherwise')
})

t.test('SEC-M13: what ORCID refuses the mock refuses, and a code that comes twice costs the first tokens', async (t) => {
  await using orcid = await startMockOrcid()
  const [client, other] = [orcid.client({ redirectUris: [redirectUri] }), orcid.client({ redirectUris: [redirectUri] })]
  const usual = await grant(orcid, client)
  for (const [changes, status] of [[{ code: 'never' }, 400], [{ client_secret: 'wrong' }, 401], [{ client_id: 'APP-0000000000000000' }, 401], [{ grant_type: 'password' }, 400]] as const) {
    t.equal((await exchange(orcid, { ...usual, ...changes })).status, status)
  }
  const { access_token: token } = JSON.parse((await exchange(orcid, usual)).text)
  const whoIs = async () => (await ask(`${orcid.issuer}/oauth/userinfo`, { authorization: `Bearer ${token}` })).status
  t.equal(await whoIs(), 200)
  t.equal((await exchange(orcid, usual)).status, 400)
  t.not(await whoIs(), 200)
  const stolen = { ...await grant(orcid, client), client_id: other.clientId, client_secret: other.clientSecret }
  t.equal((await exchange(orcid, stolen)).status, 400, 'a code is one client\'s')
  orcid.findings()
})

t.test('SEC-M14: no request can ask for a fault or a lie', async (t) => {
  await using orcid = await startMockOrcid()
  const plain = await ask(`${orcid.issuer}/oauth/jwks`)
  const asked = await ask(`${orcid.issuer}/oauth/jwks?fault=503&kind=503&fail=1&forge=invalid-aud`, { 'x-fault': '503', 'x-forge': 'invalid-aud', 'x-mock-response-code': '503', prefer: 'code=503' })
  t.equal(asked.status, 200)
  t.equal(asked.text, plain.text)
  for (const path of ['/control', '/control/faults', '/faults', '/__admin/mappings', '/_control']) {
    t.equal((await ask(orcid.issuer + path, FORM, 'kind=503')).status, 404, path)
  }
})
