// One request over undici, and its whole response: within a deadline, and with no more bytes than allowed.
import type { Dispatcher } from 'undici'
import { OrcidBadResponseError, OrcidUnreachableError } from '../errors.ts'
import type { OrcidDispatchHandler, OrcidDispatcher } from '../options/options.ts'
import { nameError } from './connections.ts'
import type { Deadline } from './deadline.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

export interface RawResponse {
  readonly statusCode: number
  readonly headers: Headers
  readonly body: Buffer
}

export interface Limits {
  readonly deadline: Deadline
  readonly maxBytes: number
  /** Why a response is refused before its body is read; `null` if it is not. */
  readonly refuse: (statusCode: number, headers: Headers) => string | null
}

/** undici tells it what happens. Its own `request()` makes a stream of each response, which takes twice as long. */
class ResponseReader implements OrcidDispatchHandler {
  readonly #limits: Limits
  readonly #resolve: (response: RawResponse) => void
  readonly #reject: (error: Error) => void
  readonly #pieces: Buffer[] = []
  #controller: Dispatcher.DispatchController | undefined
  #statusCode = 0
  #headers: Headers = {}
  #length = 0

  constructor (limits: Limits, resolve: (response: RawResponse) => void, reject: (error: Error) => void) {
    this.#limits = limits
    this.#resolve = resolve
    this.#reject = reject
    limits.deadline.once('abort', this.#giveUp)
  }

  readonly #giveUp = (): void => { this.#fail(this.#limits.deadline.reason as Error) }

  #fail (error: Error): void {
    this.#limits.deadline.off('abort', this.#giveUp)
    this.#reject(error)
    // A dispatcher may report the abort, which ends here again.
    const controller = this.#controller
    this.#controller = undefined
    controller?.abort(error)
  }

  #refuse (reason: string): void {
    this.#fail(new OrcidBadResponseError({ cause: { statusCode: this.#statusCode, reason } }))
  }

  onRequestStart (controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // The time was up before there was a connection. Nothing is sent.
    const { reason } = this.#limits.deadline
    if (reason !== undefined) controller.abort(reason)
  }

  onResponseStart (_controller: Dispatcher.DispatchController, statusCode: number, headers: Headers): void {
    this.#statusCode = statusCode
    this.#headers = headers
    const reason = this.#limits.refuse(statusCode, headers)
    if (reason !== null) this.#refuse(reason)
  }

  onResponseData (_controller: Dispatcher.DispatchController, piece: Buffer): void {
    this.#length += piece.length
    if (this.#length > this.#limits.maxBytes) this.#refuse('too large')
    else this.#pieces.push(piece)
  }

  onResponseEnd (): void {
    this.#limits.deadline.off('abort', this.#giveUp)
    const [first] = this.#pieces
    const body = first !== undefined && this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces)
    this.#resolve({ statusCode: this.#statusCode, headers: this.#headers, body })
  }

  onResponseError (_controller: Dispatcher.DispatchController, error: Error & { code?: string }): void {
    // undici lets a request fail with the idle connection that it was about to use. Then it has not started it.
    const isUnsent = error.code === 'ECONNRESET' && this.#controller === undefined
    this.#fail(isUnsent ? new OrcidUnreachableError({ cause: nameError(error) }) : error)
  }
}

/** Rejects with the reason of the deadline, with `ORCID_ERR_BAD_RESPONSE`, or with undici's error. */
export function exchange (dispatcher: OrcidDispatcher, options: Dispatcher.DispatchOptions,
  limits: Limits): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    dispatcher.dispatch(options, new ResponseReader(limits, resolve, reject))
  })
}
