// Leg three: who the token belongs to, as OpenID Connect asks it.
import { isUserinfoAnswer } from '../back-channel/wire.ts'
import { OrcidBadResponseError, OrcidTokenInvalidError } from '../errors.ts'
import type { OrcidId } from '../orcid-id.ts'
import type { Registration } from '../registration.ts'
import { sendHarmless } from './delivery.ts'
import { expectOwner } from './owner.ts'
import type { OrcidExpectation } from './owner.ts'
import { refusalOf } from './refusal.ts'
import { judgeToken } from './input.ts'

/** What userinfo says of a person. Names are public ones; there is never an e-mail address. */
export interface OrcidUserinfo {
  /** The iD. Compare it with the login's before believing the rest, or let `{ orcid }` do it. */
  readonly orcid: OrcidId
  /** The public credit name. */
  readonly name: string | null
  /** The public given names. */
  readonly givenName: string | null
  /** The public family name; many people have none. */
  readonly familyName: string | null
}

/**
 * Asks who an access token belongs to (OpenID Connect Core §5.3). A request whose connection died is sent
 * once more.
 *
 * Rejects with `ORCID_ERR_TOKEN_INVALID` (ORCID answers 403 to every token it does not like, also to one
 * without `openid` or `/authenticate`), `_IDENTITY` (another person's), `_VALIDATION` (`orcid` is no iD),
 * `_RATE_LIMITED`, `_UNAVAILABLE`, `_UNREACHABLE`, `_TIMEOUT`, `_BAD_RESPONSE` or `_OUTCOME_UNKNOWN`.
 */
export type Userinfo = (accessToken: string, expected?: OrcidExpectation) => Promise<OrcidUserinfo>

/** Makes the function that asks userinfo, for one registration. */
export function createUserinfo ({ settings, backChannel }: Registration): Userinfo {
  return async function userinfo (accessToken, expected = {}) {
    const judgeOwner = expectOwner(expected)
    const answer = await sendHarmless(backChannel, {
      url: settings.environment.userinfoEndpoint,
      headers: { authorization: `Bearer ${judgeToken(accessToken)}` }
    })
    const { statusCode, json } = answer
    if ((statusCode === 401 || statusCode === 403) && json !== undefined) {
      throw new OrcidTokenInvalidError({ cause: { statusCode } })
    }
    if (statusCode === 429 || statusCode >= 500) throw refusalOf(answer, 'openid')
    if (statusCode !== 200 || !isUserinfoAnswer(json)) {
      throw new OrcidBadResponseError({ cause: { statusCode, reason: 'not a userinfo answer' } })
    }
    return Object.freeze({
      orcid: judgeOwner(json.sub),
      name: json.name || null,
      givenName: json.given_name || null,
      familyName: json.family_name || null
    })
  }
}
