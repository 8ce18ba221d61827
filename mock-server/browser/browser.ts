// One browser: a cookie jar for everybody it meets, and what it does with a redirect; it knows no plan.
import type { CookieJar } from 'tough-cookie'

import { MockOrcidVisitError } from './error.ts'
import { encodeForm, maskText } from './history.ts'
import type { Form, Hop } from './history.ts'
import { httpTransport } from './transport.ts'
import type { Method, Transport, WireAnswer, WireRequest } from './transport.ts'

/** What a browser keeps from one walk to the next. */
export interface Profile {
  /** The cookies, of the app and of ORCID alike, kept as RFC 6265bis says. */
  readonly jar: CookieJar
  /** Whom ORCID was last told, as a bare iD, `null` for nobody. */
  signedInAs: string | null
  /** The origins of apps that do not listen, once their redirect URIs have told them. */
  readonly homes: WeakMap<object, string>
}

/** A browser on one walk. */
export interface Browser {
  /** What it keeps for the next. */
  readonly profile: Profile
  /** Every request and answer so far, in order. */
  readonly hops: Hop[]
  /** ORCID's issuer: what lies below it is ORCID, all the rest is the app. */
  readonly issuer: URL
  /** Carries the requests that go to the app. */
  readonly app: Transport
  /** Whether it keeps the cookies of the app; those of ORCID it keeps always. */
  readonly keepsAppCookies: boolean
  /** Told of every hop as it is answered. */
  readonly onHop: (hop: Hop) => void
  /** Headers that every request to the app carries. */
  readonly appHeaders: Readonly<Record<string, string>>
  /** The site of a URL: its scheme and registrable domain, which SameSite cookies compare. */
  readonly siteOf: (url: URL) => string
}

/** One request before it is sent. */
export interface Navigation {
  /** The method. */
  readonly method: Method
  /** Where it goes. */
  readonly url: URL
  /** The form it carries. */
  readonly form?: Form
  /** The JSON text it carries instead. */
  readonly json?: string
  /** Headers of this request alone. */
  readonly headers?: Readonly<Record<string, string>>
  /** The page it starts from, `null` for the address bar. */
  readonly startedBy: URL | null
  /** The addresses that redirected to it, oldest first. */
  readonly via: readonly URL[]
}

/** One request and its answer, with what the browser remembers to go on from there. */
export interface Step {
  /** The request. */
  readonly navigation: Navigation
  /** The request and its answer as evidence. */
  readonly hop: Hop
}

const REDIRECTS = [301, 302, 303, 307, 308]

const orcid = httpTransport()

/** Opens a browser, with what an earlier walk left in it or with an empty jar. */
export async function openBrowser (seed: Omit<Browser, 'hops' | 'profile' | 'siteOf'>, kept?: Profile):
Promise<Browser> {
  // Loaded here, because the package costs more to load than the whole mock to start.
  const { CookieJar, getPublicSuffix } = await import('tough-cookie')
  const siteOf = (url: URL) => {
    const domain = getPublicSuffix(url.hostname, { allowSpecialUseDomain: true, ignoreError: true })
    return `${url.protocol}//${domain ?? url.hostname}`
  }
  // Loopback counts as trustworthy, so that Secure and __Host- cookies work there over http, as in Chromium
  // and Firefox (W3C Secure Contexts §3.1). A name without a dot is no public suffix in a test.
  const jar = new CookieJar(null, { allowSecureOnLocal: true, rejectPublicSuffixes: false })
  return { ...seed, profile: kept ?? { jar, signedInAs: null, homes: new WeakMap() }, siteOf, hops: [] }
}

/**
 * Whether a URL lies below the issuer; a mock that is mounted in the app shares its origin and not its
 * path.
 */
export function isOrcid ({ issuer }: Browser, url: URL): boolean {
  const base = issuer.pathname.replace(/\/$/, '')
  return url.origin === issuer.origin && (url.pathname === base || url.pathname.startsWith(`${base}/`))
}

/** Sends one request with the cookies that belong to it, keeps the cookies of the answer, and follows nothing. */
export async function navigate (browser: Browser, navigation: Navigation): Promise<Step> {
  const { from, request } = await prepare(browser, navigation)
  const { send } = from === 'orcid' ? orcid : browser.app
  const answer = await send(request)
    .catch((cause: NodeJS.ErrnoException) => { throw unreachable(browser, navigation, cause) })
  const step = record(browser, navigation, { from, request, answer })
  await keepCookies(browser, step.hop)
  return step
}

/**
 * Sends one request to the app as `navigate` does, and resolves as soon as it is under way, with what cancels
 * it. Its answer is never seen, nor are its cookies.
 */
export async function abandon (browser: Browser, navigation: Navigation): Promise<() => void> {
  const { from, request } = await prepare(browser, navigation)
  const cancel = await browser.app.abandon(request)
    .catch((cause: NodeJS.ErrnoException) => { throw unreachable(browser, navigation, cause) })
  record(browser, navigation, { from, request, answer: { statusCode: 0, headers: {}, body: '' } })
  return cancel
}

interface Exchange {
  readonly from: Hop['from']
  readonly request: WireRequest
  readonly answer: WireAnswer
}

async function prepare (browser: Browser, navigation: Navigation) {
  const { method, url, form, json } = navigation
  const from: Hop['from'] = isOrcid(browser, url) ? 'orcid' : 'app'
  const headers = await requestHeadersOf(browser, navigation, from)
  return { from, request: { method, url, headers, body: form ? encodeForm(form) : json } }
}

function record ({ hops, onHop }: Browser, navigation: Navigation, { from, request, answer }: Exchange): Step {
  const { method, url, headers: requestHeaders } = request
  // The fragment stays in the browser.
  const address = url.origin + url.pathname + url.search
  const { form = null, json = null } = navigation
  const hop: Hop = { from, method, url: address, requestHeaders, form, json, ...answer }
  hops.push(hop)
  onHop(hop)
  return { navigation, hop }
}

function unreachable (browser: Browser, { method, url }: Navigation, cause: NodeJS.ErrnoException) {
  // A refused connection to a name with two addresses has a code and no message.
  const isLate = cause.name === 'TimeoutError' || cause.code === 'ABORT_ERR'
  const reason = isLate ? 'no answer in time' : [cause.code, cause.message].filter(Boolean).join(', ')
  const about = isOrcid(browser, url) ? 'orcid' : 'app'
  const who = about === 'orcid' ? 'ORCID' : 'the app'
  const where = `${who} at ${url.protocol}//${url.host} (${method} ${maskText(url.href)})`
  return new MockOrcidVisitError(`Could not reach ${where}: ${reason}`, browser.hops, { about, cause })
}

/** What a browser does next with an answer that redirects, `null` when it stays (RFC 9110 §15.4, Fetch §4.4). */
export function redirectOf (browser: Browser, { navigation, hop }: Step): Navigation | null {
  const { location } = hop.headers
  if (!REDIRECTS.includes(hop.statusCode) || location === undefined) return null
  if (!URL.canParse(location, hop.url)) {
    const sentence = `${hop.from} redirects to "${maskText(location)}", which is no URL`
    throw new MockOrcidVisitError(sentence, browser.hops, { about: hop.from })
  }
  const { method, form, startedBy } = navigation
  const url = new URL(location, hop.url)
  const via = [...navigation.via, navigation.url]
  const isKept = hop.statusCode > 303 || (hop.statusCode < 303 && method !== 'POST')
  if (!isKept) return { method: 'GET', url, startedBy, via }
  return { method, url, startedBy, via, ...(form && { form }) }
}

/**
 * Moves what an app without an address said so far to the address it turns out to have: its hops, and the
 * cookies they set, which a browser keeps by host.
 */
export async function moveApp (browser: Browser, from: string, to: string): Promise<void> {
  await browser.profile.jar.store.removeCookies(new URL(from).hostname, null)
  for (const [index, hop] of browser.hops.entries()) {
    const { origin, pathname, search } = new URL(hop.url)
    if (origin !== from) continue
    const moved = { ...hop, url: to + pathname + search }
    browser.hops[index] = moved
    await keepCookies(browser, moved)
  }
}

async function keepCookies ({ profile, keepsAppCookies }: Browser, { from, url, headers }: Hop): Promise<void> {
  if (from === 'app' && !keepsAppCookies) return
  // A cookie that breaks the rules is dropped in silence, which is all a browser does with it.
  for (const cookie of headers['set-cookie'] ?? []) {
    await profile.jar.setCookie(cookie, url, { ignoreError: true })
  }
}

async function requestHeadersOf (browser: Browser, navigation: Navigation, from: Hop['from']) {
  const { method, url, form, json, startedBy } = navigation
  const given = { ...(from === 'app' && browser.appHeaders), ...navigation.headers }
  const context = { sameSiteContext: sameSiteContext(browser, navigation) }
  const kept = await browser.profile.jar.getCookieString(url.href, context)
  const cookie = [kept, given['cookie']].filter(Boolean).join('; ')
  const headers: Record<string, string> = {
    host: url.host,
    accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
    'user-agent': 'fastify-orcid-visitor',
    ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
    ...(json !== undefined && { 'content-type': 'application/json' }),
    ...(startedBy && method !== 'GET' && method !== 'HEAD' && { origin: startedBy.origin }),
    ...given
  }
  if (cookie !== '') headers['cookie'] = cookie
  return headers
}

// RFC 6265bis §5.2: a request is same-site only if the page that starts it and every address on its way are.
function sameSiteContext (
  { siteOf }: Browser, { method, url, startedBy, via }: Navigation
): 'lax' | 'none' | 'strict' {
  const others = startedBy === null ? via : [startedBy, ...via]
  if (others.every(other => siteOf(other) === siteOf(url))) return 'strict'
  return method === 'GET' ? 'lax' : 'none'
}
