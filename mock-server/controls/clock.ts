// What a test does to the mock's clock.
import { MockOrcidOptionsError } from '../errors.ts'
import type { Clock } from '../orcid/registry/clock.ts'

/** The clock by which codes, tokens, sessions and id_tokens of one mock expire. */
export interface MockClock {
  /** The mock's time, in milliseconds since 1970. */
  readonly now: () => number
  /** Stops the clock where it is. */
  readonly freeze: () => void
  /**
   * Moves the clock by so many seconds, back if the number is negative, running or not.
   * Throws `MOCK_ORCID_ERR_OPTIONS` if the number, or the date it leads to, is none.
   */
  readonly advance: (seconds: number) => void
  /**
   * Sets the clock to a date, to milliseconds since 1970, or to a text that `Date` reads. It keeps running, or stays
   * frozen. Throws `MOCK_ORCID_ERR_OPTIONS` for anything else.
   */
  readonly set: (date: Date | number | string) => void
  /** Lets a frozen clock continue from its time. */
  readonly run: () => void
  /** Sets it to the system's time, running. */
  readonly reset: () => void
}

export function clockControls (clock: Clock): MockClock {
  const turn = (to: number): void => {
    if (Number.isNaN(new Date(to).getTime())) {
      throw new MockOrcidOptionsError('The clock needs a date, and a number of seconds.')
    }
    clock.turn(to)
  }
  const { now, freeze, run, reset } = clock
  return Object.freeze({
    now,
    freeze,
    run,
    reset,
    advance: (seconds: number) => { turn(now() + seconds * 1000) },
    set: (date: Date | number | string) => { turn(new Date(date).getTime()) }
  })
}
