import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import t from 'tap'
import { mockOrcid, startMockOrcid } from '../../../mock-server/index.ts'
import { askHealth } from '../../../mock-server/cli/health.ts'
import { freePort } from '../../support/free-port.ts'
import { send } from '../../support/mock.ts'

t.test('GET /health says that the mock is there, to its own names, and leaves no trace', async (t) => {
  const orcid = await startMockOrcid({ hosts: ['orcid.test'] })
  t.teardown(orcid.close)
  for (const host of ['localhost', 'orcid.test:9797']) {
    const { status, headers, body } = await send(`${orcid.address}/health`, { headers: { host } })
    t.match([status, JSON.parse(body)], [200, { status: 'ok', issuer: orcid.issuer }])
    t.match(headers, { 'content-type': /^application\/json/, 'x-fake-orcid': '1', 'cache-control': 'no-store' })
  }
  t.equal((await send(`${orcid.address}/health`, { headers: { host: 'evil.example' } })).status, 421)
  t.equal(orcid.journal.count(), 0)
  t.equal(await askHealth(`${orcid.address}/`), orcid.issuer)
})

t.test('below a path it is below the path, and in an app without a prefix it is the app\'s', async (t) => {
  const orcid = await startMockOrcid({ issuer: 'http://127.0.0.1:1/fake' })
  t.teardown(orcid.close)
  t.equal(await askHealth(`${orcid.address}/fake`), 'http://127.0.0.1:1/fake')
  const app = Fastify()
  app.get('/health', async () => 'the app\'s')
  await app.register(mockOrcid, { issuer: 'http://127.0.0.1:3000' })
  await app.register(mockOrcid, { issuer: 'http://127.0.0.1:3000/orcid', prefix: '/orcid' })
  t.equal((await app.inject('/health')).body, 'the app\'s')
  t.match((await app.inject('/orcid/health')).json(), { issuer: 'http://127.0.0.1:3000/orcid' })
})

t.test('who is not a healthy mock is told apart', async (t) => {
  await t.rejects(askHealth(`http://127.0.0.1:${await freePort()}`), { message: /^Nobody answers at .*\/health: ECONNREFUSED$/ })
  const other = createServer((_request, response) => { response.end('ok') }).listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  await t.rejects(askHealth(`http://127.0.0.1:${(other.address() as AddressInfo).port}`), { message: /is no fake ORCID$/ })
  const orcid = await startMockOrcid({ tls: true })
  t.teardown(orcid.close)
  await t.rejects(askHealth(`${orcid.address}/nowhere`), { message: /The fake ORCID at .* answers 404: / })
  await t.rejects(askHealth(orcid.issuer), { message: /^Nobody answers at https.*: UNABLE_TO_VERIFY_LEAF_SIGNATURE$/ })
  await t.rejects(askHealth('http://127.0.0.1:1'), { message: /^Nobody answers at http:\/\/127\.0\.0\.1:1\/health: (?:bad port|ECONNREFUSED)$/ })
})
