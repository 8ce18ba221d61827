import dns, { lookup } from 'node:dns'
import { once } from 'node:events'
import http from 'node:http'
import { connect as connectHttp2 } from 'node:http2'
import https from 'node:https'
import { Socket } from 'node:net'
import tls, { connect as connectTls } from 'node:tls'
import Fastify from 'fastify'
import t from 'tap'
import { request as undiciRequest, Agent, ProxyAgent, getGlobalDispatcher, setGlobalDispatcher } from 'undici'
import { startMockOrcid } from '../../../mock-server/index.ts'
import fastifyOrcid from '../../../plugin/index.ts'

const SOFIA = '0000-0001-2345-6789'

async function getByNode (url: string): Promise<string> {
  const { get } = url.startsWith('https:') ? https : http
  const [incoming] = await once(get(url, { headers: { accept: 'application/json' } }), 'response')
  return Buffer.concat(await incoming.toArray()).toString()
}

t.test('ORCID\'s own names lead to the mock, whoever asks, and nothing reaches the real ones', async t => {
  const orcid = await startMockOrcid()
  t.teardown(() => orcid.close())
  const elsewhere = Fastify()
  elsewhere.get('/', async () => 'elsewhere')
  const address = await elsewhere.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => elsewhere.close())
  const takeover = await orcid.intercept()
  t.equal(takeover.issuer, 'https://orcid.org')
  const discovery = await (await fetch('https://orcid.org/.well-known/openid-configuration')).json()
  t.match(discovery, { issuer: 'https://orcid.org', jwks_uri: 'https://orcid.org/oauth/jwks' })
  const headers = { accept: 'application/json' }
  const record = await undiciRequest(`https://pub.orcid.org/v3.0/${SOFIA}/person`, { headers })
  t.match(await record.body.json(), { path: `/${SOFIA}/person` })
  t.equal((await fetch(`https://api.sandbox.orcid.org/v3.0/${SOFIA}/person`, { headers })).status, 403)
  t.match(JSON.parse(await getByNode('https://orcid.org/oauth/jwks')), { keys: [{ kty: 'RSA' }] })
  t.match(JSON.parse(await getByNode('http://sandbox.orcid.org/oauth/jwks')), { keys: [{ kty: 'RSA' }] })
  t.match(JSON.parse(await getByNode(`https://pub.orcid.org/v3.0/${SOFIA}/person`)), { path: `/${SOFIA}/person` })
  t.equal(await (await fetch(address)).text(), 'elsewhere', 'other names lead where they always did')
  t.equal(await getByNode(address), 'elsewhere')

  const refused = { code: 'MOCK_ORCID_ERR_WAY_OUT', message: /nothing may reach (?:info\.)?orcid\.org past it/ }
  const agent = new Agent()
  t.teardown(() => agent.destroy())
  t.equal((await undiciRequest('https://orcid.org/oauth/jwks', { dispatcher: agent })).statusCode, 200)
  await t.rejects(undiciRequest('https://info.orcid.org/', { dispatcher: agent }), refused)
  await t.rejects(fetch('https://info.orcid.org/'), { cause: refused })
  await t.rejects(getByNode('https://info.orcid.org/'), refused)
  await using other = await startMockOrcid()
  await t.rejects(other.intercept(), { code: 'MOCK_ORCID_ERR_OPTIONS', message: /Another mock/ })
  takeover.undo()
  takeover.undo()
  t.ok(orcid.findings().length > 0, 'the member API without a token was noticed')
  t.equal((await (await fetch(`${orcid.issuer}/.well-known/openid-configuration`)).json() as { issuer: string }).issuer, orcid.issuer)
})

t.test('an app with the real addresses is walked unchanged, in the sandbox too', async t => {
  const orcid = await startMockOrcid()
  const client = orcid.client()
  const redirectUri = 'http://127.0.0.1:3000/callback'
  using takeover = await orcid.intercept('sandbox')
  const app = Fastify()
  app.get('/login', async (_, reply) => reply.redirect(`https://sandbox.orcid.org/oauth/authorize?${new URLSearchParams({
    client_id: client.clientId, response_type: 'code', scope: '/authenticate', redirect_uri: redirectUri, state: 'a-state-that-is-long'
  })}`))
  app.get('/callback', async (request) => {
    const { code } = request.query as { code: string }
    const answer = await fetch('https://sandbox.orcid.org/oauth/token', {
      method: 'POST',
      body: new URLSearchParams({
        client_id: client.clientId, client_secret: client.clientSecret, grant_type: 'authorization_code', code, redirect_uri: redirectUri
      })
    })
    return await answer.json()
  })
  const visit = await orcid.signIn(app, { path: '/login', as: orcid.researchers.sofia })
  t.match(visit.response.json(), { orcid: SOFIA })
  t.equal(takeover.issuer, 'https://sandbox.orcid.org')
  client.assertClean()
  await t.rejects(orcid.intercept('elsewhere' as 'sandbox'), { code: 'MOCK_ORCID_ERR_OPTIONS' })
  await orcid.close()
})

t.test('no proxy, no look-up and no connection of another kind leads to the real ORCID', async t => {
  const orcid = await startMockOrcid()
  t.teardown(() => orcid.close())
  const proxy = http.createServer()
  const asked: string[] = []
  proxy.on('connect', ({ url = '' }, socket) => {
    asked.push(url)
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  t.teardown(() => proxy.close())
  const { port } = proxy.address() as { port: number }
  const proxied = new ProxyAgent(`http://127.0.0.1:${port}`)
  t.teardown(() => proxied.destroy())
  const before = getGlobalDispatcher()
  setGlobalDispatcher(proxied)
  t.teardown(() => { setGlobalDispatcher(before) })
  const takeover = await orcid.intercept()
  const refused = { code: 'MOCK_ORCID_ERR_WAY_OUT' }

  t.equal((await fetch('https://orcid.org/oauth/jwks')).status, 200, 'the mock is not behind the proxy')
  await t.rejects(undiciRequest('https://info.orcid.org/'), refused)
  t.strictSame(asked, [], 'the proxy has not heard of it')
  await t.rejects(undiciRequest('https://orcid.org/oauth/jwks', { dispatcher: proxied }), refused)
  t.strictSame(asked, ['orcid.org:443'])

  t.match((await once(connectTls(443, 'orcid.org'), 'error'))[0], refused)
  const turned = connectTls({ host: '192.0.2.1', port: 443, servername: 'orcid.org' }, () => {
    turned.end('GET /oauth/jwks HTTP/1.1\r\nhost: orcid.org\r\nconnection: close\r\n\r\n')
  })
  t.match(Buffer.concat(await turned.toArray()).toString(), /^HTTP\/1\.1 200 OK/)
  t.match((await once(connectHttp2('https://sandbox.orcid.org'), 'error'))[0], refused)
  t.match((await once(http.get({ host: 'ORCID.org', path: '/oauth/jwks' }), 'response'))[0], { statusCode: 200 })
  await t.rejects(dns.promises.lookup('pub.orcid.org'), refused)
  await t.rejects(dns.promises.resolve4('orcid.org'), refused)
  const [refusal] = await new Promise<unknown[]>((resolve) => { lookup('orcid.org', (...args: unknown[]) => { resolve(args) }) })
  t.match(refusal, refused)
  t.match(await dns.promises.lookup('127.0.0.1'), { address: '127.0.0.1' })

  const own = dns.lookup
  takeover.undo()
  t.not(dns.lookup, own)
  t.equal(getGlobalDispatcher(), proxied)
  t.equal(orcid.findings().length, 0)
})

t.test('the plugin needs no other environment than the one it is shipped with', async t => {
  await using orcid = await startMockOrcid()
  await orcid.intercept()
  const app = Fastify()
  await app.register(fastifyOrcid, {
    ...orcid.client(),
    redirectUri: 'http://127.0.0.1:3000/login/orcid/callback',
    onLogin: async (_request, _reply, { orcid: iD, tokens }) => await app.orcid.record(tokens.accessToken, iD).read('person')
  })
  const visit = await orcid.signIn(app, { path: '/login/orcid', as: orcid.researchers.sofia })
  t.match(visit.response.json(), { path: `/${SOFIA}/person` }, String(visit))
  orcid.assertClean()
})

t.test('a connection that was kept from before is cut', async t => {
  const kept = http.createServer((_request, response) => { response.end('the real one') })
  kept.listen(0, '127.0.0.1')
  await once(kept, 'listening')
  t.teardown(() => kept.close())
  const { port } = kept.address() as { port: number }
  const socket = await new Promise<http.IncomingMessage>((resolve) => {
    http.get({ host: '127.0.0.1', port, agent: http.globalAgent }, resolve)
  })
  socket.resume()
  await once(http.globalAgent, 'free')
  const { freeSockets } = http.globalAgent as unknown as { freeSockets: Record<string, unknown> }
  const [name = ''] = Object.keys(freeSockets)
  freeSockets['orcid.org:80:'] = freeSockets[name]
  delete freeSockets[name]
  await using orcid = await startMockOrcid()
  const takeover = await orcid.intercept()
  t.equal(await getByNode('http://orcid.org/oauth/jwks').then((text) => text.startsWith('{"keys"')), true)
  takeover.undo()
})

type Methods = Record<string, (this: unknown, ...args: unknown[]) => unknown>
const methodsOf = (owner: object) => owner as Methods
const OWNERS = [http.Agent.prototype, https.Agent.prototype, Socket.prototype, tls, dns, dns.promises].map(methodsOf)
const NAMES = ['createConnection', 'connect', 'lookup', 'resolve', 'resolve4', 'resolve6']
/** Everything a takeover touches, to be compared by identity. */
const touched = () => [getGlobalDispatcher(), ...OWNERS.flatMap((owner) => NAMES.map((name) => owner[name]))]

t.test('of two takeovers at once one gets the names, and closing its mock gives them back', async t => {
  const before = touched()
  const mocks = [await startMockOrcid(), await startMockOrcid()]
  const outcomes = await Promise.allSettled(mocks.map((mock) => mock.intercept()))
  t.strictSame(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  t.match(outcomes.find(({ status }) => status === 'rejected'), { reason: { message: /Another mock of this process/ } })
  for (const mock of mocks) await mock.close()
  t.ok(touched().every((one, index) => one === before[index]), 'nothing is left')
})

t.test('a mock that closes meanwhile, or is closed, takes nothing', async t => {
  const before = touched()
  const mock = await startMockOrcid()
  const takeover = mock.intercept()
  const closed = mock.close()
  await t.rejects(takeover, { code: 'MOCK_ORCID_ERR_OPTIONS', message: 'This mock is closed: start another one.' })
  await closed
  await t.rejects(mock.intercept(), { code: 'MOCK_ORCID_ERR_OPTIONS' })
  t.ok(touched().every((one, index) => one === before[index]), 'nothing is left')
})

t.test('a takeover that cannot be made leaves nothing behind', async t => {
  const before = touched()
  await using mock = await startMockOrcid()
  const { issuer } = mock
  Object.defineProperty(dns.promises, 'resolve6', { writable: false })
  await t.rejects(mock.intercept(), TypeError)
  Object.defineProperty(dns.promises, 'resolve6', { writable: true })
  t.ok(touched().every((one, index) => one === before[index]))
  t.equal((await (await fetch(`${issuer}/.well-known/openid-configuration`)).json() as { issuer: string }).issuer, issuer)
  const takeover = await mock.intercept()
  takeover.undo()
})

t.test('what a test has set or wrapped meanwhile stays when the names are given back', async t => {
  const before = getGlobalDispatcher()
  await using mock = await startMockOrcid()
  const agent = methodsOf(http.Agent.prototype)
  const original = agent['createConnection'] as Methods[string]
  const takeover = await mock.intercept()
  const taken = getGlobalDispatcher()
  const own = new Agent().compose((dispatch) => dispatch)
  t.teardown(() => own.destroy())
  setGlobalDispatcher(own)
  const beneath = agent['createConnection'] as Methods[string]
  const wrapper: Methods[string] = function (...args) { return Reflect.apply(beneath, this, args) }
  agent['createConnection'] = wrapper
  takeover.undo()
  t.equal(getGlobalDispatcher(), own)
  t.equal(agent['createConnection'], wrapper)
  t.match(JSON.parse(await getByNode(`${mock.issuer}/oauth/jwks`)), { keys: [{ kty: 'RSA' }] }, 'the wrapper still connects')
  t.equal((await undiciRequest(`${mock.issuer}/oauth/jwks`, { dispatcher: taken })).statusCode, 200, 'and so does who kept the other')
  await using second = await startMockOrcid()
  const again = await second.intercept()
  takeover.undo()
  t.equal((await fetch('https://orcid.org/oauth/jwks')).status, 200, 'undoing twice takes nothing from the next one')
  again.undo()
  agent['createConnection'] = original
  setGlobalDispatcher(before)
})

t.test('the robot, too, reaches the mock by plain http, as every other client does', async (t) => {
  await using orcid = await startMockOrcid()
  await orcid.intercept()
  await t.rejects(orcid.signIn('http://orcid.org', { path: '/nothing', as: 'sofia' }), { message: /answered 404/ })
})
