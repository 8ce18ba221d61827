// The redirects of leg one that say no: a denial, a mistake of the client's, and what prompt=none may not show.
import type { Registry } from '../registry/registry.ts'
import { withAnswer, withFragment } from './redirect-uri.ts'

export interface Destination {
  readonly redirectUri: string
  /** What the client wants back unchanged, or null. */
  readonly state: string | null
}

export interface Refusal {
  /** `error`. */
  readonly error: string
  /** `error_description`, or null. */
  readonly description: string | null
}

/** `iss` of RFC 9207, or null if the mock's behaviour has none. */
export function issuerOf ({ behaviour, issuer }: Registry): string | null {
  return behaviour.issuerInRedirect === 'present' ? issuer : null
}

/** A refusal in the query, state and all (RFC 6749 §4.1.2.1). */
export function refusalInQuery (registry: Registry, { redirectUri, state }: Destination,
  { error, description }: Refusal): string {
  const iss = issuerOf(registry)
  return withAnswer(redirectUri, { error, error_description: description, state, iss })
}

/** The name of an error as a fragment, without state: how ORCID's page does it (orcid-angular, oauth.service.ts). */
export function refusalInFragment ({ redirectUri }: Destination, { error }: Refusal): string {
  return withFragment(redirectUri, { error })
}

/** Where a client's own mistake is told to it; null if it is told to the person instead. */
export function mistakeLocation (registry: Registry, to: Destination, refusal: Refusal): string | null {
  const { authorizeErrors } = registry.behaviour
  if (authorizeErrors === 'page') return null
  if (authorizeErrors === 'fragment') return refusalInFragment(to, refusal)
  return refusalInQuery(registry, authorizeErrors === 'stateless' ? { ...to, state: null } : to, refusal)
}

export function denialLocation (registry: Registry, to: Destination): string {
  const { denial } = registry.behaviour
  const refusal = { error: 'access_denied', description: denial === 'bare' ? null : 'User denied access' }
  if (denial !== 'raw') return refusalInQuery(registry, denial === 'stateless' ? { ...to, state: null } : to, refusal)
  const location = refusalInQuery(registry, { ...to, state: null }, refusal)
  return to.state === null ? location : `${location}&state=${encodeURI(to.state)}`
}

/** A denial of the implicit flow, where ORCID's own clients look for it (orcid-member-services, landing-page). */
export function implicitDenialLocation ({ redirectUri, state }: Destination): string {
  return withFragment(redirectUri, { error: 'access_denied', error_description: 'User denied access', state })
}

/** Where `prompt=none` sends a browser in which nobody is signed in. */
export function loginRequiredLocation (registry: Registry, to: Destination): string {
  const refusal = { error: 'login_required', description: null }
  switch (registry.behaviour.loginRequired) {
    case 'query': return refusalInQuery(registry, to, refusal)
    case 'fragment': return refusalInFragment(to, refusal)
    // ORCID's own page sends exactly this, which no server sees (orcid-angular, authorize.guard.ts).
    default: return `${to.redirectUri}#login_required`
  }
}

/** Where `prompt=none` sends somebody who has not consented; null if they are asked all the same. */
export function interactionRequiredLocation (registry: Registry, to: Destination): string | null {
  const refusal = { error: 'interaction_required', description: null }
  const { interactionRequired } = registry.behaviour
  if (interactionRequired === 'consent') return null
  return interactionRequired === 'query' ? refusalInQuery(registry, to, refusal) : refusalInFragment(to, refusal)
}
