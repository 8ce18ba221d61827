// Validates ORCID's answers: tokens, errors, keys, userinfo. Their snake_case names are not passed on to the host.
import type { Static } from 'typebox'
import { createGuard } from '../typebox.ts'
import { isTokenUnchecked } from './orcid-message.ts'

// Plain JSON Schema instead of TypeBox's builder: the types are the same, and an app starts sooner.

// RFC 6749 §5.1, with ORCID's `name` and `orcid` (ORCID-Source, orcid-api-web/README.md).
const TokenResponse = {
  type: 'object',
  required: ['access_token', 'token_type', 'orcid'],
  properties: {
    access_token: { type: 'string', pattern: '^[\\x21-\\x7e]{1,4096}$' },
    token_type: { type: 'string', pattern: '^[Bb][Ee][Aa][Rr][Ee][Rr]$' },
    refresh_token: { anyOf: [{ type: 'string', pattern: '^[\\x21-\\x7e]{1,4096}$' }, { type: 'null' }] },
    expires_in: { anyOf: [{ type: 'number' }, { type: 'string', pattern: '^\\d{1,12}$' }, { type: 'null' }] },
    scope: { anyOf: [{ type: 'string', maxLength: 4096 }, { type: 'null' }] },
    name: { anyOf: [{ type: 'string', maxLength: 4096 }, { type: 'null' }] },
    orcid: { type: 'string' },
    id_token: { type: 'string', pattern: '^[\\w-]+\\.[\\w-]+\\.[\\w-]+$', maxLength: 16384 },
    // A response with an error is not a success, whatever else it has.
    error: { type: 'null' }
  }
} as const
export type TokenResponse = Static<typeof TokenResponse>

// RFC 6749 §5.2. `error_description` is never shown or logged.
const TokenError = {
  type: 'object',
  required: ['error'],
  properties: { error: { type: 'string' } }
} as const

// RFC 7517 §5. Each key is validated on its own, so that one unusable key does not hide the others.
const KeySet = {
  type: 'object',
  required: ['keys'],
  properties: { keys: { type: 'array', maxItems: 50, items: { type: 'object' } } }
} as const

// A public RSA key for RS256. ORCID's keys have no `alg`.
const SigningKey = {
  type: 'object',
  required: ['kty', 'n', 'e'],
  properties: {
    kty: { const: 'RSA' },
    n: { type: 'string', pattern: '^[\\w-]{342,1366}$' }, // 2048 to 8192 bits
    e: { type: 'string', pattern: '^[\\w-]{2,8}$' },
    kid: { type: 'string', maxLength: 256 },
    use: { const: 'sig' },
    key_ops: { type: 'array', contains: { const: 'verify' } },
    alg: { const: 'RS256' },
    d: false
  }
} as const

// OpenID Connect Core §5.3.2. ORCID sends names that are not public as `null`.
const UserinfoResponse = {
  type: 'object',
  required: ['sub'],
  properties: {
    sub: { type: 'string' },
    name: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    given_name: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    family_name: { anyOf: [{ type: 'string' }, { type: 'null' }] }
  }
} as const

export const isTokenResponse = createGuard<TokenResponse>(TokenResponse)
export const isTokenError = createGuard<Static<typeof TokenError>>(TokenError)
export const isKeySet = createGuard<Static<typeof KeySet>>(KeySet)
export const isSigningKey = createGuard<{ kty: 'RSA', n: string, e: string, kid?: string }>(SigningKey)
export const isUserinfoResponse = createGuard<Static<typeof UserinfoResponse>>(UserinfoResponse)

// ORCID's proxy answers with these, and status 401, while the authorization server is down.
const OUTAGE: ReadonlySet<string> = new Set(['server_error', 'temporarily_unavailable'])
export const isOutage = (json: unknown): json is Static<typeof TokenError> =>
  isTokenError(json) && (OUTAGE.has(json.error) || isTokenUnchecked(json))

const MAX_LIFETIME_SECONDS = 100 * 366 * 86_400

/** When a token expires, or `null` if `expires_in` is missing or invalid. ORCID's tokens are valid for 20 years. */
export function readExpiry ({ expires_in: expiresIn }: Pick<TokenResponse, 'expires_in'>): Date | null {
  const seconds = Number(expiresIn ?? NaN)
  if (!Number.isInteger(seconds) || seconds < 0) return null
  return new Date(Date.now() + Math.min(seconds, MAX_LIFETIME_SECONDS) * 1000)
}
