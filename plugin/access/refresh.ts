// Leg three: a new access token for a refresh token.
import { isTokenAnswer, isTokenError, readExpiry } from '../back-channel/wire.ts'
import type { TokenAnswer } from '../back-channel/wire.ts'
import { OrcidBadResponseError } from '../errors.ts'
import { concealTokens } from '../identity.ts'
import type { OrcidTokens } from '../identity.ts'
import type { OrcidId } from '../orcid-id.ts'
import type { Registration } from '../registration.ts'
import { outcomeUnknown, sendOnce } from './delivery.ts'
import { judgeToken } from './input.ts'
import { expectOwner } from './owner.ts'
import type { OrcidExpectation } from './owner.ts'
import { tokenRefusal } from './token-refusal.ts'

/**
 * What a refresh brought. Hidden from logs like the tokens of a login; `idToken` is null, as nobody signed
 * in.
 */
export interface OrcidRefreshedTokens extends OrcidTokens {
  /** Whose tokens these are. */
  readonly orcid: OrcidId
  /** What they are good for. */
  readonly scope: readonly string[]
}

/** What may be asked of a refresh. */
export interface OrcidRefreshOptions extends OrcidExpectation {
  /** Fewer scopes than the token had, as one string or a list; default: the same ones. */
  readonly scope?: string | readonly string[]
}

/**
 * Exchanges a refresh token for a new access token (RFC 6749 §6). ORCID revokes the old tokens with it, so
 * keep what comes back at once. Its `refreshToken` is the one that was handed in if ORCID sent no other.
 * Calls for one token and one scope that come while the first is under way share its answer, because a
 * second request would find the token used up.
 *
 * Rejects with `ORCID_ERR_TOKEN_INVALID` (start the login again), `_SCOPE_MISSING` (more was asked for than
 * the token has), `_IDENTITY` (another person's), `_VALIDATION` (`orcid` is no iD), `_CLIENT_REJECTED`,
 * `_RATE_LIMITED`, `_UNAVAILABLE`, `_UNREACHABLE`, `_BAD_RESPONSE` or `_OUTCOME_UNKNOWN`. With the last the
 * old tokens may have ended: try once more, and if that brings `ORCID_ERR_TOKEN_INVALID`, start the login
 * again.
 */
export type Refresh = (refreshToken: string, options?: OrcidRefreshOptions) => Promise<OrcidRefreshedTokens>

/** Makes the function that refreshes tokens, for one registration. */
export function createRefresh ({ settings, backChannel }: Registration): Refresh {
  const { clientId, clientSecret, environment } = settings
  const underWay = new Map<string, Promise<TokenAnswer>>()

  async function exchange (refreshToken: string, scope: string): Promise<TokenAnswer> {
    const answer = await sendOnce(backChannel, {
      url: environment.tokenEndpoint,
      // No Authorization header: ORCID's token endpoint would take that one and drop the secret in the body.
      form: {
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        client_id: clientId,
        client_secret: clientSecret,
        scope: scope || undefined
      }
    })
    const { statusCode, json } = answer
    if (statusCode === 200 && isTokenAnswer(json)) return json
    if (statusCode !== 200 || isTokenError(json)) throw tokenRefusal(answer, scope)
    throw outcomeUnknown({ statusCode, reason: 'not a token answer' })
  }

  return async function refresh (refreshToken, { scope: asked = [], ...expected } = {}) {
    const scope = [asked].flat().join(' ')
    const judgeOwner = expectOwner(expected)
    const key = JSON.stringify([judgeToken(refreshToken), scope])
    const shared = underWay.get(key) ?? exchange(refreshToken, scope).finally(() => { underWay.delete(key) })
    underWay.set(key, shared)
    const answer = await shared
    return describe(answer, { refreshToken, scope, orcid: judgeOwner(answer.orcid) })
  }
}

const list = (scope: string): string[] => scope.split(/\s+/).filter(Boolean)

/** What the new token is good for. One that was asked to do less must not do more (RFC 6749 §6). */
function readScope (answer: TokenAnswer, scope: string): readonly string[] {
  const [granted, asked] = [list(answer.scope ?? scope), list(scope)]
  if (asked.length === 0 || granted.every((name) => asked.includes(name))) return Object.freeze(granted)
  throw new OrcidBadResponseError({ cause: { statusCode: 200, reason: 'more scopes than were asked for' } })
}

interface Known { readonly refreshToken: string, readonly scope: string, readonly orcid: OrcidId }

function describe (answer: TokenAnswer, known: Known): OrcidRefreshedTokens {
  const tokens = concealTokens({
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? known.refreshToken,
    expiresAt: readExpiry(answer),
    idToken: null
  })
  const scope = readScope(answer, known.scope)
  const hidden = Object.getOwnPropertyDescriptors(tokens)
  return Object.freeze(Object.defineProperties({ orcid: known.orcid, scope }, hidden) as OrcidRefreshedTokens)
}
