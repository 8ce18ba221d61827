// Leg two, second step: exchanges the code for the iD and an access token. Once: a second time would revoke the first.
import type { BackChannelAnswer } from '../back-channel/http.ts'
import { unavailable } from '../back-channel/http.ts'
import { isTokenAnswer, isTokenError } from '../back-channel/wire.ts'
import type { TokenAnswer } from '../back-channel/wire.ts'
import { OrcidBadResponseError, OrcidClientRejectedError, OrcidCodeRejectedError } from '../errors.ts'
import type { Registration } from '../registration.ts'
import type { Transaction } from '../transaction/transaction.ts'

/** What is exchanged, and when it is too late for it. */
export interface Exchange { readonly code: string, readonly signal: AbortSignal }

/**
 * Posts the code to the token endpoint (RFC 6749 §4.1.3) and returns ORCID's answer, its shape checked.
 *
 * Throws `ORCID_ERR_CODE_REJECTED`, `_CLIENT_REJECTED`, `_UNAVAILABLE`, `_BAD_RESPONSE` and what the back channel
 * throws.
 */
export async function exchangeCode ({ settings, backChannel }: Registration, { code, signal }: Exchange,
  { codeVerifier }: Transaction): Promise<TokenAnswer> {
  const answer = await backChannel.send({
    url: settings.environment.tokenEndpoint,
    signal,
    // No Authorization header: ORCID's token endpoint would take that one and drop the secret in the body.
    form: {
      grant_type: 'authorization_code',
      code,
      redirect_uri: settings.redirectUriText,
      client_id: settings.clientId,
      client_secret: settings.clientSecret,
      code_verifier: codeVerifier ?? undefined
    }
  })
  if (isTokenError(answer.json)) throw refusal(answer.json.error, answer)
  if (answer.statusCode !== 200 || !isTokenAnswer(answer.json)) throw unavailable(answer) ?? nonsense(answer)
  return answer.json
}

function nonsense ({ statusCode, json }: BackChannelAnswer): Error {
  return new OrcidBadResponseError({ cause: { statusCode, reason: json === undefined ? 'not JSON' : 'not a token answer' } })
}

function refusal (error: string, answer: BackChannelAnswer): Error {
  const { statusCode } = answer
  switch (error) {
    // ORCID has called codes that had expired an invalid request.
    case 'invalid_request':
    case 'invalid_grant':
      return new OrcidCodeRejectedError({ cause: { statusCode, error } })
    case 'invalid_client':
    case 'unauthorized_client':
    case 'invalid_scope':
    case 'unsupported_grant_type':
      return new OrcidClientRejectedError({ cause: { statusCode, error } })
    default:
      return unavailable(answer) ?? new OrcidBadResponseError({ cause: { statusCode, reason: 'unknown error' } })
  }
}
