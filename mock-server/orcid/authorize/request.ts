// Whether an authorize request is one that ORCID would take on, and what is asked in it.
import { duplicateIn, parameter } from '../web/parameters.ts'
import type { Client } from '../registry/clients.ts'
import type { Registry } from '../registry/registry.ts'
import { mistakeLocation, type Destination, type Refusal } from './redirect.ts'
import { isRegistered } from './redirect-uri.ts'
import { readResponseType, type ResponseType } from './response-type.ts'
import { validateScope } from './scopes.ts'

export interface AuthorizeRequest extends Destination {
  readonly client: Client
  readonly responseType: ResponseType
  /** What is asked for, in the registry's order. */
  readonly scopes: readonly string[]
  /** What the client wants to find in the id_token, or null. */
  readonly nonce: string | null
  /** `prompt`, `''` if absent. */
  readonly prompt: string
  /** How old a sign-in may be, in seconds; null if any age will do. */
  readonly maxAgeSeconds: number | null
  /** Whether there is a `code_challenge`. */
  readonly hasChallenge: boolean
}

export type AuthorizeRefusalReason = 'duplicateParameter' | 'missingResponseType' | 'missingClientId' | 'unknownClient' |
  'missingRedirectUri' | 'otherRedirectUri' | 'inactiveClient' | 'unsupportedResponseType' | 'missingNonce' |
  'longParameter' | 'invalidScope' | 'missingScope'

/**
 * The verdict: a page for the person, because the client or its address cannot be trusted; a redirect back to
 * the client, because the rest is the client's mistake; or the request.
 */
export type Verdict =
  | { readonly kind: 'page', readonly reason: AuthorizeRefusalReason, readonly error: string, readonly description: string }
  | { readonly kind: 'redirect', readonly reason: AuthorizeRefusalReason, readonly location: string, readonly client: Client }
  | { readonly kind: 'request', readonly request: AuthorizeRequest }

function page (reason: AuthorizeRefusalReason, error: string, description: string): Verdict {
  return { kind: 'page', reason, error, description }
}

function missingRedirectUri ({ behaviour }: Registry): Verdict {
  return behaviour.redirectUriRefusal === 'parameter'
    ? page('missingRedirectUri', 'invalid_request', 'Missing parameter: redirect_uri')
    : page('missingRedirectUri', 'oauth_error', 'Please specify a redirect URL')
}

function otherRedirectUri ({ behaviour }: Registry, client: Client, redirectUri: string): Verdict {
  if (behaviour.redirectUriRefusal === 'parameter') {
    return page('otherRedirectUri', 'invalid_request', 'Invalid parameter: redirect_uri')
  }
  if (client.redirectUris.length === 0) {
    return page('otherRedirectUri', 'invalid_grant', 'At least one redirect_uri must be registered with the client.')
  }
  return page('otherRedirectUri', 'invalid_grant', behaviour.redirectUriRefusal === 'unnamed'
    ? 'Redirect URI doesn\'t match your registered redirect URIs.'
    : `The provided redirect URI ${redirectUri} does not match the redirect URIs registered by ` +
      `${client.name} (${client.clientId}).`)
}

interface Asking { readonly client: Client, readonly to: Destination, readonly query: URLSearchParams }

interface Mistake extends Refusal { readonly reason: AuthorizeRefusalReason }

function refuseClient (registry: Registry, { client, to }: Asking, { reason, error, description }: Mistake): Verdict {
  const location = mistakeLocation(registry, to, { error, description })
  return location === null ? page(reason, error, String(description)) : { kind: 'redirect', reason, location, client }
}

/** How many characters of a state or a nonce ORCID can keep (orcid-persistence, authorization_code_detail). */
const STORED_LENGTH = 2000

function unstorable ({ behaviour }: Registry, query: URLSearchParams): string | undefined {
  if (behaviour.longState === 'kept') return undefined
  return ['state', 'nonce'].find((name) => parameter(query, name).length > STORED_LENGTH)
}

function maxAgeIn (query: URLSearchParams): number | null {
  const maxAge = parameter(query, 'max_age')
  return /^\d{1,9}$/.test(maxAge) ? Number(maxAge) : null
}

// Only these do something in the implicit flow (ORCID-Source, ORCID_AUTH_WITH_OPENID_CONNECT.md).
const IMPLICIT_SCOPES: ReadonlySet<string> = new Set(['openid', '/authenticate'])

function describeRequest ({ client, to, query }: Asking, scopes: readonly string[],
  responseType: ResponseType): AuthorizeRequest {
  return {
    ...to,
    client,
    responseType,
    scopes: responseType === 'code' ? scopes : scopes.filter((scope) => IMPLICIT_SCOPES.has(scope)),
    nonce: query.get('nonce'),
    prompt: parameter(query, 'prompt'),
    maxAgeSeconds: maxAgeIn(query),
    hasChallenge: parameter(query, 'code_challenge') !== ''
  }
}

function validateRest (registry: Registry, asking: Asking): Verdict {
  const { client, query } = asking
  if (client.status !== 'active') {
    const [error, description] = [`client_${client.status}`, `The client is ${client.status}`]
    return refuseClient(registry, asking, { reason: 'inactiveClient', error, description })
  }
  const type = parameter(query, 'response_type')
  const responseType = readResponseType(registry, type)
  if (responseType === null) {
    return page('unsupportedResponseType', 'unsupported_response_type', 'Unsupported response type.')
  }
  if (type.includes('id_token') && parameter(query, 'nonce') === '') {
    return page('missingNonce', 'invalid_request', 'Implicit id_token requests must have nonce')
  }
  const tooLong = unstorable(registry, query)
  if (tooLong !== undefined) return page('longParameter', 'invalid_request', `Parameter is too long: ${tooLong}`)
  const { scopes, refused } = validateScope(client, parameter(query, 'scope'), registry.behaviour)
  if (refused !== null) {
    const description = `Invalid scope: ${refused}`
    return refuseClient(registry, asking, { reason: 'invalidScope', error: 'invalid_scope', description })
  }
  const request = describeRequest(asking, scopes, responseType)
  if (request.scopes.length === 0) return page('missingScope', 'oauth_error', 'Please specify the desired scopes')
  return { kind: 'request', request }
}

/**
 * Validates an authorize request in ORCID's order: response type, client, redirect URI, and only then what may
 * be told to the client.
 * @see https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/api_errors.md
 */
export function validateAuthorizeRequest (registry: Registry, query: URLSearchParams): Verdict {
  const { behaviour } = registry
  const duplicate = duplicateIn(query)
  if (duplicate !== null) return page('duplicateParameter', 'invalid_request', `Duplicated parameter: ${duplicate}`)
  if (parameter(query, 'response_type') === '') {
    return page('missingResponseType', 'invalid_request', 'Missing parameter: response_type')
  }
  const clientId = parameter(query, 'client_id')
  if (clientId === '') return page('missingClientId', 'invalid_request', 'Missing parameter: client_id is missing')
  const client = registry.clients.get(clientId)
  if (client === undefined) return page('unknownClient', 'invalid_request', 'Invalid parameter: client_id')
  const redirectUri = parameter(query, 'redirect_uri')
  if (redirectUri === '') return missingRedirectUri(registry)
  if (!isRegistered(client, redirectUri, behaviour)) return otherRedirectUri(registry, client, redirectUri)
  return validateRest(registry, { client, query, to: { redirectUri, state: query.get('state') } })
}
