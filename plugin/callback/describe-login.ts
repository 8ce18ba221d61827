// Leg two, last step: what the host learns. ORCID's wire names stop here.
import { readExpiry } from '../back-channel/wire.ts'
import type { TokenAnswer } from '../back-channel/wire.ts'
import { OrcidIdentityError, OrcidScopeMissingError } from '../errors.ts'
import { concealTokens } from '../identity.ts'
import type { OrcidClaims, OrcidLogin, OrcidTokens } from '../identity.ts'
import { isOrcidId, orcidUri } from '../orcid-id.ts'
import { listScopes } from '../scopes.ts'
import type { Settings } from '../settings.ts'
import type { Transaction } from '../transaction/transaction.ts'

/**
 * Puts together who signed in and what they granted.
 *
 * Throws `ORCID_ERR_IDENTITY` if the iD is none or differs from the id_token's, `ORCID_ERR_SCOPE_MISSING`.
 */
export function describeLogin (settings: Settings, answer: TokenAnswer, claims: OrcidClaims | null,
  transaction: Transaction): OrcidLogin {
  const { orcid } = answer
  if (!isOrcidId(orcid)) throw new OrcidIdentityError({ cause: { reason: 'not an iD' } })
  if (claims !== null && claims.sub !== orcid) throw new OrcidIdentityError({ cause: { reason: 'orcid is not sub' } })
  const scope = grantedScope(answer, transaction)
  const missing = settings.requiredScope.filter((name) => !scope.includes(name))
  if (missing.length > 0) throw new OrcidScopeMissingError({ cause: { missing } })
  return Object.freeze({
    orcid,
    uri: orcidUri(orcid, settings.environment.issuer),
    name: answer.name?.trim() || null,
    issuer: settings.environment.issuer,
    scope,
    tokens: concealTokens(readTokens(answer)),
    claims: claims === null ? null : Object.freeze(withoutNonce(claims)),
    returnTo: transaction.returnTo
  })
}

/** The nonce has done its work, and is a secret of the sign-in: what a host logs of a login does not have it. */
function withoutNonce ({ nonce: _spent, ...claims }: OrcidClaims): OrcidClaims {
  return claims as OrcidClaims
}

/** No scope in the answer means that all that was asked for was granted (RFC 6749 §5.1). */
function grantedScope ({ scope }: TokenAnswer, transaction: Transaction): readonly string[] {
  if (scope === undefined || scope === null) return Object.freeze([...transaction.scope])
  return Object.freeze(listScopes(scope))
}

function readTokens (answer: TokenAnswer): OrcidTokens {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? null,
    expiresAt: readExpiry(answer),
    idToken: answer.id_token ?? null
  }
}
