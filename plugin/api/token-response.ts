// What ORCID answers about a token: why it refuses one, and whose it is.
import { createUnavailableError, type BackChannelAnswer } from '../back-channel/http.ts'
import { quoteOrcid } from '../back-channel/orcid-message.ts'
import { isTokenError } from '../back-channel/responses.ts'
import {
  OrcidBadResponseError, OrcidClientRejectedError, OrcidIdentityError, OrcidScopeMissingError, OrcidTokenInvalidError
} from '../errors.ts'
import { isOrcidId, type OrcidId } from '../orcid-id.ts'
import { createApiError } from './errors.ts'
import { takeObject, validateOrcidId } from './input.ts'

// ORCID has answered `invalid_request` for an expired token, `unauthorized_client` for one of a deactivated record.
const INVALID_TOKEN = new Set(['invalid_grant', 'invalid_token', 'invalid_request', 'unauthorized_client'])

/** The error for a refusal by the token or revocation endpoint (RFC 6749 §5.2, RFC 7009 §2.2.1). */
export function createTokenError (answer: BackChannelAnswer, scope: string, secrets: readonly string[]): Error {
  const { statusCode, json } = answer
  const quoted = quoteOrcid(json, secrets)
  const error = isTokenError(json) ? json.error : ''
  if (statusCode === 429) return createApiError(answer, scope, secrets)
  const unavailable = createUnavailableError(answer)
  if (unavailable !== null) return unavailable
  if (error === 'invalid_scope') {
    return new OrcidScopeMissingError({ cause: { statusCode, missing: scope.split(' ').filter(Boolean), ...quoted } })
  }
  if (error === 'invalid_client') return new OrcidClientRejectedError({ cause: { statusCode, error, ...quoted } })
  if (INVALID_TOKEN.has(error)) return new OrcidTokenInvalidError({ cause: { statusCode, error, ...quoted } })
  return new OrcidBadResponseError({ cause: { statusCode, reason: 'not an answer about a token', ...quoted } })
}

/** Whose token it must be. */
export interface OrcidExpectation {
  /**
   * The iD of the login. Another iD is refused with `ORCID_ERR_IDENTITY` (OpenID Connect Core §5.3.2), and `undefined`
   * with `ORCID_ERR_VALIDATION`: an iD that is missing in a store must not mean any.
   *
   * @default any iD
   */
  readonly orcid?: string
}

/**
 * Makes the check of the iD in an answer, which throws `ORCID_ERR_IDENTITY`. An expected iD that is malformed is
 * refused here, before anything is sent: after a refresh ORCID would have revoked the old token.
 */
export function createOrcidIdCheck (given?: OrcidExpectation): (answered: unknown) => OrcidId {
  const options = takeObject(given, '{ orcid }')
  // A row of a database may be passed whole, and have its members by getters. One without `orcid` would be checked
  // against nobody.
  const isGiven = 'orcid' in options || Object.keys(options).length > 0
  const expected = isGiven ? validateOrcidId(options.orcid) : undefined
  return function checkOrcidId (answered) {
    if (!isOrcidId(answered)) throw new OrcidIdentityError({ cause: { reason: 'not an iD' } })
    if (expected === undefined || expected === answered) return answered
    throw new OrcidIdentityError({ cause: { reason: 'another person' } })
  }
}
