// What a page shows of a mock, and what a visitor has asked to see of it.
import type { MockFinding } from '../controls/findings/findings.ts'
import type { Controls } from '../controls/controls.ts'
import { firstOf, sortExchanges } from './logins.ts'
import type { Login } from './logins.ts'
import { rowOf, rowsOf } from './rows.ts'
import type { Leg, Row } from './rows.ts'

/** What a visitor wants to see. */
export interface Filter {
  /** Only this client's, `''` for everybody's. */
  readonly client: string
  /** Only this leg, or null for all three. */
  readonly leg: Leg | null
  /** Only what came after the exchange of this number. */
  readonly after: number
  /** Only what had begun by the exchange of this number; Infinity for all. */
  readonly until: number
}

/** How many logins a page has. A journal holds four times as many, and nobody reads them at once. */
const MOST_LOGINS = 20

/** How many messages of a login are drawn: the last, because an app may read a record for hours. */
const MOST_ROWS = 100

/** Reads the query of the page's address. Whatever makes no sense filters nothing. */
export function readFilter (query: URLSearchParams): Filter {
  const leg = /^[123]$/.exec(query.get('leg') ?? '')?.[0]
  const numberIn = (name: string): number | undefined => {
    const digits = /^\d{1,9}$/.exec(query.get(name) ?? '')?.[0]
    return digits === undefined ? undefined : Number(digits)
  }
  return {
    client: query.get('client') ?? '',
    leg: leg === undefined ? null : Number(leg) as Leg,
    after: numberIn('after') ?? 0,
    until: numberIn('until') ?? Infinity
  }
}

/** The query that asks for a filter, with its question mark. */
export function queryOfFilter ({ client, leg, after, until }: Filter): string {
  const query = new URLSearchParams()
  if (client !== '') query.set('client', client)
  if (leg !== null) query.set('leg', String(leg))
  if (after > 0) query.set('after', String(after))
  if (until < Infinity) query.set('until', String(until))
  return `?${query.toString()}`
}

/** A login with its rows. */
export interface SeenLogin {
  /** The login. */
  readonly login: Login
  /** The rows that are wanted. */
  readonly rows: readonly Row[]
  /** How many more there were before them. */
  readonly omitted: number
}

/** What a page shows. */
export interface View {
  /** What was asked for. */
  readonly filter: Filter
  /** The logins of this page, the youngest first. */
  readonly logins: readonly SeenLogin[]
  /** How many there are on all pages, how many of them are older, and how many exchanges all of it took. */
  readonly count: { readonly all: number, readonly older: number, readonly exchanges: number }
  /** What belongs to none. */
  readonly apart: Pick<SeenLogin, 'rows' | 'omitted'>
  /** What was found, oldest first. */
  readonly findings: readonly MockFinding[]
  /** The number of the last exchange. */
  readonly last: number
}

function lastOf (rows: readonly Row[]): Pick<SeenLogin, 'rows' | 'omitted'> {
  return { rows: rows.slice(-MOST_ROWS), omitted: Math.max(0, rows.length - MOST_ROWS) }
}

/** Looks at a mock. */
export function viewOf (controls: Controls, asked: Filter): View {
  const [exchanges, total] = [controls.journal.exchanges(), controls.journal.total()]
  // The number may be another mock's, which had this address before.
  const filter = asked.after > total ? { ...asked, after: 0 } : asked
  const { client, leg, after, until } = filter
  const isWanted = (one: string | null): boolean => client === '' || one === client
  const { logins, apart } = sortExchanges(exchanges)
  const isOfLeg = (row: Row): boolean => leg === null || row.leg === leg
  const wanted = logins.filter((login) => isWanted(login.client) && firstOf(login) > after)
    .map((login) => ({ login, ...lastOf(rowsOf(login).filter(isOfLeg)) }))
    .filter(({ rows }) => rows.length > 0).reverse()
  const strangers = apart.filter(({ exchange: { client: one, number } }) => isWanted(one) && number > after)
  const begun = wanted.filter(({ login }) => firstOf(login) <= until)
  return {
    filter,
    logins: begun.slice(0, MOST_LOGINS),
    count: {
      all: wanted.length,
      older: Math.max(0, begun.length - MOST_LOGINS),
      exchanges: wanted.reduce((sum, { login }) => sum + login.readings.length, strangers.length)
    },
    apart: lastOf(strangers.filter(({ exchange }) => exchange.number <= until).map(rowOf).filter(isOfLeg)),
    findings: controls.findings.all().filter((finding) =>
      isWanted(finding.client) && (finding.exchange > after || finding.exchange === 0)),
    last: total
  }
}

/** Changes whenever a page would look different: everything that is not a matter of time alone. */
export function fingerprintOf ({ journal, findings, faults, forgeries, registry }: Controls): string {
  const { clock, clients, researchers } = registry
  const armed = [...faults.armed(), ...forgeries.armed()].map(({ name, remaining, fired }) => `${name} ${remaining} ${fired}`)
  const isClockFrozen = clock.isFrozen()
  const ahead = isClockFrozen ? clock.now() : Math.round((clock.now() - Date.now()) / 1000)
  const adopted = [...clients.values()].map(({ redirectUris }) => redirectUris.length)
  return JSON.stringify([journal.total(), journal.exchanges().length, findings.all().length, armed, ahead, isClockFrozen,
    adopted, researchers.size])
}
