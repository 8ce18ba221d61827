import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { get } from 'node:https'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { promisify } from 'node:util'
import Fastify from 'fastify'
import * as openid from 'openid-client'
import t from 'tap'
import { Agent, fetch as fetchWith } from 'undici'
import fastifyOrcid from '../../../plugin/index.ts'
import { mockOrcidEnvironment, startMockOrcid } from '../../../mock-server/index.ts'
import type { MockOrcid, MockOrcidOptions } from '../../../mock-server/index.ts'
import { createCredentials } from '../../../mock-server/network/certificate.ts'
import { SELF_SIGNED } from '../../fixtures/self-signed.ts'
import { GOOD, KEY } from '../../fixtures/certificates.ts'
import { freePort } from '../../support/free-port.ts'
import { send } from '../../support/mock.ts'

const run = promisify(execFile)
// LibreSSL answers to the name as well, and has other options.
const hasOpenssl = await run('openssl', ['version']).then(({ stdout }) => stdout.startsWith('OpenSSL '), () => false)

/** A dispatcher for clients that trust the mock's authority, and look up every name on this machine. */
function trusting ({ ca }: MockOrcid): Agent {
  return new Agent({
    connect: {
      ca: String(ca),
      lookup: (_name, _options, done) => { done(null, [{ address: '127.0.0.1', family: 4 }]) }
    }
  })
}

t.test('tls: true answers https with an authority of its own, and http on the same port', async (t) => {
  const orcid = await startMockOrcid({ tls: true })
  t.teardown(orcid.close)
  t.match(orcid.issuer, /^https:\/\/127\.0\.0\.1:\d+$/)
  t.equal(orcid.address, orcid.issuer.replace('https:', 'http:'))
  const dispatcher = trusting(orcid)
  t.teardown(() => dispatcher.close())
  const answer = await fetchWith(`${orcid.issuer}/.well-known/openid-configuration`, { dispatcher })
  t.match(await answer.json(), { issuer: orcid.issuer, token_endpoint: `${orcid.issuer}/oauth/token` })
  t.equal((await send(`${orcid.address}/oauth/jwks`)).status, 200)
  await t.rejects(fetchWith(orcid.issuer), { cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } }, 'nobody trusts it unasked')
})

t.test('our plugin and openid-client verify the certificate while the browser stays on plain http', async (t) => {
  const port = await freePort()
  const issuer = `http://localhost:${port}`
  const backChannel = `https://orcid.internal:${port}`
  const orcid = await startMockOrcid({ port, issuer, hosts: ['orcid.internal'], tls: true })
  t.teardown(orcid.close)
  const dispatcher = trusting(orcid)
  t.teardown(() => dispatcher.close())
  const redirectUri = 'http://127.0.0.1:3000/cb'
  const credentials = orcid.client({ redirectUris: [redirectUri] })
  const app = Fastify()
  await app.register(fastifyOrcid, {
    environment: mockOrcidEnvironment(issuer, { backChannel }),
    ...credentials,
    redirectUri,
    dispatcher,
    onLogin: async (_request, _reply, login) => ({ orcid: login.orcid })
  })
  const visit = await orcid.signIn(app, { path: '/login/orcid', as: 'sofia' })
  t.strictSame(visit.response.json(), { orcid: '0000-0001-2345-6789' }, String(visit))

  const fetchBack = async (url: string, options: object): Promise<Response> =>
    await fetchWith(url, { ...options, dispatcher }) as unknown as Response
  const document = await (await fetchBack(`${backChannel}/.well-known/openid-configuration`, {})).json() as openid.ServerMetadata
  t.match(document, { issuer, token_endpoint: `${backChannel}/oauth/token` })
  const config = new openid.Configuration(document, credentials.clientId, credentials.clientSecret)
  config[openid.customFetch] = fetchBack
  // For the page that the browser opens.
  openid.allowInsecureRequests(config)
  openid.enableNonRepudiationChecks(config)
  const [expectedState, expectedNonce] = [openid.randomState(), openid.randomNonce()]
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri, scope: 'openid', state: expectedState, nonce: expectedNonce
  })
  const { location } = await orcid.authorize(url, { as: 'sofia' })
  const tokens = await openid.authorizationCodeGrant(config, new URL(location), { expectedState, expectedNonce })
  t.match(tokens.claims(), { iss: issuer, sub: '0000-0001-2345-6789' })
})

t.test('the robot and an audit walk through a mock whose certificate this process does not trust', async (t) => {
  const orcid = await startMockOrcid({ tls: true })
  t.teardown(orcid.close)
  const dispatcher = trusting(orcid)
  t.teardown(() => dispatcher.close())
  const app = Fastify()
  await app.register(fastifyOrcid, {
    environment: orcid.environment,
    ...orcid.client(),
    redirectUri: 'http://127.0.0.1:3000/cb',
    dispatcher,
    onLogin: async (_request, _reply, { name }) => ({ name })
  })
  const visit = await orcid.signIn(app, { path: '/login/orcid', as: 'sofia' })
  t.strictSame(visit.response.json(), { name: 'Sofia Garcia' }, String(visit))
  const report = await orcid.audit(app, { loginPath: '/login/orcid', skip: ['faults/', 'forgeries/', 'scenarios/'] })
  t.ok(report.passed, String(report))
  const undone = await orcid.intercept()
  t.match(await (await fetch('https://orcid.org/.well-known/openid-configuration')).json(), { issuer: 'https://orcid.org' })
  undone.undo()
  await orcid.close()
  await t.rejects(orcid.signIn(app, { path: '/login/orcid', as: 'sofia' }), { code: 'MOCK_ORCID_ERR_VISIT' })
})

t.test('a certificate of one\'s own is taken, and its authority is one\'s own matter', async (t) => {
  const orcid = await startMockOrcid({ tls: SELF_SIGNED })
  t.teardown(orcid.close)
  t.equal(orcid.ca, null)
  const [answer] = await once(get(`${orcid.issuer}/oauth/jwks`, { ca: SELF_SIGNED.cert, agent: false }), 'response')
  t.equal(answer.statusCode, 200)
  answer.resume()
})

t.test('a wrong certificate is refused, and the key is not shown', async (t) => {
  const cases: Array<[unknown, RegExp]> = [
    ['yes', /^Wrong options: tls must be true or \{ cert, key \}, both of them texts in PEM\.$/],
    [{ cert: SELF_SIGNED.cert }, /tls must be true or/],
    [{ ...SELF_SIGNED, ca: 'x' }, /tls must be true or/],
    [{ cert: '/etc/cert.pem', key: '/etc/key.pem' }, /tls must be true or/],
    [{ cert: GOOD, key: SELF_SIGNED.key }, /^Wrong options: tls must be a certificate and its key in PEM, and OpenSSL says: .*mismatch/],
    [{ cert: SELF_SIGNED.key, key: KEY }, /OpenSSL says: .*no start line/]
  ]
  for (const [tls, message] of cases) {
    const error = await startMockOrcid({ tls } as MockOrcidOptions).catch((error: Error) => error) as Error
    t.match(error, { code: 'MOCK_ORCID_ERR_OPTIONS', message })
    t.notMatch(error.message, 'MIG')
  }
})

t.test('an https issuer that nobody serves is refused with the way out', async (t) => {
  const issuer = 'https://127.0.0.1:9809'
  await t.rejects(startMockOrcid({ issuer }), { code: 'MOCK_ORCID_ERR_OPTIONS', message: /nobody serves.*--tls.*--behind-proxy/ })
  await using behind = await startMockOrcid({ issuer, behindProxy: true, hosts: ['orcid.test'] })
  t.equal(behind.issuer, issuer)
  const headers = { host: 'orcid.test', 'x-forwarded-proto': 'https' }
  t.equal((await send(`${behind.address}/oauth/jwks`, { headers })).status, 200)
  const { body } = await send(`${behind.address}/.well-known/openid-configuration`, { headers })
  t.match(JSON.parse(body), { issuer, token_endpoint: 'https://orcid.test/oauth/token' }, 'the scheme outside')
})

t.test('a connection that says nothing, or no TLS after all, neither crashes nor holds up the end', async () => {
  const orcid = await startMockOrcid({ tls: true })
  const { port } = new URL(orcid.address)
  const silent = connect(Number(port), '127.0.0.1')
  await once(silent, 'connect')
  const broken = connect(Number(port), '127.0.0.1')
  broken.on('error', () => {})
  broken.write(Buffer.concat([Buffer.from([22]), Buffer.from('no handshake at all')]))
  await once(broken.resume(), 'close')
  const reset = connect(Number(port), '127.0.0.1')
  await once(reset, 'connect')
  reset.resetAndDestroy()
  const half = connectTls({ port: Number(port), host: '127.0.0.1', ca: String(orcid.ca) })
  half.on('error', () => {})
  await once(half, 'secureConnect')
  const ended = Promise.all([once(silent, 'close'), once(half.resume(), 'close')])
  await orcid.close()
  await ended
})

t.test('what the authority signs is good for every kind of name', async (t) => {
  const names = ['orcid.test', '*.localhost', '127.0.0.1', '::1', 'fe80::1:2', '1:2:3:4:5:6:7:8', 'a.very.long.name.'.repeat(10) + 'test']
  const { cert, ca } = createCredentials(names)
  const [leaf, authority] = [new X509Certificate(cert), new X509Certificate(ca)]
  t.ok(leaf.verify(authority.publicKey) && leaf.checkIssued(authority))
  t.strictSame([leaf.ca, authority.ca], [false, true])
  t.equal(leaf.subjectAltName, 'DNS:orcid.test, DNS:*.localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, ' +
    `IP Address:FE80:0:0:0:0:0:1:2, IP Address:1:2:3:4:5:6:7:8, DNS:${names.at(-1)}`)
  t.ok(Date.parse(leaf.validFrom) < Date.now() && Date.parse(leaf.validTo) > Date.now() + 300 * 86_400_000)
})

t.test('what the authority signs is good for OpenSSL at its strictest',
  hasOpenssl ? {} : { skip: 'left out: this machine has no openssl' }, async (t) => {
    const { cert, ca } = createCredentials(['orcid.test'])
    const dir = t.testdir({ 'leaf.pem': cert, 'ca.pem': ca })
    const { stdout } = await run('openssl', ['verify', '-x509_strict', '-purpose', 'sslserver',
      '-verify_hostname', 'orcid.test', '-CAfile', `${dir}/ca.pem`, `${dir}/leaf.pem`])
    t.match(stdout, /leaf\.pem: OK/)
  })
