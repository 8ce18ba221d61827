// What ORCID calls when a record changes: when, how often, and nobody who has not asked for it.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import type { MockControlledClient, MockOrcid, MockOrcidOptions, MockSnapshot } from '../../../../mock-server/index.ts'
import { startMockOrcid } from '../../../../mock-server/index.ts'
import { callWebhook } from '../../../../mock-server/orcid/webhooks/call.ts'
import { urlOf } from '../../../support/root.ts'
import { send, SOFIA } from '../../../support/mock.ts'

const run = promisify(execFile)

interface App {
  readonly address: string
  readonly calls: Array<Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>>
  /** Resolves with the next call. */
  readonly next: () => Promise<unknown>
}

async function listen (t: Test, server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

const isFine: RequestListener = (_request, reply) => { reply.writeHead(204).end() }

/** An app that has itself called. */
async function openApp (t: Test, answer = isFine): Promise<App> {
  const calls: App['calls'] = []
  const server = createServer((request, reply) => {
    const { method, url, rawHeaders } = request
    calls.push({ method, url, rawHeaders })
    answer(request, reply)
  })
  const port = await listen(t, server)
  return { address: `http://127.0.0.1:${port}`, calls, next: async () => await once(server, 'request') }
}

async function open (t: Test, options: MockOrcidOptions = {}) {
  const orcid = await startMockOrcid(options)
  t.teardown(orcid.close)
  return { orcid, client: orcid.client({ type: 'premium' }) }
}

interface Registration { readonly client: MockControlledClient, readonly orcid: MockOrcid }

async function register ({ orcid, client }: Registration, uri: string, iD = SOFIA): Promise<void> {
  const { access_token: token } = await client.token({ scope: '/webhook' })
  const { status } = await send(`${orcid.issuer}/api/${iD}/webhook/${encodeURIComponent(uri)}`,
    { method: 'PUT', headers: { authorization: `Bearer ${token}` } })
  t.equal(status, 201)
}

const change = ({ orcid }: Pick<Registration, 'orcid'>, givenNames = 'Sofie'): void => {
  orcid.researcher('sofia').change({ givenNames })
}

t.test('a change is called once, by an empty POST, and the journal has it', async t => {
  const [app, mock] = [await openApp(t), await open(t)]
  const { orcid, client } = mock
  await register(mock, `${app.address}/updated?by=${SOFIA}`)
  t.strictSame(await orcid.webhooks(), [], 'nothing has changed')
  orcid.journal.clear()
  const { access_token: token } = await client.token({ as: 'sofia', scope: '/person/update' })
  for (const content of ['roses', 'tulips']) {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const { status } = await send(`${orcid.issuer}/api/v3.0/${SOFIA}/keywords`, { method: 'POST', headers, body: JSON.stringify({ content }) })
    t.equal(status, 201)
  }
  const url = `${app.address}/updated?by=${SOFIA}`
  t.strictSame(await orcid.webhooks(), [{ orcid: SOFIA, url, client: client.clientId, status: 204, problem: null }])
  t.strictSame(await orcid.webhooks(), [])
  t.match(app.calls, [{ method: 'POST', url: `/updated?by=${SOFIA}` }])
  t.match(app.calls[0]?.rawHeaders.join(' '), /host 127\.0\.0\.1:\d+ content-length 0/)
  const [call] = orcid.journal.entries({ status: 204 })
  t.match(call, { isWebhook: true, endpoint: null, client: client.clientId, method: 'POST', url })
  t.equal(client.journal.count({ status: 204 }), 1)
  t.match(String(call), / webhook, APP-.*POST http:\/\/127\.0\.0\.1:\d+\/updated/s)
  t.match(orcid.journal.toMermaid(), / {2}ORCID->>Client: POST http:[^\n]+\/updated\n {2}Client-->>ORCID: 204\n/)
  t.match((await send(`${orcid.issuer}/`)).body, /ORCID to App: <\/span><b>calls the webhook<\/b>[^]*App to ORCID: <\/span><b>answers<\/b>/)
  t.match(orcid.journal.toHar({ status: 204 }), { log: { entries: [{ request: { url } }] } })
})

t.test('a person\'s own change is called, and one over the control API', async t => {
  const [app, mock] = [await openApp(t), await open(t, { control: true })]
  const { orcid } = mock
  await register(mock, app.address.replace('http://', ''))
  const { url = '', token = '' } = orcid.control ?? {}
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const seen: unknown[] = []
  orcid.follow(entry => { seen.push(entry) })
  const changes: Array<() => unknown> = [
    () => { change(mock) },
    () => { orcid.researcher('sofia').hide({ section: 'works', putCode: 1002 }) },
    () => { orcid.researcher('sofia').change({ keywords: [] }) },
    async () => await send(`${url}/researchers/sofia`, { method: 'PATCH', headers, body: '{"familyName":"G"}' })
  ]
  for (const act of changes) {
    await act()
    const { status, body } = await send(`${url}/webhooks`, { method: 'POST', headers })
    t.equal(status, 200)
    t.match(JSON.parse(body), [{ status: 204, url: app.address.replace('http://', '') }], 'an address without a scheme is HTTP')
  }
  t.equal(app.calls.length, changes.length)
  t.match(seen.at(-1), { isWebhook: true }, 'who follows the mock is told')
})

t.test('another record\'s change, and one after the address was given up, calls nobody', async t => {
  const [app, mock] = [await openApp(t), await open(t)]
  const { orcid, client } = mock
  await register(mock, app.address)
  orcid.addResearcher({ name: 'bob', givenNames: 'Bob' }).change({ givenNames: 'Rob' })
  t.strictSame(await orcid.webhooks(), [])
  change(mock)
  const { access_token: token } = await client.token({ scope: '/webhook' })
  const { status } = await send(`${orcid.issuer}/api/${SOFIA}/webhook/${encodeURIComponent(app.address)}`,
    { method: 'DELETE', headers: { authorization: `Bearer ${token}` } })
  t.equal(status, 204)
  t.strictSame(await orcid.webhooks(), [])
})

t.test('a call that fails is made again after ten minutes, then after twenty, and at last given up', async t => {
  let status = 500
  const app = await openApp(t, (_request, reply) => { reply.writeHead(status).end() })
  const mock = await open(t)
  const { orcid } = mock
  orcid.clock.freeze()
  await register(mock, app.address)
  change(mock)
  const statuses = async (): Promise<number[]> => (await orcid.webhooks()).map(call => call.status)
  t.strictSame(await statuses(), [500])
  orcid.clock.advance(599)
  t.strictSame(await statuses(), [])
  orcid.clock.advance(1)
  t.strictSame(await statuses(), [500])
  orcid.clock.advance(1199)
  change(mock, 'S')
  t.strictSame(await statuses(), [], 'a change does not hasten it')
  status = 302
  orcid.clock.advance(1)
  t.strictSame(await statuses(), [302], 'a redirect is no success')
  status = 200
  orcid.clock.advance(1800)
  t.strictSame(await statuses(), [200])
  change(mock, 'T')
  t.strictSame(await statuses(), [200], 'it begins anew')
  status = 404
  change(mock, 'U')
  for (let attempt = 1; attempt <= 25; attempt++) {
    t.strictSame(await statuses(), [404])
    orcid.clock.advance(600 * attempt)
  }
  change(mock, 'V')
  t.strictSame(await statuses(), [])
})

t.test('after a 429 the client is left alone, and others are not', async t => {
  const app = await openApp(t, ({ url }, reply) => { reply.writeHead(url === '/busy' ? 429 : 204).end() })
  const mock = await open(t)
  const { orcid } = mock
  for (const path of ['/busy', '/second']) await register(mock, app.address + path)
  await register({ orcid, client: orcid.client({ type: 'premium' }) }, `${app.address}/other`)
  change(mock)
  t.match(await orcid.webhooks(), [{ url: /busy$/, status: 429 }, { url: /other$/, status: 204 }])
  t.match(await orcid.webhooks(), [{ url: /second$/, status: 204 }], 'the next time it is called')
})

t.test('it calls by itself, when it has waited', async t => {
  const [app, mock] = [await openApp(t), await open(t, { webhooks: { delaySeconds: 0.05 } })]
  await register(mock, app.address)
  const called = app.next()
  change(mock, 'A')
  change(mock, 'B')
  await called
  await mock.orcid.webhooks()
  t.equal(app.calls.length, 1)
})

t.test('a reset forgets the addresses, even of a call that is being made, and a snapshot keeps them', async t => {
  let answer = (): void => {}
  const app = await openApp(t, (_request, reply) => { answer = () => { reply.writeHead(204).end() } })
  const mock = await open(t)
  const { orcid, client } = mock
  await register(mock, app.address)
  change(mock)
  const snapshot = JSON.parse(JSON.stringify(orcid.snapshot())) as MockSnapshot
  t.match(snapshot.webhooks, [{ orcid: SOFIA, uri: app.address, clientId: client.clientId, isPending: true }])
  const calling = orcid.webhooks()
  await app.next()
  orcid.reset()
  answer()
  t.strictSame(await calling, [])
  t.equal(orcid.journal.count(), 0)
  change(mock)
  t.strictSame(await orcid.webhooks(), [])
  const other = await open(t, { snapshot })
  const second = other.orcid.webhooks()
  await app.next()
  answer()
  t.match(await second, [{ status: 204 }])
})

t.test('who has gone, and a client that is deactivated, is not called', async t => {
  const [app, mock] = [await openApp(t), await open(t)]
  const { orcid } = mock
  const bob = orcid.addResearcher({ givenNames: 'Bob' })
  await register(mock, app.address, bob.orcid)
  await register(mock, app.address)
  change(mock)
  bob.change({ givenNames: 'Rob' })
  bob.remove()
  const snapshot = orcid.snapshot()
  const clients = snapshot.clients.map(client => ({ ...client, status: 'deactivated' as const }))
  t.match(await orcid.webhooks(), [{ orcid: SOFIA }])
  orcid.restore({ ...snapshot, clients })
  t.strictSame(await orcid.webhooks(), [])
})

t.test('an app that does not answer does not hold the mock up', async t => {
  const [app, mock] = [await openApp(t, () => {}), await open(t)]
  await register(mock, app.address)
  change(mock)
  const calling = mock.orcid.webhooks()
  await app.next()
  await mock.orcid.close()
  t.strictSame(await calling, [])
  change(mock, 'after the end')
  t.strictSame(await mock.orcid.webhooks(), [], 'a mock that is closed calls nobody')
})

t.test('an app that takes too long has not answered', async t => {
  const app = await openApp(t, () => {})
  const circumstances = { allowed: new Set<string>(), signal: new AbortController().signal, patienceMs: 50 }
  // The process would end, as nothing that is called keeps it.
  const hold = setInterval(() => {}, 1000)
  t.teardown(() => { clearInterval(hold) })
  t.strictSame(await callWebhook(app.address, circumstances), { status: 0, headers: [], problem: 'no answer in time' })
})

t.test('whatever an app answers is survived', async t => {
  const mock = await open(t)
  const { orcid } = mock
  const endless = await openApp(t, (_request, reply) => {
    reply.writeHead(200)
    setInterval(() => { reply.write('x'.repeat(65_536)) }, 1).unref()
  })
  const broken = await openApp(t, (_request, reply) => {
    reply.writeHead(200, { 'content-length': '9' }).write('x', () => { reply.socket?.destroy() })
  })
  const silent = await openApp(t, ({ socket }) => { socket.destroy() })
  const upgrading = await openApp(t, ({ socket }) => {
    socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n')
  })
  const nonsense = await openApp(t, ({ socket }) => { socket.end('\0'.repeat(1000)) })
  for (const { address } of [endless, broken, silent, upgrading, nonsense]) await register(mock, address)
  await register(mock, 'http://127.0.0.1:1/nobody')
  await register(mock, 'http://localhost:1/nobody')
  change(mock)
  t.match(await orcid.webhooks(), [
    { status: 200, problem: null }, { status: 200 }, { status: 0, problem: 'ECONNRESET' },
    { status: 0, problem: /closed|socket hang up|ECONNRESET/ }, { status: 0, problem: /^HPE_/ },
    { status: 0, problem: 'ECONNREFUSED' }, { status: 0, problem: 'ECONNREFUSED' }
  ])
  const text = String(orcid.journal)
  t.match(text, /POST http:\/\/127\.0\.0\.1:1\/nobody HTTP\/1\.1\ncontent-length: 0\n\nHTTP\/1\.1 0\n\nECONNREFUSED/)
})

t.test('it calls this machine alone, by whatever name another one is written', async t => {
  const [app, mock] = [await openApp(t), await open(t)]
  const { port } = new URL(app.address)
  const { orcid } = mock
  const away = ['https://orcid.example/x', `http://127.0.0.1@evil.example:${port}`, `http://0.0.0.0:${port}`, `http://[::]:${port}`,
    `http://[::ffff:127.0.0.1]:${port}`, `http://[::ffff:7f00:1]:${port}`, `http://169.254.169.254:${port}`, `http://localhost.:${port}`,
    `http://localhost.evil.example:${port}`, `http://127.0.0.1.nip.io:${port}`, `evil.example:${port}`, 'http:evil.example',
    'http:////evil.example', 'file:///etc/passwd', 'httpx://127.0.0.1', 'http://127.0.0.1:99999', '//evil.example/x']
  for (const uri of away) await register(mock, uri)
  change(mock)
  const calls = await orcid.webhooks()
  t.equal(calls.length, away.length)
  for (const { url, status, problem } of calls) t.match({ status, problem }, { status: 0, problem: /^not called: / }, url)
  t.match(calls[1], { problem: 'not called: evil.example is not this machine, and the option webhooks does not allow it' })
  t.equal(app.calls.length, 0)
})

t.test('every way to write this machine is called, and a name under localhost is not looked up', async t => {
  const [app, mock] = [await openApp(t), await open(t)]
  const { port } = new URL(app.address)
  const here = [`http://localhost:${port}`, `http://never-looked-up.localhost:${port}`, `http://2130706433:${port}`, `http://127.1:${port}`,
    `http://user:password@127.0.0.1:${port}/`]
  for (const uri of here) await register(mock, uri)
  change(mock)
  t.strictSame((await mock.orcid.webhooks()).map(({ status }) => status), here.map(() => 204))
  t.notMatch(app.calls.flatMap(({ rawHeaders }) => rawHeaders).join(' '), /authorization/i)
})

t.test('a redirect is not followed, and a name that is allowed is called', async t => {
  const inner = await openApp(t)
  const app = await openApp(t, (_request, reply) => { reply.writeHead(307, { location: inner.address }).end() })
  const mock = await open(t, { webhooks: { allow: ['0.0.0.0', 'APP'] } })
  await register(mock, app.address.replace('127.0.0.1', '0.0.0.0'))
  await register(mock, 'https://[::1]:1')
  change(mock)
  t.match(await mock.orcid.webhooks(), [{ status: 307 }, { status: 0, problem: /^E/ }])
  t.equal(inner.calls.length, 0)
})

t.test('wrong options are refused', async t => {
  for (const webhooks of [{ allow: ['http://app'] }, { allow: ['app:80'] }, { delaySeconds: -1 }, { deny: [] }] as object[]) {
    await t.rejects(startMockOrcid({ webhooks }), { code: 'MOCK_ORCID_ERR_OPTIONS', message: /webhooks\./ })
  }
})

t.test('a process ends though a call is waiting, and not before one that is waited for', async t => {
  const script = `
    import { startMockOrcid } from ${JSON.stringify(urlOf('dist/mock-server/index.js'))}
    import { createServer } from 'node:http'
    const orcid = await startMockOrcid()
    const client = orcid.client({ type: 'premium' })
    const register = async (port) => {
      const { access_token } = await client.token({ scope: '/webhook' })
      const uri = encodeURIComponent('http://127.0.0.1:' + port)
      await fetch(orcid.issuer + '/api/${SOFIA}/webhook/' + uri, { method: 'PUT', headers: { authorization: 'Bearer ' + access_token } })
    }
    const app = createServer((request, reply) => setTimeout(() => reply.end(), 100).unref()).listen(0, '127.0.0.1', async () => {
      app.unref().on('connection', socket => { socket.unref() })
      await register(app.address().port)
      orcid.researchers.sofia.change({ givenNames: 'S' })
      console.log((await orcid.webhooks()).map(({ status }) => status).join())
      orcid.researchers.sofia.change({ givenNames: 'T' })
    })`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { timeout: 20_000 })
  t.equal(stdout, '200\n')
})
