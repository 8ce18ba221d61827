// What the developer of a client is told on the error page, besides what ORCID says there to everybody.
import { findingRules } from '../../../controls/findings/rules.ts'
import { maskText } from '../../../controls/journal/mask.ts'
import { parameter } from '../../web/parameters.ts'
import type { Client } from '../../registry/clients.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Mistaken } from '../request.ts'

/** One mistake: what was sent, with its secrets masked, what would do, and what to change. */
export interface Advice {
  /** What was sent. */
  readonly sent: string
  /** What is expected. */
  readonly expected: string
  /** What to change. */
  readonly fix: string
}

/** How much of what was sent is shown, in characters. */
const LONGEST_SENT = 400

/** How many ids or addresses are listed. */
const MOST_LISTED = 5

function listOf (values: Iterable<string>, none: string): string {
  const all = [...values]
  const shown = all.slice(-MOST_LISTED)
  if (shown.length === 0) return none
  return shown.join(', ') + (all.length > MOST_LISTED ? ` and ${all.length - MOST_LISTED} more` : '')
}

/** The advice on an authorize request that ORCID answers with an error page. */
export function adviceOn ({ clients }: Registry, query: URLSearchParams, about: Mistaken | null): Advice {
  const show = (text: string): string => maskText(text).slice(0, LONGEST_SENT)
  const clientId = parameter(query, 'client_id')
  if (about === 'client_id') {
    return {
      sent: show(`client_id=${clientId}`),
      expected: `A client that this fake knows: ${listOf(clients.keys(), 'none yet')}.`,
      fix: 'Give the app the credentials that client() returns or the terminal prints, or start the fake with a client of this id.'
    }
  }
  if (about === 'redirect_uri') {
    // ORCID looks at the address of a client that it knows.
    const { redirectUris } = clients.get(clientId) as Client
    return {
      sent: show(`redirect_uri=${parameter(query, 'redirect_uri')}`),
      expected: `Scheme, host and port as registered, and a path that begins so: ${
        listOf(redirectUris, 'none is registered, and the first one on loopback will be adopted')}.`,
      fix: findingRules['redirect-uri-unregistered'].fix
    }
  }
  return {
    sent: show(query.toString()),
    expected: 'client_id, response_type, scope and redirect_uri, each once.',
    fix: findingRules['authorize-refused'].fix
  }
}
