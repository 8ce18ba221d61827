// How the token endpoint says no: the registry in front, and the authorization server behind it then and today.
import type { Behaviour } from '../behaviour/behaviour.ts'
import type { TokenAnswer } from './answer.ts'

/** Status, `error`, `error_description`; `%` stands for what the refusal is about. */
type Wording = readonly [status: number, error: string, description: string]

interface Words {
  /** What is said since April 2026. */
  readonly current: Wording
  /** What was said before, if it was something else. */
  readonly legacy?: Wording
}

// tutorial/api_errors.md has this for any code, token or redirect URI that does not belong here.
const GENERIC: Wording = [400, 'invalid_grant',
  'One of the provided parameters is invalid, or, the provided token/code is invalid or expired']

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
  unsupportedGrant: { current: [400, 'unsupported_grant_type', 'Unsupported grant type: %'] },
  forbiddenGrant: { current: [400, 'unauthorized_client', 'The client may not use the grant type %'] },
  missingCode: {
    current: [400, 'invalid_request', 'An authorization code must be supplied.'],
    legacy: [500, 'server_error', 'An authorization code must be supplied.']
  },
  unknownCode: { current: [400, 'invalid_grant', 'Invalid authorization code: %'] },
  reusedCode: { current: [400, 'invalid_grant', 'Reused authorization code: %'] },
  expiredCode: { current: GENERIC, legacy: [400, 'invalid_request', 'Authorization code has expired'] },
  foreignCode: { current: GENERIC, legacy: [401, 'invalid_client', 'Client ID mismatch'] },
  otherRedirectUri: { current: GENERIC, legacy: [500, 'server_error', 'Redirect URI mismatch.'] },
  missingVerifier: { current: GENERIC },
  wrongScope: {
    current: [400, 'invalid_scope', 'Invalid scope: %'],
    legacy: [401, 'invalid_scope', 'Invalid scope: %']
  },
  unknownRefreshToken: {
    current: GENERIC,
    legacy: [400, 'unauthorized_client', 'Unable to find refresh token']
  },
  expiredToken: { current: GENERIC, legacy: [400, 'unauthorized_client', 'Access token expired: %'] },
  foreignRefreshToken: {
    current: GENERIC,
    legacy: [400, 'invalid_request', 'This token does not belong to the given client']
  },
  widerScope: { current: [400, 'invalid_scope', 'The given scope \'%\' is not allowed for the parent token'] },
  foreignToken: { current: [400, 'invalid_client', 'The token belongs to another client'] }
} as const satisfies Readonly<Record<string, Words>>

/** Why the authorization server refuses. */
export type Reason = keyof typeof refusals

/** A refusal by the registry, before the authorization server hears of the request: `error` comes first. */
export function refuseInFront (status: number, error: string, description: string): TokenAnswer {
  return { status, body: { error, error_description: description } }
}

/**
 * A refusal by the authorization server. Today's writes `error_description` first.
 *
 * @param about the code, the scope or the client that the description names
 */
export function refuse ({ tokenErrors }: Behaviour, reason: Reason, about = ''): TokenAnswer {
  const words: Words = refusals[reason]
  const [status, error, text] = words[tokenErrors] ?? words.current
  const description = text.replace('%', () => about)
  if (tokenErrors === 'legacy') return refuseInFront(status, error, description)
  return { status, body: { error_description: description, error } }
}
