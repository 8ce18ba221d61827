// What time it is. Nothing else in the mock asks the system.

/** The mock's only source of time. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly isFrozen: () => boolean
  /** Whether somebody has set it, so that what is late is late on purpose. */
  readonly isTurned: () => boolean
  readonly turn: (to: number) => void
  readonly freeze: () => void
  readonly run: () => void
  readonly reset: () => void
}

export function createClock (): Clock {
  let offset = 0
  let frozenAt: number | null = null
  let turned = false
  const now = (): number => frozenAt ?? Date.now() + offset
  return {
    now,
    isFrozen: () => frozenAt !== null,
    isTurned: () => turned,
    turn: (to) => {
      turned = true
      if (frozenAt === null) offset = to - Date.now()
      else frozenAt = to
    },
    freeze: () => { frozenAt = now() },
    run: () => {
      offset = now() - Date.now()
      frozenAt = null
    },
    reset: () => {
      offset = 0
      frozenAt = null
      turned = false
    }
  }
}

/** The same in whole seconds, as OAuth and JWT count. */
export function nowInSeconds (clock: Pick<Clock, 'now'>): number {
  return Math.floor(clock.now() / 1000)
}
