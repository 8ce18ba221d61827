import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import t from 'tap'
import mount, { mockOrcid, mockOrcidEnvironment, startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcidOptions } from '../../mock-server/index.ts'
import { answerClientError, refuseSchema } from '../../mock-server/start.ts'
import { send } from '../support/mock.ts'
import { urlOf } from '../support/root.ts'

const REDIRECT_URI = 'http://127.0.0.1:3000/callback'

function authorizeUrl (base: string, { clientId }: { clientId: string }, scope = 'openid'): URL {
  const query = { client_id: clientId, response_type: 'code', scope, redirect_uri: REDIRECT_URI, state: 'S' }
  return new URL(`${base}?${new URLSearchParams(query)}`)
}

t.test('a mock listens on loopback, on a port of its own, and hands out its addresses', async (t) => {
  const orcid = await startMockOrcid()
  t.teardown(() => orcid.close())
  const { issuer } = orcid
  t.match(issuer, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.strictSame(orcid.environment, {
    issuer,
    authorizationEndpoint: `${issuer}/oauth/authorize`,
    tokenEndpoint: `${issuer}/oauth/token`,
    revocationEndpoint: `${issuer}/oauth/revoke`,
    userinfoEndpoint: `${issuer}/oauth/userinfo`,
    jwksUri: `${issuer}/oauth/jwks`,
    publicApi: `${issuer}/pub/v3.0`,
    memberApi: `${issuer}/api/v3.0`,
    pkce: false
  })
  t.ok(Object.isFrozen(orcid) && Object.isFrozen(orcid.environment) && Object.isFrozen(orcid.researchers.sofia))
  t.equal(orcid.researchers.sofia.orcid, '0000-0001-2345-6789')
  const discovered = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json() as Record<string, string>
  t.equal(discovered['token_endpoint'], orcid.environment.tokenEndpoint)
})

t.test('a client is two members and nothing else, each one new', async (t) => {
  await using orcid = await startMockOrcid()
  const one = orcid.client()
  t.strictSame(Object.keys(one), ['clientId', 'clientSecret'])
  t.ok(Object.isFrozen(one))
  t.match(one.clientId, /^APP-[0-9A-Z]{16}$/)
  t.match(one.clientSecret, /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/)
  t.not(orcid.client().clientId, one.clientId)
  const fixed = { clientId: 'APP-0123456789ABCDEF', clientSecret: 'x' }
  t.strictSame(orcid.client(fixed), fixed)
  t.throws(() => orcid.client(fixed), { code: 'MOCK_ORCID_ERR_OPTIONS', message: /APP-0123456789ABCDEF/ })
})

t.test('clients and people can be given at the start', async (t) => {
  await using orcid = await startMockOrcid({
    clients: [{ clientId: 'APP-AAAAAAAAAAAAAAAA', clientSecret: 's', redirectUris: [REDIRECT_URI], type: 'member' }],
    researchers: {
      ada: {
        givenNames: 'Ada',
        familyName: 'Lovelace',
        employments: [{ organization: 'X', city: 'Y', country: 'GB', endDate: '1952' }],
        externalIdentifiers: [{ type: 'T', value: '1' }]
      },
      sofia: { orcid: '0000-0002-1694-233X', givenNames: 'Sofía' }
    }
  })
  const { ada, sofia, privateName } = orcid.researchers
  t.match(ada.orcid, /^0009-0009-9999-\d{3}[\dX]$/)
  t.equal(sofia.givenNames, 'Sofía')
  t.equal(privateName.givenNames, 'Lin')
  const url = authorizeUrl(orcid.environment.authorizationEndpoint, { clientId: 'APP-AAAAAAAAAAAAAAAA' })
  const { location } = await orcid.authorize(url, { as: ada })
  t.match(location, /\?code=\w{6}&state=S$/)
  const record = await fetch(`${orcid.environment.publicApi}/${ada.orcid}/record`, { headers: { accept: 'application/json' } })
  t.match(await record.json(), { person: { name: { 'given-names': { value: 'Ada' } } } })
})

t.test('a wrong option is refused by name, and its value is not repeated', async (t) => {
  const cases: Array<[unknown, RegExp]> = [
    [{ port: 70000 }, /^Wrong options for startMockOrcid: port must be <= 65535\.$/],
    [{ port: '9797' }, /port must be integer/],
    [{ ports: 1, host: '' }, /ports is not known \(did you mean port\?\); host must not have fewer than 1 characters/],
    [[], /^Wrong options for startMockOrcid: must be object\.$/],
    [{ clients: [{ type: 's3cret' }] }, /for clients: 0\.type must be one of public, member, premium\.$/],
    [{ clients: [{ redirectUris: ['s3cret'] }] }, /for clients: 0\.redirectUris\.0 must match pattern/],
    [{ clients: [{ clientId: 's3cret' }] }, /0\.clientId must match pattern "\^APP-/],
    [{ researchers: { ada: {} } }, /for researchers: ada must have required properties givenNames\.$/],
    [{ researchers: { ada: { givenNames: 'A', s3cret: 1 } } }, /ada\.s3cret is not known/],
    [{ researchers: { ada: { givenNames: ' ' } } }, /ada\.givenNames must be a text that is not blank\.$/],
    [{ researchers: { ada: { givenNames: 'A', keywords: [{ content: 'x'.repeat(256) }] } } }, /ada\.keywords\.0\.content must not have more than 255 characters\.$/],
    [{ researchers: { ada: { givenNames: 'A', works: [{ title: 'x'.repeat(1001), publicationDate: '1850' }] } } },
      /ada\.works\.0\.title must not have more than 1000 characters; ada\.works\.0\.publicationDate must be a day from 1900 to 2100, such as 2019, 2019-04 or 2019-04-01\.$/],
    [{ researchers: { ada: { givenNames: 'A', works: [{ title: 'T', type: 'bok' }] } } }, /ada\.works\.0\.type is not one that ORCID knows \(did you mean book\?\)\.$/],
    [{ researchers: { ada: { givenNames: 'A', addresses: [{ country: 'UK' }] } } }, /ada\.addresses\.0\.country is not one that ORCID knows\.$/],
    [{ researchers: { ada: { givenNames: 'A', addresses: [{ country: 'uk' }] } } }, /ada\.addresses\.0\.country must be two upper-case letters \(ISO 3166-1\)\.$/],
    [{ researchers: { ada: { givenNames: 'A', emails: [{ email: 'nobody' }] } } }, /ada\.emails\.0\.email must be an e-mail address\.$/],
    [{ researchers: { ada: { givenNames: 'A', orcid: '0000-0001-2345-6780' } } }, /ada\.orcid is no ORCID iD: wrong check digit: 0, expected 9\.$/],
    [{ researchers: { ada: { givenNames: 'A', orcid: '0000000123456789' } } }, /ada\.orcid is no ORCID iD: wrong hyphens: expected 0000-0001-2345-6789\.$/],
    [{ researchers: { ada: { givenNames: 'A', orcid: '0000-0001-2345-6789' } } }, /: ada\.orcid is sofia's\.$/],
    [{ issuer: 'nonsense' }, /issuer must be an http: or https: URL/],
    [{ issuer: 'ftp://127.0.0.1' }, /issuer must be an http: or https: URL/],
    [{ issuer: 'http://127.0.0.1/' }, /a slash at the end/],
    [{ issuer: 'http://u:p@127.0.0.1' }, /without a query, credentials/],
    [{ issuer: 'https://orcid.org' }, /issuer is on orcid\.org, .* Leave it out/],
    [{ issuer: 'https://sandbox.orcid.org./x' }, /issuer is on orcid\.org/]
  ]
  for (const [options, message] of cases) {
    await t.rejects(startMockOrcid(options as MockOrcidOptions), { code: 'MOCK_ORCID_ERR_OPTIONS', message })
  }
  await t.rejects(startMockOrcid({ clients: [{ clientId: 'APP-s3cret' }] }), { message: /^((?!s3cret).)*$/ })
  await using orcid = await startMockOrcid()
  t.throws(() => orcid.client({ type: 'vip' as 'public' }), { code: 'MOCK_ORCID_ERR_OPTIONS', message: /for client: type/ })
  t.throws(() => orcid.addResearcher({ givenNames: 'A', addresses: [{ country: 'uk' }] }), {
    message: 'Wrong options for addResearcher: addresses.0.country must be two upper-case letters (ISO 3166-1).'
  })
})

t.test('a fake ORCID neither runs in production nor shows itself to other machines', async (t) => {
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'localhost.evil.example']) {
    await t.rejects(startMockOrcid({ host }), { code: 'MOCK_ORCID_ERR_EXPOSED', message: /allowNonLoopback: true/ })
  }
  const { NODE_ENV: before } = process.env
  t.teardown(() => {
    delete process.env['NODE_ENV']
    if (before !== undefined) process.env['NODE_ENV'] = before
  })
  process.env['NODE_ENV'] = 'production'
  const refusal = { code: 'MOCK_ORCID_ERR_PRODUCTION', message: /NODE_ENV is "production".*"sandbox"/ }
  await t.rejects(startMockOrcid(), refusal)
  await t.rejects(async () => { await Fastify().register(mockOrcid, { issuer: 'http://127.0.0.1' }) }, refusal)
})

t.test('a host that was allowed is reachable under a name that a browser can use', async (t) => {
  await using all = await startMockOrcid({ host: '0.0.0.0', allowNonLoopback: true })
  t.match(all.issuer, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.equal((await fetch(`${all.issuer}/oauth/jwks`)).status, 200)
  await using named = await startMockOrcid({ host: 'localhost' })
  t.match(named.issuer, /^http:\/\/localhost:\d+$/)
  t.equal((await fetch(`${named.issuer}/oauth/jwks`)).status, 200)
})

t.test('an IPv6 host is written in brackets', async (t) => {
  const orcid = await startMockOrcid({ host: '::1' }).catch((error: NodeJS.ErrnoException) => error.code)
  if (typeof orcid !== 'object') {
    t.match(orcid, /^EA(?:FNOSUPPORT|DDRNOTAVAIL)$/, 'this machine has no IPv6')
    return
  }
  t.match(orcid.issuer, /^http:\/\/\[::1\]:\d+$/)
  t.equal((await fetch(`${orcid.issuer}/oauth/jwks`)).status, 200)
  await orcid.close()
})

t.test('a taken port is said to be taken', async (t) => {
  await using orcid = await startMockOrcid()
  await t.rejects(startMockOrcid({ port: Number(new URL(orcid.issuer).port) }), { code: 'EADDRINUSE' })
})

t.test('an issuer with a path moves everything under it', async (t) => {
  await using orcid = await startMockOrcid({ issuer: 'http://orcid.test/fake/orcid' })
  t.equal(orcid.environment.tokenEndpoint, 'http://orcid.test/fake/orcid/oauth/token')
})

t.test('only loopback names and the issuer\'s own are answered to, whatever address was reached', async (t) => {
  const app = Fastify()
  await app.register(mockOrcid, { issuer: 'http://orcid.test:9797' })
  const ask = async (host: string) => await app.inject({ url: '/oauth/jwks', headers: { host } })
  for (const host of ['127.0.0.1:9797', 'localhost', 'LOCALHOST:1', 'app.localhost', '[::1]:9797', 'orcid.test']) {
    t.equal((await ask(host)).statusCode, 200, host)
  }
  for (const host of ['evil.example', '127.0.0.1.evil.example', 'a@127.0.0.1', 'evil.example:9797', '127.0.0.1:x']) {
    const { statusCode, headers, body } = await ask(host)
    t.equal(statusCode, 421, host)
    t.equal(headers['x-fake-orcid'], '1')
    t.match(body, 'answers to loopback names and to orcid.test:9797')
  }
})

t.test('a request without a Host header is answered to by nobody', async (t) => {
  await using orcid = await startMockOrcid()
  const socket = connect(Number(new URL(orcid.issuer).port), '127.0.0.1')
  socket.write('GET /oauth/jwks HTTP/1.0\r\n\r\n')
  const [answer] = await once(socket, 'data')
  t.match(String(answer), /^HTTP\/1\.1 421 /)
  socket.destroy()
})

const FORWARDING: ReadonlyArray<Record<string, string>> = [
  { forwarded: 'for=192.0.2.1;host=mock.example' }, { via: '1.1 edge' }, { 'x-forwarded-for': '192.0.2.1' },
  { 'x-forwarded-host': 'mock.example' }, { 'x-forwarded-server': 'edge' }, { 'x-real-ip': '192.0.2.1' },
  { 'x-client-ip': '192.0.2.1' }, { 'true-client-ip': '192.0.2.1' }, { 'cf-connecting-ip': '192.0.2.1' }, { 'x-forwarded-for': '' }
]

t.test('SEC-M15: D17, a request that a proxy on this machine has passed on is refused, wherever it goes', async (t) => {
  await using orcid = await startMockOrcid({ control: true })
  const { token } = orcid.control ?? { token: '' }
  for (const path of ['/', '/control/findings', '/oauth/authorize', '/signin', '/oauth/jwks', '/pub/v3.0/x/record', '/nowhere']) {
    for (const headers of FORWARDING) {
      const { status, headers: answered, body } = await send(orcid.issuer + path, { headers: { ...headers, authorization: `Bearer ${token}` } })
      t.equal(status, 421, `${path} ${Object.keys(headers)}`)
      t.equal(answered['x-fake-orcid'], '1')
      t.match(body, new RegExp(`proxy.*${Object.keys(headers)[0]}.*behindProxy: true.*--behind-proxy`, 'i'))
    }
  }
  const direct = { 'x-forwarded-proto': 'https', authorization: `Bearer ${token}` }
  t.equal((await send(`${orcid.issuer}/control/findings`, { headers: direct })).status, 200, 'says nothing of who asks')
})

t.test('SEC-M15: D17, with behindProxy, what a proxy passes on is answered', async (t) => {
  await using orcid = await startMockOrcid({ control: true, behindProxy: true })
  const { token } = orcid.control ?? { token: '' }
  for (const headers of FORWARDING) {
    for (const path of ['/', '/control/findings', '/oauth/jwks']) {
      t.equal((await send(orcid.issuer + path, { headers: { ...headers, authorization: `Bearer ${token}` } })).status, 200, path)
    }
  }
  t.equal((await send(`${orcid.issuer}/oauth/jwks`, { headers: { ...FORWARDING[0], host: 'evil.example' } })).status, 421)
  await t.rejects(startMockOrcid({ behindProxy: 'yes' as unknown as boolean }), { message: /behindProxy must be boolean/ })
})

t.test('SEC-M15: D17, a mock that is mounted refuses what a proxy has passed on, and the app around it does not', async (t) => {
  const app = Fastify()
  app.get('/', async () => 'home')
  await app.register(mockOrcid, { issuer: 'http://127.0.0.1:3000/orcid', prefix: '/orcid' })
  await app.register(mockOrcid, { issuer: 'http://127.0.0.1:3000/proxied', prefix: '/proxied', behindProxy: true })
  for (const headers of FORWARDING) {
    for (const path of ['/', '/oauth/jwks', '/nowhere']) {
      const { statusCode, headers: answered } = await app.inject({ url: `/orcid${path}`, headers })
      t.strictSame([statusCode, answered['x-fake-orcid']], [421, '1'], path)
    }
    t.equal((await app.inject({ url: '/proxied/', headers })).statusCode, 200)
    t.equal((await app.inject({ url: '/', headers })).body, 'home')
  }
})

/** Sends bytes, and gives what comes back until the connection ends. */
async function exchangeBytes (issuer: string, ...writes: readonly string[]): Promise<string> {
  const socket = connect(Number(new URL(issuer).port), '127.0.0.1')
  socket.on('error', () => {})
  const received: string[] = []
  for (const bytes of writes) {
    socket.write(bytes, 'latin1')
    const ended = once(socket, 'close').then(() => '')
    received.push(String(await Promise.race([once(socket, 'data'), ended])))
  }
  return received.join('')
}

const isMarked = (status: number): RegExp =>
  new RegExp(`^HTTP/1\\.1 ${status} [^]*\r\nx-fake-orcid: 1\r\n[^]*\r\n\r\nThis fake ORCID .*\\.\n$`)

t.test('SEC-M16: D18, what is no HTTP is answered with the mark and a sentence', async (t) => {
  await using orcid = await startMockOrcid()
  const cases: Array<[number, string]> = [
    [400, 'SSH-2.0-OpenSSH_9.6\r\n'],
    [400, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    [400, 'GET / HTTP/9.9\r\n\r\n'],
    [400, 'GET /oauth/jwks HTTP/1.1\r\nhost: localhost\r\n: nameless\r\n\r\n'],
    [400, 'POST /oauth/token HTTP/1.1\r\nhost: localhost\r\ncontent-length: x\r\n\r\n'],
    [413, `POST /oauth/token HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n2;${'x'.repeat(20_000)}`],
    [431, `GET /oauth/jwks HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(17_000)}\r\n\r\n`]
  ]
  for (const [status, bytes] of cases) {
    t.match(await exchangeBytes(orcid.issuer, bytes), isMarked(status), bytes.slice(0, 40))
  }
  const second = await exchangeBytes(orcid.issuer, 'GET /signout HTTP/1.1\r\nhost: localhost\r\n\r\n', 'nonsense\r\n')
  t.match(second, /^HTTP\/1\.1 [^]*HTTP\/1\.1 400 Bad Request\r\nx-fake-orcid: 1\r\n/, 'also as the second request of a connection')
})

t.test('SEC-M16: D18, headers that never end are answered with the mark too', async (t) => {
  const server = createServer({ headersTimeout: 20, connectionsCheckingInterval: 10 }).on('clientError', answerClientError)
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => server.close())
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  t.match(await exchangeBytes(issuer, 'GET / HTTP/1.1\r\nhost:'), isMarked(408))
})

t.test('SEC-M16: D18, an answer that has begun is cut off and not written into, and a dead connection harms nobody', async (t) => {
  await using orcid = await startMockOrcid()
  const events = 'GET / HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n'
  t.notMatch(await exchangeBytes(orcid.issuer, events, 'nonsense\r\n'), /HTTP\/1\.1 400/)
  const socket = connect(Number(new URL(orcid.issuer).port), '127.0.0.1')
  await once(socket, 'connect')
  await new Promise((resolve) => { socket.write('GET / HTTP', resolve) })
  socket.resetAndDestroy()
  t.equal((await fetch(`${orcid.issuer}/oauth/jwks`)).status, 200)
})

t.test('an app without compilers of schemas says so when a route has one', async (t) => {
  for (const schema of [{ body: { type: 'object' } }, { response: { 200: { type: 'object' } } }]) {
    const compilersFactory = { buildValidator: refuseSchema, buildSerializer: refuseSchema }
    const app = Fastify({ schemaController: { compilersFactory } })
    app.post('/', { schema }, async () => ({}))
    await t.rejects(async () => await app.ready(), { message: /The routes of this fake ORCID have no schema\./ })
  }
})

t.test('an unknown or malformed address gets a page of the addresses there are', async (t) => {
  await using orcid = await startMockOrcid()
  for (const [path, status] of [['/oauth/tokens', 404], ['/signings', 404], ['/%zz', 400]] as const) {
    const response = await fetch(orcid.issuer + path)
    t.equal(response.status, status)
    t.equal(response.headers.get('x-fake-orcid'), '1')
    t.match(await response.text(), status === 404 ? '<code>POST /oauth/token</code>' : 'This address is malformed')
  }
})

t.test('a mock mounts in somebody\'s app and leaves the app alone', async (t) => {
  t.equal(mount, mockOrcid)
  const app = Fastify()
  app.get('/', async () => 'home')
  app.post('/json', async (request) => request.body)
  await app.register(mockOrcid, {
    issuer: 'http://127.0.0.1:3000/orcid',
    prefix: '/orcid',
    clients: [{ clientId: 'APP-AAAAAAAAAAAAAAAA', redirectUris: [REDIRECT_URI] }]
  })
  app.setNotFoundHandler(async (_request, reply) => reply.code(404).send('the app\'s own'))
  const home = await app.inject('/')
  t.equal(home.body, 'home')
  t.notOk('x-fake-orcid' in home.headers)
  t.strictSame((await app.inject({ method: 'POST', url: '/json', payload: { a: 1 } })).json(), { a: 1 })
  t.equal((await app.inject({ url: '/', headers: { host: 'evil.example' } })).statusCode, 200)
  t.equal((await app.inject('/nowhere')).body, 'the app\'s own')
  const lost = await app.inject('/orcid/nowhere')
  t.match(lost.body, 'These addresses exist, under <code>http://127.0.0.1:3000/orcid</code>')
  t.equal(lost.headers['x-fake-orcid'], '1')

  const { authorizationEndpoint, jwksUri } = mockOrcidEnvironment('http://127.0.0.1:3000/orcid')
  t.equal((await app.inject(jwksUri)).statusCode, 200)
  const away = await app.inject(String(authorizeUrl(authorizationEndpoint, { clientId: 'APP-AAAAAAAAAAAAAAAA' })))
  t.match(away.headers.location, /^http:\/\/127\.0\.0\.1:3000\/orcid\/signin\?client_id=/)
  const signedIn = await app.inject({
    method: 'POST',
    url: String(away.headers.location),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'orcid=0000-0001-2345-6789'
  })
  t.match(signedIn.headers['set-cookie'], /; Path=\/orcid; HttpOnly/)
})

t.test('a mount is judged: its issuer, its prefix, its host\'s parsers', async (t) => {
  const register = async (options: object): Promise<void> => {
    await Fastify().register(mockOrcid, options as { issuer: string })
  }
  await t.rejects(register({}), { message: /for mockOrcid: must have required properties issuer/ })
  await t.rejects(register({ issuer: 'http://127.0.0.1/a', prefix: '/b' }), {
    code: 'MOCK_ORCID_ERR_OPTIONS', message: /path of issuer is "\/a" and the prefix is "\/b"/
  })
  await t.rejects(register({ issuer: 'https://orcid.org' }), { message: /orcid\.org/ })
})

t.test('two mocks in one process share nothing', async (t) => {
  await using one = await startMockOrcid()
  await using other = await startMockOrcid()
  const client = one.client({ redirectUris: [REDIRECT_URI] })
  const url = authorizeUrl(other.environment.authorizationEndpoint, client)
  await t.rejects(other.authorize(url, { as: other.researchers.sofia }), { code: 'MOCK_ORCID_ERR_VISIT' })
})

t.test('signIn walks an app from its login to its callback', async (t) => {
  await using orcid = await startMockOrcid()
  const client = orcid.client()
  const app = Fastify()
  app.get('/login', async (_, reply) =>
    reply.redirect(String(authorizeUrl(orcid.environment.authorizationEndpoint, client))))
  app.get('/callback', async (request) => request.query)
  const { response } = await orcid.signIn(app, { path: '/login', as: orcid.researchers.noFamilyName })
  t.equal(response.statusCode, 200)
  const denied = await orcid.signIn(app, { path: '/login', as: orcid.researchers.noFamilyName, answer: 'deny' })
  t.match(denied.response.body, 'access_denied')
})

t.test('reset signs everybody out and forgets every grant, and keeps clients and people', async (t) => {
  await using orcid = await startMockOrcid()
  const client = orcid.client({ redirectUris: [REDIRECT_URI] })
  const exchange = async (code: string) => await fetch(orcid.environment.tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: client.clientId, client_secret: client.clientSecret, grant_type: 'authorization_code', code
    })
  })
  const url = authorizeUrl(orcid.environment.authorizationEndpoint, client)
  const code = async () => {
    const { location } = await orcid.authorize(url, { as: orcid.researchers.sofia })
    return new URL(location).searchParams.get('code') as string
  }
  const tokens = await (await exchange(await code())).json() as Record<string, string>
  const userinfo = async () => (await fetch(orcid.environment.userinfoEndpoint, {
    headers: { authorization: `Bearer ${tokens['access_token']}` }
  })).status
  t.equal(await userinfo(), 200)
  const pending = await code()
  orcid.reset()
  t.equal(await userinfo(), 403)
  t.equal((await exchange(pending)).status, 400)
  t.equal((await exchange(await code())).status, 200)
})

t.test('close cuts connections that are still open, and may be called twice', async (t) => {
  const orcid = await startMockOrcid()
  const socket = connect(Number(new URL(orcid.issuer).port), '127.0.0.1')
  socket.on('error', () => {})
  socket.write('GET /oauth/jwks HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n')
  await once(socket, 'data')
  const started = performance.now()
  const closed = once(socket, 'close')
  await orcid.close()
  await orcid.close()
  await closed
  t.ok(performance.now() - started < 1000)
  await t.rejects(fetch(orcid.issuer))
})

t.test('a mock that is not closed keeps its process alive only where somebody outside may know of it', async (t) => {
  const index = urlOf('dist/mock-server/index.js')
  const start = (options: object) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', `
      import { startMockOrcid } from '${index}'
      const orcid = await startMockOrcid(${JSON.stringify(options)})
      const { status } = await fetch(orcid.issuer + '/.well-known/openid-configuration')
      console.log(status)`], { stdio: ['ignore', 'pipe', 'inherit'] })
    t.teardown(() => child.kill())
    return child
  }
  const alone = start({})
  const kept = [{ port: 0 }, { control: true }].map(start)
  const [code] = await once(alone, 'exit')
  t.equal(code, 0, 'a test that fails before it closes the mock ends all the same')
  for (const child of kept) {
    t.equal(String((await once(child.stdout, 'data'))[0]), '200\n')
    t.equal(child.exitCode, null)
  }
})
