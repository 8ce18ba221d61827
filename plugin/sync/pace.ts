// How fast requests are sent, for all synchronizations of one process together, and how long they wait after a refusal.
import { setTimeout as sleep } from 'node:timers/promises'
import { TokenBucket } from 'limiter'
import {
  OrcidBadResponseError, OrcidOutcomeUnknownError, OrcidRateLimitedError, OrcidTimeoutError, OrcidUnavailableError,
  OrcidUnreachableError
} from '../errors.ts'

/** How many requests are sent. */
export interface OrcidPace {
  /** How many a second. */
  readonly perSecond: number
  /** How many may reach ORCID at once, after a pause: half of them new, half on their way. */
  readonly burst: number
}

/**
 * The limits of ORCID's member API.
 * @see https://info.orcid.org/ufaqs/what-are-the-api-limits
 */
export const ORCID_PACE: OrcidPace = { perSecond: 24, burst: 40 }

const MAX_TRIES = 5
/** A longer pause is left to the caller. */
const MAX_PAUSE_MS = 5 * 60 * 1000

export interface Pace {
  /** Sends one request when it is its turn. Rejects with the reason of a signal that is aborted before. */
  send<Answer> (request: () => Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer>
  /** Lets every request wait after a failure: as long as ORCID said, or longer with each try. */
  pause (error: unknown, tries: number): void
}

/** Lets a few in at a time, first come, first served. */
function createGate (places: number) {
  const waiting: Array<() => void> = []
  let free = places
  return {
    async enter (): Promise<void> {
      if (free-- <= 0) await new Promise<void>((resolve) => { waiting.push(resolve) })
    },
    leave (): void {
      free++
      waiting.shift()?.()
    }
  }
}

function createPace ({ perSecond, burst }: OrcidPace): Pace {
  // Requests that are on their way may arrive together, and with the new ones.
  const bucketSize = Math.ceil(burst / 2)
  const gate = createGate(bucketSize)
  const bucket = new TokenBucket({ bucketSize, tokensPerInterval: perSecond, interval: 'second' })
  bucket.content = bucketSize
  let resumesAt = 0
  const turn = async (signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted()
    await bucket.removeTokens(1)
    const waitMs = resumesAt - performance.now()
    // A signal that is aborted meanwhile is noticed below.
    if (waitMs > 0) await sleep(waitMs, undefined, signal === undefined ? {} : { signal }).catch(() => {})
    signal?.throwIfAborted()
  }
  return {
    async send (request, signal) {
      await gate.enter()
      try {
        await turn(signal)
        return await request()
      } finally {
        gate.leave()
      }
    },
    pause (error, tries) {
      const pauseMs = toldMs(error) ?? burst / perSecond * 1000 * 2 ** (tries - 1)
      resumesAt = Math.max(resumesAt, performance.now() + Math.min(pauseMs, MAX_PAUSE_MS))
    }
  }
}

function toldMs (error: unknown): number | null {
  if (!(error instanceof OrcidRateLimitedError || error instanceof OrcidUnavailableError)) return null
  const { retryAfterSeconds } = error.cause
  return retryAfterSeconds === null ? null : retryAfterSeconds * 1000
}

const paces = new Map<string, Pace>()

/** ORCID counts the requests of an address, so all that go to one API have one pace. */
export function findPace (api: string, pace: OrcidPace): Pace {
  const key = `${api} ${pace.perSecond} ${pace.burst}`
  const found = paces.get(key) ?? createPace(pace)
  paces.set(key, found)
  return found
}

/** Whether ORCID has certainly not done what was asked, and may do it later. */
const isPutOff = (error: unknown): boolean =>
  error instanceof OrcidRateLimitedError || error instanceof OrcidUnreachableError ||
  (error instanceof OrcidUnavailableError && error.cause.statusCode === 503)

const READ_AGAIN = [OrcidUnavailableError, OrcidOutcomeUnknownError, OrcidTimeoutError, OrcidBadResponseError]

const isReadAgain = (error: unknown): boolean => isPutOff(error) || READ_AGAIN.some((one) => error instanceof one)

interface Patience {
  readonly pace: Pace
  readonly signal: AbortSignal | undefined
  /** Whether the request may be sent again after an error. */
  readonly isRepeated: (error: unknown) => boolean
}

/** Sends a request when it is its turn, and again, a few times, if it was put off. */
async function send<Answer> (request: () => Promise<Answer>, patience: Patience, tries = 1): Promise<Answer> {
  const { pace, signal, isRepeated } = patience
  try {
    return await pace.send(request, signal)
  } catch (error) {
    // A write that is not sent again is followed by a read, which waits as well.
    if (isReadAgain(error)) pace.pause(error, tries)
    if (!isRepeated(error) || tries === MAX_TRIES || (toldMs(error) ?? 0) > MAX_PAUSE_MS) throw error
    return await send(request, patience, tries + 1)
  }
}

export interface Sender {
  read<Answer> (request: () => Promise<Answer>): Promise<Answer>
  /** Nothing that may have been done is sent again. */
  write<Answer> (request: () => Promise<Answer>): Promise<Answer>
}

export function createSender (pace: Pace, signal: AbortSignal | undefined): Sender {
  return {
    read: (request) => send(request, { pace, signal, isRepeated: isReadAgain }),
    write: (request) => send(request, { pace, signal, isRepeated: isPutOff })
  }
}
