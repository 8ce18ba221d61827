// Two arrivals, one exchange: ORCID's page has sent browsers to the callback twice, and a code may be posted only once.
import { createHash } from 'node:crypto'
import { OrcidOverloadedError, OrcidTransactionSpentError } from '../errors.ts'

// How long a second arrival still gets what the first one got.
const SHARED_MS = 60_000
// Sign-ins remembered as used, some 200 bytes each; more than that within one time-to-live push out the oldest.
const REMEMBERED = 100_000
const AT_ONCE = 2000
// Outcomes kept for a second arrival, some kilobytes each; more than that within a minute push out the oldest.
const KEPT = 5000

interface Arrival<T> { readonly code: string, readonly at: number, outcome: Promise<T> | null }

/** What tells one arrival from another: its sign-in, by the name of its cookie, and the code it brought. */
export interface ArrivalKey { readonly transaction: string, readonly code: string }

/** Shares the outcome of a sign-in between its arrivals in this process. */
export interface Once<T> {
  /**
   * Runs `exchange` for the first arrival of a sign-in and gives the same outcome to those that follow it.
   *
   * Throws `ORCID_ERR_TRANSACTION_SPENT` if it is too late for that, or if another code or another sign-in comes with
   * it, and `ORCID_ERR_OVERLOADED` if too many exchanges are under way; then nothing is used up.
   */
  share (arrival: ArrivalKey, exchange: () => Promise<T>): Promise<T>
}

/** Keeps outcomes as long as they are shared, and no more of them than fit. */
function createShelf (): (arrival: Arrival<unknown>) => void {
  const kept = new Set<Arrival<unknown>>()
  const drop = (arrival: Arrival<unknown>) => {
    arrival.outcome = null
    kept.delete(arrival)
  }
  return function keep (arrival) {
    kept.add(arrival)
    const [oldest] = kept
    if (kept.size > KEPT) drop(oldest as Arrival<unknown>)
    setTimeout(drop, SHARED_MS, arrival).unref()
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 22)

/**
 * Makes the memory of one registration: in this process, bounded, and nothing of it readable as a code.
 *
 * @param memoryMs how long a sign-in is remembered as used: as long as its cookie can live
 */
export function createOnce<T> (memoryMs: number): Once<T> {
  const arrivals = new Map<string, Arrival<T>>()
  const codes = new Set<string>()
  const keep = createShelf()
  let underWay = 0

  function remember (transaction: string, arrival: Arrival<T>): void {
    for (const [name, { at, code }] of arrivals) {
      if (arrivals.size < REMEMBERED && arrival.at - at < memoryMs) break
      arrivals.delete(name)
      codes.delete(code)
    }
    arrivals.set(transaction, arrival)
    codes.add(arrival.code)
  }

  async function run (exchange: () => Promise<T>): Promise<T> {
    underWay++
    try {
      return await exchange()
    } finally {
      underWay--
    }
  }

  function share (arriving: ArrivalKey, exchange: () => Promise<T>): Promise<T> {
    const { transaction } = arriving
    const code = digest(arriving.code)
    const earlier = arrivals.get(transaction)
    if (earlier?.outcome && earlier.code === code) return earlier.outcome
    if (earlier !== undefined || codes.has(code)) return Promise.reject(new OrcidTransactionSpentError())
    if (underWay >= AT_ONCE) return Promise.reject(new OrcidOverloadedError({ cause: { retryAfterSeconds: 1 } }))
    const outcome = run(exchange)
    const arrival: Arrival<T> = { code, at: performance.now(), outcome }
    remember(transaction, arrival)
    keep(arrival)
    return outcome
  }

  return Object.freeze({ share })
}
