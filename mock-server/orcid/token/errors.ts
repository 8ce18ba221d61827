// How the token endpoint says no: the registry in front, and the authorization server behind it then and today.
import type { Behaviour } from '../../options/behaviour.ts'
import type { TokenAnswer } from './answer.ts'

/** Status, `error`, `error_description` if there is one; `%` stands for what the refusal is about. */
type Wording = readonly [status: number, error: string, description?: string]

interface Words {
  readonly current: Wording
  /** What was said before, if it was something else. */
  readonly legacy?: Wording
  /** What Spring Authorization Server says untouched, if that is something else. */
  readonly spring?: Wording
}

// tutorial/api_errors.md has this for any code, token or redirect URI that does not belong here.
const GENERIC: Wording = [400, 'invalid_grant',
  'One of the provided parameters is invalid, or, the provided token/code is invalid or expired']

// OAuth2AuthorizationCodeAuthenticationProvider, OAuth2RefreshTokenAuthenticationProvider.
const BARE: Wording = [400, 'invalid_grant']
const BARE_SCOPE: Wording = [400, 'invalid_scope']

const NO_CLIENT: Wording = [401, 'invalid_client', 'Client authentication failed']

const refusals = {
  unknownClient: { current: NO_CLIENT, legacy: [401, 'invalid_client', 'Client not found: %'] },
  wrongSecret: { current: NO_CLIENT, legacy: [401, 'invalid_client', 'Bad client credentials'] },
  lockedClient: {
    current: [401, 'invalid_client', 'Client (%) is locked'],
    legacy: [400, 'unauthorized_client', 'The client is locked']
  },
  deactivatedClient: {
    current: [401, 'invalid_client', 'Client (%) is deactivated'],
    legacy: [400, 'unauthorized_client', 'Client (%) is deactivated']
  },
  unsupportedGrant: {
    current: [400, 'unsupported_grant_type', 'Unsupported grant type: %'],
    spring: [400, 'unsupported_grant_type', 'OAuth 2.0 Parameter: grant_type']
  },
  forbiddenGrant: {
    current: [400, 'unauthorized_client', 'The client may not use the grant type %'],
    spring: [400, 'unauthorized_client']
  },
  missingCode: {
    current: [400, 'invalid_request', 'An authorization code must be supplied.'],
    legacy: [500, 'server_error', 'An authorization code must be supplied.'],
    spring: [400, 'invalid_request', 'OAuth 2.0 Parameter: code']
  },
  unknownCode: { current: [400, 'invalid_grant', 'Invalid authorization code: %'], spring: BARE },
  replayedCode: { current: [400, 'invalid_grant', 'Invalid authorization code: %'], spring: BARE },
  reusedCode: { current: [400, 'invalid_grant', 'Reused authorization code: %'], spring: BARE },
  expiredCode: { current: GENERIC, legacy: [400, 'invalid_request', 'Authorization code has expired'], spring: BARE },
  foreignCode: { current: GENERIC, legacy: [401, 'invalid_client', 'Client ID mismatch'], spring: BARE },
  otherRedirectUri: { current: GENERIC, legacy: [500, 'server_error', 'Redirect URI mismatch.'], spring: BARE },
  missingVerifier: { current: GENERIC, spring: BARE },
  wrongScope: {
    current: [400, 'invalid_scope', 'Invalid scope: %'],
    legacy: [401, 'invalid_scope', 'Invalid scope: %'],
    spring: BARE_SCOPE
  },
  unknownRefreshToken: {
    current: GENERIC,
    legacy: [400, 'unauthorized_client', 'Unable to find refresh token'],
    spring: BARE
  },
  expiredToken: {
    current: GENERIC,
    legacy: [400, 'unauthorized_client', 'Access token expired: %'],
    spring: BARE
  },
  foreignRefreshToken: {
    current: GENERIC,
    legacy: [400, 'invalid_request', 'This token does not belong to the given client'],
    spring: BARE
  },
  widerScope: {
    current: [400, 'invalid_scope', 'The given scope \'%\' is not allowed for the parent token'],
    spring: BARE_SCOPE
  }
} as const satisfies Readonly<Record<string, Words>>

export type TokenRefusalReason = keyof typeof refusals | 'malformedRequest'

type Reason = keyof typeof refusals

/** A refusal by the registry, before the authorization server hears of the request: `error` comes first. */
export function refuseInFront (status: number, error: string, description: string): TokenAnswer {
  return { status, body: { error, error_description: description }, reason: 'malformedRequest' }
}

/**
 * A refusal by the authorization server. Today's writes `error_description` first.
 * @param about the code, the scope or the client that the description names
 */
export function refuse ({ tokenErrors }: Behaviour, reason: Reason, about = ''): TokenAnswer {
  const words: Words = refusals[reason]
  const [status, error, text] = words[tokenErrors] ?? words.current
  if (text === undefined) return { status, body: { error }, reason }
  const description = text.replace('%', () => about)
  const body = tokenErrors === 'legacy'
    ? { error, error_description: description }
    : { error_description: description, error }
  return { status, body, reason }
}
