// Which exchanges belong to one login: leg 1 by client and state, leg 2 by the code, leg 3 by the token.
import type { MockExchange } from '../controls/journal/exchange.ts'
import { parseExchange, type ParsedExchange } from './parsed-exchange.ts'

export interface Login {
  /** Its place among the logins of the journal, 1 for the first. */
  readonly place: number
  readonly client: string
  /** Oldest first. */
  readonly exchanges: ParsedExchange[]
}

export interface GroupedExchanges {
  /** Oldest first. */
  readonly logins: readonly Login[]
  readonly outside: readonly ParsedExchange[]
}

function createGrouping () {
  return {
    logins: [] as Login[],
    byState: new Map<string, Login>(),
    byCode: new Map<string, Login>(),
    byToken: new Map<string, Login>(),
    answered: new Set<Login>(),
    /** Logins whose code has not been sent to the token endpoint yet. */
    unexchanged: new Set<Login>(),
    previous: undefined as Login | undefined,
    /** The login that exchanged a code last. */
    exchangedLast: undefined as Login | undefined
  }
}

type Grouping = ReturnType<typeof createGrouping>

/** The number of its first exchange in the journal, which identifies a login. */
export function firstNumberOf ({ exchanges }: Login): number {
  return Number(exchanges[0]?.exchange.number)
}

// A login is known by its state. An answered one that is asked for again is a new login.
function loginOfBrowser (grouping: Grouping, { page, query, exchange: { method } }: ParsedExchange): Login | undefined {
  const { logins, byState, answered } = grouping
  const client = query.get('client_id') ?? ''
  if (client === '') return undefined
  const key = JSON.stringify([client, query.get('state'), query.get('nonce')])
  const known = byState.get(key)
  const isNewRequest = page === 'authorize' && method === 'GET'
  if (known !== undefined && !(answered.has(known) && isNewRequest)) return known
  const login: Login = { place: logins.length + 1, client, exchanges: [] }
  logins.push(login)
  byState.set(key, login)
  return login
}

function loginOf (grouping: Grouping, parsed: ParsedExchange): Login | undefined {
  const { page, form, accessToken, exchange: { endpoint } } = parsed
  const { byCode, byToken, unexchanged, previous, exchangedLast } = grouping
  if (page !== null) return loginOfBrowser(grouping, parsed)
  if (endpoint === 'token') return byCode.get(form.get('code') ?? '') ?? byToken.get(form.get('refresh_token') ?? '')
  if (endpoint === 'revoke') return byToken.get(form.get('token') ?? '')
  if (endpoint !== 'jwks') return byToken.get(accessToken)
  // A request for keys names no login. It comes when an id_token must be verified, or while its code is exchanged.
  return previous !== undefined && unexchanged.has(previous) ? previous : exchangedLast
}

function rememberTokens ({ byToken }: Grouping, login: Login, answer: Readonly<Record<string, unknown>>): void {
  for (const token of [answer['access_token'], answer['refresh_token']]) {
    if (typeof token === 'string') byToken.set(token, login)
  }
}

function remember (grouping: Grouping, login: Login, { callback, form, answer, exchange }: ParsedExchange): void {
  grouping.previous = login
  if (callback !== null) {
    grouping.answered.add(login)
    for (const code of callback.getAll('code')) {
      grouping.byCode.set(code, login)
      grouping.unexchanged.add(login)
    }
    rememberTokens(grouping, login, Object.fromEntries(callback))
  }
  if (exchange.endpoint !== 'token') return
  grouping.unexchanged.delete(login)
  if (exchange.status !== 200) return
  rememberTokens(grouping, login, answer)
  if (form.has('code')) grouping.exchangedLast = login
}

export function groupExchanges (exchanges: readonly MockExchange[]): GroupedExchanges {
  const outside: ParsedExchange[] = []
  const grouping = createGrouping()
  for (const parsed of exchanges.map(parseExchange)) {
    const login = loginOf(grouping, parsed)
    ;(login?.exchanges ?? outside).push(parsed)
    if (login !== undefined) remember(grouping, login, parsed)
  }
  return { logins: grouping.logins, outside }
}
