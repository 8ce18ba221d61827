// Leg two, first step: judges what the browser brought back from ORCID before anything of it is believed.
import type { Static } from 'typebox'
import { Compile } from 'typebox/schema'
import {
  OrcidAccessDeniedError, OrcidAuthorizationError, OrcidCallbackInvalidError, OrcidIssuerMismatchError,
  OrcidLoginRequiredError, OrcidStateError
} from '../errors.ts'
import type { Query } from '../query.ts'
import type { Settings } from '../settings.ts'

// RFC 6749, appendix A. A list is a parameter that came more than once.
const Redirect = {
  type: 'object',
  properties: {
    code: { type: 'string', pattern: '^[\\x20-\\x7e]{1,2048}$' },
    error: { type: 'string', pattern: '^[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]{1,1024}$' },
    error_description: { type: 'string', maxLength: 4096 },
    iss: { type: 'string', maxLength: 1024 }
  }
} as const
const redirectShape = Compile(Redirect)

const STATE = /^[\w-]{43}$/
// Answers of flows that this plugin never asks for (implicit, JARM): whoever sends them is not answering us.
const FOREIGN = ['access_token', 'id_token', 'token', 'response']
const NOT_FOR_ALL = 'public clients may ask for openid and /authenticate, members for the others too'
const NAMED_ERRORS = new Set(['invalid_request', 'unauthorized_client', 'unsupported_response_type', 'invalid_scope',
  'server_error', 'temporarily_unavailable', 'invalid_client', 'client_locked', 'client_deactivated', 'oauth_error'])

/** The one `state` of a callback. Throws `ORCID_ERR_STATE` if there is none, several, or none of ours. */
export function readState (query: Query): string {
  const [state, ...others] = query.get('state') ?? []
  if (state === undefined || others.length > 0 || !STATE.test(state)) {
    throw new OrcidStateError({ cause: { reason: state === undefined ? 'missing' : 'malformed' } })
  }
  return state
}

/**
 * The code of a callback whose `state` has opened a sign-in of this browser.
 *
 * Throws `ORCID_ERR_CALLBACK_INVALID`, `_ISSUER_MISMATCH`, `_ACCESS_DENIED`, `_LOGIN_REQUIRED` and `_AUTHORIZATION`.
 */
export function readRedirect ({ environment }: Settings, query: Query): string {
  const { code, error, iss } = shaped(query)
  if (iss !== undefined && iss !== environment.issuer) throw new OrcidIssuerMismatchError()
  if ((code === undefined) === (error === undefined)) {
    throw new OrcidCallbackInvalidError({ cause: { reason: code === undefined ? 'neither code nor error' : 'code and error' } })
  }
  if (error !== undefined) throw refusal(error)
  return code as string
}

function shaped (query: Query): Static<typeof Redirect> {
  const foreign = FOREIGN.find((name) => query.has(name))
  if (foreign !== undefined) throw new OrcidCallbackInvalidError({ cause: { reason: `${foreign} is of another flow` } })
  const single = ['code', 'error', 'error_description', 'iss']
  const redirect: unknown = Object.fromEntries(single.flatMap((name) => {
    const values = query.get(name)
    return values === undefined ? [] : [[name, values.length === 1 ? values[0] : values]]
  }))
  if (!redirectShape.Check(redirect)) throw new OrcidCallbackInvalidError({ cause: { reason: 'repeated or malformed parameter' } })
  return redirect
}

function refusal (error: string): Error {
  if (error === 'access_denied') return new OrcidAccessDeniedError()
  if (error === 'login_required' || error === 'interaction_required') return new OrcidLoginRequiredError({ cause: { error } })
  if (error === 'invalid_scope') return new OrcidAuthorizationError({ cause: { error, reason: NOT_FOR_ALL } })
  return new OrcidAuthorizationError({ cause: { error: NAMED_ERRORS.has(error) ? error : 'unknown' } })
}
