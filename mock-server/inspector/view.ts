// What a page shows of a mock, and what a visitor has asked to see of it.
import type { MockFinding } from '../backstage/finding-memory.ts'
import { everyFinding } from '../backstage/findings.ts'
import type { Stage } from '../backstage/stage.ts'
import { sortExchanges } from './logins.ts'
import type { Login } from './logins.ts'
import type { Reading } from './reading.ts'
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
}

/** Reads the query of the page's address. Whatever makes no sense filters nothing. */
export function readFilter (query: URLSearchParams): Filter {
  const leg = /^[123]$/.exec(query.get('leg') ?? '')?.[0]
  const after = /^\d{1,9}$/.exec(query.get('after') ?? '')?.[0]
  return {
    client: query.get('client') ?? '',
    leg: leg === undefined ? null : Number(leg) as Leg,
    after: Number(after ?? 0)
  }
}

/** The query that asks for a filter, with its question mark. */
export function queryOfFilter ({ client, leg, after }: Filter): string {
  const query = new URLSearchParams()
  if (client !== '') query.set('client', client)
  if (leg !== null) query.set('leg', String(leg))
  if (after > 0) query.set('after', String(after))
  return `?${query.toString()}`
}

/** A login with its rows. */
export interface SeenLogin {
  /** The login. */
  readonly login: Login
  /** The rows that are wanted. */
  readonly rows: readonly Row[]
}

/** What a page shows. */
export interface View {
  /** What was asked for. */
  readonly filter: Filter
  /** The logins, the youngest first. */
  readonly logins: readonly SeenLogin[]
  /** What belongs to none. */
  readonly apart: readonly Reading[]
  /** What was found, oldest first. */
  readonly findings: readonly MockFinding[]
  /** The number of the last exchange. */
  readonly last: number
}

/** Looks at a mock. */
export function viewOf (stage: Stage, asked: Filter): View {
  const { exchanges, total } = stage.journal
  // The number may be another mock's, which had this address before.
  const filter = asked.after > total ? { ...asked, after: 0 } : asked
  const { client, leg, after } = filter
  const isWanted = (one: string | null): boolean => client === '' || one === client
  const { logins, apart } = sortExchanges(exchanges)
  const wanted = logins.filter(({ client: one, readings: [first] }) =>
    isWanted(one) && (first as Reading).exchange.number > after)
  return {
    filter,
    logins: wanted.map((login) => ({ login, rows: rowsOf(login).filter((row) => leg === null || row.leg === leg) }))
      .filter(({ rows }) => rows.length > 0).reverse(),
    apart: apart.filter((reading) => isWanted(reading.exchange.client) && reading.exchange.number > after &&
      (leg === null || rowOf(reading).leg === leg)),
    findings: everyFinding(stage).filter((finding) =>
      isWanted(finding.client) && (finding.exchange > after || finding.exchange === 0)),
    last: total
  }
}

/** Changes whenever a page would look different: everything that is not a matter of time alone. */
export function fingerprintOf ({ journal, findings, faults, forgeries, registry, isClockFrozen }: Stage): string {
  const { clock, clients, researchers } = registry
  const armed = [...faults, ...forgeries].map(({ name, remaining, fired }) => `${name} ${remaining} ${fired}`)
  const ahead = isClockFrozen ? clock.now() : Math.round((clock.now() - Date.now()) / 1000)
  const adopted = [...clients.values()].map(({ redirectUris }) => redirectUris.length)
  return JSON.stringify([journal.total, journal.exchanges.length, findings.found.size, armed, ahead, isClockFrozen,
    adopted, researchers.size])
}
