import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import Fastify from 'fastify'
import t from 'tap'
import { openBench, send } from '../support/bench.ts'

const run = promisify(execFile)
const page = readFileSync(new URL('../../docs/control.md', import.meta.url), 'utf8')

const CLIENT = { clientId: 'APP-0123456789ABCDEF', clientSecret: 'secret' }
const bench = await openBench({ control: true, clients: [CLIENT] })
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

t.test('every curl of docs/control.md is answered as it says', async t => {
  const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, script]) => String(script))
  t.ok(blocks.length > 12)
  for (const script of blocks) {
    for (const command of script.split(/\n(?=curl)/)) {
      const here = command.replaceAll('http://127.0.0.1:3000', appUrl).replaceAll('http://127.0.0.1:9797', orcid.issuer)
      const { stdout } = await run('sh', ['-c', here.replace('curl -s', 'curl -s -w "\\n%{http_code}"')],
        { env: { ...process.env, CONTROL: url, TOKEN: token } })
      t.match(stdout, /\n20[014]$/, command)
    }
  }
})

t.test('what is not asked for is not there', async t => {
  const { orcid: other } = await openBench()
  t.equal(other.control, null)
  t.equal((await send(`${other.issuer}/control/findings`)).status, 404)
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
  t.equal((await call('/faults', { body: 1 })).status, 400)
  t.match((await call('/faults', { body: { leg: 'nonsense', kind: '503' } })).body, 'No leg is called')
  t.match((await call('/faults', { method: 'POST' })).body, 'Send a JSON object.')
  t.equal((await call('/faults', { body: { leg: 'token', kind: '503', client: null } })).status, 201, 'no client is every client')
  t.equal((await call('/nowhere')).status, 404)
  t.equal((await call('/armed/99')).status, 404)
  t.equal((await call('/armed/99', { method: 'DELETE' })).status, 204)
  t.equal((await send(`${url}/clients`, {
    method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': '1' }, body: '{'
  })).status, 400)
})

t.test('what is armed from outside strikes, and is told of', async t => {
  await call('/reset', { method: 'POST' })
  const { id } = JSON.parse((await call('/faults', { body: { leg: 'jwks', kind: '503', times: 'all' } })).body)
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
  t.equal(JSON.parse((await call('/journal?leg=jwks')).body).length, 2)
  t.equal((await call('/journal')).body.includes('control'), false, 'the control API is not in the journal')
  t.match(JSON.parse((await call('/clients', { method: 'POST' })).body), { clientId: /^APP-/ })
})

t.test('the robot signs in for suites in other languages, and says why it cannot', async t => {
  await call('/reset', { method: 'POST' })
  const plan = { app: appUrl, path: '/login/orcid', as: 'sofia' }
  const walked = JSON.parse((await call('/sign-in', { body: { ...plan, twist: 'replay-callback' } })).body)
  t.match(walked.response, { statusCode: 200, location: null, headers: { 'content-type': /json/ } })
  t.match(JSON.parse(walked.response.body), { code: /^\w{6}$/, state: /^\w{8}-/ })
  t.equal(walked.callbacks.length, 2)
  t.match(walked.walk, /^ 1\. app {4}GET http/)
  t.notMatch(walked.walk, JSON.parse(walked.response.body).code)
  await call('/reset', { method: 'POST' })
  const denied = await call('/sign-in', { body: { ...plan, as: orcid.researchers.sofia.orcid, answer: 'deny' } })
  t.match(JSON.parse(JSON.parse(denied.body).response.body), { error: 'access_denied' })
  const stranger = await call('/sign-in', { body: { ...plan, as: '0000-0002-1825-0097' } })
  t.equal(stranger.status, 422)
  t.match(JSON.parse(stranger.body), { code: 'MOCK_ORCID_ERR_VISIT', message: /does not let 0000-0002-1825-0097 sign in/ })
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
  t.equal(orcid.journal.count({ leg: 'jwks' }), 2)
  orcid.reset()
})
