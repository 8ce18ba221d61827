// Leg three: a token is given back.
import { isTokenError } from '../back-channel/wire.ts'
import type { Registration } from '../registration.ts'
import { sendHarmless } from './delivery.ts'
import { judgeToken } from './input.ts'
import { tokenRefusal } from './token-refusal.ts'

/**
 * Gives a token back, access or refresh (RFC 7009): both of the pair end, other tokens of the person stay.
 * A token that has ended already is as good as given back, so it may be called again. To revoke twice does
 * no harm, so a connection that died is tried once more.
 *
 * Rejects with `ORCID_ERR_TOKEN_INVALID` (not a token, or another client's), `_CLIENT_REJECTED`,
 * `_RATE_LIMITED`, `_UNAVAILABLE`, `_UNREACHABLE`, `_TIMEOUT`, `_BAD_RESPONSE` or `_OUTCOME_UNKNOWN`. Then
 * the token may still be good: call it again.
 *
 * @see https://github.com/ORCID/ORCID-Source/blob/main/orcid-api-web/tutorial/revoke.md
 */
export type Revoke = (token: string) => Promise<void>

const GONE = new Set(['invalid_token', 'invalid_grant'])

/** Makes the function that revokes tokens, for one registration. */
export function createRevoke ({ settings, backChannel }: Registration): Revoke {
  const { clientId, clientSecret, environment } = settings

  return async function revoke (token) {
    const answer = await sendHarmless(backChannel, {
      url: environment.revocationEndpoint,
      // No Authorization header: ORCID's endpoint would take that one and drop the secret in the body.
      form: { token: judgeToken(token), client_id: clientId, client_secret: clientSecret }
    })
    const isGone = isTokenError(answer.json) && GONE.has(answer.json.error)
    if (answer.statusCode !== 200 && !isGone) throw tokenRefusal(answer, '')
  }
}
