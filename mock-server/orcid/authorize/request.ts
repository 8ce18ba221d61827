// Whether an authorize request is one that ORCID would take on, and what is asked in it.
import type { Behaviour } from '../../options/behaviour.ts'
import { duplicateIn, parameter } from '../web/parameters.ts'
import type { Client } from '../registry/clients.ts'
import type { Registry } from '../registry/registry.ts'
import { grantableScopes, splitScope } from '../registry/scopes.ts'
import { refusalLocation, type Destination } from './redirect.ts'
import { isRegistered } from './redirect-uri.ts'

export interface AuthorizeRequest extends Destination {
  readonly client: Client
  /** Whether tokens are asked for in the fragment, instead of a code. */
  readonly isImplicit: boolean
  /** In the registry's order. */
  readonly scopes: readonly string[]
  readonly nonce: string | null
  /** `''` if absent. */
  readonly prompt: string
  /** How old a sign-in may be, in seconds; null if any age will do. */
  readonly maxAgeSeconds: number | null
  readonly hasChallenge: boolean
}

export type AuthorizeRefusalReason = 'duplicateParameter' | 'missingResponseType' | 'missingClientId' | 'unknownClient' |
  'missingRedirectUri' | 'otherRedirectUri' | 'inactiveClient' | 'unsupportedResponseType' | 'missingNonce' |
  'longParameter' | 'invalidScope' | 'missingScope'

export interface RefusedRequest {
  readonly reason: AuthorizeRefusalReason
  readonly error: string
  /** What ORCID's page puts between the two, or `''`. */
  readonly code: string
  readonly description: string
  /** What the page before April 2026 said above the two, or `''`. */
  readonly sentence: string
  /** Where the client is told; null if a page tells the person, because client or address cannot be trusted. */
  readonly location: string | null
  readonly client?: Client
}

function page (reason: AuthorizeRefusalReason, error: string, description: string): RefusedRequest {
  return { reason, error, code: '', description, sentence: '', location: null }
}

function missingRedirectUri ({ redirectUriRefusal }: Behaviour): RefusedRequest {
  return redirectUriRefusal === 'legacy'
    ? page('missingRedirectUri', 'oauth_error', 'Please specify a redirect URL')
    : page('missingRedirectUri', 'invalid_request', 'Missing parameter: redirect_uri is missing')
}

/** @see https://github.com/openlibhums/janeway/issues/5507 for what ORCID's page says today */
function otherRedirectUri ({ redirectUriRefusal }: Behaviour, { clientId, name, redirectUris }: Client,
  redirectUri: string): RefusedRequest {
  const refuse = (error: string, description: string): RefusedRequest => page('otherRedirectUri', error, description)
  if (redirectUriRefusal === 'parameter') return refuse('invalid_request', 'Invalid parameter: redirect_uri')
  if (redirectUriRefusal === 'client') {
    const description = `"${redirectUri}" does not match registered client "${clientId}"`
    return { ...refuse('invalid_request', description), code: 'Missing parameter: redirect_uri' }
  }
  if (redirectUris.length === 0) return refuse('invalid_grant', 'At least one redirect_uri must be registered with the client.')
  const sentence = `The provided redirect URI ${redirectUri} does not match the redirect URIs registered by ${name} (${clientId}).`
  return { ...refuse('invalid_grant', 'Redirect URI doesn\'t match your registered redirect URIs.'), sentence }
}

// Libraries made for other providers insist on these; ORCID drops them (OrcidOAuth2RequestValidator).
const OIDC_SCOPES = ['profile', 'email', 'address', 'phone', 'offline_access']

/** The scopes that may be granted, in the registry's order, and the first one that may not be asked for. */
function validateScope ({ oidcScopes }: Behaviour, client: Client, scope: string) {
  const grantable = grantableScopes(client.type)
  const all = splitScope(scope)
  const asked = all.filter((value) => oidcScopes === 'refused' || !OIDC_SCOPES.includes(value))
  const echoed = oidcScopes === 'echoed' ? all.filter((value) => OIDC_SCOPES.includes(value)) : []
  return {
    scopes: [...grantable.filter((value) => asked.includes(value)), ...echoed],
    refused: asked.find((value) => !grantable.includes(value))
  }
}

const IMPLICIT_TYPES = ['token', 'id_token', 'id_token token', 'token id_token']

// Only these do something in the implicit flow (ORCID-Source, ORCID_AUTH_WITH_OPENID_CONNECT.md).
const IMPLICIT_SCOPES = ['openid', '/authenticate']

// How many characters of a state or a nonce ORCID can keep (orcid-persistence, authorization_code_detail).
const STORED_LENGTH = 2000

/** Validates what may be told to the client, whose redirect URI is known to be its own. */
function validateRest (registry: Registry, client: Client,
  { query, to }: { readonly query: URLSearchParams, readonly to: Destination }): AuthorizeRequest | RefusedRequest {
  const { behaviour } = registry
  const refuseClient = (reason: AuthorizeRefusalReason, error: string, description: string): RefusedRequest => {
    const location = refusalLocation(registry, to, { error, description, place: behaviour.authorizeErrors })
    return { ...page(reason, error, description), client, location }
  }
  if (client.status !== 'active') {
    return refuseClient('inactiveClient', `client_${client.status}`, `The client is ${client.status}`)
  }
  const type = parameter(query, 'response_type')
  const isImplicit = behaviour.implicitFlow !== 'off' && IMPLICIT_TYPES.includes(type)
  if (type !== 'code' && !isImplicit) {
    return page('unsupportedResponseType', 'unsupported_response_type', 'Unsupported response type.')
  }
  if (type.includes('id_token') && parameter(query, 'nonce') === '') {
    return page('missingNonce', 'invalid_request', 'Implicit id_token requests must have nonce')
  }
  const tooLong = ['state', 'nonce'].find((name) => parameter(query, name).length > STORED_LENGTH)
  if (tooLong !== undefined && behaviour.longState === 'refused') {
    return page('longParameter', 'invalid_request', `Parameter is too long: ${tooLong}`)
  }
  const { scopes, refused } = validateScope(behaviour, client, parameter(query, 'scope'))
  if (refused !== undefined) return refuseClient('invalidScope', 'invalid_scope', `Invalid scope: ${refused}`)
  const asked = isImplicit ? scopes.filter((scope) => IMPLICIT_SCOPES.includes(scope)) : scopes
  if (asked.length === 0) return page('missingScope', 'oauth_error', 'Please specify the desired scopes')
  const [prompt, maxAge] = [parameter(query, 'prompt'), parameter(query, 'max_age')]
  const maxAgeSeconds = /^\d{1,9}$/.test(maxAge) ? Number(maxAge) : null
  const hasChallenge = parameter(query, 'code_challenge') !== ''
  return { ...to, client, isImplicit, scopes: asked, nonce: query.get('nonce'), prompt, maxAgeSeconds, hasChallenge }
}

/**
 * Validates an authorize request in ORCID's order: response type, client, redirect URI, and then the rest.
 * @see https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/api_errors.md
 */
export function validateAuthorizeRequest (registry: Registry,
  query: URLSearchParams): AuthorizeRequest | RefusedRequest {
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
  if (redirectUri === '') return missingRedirectUri(behaviour)
  if (!isRegistered(client, redirectUri, behaviour)) return otherRedirectUri(behaviour, client, redirectUri)
  return validateRest(registry, client, { query, to: { redirectUri, state: query.get('state') } })
}
