// One deadline for a whole task, however many requests it needs.
import { OrcidTimeoutError } from '../errors.ts'

export interface Deadline {
  /** Aborted when the time is up. */
  readonly signal: AbortSignal
  /** Stops the timer. */
  end (): void
}

// A timer this late means that the event loop was blocked, not that ORCID was slow.
const LATE_MS = 200

/**
 * Starts a deadline on the monotonic clock. After the event loop was blocked, a timer fires before an answer that has
 * already arrived is read. A late deadline is therefore extended once, by the time that was lost.
 */
export function startDeadline (timeoutMs: number): Deadline {
  const controller = new AbortController()
  const due = performance.now() + timeoutMs
  const expire = (): void => { controller.abort(new DOMException('too late', 'TimeoutError')) }
  let timer = setTimeout(() => {
    const lostMs = performance.now() - due
    if (lostMs > LATE_MS) timer = setTimeout(expire, Math.min(lostMs, timeoutMs))
    else expire()
  }, timeoutMs)
  return { signal: controller.signal, end: () => { clearTimeout(timer) } }
}

/** Waits for `work`, and rejects with the reason of `signal` when that is aborted first. */
export async function rejectOnAbort<T> (signal: AbortSignal, work: Promise<T>): Promise<T> {
  const finished = new AbortController()
  const aborted = new Promise<never>((_resolve, reject) => {
    const rejectWithReason = (): void => {
      const { reason }: { reason: Error } = signal
      reject(reason)
    }
    signal.addEventListener('abort', rejectWithReason, { signal: finished.signal })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    finished.abort()
  }
}

/** Runs `work` under a deadline. Throws `ORCID_ERR_TIMEOUT` when the time is up; `signal` tells the work to stop. */
export async function withDeadline<T> (timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, end } = startDeadline(timeoutMs)
  return await rejectOnAbort(signal, work(signal)).catch((error: unknown) => {
    throw signal.aborted ? new OrcidTimeoutError({ cause: { reason: 'it took too long' } }) : error
  }).finally(end)
}
