// What a reader asks to see, and what a mock has of it.
import type { MockFinding } from '../controls/findings/findings.ts'
import { firstNumberOf, type Login } from './logins.ts'
import { messagesOf, seenMessage, type Leg, type Message } from './messages.ts'
import type { MockState } from './state.ts'

export interface Filter {
  /** The id of a client; `''` for all clients. */
  readonly client: string
  readonly leg: Leg | null
  readonly after: number
  /** Only logins that had begun by the exchange of this number; Infinity for all. */
  readonly until: number
}

const MAX_LOGINS = 20

/** How many messages of a login are drawn: the last ones, because an app may read a record for hours. */
const MAX_MESSAGES = 100

interface ShownMessages {
  readonly messages: readonly Message[]
  readonly omitted: number
}

export interface ShownLogin extends ShownMessages {
  readonly login: Login
}

export interface Selection {
  readonly filter: Filter
  /** The logins of this page, the youngest first. */
  readonly logins: readonly ShownLogin[]
  readonly outside: ShownMessages
  readonly count: Readonly<Record<'logins' | 'older' | 'exchanges', number>>
  readonly findings: readonly MockFinding[]
}

export function readFilter (query: URLSearchParams): Filter {
  const leg = /^[123]$/.exec(query.get('leg') ?? '')?.[0]
  const numberIn = (name: string, usual: number): number =>
    Number(/^\d{1,9}$/.exec(query.get(name) ?? '')?.[0] ?? usual)
  return {
    client: query.get('client') ?? '',
    leg: leg === undefined ? null : Number(leg) as Leg,
    after: numberIn('after', 0),
    until: numberIn('until', Infinity)
  }
}

export function queryOf ({ client, leg, after, until }: Filter): string {
  const query = new URLSearchParams()
  if (client !== '') query.set('client', client)
  if (leg !== null) query.set('leg', String(leg))
  if (after > 0) query.set('after', String(after))
  if (until < Infinity) query.set('until', String(until))
  return `?${query.toString()}`
}

export function select (state: MockState, asked: Filter): Selection {
  // The number may come from another mock that had this address before.
  const filter = asked.after > state.lastExchange ? { ...asked, after: 0 } : asked
  const { client, leg, after, until } = filter
  const isOfClient = (one: string | null): boolean => client === '' || one === client
  const ofLeg = (messages: readonly Message[]): ShownMessages => {
    const wanted = messages.filter((message) => leg === null || message.leg === leg)
    return { messages: wanted.slice(-MAX_MESSAGES), omitted: Math.max(0, wanted.length - MAX_MESSAGES) }
  }
  const logins = state.logins.filter((login) => isOfClient(login.client) && firstNumberOf(login) > after)
    .map((login) => ({ login, ...ofLeg(messagesOf(login)) }))
    .filter(({ messages }) => messages.length > 0).reverse()
  const outside = state.outside.filter(({ exchange }) => isOfClient(exchange.client) && exchange.number > after)
  const begun = logins.filter(({ login }) => firstNumberOf(login) <= until)
  return {
    filter,
    logins: begun.slice(0, MAX_LOGINS),
    outside: ofLeg(outside.filter(({ exchange }) => exchange.number <= until).map(seenMessage)),
    count: {
      logins: logins.length,
      older: Math.max(0, begun.length - MAX_LOGINS),
      exchanges: logins.reduce((sum, { login }) => sum + login.exchanges.length, outside.length)
    },
    findings: state.findings.filter(({ client: one, exchange }) =>
      isOfClient(one) && (exchange > after || exchange === 0))
  }
}
