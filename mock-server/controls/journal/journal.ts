// The journal: the last exchanges of a mock, filtered, counted and printed.
import { METHODS } from 'node:http'
import { inspect } from 'node:util'
import { validateOptions } from '../../options/validate.ts'
import type { Client } from '../../orcid/registry/clients.ts'
import { clientIdOf, findClientId } from '../arming.ts'
import { endpoints, type MockEndpoint } from '../endpoints.ts'
import { faultKinds, type MockFaultName } from '../faults/catalogue.ts'
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

/** What a filter may say. `client` is looked up. */
export const filterMembers = {
  endpoint: { enum: Object.keys(endpoints) },
  client: {},
  method: { enum: METHODS },
  status: { type: 'integer', minimum: 0 },
  fault: { enum: Object.keys(faultKinds) }
}

const filterShape = { type: 'object', additionalProperties: false, properties: filterMembers }

/**
 * The journal of a mock, or of one client. It fills while it is being read. A filter that nothing can pass, such as one
 * with an unknown endpoint or client, is refused with `MOCK_ORCID_ERR_OPTIONS`.
 */
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

/** The journal of all clients, or with `own` of one. */
export function journalControls (memory: ReturnType<typeof createJournal>, own: Pick<MockJournalFilter, 'client'>,
  clients: ReadonlyMap<string, Client>): MockJournal {
  // An app may have used an id that is not registered.
  const isIn = (client: unknown): boolean => memory.exchanges().some((exchange) => exchange.client === client)
  const entries = (filter: MockJournalFilter = {}): readonly MockExchange[] => {
    const { fault, client } = Object(filter) as MockJournalFilter
    validateOptions(filterShape, fault === undefined ? filter : { ...filter, fault: String(fault) }, 'journal')
    if (client !== undefined && !isIn(clientIdOf(client))) findClientId(clients, client)
    return memory.exchanges().filter((exchange) => admits(exchange, { ...filter, ...own }))
  }
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
