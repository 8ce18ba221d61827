// When, how often and whom a fault or a forgery strikes, and how it is taken back.

/** When and how often a fault strikes. */
export interface MockFaultPlan {
  /**
   * How many requests it strikes before it is over; `Infinity` for all until it is undone.
   *
   * @default 1
   */
  readonly times?: number
  /**
   * How many requests to the endpoint it lets pass first.
   *
   * @default 0
   */
  readonly after?: number
  /**
   * How long to wait before it strikes, in milliseconds; for a drip, between two bytes.
   *
   * @default 0, for `delay` 1000, for a drip 100
   */
  readonly delayMs?: number
  /**
   * The client it strikes, or its id; the others are served as ever. Requests for keys and discovery name no
   * client, so a fault there is everybody's and is refused with a client.
   *
   * @default every client
   */
  readonly client?: string | { readonly clientId: string }
}

/** For which logins a forgery is armed. */
export interface MockForgeryPlan {
  /**
   * How many answers are forged before it is over; `Infinity` for all until it is undone.
   *
   * @default 1, for the keys and for discovery `Infinity`
   */
  readonly times?: number
  /**
   * The client that is lied to, or its id. Keys and discovery are everybody's, and are refused with a client.
   *
   * @default every client
   */
  readonly client?: string | { readonly clientId: string }
}

/** What `fail()` and `forge()` give back: call it, or let `using` call it, and it is over. */
export interface MockUndo {
  /** Takes it back. May be called twice. */
  (): void
  /** The same, for `using`. */
  [Symbol.dispose]: () => void
  /** How many requests it has struck so far. */
  readonly fired: number
}

/** Makes what undoes an armed fault or forgery and tells how often it has struck. */
export function createUndo (armed: { readonly fired: number }, takeBack: () => void): MockUndo {
  const undo = (): void => { takeBack() }
  return Object.defineProperties(undo, {
    [Symbol.dispose]: { value: undo },
    fired: { get: () => armed.fired, enumerable: true }
  }) as MockUndo
}
