// One navigation of a browser: what its headers say of where it starts, and where a redirect leads it.
import { maskText } from '../controls/journal/mask.ts'
import { isTrustworthy, type SameSite } from './cookies.ts'
import { MockOrcidVisitError } from './error.ts'
import type { Form, Hop } from './history.ts'
import type { Method } from './transport.ts'

/** The page that a navigation starts from. */
export interface Page {
  readonly url: URL
  /** Its Referrer-Policy header. */
  readonly policy: string | undefined
}

export interface Navigation {
  readonly method: Method
  readonly url: URL
  readonly form?: Form | undefined
  /** JSON text, which a script sends. */
  readonly json?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** `null` for the address bar. */
  readonly startedBy: Page | null
  /** The addresses that redirected to it, oldest first. */
  readonly via: readonly URL[]
}

/** A navigation, and what came of it. */
export interface Step {
  readonly navigation: Navigation
  readonly hop: Hop
}

export function policyOf ({ headers }: Hop): string | undefined {
  return headers['referrer-policy'] as string | undefined
}

type SiteOf = (url: URL) => string

/** Chromium does not look at the addresses on the way, only at the page that started (RFC 6265bis §5.2). */
export function sameSiteContext ({ method, url, startedBy }: Navigation, siteOf: SiteOf): SameSite {
  if (startedBy === null || siteOf(startedBy.url) === siteOf(url)) return 'strict'
  return method === 'GET' ? 'lax' : 'none'
}

export function headersOf (navigation: Navigation, siteOf: SiteOf): Record<string, string> {
  const { method, url, form, json, startedBy, via } = navigation
  const isNavigation = json === undefined && /^(?:GET|HEAD|POST)$/.test(method)
  const referer = startedBy === null ? '' : refererOf(startedBy, [...via, url])
  // A page that does not tell its address does not tell its origin in a form, either (Fetch §3.2).
  const origin = isNavigation && referer === '' ? 'null' : startedBy?.url.origin
  return {
    host: url.host,
    accept: isNavigation ? 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' : '*/*',
    'user-agent': 'fastify-orcid-visitor',
    ...(isTrustworthy(url) && {
      'sec-fetch-site': fetchSite(navigation, siteOf),
      ...(isNavigation
        ? { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-user': '?1' }
        : { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' })
    }),
    ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
    ...(json !== undefined && { 'content-type': 'application/json' }),
    ...(origin !== undefined && method !== 'GET' && method !== 'HEAD' && { origin }),
    ...(referer !== '' && { referer })
  }
}

const REDIRECTS = [301, 302, 303, 307, 308]

/** Where a browser goes after an answer, `null` if it stays (RFC 9110 §15.4, Fetch §4.4). */
export function redirectOf ({ navigation, hop }: Step, hops: readonly Hop[]): Navigation | null {
  const { location } = hop.headers
  if (!REDIRECTS.includes(hop.statusCode) || location === undefined) return null
  if (!URL.canParse(location, hop.url)) {
    const sentence = `${hop.from} redirects to "${maskText(location)}", which is no URL`
    throw new MockOrcidVisitError(sentence, hops, { about: hop.from })
  }
  const { method, form, startedBy } = navigation
  const next = { url: new URL(location, hop.url), startedBy, via: [...navigation.via, navigation.url] }
  const keepsMethod = hop.statusCode > 303 || (hop.statusCode < 303 && method !== 'POST')
  return keepsMethod ? { ...next, method, form } : { ...next, method: 'GET' }
}

// Fetch Metadata §2.2: here the addresses on the way do count.
function fetchSite ({ startedBy, url, via }: Navigation, siteOf: SiteOf): string {
  if (startedBy === null) return 'none'
  const page = startedBy.url
  const all = [...via, url]
  if (all.some(one => siteOf(one) !== siteOf(page))) return 'cross-site'
  return all.every(({ origin }) => origin === page.origin) ? 'same-origin' : 'same-site'
}

// The default policy is strict-origin-when-cross-origin; of the others, those that tell less. What one address on the
// way was not told, the next is not told, either.
function refererOf ({ url: page, policy }: Page, chain: readonly URL[]): string {
  const isDowngrade = page.protocol === 'https:' && chain.some(({ protocol }) => protocol === 'http:')
  const isSame = chain.every(({ origin }) => origin === page.origin)
  if (isDowngrade || policy === 'no-referrer' || (policy === 'same-origin' && !isSame)) return ''
  return isSame ? page.href.replace(/#.*/s, '') : `${page.origin}/`
}
