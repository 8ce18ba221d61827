// The option `dispatcher`, with the dispatchers of the versions of undici that apps have.
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import t from 'tap'
import undici6 from 'undici-6'
import type * as Undici8 from 'undici-8'
import { OrcidOptionsError, type OrcidDispatcher } from '../../../plugin/index.ts'
import { logIn, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import { startStranger } from '../../support/logged-app.ts'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
// undici 8 does not load in an older one.
const needsNode22 = major > 22 || (major === 22 && minor >= 19)
  ? {}
  : { skip: `undici 8 needs Node.js 22.19 or newer; this is ${process.version}` }

const EAGER = { maxRetries: 3, minTimeout: 1, methods: ['GET' as const, 'POST' as const] }
const DISPATCHERS: Record<string, (undici: typeof Undici8, address: string) => OrcidDispatcher> = {
  'an Agent': ({ Agent }) => new Agent({ pipelining: 0 }),
  'a Pool': ({ Pool }, address) => new Pool(address),
  'an Agent that redirects and retries': ({ Agent, interceptors }) =>
    new Agent().compose(interceptors.redirect({ maxRedirections: 5 }), interceptors.retry(EAGER))
}

for (const [name, create] of Object.entries(DISPATCHERS)) {
  t.test(`${name} of undici 8 signs people in, sends nothing twice, and is stopped where ORCID misbehaves`, needsNode22, async (t) => {
    const provider = await startLyingProvider(t)
    const stranger = await startStranger(t)
    const dispatcher = create(await import('undici-8'), provider.issuer)
    t.teardown(() => (dispatcher as Undici8.Agent).destroy())
    const app = await startApp(t, provider, { dispatcher, timeoutMs: 400 })
    t.equal((await logIn(app, provider)).statusCode, 303)
    const refusals: Array<[answer: (form: unknown, reply: FastifyReply) => unknown, code: string]> = [
      [(_form, reply) => reply.redirect(`${stranger.origin}/`, 307), 'BAD_RESPONSE'],
      [(_form, reply) => reply.code(503).send(''), 'UNAVAILABLE'],
      [() => ({ sub: 'x'.repeat(70_000) }), 'BAD_RESPONSE'],
      [async () => await sleep(500, {}), 'TIMEOUT']
    ]
    for (const [answer, code] of refusals) {
      provider.userinfo = answer
      await t.rejects(app.orcid.userinfo('token'), { code: `ORCID_ERR_${code}` })
    }
    provider.requests.length = 0
    provider.token = (_form, reply) => reply.hijack().raw.socket?.resetAndDestroy()
    await t.rejects(app.orcid.refresh('token'), { code: 'ORCID_ERR_OUTCOME_UNKNOWN' })
    provider.token = (_form, reply) => reply.redirect(`${stranger.origin}/`, 307)
    await t.rejects(app.orcid.refresh('token'), { code: 'ORCID_ERR_BAD_RESPONSE' })
    t.equal(provider.requests.length, 2, 'each was sent once')
    t.strictSame(stranger.seen, [])
  })
}

t.test('a dispatcher of undici 6 is refused by name, at registration', async (t) => {
  const { Agent, MockAgent, ProxyAgent, RetryAgent, interceptors } = undici6
  const old = [new Agent(), new Agent().compose(interceptors.retry()), new MockAgent(), new RetryAgent(new Agent()),
    new ProxyAgent('http://127.0.0.1:1')]
  const provider = await startLyingProvider(t)
  for (const dispatcher of old) {
    t.teardown(() => dispatcher.close())
    const error = await startApp(t, provider, { dispatcher: dispatcher as never }).catch((error: unknown) => error)
    t.match(error, new OrcidOptionsError('fastify-orcid cannot be registered: ' +
      'option `dispatcher` must be a dispatcher of undici 7 or 8; got one of undici 6.'), dispatcher.constructor.name)
  }
  t.equal(provider.requests.length, 0)
})

t.test('only undici 6 is taken for undici 6', async (t) => {
  const provider = await startLyingProvider(t)
  const compose = () => ({ dispatch: () => true })
  await t.resolves(startApp(t, provider, { dispatcher: { dispatch: () => true, compose } as OrcidDispatcher }))
})

/** Never called: the compiler is the test. */
export function theTypesKnowUndici ({ Agent, MockAgent, ProxyAgent }: typeof Undici8): OrcidDispatcher[] {
  // @ts-expect-error a dispatcher of undici 6
  const old: OrcidDispatcher = new undici6.Agent()
  return [old, new Agent(), new MockAgent(), new ProxyAgent('http://127.0.0.1:1')]
}
