// The app and the browser know the mock by different names.
import Fastify from 'fastify'
import * as openid from 'openid-client'
import t from 'tap'
import fastifyOrcid from '../../plugin/index.ts'
import { mockOrcid, mockOrcidEnvironment, startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcid, MockOrcidOptions } from '../../mock-server/index.ts'
import { freePort } from '../support/free-port.ts'
import { send } from '../support/mock.ts'

type NamedMock = MockOrcid & { readonly backChannel: string }

/** A mock that browsers know as `localhost`, and the app's server by `host`. */
async function startNamed (host: string, options: MockOrcidOptions = {}): Promise<NamedMock> {
  const port = await freePort()
  const orcid = await startMockOrcid({ port, issuer: `http://localhost:${port}`, hosts: [`${host}:${port}`], ...options })
  return { ...orcid, backChannel: `http://${host}:${port}` } as NamedMock
}

t.test('our plugin signs in, the browser by one name and the app by another', async (t) => {
  const orcid = await startNamed('127.0.0.1')
  t.teardown(orcid.close)
  const { issuer, backChannel } = orcid
  const environment = mockOrcidEnvironment(issuer, { backChannel })
  t.strictSame(environment, {
    issuer,
    authorizationEndpoint: `${issuer}/oauth/authorize`,
    tokenEndpoint: `${backChannel}/oauth/token`,
    revocationEndpoint: `${backChannel}/oauth/revoke`,
    userinfoEndpoint: `${backChannel}/oauth/userinfo`,
    jwksUri: `${backChannel}/oauth/jwks`,
    publicApi: `${backChannel}/pub/v3.0`,
    memberApi: `${backChannel}/api/v3.0`,
    pkce: false
  })
  const app = Fastify()
  await app.register(fastifyOrcid, {
    environment,
    ...orcid.client({ type: 'member', redirectUris: ['http://127.0.0.1:3000/cb'] }),
    redirectUri: 'http://127.0.0.1:3000/cb',
    scope: ['openid', '/read-limited', '/person/update'],
    onLogin: async ({ server }, _reply, { orcid, tokens }) => {
      const record = server.orcid.record(tokens.accessToken, orcid)
      const added = await record.add('keywords', { content: 'names' })
      return { orcid, added, keywords: (await record.read('keywords')).keyword.length }
    }
  })
  const visit = await orcid.signIn(app, { path: '/login/orcid', as: 'sofia' })
  t.match(visit.response.json(), { orcid: '0000-0001-2345-6789', added: Number }, String(visit))
  t.strictSame([...new Set(visit.hops.filter(({ from }) => from === 'orcid').map(({ url }) => new URL(url).origin))], [issuer])
  const asked = orcid.journal.entries().map(({ endpoint, request }) =>
    `${endpoint} ${request.headers.find(([name]) => name.toLowerCase() === 'host')?.[1]}`)
  const name = (address: string): string => new URL(address).host
  t.strictSame([...new Set(asked)].sort(), [
    `authorize ${name(issuer)}`, `jwks ${name(backChannel)}`, `record ${name(backChannel)}`, `token ${name(backChannel)}`
  ])
  orcid.assertClean()
})

t.test('openid-client signs in with what it discovers by the other name, verification on', async (t) => {
  const orcid = await startNamed('127.0.0.1')
  t.teardown(orcid.close)
  const { issuer, backChannel } = orcid
  const document = await (await fetch(`${backChannel}/.well-known/openid-configuration`)).json() as openid.ServerMetadata
  t.match(document, {
    issuer,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${backChannel}/oauth/token`,
    jwks_uri: `${backChannel}/oauth/jwks`,
    userinfo_endpoint: `${backChannel}/oauth/userinfo`
  })
  const redirectUri = 'http://127.0.0.1:3000/cb'
  const { clientId, clientSecret } = orcid.client({ redirectUris: [redirectUri] })
  const config = new openid.Configuration(document, clientId, clientSecret)
  openid.allowInsecureRequests(config)
  openid.enableNonRepudiationChecks(config)
  const [state, nonce] = [openid.randomState(), openid.randomNonce()]
  const url = openid.buildAuthorizationUrl(config, { redirect_uri: redirectUri, scope: 'openid', state, nonce })
  const { location } = await orcid.authorize(url, { as: 'sofia' })
  const expected = { expectedState: state, expectedNonce: nonce }
  const tokens = await openid.authorizationCodeGrant(config, new URL(location), expected)
  t.match(tokens.claims(), { iss: issuer, sub: '0000-0001-2345-6789' })
  t.match(await openid.fetchUserInfo(config, tokens.access_token, '0000-0001-2345-6789'), { sub: '0000-0001-2345-6789' })
})

t.test('who comes by a further name stays on it, from page to page and on the record', async (t) => {
  const orcid = await startNamed('orcid.test')
  t.teardown(orcid.close)
  const { issuer } = orcid
  const { clientId } = orcid.client({ redirectUris: ['http://127.0.0.1:3000/cb'] })
  const host = `ORCID.test:${new URL(issuer).port}`
  const other = `http://${host.toLowerCase()}`
  const ask = async (path: string, form?: string, cookie = '') => await send(issuer + path, {
    method: form === undefined ? 'GET' : 'POST',
    headers: { host, cookie, 'content-type': 'application/x-www-form-urlencoded' },
    ...(form !== undefined && { body: form })
  })
  const query = new URLSearchParams({
    client_id: clientId, response_type: 'code', scope: 'openid', redirect_uri: 'http://127.0.0.1:3000/cb', state: 's'
  })
  const page = async (path: string, form?: string, cookie?: string): Promise<string> => {
    const { headers, body } = await ask(path, form, cookie)
    t.notMatch(body, `"${issuer}/`, `no link or form of ${path} leaves the name`)
    const { location = '' } = headers
    if (location !== '') t.ok(location.startsWith(`${other}/`), location)
    return location.slice(other.length)
  }
  const signIn = await page(`/oauth/authorize?${query}`)
  await page(signIn)
  const signedIn = await ask(signIn, 'orcid=0000-0001-2345-6789')
  const cookie = String(signedIn.headers['set-cookie']).split(';', 1)[0]
  t.equal(signedIn.headers.location, `${other}/oauth/authorize?${query}`)
  await page(`/oauth/authorize?${query}`, undefined, cookie)
  await page(await page(`/oauth/authorize?show_login=false&${query}`))
  await page('/0009-0009-9999-006x')
  await page('/pub/oauth/token', '')
  const { deprecated } = orcid.researchers
  t.match((await ask(`/${deprecated.orcid}`)).body, `<a href="${other}/${deprecated.primaryRecord}"`)
  const { headers } = await ask(`/pub/v3.0/${deprecated.orcid}/person`)
  t.equal(headers.location, `${other}/pub/v3.0/${deprecated.primaryRecord}/person`)
  const allowed = await ask(`/oauth/authorize?${query}`, 'decision=allow', cookie)
  t.match(allowed.headers.location, /^http:\/\/127\.0\.0\.1:3000\/cb\?code=/)
  for (const [name, expected] of [['localhost', issuer], ['127.0.0.1:9', issuer], ['orcid.test', 'http://orcid.test']] as const) {
    const { body } = await send(`${issuer}/.well-known/openid-configuration`, { headers: { host: name } })
    t.match(JSON.parse(body), { token_endpoint: `${expected}/oauth/token`, issuer }, name)
  }
})

t.test('every other name is refused, and the control API and the inspector stay on this machine', async (t) => {
  const orcid = await startNamed('orcid.test', { control: true })
  t.teardown(orcid.close)
  const refused = await send(`${orcid.issuer}/oauth/jwks`, { headers: { host: 'evil.example' } })
  t.match([refused.status, refused.body], [421, /loopback names and to localhost:\d+, orcid\.test\. Start it with hosts, or --also-host/])
  const headers = { host: 'orcid.test', authorization: `Bearer ${orcid.control?.token}` }
  for (const path of ['/', '/control/findings']) {
    t.equal((await send(orcid.issuer + path, { headers })).status, 421, path)
  }
})

t.test('a mock that is mounted has further names as well', async (t) => {
  const app = Fastify({ forceCloseConnections: true })
  t.teardown(() => app.close())
  await app.register(mockOrcid, { issuer: 'http://127.0.0.1:3000/fake', prefix: '/fake', hosts: ['app:3000'] })
  const { headers } = await app.inject({ url: '/fake/0009-0009-9999-006x', headers: { host: 'app:3000' } })
  t.equal(headers.location, 'http://app:3000/fake/0009-0009-9999-006X')
  t.equal((await app.inject({ url: '/fake/oauth/jwks', headers: { host: 'other:3000' } })).statusCode, 421)
})

t.test('behind a proxy the scheme is https or http, whatever X-Forwarded-Proto says', async (t) => {
  const orcid = await startMockOrcid({ hosts: ['orcid.test'], behindProxy: true })
  t.teardown(orcid.close)
  const endpoint = async (scheme: string): Promise<string> => {
    const headers = { host: 'orcid.test', 'x-forwarded-proto': scheme }
    const { body } = await send(`${orcid.issuer}/.well-known/openid-configuration`, { headers })
    return JSON.parse(body).token_endpoint
  }
  t.equal(await endpoint('https'), 'https://orcid.test/oauth/token')
  for (const scheme of ['javascript', 'https://evil.example/?', '']) {
    t.equal(await endpoint(scheme), 'http://orcid.test/oauth/token', scheme)
  }
})

t.test('a name that makes no sense is refused, with all the others', async (t) => {
  const hosts = ['orcid:9797', 'http://orcid', '', 'a b', 'pub.orcid.org:443', '*.example', 'x?y', '[::2]']
  const { message } = await startMockOrcid({ hosts, issuer: 'x' }).catch((error: Error) => error) as Error
  t.equal(message.match(/hosts\.[12345 6]/g)?.join(), 'hosts.1,hosts.2,hosts.3,hosts.4,hosts.5,hosts.6')
  t.match(message, /^Wrong options: issuer must be .* hosts\.1 must be a host name.*hosts\.4 is on orcid\.org: use as, or --as/)
  await t.rejects(startMockOrcid({ hosts: 'orcid' as unknown as string[] }), { message: /hosts must be array/ })
  await t.rejects(async () => { await Fastify().register(mockOrcid, { issuer: 'http://127.0.0.1', hosts: ['/'] }) }, { message: /hosts\.0/ })
  for (const [issuer, backChannel] of [['nonsense', 'http://a'], ['http://a', 'http://b/'], ['http://a', 'orcid:9797']] as const) {
    t.throws(() => mockOrcidEnvironment(issuer, { backChannel }), { code: 'MOCK_ORCID_ERR_OPTIONS', message: /mockOrcidEnvironment: (?:issuer|backChannel) must be/ })
  }
})
