// The journal: the last exchanges of a mock, filtered, counted and printed.
import { inspect } from 'node:util'
import { clientIdOf } from '../arming.ts'
import type { MockEndpoint } from '../endpoints.ts'
import type { MockFaultName } from '../faults/catalogue.ts'
import { createExchange, type ExchangeFacts, type MockExchange } from './exchange.ts'
import { renderHar, renderMermaid } from './export.ts'

/** Which exchanges are meant; what is left out does not matter. */
export interface MockJournalFilter {
  /** The endpoint. */
  readonly endpoint?: MockEndpoint
  /** The client, or its id. */
  readonly client?: string | { readonly clientId: string }
  /** The method. */
  readonly method?: string
  /** The status that was sent, 0 for none. */
  readonly status?: number
  /** The fault that acted. */
  readonly fault?: MockFaultName
}

/** The journal of a mock, or of one client. It fills while it is being read. */
export interface MockJournal {
  /** The exchanges, oldest first. */
  readonly entries: (filter?: MockJournalFilter) => readonly MockExchange[]
  /** How many there are. */
  readonly count: (filter?: MockJournalFilter) => number
  /** Forgets them. */
  readonly clear: () => void
  /** An HTTP archive, for a browser's network panel: HAR 1.2, secrets masked. */
  readonly toHar: (filter?: MockJournalFilter) => object
  /** A sequence diagram in Mermaid's language, secrets left out. */
  readonly toMermaid: (filter?: MockJournalFilter) => string
  /** The exchanges as text, secrets masked, for a failing test to print. */
  readonly toString: () => string
  /** What `JSON.stringify` writes: one object per exchange, without headers and bodies, secrets masked. */
  readonly toJSON: () => readonly MockExchange[]
}

const JOURNAL_CAPACITY = 500

export function createJournal () {
  let exchanges: MockExchange[] = []
  let total = 0
  return {
    exchanges: (): readonly MockExchange[] => exchanges,
    total: () => total,
    add (facts: Omit<ExchangeFacts, 'number' | 'isWebhook'> & Partial<Pick<ExchangeFacts, 'isWebhook'>>): MockExchange {
      const exchange = createExchange({ number: ++total, isWebhook: false, ...facts })
      exchanges.push(exchange)
      if (exchanges.length > JOURNAL_CAPACITY) exchanges.shift()
      return exchange
    },
    remove (filter: MockJournalFilter) { exchanges = exchanges.filter((exchange) => !admits(exchange, filter)) },
    reset () { exchanges = [] }
  }
}

function admits (exchange: MockExchange, { endpoint, client, method, status, fault }: MockJournalFilter): boolean {
  return (endpoint === undefined || exchange.endpoint === endpoint) &&
    (client === undefined || exchange.client === clientIdOf(client)) &&
    (method === undefined || exchange.method === method) &&
    (status === undefined || exchange.status === status) &&
    (fault === undefined || exchange.fault === String(fault))
}

export function journalControls (memory: ReturnType<typeof createJournal>, own: MockJournalFilter): MockJournal {
  const entries = (filter?: MockJournalFilter): readonly MockExchange[] =>
    memory.exchanges().filter((exchange) => admits(exchange, { ...filter, ...own }))
  const print = (): string => entries().join('\n')
  const journal = {
    entries,
    count: (filter?: MockJournalFilter) => entries(filter).length,
    clear: () => { memory.remove(own) },
    toHar: (filter?: MockJournalFilter) => renderHar(entries(filter)),
    toMermaid: (filter?: MockJournalFilter) => renderMermaid(entries(filter)),
    toString: print,
    toJSON: () => entries()
  }
  return Object.freeze(Object.defineProperty(journal, inspect.custom, { value: print }))
}
