// Leg two, second step: exchanges the code for the iD and tokens. Once: a second time would revoke the tokens.
import type { Deadline } from '../back-channel/deadline.ts'
import { createUnavailableError, type BackChannelAnswer } from '../back-channel/http.ts'
import { quoteOrcid } from '../back-channel/orcid-message.ts'
import { isTokenError, isTokenResponse, type TokenResponse } from '../back-channel/responses.ts'
import type { Context } from '../context.ts'
import { OrcidBadResponseError, OrcidClientRejectedError, OrcidCodeRejectedError } from '../errors.ts'

interface CodeExchange {
  readonly code: string
  readonly codeVerifier: string | null
  readonly deadline: Deadline
}

/**
 * Posts the code to the token endpoint (RFC 6749 §4.1.3) and returns the validated response.
 *
 * Throws `ORCID_ERR_CODE_REJECTED`, `_CLIENT_REJECTED`, `_UNAVAILABLE`, `_BAD_RESPONSE` and the errors of the back
 * channel.
 */
export async function exchangeCode ({ settings, backChannel }: Context,
  { code, codeVerifier, deadline }: CodeExchange): Promise<TokenResponse> {
  const answer = await backChannel.send({
    url: settings.environment.tokenEndpoint,
    deadline,
    // The id_token has the nonce of this sign-in.
    isProven: settings.openid,
    // With an Authorization header ORCID would ignore the client secret in the body.
    form: {
      grant_type: 'authorization_code',
      code,
      redirect_uri: settings.redirectUriText,
      client_id: settings.clientId,
      client_secret: settings.clientSecret,
      code_verifier: codeVerifier ?? undefined
    }
  })
  if (isTokenError(answer.json)) {
    const secrets = [settings.clientSecret, codeVerifier ?? code, code]
    throw createTokenError(answer.json.error, answer, secrets)
  }
  if (answer.statusCode !== 200 || !isTokenResponse(answer.json)) {
    throw createUnavailableError(answer) ?? createBadResponseError(answer)
  }
  return answer.json
}

function createBadResponseError ({ statusCode, json }: BackChannelAnswer): Error {
  return new OrcidBadResponseError({ cause: { statusCode, reason: json === undefined ? 'not JSON' : 'not a token answer' } })
}

function createTokenError (error: string, answer: BackChannelAnswer, secrets: readonly string[]): Error {
  const { statusCode, json } = answer
  const cause = { statusCode, error, ...quoteOrcid(json, secrets) }
  switch (error) {
    // ORCID has answered `invalid_request` for an expired code.
    case 'invalid_request':
    case 'invalid_grant':
      return new OrcidCodeRejectedError({ cause })
    case 'invalid_client':
    case 'unauthorized_client':
    case 'invalid_scope':
    case 'unsupported_grant_type':
      return new OrcidClientRejectedError({ cause })
    default:
      return createUnavailableError(answer) ??
        new OrcidBadResponseError({ cause: { statusCode, reason: 'unknown error' } })
  }
}
