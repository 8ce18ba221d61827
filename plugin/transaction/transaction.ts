// A sign-in in progress. It is kept in the browser, in one sealed cookie, from the login until the callback.
import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context, HttpExchange } from '../context.ts'
import {
  OrcidAccountChangedError, OrcidOptionsError, OrcidTransactionExpiredError, OrcidTransactionInvalidError,
  OrcidTransactionMissingError
} from '../errors.ts'
import type { Settings } from '../options/settings.ts'
import { drawRandomBytes } from '../random.ts'
import type { SealFailure } from '../seal.ts'
import { clearCookie, cookieName, readCookies, setCookie } from './cookies.ts'

const MAX_TRANSACTIONS = 5

export interface Transaction {
  /** The name of its cookie. It is derived from `state`, so only the right state finds and opens the cookie. */
  readonly cookie: string
  /** The nonce of the id_token; `null` without openid. */
  readonly nonce: string | null
  /** The PKCE verifier; `null` without PKCE. */
  readonly codeVerifier: string | null
  /** The requested scopes. */
  readonly scope: readonly string[]
  readonly returnTo: string
  /** A digest of the result of `bindTo`; `null` without it. */
  readonly boundTo: string | null
  /** Seconds since 1970. */
  readonly startedAt: number
  /** How old the sign-in at ORCID may be, in seconds, because ORCID was asked for it; `null` if any will do. */
  readonly maxAgeSeconds: number | null
  /** Whether it repeats a sign-in whose code ORCID rejected. It is not repeated again. */
  readonly isRestart: boolean
}

/** The content of the cookie. The names are short, because a browser sends it with every request. */
interface CookieContent {
  readonly n: string | null
  readonly v: string | null
  readonly s: readonly string[]
  readonly r: string
  readonly b: string | null
  readonly t: number
  readonly a?: number | null
  readonly x?: boolean
}

const createRandomToken = () => drawRandomBytes(32).toString('base64url')
const nowInSeconds = () => Math.floor(Date.now() / 1000)

async function readBinding ({ bindTo }: Settings, request: FastifyRequest): Promise<string | null> {
  if (bindTo === undefined) return null
  const binding: unknown = await bindTo(request)
  if (typeof binding !== 'string') throw new OrcidOptionsError('option `bindTo` must give a string.')
  return hash('sha256', binding, 'base64url')
}

/** Starts a sign-in and sets its cookie. Returns the transaction and the `state` for ORCID. */
export async function beginTransaction (context: Context, exchange: HttpExchange,
  target: Pick<Transaction, 'isRestart' | 'maxAgeSeconds' | 'returnTo' | 'scope'>): Promise<{ state: string, transaction: Transaction }> {
  const { settings, sealer } = context
  const state = createRandomToken()
  const transaction: Transaction = {
    cookie: cookieName(context, state),
    nonce: settings.openid ? createRandomToken() : null,
    codeVerifier: settings.pkce === 'S256' ? createRandomToken() : null,
    ...target,
    boundTo: await readBinding(settings, exchange.request),
    startedAt: nowInSeconds()
  }
  const { cookie, scope: s, returnTo: r, boundTo: b, startedAt: t, maxAgeSeconds: a, isRestart: x } = transaction
  const { nonce: n, codeVerifier: v } = transaction
  clearOldest(context, exchange)
  const value = sealer.seal(JSON.stringify({ n, v, s, r, b, t, a, x } satisfies CookieContent), cookie)
  setCookie(context, exchange.reply, { name: cookie, value, maxAge: settings.transactionTtlSeconds })
  return { state, transaction }
}

/** Clears the oldest cookies, so that a browser with many tabs never exceeds the header limit of a proxy. */
function clearOldest (context: Context, { request, reply }: HttpExchange): void {
  const transactions = [...readCookies(context, request)]
    .map(([name, value]) => ({ name, transaction: openCookie(context, name, value) }))
    .map(({ name, transaction }) => ({ name, startedAt: typeof transaction === 'string' ? 0 : transaction.startedAt }))
    .sort((a, b) => a.startedAt - b.startedAt)
  const excess = Math.max(0, transactions.length - MAX_TRANSACTIONS + 1)
  for (const { name } of transactions.slice(0, excess)) clearCookie(context, reply, name)
}

function openCookie ({ sealer }: Context, name: string, sealed: string): Transaction | SealFailure {
  const opened = sealer.open(sealed, name)
  if ('failure' in opened) return opened.failure
  // Only this plugin can have sealed it, so its content needs no validation.
  // An older version knew neither of the last two.
  const { n, v, s, r, b, t, a = null, x = false } = JSON.parse(opened.text) as CookieContent
  const times = { startedAt: t, maxAgeSeconds: a }
  return { cookie: name, nonce: n, codeVerifier: v, scope: s, returnTo: r, boundTo: b, ...times, isRestart: x }
}

/**
 * Finds the sign-in of this browser that `state` belongs to. Clears the cookie if it is unusable. Other cookies are
 * left alone, so that a link from elsewhere cannot end a sign-in.
 *
 * Throws `ORCID_ERR_TRANSACTION_MISSING`, `_INVALID`, `_EXPIRED` and `ORCID_ERR_ACCOUNT_CHANGED`.
 */
export async function takeTransaction (context: Context, exchange: HttpExchange, state: string): Promise<Transaction> {
  const { settings } = context
  const name = cookieName(context, state)
  const sealed = readCookies(context, exchange.request).get(name)
  if (sealed === undefined) throw new OrcidTransactionMissingError()
  try {
    const transaction = openCookie(context, name, sealed)
    if (typeof transaction === 'string') throw new OrcidTransactionInvalidError({ cause: { reason: transaction } })
    checkAge(settings, transaction.startedAt)
    if (transaction.boundTo !== await readBinding(settings, exchange.request)) throw new OrcidAccountChangedError()
    return transaction
  } catch (error) {
    clearCookie(context, exchange.reply, name)
    throw error
  }
}

function checkAge ({ transactionTtlSeconds, clockToleranceSeconds }: Settings, startedAt: number): void {
  const age = nowInSeconds() - startedAt
  if (age > transactionTtlSeconds) throw new OrcidTransactionExpiredError({ cause: { ageSeconds: age } })
  if (age < -clockToleranceSeconds) throw new OrcidTransactionInvalidError({ cause: { ageSeconds: age } })
}

export function endTransaction (context: Context, reply: FastifyReply, { cookie }: Transaction): void {
  clearCookie(context, reply, cookie)
}
