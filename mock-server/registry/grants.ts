// What people have granted: codes, the tokens they became, and the consents that the tokens keep alive.
import { randomInt, randomUUID } from 'node:crypto'
import { remember } from './bounded.ts'
import type { Clock } from './clock.ts'

/** What a person allows a client, in the moment of allowing it. */
export interface Grant {
  /** The client that asked. */
  readonly clientId: string
  /** Who granted it, or null when a client speaks for itself. */
  readonly orcid: string | null
  /** What was granted, in the registry's order. */
  readonly scopes: readonly string[]
}

/** An authorization code and what it is bound to (RFC 6749 §4.1.2). */
export interface Code extends Grant {
  /** Six characters `[0-9A-Za-z]`. */
  readonly code: string
  /** Who granted it. */
  readonly orcid: string
  /** The redirect URI of the authorize request, as sent. */
  readonly redirectUri: string
  /** The nonce of the authorize request, or null (OpenID Connect Core §3.1.2.1). */
  readonly nonce: string | null
  /** When the person signed in: seconds since 1970. */
  readonly authTime: number
  /** When it stops being exchangeable: milliseconds since 1970. */
  readonly expiresAt: number
  /** Whether somebody has tried to exchange it. One attempt is all there is. */
  spent: boolean
  /** The tokens it became that are still alive; a replay ends them. */
  readonly tokens: Set<Token>
}

/** An access token, its refresh token, and what they stand for. */
export interface Token extends Grant {
  /** A UUID. */
  readonly accessToken: string
  /** A UUID. */
  readonly refreshToken: string
  /** When it stops working: milliseconds since 1970. */
  readonly expiresAt: number
  /** The tokens that came from the same code, this one and refreshed ones included. */
  readonly family: Set<Token>
}

/** Everything granted in one mock. Each map is bounded. */
export interface Grants {
  /** Codes that have not been forgotten, by code. */
  readonly codes: Map<string, Code>
  /** Living tokens, by access token. */
  readonly tokens: Map<string, Token>
  /** The same tokens, by refresh token. */
  readonly refreshTokens: Map<string, Token>
  /** Living tokens by what was granted to whom: while there is one, consent is not asked for again. */
  readonly consents: Map<string, Set<Token>>
}

/** How long a code may be exchanged: ten minutes (https://members.orcid.org/api-news, 2017). */
export const CODE_TTL_MS = 600_000

/** What `expires_in` says: about twenty years, in seconds, as in ORCID's documentation. */
export const TOKEN_TTL_SECONDS = 631138518

/** No grants. */
export function createGrants (): Grants {
  return { codes: new Map(), tokens: new Map(), refreshTokens: new Map(), consents: new Map() }
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function consentKey ({ clientId, orcid, scopes }: Grant): string {
  return [clientId, orcid, ...scopes.toSorted()].join(' ')
}

function forgetExpiredCodes (codes: Map<string, Code>, now: number): void {
  for (const { code, expiresAt } of codes.values()) {
    if (expiresAt > now) return
    codes.delete(code)
  }
}

/** Makes a code for what a person has just granted. Codes whose time is over are forgotten on the way. */
export function issueCode (grants: Grants, clock: Clock,
  grant: Omit<Code, 'code' | 'expiresAt' | 'spent' | 'tokens'>): string {
  const now = clock.now()
  // An expired code is told apart from an unknown one for as long again as it was good.
  forgetExpiredCodes(grants.codes, now - CODE_TTL_MS)
  const code = Array.from({ length: 6 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('')
  const fresh = { expiresAt: now + CODE_TTL_MS, spent: false, tokens: new Set<Token>() }
  remember(grants.codes, code, { ...grant, code, ...fresh })
  return code
}

/** Makes an access token and its refresh token. They join the family they are given, a new one by default. */
export function issueToken (grants: Grants, clock: Clock, { clientId, orcid, scopes, family = new Set() }:
Grant & { family?: Set<Token> }): Token {
  const token: Token = {
    clientId,
    orcid,
    scopes,
    family,
    accessToken: randomUUID(),
    refreshToken: randomUUID(),
    expiresAt: clock.now() + TOKEN_TTL_SECONDS * 1000
  }
  family.add(token)
  grants.refreshTokens.set(token.refreshToken, token)
  const key = consentKey(token)
  grants.consents.set(key, (grants.consents.get(key) ?? new Set()).add(token))
  const oldest = remember(grants.tokens, token.accessToken, token)
  if (oldest !== undefined) revokeToken(grants, oldest)
  return token
}

/** Ends a token and its refresh token. The other tokens of the person and the client stay. */
export function revokeToken (grants: Grants, token: Token): void {
  grants.tokens.delete(token.accessToken)
  grants.refreshTokens.delete(token.refreshToken)
  token.family.delete(token)
  const key = consentKey(token)
  const alive = grants.consents.get(key)
  if (alive?.delete(token) === true && alive.size === 0) grants.consents.delete(key)
}

/** The token with this access token, unless it is unknown, revoked or expired. */
export function findToken (grants: Grants, clock: Clock, accessToken: string): Token | undefined {
  const token = grants.tokens.get(accessToken)
  return token !== undefined && token.expiresAt > clock.now() ? token : undefined
}

/**
 * Whether a person has granted exactly this before and the client still holds a token for it; consent is then
 * skipped.
 *
 * @see https://info.orcid.org/ufaqs/ "When is authorization skipped?"
 */
export function isGranted (grants: Grants, grant: Grant): boolean {
  return grants.consents.has(consentKey(grant))
}
