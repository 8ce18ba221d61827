import Fastify from 'fastify'
import t from 'tap'
import { mockOrcid } from '../../../mock-server/index.ts'
import { openMock, send } from '../../support/mock.ts'
import { arrowsIn } from './support.ts'

t.test('it answers to this machine only', async t => {
  const { orcid, ask } = await openMock()
  t.teardown(() => orcid.close())
  t.equal((await ask('/', { host: 'evil.example' })).status, 421)
  t.equal((await ask('/', { host: 'localhost:9797' })).status, 200)
  const app = Fastify()
  await app.register(mockOrcid, { issuer: 'http://orcid.test:3000/orcid', prefix: '/orcid' })
  const refused = await app.inject({ url: '/orcid/', headers: { host: 'orcid.test:3000' } })
  t.equal(refused.statusCode, 421, 'the issuer may be a name of other machines')
  t.match(refused.body, 'loopback')
  t.equal((await app.inject({ url: '/orcid/', remoteAddress: '192.0.2.1' })).statusCode, 421)
  t.equal((await app.inject({ url: '/orcid/', remoteAddress: '::ffff:127.0.0.1' })).statusCode, 200)
  for (const site of ['cross-site', 'same-site', 'none']) {
    const headers = { accept: 'text/event-stream', 'sec-fetch-site': site }
    t.equal((await ask('/', headers)).status, 403, site)
  }
})

t.test('under a prefix it is at the root of the mock, and without one the root is the app\'s', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(mockOrcid, { issuer: 'http://127.0.0.1:3000/orcid', prefix: '/orcid' })
  await app.inject('/orcid/oauth/jwks')
  for (const url of ['/orcid', '/orcid/']) {
    const { statusCode, body } = await app.inject(url)
    t.equal(statusCode, 200)
    t.match(arrowsIn(body), ['App to ORCID fetches the keys'])
  }
  t.equal((await app.inject('/')).statusCode, 404)
  const rooted = Fastify()
  rooted.get('/', async () => 'home')
  await rooted.register(mockOrcid, { issuer: 'http://127.0.0.1:3000' })
  t.equal((await rooted.inject('/')).body, 'home')
  const { orcid } = await openMock({ issuer: 'http://127.0.0.1:1/fake/orcid', control: true })
  t.teardown(() => orcid.close())
  const path = String(orcid.control?.url).replace('/control', '')
  t.match((await send(path)).body, 'Inspector')
  t.match((await send(`${path}/`)).body, 'Inspector')
})
