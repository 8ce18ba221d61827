// What a test does to the mock's clock.
import { MockOrcidOptionsError } from '../errors.ts'
import { LATEST, type Clock } from '../orcid/registry/clock.ts'

/** The clock by which codes, tokens, sessions and id_tokens of one mock expire. */
export interface MockClock {
  /** The mock's time, in milliseconds since 1970. */
  readonly now: () => number
  /** Stops the clock where it is. */
  readonly freeze: () => void
  /**
   * Moves the clock by so many seconds, back if the number is negative, running or not.
   * Throws `MOCK_ORCID_ERR_OPTIONS` if the number, or the date it leads to, is none, or is after the year 9999.
   */
  readonly advance: (seconds: number) => void
  /**
   * Sets the clock to a date, to milliseconds since 1970, or to a text that `Date` reads. It keeps running, or stays
   * frozen. Throws `MOCK_ORCID_ERR_OPTIONS` for anything else, and for a date after the year 9999.
   */
  readonly set: (date: Date | number | string) => void
  /** Lets a frozen clock continue from its time. */
  readonly run: () => void
  /** Sets it to the system's time, running. */
  readonly reset: () => void
}

const isDate = (date: unknown): date is Date | number | string =>
  date instanceof Date || typeof date === 'number' || typeof date === 'string'

export function clockControls (clock: Clock): MockClock {
  const turn = (to: number, expected: string): void => {
    if (Number.isNaN(new Date(to).getTime())) throw new MockOrcidOptionsError(expected)
    // A clock that runs must not come to a time that is no date any more.
    if (to > LATEST) throw new MockOrcidOptionsError('The clock goes up to the end of the year 9999.')
    clock.turn(to)
  }
  const { now, freeze, run, reset } = clock
  return Object.freeze({
    now,
    freeze,
    run,
    reset,
    advance: (seconds: number) => {
      turn(typeof seconds === 'number' ? now() + seconds * 1000 : NaN, 'The clock advances by a number of seconds.')
    },
    set: (date: Date | number | string) => {
      turn(isDate(date) ? new Date(date).getTime() : NaN, 'The clock is set to a date, such as 2030-01-01T00:00:00Z.')
    }
  })
}
