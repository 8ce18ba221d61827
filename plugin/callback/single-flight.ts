// Shares one exchange between the arrivals of one sign-in: ORCID's page has sent browsers to the callback twice.
import { hash } from 'node:crypto'
import { OrcidOverloadedError, OrcidTransactionSpentError } from '../errors.ts'
import { NAME_HASH_CHARACTERS } from '../transaction/cookies.ts'

// How long a second arrival gets the outcome of the first.
const SHARED_MS = 60_000
// About 200 bytes each. When there are more within one time-to-live, the oldest sign-in is forgotten.
const MAX_SIGN_INS = 100_000
const MAX_CONCURRENT = 2000
// A few kilobytes each. When there are more within a minute, the oldest outcome is dropped.
const MAX_OUTCOMES = 5000

interface Arrival<T> {
  readonly code: string
  readonly at: number
  readonly forgetAt: number
  outcome: Promise<T> | null
}

export interface ArrivalKey {
  /** The name of the cookie. It starts with the name of the registration, the registry and the client. */
  readonly transaction: string
  readonly code: string
  /** How long the sign-in is remembered as used: the lifetime of its cookie. */
  readonly memoryMs: number
}

export interface SingleFlight<T> {
  /**
   * Runs `exchange` for the first arrival of a sign-in and returns the same outcome to those that follow.
   *
   * Throws `ORCID_ERR_TRANSACTION_SPENT` if the outcome is no longer shared or the code does not belong to the sign-in.
   * Throws `ORCID_ERR_OVERLOADED`, before the code is used up, if too many exchanges are in progress.
   */
  share (arrival: ArrivalKey, exchange: () => Promise<T>): Promise<T>
}

/** Drops an outcome when its time is over, or earlier if there are too many. */
function createOutcomeLimit (): (arrival: Arrival<unknown>) => void {
  const kept = new Set<Arrival<unknown>>()
  const drop = (arrival: Arrival<unknown>) => {
    arrival.outcome = null
    kept.delete(arrival)
  }
  return function limitOutcome (arrival) {
    kept.add(arrival)
    const [oldest] = kept
    if (kept.size > MAX_OUTCOMES) drop(oldest as Arrival<unknown>)
    setTimeout(drop, SHARED_MS, arrival).unref()
  }
}

const digest = (text: string) => hash('sha256', text, 'base64url').slice(0, 22)

/** The memory is bounded, and holds digests instead of codes. */
export function createSingleFlight<T> (): SingleFlight<T> {
  const arrivals = new Map<string, Arrival<T>>()
  const codes = new Set<string>()
  const limitOutcome = createOutcomeLimit()
  let inProgress = 0

  function remember (transaction: string, arrival: Arrival<T>): void {
    for (const [name, { forgetAt, code }] of arrivals) {
      if (arrivals.size < MAX_SIGN_INS && arrival.at < forgetAt) break
      arrivals.delete(name)
      codes.delete(code)
    }
    arrivals.set(transaction, arrival)
    codes.add(arrival.code)
  }

  async function run (exchange: () => Promise<T>): Promise<T> {
    inProgress++
    try {
      return await exchange()
    } finally {
      inProgress--
    }
  }

  function share (key: ArrivalKey, exchange: () => Promise<T>): Promise<T> {
    const { transaction, memoryMs } = key
    const code = digest(transaction.slice(0, -NAME_HASH_CHARACTERS) + key.code)
    const earlier = arrivals.get(transaction)
    if (earlier?.outcome && earlier.code === code) return earlier.outcome
    if (earlier !== undefined || codes.has(code)) return Promise.reject(new OrcidTransactionSpentError())
    if (inProgress >= MAX_CONCURRENT) {
      return Promise.reject(new OrcidOverloadedError({ cause: { retryAfterSeconds: 1 } }))
    }
    const outcome = run(exchange)
    const at = performance.now()
    const arrival: Arrival<T> = { code, at, forgetAt: at + memoryMs, outcome }
    remember(transaction, arrival)
    limitOutcome(arrival)
    return outcome
  }

  return Object.freeze({ share })
}
