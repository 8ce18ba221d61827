// Leg three: who the token belongs to, as OpenID Connect asks it.
import { unavailable } from '../back-channel/http.ts'
import { isUserinfoAnswer } from '../back-channel/wire.ts'
import { OrcidBadResponseError, OrcidIdentityError, OrcidTokenInvalidError } from '../errors.ts'
import { isOrcidId } from '../orcid-id.ts'
import type { OrcidId } from '../orcid-id.ts'
import type { Registration } from '../registration.ts'

/** What userinfo says of a person. Names are public ones; there is never an e-mail address. */
export interface OrcidUserinfo {
  /** The iD. Compare it with the login's before believing the rest. */
  readonly orcid: OrcidId
  /** The public credit name. */
  readonly name: string | null
  /** The public given names. */
  readonly givenName: string | null
  /** The public family name; many people have none. */
  readonly familyName: string | null
}

/** Asks who an access token belongs to. */
export type Userinfo = (accessToken: string) => Promise<OrcidUserinfo>

/**
 * Makes the function that asks userinfo (OpenID Connect Core §5.3), for one registration.
 *
 * It throws `ORCID_ERR_TOKEN_INVALID` (ORCID answers 403 to every token it does not like), `_IDENTITY`,
 * `_UNAVAILABLE`, `_BAD_RESPONSE` and what the back channel throws.
 */
export function createUserinfo ({ settings, orcid }: Registration): Userinfo {
  return async function userinfo (accessToken) {
    const answer = await orcid.send({
      url: settings.environment.userinfoEndpoint,
      headers: { authorization: `Bearer ${accessToken}` }
    })
    const { statusCode, json } = answer
    if (statusCode === 401 || statusCode === 403) throw new OrcidTokenInvalidError({ cause: { statusCode } })
    if (statusCode !== 200 || !isUserinfoAnswer(json)) {
      throw unavailable(answer) ?? new OrcidBadResponseError({ cause: { statusCode, reason: 'not a userinfo answer' } })
    }
    if (!isOrcidId(json.sub)) throw new OrcidIdentityError({ cause: { reason: 'not an iD' } })
    return Object.freeze({
      orcid: json.sub,
      name: json.name || null,
      givenName: json.given_name || null,
      familyName: json.family_name || null
    })
  }
}
