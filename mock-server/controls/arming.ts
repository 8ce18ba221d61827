// What faults and forgeries share: for which client they are armed, how often they act, and how they are undone.
import { MockOrcidOptionsError } from '../errors.ts'
import { findSimilarName, hintAt, validateOptions, type Shape } from '../options/validate.ts'
import type { Client } from '../orcid/registry/clients.ts'

type ClientName = string | { readonly clientId: string }

export function clientIdOf (client: ClientName): string {
  // What comes as JSON may be anything.
  return typeof client === 'string' ? client : Object(client).clientId
}

/** When and how often a fault acts. */
export interface MockFaultPlan {
  /**
   * How many requests it acts on before it is over; `Infinity` for all until it is undone.
   * @default 1, for a forgery of the keys or of discovery `Infinity`
   */
  readonly times?: number
  /**
   * How many requests to the endpoint it lets pass first.
   * @default 0
   */
  readonly after?: number
  /**
   * How long to wait before it acts, in milliseconds; for a drip, the pause between two bytes.
   * @default 0, for `delay` 1000, for a drip 100
   */
  readonly delayMs?: number
  /**
   * The client it acts on, or its id; the others are served as ever. Requests for keys and discovery name no
   * client, so what is armed there acts on every client and is refused with one.
   * @default every client
   */
  readonly client?: ClientName
}

/** For which logins a forgery is armed, and how many of their answers it changes. */
export type MockForgeryPlan = Pick<MockFaultPlan, 'client' | 'times'>

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
  /** Null for every client. */
  readonly client: string | null
  toSkip: number
  remaining: number
  fired: number
}

/** Everything of one kind that is armed, in the order it was armed. */
export function createArmedList<Item extends Armed> () {
  let items: readonly Item[] = []
  const disarm = (item: Item): void => { items = items.filter((armed) => armed !== item) }
  return {
    armed: () => items,
    add (item: Item): MockUndo {
      items = [...items, item]
      const undo = (): void => { disarm(item) }
      return Object.defineProperties(undo, {
        [Symbol.dispose]: { value: undo },
        fired: { get: () => item.fired, enumerable: true }
      }) as MockUndo
    },
    /**
     * The first that fits a request of the client, which acts. Every other that fits and still lets requests pass
     * counts this one.
     */
    pick (client: string | null, fits: (item: Item) => boolean): Item | null {
      let picked: Item | null = null
      for (const item of items) {
        if ((item.client !== null && item.client !== client) || !fits(item)) continue
        if (item.toSkip > 0) item.toSkip--
        else picked ??= item
      }
      if (picked === null) return null
      picked.fired++
      if (--picked.remaining <= 0) disarm(picked)
      return picked
    },
    reset () { items = [] }
  }
}

export function findClientId (clients: ReadonlyMap<string, Client>, client: ClientName): string {
  const id = clientIdOf(client)
  if (clients.has(id)) return id
  throw new MockOrcidOptionsError(`No client is called ${id}${hintAt(String(id), [...clients.keys()])}: make one with client().`)
}

/** The row of a name. Throws `MOCK_ORCID_ERR_OPTIONS` for anything else, with all names and the one that was meant. */
export function findRow<Row> (rows: Readonly<Record<string, Row>>, name: unknown, complaint: string): Row {
  const isText = typeof name === 'string'
  if (isText && Object.hasOwn(rows, name)) return rows[name] as Row
  const names = Object.keys(rows)
  const meant = isText ? findSimilarName(name, names) : undefined
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`
  throw new MockOrcidOptionsError(`${complaint} ${JSON.stringify(name)}: it is one of ${names.join(', ')}.${hint}`)
}

/** Whether requests there do not say which client sends them, so that nothing can be armed for one. */
export function namesNoClient (endpoint: string): boolean {
  return endpoint === 'jwks' || endpoint === 'discovery'
}

/** Validates the plan of a fault or a forgery; gives the id of the client it is for, or null for every client. */
export function validatePlan (shape: Shape, plan: MockFaultPlan, { clients, subject }:
{ readonly clients: ReadonlyMap<string, Client>, readonly subject: 'fail' | 'forge' }): string | null {
  validateOptions(shape, plan, subject)
  const { times = 1, client = null } = plan
  if (typeof times !== 'number' || !(times >= 1)) {
    throw new MockOrcidOptionsError(`Wrong options for ${subject}: times must be a number from 1 up, or Infinity.`)
  }
  return client === null ? null : findClientId(clients, client)
}
