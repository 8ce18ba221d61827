// How time passes on a walk: on the mock's clock and on the app's, and back again when the walk is over.
import { MockOrcidVisitError } from './error.ts'

/** A mock's clock, as far as a walk needs it. */
export interface MockClock {
  /** Milliseconds since 1970. */
  now (): number | Promise<number>
  /** Moves the clock by so many seconds, backwards too. */
  advance (seconds: number): unknown
}

/** The time of one walk. */
export interface WalkTime {
  /** Lets time pass on both clocks; throws `MOCK_ORCID_ERR_VISIT` without the mock's. */
  readonly pass: (seconds: number) => Promise<void>
  /** Takes back all that has passed, so that no later walk meets two clocks that differ. */
  readonly comeBack: () => Promise<void>
}

/** The time of a walk through a mock with this clock, to an app whose clock is moved by `moveAppClock`. */
export function passTime (clock: MockClock | undefined, moveAppClock: (seconds: number) => unknown = () => {}):
WalkTime {
  let passed = 0
  async function pass (seconds: number): Promise<void> {
    if (clock === undefined) {
      throw new MockOrcidVisitError('Time passes in this scenario, and that takes the mock\'s clock: call signIn of its handle', [])
    }
    const before = await clock.now()
    await moveAppClock(seconds)
    // A test that fakes the time of this process has moved the mock's clock already.
    const moved = Math.round((await clock.now() - before) / 1000)
    if (moved !== seconds) await clock.advance(seconds - moved)
    passed += seconds
  }
  return { pass, comeBack: async () => { if (passed !== 0) await pass(-passed) } }
}
