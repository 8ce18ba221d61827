// Leg three: asks which person an access token belongs to.
import { isUserinfoResponse } from '../back-channel/responses.ts'
import { sendRepeatable } from '../back-channel/retry.ts'
import type { ClientContext } from '../context.ts'
import { OrcidBadResponseError } from '../errors.ts'
import type { OrcidId } from '../orcid-id.ts'
import { createApiError, createTokenRefusedError } from './errors.ts'
import { pickToken, type OrcidStoredTokens } from './input.ts'
import { createOrcidIdCheck, type OrcidExpectation } from './token-response.ts'

/** The answer of ORCID's userinfo endpoint. It has public names only and never an e-mail address. */
export interface OrcidUserinfo {
  /** The iD. Compare it with the iD of the login before you trust the rest, or pass `{ orcid }` to have it compared. */
  readonly orcid: OrcidId
  /** The public credit name, or `null`. */
  readonly name: string | null
  /** The public given names, or `null`. */
  readonly givenName: string | null
  /** The public family name, or `null`: many people have none. */
  readonly familyName: string | null
}

/** The type of {@link OrcidClient.userinfo}, where it is described. */
export type Userinfo = (accessToken: string | OrcidStoredTokens, expected?: OrcidExpectation) => Promise<OrcidUserinfo>

export function createUserinfo ({ settings, backChannel }: ClientContext): Userinfo {
  return async function userinfo (tokens, expected) {
    const checkOrcidId = createOrcidIdCheck(expected)
    const accessToken = pickToken(tokens, 'accessToken')
    const answer = await sendRepeatable(backChannel, {
      url: settings.environment.userinfoEndpoint,
      headers: { authorization: `Bearer ${accessToken}` }
    })
    const { statusCode, json } = answer
    // ORCID answers 403 to every token it does not accept.
    const isRefused = (statusCode === 401 || statusCode === 403) && json !== undefined
    if (isRefused) throw createTokenRefusedError(answer, [accessToken])
    if (statusCode === 429 || statusCode >= 500) throw createApiError(answer, 'openid', [accessToken])
    if (statusCode !== 200 || !isUserinfoResponse(json)) {
      throw new OrcidBadResponseError({ cause: { statusCode, reason: 'not a userinfo answer' } })
    }
    return Object.freeze({
      orcid: checkOrcidId(json.sub),
      name: json.name || null,
      givenName: json.given_name || null,
      familyName: json.family_name || null
    })
  }
}
