// The redirects of leg one that say no: a denial, a mistake of the client's, and what prompt=none may not show.
import type { Behaviour } from '../../options/behaviour.ts'
import type { Registry } from '../registry/registry.ts'
import { withAnswer, withFragment } from './redirect-uri.ts'

export interface Destination {
  readonly redirectUri: string
  /** What the client wants back unchanged, or null. */
  readonly state: string | null
}

/** `error`, `error_description`, and where a setting of the mock's behaviour puts them. */
interface Refusal {
  readonly error: string
  readonly description?: string | null
  readonly place: Behaviour['authorizeErrors' | 'loginRequired' | 'interactionRequired']
}

/** `iss` of RFC 9207, or null if the mock's behaviour has none. */
export function issuerOf ({ behaviour, issuer }: Registry): string | null {
  return behaviour.issuerInRedirect === 'present' ? issuer : null
}

/** Where a refusal sends the browser; null if the person sees a page of ORCID's instead. */
export function refusalLocation (registry: Registry, { redirectUri, state }: Destination,
  { error, description = null, place }: Refusal): string | null {
  switch (place) {
    case 'page':
    case 'consent': return null
    // ORCID's own pages send these, which no server sees (orcid-angular, oauth.service.ts and authorize.guard.ts).
    case 'fragment': return withFragment(redirectUri, { error })
    case 'bare-fragment': return `${redirectUri}#${error}`
    case 'query':
    case 'stateless': {
      // RFC 6749 §4.1.2.1.
      const returned = place === 'stateless' ? null : state
      const answer = { error, error_description: description, state: returned, iss: issuerOf(registry) }
      return withAnswer(redirectUri, answer)
    }
  }
}

const DENIAL = { error: 'access_denied', error_description: 'User denied access' }

export function denialLocation (registry: Registry,
  { redirectUri, state, isImplicit }: Destination & { readonly isImplicit: boolean }): string {
  // Where ORCID's own clients look for it (orcid-member-services, landing-page).
  if (isImplicit) return withFragment(redirectUri, { ...DENIAL, state })
  const { denial } = registry.behaviour
  const location = withAnswer(redirectUri, {
    error: DENIAL.error,
    error_description: denial === 'bare' ? null : DENIAL.error_description,
    state: denial === 'raw' || denial === 'stateless' ? null : state,
    iss: issuerOf(registry)
  })
  return denial === 'raw' && state !== null ? `${location}&state=${encodeURI(state)}` : location
}
