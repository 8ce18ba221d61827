// How the token endpoint says no: the registry in front, and the authorization server behind it then and today.
import type { Behaviour } from '../../options/behaviour.ts'
import type { TokenAnswer } from './response.ts'

/** Status, `error`, `error_description`; `%` stands for what the refusal is about. */
type Wording = readonly [status: number, error: string, description: string]

interface Words {
  readonly current: Wording
  /** What was said before April 2026, if it was something else. */
  readonly legacy?: Wording
  /** The description that Spring Authorization Server gives. @default none, unless the client is to blame */
  readonly spring?: string
}

// tutorial/api_errors.md has this for any code, token or redirect URI that does not belong here.
const GENERIC: Wording = [400, 'invalid_grant',
  'One of the provided parameters is invalid, or, the provided token/code is invalid or expired']

const NO_CLIENT: Wording = [401, 'invalid_client', 'Client authentication failed']
const NO_CODE = 'An authorization code must be supplied.'

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
    spring: 'OAuth 2.0 Parameter: grant_type'
  },
  forbiddenGrant: { current: [400, 'unauthorized_client', 'The client may not use the grant type %'] },
  missingCode: {
    current: [400, 'invalid_request', NO_CODE],
    legacy: [500, 'server_error', NO_CODE],
    spring: 'OAuth 2.0 Parameter: code'
  },
  unknownCode: { current: [400, 'invalid_grant', 'Invalid authorization code: %'] },
  replayedCode: { current: [400, 'invalid_grant', 'Invalid authorization code: %'] },
  reusedCode: { current: [400, 'invalid_grant', 'Reused authorization code: %'] },
  expiredCode: { current: GENERIC, legacy: [400, 'invalid_request', 'Authorization code has expired'] },
  foreignCode: { current: GENERIC, legacy: [401, 'invalid_client', 'Client ID mismatch'] },
  otherRedirectUri: { current: GENERIC, legacy: [500, 'server_error', 'Redirect URI mismatch.'] },
  missingVerifier: { current: GENERIC },
  wrongScope: {
    current: [400, 'invalid_scope', 'Invalid scope: %'], legacy: [401, 'invalid_scope', 'Invalid scope: %']
  },
  unknownRefreshToken: { current: GENERIC, legacy: [400, 'unauthorized_client', 'Unable to find refresh token'] },
  expiredToken: { current: GENERIC, legacy: [400, 'unauthorized_client', 'Access token expired: %'] },
  foreignRefreshToken: {
    current: GENERIC, legacy: [400, 'invalid_request', 'This token does not belong to the given client']
  },
  widerScope: { current: [400, 'invalid_scope', 'The given scope \'%\' is not allowed for the parent token'] }
} as const satisfies Readonly<Record<string, Words>>

export type TokenRefusalReason = keyof typeof refusals | 'malformedRequest'

/** A refusal by the registry, before the authorization server hears of the request: `error` comes first. */
export function refuseInFront (status: number, error: string, description: string): TokenAnswer {
  return { status, body: { error, error_description: description }, reason: 'malformedRequest' }
}

/**
 * A refusal by the authorization server. Today's writes `error_description` first.
 * @param about the code, the scope or the client that the description names
 */
export function refuse ({ tokenErrors }: Behaviour, reason: keyof typeof refusals, about = ''): TokenAnswer {
  const { current, legacy = current, spring }: Words = refusals[reason]
  const [status, error, text] = tokenErrors === 'legacy' ? legacy : current
  if (tokenErrors === 'spring' && error !== 'invalid_client') {
    return { status, body: spring === undefined ? { error } : { error_description: spring, error }, reason }
  }
  const description = text.replace('%', () => about)
  const body = tokenErrors === 'legacy' ? { error, error_description: description } : { error_description: description, error }
  return { status, body, reason }
}
