// What ORCID's token and revocation endpoints mean by their errors when they are shown a token of a person.
import type { BackChannelAnswer } from '../back-channel/http.ts'
import { unavailable } from '../back-channel/http.ts'
import { isTokenError } from '../back-channel/wire.ts'
import {
  OrcidBadResponseError, OrcidClientRejectedError, OrcidScopeMissingError, OrcidTokenInvalidError
} from '../errors.ts'
import { refusalOf } from './refusal.ts'

// ORCID has called a token that had ended an invalid request, and one of a deactivated record an
// unauthorized client.
const DEAD = new Set(['invalid_grant', 'invalid_token', 'invalid_request', 'unauthorized_client'])

/** The error for an answer that is no success (RFC 6749 §5.2, RFC 7009 §2.2.1). ORCID's prose is left out. */
export function tokenRefusal (answer: BackChannelAnswer, scope: string): Error {
  const { statusCode, json } = answer
  const error = isTokenError(json) ? json.error : ''
  if (statusCode === 429) return refusalOf(answer, scope)
  const outage = unavailable(answer)
  if (outage !== null) return outage
  if (error === 'invalid_scope') {
    return new OrcidScopeMissingError({ cause: { statusCode, missing: scope.split(' ') } })
  }
  if (error === 'invalid_client') return new OrcidClientRejectedError({ cause: { statusCode, error } })
  if (DEAD.has(error)) return new OrcidTokenInvalidError({ cause: { statusCode, error } })
  return new OrcidBadResponseError({ cause: { statusCode, reason: 'not an answer about a token' } })
}
