// Leg two, first step: validates the parameters of the callback (RFC 6749 §4.1.2).
import {
  OrcidAccessDeniedError, OrcidAuthorizationError, OrcidCallbackInvalidError, OrcidIssuerMismatchError,
  OrcidLoginRequiredError, OrcidStateError
} from '../errors.ts'
import type { Query } from '../front-channel/query.ts'
import type { Settings } from '../options/settings.ts'

// RFC 6749, appendix A.
const PARAMETERS = {
  code: /^[\x20-\x7e]{1,2048}$/,
  error: /^[\x20-\x21\x23-\x5b\x5d-\x7e]{1,1024}$/,
  error_description: /^[^]{0,4096}$/u,
  iss: /^[^]{0,1024}$/u
}

const STATE = /^[\w-]{43}$/
// Parameters of flows that this plugin never starts: implicit and JARM.
const OTHER_FLOWS = ['access_token', 'id_token', 'token', 'response']
const INVALID_SCOPE_REASON = 'public clients may ask for openid and /authenticate, members for the others too'
const KNOWN_ERRORS = new Set(['invalid_request', 'unauthorized_client', 'unsupported_response_type', 'invalid_scope',
  'server_error', 'temporarily_unavailable', 'invalid_client', 'client_locked', 'client_deactivated', 'oauth_error'])

/** Throws `ORCID_ERR_STATE` if `state` is missing, repeated or malformed. */
export function readState (query: Query): string {
  const [state, ...others] = query.get('state') ?? []
  if (state === undefined || others.length > 0 || !STATE.test(state)) {
    throw new OrcidStateError({ cause: { reason: state === undefined ? 'missing' : 'malformed' } })
  }
  return state
}

/**
 * Returns the code. Called after the `state` has opened a sign-in, so that no error is reported without one.
 *
 * Throws `ORCID_ERR_CALLBACK_INVALID`, `_ISSUER_MISMATCH`, `_ACCESS_DENIED`, `_LOGIN_REQUIRED` and `_AUTHORIZATION`.
 */
export function validateRedirect ({ environment }: Settings, query: Query): string {
  const { code, error, iss } = readParameters(query)
  if (iss !== undefined && iss !== environment.issuer) throw new OrcidIssuerMismatchError()
  if ((code === undefined) === (error === undefined)) {
    throw new OrcidCallbackInvalidError({ cause: { reason: code === undefined ? 'neither code nor error' : 'code and error' } })
  }
  if (error !== undefined) throw createRefusalError(error)
  return code as string
}

function readParameters (query: Query): Partial<Record<keyof typeof PARAMETERS, string>> {
  const other = OTHER_FLOWS.find((name) => query.has(name))
  if (other !== undefined) throw new OrcidCallbackInvalidError({ cause: { reason: `${other} is of another flow` } })
  return Object.fromEntries(Object.entries(PARAMETERS).flatMap(([name, pattern]) => {
    const [value, ...others] = query.get(name) ?? []
    if (value === undefined) return []
    if (others.length === 0 && pattern.test(value)) return [[name, value]]
    throw new OrcidCallbackInvalidError({ cause: { reason: 'repeated or malformed parameter' } })
  }))
}

function createRefusalError (error: string): Error {
  if (error === 'access_denied') return new OrcidAccessDeniedError()
  if (error === 'login_required' || error === 'interaction_required') return new OrcidLoginRequiredError({ cause: { error } })
  if (error === 'invalid_scope') return new OrcidAuthorizationError({ cause: { error, reason: INVALID_SCOPE_REASON } })
  return new OrcidAuthorizationError({ cause: { error: KNOWN_ERRORS.has(error) ? error : 'unknown' } })
}
