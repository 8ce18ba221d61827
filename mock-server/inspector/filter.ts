// What a reader asks to see, and what a mock has of it.
import type { Controls } from '../controls/controls.ts'
import { groupExchanges } from './logins.ts'
import { messagesOf, type Message } from './messages.ts'
import { describeExchange, type Leg } from './wording.ts'

export interface Filter {
  /** The id of a client; `''` for all clients. */
  readonly client: string
  readonly leg: Leg | null
  readonly after: number
  /** Only logins that had begun by the exchange of this number; Infinity for all. */
  readonly until: number
}

const EVERYTHING: Filter = { client: '', leg: null, after: 0, until: Infinity }

const MAX_LOGINS = 20

/** How many clients or people are listed: the latest ones. */
export const MAX_LISTED = 50

/** How many messages of a login are drawn: the last ones, because an app may read a record for hours. */
const MAX_MESSAGES = 100

export type Selection = ReturnType<typeof select>

export function readFilter (query: URLSearchParams): Filter {
  const numberIn = (name: 'after' | 'until'): number =>
    Number(/^\d{1,9}$/.exec(query.get(name) ?? '')?.[0] ?? EVERYTHING[name])
  const leg = Number(query.get('leg')) as Leg
  return {
    client: query.get('client') ?? '',
    leg: [1, 2, 3].includes(leg) ? leg : null,
    after: numberIn('after'),
    until: numberIn('until')
  }
}

export function queryOf (filter: Filter): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filter)) {
    if (value !== EVERYTHING[name as keyof Filter]) query.set(name, String(value))
  }
  return `?${query.toString()}`
}

function lastOf (messages: readonly Message[], leg: Leg | null) {
  const wanted = messages.filter((message) => leg === null || message.leg === leg)
  return { messages: wanted.slice(-MAX_MESSAGES), omitted: Math.max(0, wanted.length - MAX_MESSAGES) }
}

export function select ({ journal, findings, registry: { clients } }: Controls, asked: Filter) {
  // The number may come from another mock that had this address before.
  const filter = asked.after > journal.total() ? { ...asked, after: 0 } : asked
  const { client, leg, after, until } = filter
  const isOfClient = (one: string | null): boolean => client === '' || one === client
  const grouped = groupExchanges(journal.exchanges())
  const logins = grouped.logins.filter((login) => isOfClient(login.client) && login.number > after)
    .map((login) => {
      const clientName = clients.get(login.client)?.name ?? 'a client that is not registered'
      return { ...login, ...lastOf(messagesOf(login), leg), clientName }
    })
    .filter(({ messages }) => messages.length > 0).reverse()
  const outside = grouped.outside.filter(({ exchange }) => isOfClient(exchange.client) && exchange.number > after)
  const begun = logins.filter(({ number }) => number <= until)
  return {
    filter,
    /** The logins of this page, the latest first. */
    logins: begun.slice(0, MAX_LOGINS),
    outside: lastOf(outside.filter(({ exchange }) => exchange.number <= until).map(describeExchange), leg),
    loginCount: logins.length,
    olderCount: Math.max(0, begun.length - MAX_LOGINS),
    exchangeCount: logins.reduce((sum, { exchanges }) => sum + exchanges.length, outside.length),
    findings: findings.all().filter(({ client: one, exchange }) =>
      isOfClient(one) && (exchange > after || exchange === 0))
  }
}
