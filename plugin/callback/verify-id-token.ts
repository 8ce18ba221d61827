// Leg two, third step: verifies the id_token (OpenID Connect Core §3.1.3.7).
import { createHash, timingSafeEqual } from 'node:crypto'
import type { CryptoKey, JWTVerifyOptions } from 'jose'
import type { TokenResponse } from '../back-channel/responses.ts'
import type { Context } from '../context.ts'
import { OrcidIdTokenError, OrcidNonceMismatchError, OrcidStaleSignInError } from '../errors.ts'
import type { OrcidClaims } from '../login-result.ts'
import type { Settings } from '../options/settings.ts'
import type { Transaction } from '../transaction/transaction.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest()
const createIdTokenError = (reason: string) => new OrcidIdTokenError({ cause: { reason } })

/** A sign-in with openid has a nonce. */
type OpenidTransaction = Pick<Transaction, 'maxAgeSeconds' | 'startedAt'> & { readonly nonce: string }

/** Throws `ORCID_ERR_ID_TOKEN`, `_NONCE_MISMATCH`, `_STALE_SIGN_IN` and `_KEYS_UNAVAILABLE`. */
export async function verifyIdToken ({ settings, keys }: Context, response: TokenResponse,
  transaction: OpenidTransaction): Promise<OrcidClaims> {
  const { id_token: idToken, access_token: accessToken } = response
  if (idToken === undefined) throw createIdTokenError('missing')
  const candidates = await keys.findKeys(await readKeyId(idToken))
  const claims = await verifySignature(idToken, candidates, createVerifyOptions(settings))
  checkClaims(settings, claims)
  verifyAccessTokenHash(claims, accessToken)
  verifyNonce(claims, transaction.nonce)
  checkAuthTime(settings, claims, transaction)
  return claims
}

function createVerifyOptions (settings: Settings): JWTVerifyOptions {
  const { environment, clientId, clockToleranceSeconds, transactionTtlSeconds } = settings
  return {
    algorithms: ['RS256'],
    // As a list, because jose skips the check for an empty value.
    issuer: [environment.issuer],
    audience: clientId,
    clockTolerance: clockToleranceSeconds,
    // ORCID issues it after the login, so it is never older than a sign-in. jose adds the clock tolerance.
    maxTokenAge: transactionTtlSeconds,
    requiredClaims: ['sub', 'exp', 'iat']
  }
}

/** The key ID of the header. `jku`, `jwk`, `x5u` and `x5c` are ignored (RFC 8725 §3.10). */
async function readKeyId (idToken: string): Promise<string | undefined> {
  const { decodeProtectedHeader } = await import('jose')
  const { kid, typ, alg } = readHeader(() => decodeProtectedHeader(idToken))
  if (alg !== 'RS256') throw createIdTokenError('alg')
  if (typ !== undefined && typ !== 'JWT') throw createIdTokenError('typ')
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > 256)) throw createIdTokenError('kid')
  return kid
}

async function verifySignature (idToken: string, keys: readonly CryptoKey[],
  options: JWTVerifyOptions): Promise<OrcidClaims> {
  const { jwtVerify, errors } = await import('jose')
  for (const key of keys) {
    try {
      return (await jwtVerify(idToken, key, options)).payload as OrcidClaims
    } catch (error) {
      // Without a key ID, several keys are tried.
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw createIdTokenError(readReason(error))
    }
  }
  throw createIdTokenError(keys.length === 0 ? 'kid' : 'signature')
}

function checkClaims ({ clientId }: Settings, claims: OrcidClaims): void {
  const { aud, azp, exp, iat } = claims
  // A second audience means that the token was issued for another system too.
  if ([aud].flat().length !== 1) throw createIdTokenError('aud')
  if (azp !== undefined && azp !== clientId) throw createIdTokenError('azp')
  if (exp < iat || exp - iat > 366 * 86_400) throw createIdTokenError('exp')
}

function verifyAccessTokenHash ({ at_hash: atHash }: OrcidClaims, accessToken: string): void {
  if (atHash === undefined) return
  if (atHash !== sha256(accessToken).subarray(0, 16).toString('base64url')) throw createIdTokenError('at_hash')
}

function verifyNonce ({ nonce }: OrcidClaims, expected: string): void {
  if (typeof nonce !== 'string' || !timingSafeEqual(sha256(nonce), sha256(expected))) throw new OrcidNonceMismatchError()
}

/** The visitor can take `prompt` and `max_age` out of the link to ORCID, so that ORCID does not ask again. */
function checkAuthTime ({ clockToleranceSeconds }: Settings, { auth_time: authTime }: OrcidClaims,
  { maxAgeSeconds, startedAt }: OpenidTransaction): void {
  if (maxAgeSeconds === null) return
  const isFresh = typeof authTime === 'number' && authTime >= startedAt - maxAgeSeconds - clockToleranceSeconds
  if (!isFresh) throw new OrcidStaleSignInError({ cause: { maxAgeSeconds, ageSeconds: typeof authTime === 'number' ? startedAt - authTime : null } })
}

function readHeader (decode: () => object): { kid?: unknown, typ?: unknown, alg?: unknown } {
  try {
    return decode()
  } catch (error) {
    throw createIdTokenError(readReason(error))
  }
}

/** jose's error code and the name of the claim. Neither quotes the token. */
function readReason (error: unknown): string {
  const { code = 'malformed', claim = '' } = error as { code?: string, claim?: string }
  return [code, claim].filter(Boolean).join(' ')
}
