// The redirects of leg one that say no: a denial, a mistake of the client's, and what prompt=none may not show.
import type { Registry } from '../registry/registry.ts'
import { withAnswer, withFragment } from './redirect-uri.ts'

export interface Destination {
  readonly redirectUri: string
  /** What the client wants back unchanged, or null. */
  readonly state: string | null
}

/** `error` and `error_description`. */
interface Refusal { readonly error: string, readonly description?: string | null }

interface PlacedRefusal extends Refusal { readonly place: 'query' | 'stateless' | 'fragment' }

/** `iss` of RFC 9207, or null if the mock's behaviour has none. */
export function issuerOf ({ behaviour, issuer }: Registry): string | null {
  return behaviour.issuerInRedirect === 'present' ? issuer : null
}

/**
 * A refusal in the query, with or without state (RFC 6749 §4.1.2.1), or its name alone in the fragment, as ORCID's page
 * does it (orcid-angular, oauth.service.ts).
 */
function refusalLocation (registry: Registry, { redirectUri, state }: Destination,
  { error, description = null, place }: PlacedRefusal): string {
  if (place === 'fragment') return withFragment(redirectUri, { error })
  const returned = place === 'stateless' ? null : state
  return withAnswer(redirectUri, { error, error_description: description, state: returned, iss: issuerOf(registry) })
}

/** Where a client's own mistake is told to it; null if it is told to the person instead. */
export function mistakeLocation (registry: Registry, to: Destination, refusal: Refusal): string | null {
  const { authorizeErrors: place } = registry.behaviour
  return place === 'page' ? null : refusalLocation(registry, to, { ...refusal, place })
}

const DENIAL = { error: 'access_denied', description: 'User denied access' }

export function denialLocation (registry: Registry, to: Destination): string {
  const { denial } = registry.behaviour
  const place = denial === 'raw' || denial === 'stateless' ? 'stateless' : 'query'
  const description = denial === 'bare' ? null : DENIAL.description
  const location = refusalLocation(registry, to, { error: DENIAL.error, description, place })
  return denial === 'raw' && to.state !== null ? `${location}&state=${encodeURI(to.state)}` : location
}

/** A denial of the implicit flow, where ORCID's own clients look for it (orcid-member-services, landing-page). */
export function implicitDenialLocation ({ redirectUri, state }: Destination): string {
  return withFragment(redirectUri, { error: DENIAL.error, error_description: DENIAL.description, state })
}

/** Where `prompt=none` sends a browser in which nobody is signed in. */
export function loginRequiredLocation (registry: Registry, to: Destination): string {
  const { loginRequired: place } = registry.behaviour
  // ORCID's own page sends exactly this, which no server sees (orcid-angular, authorize.guard.ts).
  if (place === 'bare-fragment') return `${to.redirectUri}#login_required`
  return refusalLocation(registry, to, { error: 'login_required', place })
}

/** Where `prompt=none` sends somebody who has not consented; null if they are asked all the same. */
export function interactionRequiredLocation (registry: Registry, to: Destination): string | null {
  const { interactionRequired: place } = registry.behaviour
  return place === 'consent' ? null : refusalLocation(registry, to, { error: 'interaction_required', place })
}
