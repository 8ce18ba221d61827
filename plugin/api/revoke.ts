// Leg three: revokes a token.
import { isOutage, isTokenError } from '../back-channel/responses.ts'
import { sendRepeatable } from '../back-channel/retry.ts'
import type { ClientContext } from '../context.ts'
import { pickToken, type OrcidStoredTokens } from './input.ts'
import { createTokenError } from './token-response.ts'

/**
 * Revokes an access or a refresh token (RFC 7009). Both tokens of the pair end; other tokens of the person stay valid.
 * A token that has ended already counts as revoked. A request whose connection broke is sent once more, because
 * revoking twice does no harm.
 *
 * Rejects with `ORCID_ERR_TOKEN_INVALID` (malformed, or a token of another client), `_CLIENT_REJECTED`,
 * `_RATE_LIMITED`, `_UNAVAILABLE`, `_UNREACHABLE`, `_TIMEOUT`, `_BAD_RESPONSE` or `_OUTCOME_UNKNOWN`. The token may
 * then still be valid: call it again.
 *
 * @see https://github.com/ORCID/ORCID-Source/blob/main/orcid-api-web/tutorial/revoke.md
 */
export type Revoke = (token: string | OrcidStoredTokens) => Promise<void>

const ALREADY_ENDED = new Set(['invalid_token', 'invalid_grant'])

export function createRevoke ({ settings, backChannel }: ClientContext): Revoke {
  const { clientId, clientSecret, environment } = settings

  return async function revoke (tokens) {
    const token = pickToken(tokens, 'accessToken')
    const answer = await sendRepeatable(backChannel, {
      url: environment.revocationEndpoint,
      // With an Authorization header ORCID would ignore the client secret in the body.
      form: {
        token,
        client_id: clientId,
        client_secret: clientSecret
      }
    })
    const { json } = answer
    // ORCID refuses a living token in the same way while it cannot check it.
    const isRevoked = isTokenError(json) && ALREADY_ENDED.has(json.error) && !isOutage(json)
    if (answer.statusCode !== 200 && !isRevoked) throw createTokenError(answer, '', [token, clientSecret])
  }
}
