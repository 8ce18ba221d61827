// Leg two, third step: verifies the id_token (OpenID Connect Core §3.1.3.7).
import { hash, timingSafeEqual } from 'node:crypto'
import type { TokenResponse } from '../back-channel/responses.ts'
import type { Context } from '../context.ts'
import { OrcidIdTokenError, OrcidNonceMismatchError, OrcidStaleSignInError } from '../errors.ts'
import type { OrcidClaims } from '../login-result.ts'
import type { Settings } from '../options/settings.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { readSignedToken, type SignedToken } from './jws.ts'

const MAX_LIFETIME_SECONDS = 366 * 86_400

const createIdTokenError = (reason: string) => new OrcidIdTokenError({ cause: { reason } })

/** A sign-in with openid has a nonce. */
type OpenidTransaction = Pick<Transaction, 'maxAgeSeconds' | 'startedAt'> & { readonly nonce: string }

/** Throws `ORCID_ERR_ID_TOKEN`, `_NONCE_MISMATCH`, `_STALE_SIGN_IN` and `_KEYS_UNAVAILABLE`. */
export async function verifyIdToken ({ settings, keys }: Context, response: TokenResponse,
  transaction: OpenidTransaction): Promise<OrcidClaims> {
  const { id_token: idToken, access_token: accessToken } = response
  if (idToken === undefined) throw createIdTokenError('missing')
  const token = readSignedToken(idToken)
  if (token === null) throw createIdTokenError('malformed')
  const candidates = await keys.findKeys(readKeyId(token))
  if (candidates.length === 0) throw createIdTokenError('kid')
  // Without a key ID, several keys are tried.
  if (!candidates.some((key) => token.isSignedBy(key))) throw createIdTokenError('signature')
  const wrongClaim = findWrongClaim(settings, token.payload)
  if (wrongClaim !== null) throw createIdTokenError(wrongClaim)
  const claims = token.payload as unknown as OrcidClaims
  verifyAccessTokenHash(claims, accessToken)
  verifyNonce(claims, transaction.nonce)
  checkAuthTime(settings, claims, transaction)
  return claims
}

/** The key ID of the header. `jku`, `jwk`, `x5u` and `x5c` are ignored (RFC 8725 §3.10). */
function readKeyId ({ header: { alg, typ, crit, kid } }: SignedToken): string | undefined {
  if (alg !== 'RS256') throw createIdTokenError('alg')
  if (typ !== undefined && typ !== 'JWT') throw createIdTokenError('typ')
  // An extension that must be understood, and none is (RFC 7515 §4.1.11).
  if (crit !== undefined) throw createIdTokenError('crit')
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > 256)) throw createIdTokenError('kid')
  return kid
}

/** The first claim that is not what it must be, in value or type, or `null`. */
function findWrongClaim ({ environment, clientId, clockToleranceSeconds, transactionTtlSeconds }: Settings,
  { iss, aud, azp, sub, exp, iat, nbf }: SignedToken['payload']): string | null {
  const now = Math.floor(Date.now() / 1000)
  const [soonest, latest] = [now - clockToleranceSeconds, now + clockToleranceSeconds]
  if (iss !== environment.issuer) return 'iss'
  // A second audience means that the token was issued for another system too.
  const [audience, ...others] = Array.isArray(aud) ? aud as unknown[] : [aud]
  if (audience !== clientId || others.length > 0) return 'aud'
  if (azp !== undefined && azp !== clientId) return 'azp'
  if (typeof sub !== 'string') return 'sub'
  // ORCID issues it after the login, so it is never older than a sign-in.
  if (typeof iat !== 'number' || iat > latest || iat < soonest - transactionTtlSeconds) return 'iat'
  if (nbf !== undefined && (typeof nbf !== 'number' || nbf > latest)) return 'nbf'
  if (typeof exp !== 'number' || exp <= soonest || exp < iat || exp - iat > MAX_LIFETIME_SECONDS) return 'exp'
  return null
}

function verifyAccessTokenHash ({ at_hash: atHash }: OrcidClaims, accessToken: string): void {
  if (atHash === undefined) return
  const half = hash('sha256', accessToken, 'buffer').subarray(0, 16)
  if (atHash !== half.toString('base64url')) throw createIdTokenError('at_hash')
}

function verifyNonce ({ nonce }: OrcidClaims, expected: string): void {
  // A nonce of another length is no secret of ours.
  const isSame = typeof nonce === 'string' && Buffer.byteLength(nonce) === expected.length &&
    timingSafeEqual(Buffer.from(nonce), Buffer.from(expected))
  if (!isSame) throw new OrcidNonceMismatchError()
}

/** The visitor can take `prompt` and `max_age` out of the link to ORCID, so that ORCID does not ask again. */
function checkAuthTime ({ clockToleranceSeconds }: Settings, { auth_time: authTime }: OrcidClaims,
  { maxAgeSeconds, startedAt }: OpenidTransaction): void {
  if (maxAgeSeconds === null) return
  const isFresh = typeof authTime === 'number' && authTime >= startedAt - maxAgeSeconds - clockToleranceSeconds
  if (!isFresh) throw new OrcidStaleSignInError({ cause: { maxAgeSeconds, ageSeconds: typeof authTime === 'number' ? startedAt - authTime : null } })
}
