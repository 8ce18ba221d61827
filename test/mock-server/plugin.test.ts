import Fastify from 'fastify'
import t from 'tap'
import { mockOrcid } from '../../mock-server/index.ts'

t.test('a mock without a prefix leaves the app its own /api and /pub', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.get('/api/*', async () => 'the app\'s own')
  await app.register(mockOrcid, { issuer: 'http://127.0.0.1:3000' })
  const ask = async (url: string) => await app.inject({ url, headers: { host: '127.0.0.1:3000', accept: 'application/json' } })
  t.equal((await ask('/api/users')).body, 'the app\'s own')
  t.equal((await ask('/pub/users')).statusCode, 404)
  t.equal((await ask('/pub/v3.0/pubStatus')).statusCode, 200)
  t.equal((await ask('/api/v3.0/0000-0001-2345-6789/person')).statusCode, 403)
})

t.test('a mock with a prefix answers addresses without a version', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(mockOrcid, { issuer: 'http://127.0.0.1:3000/orcid', prefix: '/orcid' })
  const { statusCode, headers } = await app.inject({ url: '/orcid/pub/0000-0001-2345-6789', headers: { host: '127.0.0.1:3000' } })
  t.equal(statusCode, 302)
  t.equal(headers.location, 'http://127.0.0.1:3000/orcid/pub/v3.0/0000-0001-2345-6789')
})
