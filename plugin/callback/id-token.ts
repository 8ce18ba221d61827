// Leg two, third step: verifies the id_token, which says who signed in, to whom, and for which sign-in.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { CryptoKey, JWTVerifyOptions } from 'jose'
import type { TokenAnswer } from '../back-channel/wire.ts'
import { OrcidIdTokenError, OrcidNonceMismatchError } from '../errors.ts'
import type { OrcidClaims } from '../identity.ts'
import type { Registration } from '../registration.ts'
import type { Settings } from '../settings.ts'
import type { Transaction } from '../transaction/transaction.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest()
const wrong = (reason: string) => new OrcidIdTokenError({ cause: { reason } })

/**
 * Verifies signature and claims (OpenID Connect Core §3.1.3.7) and returns the claims, or `null` without openid.
 *
 * Throws `ORCID_ERR_ID_TOKEN`, `_NONCE_MISMATCH` and `_KEYS_UNAVAILABLE`.
 */
export async function verifyIdToken (registration: Registration, answer: TokenAnswer,
  transaction: Transaction): Promise<OrcidClaims | null> {
  const { settings } = registration
  if (transaction.nonce === null) return null
  const { id_token: idToken, access_token: accessToken } = answer
  if (idToken === undefined) throw wrong('missing')
  const keys = await registration.keys.candidates(await readKeyId(idToken))
  const claims = await verifySignature(idToken, keys, verifyOptions(settings))
  judgeClaims(settings, claims)
  judgeAccessToken(claims, accessToken)
  judgeNonce(claims, transaction.nonce)
  return claims
}

function verifyOptions (settings: Settings): JWTVerifyOptions {
  const { environment, clientId, clockToleranceSeconds, transactionTtlSeconds } = settings
  return {
    algorithms: ['RS256'],
    issuer: environment.issuer,
    audience: clientId,
    clockTolerance: clockToleranceSeconds,
    // Made after the visitor left for ORCID, so no older than a sign-in; jose adds the tolerance.
    maxTokenAge: transactionTtlSeconds,
    requiredClaims: ['sub', 'exp', 'iat']
  }
}

/** The key the header names; its `jku`, `jwk`, `x5u` and `x5c` are never followed (RFC 8725 §3.10). */
async function readKeyId (idToken: string): Promise<string | undefined> {
  const { decodeProtectedHeader } = await import('jose')
  const header = await attempt(async () => decodeProtectedHeader(idToken))
  const { kid, typ, alg } = header as { kid?: unknown, typ?: unknown, alg?: unknown }
  if (alg !== 'RS256') throw wrong('alg')
  if (typ !== undefined && typ !== 'JWT') throw wrong('typ')
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > 256)) throw wrong('kid')
  return kid
}

async function verifySignature (idToken: string, keys: readonly CryptoKey[],
  options: JWTVerifyOptions): Promise<OrcidClaims> {
  const { jwtVerify, errors } = await import('jose')
  for (const key of keys) {
    try {
      return (await jwtVerify(idToken, key, options)).payload as OrcidClaims
    } catch (error) {
      // With several keys and no key id, only the right one fits.
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw wrong(reasonOf(error))
    }
  }
  throw wrong(keys.length === 0 ? 'kid' : 'signature')
}

function judgeClaims ({ clientId }: Settings, claims: OrcidClaims): void {
  const { aud, azp, exp, iat } = claims
  // Nobody else has a token of ours: an audience besides us is a token for another system.
  if ([aud].flat().length !== 1) throw wrong('aud')
  if (azp !== undefined && azp !== clientId) throw wrong('azp')
  if (exp < iat || exp - iat > 366 * 86_400) throw wrong('exp')
}

function judgeAccessToken ({ at_hash: atHash }: OrcidClaims, accessToken: string): void {
  if (atHash === undefined) return
  if (atHash !== sha256(accessToken).subarray(0, 16).toString('base64url')) throw wrong('at_hash')
}

function judgeNonce ({ nonce }: OrcidClaims, expected: string): void {
  if (typeof nonce !== 'string' || !timingSafeEqual(sha256(nonce), sha256(expected))) throw new OrcidNonceMismatchError()
}

async function attempt<T> (step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    throw wrong(reasonOf(error))
  }
}

/** jose names the claim or says which rule broke; its messages quote nothing of the token. */
function reasonOf (error: unknown): string {
  const { code = 'malformed', claim = '' } = error as { code?: string, claim?: string }
  return [code, claim].filter(Boolean).join(' ')
}
