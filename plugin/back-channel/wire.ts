// The shapes ORCID sends, in ORCID's own names. They stop at callback/describe-login.ts.
import type { Static } from 'typebox'
import { Compile } from 'typebox/schema'

// JSON Schema by hand instead of TypeBox's builder: the types are the same, and an app starts 100 ms sooner.

/**
 * The answer of the token endpoint (RFC 6749 §5.1, with ORCID's `name` and `orcid`).
 *
 * @see https://github.com/ORCID/ORCID-Source/blob/main/orcid-api-web/README.md
 */
export const TokenAnswer = {
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
    // Whatever it is, an answer with an error in it is no success.
    error: { type: 'null' }
  }
} as const
/** See {@link TokenAnswer}, the schema. */
export type TokenAnswer = Static<typeof TokenAnswer>

/** An error of the token endpoint (RFC 6749 §5.2). The description is ORCID's prose: never shown, never logged. */
const TokenError = {
  type: 'object',
  required: ['error'],
  properties: { error: { type: 'string' } }
} as const

/**
 * A key set (RFC 7517 §5) with at most fifty keys. Which of them are fit for verifying is judged one by one.
 */
const KeySet = {
  type: 'object',
  required: ['keys'],
  properties: { keys: { type: 'array', maxItems: 50, items: { type: 'object' } } }
} as const

/** One key that can verify an id_token: RSA, public, for RS256. ORCID's carry no `alg`. */
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

/** The answer of userinfo (OpenID Connect Core §5.3.2). ORCID writes names it may not show as `null`. */
export const UserinfoAnswer = {
  type: 'object',
  required: ['sub'],
  properties: {
    sub: { type: 'string' },
    name: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    given_name: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    family_name: { anyOf: [{ type: 'string' }, { type: 'null' }] }
  }
} as const
/** See {@link UserinfoAnswer}, the schema. */
export type UserinfoAnswer = Static<typeof UserinfoAnswer>

const check = <T>(schema: object) => {
  const compiled = Compile(schema)
  return (value: unknown): value is T => compiled.Check(value)
}

/** Judges an answer of the token endpoint. */
export const isTokenAnswer = check<TokenAnswer>(TokenAnswer)
/** Judges an error of the token endpoint. */
export const isTokenError = check<Static<typeof TokenError>>(TokenError)
// ORCID's front answers so, with status 401, when its authorization server is down.
const OUTAGE: ReadonlySet<string> = new Set(['server_error', 'temporarily_unavailable'])
/** Whether an answer is an error of the token endpoint that says no more than that ORCID is down. */
export const isOutage = (json: unknown): json is Static<typeof TokenError> =>
  isTokenError(json) && OUTAGE.has(json.error)
/** Judges a key set. */
export const isKeySet = check<Static<typeof KeySet>>(KeySet)
/** Judges one key of a key set. */
export const isSigningKey = check<{ kty: 'RSA', n: string, e: string, kid?: string }>(SigningKey)
/** Judges an answer of userinfo. */
export const isUserinfoAnswer = check<UserinfoAnswer>(UserinfoAnswer)

const LONGEST_LIFE_SECONDS = 100 * 366 * 86_400

/** When a token ends, or `null` if ORCID did not say or said nonsense. ORCID's tokens live about twenty years. */
export function readExpiry ({ expires_in: expiresIn }: TokenAnswer): Date | null {
  const seconds = Number(expiresIn ?? NaN)
  if (!Number.isInteger(seconds) || seconds < 0) return null
  return new Date(Date.now() + Math.min(seconds, LONGEST_LIFE_SECONDS) * 1000)
}
