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

/** Waits for `work` until `signal` is aborted, and then rejects with its reason. */
export async function until<T> (signal: AbortSignal, work: Promise<T>): Promise<T> {
  const over = new AbortController()
  const tooLate = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void => {
      const { reason }: { reason: Error } = signal
      reject(reason)
    }
    signal.addEventListener('abort', giveUp, { signal: over.signal })
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    over.abort()
  }
}

/**
 * Does `work` under a deadline. Throws `ORCID_ERR_TIMEOUT` when it is reached; what comes after that is dropped, and
 * `signal` tells the work to stop.
 */
export async function within<T> (timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, end } = startDeadline(timeoutMs)
  return await until(signal, work(signal)).catch((error: unknown) => {
    throw signal.aborted ? new OrcidTimeoutError({ cause: { reason: 'it took too long' } }) : error
  }).finally(end)
}
