// Leg three: exchanges a refresh token for a new access token.
import { isTokenError, isTokenResponse, readExpiry, type TokenResponse } from '../back-channel/responses.ts'
import { createOutcomeUnknownError, sendOnce } from '../back-channel/retry.ts'
import type { ClientContext } from '../context.ts'
import { OrcidBadResponseError } from '../errors.ts'
import { OrcidTokens, type OrcidRevealedTokens } from '../login-result.ts'
import type { OrcidId } from '../orcid-id.ts'
import { pickToken, takeOptions, type OrcidStoredTokens } from './input.ts'
import { createOrcidIdCheck, createTokenError, type OrcidExpectation } from './token-response.ts'

/** Whose tokens they are, and for what. */
interface Grant {
  /** The person the tokens belong to. */
  readonly orcid: OrcidId
  /** The scopes of the new access token. */
  readonly scope: readonly string[]
}

/** The tokens of a refresh. Hidden from logs like the tokens of a login. `idToken` is null: nobody signed in. */
export class OrcidRefreshedTokens extends OrcidTokens implements Grant {
  /** The person the tokens belong to. */
  readonly orcid: OrcidId
  /** The scopes of the new access token. */
  readonly scope: readonly string[]

  constructor (tokens: OrcidRevealedTokens, { orcid, scope }: Grant) {
    super(tokens)
    this.orcid = orcid
    this.scope = scope
  }

  /** The tokens as a plain object that can be stored, with `orcid` and `scope`: see {@link OrcidTokens.reveal}. */
  override reveal (): OrcidRevealedTokens & Grant {
    return { ...super.reveal(), orcid: this.orcid, scope: this.scope }
  }
}

/** The options of a refresh. */
export interface OrcidRefreshOptions extends OrcidExpectation {
  /**
   * Fewer scopes than the token had, as one string or a list.
   *
   * @default the same scopes
   */
  readonly scope?: string | readonly string[] | undefined
}

/** The type of {@link OrcidClient.refresh}, where it is described. */
export type Refresh = (refreshToken: string | OrcidStoredTokens, options?: OrcidRefreshOptions) =>
Promise<OrcidRefreshedTokens>

export function createRefresh ({ settings, backChannel }: ClientContext): Refresh {
  const { clientId, clientSecret, environment } = settings
  const inProgress = new Map<string, Promise<TokenResponse>>()

  async function exchange (refreshToken: string, scope: string): Promise<TokenResponse> {
    const answer = await sendOnce(backChannel, {
      url: environment.tokenEndpoint,
      // With an Authorization header ORCID would ignore the client secret in the body.
      form: {
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        client_id: clientId,
        client_secret: clientSecret,
        scope: scope || undefined
      }
    })
    const { statusCode, json } = answer
    if (statusCode === 200 && isTokenResponse(json)) return json
    if (statusCode !== 200 || isTokenError(json)) throw createTokenError(answer, scope, [refreshToken, clientSecret])
    throw createOutcomeUnknownError({ statusCode, reason: 'not a token answer' })
  }

  return async function refresh (stored, options) {
    const given = takeOptions(options, '{ orcid }', ['scope', 'orcid'])
    const { scope: requested = [] } = given
    const refreshToken = pickToken(stored, 'refreshToken')
    const scope = [requested].flat().join(' ')
    const checkOrcidId = createOrcidIdCheck('orcid' in given ? { orcid: given.orcid as string } : {})
    const key = JSON.stringify([refreshToken, scope])
    const shared = inProgress.get(key) ?? exchange(refreshToken, scope).finally(() => { inProgress.delete(key) })
    inProgress.set(key, shared)
    const response = await shared
    const orcid = checkOrcidId(response.orcid)
    return createRefreshedTokens(response, { refreshToken, orcid, scope: readScope(response, scope) })
  }
}

const splitScope = (scope: string): string[] => scope.split(/\s+/).filter(Boolean)

/** Refuses a token with more scopes than were asked for (RFC 6749 §6). */
function readScope (response: TokenResponse, scope: string): readonly string[] {
  const [granted, requested] = [splitScope(response.scope ?? scope), splitScope(scope)]
  if (requested.length === 0 || granted.every((name) => requested.includes(name))) return Object.freeze(granted)
  throw new OrcidBadResponseError({ cause: { statusCode: 200, reason: 'more scopes than were asked for' } })
}

function createRefreshedTokens (response: TokenResponse,
  { refreshToken, ...grant }: Grant & { readonly refreshToken: string }): OrcidRefreshedTokens {
  const tokens = new OrcidRefreshedTokens({
    accessToken: response.access_token,
    refreshToken: response.refresh_token ?? refreshToken,
    expiresAt: readExpiry(response),
    idToken: null
  }, grant)
  Object.freeze(tokens)
  return tokens
}
