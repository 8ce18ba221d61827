import t from 'tap'
import { Dispatcher } from 'undici'
import { createBackChannel } from '../../../plugin/back-channel/http.ts'
import type { Settings } from '../../../plugin/options/settings.ts'

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
    handler.onError?.(Object.assign(new Error('refused'), { code: 'ECONNREFUSED', syscall: 'connect' }))
    return true
  }
}

const open = (dispatcher: Dispatcher) => createBackChannel({ dispatcher, timeoutMs: 10_000 } as Settings)
const url = 'http://127.0.0.1:9/oauth/token'

t.test('where no connection comes about, one more is tried', async (t) => {
  const network = new Refusal()
  await t.rejects(open(network).send({ url, form: {} }), { code: 'ORCID_ERR_UNREACHABLE' })
  t.equal(network.attempts, 2)
})

t.test('nothing is tried any more when the time ran out in the pause before it', async (t) => {
  const controller = new AbortController()
  const network = new Refusal(() => { setTimeout(() => { controller.abort() }, 10) })
  await t.rejects(open(network).send({ url, form: {}, signal: controller.signal }), { code: 'ORCID_ERR_TIMEOUT' })
  t.equal(network.attempts, 1)
})
