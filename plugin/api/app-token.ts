// The app's own token for public data (client credentials, RFC 6749 §4.4), which no person has granted.
import type { Static } from 'typebox'
import { isTokenError, readExpiry } from '../back-channel/responses.ts'
import { sendRepeatable } from '../back-channel/retry.ts'
import type { ClientContext } from '../context.ts'
import { OrcidClientRejectedError, OrcidTokenInvalidError, OrcidUnavailableError } from '../errors.ts'
import { createGuard } from '../typebox.ts'
import { createTokenError } from './token-response.ts'

const SCOPE = '/read-public'
// It is replaced before it ends, and within an hour if ORCID does not say when that is.
const MARGIN_MS = 60_000
const DEFAULT_LIFETIME_MS = 60 * 60_000
// A token that is refused when it was just fetched is a good one that ORCID cannot check. So would another be.
const MIN_AGE_MS = 60_000

// RFC 6749 §5.1. ORCID sends `orcid: null`, too.
const OwnTokenResponse = {
  type: 'object',
  required: ['access_token', 'token_type'],
  properties: {
    access_token: { type: 'string', pattern: '^[\\x21-\\x7e]{1,4096}$' },
    token_type: { type: 'string', pattern: '^[Bb][Ee][Aa][Rr][Ee][Rr]$' },
    expires_in: { anyOf: [{ type: 'number' }, { type: 'string', pattern: '^\\d{1,12}$' }, { type: 'null' }] },
    error: { type: 'null' }
  }
} as const
const isOwnTokenResponse = createGuard<Static<typeof OwnTokenResponse>>(OwnTokenResponse)

interface OwnToken { readonly accessToken: string, readonly fetchedAt: number, readonly keptUntil: number }

/**
 * Calls `work` with the token. It is fetched with the first call, shared by all of them, kept until it ends, and
 * replaced once when ORCID refuses it. Nobody has signed in for it, so a refusal of the new one is an outage:
 * `ORCID_ERR_UNAVAILABLE`.
 */
export type WithAppToken = <Result>(work: (accessToken: string) => Promise<Result>) => Promise<Result>

export function createAppToken ({ settings, backChannel }: ClientContext): WithAppToken {
  const { clientId, clientSecret, environment: { tokenEndpoint } } = settings
  let held: Promise<OwnToken> | null = null

  async function fetchToken (): Promise<OwnToken> {
    const answer = await sendRepeatable(backChannel, {
      url: tokenEndpoint,
      // With an Authorization header ORCID would ignore the client secret in the body.
      form: { grant_type: 'client_credentials', scope: SCOPE, client_id: clientId, client_secret: clientSecret }
    })
    const { statusCode, json } = answer
    if (statusCode !== 200 || isTokenError(json) || !isOwnTokenResponse(json)) {
      throw createFetchError(createTokenError(answer, SCOPE, [clientSecret]))
    }
    const fetchedAt = Date.now()
    const endsAt = readExpiry(json)?.getTime() ?? fetchedAt + DEFAULT_LIFETIME_MS
    // One that ends sooner than that would be fetched for each call.
    const keptUntil = Math.max(endsAt - MARGIN_MS, fetchedAt + MIN_AGE_MS)
    return { accessToken: json.access_token, fetchedAt, keptUntil }
  }

  /** Replaces a token that is over, once, however many calls find that out. A fetch that failed is not kept. */
  function renew (old: Promise<OwnToken> | null): Promise<OwnToken> {
    if (held !== null && held !== old) return held
    const fetched = fetchToken()
    held = fetched
    fetched.catch(() => { held = null })
    return fetched
  }

  return async function withAppToken (work) {
    let own = held ?? renew(null)
    if ((await own).keptUntil < Date.now()) own = renew(own)
    const { accessToken, fetchedAt } = await own
    try {
      return await work(accessToken)
    } catch (error) {
      if (!(error instanceof OrcidTokenInvalidError)) throw error
      if (Date.now() - fetchedAt < MIN_AGE_MS) throw createOutageError(error)
      const { accessToken: another } = await renew(own)
      return await work(another).catch((again: unknown) => {
        throw again instanceof OrcidTokenInvalidError ? createOutageError(again) : again
      })
    }
  }
}

/** There is no token yet that another login could replace: it is the client that ORCID refuses. */
function createFetchError (error: Error): Error {
  return error instanceof OrcidTokenInvalidError ? new OrcidClientRejectedError({ cause: error.cause }) : error
}

function createOutageError ({ cause }: Error): Error {
  const { statusCode } = cause as { statusCode: number }
  return new OrcidUnavailableError({ cause: { statusCode, retryAfterSeconds: null } })
}
