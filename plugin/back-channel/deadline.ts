// One deadline for a whole task, however many requests it needs.
import { EventEmitter } from 'node:events'
import { OrcidTimeoutError } from '../errors.ts'

// A timer this late means that the event loop was blocked, not that ORCID was slow.
const LATE_MS = 200

/**
 * A deadline on the monotonic clock. It emits `abort` when the time is up, as undici expects of a signal; an
 * AbortController would cost every login a tenth of its time.
 *
 * After the event loop was blocked, a timer fires before an answer that has already arrived is read. A late deadline
 * is therefore extended once, by the time that was lost.
 */
export class Deadline extends EventEmitter {
  aborted = false
  reason: Error | undefined
  #timer: NodeJS.Timeout

  constructor (timeoutMs: number) {
    super()
    // A task may send any number of requests at once.
    this.setMaxListeners(0)
    const due = performance.now() + timeoutMs
    this.#timer = setTimeout(() => {
      const lostMs = performance.now() - due
      if (lostMs > LATE_MS) this.#timer = setTimeout(() => { this.#expire() }, Math.min(lostMs, timeoutMs))
      else this.#expire()
    }, timeoutMs)
  }

  #expire (): void {
    this.aborted = true
    // A DOMException would have a number for a code, which says nothing in a log.
    this.reason = Object.assign(new Error('too late'), { name: 'TimeoutError', code: 'TIMEOUT' })
    this.emit('abort')
  }

  /** Stops the timer. */
  end (): void {
    clearTimeout(this.#timer)
  }
}

/** Waits for `work`, and rejects with the reason of `deadline` when its time is up first. */
export function rejectWhenLate<T> (deadline: Deadline, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const rejectWithReason = (): void => {
      const { reason } = deadline
      reject(reason)
    }
    const finish = (settle: () => void): void => {
      deadline.off('abort', rejectWithReason)
      settle()
    }
    deadline.once('abort', rejectWithReason)
    work.then((value) => { finish(() => { resolve(value) }) }, (error: Error) => { finish(() => { reject(error) }) })
  })
}

/** Runs `work` under a deadline. Throws `ORCID_ERR_TIMEOUT` when the time is up. */
export async function withDeadline<T> (timeoutMs: number, work: (deadline: Deadline) => Promise<T>): Promise<T> {
  const deadline = new Deadline(timeoutMs)
  return await rejectWhenLate(deadline, work(deadline)).catch((error: unknown) => {
    throw deadline.aborted ? new OrcidTimeoutError({ cause: { reason: 'it took too long' } }) : error
  }).finally(() => { deadline.end() })
}
