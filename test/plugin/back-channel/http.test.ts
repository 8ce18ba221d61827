import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import t from 'tap'
import { Agent, Dispatcher, interceptors } from 'undici'
import { Deadline } from '../../../plugin/back-channel/deadline.ts'
import { createBackChannel } from '../../../plugin/back-channel/http.ts'
import type { Settings } from '../../../plugin/options/settings.ts'
import { startStranger } from '../../support/logged-app.ts'
import { SOFIA, logIn, startApp, startLyingProvider } from '../../support/lying-provider.ts'

/** A network that refuses every connection, and tells of each. */
class Refusal extends Dispatcher {
  attempts = 0
  readonly #onAttempt: () => void

  constructor (onAttempt: () => void = () => {}) {
    super()
    this.#onAttempt = onAttempt
  }

  override dispatch (_options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.attempts++
    this.#onAttempt()
    handler.onResponseError?.(undefined as never, Object.assign(new Error('refused'), { code: 'ECONNREFUSED', syscall: 'connect' }))
    return true
  }
}

const open = (dispatcher: Dispatcher) =>
  createBackChannel({ dispatcher, timeoutMs: 10_000 } as Partial<Settings> as Settings)
const url = 'http://127.0.0.1:9/oauth/token'

t.test('where no connection comes about, one more is tried', async (t) => {
  const network = new Refusal()
  await t.rejects(open(network).send({ url, form: {} }), { code: 'ORCID_ERR_UNREACHABLE' })
  t.equal(network.attempts, 2)
})

t.test('a request that fails with an idle connection, before it is written, is sent on a new one; a written one is not', async (t) => {
  for (const [isWritten, attempts, code] of [[false, 2, 'UNREACHABLE'], [true, 1, 'OUTCOME_UNKNOWN']] as const) {
    let seen = 0
    class Reset extends Dispatcher {
      override dispatch (_options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
        seen++
        const controller = { abort () {} } as unknown as Dispatcher.DispatchController
        if (isWritten) handler.onRequestStart?.(controller, {})
        handler.onResponseError?.(controller, Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
        return true
      }
    }
    await t.rejects(open(new Reset()).send({ url, form: {} }), { code: `ORCID_ERR_${code}`, cause: { code: 'ECONNRESET' } })
    t.equal(seen, attempts)
  }
})

t.test('nothing is tried any more when the time ran out in the pause before it', async (t) => {
  const network = new Refusal()
  await t.rejects(open(network).send({ url, form: {}, deadline: new Deadline(50) }), { code: 'ORCID_ERR_TIMEOUT' })
  t.equal(network.attempts, 1)
})

t.test('a connection that comes about when the time is up sends nothing', async (t) => {
  let reason: unknown
  class Slow extends Dispatcher {
    override dispatch (_options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
      const abort = (error: unknown) => { reason = error }
      setTimeout(() => { handler.onRequestStart?.({ abort } as Dispatcher.DispatchController, {}) }, 60)
      return true
    }
  }
  await t.rejects(open(new Slow()).send({ url, form: {}, deadline: new Deadline(20) }), { code: 'ORCID_ERR_TIMEOUT' })
  await sleep(60)
  t.match(reason, { name: 'TimeoutError' })
})

const eager = {
  maxRetries: 3,
  minTimeout: 1,
  methods: ['GET', 'POST', 'PUT', 'DELETE'] as Dispatcher.HttpMethod[],
  statusCodes: [307, 400, 429, 500, 503],
  errorCodes: ['ECONNRESET', 'UND_ERR_SOCKET']
}
const retry = (_error: Error, _context: unknown, done: (error: Error | null) => void) => { done(null) }
const insistent = { ...eager, throwOnError: false, retry }

for (const [name, composed] of Object.entries({
  redirect: [interceptors.redirect({ maxRedirections: 5 })],
  retry: [interceptors.retry(eager)],
  'a retry of its own': [interceptors.retry(insistent as never)],
  'redirect and retry': [interceptors.redirect({ maxRedirections: 5 }), interceptors.retry(eager)],
  'retry and redirect': [interceptors.retry(eager), interceptors.redirect({ maxRedirections: 5 })]
})) {
  t.test(`S8: a dispatcher that was composed with ${name} sends nothing elsewhere, and nothing twice`, async (t) => {
    const provider = await startLyingProvider(t)
    const stranger = await startStranger(t)
    const agent = new Agent()
    t.teardown(() => agent.destroy())
    const app = await startApp(t, provider, { dispatcher: agent.compose(...composed) })
    const record = app.orcid.record('token', SOFIA)
    t.equal((await logIn(app, provider)).statusCode, 303)
    const calls: Array<[name: 'token' | 'revoke' | 'record', call: () => Promise<unknown>]> = [
      ['token', () => app.orcid.refresh('token')], ['revoke', () => app.orcid.revoke('token')], ['record', () => record.add('keywords', { content: 'roses' })],
      ['record', () => record.update('keywords', 1, { content: 'roses' })], ['record', () => record.remove('keywords', 1)], ['record', () => record.read('person')]
    ]
    const answers: Array<[answer: (form: unknown, reply: FastifyReply) => unknown, code: string]> = [
      [(_form, reply) => reply.redirect(`${stranger.origin}/`, 307), 'BAD_RESPONSE'],
      [(_form, reply) => reply.code(503).header('retry-after', '2').send(''), 'UNAVAILABLE'],
      [(_form, reply) => reply.code(400).send({ error: 'invalid_grant' }), ''],
      [(_form, reply) => reply.hijack().raw.socket?.resetAndDestroy(), 'OUTCOME_UNKNOWN']
    ]
    for (const [answer, code] of answers) {
      for (const [endpoint, call] of calls) {
        provider[endpoint] = answer
        provider.requests.length = 0
        const error = await call().then(() => null, (error: { code: string, cause: object }) => error)
        if (code !== '') t.match(error, { code: `ORCID_ERR_${code}` }, `${endpoint}: ${code}`)
        if (code === 'UNAVAILABLE') t.match(error, { cause: { retryAfterSeconds: 2 } })
        // The plugin itself repeats a read and a revocation whose connection broke.
        const isRepeated = code === 'OUTCOME_UNKNOWN' && (endpoint === 'revoke' || provider.requests[0]?.method === 'GET')
        t.equal(provider.requests.length, isRepeated ? 2 : 1, `${endpoint}: ${code}`)
      }
      provider.requests.length = 0
      await logIn(app, provider)
      const codes = provider.requests.map(({ form }) => form['code'])
      // The plugin begins a sign-in again whose code was rejected, and then has another code.
      t.equal(codes.length, code === '' ? 2 : 1)
      t.equal(new Set(codes).size, codes.length, `a code is posted once: ${code}`)
    }
    t.strictSame(stranger.seen, [])
  })
}
