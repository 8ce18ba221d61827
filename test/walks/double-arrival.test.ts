import Fastify from 'fastify'
import t from 'tap'
import type { Test } from 'tap'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcid, MockScenarioName } from '../../mock-server/index.ts'
import fastifyOrcid from '../../plugin/index.ts'
import type { FastifyOrcidOptions } from '../../plugin/index.ts'
import { freePort } from '../support/free-port.ts'

/** The count at the mock is the proof: a code is posted once, and the tokens of the first exchange stay good. */
async function start (t: Test, isListening: boolean) {
  const port = isListening ? await freePort() : 3000
  const orcid = await startMockOrcid() as MockOrcid
  const app = Fastify()
  const tokens: string[] = []
  await app.register(fastifyOrcid, {
    environment: orcid.environment,
    ...orcid.client(),
    redirectUri: `http://127.0.0.1:${port}/login/orcid/callback`,
    onLogin: async (_request, _reply, login) => {
      tokens.push(login.tokens.accessToken)
      return { hello: login.orcid }
    }
  } as FastifyOrcidOptions)
  t.teardown(async () => { orcid.findings(); await app.close(); await orcid.close() })
  const target = isListening ? await app.listen({ host: '127.0.0.1', port }) : app
  const posts = () => orcid.journal.count({ endpoint: 'token' })
  return { orcid, app, target, tokens, posts }
}

const scenarios: MockScenarioName[] = ['double-navigation', 'double-navigation-cancelled', 'replay-callback', 'prefetch',
  'head-request', 'back-and-resubmit']

for (const isListening of [false, true]) {
  for (const scenario of scenarios) {
    t.test(`SEC-C6 ${scenario}, ${isListening ? 'over a socket' : 'injected'}: one exchange, and its tokens are good`, async (t) => {
      const { orcid, app, target, tokens, posts } = await start(t, isListening)
      const visit = await orcid.signIn(target, { path: '/login/orcid', as: orcid.researchers.sofia, scenario })
      const codes = new Set(visit.hops.map(({ url }) => new URL(url).searchParams.get('code')).filter(Boolean))
      t.ok(posts() >= 1 && posts() <= codes.size, `${posts()} posts of ${codes.size} codes`)
      for (const token of tokens) t.equal((await app.orcid.userinfo(token)).orcid, orcid.researchers.sofia.orcid)
    })
  }
}

t.test('SEC-C6: ten tabs reload one callback while ORCID takes its time, and one code is posted', async (t) => {
  const { orcid, app, tokens, posts } = await start(t, false)
  const login = await app.inject('/login/orcid')
  const cookie = String(login.headers['set-cookie']).split(';')[0] ?? ''
  const { location } = await orcid.authorize(String(login.headers.location), { as: orcid.researchers.sofia })
  orcid.fail('token', 'delay', { delayMs: 100 })
  const { pathname, search } = new URL(location)
  const reload = async () => await app.inject({ url: pathname + search, headers: { cookie } })
  const answers = await Promise.all(Array.from({ length: 10 }, reload))
  t.ok(answers.every(({ statusCode }) => statusCode === 200))
  t.equal(posts(), 1)
  t.equal(new Set(tokens).size, 1)
  t.equal((await app.orcid.userinfo(String(tokens[0]))).orcid, orcid.researchers.sofia.orcid, 'ORCID has revoked nothing')
  orcid.assertClean()
})
