import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import Fastify from 'fastify'
import t from 'tap'
import { openMock, send } from '../../support/mock.ts'
import { ROOT } from '../../support/root.ts'
import { sample } from '../../support/slow.ts'
import { posixShell } from '../../support/system.ts'

const run = promisify(execFile)
const page = readFileSync(new URL('docs/control.md', ROOT), 'utf8')

const CLIENT = { clientId: 'APP-0123456789ABCDEF', clientSecret: 'secret' }
const bench = await openMock({ control: true, clients: [CLIENT] })
const { orcid } = bench
t.teardown(() => orcid.close())

const app = Fastify({ forceCloseConnections: true })
app.get('/login/orcid', async ({ host }, reply) => reply.redirect(String(bench.authorizeUrl({
  client_id: CLIENT.clientId, redirect_uri: `http://${host}/callback`
}))))
app.get('/callback', async ({ query }) => query)
const appUrl = await app.listen({ host: '127.0.0.1', port: 0 })
t.teardown(() => app.close())
const { url = '', token = '' } = orcid.control ?? {}

interface Call { method?: string, body?: unknown, headers?: Record<string, string> }

async function call (path: string, { method, body, headers = {} }: Call = {}) {
  const json = body === undefined ? '' : JSON.stringify(body)
  return await send(url + path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      authorization: `Bearer ${token}`,
      ...(json !== '' && { 'content-type': 'application/json', 'content-length': String(json.length) }),
      ...headers
    },
    body: json
  })
}

t.test('every curl of docs/control.md is answered as it says, one after the other', posixShell, async t => {
  const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, script]) => String(script))
  t.ok(blocks.length > 12)
  const script = blocks.join('').replaceAll('http://127.0.0.1:3000', appUrl)
  const curl = 'curl () { command curl -w \'%{stderr}%{http_code}\\n\' "$@"; }\n'
  const env = { ...process.env, CONTROL: url, TOKEN: token, SNAPSHOT: `${t.testdir()}/snapshot.json` }
  const { stdout, stderr } = await run('sh', ['-ec', curl + script], { env })
  const statuses = stderr.trim().split('\n')
  t.equal(statuses.length, script.match(/\bcurl -s/g)?.length)
  t.strictSame(statuses.filter(status => !/^20[014]$/.test(status)), [], stdout + stderr)
  t.match(stdout, /\{"location":"http[^"]+\/callback\?code=\w{6}"\}\n/)
})

t.test('what is not asked for is not there', async t => {
  const { orcid: other } = await openMock()
  t.equal(other.control, null)
  for (const path of ['/control', '/control/findings?client=APP-1']) {
    const { status, headers, body } = await send(other.issuer + path, { method: 'POST' })
    t.equal(status, 404)
    t.match(headers, { 'content-type': /^application\/json/ })
    t.match(body, /\}\n$/)
    t.match(JSON.parse(body).message, /^This mock has no control API\. Start it with the option control: true.* --control\.$/)
  }
  await other.close()
})

t.test('who has no token, comes from a page, or sends no JSON is refused', async t => {
  const wrong: Array<[number, Record<string, string>]> = [
    [401, { authorization: '' }],
    [401, { authorization: 'Bearer wrong' }],
    [401, { authorization: `Basic ${token}` }],
    [421, { host: 'evil.example' }]
  ]
  for (const [status, headers] of wrong) t.equal((await call('/findings', { headers })).status, status)
  t.equal((await call('/reset', { body: {}, headers: { 'content-type': 'text/plain' } })).status, 415)
  const bare = { authorization: `Bearer ${token}`, 'content-length': '2' }
  const untyped = await send(`${url}/clients`, { method: 'POST', headers: bare, body: '{}' })
  t.match(untyped, { status: 415, body: '"Send JSON as application/json."' })
  t.equal((await call('/faults', { body: 1 })).status, 400)
  t.match((await call('/faults', { body: { endpoint: 'nonsense', kind: '503' } })).body, 'No endpoint is called')
  t.match((await call('/faults', { method: 'POST' })).body, 'Send a JSON object.')
  t.equal((await call('/faults', { body: { endpoint: 'token', kind: '503', client: null } })).status, 201, 'no client is every client')
  t.equal((await call('/armed/99')).status, 404)
  t.equal((await call('/armed/99', { method: 'DELETE' })).status, 204)
  t.equal((await send(`${url}/clients`, {
    method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': '1' }, body: '{'
  })).status, 400)
})

t.test('an empty body is none, whatever header a suite sends with every request', async t => {
  const { id } = JSON.parse((await call('/faults', { body: { endpoint: 'jwks', kind: '503' } })).body)
  for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/plain']) {
    for (const length of [{ 'content-length': '0' }, { 'transfer-encoding': 'chunked' }]) {
      const headers = { 'content-type': type, ...length }
      t.equal((await call('/clients', { method: 'POST', headers })).status, 201, type)
      t.equal((await call(`/armed/${id}`, { method: 'DELETE', headers })).status, 204, type)
      t.equal((await call('/reset', { method: 'POST', headers })).status, 204, type)
    }
  }
})

t.test('an address that does not exist is answered with those that do, as a line of JSON', async t => {
  const { status, headers, body } = await call('/finding?client=APP-1')
  t.equal(status, 404)
  t.match(headers, { 'content-type': /^application\/json/ })
  const { message, routes } = JSON.parse(body)
  t.equal(message, 'There is no GET /control/finding. Did you mean GET /control/findings?')
  t.equal(routes.length, 31)
  t.ok(routes.includes('DELETE /control/armed/:id'))
  t.equal(JSON.parse((await call('/reset')).body).message, 'There is no GET /control/reset. Did you mean POST /control/reset?')
  t.equal((await call('/nowhere', { headers: { authorization: '' } })).status, 401, 'a stranger is told nothing')
  for (const path of ['/findings', '/clock', '/nowhere']) t.match((await call(path)).body, /[}\]]\n$/)
})

t.test('what is armed from outside strikes, and is told of', async t => {
  await call('/reset', { method: 'POST' })
  const { id } = JSON.parse((await call('/faults', { body: { endpoint: 'jwks', kind: '503', times: 'all' } })).body)
  t.equal((await bench.ask('/oauth/jwks')).status, 503)
  t.match(JSON.parse((await call(`/armed/${id}`)).body), { id, fired: 1 })
  await call(`/armed/${id}`, { method: 'DELETE' })
  t.equal((await bench.ask('/oauth/jwks')).status, 200)
  const forged = JSON.parse((await call('/forgeries', { body: { name: 'orcid-null' } })).body)
  t.equal((await bench.tokens())['orcid'], null)
  t.match(JSON.parse((await call(`/armed/${forged.id}`)).body), { fired: 1 })
  await bench.exchange('abc123')
  const { clientId } = bench.client
  t.match(JSON.parse((await call(`/findings?client=${clientId}`)).body), [{ rule: 'grant-refused' }])
  t.equal(JSON.parse((await call('/journal?endpoint=jwks')).body).length, 2)
  t.equal((await call('/journal')).body.includes('control'), false, 'the control API is not in the journal')
  t.match(JSON.parse((await call('/clients', { method: 'POST' })).body), { clientId: /^APP-/ })
})

t.test('what a query or a body says in vain is refused, on every address', async t => {
  const wrong: Array<[method: string, path: string, complaint: RegExp]> = [
    ['GET', '/journal?endpont=token', /: endpont is not known \(did you mean endpoint\?\)/],
    ['GET', '/journal?as=cuont', /: as must be one of json, .* \(did you mean count\?\)/],
    ['GET', '/journal?endpoint=tokn', /endpoint must be .* \(did you mean token\?\)/],
    ['GET', '/journal?status=2oo', /status must be a number/],
    ['GET', '/journal?client=APP-X', /No client is called APP-X/],
    ['GET', '/journal?client=a&client=b', /client must be string/],
    ['GET', '/findings?clent=x', /clent is not known \(did you mean client\?\)/],
    ['DELETE', '/journal?endpoint=token', /endpoint is not known/],
    ['POST', '/reset?client=APP-X', /Wrong options for the query of POST \/reset: client is not known/]
  ]
  const before = orcid.journal.count()
  for (const [method, path, body] of wrong) t.match(await call(path, { method }), { status: 400, body }, path)
  const { routes } = JSON.parse((await call('/nowhere')).body) as { routes: string[] }
  for (const route of routes) {
    const [method = '', path = ''] = route.replace(/:\w+/, 'sofia').replace(/\/control/, '').split(' ')
    t.match(await call(`${path}?typo=1`, { method }), { status: 400, body: /typo is not known/ }, route)
  }
  for (const path of ['/reset', '/keys/rogue', '/webhooks']) {
    const message = `Wrong options for the body of POST ${path}: client is not known.`
    t.match(JSON.parse((await call(path, { body: { client: CLIENT.clientId } })).body), { message })
  }
  t.match(await call('/journal', { method: 'DELETE', body: { endpoint: 'token' } }), { status: 400 })
  t.equal(orcid.journal.count(), before)
  t.equal((await call('/reset', { body: {} })).status, 204)
})

t.test('the robot signs in for suites in other languages, and says why it cannot', async t => {
  await call('/reset', { method: 'POST' })
  const plan = { app: appUrl, path: '/login/orcid', as: 'sofia' }
  const walked = JSON.parse((await call('/sign-in', { body: { ...plan, scenario: 'replay-callback' } })).body)
  t.match(walked.response, { statusCode: 200, location: null, headers: { 'content-type': /json/ } })
  t.match(JSON.parse(walked.response.body), { code: /^\w{6}$/, state: /^\w{8}-/ })
  t.equal(walked.callbacks.length, 2)
  t.match(walked.walk, /^ 1\. app {4}GET http/)
  t.notMatch(walked.walk, JSON.parse(walked.response.body).code)
  await call('/reset', { method: 'POST' })
  const denied = await call('/sign-in', { body: { ...plan, as: orcid.researchers.sofia.orcid, answer: 'deny' } })
  t.match(JSON.parse(JSON.parse(denied.body).response.body), { error: 'access_denied' })
  const stranger = await call('/sign-in', { body: { ...plan, as: '0000-0002-1825-0097' } })
  t.equal(stranger.status, 400)
  t.match(JSON.parse(stranger.body), { code: 'MOCK_ORCID_ERR_VISIT', message: /^Nobody has the ORCID iD 0000-0002-1825-0097; there are sofia, / })
  const mistyped: Array<[path: string, body: object, message: string]> = [
    ['/sign-in', { ...plan, as: 'sophia' }, 'Nobody is called sophia; did you mean sofia?'],
    ['/authorize', { url: String(bench.authorizeUrl()), as: 'sophia' }, 'Nobody is called sophia; did you mean sofia?'],
    ['/sign-in', { ...plan, as: 'sofia garcia' }, 'Nobody is called sofia garcia; did you mean sofia?'],
    ['/token', { client: CLIENT.clientId, as: 'Sofia Garcia' }, 'Wrong options for token: Nobody has the ORCID iD or the name ' +
      'Sofia Garcia; did you mean sofia?.'],
    ['/clock', { set: true }, 'The clock is set to a date, such as 2030-01-01T00:00:00Z.'],
    ['/sign-in', { ...plan, anwser: 'deny' }, 'Wrong plan for signIn: anwser is not known (did you mean answer?).']
  ]
  for (const [path, body, message] of mistyped) {
    const refused = await call(path, { body })
    t.equal(refused.status, 400)
    t.equal(JSON.parse(refused.body).message, message)
  }
  const locked = await call('/sign-in', { body: { ...plan, as: 'locked' } })
  t.equal(locked.status, 422)
  t.match(JSON.parse(locked.body).message, /^ORCID does not let 0009-0009-9999-0123 sign in; it answered 400 [^\n]{10,120}\n/)
  t.match((await call('/sign-in', { body: { ...plan, onHop: 'x' } })).body, '\\"onHop\\" works in the process of the mock only')
  t.match((await call('/sign-in', { method: 'POST' })).body, 'Send a JSON object with \\"app\\"')
  t.equal((await call('/authorize', { body: { app: appUrl, as: 'sofia' } })).status, 400)
})

t.test('keys, behaviour and the journals of clients are in reach from outside', async t => {
  await call('/reset', { method: 'POST' })
  const { kid } = orcid.keys
  t.strictSame(JSON.parse((await call('/keys')).body), { kid })
  const rotated = JSON.parse((await call('/keys/rotate', { method: 'POST' })).body)
  t.not(rotated.kid, kid)
  t.equal(orcid.keys.kid, rotated.kid)
  const shown = async () => JSON.parse((await bench.ask('/oauth/jwks')).body).keys
  const { id } = JSON.parse((await call('/keys/two', { method: 'POST' })).body)
  t.equal((await shown()).length, 2)
  await call(`/armed/${id}`, { method: 'DELETE' })
  t.equal((await shown()).length, 1)
  t.match(JSON.parse((await call('/behaviour')).body), { tokenType: 'bearer' })
  const other = orcid.client()
  await bench.post('/oauth/token', { client_id: other.clientId })
  const count = async () => JSON.parse((await call(`/journal?as=count&client=${other.clientId}`)).body).count
  t.equal(await count(), 1)
  await call(`/journal?client=${other.clientId}`, { method: 'DELETE' })
  t.equal(await count(), 0)
  t.equal(orcid.journal.count({ endpoint: 'jwks' }), 2)
  orcid.reset()
})

t.test('whatever JSON is sent to whichever address, the control API answers no 5xx', async t => {
  const { routes } = JSON.parse((await call('/nowhere')).body) as { routes: string[] }
  const id = '0000-0001-2345-6789'
  const known: Record<string, object> = {
    '/faults': { endpoint: 'token', kind: '503' },
    '/forgeries': { name: 'invalid-aud' },
    '/token': { client: CLIENT.clientId, as: 'sofia', scope: 'openid' },
    '/researchers': { givenNames: 'A' }
  }
  const names = ['endpoint', 'kind', 'times', 'client', 'name', 'as', 'scope', 'orcid', 'givenNames', 'works', 'record', 'section',
    'putCode', 'set', 'advance', 'keepOld', 'version', 'tokenType', 'app', 'url']
  const values: unknown[] = [null, 1, -1, 1e308, true, 'x', '__proto__', [], {}, { toString: 1 }, { orcid: {} }, { clientId: {} }]
  const writing = routes.filter((route) => /^(?:POST|PUT|PATCH) /.test(route))
  t.ok(writing.length > 14)
  const sent = writing.flatMap((route) => {
    const [method = '', address = ''] = route.split(' ')
    const path = address.replace('/control', '').replace(/:\w+/, id)
    const bodies = [...values, ...names.flatMap((name) => values.map((value) => ({ ...known[path], [name]: value })))]
    return bodies.map((body) => ({ path, method, body }))
  })
  for (const { path, method, body } of sample('bodies that the control API is sent', sent, 5)) {
    const { status, body: said } = await call(path, { method, body })
    if (status >= 500) t.fail(`${method} ${path} ${JSON.stringify(body)}: ${said}`)
  }
  const nested = '['.repeat(100_000) + ']'.repeat(100_000)
  const record = `{ "activities-summary": { "works": { "group": [{ "external-ids": ${nested} }] } } }`
  const answer = await send(`${url}/researchers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: `{ "givenNames": "A", "record": ${record} }`
  })
  t.match(answer, { status: 400, body: /something in them is no plain data, or is nested too deeply/ })
  orcid.reset()
})

t.test('a clock stays among the dates that can be written', async t => {
  for (const set of [8.64e15, '+010000-01-01T00:00:00.000Z']) {
    t.match(await call('/clock', { body: { set } }), { status: 400, body: /up to the end of the year 9999/ })
  }
  t.match(await call('/clock', { body: { set: '9999-12-31T23:59:59.999Z' } }), { status: 200 })
  t.equal((await bench.ask('/')).status, 200)
  t.match(await call('/clock', { body: { advance: 1e9 } }), { status: 400 })
  orcid.reset()
  const half = await call('/clock', { body: { set: '2030-01-01T00:00:00Z', advance: 'x' } })
  t.match(half, { status: 400, body: /The clock advances by a number of seconds\./ })
  t.ok(Math.abs(orcid.clock.now() - Date.now()) < 10_000, 'a body is refused as a whole')
  t.match(await call('/clock', { body: { frezee: true } }), { status: 400, body: /frezee is not known \(did you mean freeze\?\)/ })
  const { kid } = orcid.keys
  t.match(await call('/keys/rotate', { body: { keepold: true } }), { status: 400, body: /keepold is not known \(did you mean keepOld\?\)/ })
  t.equal(orcid.keys.kid, kid)
  const snapshot = orcid.snapshot()
  for (const clock of [{ offset: 1e300, frozenAt: null }, { offset: 0, frozenAt: 8.64e15 }]) {
    t.match(await call('/snapshot', { method: 'PUT', body: { ...snapshot, clock } }), { status: 400, body: /clock\.\w+ must be <= / })
  }
  orcid.reset()
})
