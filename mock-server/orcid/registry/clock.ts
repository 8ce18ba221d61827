// What time it is. Nothing else in the mock asks the system.

/** The end of the year 9999, in milliseconds since 1970. */
export const LATEST = 253_402_300_799_999
/** The first time that `Date` knows. */
export const EARLIEST = -8_640_000_000_000_000

export type Clock = Readonly<ReturnType<typeof createClock>>

/** A clock that somebody has turned or frozen, in milliseconds. */
export interface SavedClock { readonly offset: number, readonly frozenAt: number | null }

export function createClock () {
  const usual = { offset: 0, frozenAt: null as number | null, isTurned: false }
  let state = usual
  /** Milliseconds since 1970. */
  const now = (): number => state.frozenAt ?? Date.now() + state.offset
  return {
    now,
    isFrozen: () => state.frozenAt !== null,
    /** Whether somebody has set it, so that what is late is late on purpose. */
    isTurned: () => state.isTurned,
    turn: (to: number) => {
      const { frozenAt } = state
      state = { offset: to - Date.now(), frozenAt: frozenAt === null ? null : to, isTurned: true }
    },
    freeze: () => { state = { ...state, frozenAt: now() } },
    run: () => { state = { ...state, offset: now() - Date.now(), frozenAt: null } },
    reset: () => { state = usual },
    /** Null for the system's time. */
    save: (): SavedClock | null => state === usual ? null : { offset: state.offset, frozenAt: state.frozenAt },
    load: (saved: SavedClock | null) => { state = saved === null ? usual : { ...saved, isTurned: true } }
  }
}

/** The same in whole seconds, as OAuth and JWT count. */
export function nowInSeconds (clock: Pick<Clock, 'now'>): number {
  return Math.floor(clock.now() / 1000)
}
