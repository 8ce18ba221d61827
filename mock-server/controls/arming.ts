// What faults and forgeries share: the client they are armed for, how often they act, and how they are undone.
import { MockOrcidOptionsError } from '../errors.ts'
import type { Client } from '../orcid/registry/clients.ts'

/** When and how often a fault acts. */
export interface MockFaultPlan {
  /**
   * How many requests it acts on before it is over; `Infinity` for all until it is undone.
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
   * How long to wait before it acts, in milliseconds; for a drip, the pause between two bytes.
   *
   * @default 0, for `delay` 1000, for a drip 100
   */
  readonly delayMs?: number
  /**
   * The client it acts on, or its id; the others are served as ever. Requests for keys and discovery name no
   * client, so a fault there acts on every client and is refused with one.
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
   * The client whose answers are forged, or its id. Keys and discovery are for every client, and are refused with one.
   *
   * @default every client
   */
  readonly client?: string | { readonly clientId: string }
}

/** What `fail()` and `forge()` return: call it, or let `using` call it, and the fault or forgery is over. */
export interface MockUndo {
  /** Disarms it. May be called twice. */
  (): void
  /** The same, for `using`. */
  [Symbol.dispose]: () => void
  /** How many requests it has acted on so far. */
  readonly fired: number
}

export interface Armed {
  readonly client: string | null
  toSkip: number
  remaining: number
  fired: number
}

export function createUndo (armed: { readonly fired: number }, disarm: () => void): MockUndo {
  const undo = (): void => { disarm() }
  return Object.defineProperties(undo, {
    [Symbol.dispose]: { value: undo },
    fired: { get: () => armed.fired, enumerable: true }
  }) as MockUndo
}

/** Everything of one kind that is armed, in the order it was armed. */
export interface ArmedList<Item extends Armed> {
  readonly items: () => readonly Item[]
  readonly arm: (item: Item) => MockUndo
  /** The first that is meant, which acts. Every other that is meant and still lets requests pass counts this one. */
  readonly pick: (isMeant: (item: Item) => boolean) => Item | null
  readonly reset: () => void
}

export function createArmedList<Item extends Armed> (): ArmedList<Item> {
  let items: readonly Item[] = []
  const disarm = (item: Item): void => { items = items.filter((armed) => armed !== item) }
  return {
    items: () => items,
    arm: (item) => {
      items = [...items, item]
      return createUndo(item, () => { disarm(item) })
    },
    pick: (isMeant) => {
      let picked: Item | null = null
      for (const item of items) {
        if (!isMeant(item)) continue
        if (item.toSkip > 0) item.toSkip--
        else picked ??= item
      }
      if (picked === null) return null
      picked.fired++
      if (--picked.remaining <= 0) disarm(picked)
      return picked
    },
    reset: () => { items = [] }
  }
}

export function clientIdOf (client: string | { readonly clientId: string }): string {
  return typeof client === 'string' ? client : client.clientId
}

/** The id of the client a plan names, or null for every client. */
export function validateClient (clients: ReadonlyMap<string, Client>,
  { client }: { readonly client?: MockFaultPlan['client'] | null }): string | null {
  // JSON writes null for a client that is not named.
  if (client === undefined || client === null) return null
  const id = clientIdOf(client)
  if (clients.has(id)) return id
  throw new MockOrcidOptionsError(`No client is called ${id}: make one with client().`)
}

export function validateTimes ({ times = 1 }: { readonly times?: number }): void {
  if (typeof times === 'number' && times >= 1) return
  throw new MockOrcidOptionsError('Wrong options: times must be a number from 1 up, or Infinity.')
}
