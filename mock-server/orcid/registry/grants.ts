// What people have granted: codes, the tokens they became, and the consents that the tokens keep alive.
import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { remember } from './bounded-map.ts'
import type { Behaviour } from '../../options/behaviour.ts'
import type { Clock } from './clock.ts'

export interface Grant {
  readonly clientId: string
  /** Who granted it, or null when a client speaks for itself. */
  readonly orcid: string | null
  /** In the registry's order. */
  readonly scopes: readonly string[]
}

/** An authorization code and what it is bound to (RFC 6749 §4.1.2). */
export interface Code extends Grant {
  readonly code: string
  readonly orcid: string
  /** The redirect URI of the authorize request, as sent. */
  readonly redirectUri: string
  /** The nonce of the authorize request, or null (OpenID Connect Core §3.1.2.1). */
  readonly nonce: string | null
  /** When the person signed in: seconds since 1970. */
  readonly authTime: number
  /** Whether the authorize request had a `code_challenge` (RFC 7636 §4.3). */
  readonly hasChallenge: boolean
  /** When it stops being exchangeable: milliseconds since 1970. */
  readonly expiresAt: number
  /** Whether somebody has tried to exchange it. One attempt is all there is. */
  spent: boolean
  /** The tokens it became that are still alive; a replay ends them. */
  readonly tokens: Set<Token>
}

/** An access token and its refresh token, both UUIDs. */
export interface Token extends Grant {
  readonly accessToken: string
  readonly refreshToken: string
  /** What `expires_in` says, in seconds. */
  readonly expiresIn: number
  /** When the person signed in: seconds since 1970; 0 when a client speaks for itself. */
  readonly authTime: number
  /** When it stops working: milliseconds since 1970. */
  readonly expiresAt: number
  /** The living tokens that came from the same code, this one and refreshed ones included. */
  readonly family: Set<Token>
}

/** A token that was revoked. With one that its person withdrew, its client may still delete. */
export interface EndedToken extends Token { readonly endedBy: 'client' | 'withdrawal' | 'person' }

const CODE_TTL_MS = 600_000

/** What `expires_in` of a fresh token says: by default ORCID's twenty years, a second less than is configured there. */
export function tokenLifetime ({ tokenLifetime }: Behaviour): number {
  return tokenLifetime === '20 years' ? 631138518 : 3599
}

export type Grants = Readonly<ReturnType<typeof createGrants>>

/** Everything granted in one mock. Each map is bounded. */
export function createGrants () {
  return {
    codes: new Map<string, Code>(),
    /** Living tokens, by access token. */
    tokens: new Map<string, Token>(),
    /** The last tokens that were revoked, by access token. */
    ended: new Map<string, EndedToken>(),
    /** Living tokens, by refresh token. */
    refreshTokens: new Map<string, Token>(),
    /** Living tokens by what was granted to whom: while there is one, consent is not asked for again. */
    consents: new Map<string, Set<Token>>()
  }
}

export function resetGrants (grants: Grants): void {
  for (const map of Object.values(grants)) map.clear()
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function makeCode (isOpaque: boolean): string {
  if (isOpaque) return randomBytes(96).toString('base64url')
  return Array.from({ length: 6 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('')
}

function forgetExpiredCodes (codes: Map<string, Code>, now: number): void {
  for (const { code, expiresAt } of codes.values()) {
    if (expiresAt > now) return
    codes.delete(code)
  }
}

export function issueCode ({ codes }: Grants, now: number,
  { isOpaque, ...grant }: Omit<Code, 'code' | 'expiresAt' | 'spent' | 'tokens'> & { readonly isOpaque: boolean }): string {
  // An expired code is told apart from an unknown one for as long again as it was good.
  forgetExpiredCodes(codes, now - CODE_TTL_MS)
  const code = makeCode(isOpaque)
  remember(codes, code, { ...grant, code, expiresAt: now + CODE_TTL_MS, spent: false, tokens: new Set() })
  return code
}

function consentKey ({ clientId, orcid, scopes }: Grant): string {
  return [clientId, orcid, ...scopes.toSorted()].join(' ')
}

type NewToken = Grant & Pick<Token, 'expiresIn'> & Partial<Pick<Token, 'authTime' | 'family'>>

export function issueToken (grants: Grants, now: number,
  { clientId, orcid, scopes, expiresIn, authTime = 0, family = new Set() }: NewToken): Token {
  const [accessToken, refreshToken] = [randomUUID(), randomUUID()]
  const expiresAt = now + expiresIn * 1000
  const token = { clientId, orcid, scopes, family, accessToken, refreshToken, expiresIn, authTime, expiresAt }
  keepToken(grants, token)
  return token
}

function keepToken (grants: Grants, token: Token): void {
  token.family.add(token)
  grants.refreshTokens.set(token.refreshToken, token)
  const key = consentKey(token)
  grants.consents.set(key, (grants.consents.get(key) ?? new Set()).add(token))
  const oldest = remember(grants.tokens, token.accessToken, token)
  if (oldest !== undefined) forgetToken(grants, oldest)
}

function forgetToken (grants: Grants, token: Token): void {
  grants.tokens.delete(token.accessToken)
  grants.refreshTokens.delete(token.refreshToken)
  token.family.delete(token)
  const key = consentKey(token)
  const alive = grants.consents.get(key)
  if (alive?.delete(token) === true && alive.size === 0) grants.consents.delete(key)
}

export function revokeToken (grants: Grants, token: Token, endedBy: EndedToken['endedBy'] = 'client'): void {
  forgetToken(grants, token)
  remember(grants.ended, token.accessToken, { ...token, endedBy })
}

/** Ends all that anybody has of a person, codes included. */
export function endPersonGrants (grants: Grants, orcid: string): void {
  const given = [...grants.tokens.values()].filter((token) => token.orcid === orcid)
  for (const token of given) revokeToken(grants, token, 'person')
  for (const { code, orcid: owner } of grants.codes.values()) if (owner === orcid) grants.codes.delete(code)
}

/** The token with this access token, unless it is unknown, revoked or expired. */
export function findToken (grants: Grants, clock: Pick<Clock, 'now'>, accessToken: string): Token | undefined {
  const token = grants.tokens.get(accessToken)
  return token !== undefined && token.expiresAt > clock.now() ? token : undefined
}

/**
 * Whether a person has granted exactly this before and the client still holds a long-lived token for it; consent is
 * then skipped. A token of an hour or less, which the implicit flow hands out, does not count.
 * @see https://info.orcid.org/ufaqs/ "When is authorization skipped?"
 */
export function isGranted ({ consents }: Grants, grant: Grant, now: number): boolean {
  const tokens = [...consents.get(consentKey(grant)) ?? []]
  return tokens.some(({ expiresIn, expiresAt }) => expiresIn > 3600 && expiresAt > now)
}

type SavedCode = Omit<Code, 'tokens'> & { readonly family: number }
type SavedToken = Omit<Token, 'family'> & { readonly family: number }

/** Codes and tokens with the same `family` belong together: a code that is exchanged again ends them. */
export interface SavedGrants {
  readonly codes: readonly SavedCode[]
  readonly tokens: readonly SavedToken[]
  readonly ended: ReadonlyArray<Omit<EndedToken, 'family'>>
}

export function saveGrants ({ codes, tokens, ended }: Grants): SavedGrants {
  const families = [...new Set([...codes.values()].map(({ tokens }) => tokens)
    .concat([...tokens.values()].map(({ family }) => family)))]
  const numbers = new Map(families.map((family, number) => [family, number]))
  return {
    codes: [...codes.values()].map(({ tokens, ...code }) => ({ ...code, family: numbers.get(tokens) as number })),
    tokens: [...tokens.values()].map(({ family, ...token }) => ({ ...token, family: numbers.get(family) as number })),
    ended: [...ended.values()].map(({ family, ...token }) => token)
  }
}

export function loadGrants (grants: Grants, { codes, tokens, ended }: SavedGrants): void {
  resetGrants(grants)
  const families = new Map<number, Set<Token>>()
  const familyOf = (number: number): Set<Token> => {
    const family = families.get(number) ?? new Set()
    families.set(number, family)
    return family
  }
  for (const { family, ...code } of codes) grants.codes.set(code.code, { ...code, tokens: familyOf(family) })
  for (const { family, ...token } of tokens) keepToken(grants, { ...token, family: familyOf(family) })
  for (const token of ended) grants.ended.set(token.accessToken, { ...token, family: new Set() })
}
