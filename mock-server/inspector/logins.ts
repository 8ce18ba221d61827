// Which exchanges belong to one login: leg 1 by client and state, leg 2 by the code, leg 3 by the token.
import type { MockExchange } from '../controls/journal/exchange.ts'
import { parseExchange, type ParsedExchange } from './parsed-exchange.ts'

export interface Login {
  /** The number of its first exchange in the journal, which identifies it. */
  readonly number: number
  /** Its place among the logins of the journal, 1 for the first. */
  readonly place: number
  readonly client: string
  /** Oldest first. */
  readonly exchanges: ParsedExchange[]
}

interface Grouping {
  /** Oldest first. */
  readonly logins: Login[]
  readonly outside: ParsedExchange[]
  /** By state, by code and by token. */
  readonly known: Map<string, Login>
  /** The login that went on last. */
  previous?: Login
  /** The login that exchanged a code last. */
  exchangedLast?: Login
}

// A login is known by its state. An answered one that is asked for again is a new login.
function loginOfBrowser ({ logins, known }: Grouping, { page, query, exchange }: ParsedExchange): Login | undefined {
  const client = query.get('client_id') ?? ''
  if (client === '') return undefined
  const key = JSON.stringify([client, query.get('state'), query.get('nonce')])
  const login = known.get(key)
  const isAnswered = login?.exchanges.some(({ callback }) => callback !== null) === true
  if (login !== undefined && !(isAnswered && page === 'authorize' && exchange.method === 'GET')) return login
  const newLogin: Login = { number: exchange.number, place: logins.length + 1, client, exchanges: [] }
  logins.push(newLogin)
  known.set(key, newLogin)
  return newLogin
}

function hasCodeToExchange ({ exchanges }: Login): boolean {
  const last = exchanges.findLast(({ callback, exchange }) =>
    callback?.has('code') === true || exchange.endpoint === 'token')
  return last !== undefined && last.exchange.endpoint !== 'token'
}

function loginOf (grouping: Grouping, parsed: ParsedExchange): Login | undefined {
  const { page, form, accessToken, exchange: { endpoint } } = parsed
  const { known, previous, exchangedLast } = grouping
  if (page !== null) return loginOfBrowser(grouping, parsed)
  if (endpoint === 'token') return known.get(form.get('code') ?? form.get('refresh_token') ?? '')
  if (endpoint === 'revoke') return known.get(form.get('token') ?? '')
  if (endpoint !== 'jwks') return known.get(accessToken)
  // A request for keys names no login. It comes when an id_token must be verified, or while its code is exchanged.
  return previous !== undefined && hasCodeToExchange(previous) ? previous : exchangedLast
}

function remember (grouping: Grouping, login: Login, { callback, form, answer, exchange }: ParsedExchange): void {
  grouping.previous = login
  const isToken = exchange.endpoint === 'token' && exchange.status === 200
  if (isToken && form.has('code')) grouping.exchangedLast = login
  const tokens = [answer['access_token'], answer['refresh_token']].filter((token) => typeof token === 'string')
  const inCallback = ['code', 'access_token', 'refresh_token'].flatMap((name) => callback?.getAll(name) ?? [])
  for (const name of [...isToken ? tokens : [], ...inCallback]) grouping.known.set(name, login)
}

export function groupExchanges (exchanges: readonly MockExchange[]): Grouping {
  const grouping: Grouping = { logins: [], outside: [], known: new Map() }
  for (const parsed of exchanges.map(parseExchange)) {
    const login = loginOf(grouping, parsed)
    ;(login?.exchanges ?? grouping.outside).push(parsed)
    if (login !== undefined) remember(grouping, login, parsed)
  }
  return grouping
}
