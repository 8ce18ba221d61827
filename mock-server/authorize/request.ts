// Whether an authorize request is one that ORCID would take on, and what is asked in it.
import { duplicateIn, parameter } from '../parameters.ts'
import type { Client } from '../registry/clients.ts'
import type { Registry } from '../registry/registry.ts'
import { isRegistered, withAnswer } from './redirect-uri.ts'
import { judgeScope } from './scopes.ts'

/** An authorize request that may be shown to a person. */
export interface AuthorizeRequest {
  /** Who asks. */
  readonly client: Client
  /** Where the answer goes, as sent. */
  readonly redirectUri: string
  /** What is asked for, in the registry's order. */
  readonly scopes: readonly string[]
  /** What the client wants back unchanged, or null. */
  readonly state: string | null
  /** What the client wants to find in the id_token, or null. */
  readonly nonce: string | null
  /** `prompt`, `''` if absent. */
  readonly prompt: string
  /** How old a sign-in may be, in seconds; null if any age will do. */
  readonly maxAgeSeconds: number | null
}

/**
 * The verdict: a page for the person, because the client or its address cannot be trusted; a redirect back to
 * the client, because the rest is the client's mistake; or the request.
 */
export type Judgement =
  | { readonly kind: 'page', readonly error: string, readonly description: string }
  | { readonly kind: 'redirect', readonly location: string }
  | { readonly kind: 'request', readonly request: AuthorizeRequest }

function page (error: string, description: string): Judgement {
  return { kind: 'page', error, description }
}

function mismatch (client: Client, redirectUri: string): Judgement {
  return page('invalid_grant', client.redirectUris.length === 0
    ? 'At least one redirect_uri must be registered with the client.'
    : `The provided redirect URI ${redirectUri} does not match the redirect URIs registered by ` +
      `${client.name} (${client.clientId}).`)
}

function maxAgeIn (query: URLSearchParams): number | null {
  const maxAge = parameter(query, 'max_age')
  return /^\d{1,9}$/.test(maxAge) ? Number(maxAge) : null
}

function judgeRest (client: Client, redirectUri: string, query: URLSearchParams): Judgement {
  const state = query.get('state')
  const { scopes, refused } = judgeScope(client, parameter(query, 'scope'))
  if (refused !== null) {
    const answer = { error: 'invalid_scope', error_description: `Invalid scope: ${refused}`, state }
    return { kind: 'redirect', location: withAnswer(redirectUri, answer) }
  }
  if (scopes.length === 0) return page('oauth_error', 'Please specify the desired scopes')
  const nonce = query.get('nonce')
  const prompt = parameter(query, 'prompt')
  const request = { client, redirectUri, scopes, state, nonce, prompt, maxAgeSeconds: maxAgeIn(query) }
  return { kind: 'request', request }
}

/**
 * Judges an authorize request in ORCID's order: response type, client, redirect URI, and only then what may
 * be told to the client.
 *
 * @see https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/api_errors.md
 */
export function judgeAuthorizeRequest (registry: Registry, query: URLSearchParams): Judgement {
  const duplicate = duplicateIn(query)
  if (duplicate !== null) return page('invalid_request', `Duplicated parameter: ${duplicate}`)
  const responseType = parameter(query, 'response_type')
  if (responseType === '') return page('invalid_request', 'Missing parameter: response_type')
  const clientId = parameter(query, 'client_id')
  if (clientId === '') return page('invalid_request', 'Missing parameter: client_id is missing')
  const client = registry.clients.get(clientId)
  if (client === undefined) return page('invalid_request', 'Invalid parameter: client_id')
  const redirectUri = parameter(query, 'redirect_uri')
  if (redirectUri === '') return page('oauth_error', 'Please specify a redirect URL')
  if (!isRegistered(client, redirectUri)) return mismatch(client, redirectUri)
  if (responseType !== 'code') return page('unsupported_response_type', 'Unsupported response type.')
  return judgeRest(client, redirectUri, query)
}
