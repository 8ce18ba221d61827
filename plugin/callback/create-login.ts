// Leg two, last step: creates the login result from the token response and the verified claims.
import { readExpiry, type TokenResponse } from '../back-channel/responses.ts'
import { OrcidIdentityError, OrcidScopeMissingError } from '../errors.ts'
import { hideTokens, type OrcidClaims, type OrcidLogin, type OrcidRevealedTokens } from '../login-result.ts'
import { listScopes } from '../options/scopes.ts'
import type { Settings } from '../options/settings.ts'
import { isOrcidId, orcidUri } from '../orcid-id.ts'
import type { Transaction } from '../transaction/transaction.ts'

interface LoginParts {
  readonly response: TokenResponse
  /** The claims of the id_token; `null` without openid. */
  readonly claims: OrcidClaims | null
  readonly transaction: Transaction
}

/**
 * Throws `ORCID_ERR_IDENTITY` if the iD is malformed or differs from the id_token's, and `ORCID_ERR_SCOPE_MISSING` if
 * a required scope was not granted.
 */
export function createLogin (settings: Settings, { response, claims, transaction }: LoginParts): OrcidLogin {
  const { orcid } = response
  if (!isOrcidId(orcid)) throw new OrcidIdentityError({ cause: { reason: 'not an iD' } })
  if (claims !== null && claims.sub !== orcid) throw new OrcidIdentityError({ cause: { reason: 'orcid is not sub' } })
  const scope = readGrantedScope(response, transaction)
  const missing = settings.requiredScope.filter((name) => !scope.includes(name))
  if (missing.length > 0) throw new OrcidScopeMissingError({ cause: { missing } })
  return Object.freeze({
    orcid,
    uri: orcidUri(orcid, settings.environment.issuer),
    name: response.name?.trim() || null,
    issuer: settings.environment.issuer,
    scope,
    tokens: hideTokens(readTokens(response)),
    claims: claims === null ? null : Object.freeze(removeNonce(claims)),
    returnTo: transaction.returnTo
  })
}

/** The nonce is a secret of the sign-in, and an app may log the claims. */
function removeNonce ({ nonce: _removed, ...claims }: OrcidClaims): OrcidClaims {
  return claims as OrcidClaims
}

/** Without `scope` in the response, all requested scopes were granted (RFC 6749 §5.1). */
function readGrantedScope ({ scope }: TokenResponse, transaction: Transaction): readonly string[] {
  if (scope === undefined || scope === null) return Object.freeze([...transaction.scope])
  return Object.freeze(listScopes(scope))
}

function readTokens (response: TokenResponse): OrcidRevealedTokens {
  return {
    accessToken: response.access_token,
    refreshToken: response.refresh_token ?? null,
    expiresAt: readExpiry(response),
    idToken: response.id_token ?? null
  }
}
