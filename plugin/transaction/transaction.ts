// What the browser keeps between leaving for ORCID and coming back: one sealed cookie per sign-in.
import { createHash, randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  OrcidAccountChangedError, OrcidOptionsError, OrcidTransactionExpiredError, OrcidTransactionInvalidError,
  OrcidTransactionMissingError
} from '../errors.ts'
import type { Call, Registration } from '../registration.ts'
import type { Settings } from '../settings.ts'
import type { SealFailure } from './seal.ts'

const KEPT = 5
const NAME_HASH_CHARACTERS = 22 // 132 bits: nobody finds a second state with the same name
const NAME_HASH = /^[\w-]{22}$/

/** A sign-in under way. */
export interface Transaction {
  /** Name of its cookie, which is made from `state`: only the right state finds and opens it. */
  readonly cookie: string
  /** What the id_token must carry; `null` without openid. */
  readonly nonce: string | null
  /** PKCE; `null` where the registry does not honour it. */
  readonly codeVerifier: string | null
  /** The scopes that were asked for. */
  readonly scope: readonly string[]
  /** A path of this site. */
  readonly returnTo: string
  /** Digest of what `bindTo` said; `null` without it. */
  readonly boundTo: string | null
  /** Seconds since 1970. */
  readonly startedAt: number
}

/** A transaction as it is sealed: short names, because every byte travels with every request. */
interface Sealed {
  readonly n: string | null
  readonly v: string | null
  readonly s: readonly string[]
  readonly r: string
  readonly b: string | null
  readonly t: number
}

const digest = (text: string) => createHash('sha256').update(text).digest('base64url')
const random = () => randomBytes(32).toString('base64url')
const nowInSeconds = () => Math.floor(Date.now() / 1000)

function cookiePrefix ({ name, environment, clientId, redirectUriText, isSecure }: Settings): string {
  const tag = digest(JSON.stringify([name, environment.issuer, clientId, redirectUriText])).slice(0, 6)
  // A cookie with this prefix cannot be planted by a subdomain or over http (RFC 6265bis §4.1.3.2).
  return `${isSecure ? '__Host-' : ''}orcid.${tag}.`
}

function cookieName (settings: Settings, state: string): string {
  return cookiePrefix(settings) + digest(state).slice(0, NAME_HASH_CHARACTERS)
}

interface Cookie { readonly name: string, readonly value: string, readonly maxAge: number }

function setCookie ({ cookies, settings }: Registration, reply: FastifyReply, { name, value, maxAge }: Cookie): void {
  // Lax, because the way back from ORCID is a navigation from another site, which Strict would keep the cookie from.
  const attributes = { path: '/', httpOnly: true, secure: settings.isSecure, sameSite: 'lax', maxAge }
  reply.header('set-cookie', cookies.serializeCookie(name, value, attributes))
}

/** A cookie goes only if it is cleared with the attributes it was set with. */
function clearCookie (registration: Registration, reply: FastifyReply, name: string): void {
  setCookie(registration, reply, { name, value: '', maxAge: 0 })
}

/**
 * The cookies of this registration that a request carries, as they are written; of two with one name the first. Read
 * here, because an app may have told its own parser to decode values in its own way.
 */
function ownCookies ({ settings }: Registration, request: FastifyRequest): ReadonlyMap<string, string> {
  const prefix = cookiePrefix(settings)
  const found = new Map<string, string>()
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    // Anchored at the start only: looking for blanks at the end takes a second where there are sixteen thousand.
    const written = pair.replace(/^[ \t]+/, '')
    const end = written.indexOf('=')
    const name = written.slice(0, Math.max(0, end))
    const isOurs = name.startsWith(prefix) && NAME_HASH.test(name.slice(prefix.length))
    if (isOurs && !found.has(name)) found.set(name, written.slice(end + 1))
  }
  return found
}

async function bound ({ bindTo }: Settings, request: FastifyRequest): Promise<string | null> {
  if (bindTo === undefined) return null
  const to: unknown = await bindTo(request)
  if (typeof to !== 'string') throw new OrcidOptionsError('option `bindTo` must give a string')
  return digest(to)
}

/** Starts a sign-in: draws its secrets and has the browser keep them. Returns it with the `state` for ORCID. */
export async function beginTransaction (registration: Registration, call: Call,
  wish: Pick<Transaction, 'scope' | 'returnTo'>): Promise<{ state: string, transaction: Transaction }> {
  const { settings, sealer } = registration
  const state = random()
  const transaction: Transaction = {
    cookie: cookieName(settings, state),
    nonce: settings.openid ? random() : null,
    codeVerifier: settings.pkce === 'S256' ? random() : null,
    ...wish,
    boundTo: await bound(settings, call.request),
    startedAt: nowInSeconds()
  }
  const { cookie, nonce: n, codeVerifier: v, scope: s, returnTo: r, boundTo: b, startedAt: t } = transaction
  makeRoom(registration, call)
  const value = sealer.seal(JSON.stringify({ n, v, s, r, b, t } satisfies Sealed), cookie)
  setCookie(registration, call.reply, { name: cookie, value, maxAge: settings.transactionTtlSeconds })
  return { state, transaction }
}

/** Clears the oldest sign-ins, so that a browser with many tabs never sends more cookies than a proxy lets through. */
function makeRoom (registration: Registration, { request, reply }: Call): void {
  const ours = [...ownCookies(registration, request)]
    .map(([name, value]) => ({ name, transaction: openCookie(registration, name, value) }))
    .map(({ name, transaction }) => ({ name, startedAt: typeof transaction === 'string' ? 0 : transaction.startedAt }))
    .sort((a, b) => a.startedAt - b.startedAt)
  for (const { name } of ours.slice(0, Math.max(0, ours.length - KEPT + 1))) clearCookie(registration, reply, name)
}

function openCookie ({ sealer }: Registration, name: string, sealed: string): Transaction | SealFailure {
  const opened = sealer.open(sealed, name)
  if ('failure' in opened) return opened.failure
  // Sealed by us, so its shape is ours: no stranger can have written it.
  const { n, v, s, r, b, t } = JSON.parse(opened.text) as Sealed
  return { cookie: name, nonce: n, codeVerifier: v, scope: s, returnTo: r, boundTo: b, startedAt: t }
}

/**
 * Finds the sign-in that `state` belongs to in this browser. A cookie that turns out unusable is cleared; one that
 * `state` does not name is left alone, so that no stranger's link can end a sign-in.
 *
 * Throws `ORCID_ERR_TRANSACTION_MISSING`, `_INVALID`, `_EXPIRED` and `ORCID_ERR_ACCOUNT_CHANGED`.
 */
export async function takeTransaction (registration: Registration, call: Call, state: string): Promise<Transaction> {
  const { settings } = registration
  const name = cookieName(settings, state)
  const sealed = ownCookies(registration, call.request).get(name)
  if (sealed === undefined) throw new OrcidTransactionMissingError()
  try {
    const transaction = openCookie(registration, name, sealed)
    if (typeof transaction === 'string') throw new OrcidTransactionInvalidError({ cause: { reason: transaction } })
    judgeAge(settings, transaction.startedAt)
    if (transaction.boundTo !== await bound(settings, call.request)) throw new OrcidAccountChangedError()
    return transaction
  } catch (error) {
    clearCookie(registration, call.reply, name)
    throw error
  }
}

function judgeAge ({ transactionTtlSeconds, clockToleranceSeconds }: Settings, startedAt: number): void {
  const age = nowInSeconds() - startedAt
  if (age > transactionTtlSeconds) throw new OrcidTransactionExpiredError({ cause: { ageSeconds: age } })
  if (age < -clockToleranceSeconds) throw new OrcidTransactionInvalidError({ cause: { ageSeconds: age } })
}

/** Ends a sign-in: the browser drops its cookie. */
export function endTransaction (registration: Registration, reply: FastifyReply, { cookie }: Transaction): void {
  clearCookie(registration, reply, cookie)
}
