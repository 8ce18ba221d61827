// Whether an authorize request is one that ORCID would take on, and what is asked in it.
import { duplicateIn, parameter } from '../web/parameters.ts'
import type { Client } from '../registry/clients.ts'
import type { Registry } from '../registry/registry.ts'
import { mistakeLocation, refusalInFragment, refusalInQuery } from './redirect.ts'
import type { Destination, Refusal } from './redirect.ts'
import { isRegistered } from './redirect-uri.ts'
import { readResponseType } from './response-type.ts'
import type { ResponseType } from './response-type.ts'
import { judgeScope } from './scopes.ts'

/** An authorize request that may be shown to a person. */
export interface AuthorizeRequest extends Destination {
  /** Who asks. */
  readonly client: Client
  /** What is to be sent back. */
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

/** What keeps the client or its address from being trusted. */
export type Mistaken = 'client_id' | 'redirect_uri'

/**
 * The verdict: a page for the person, because the client or its address cannot be trusted; a redirect back to
 * the client, because the rest is the client's mistake; or the request.
 */
export type Judgement =
  | { readonly kind: 'page', readonly error: string, readonly description: string, readonly about: Mistaken | null }
  | { readonly kind: 'redirect', readonly location: string }
  | { readonly kind: 'request', readonly request: AuthorizeRequest }

function page (error: string, description: string, about: Mistaken | null = null): Judgement {
  return { kind: 'page', error, description, about }
}

function missingRedirectUri ({ behaviour }: Registry): Judgement {
  return behaviour.redirectUriRefusal === 'parameter'
    ? page('invalid_request', 'Missing parameter: redirect_uri', 'redirect_uri')
    : page('oauth_error', 'Please specify a redirect URL', 'redirect_uri')
}

function mismatch ({ behaviour }: Registry, client: Client, redirectUri: string): Judgement {
  if (behaviour.redirectUriRefusal === 'parameter') {
    return page('invalid_request', 'Invalid parameter: redirect_uri', 'redirect_uri')
  }
  if (client.redirectUris.length === 0) {
    return page('invalid_grant', 'At least one redirect_uri must be registered with the client.', 'redirect_uri')
  }
  return page('invalid_grant', behaviour.redirectUriRefusal === 'unnamed'
    ? 'Redirect URI doesn\'t match your registered redirect URIs.'
    : `The provided redirect URI ${redirectUri} does not match the redirect URIs registered by ` +
      `${client.name} (${client.clientId}).`, 'redirect_uri')
}

function mistake (registry: Registry, to: Destination, error: string, description: string): Judgement {
  const location = mistakeLocation(registry, to, { error, description })
  return location === null ? page(error, description) : { kind: 'redirect', location }
}

function unsupported (registry: Registry, to: Destination): Judgement {
  const refusal: Refusal = { error: 'unsupported_response_type', description: 'Unsupported response type.' }
  const { unsupportedResponseType } = registry.behaviour
  if (unsupportedResponseType === 'page') return page(refusal.error, 'Unsupported response type.')
  const location = unsupportedResponseType === 'query'
    ? refusalInQuery(registry, to, refusal)
    : refusalInFragment(to, refusal)
  return { kind: 'redirect', location }
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

function describeRequest (client: Client, to: Destination,
  { query, scopes, responseType }: { query: URLSearchParams, scopes: readonly string[], responseType: ResponseType }
): AuthorizeRequest {
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

function judgeRest (registry: Registry, client: Client, to: Destination, query: URLSearchParams): Judgement {
  if (client.status !== 'active') {
    return mistake(registry, to, `client_${client.status}`, `The client is ${client.status}`)
  }
  const type = parameter(query, 'response_type')
  const responseType = readResponseType(registry, type)
  if (responseType === null) return unsupported(registry, to)
  if (type.includes('id_token') && parameter(query, 'nonce') === '') {
    return page('invalid_request', 'Implicit id_token requests must have nonce')
  }
  const tooLong = unstorable(registry, query)
  if (tooLong !== undefined) return page('invalid_request', `Parameter is too long: ${tooLong}`)
  const { scopes, refused } = judgeScope(client, parameter(query, 'scope'), registry.behaviour)
  if (refused !== null) return mistake(registry, to, 'invalid_scope', `Invalid scope: ${refused}`)
  const request = describeRequest(client, to, { query, scopes, responseType })
  if (request.scopes.length === 0) return page('oauth_error', 'Please specify the desired scopes')
  return { kind: 'request', request }
}

/**
 * Judges an authorize request in ORCID's order: response type, client, redirect URI, and only then what may
 * be told to the client.
 *
 * @see https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/api_errors.md
 */
export function judgeAuthorizeRequest (registry: Registry, query: URLSearchParams): Judgement {
  const { behaviour } = registry
  const duplicate = behaviour.duplicateParameters === 'first' ? null : duplicateIn(query)
  if (duplicate !== null) return page('invalid_request', `Duplicated parameter: ${duplicate}`)
  if (parameter(query, 'response_type') === '') return page('invalid_request', 'Missing parameter: response_type')
  const clientId = parameter(query, 'client_id')
  if (clientId === '') return page('invalid_request', 'Missing parameter: client_id is missing', 'client_id')
  const client = registry.clients.get(clientId)
  if (client === undefined) return page('invalid_request', 'Invalid parameter: client_id', 'client_id')
  const redirectUri = parameter(query, 'redirect_uri')
  if (redirectUri === '') return missingRedirectUri(registry)
  if (!isRegistered(client, redirectUri, behaviour)) return mismatch(registry, client, redirectUri)
  return judgeRest(registry, client, { redirectUri, state: query.get('state') }, query)
}
