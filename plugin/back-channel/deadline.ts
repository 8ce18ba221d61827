// How long ORCID may take: one deadline, however many requests something needs.
import { OrcidTimeoutError } from '../errors.ts'

/** A time after which nobody waits any longer. */
export interface Deadline {
  /** Aborted when it is reached. */
  readonly signal: AbortSignal
  /** Ends it: it will not be reached. */
  end (): void
}

// A timer this late says that the event loop was blocked, not that ORCID was slow.
const LATE_MS = 200

/**
 * Starts a deadline, by a clock that nobody sets. Behind a blocked event loop the timer comes before the answer that
 * has been lying in the socket meanwhile; for that to be read, a late deadline is put off, once, by what was lost.
 */
export function startDeadline (timeoutMs: number): Deadline {
  const controller = new AbortController()
  const due = performance.now() + timeoutMs
  const reach = (): void => { controller.abort(new DOMException('too late', 'TimeoutError')) }
  let timer = setTimeout(() => {
    const lostMs = performance.now() - due
    if (lostMs > LATE_MS) timer = setTimeout(reach, Math.min(lostMs, timeoutMs))
    else reach()
  }, timeoutMs)
  return { signal: controller.signal, end: () => { clearTimeout(timer) } }
}

/**
 * Does `work` under a deadline. Throws `ORCID_ERR_TIMEOUT` when it is reached; what comes after that is dropped, and
 * `signal` tells the work to stop.
 */
export async function within<T> (timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, end } = startDeadline(timeoutMs)
  const tooLate = new Promise<never>((_resolve, reject) => {
    const reason = 'it took too long'
    signal.addEventListener('abort', () => { reject(new OrcidTimeoutError({ cause: { reason } })) }, { once: true })
  })
  try {
    return await Promise.race([work(signal), tooLate])
  } finally {
    end()
  }
}
