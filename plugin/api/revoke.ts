// Leg three: revokes a token.
import { isOutage, isTokenError } from '../back-channel/responses.ts'
import { sendRepeatable } from '../back-channel/retry.ts'
import type { ClientContext } from '../context.ts'
import { pickToken, type OrcidStoredTokens } from './input.ts'
import { createTokenError } from './token-response.ts'

/** The type of {@link OrcidClient.revoke}, where it is described. */
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
