// The hands of the mock's clock: a test stops them, turns them on, or lets them run again.
import { MockOrcidOptionsError } from '../errors.ts'
import type { Stage } from './stage.ts'

/** The clock by which codes, tokens, sessions and id_tokens of one mock grow old. */
export interface MockClock {
  /** What time the mock has: milliseconds since 1970. */
  readonly now: () => number
  /** Stops the clock where it is. */
  readonly freeze: () => void
  /** Moves the clock on, or back if the number is negative, running or not. */
  readonly advance: (seconds: number) => void
  /** Sets the clock to a date (or milliseconds since 1970, or a text that `Date` reads); it runs on if it ran. */
  readonly set: (date: Date | number | string) => void
  /** Lets a frozen clock run on from where it stands. */
  readonly run: () => void
  /** Puts it right: the system's time, running. */
  readonly reset: () => void
}

/** What a test holds. */
export function openClock (stage: Stage): MockClock {
  const { clock } = stage.registry
  let offset = 0
  let frozenAt: number | null = null
  const now = (): number => frozenAt ?? Date.now() + offset
  const turn = (to: number): void => {
    if (Number.isNaN(new Date(to).getTime())) throw new MockOrcidOptionsError('The clock needs a date, and a number of seconds.')
    stage.isClockTurned = true
    if (frozenAt === null) offset = to - Date.now()
    else frozenAt = to
  }
  clock.now = now
  return Object.freeze({
    now,
    freeze: () => {
      frozenAt = now()
      stage.isClockFrozen = true
    },
    advance: (seconds: number) => { turn(now() + seconds * 1000) },
    set: (date: Date | number | string) => { turn(new Date(date).getTime()) },
    run: () => {
      offset = now() - Date.now()
      frozenAt = null
      stage.isClockFrozen = false
    },
    reset: () => {
      offset = 0
      frozenAt = null
      stage.isClockFrozen = false
    }
  })
}
