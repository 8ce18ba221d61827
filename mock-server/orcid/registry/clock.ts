// What time it is, behind one object, so that nothing else in the mock asks the system.

/** The mock's only source of time. */
export interface Clock {
  /** Milliseconds since 1970, as `Date.now()`. */
  now: () => number
}

/** A clock that shows the system's time. */
export function createClock (): Clock {
  return { now: () => Date.now() }
}

/** The same in whole seconds, as OAuth and JWT count. */
export function nowInSeconds (clock: Clock): number {
  return Math.floor(clock.now() / 1000)
}
