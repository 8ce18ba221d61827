// Whether a redirect URI belongs to a client, by ORCID's rule, and how an answer is added to it.
import { isLoopback } from '../../network/address.ts'
import type { Behaviour } from '../../options/behaviour.ts'
import type { Client } from '../registry/clients.ts'

// RFC 3986 appendix B, because a URL object folds case and default ports that ORCID compares as written.
const URI = /^(https?):\/\/(?:([^/?#@\\]*)@)?(\[[^/?#@\]\\]*\]|[^/?#@:\\]*)(?::(\d*))?(\/[^?#]*)?(?:[?#].*)?$/

/** Scheme, userinfo, host and port as written, the host alone, and the path; null for what is no such URI. */
function partsOf (uri: string): { readonly server: string, readonly host: string, readonly path: string } | null {
  const parts = /^[\x21-\x7e]+$/.test(uri) && URL.canParse(uri) ? URI.exec(uri) : null
  if (parts === null) return null
  const [, scheme, userinfo = '', host = '', port = '', path = ''] = parts
  return { server: [scheme, userinfo, host, port].join(' '), host, path: cleanPath(path) }
}

/** Resolves what a browser would, so that a prefix cannot be left again by `..`, `%2e%2e` or a backslash. */
function cleanPath (path: string): string {
  const cleaned: string[] = []
  for (const segment of path.replaceAll('\\', '/').replace(/%2e/gi, '.').split('/')) {
    if (segment === '..') cleaned.splice(Math.max(1, cleaned.length - 1))
    else if (segment !== '.') cleaned.push(segment)
  }
  return cleaned.join('/')
}

/**
 * Whether a client may have people sent to a URI: for one of its registered URIs, scheme, userinfo, host and
 * port are equal as written and the path is a prefix. A client without any adopts the first loopback URI.
 * @see https://info.orcid.org/ufaqs/how-do-redirect-uris-work/
 */
export function isRegistered (client: Client, redirectUri: string,
  { redirectUriHosts, redirectUriMatching }: Behaviour): boolean {
  const requested = partsOf(redirectUri)
  if (requested === null || (redirectUriHosts === 'dotted' && !requested.host.includes('.'))) return false
  if (client.redirectUris.length === 0 && isLoopback(requested.host)) client.redirectUris = [redirectUri]
  if (redirectUriMatching === 'exact') return client.redirectUris.includes(redirectUri)
  return client.redirectUris.map(partsOf).some((registered) =>
    registered?.server === requested.server && requested.path.startsWith(registered.path))
}

/** The members of an answer; those that are null are left out. */
type Answer = Readonly<Record<string, string | null>>

function renderAnswer (answer: Answer): string {
  return Object.entries(answer).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${encodeURIComponent(value)}`]).join('&')
}

/** A redirect URI with an answer in its query; a query it already has is kept, a fragment stays last. */
export function withAnswer (redirectUri: string, answer: Answer): string {
  const [address = '', ...fragment] = redirectUri.split(/(?=#)/)
  return address + (address.includes('?') ? '&' : '?') + renderAnswer(answer) + fragment.join('')
}

export function withFragment (redirectUri: string, answer: Answer): string {
  return `${redirectUri.split('#', 1)[0]}#${renderAnswer(answer)}`
}
