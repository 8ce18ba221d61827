// How the token endpoint says no, as the registry in front and as the authorization server behind it.
import type { TokenAnswer } from './answer.ts'

/** A refusal by the registry, before the authorization server hears of the request: `error` comes first. */
export function refuseInFront (status: number, error: string, description: string): TokenAnswer {
  return { status, body: { error, error_description: description } }
}

/** A refusal by the authorization server: `error_description` comes first. */
export function refuse (status: number, error: string, description: string): TokenAnswer {
  return { status, body: { error_description: description, error } }
}

/** What ORCID says of any code, token or redirect URI that does not belong here (tutorial/api_errors.md). */
export function refuseGrant (): TokenAnswer {
  return refuse(400, 'invalid_grant',
    'One of the provided parameters is invalid, or, the provided token/code is invalid or expired')
}

/** What a client hears that is unknown or has the wrong secret. */
export function refuseClient (): TokenAnswer {
  return refuse(401, 'invalid_client', 'Client authentication failed')
}
