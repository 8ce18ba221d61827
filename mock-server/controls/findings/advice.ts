// Advice for the developer of a client, on ORCID's error page: what was sent, what is expected, what to change.
import type { AuthorizeRefusalReason } from '../../orcid/authorize/request.ts'
import type { Client } from '../../orcid/registry/clients.ts'
import type { Registry } from '../../orcid/registry/registry.ts'
import type { Advice } from '../../orcid/registry/seam.ts'
import { parameter } from '../../orcid/web/parameters.ts'
import { maskText } from '../journal/mask.ts'
import { findingRules } from './rules.ts'

/** How much of what was sent is shown, in characters. */
const LONGEST_SENT = 400

const MAX_LISTED = 5

function list (values: Iterable<string>, none: string): string {
  const all = [...values]
  const shown = all.slice(-MAX_LISTED)
  if (shown.length === 0) return none
  return shown.join(', ') + (all.length > MAX_LISTED ? ` and ${all.length - MAX_LISTED} more` : '')
}

/** The advice on an authorize request that ORCID answers with an error page. */
export function adviceOn ({ clients }: Registry, query: URLSearchParams, reason: string): Advice {
  const why = reason as AuthorizeRefusalReason
  const show = (text: string): string => maskText(text).slice(0, LONGEST_SENT)
  const clientId = parameter(query, 'client_id')
  if (why === 'missingClientId' || why === 'unknownClient') {
    return {
      sent: show(`client_id=${clientId}`),
      expected: `A client that this fake knows: ${list(clients.keys(), 'none yet')}.`,
      fix: 'Is this client registered at this registry, or at that of another environment? Give the app the credentials ' +
        'that client() returns or the terminal prints, or start the fake with a client of this id.'
    }
  }
  if (why === 'missingRedirectUri' || why === 'otherRedirectUri') {
    // ORCID looks at the redirect URI only if it knows the client.
    const { redirectUris } = clients.get(clientId) as Client
    return {
      sent: show(`redirect_uri=${parameter(query, 'redirect_uri')}`),
      expected: `Scheme, host and port as registered, and a path that begins so: ${
        list(redirectUris, 'none is registered, and the first one on loopback will be adopted')}.`,
      fix: findingRules['redirect-uri-unregistered'].fix
    }
  }
  return {
    sent: show(query.toString()),
    expected: 'client_id, response_type, scope and redirect_uri, each once.',
    fix: findingRules['authorize-refused'].fix
  }
}
