// Which exchanges belong to one login: leg one by client and state, leg two by the code, leg three by the token.
import type { MockExchange } from '../controls/journal/exchange.ts'
import { readingOf } from './reading.ts'
import type { Reading } from './reading.ts'

/** One login, or as much of it as has happened. */
export interface Login {
  /** Its place among the logins of the journal, 1 for the first. */
  readonly place: number
  /** The id of the client that wants it. */
  readonly client: string
  /** What went over the wire for it, oldest first. */
  readonly readings: Reading[]
  /** Whether the browser has been sent back to the app. */
  isAnswered: boolean
}

/** The number of the exchange it begins with, as far as the journal remembers: it tells a login from the others. */
export function firstOf ({ readings: [first] }: Login): number {
  return (first as Reading).exchange.number
}

/** A journal, sorted. */
export interface Sorted {
  /** The logins, oldest first. */
  readonly logins: readonly Login[]
  /** What belongs to none of them. */
  readonly apart: readonly Reading[]
}

interface Sorting {
  readonly logins: Login[]
  readonly apart: Reading[]
  readonly byState: Map<string, Login>
  readonly byCode: Map<string, Login>
  readonly byToken: Map<string, Login>
  /** The login that exchanged a code last. */
  last: Login | undefined
  /** Those that have a code which nobody has tried to exchange. */
  readonly waiting: Set<Login>
  /** The login of the exchange before. */
  current: Login | undefined
}

function openLogin ({ logins }: Sorting, client: string): Login {
  const login: Login = { place: logins.length + 1, client, readings: [], isAnswered: false }
  logins.push(login)
  return login
}

/** A login is known by its state; one that has been answered and is asked for again is another. */
function loginOfBrowser (sorting: Sorting, { page, query, exchange: { method } }: Reading): Login | undefined {
  const client = query.get('client_id') ?? ''
  if (client === '') return undefined
  const key = JSON.stringify([client, query.get('state'), query.get('nonce')])
  const known = sorting.byState.get(key)
  const isFresh = page === 'authorize' && method === 'GET'
  if (known !== undefined && !(known.isAnswered && isFresh)) return known
  const login = openLogin(sorting, client)
  sorting.byState.set(key, login)
  return login
}

function loginOf (sorting: Sorting, reading: Reading): Login | undefined {
  const { page, form, accessToken, exchange: { endpoint } } = reading
  const { byCode, byToken, current, last, waiting } = sorting
  if (page !== null) return loginOfBrowser(sorting, reading)
  if (endpoint === 'token') return byCode.get(form.get('code') ?? '') ?? byToken.get(form.get('refresh_token') ?? '')
  if (endpoint === 'revoke') return byToken.get(form.get('token') ?? '')
  if (endpoint !== 'jwks') return byToken.get(accessToken)
  // A request for keys names nobody. It comes when an id_token has to be verified, or while its code is exchanged.
  return current !== undefined && waiting.has(current) ? current : last
}

function noteTokens ({ byToken }: Sorting, login: Login, members: Readonly<Record<string, unknown>>): void {
  for (const name of ['access_token', 'refresh_token']) {
    const token = members[name]
    if (typeof token === 'string') byToken.set(token, login)
  }
}

function note (sorting: Sorting, login: Login, { brought, form, answer, exchange: { endpoint, status } }: Reading): void {
  if (brought !== null) {
    login.isAnswered = true
    for (const code of brought.getAll('code')) {
      sorting.byCode.set(code, login)
      sorting.waiting.add(login)
    }
    noteTokens(sorting, login, Object.fromEntries(brought))
  }
  sorting.current = login
  if (endpoint !== 'token') return
  sorting.waiting.delete(login)
  if (status !== 200) return
  noteTokens(sorting, login, answer)
  if (form.has('code')) sorting.last = login
}

/** Sorts a journal into logins. */
export function sortExchanges (exchanges: readonly MockExchange[]): Sorted {
  const sorting: Sorting = {
    logins: [],
    apart: [],
    byState: new Map(),
    byCode: new Map(),
    byToken: new Map(),
    last: undefined,
    waiting: new Set(),
    current: undefined
  }
  for (const exchange of exchanges) {
    const reading = readingOf(exchange)
    const login = loginOf(sorting, reading)
    const { readings } = login ?? { readings: sorting.apart }
    readings.push(reading)
    if (login !== undefined) note(sorting, login, reading)
  }
  return sorting
}
