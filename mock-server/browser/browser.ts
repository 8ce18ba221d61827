// One browser: its cookies, and the requests it sends.
import { maskText } from '../controls/journal/mask.ts'
import { createCookies, type Cookies } from './cookies.ts'
import { MockOrcidVisitError } from './error.ts'
import { encodeForm, type Hop } from './history.ts'
import { headersOf, sameSiteContext, type Navigation, type Step } from './navigation.ts'
import type { Transport, WireAnswer, WireRequest } from './transport.ts'

/** The part of a browser that a later walk may go on with. */
export interface Profile {
  readonly cookies: Cookies
  signedInAs: string | null
  /** The origins of apps that do not listen, once their redirect URIs have told them. */
  readonly origins: WeakMap<object, string>
}

export interface Browser {
  readonly profile: Profile
  readonly hops: Hop[]
  /** Sentences to print below the walk. */
  readonly notes: string[]
  readonly issuer: URL
  readonly app: Transport
  readonly orcid: Transport
  readonly appHeaders: Readonly<Record<string, string>>
  readonly keepsAppCookies: boolean
  readonly onHop: (hop: Hop) => void
  /** The site of a URL, which SameSite cookies compare. ORCID is a site of its own, wherever the mock is. */
  readonly siteOf: (url: URL) => string
}

type SentRequest = WireRequest & Pick<Navigation, 'form' | 'json'>

export async function openBrowser (seed: Omit<Browser, 'hops' | 'notes' | 'profile' | 'siteOf'>, kept?: Profile):
Promise<Browser> {
  const profile = kept ?? { cookies: await createCookies(), signedInAs: null, origins: new WeakMap() }
  const siteOf = (url: URL) => isOrcid(seed, url) ? 'orcid' : profile.cookies.siteOf(url)
  return { ...seed, profile, siteOf, hops: [], notes: [] }
}

export function isOrcid ({ issuer }: Pick<Browser, 'issuer'>, url: URL): boolean {
  const base = issuer.pathname.replace(/\/$/, '')
  return url.origin === issuer.origin && (url.pathname === base || url.pathname.startsWith(`${base}/`))
}

export async function navigate (browser: Browser, navigation: Navigation): Promise<Step> {
  const request = await requestOf(browser, navigation)
  const answer = await reach(browser, request, transport => transport.send(request))
  const hop = addHop(browser, request, answer)
  await keepCookies(browser, hop)
  return { navigation, hop }
}

export async function abandon (browser: Browser, navigation: Navigation): Promise<() => void> {
  const request = await requestOf(browser, navigation)
  const cancel = await reach(browser, request, transport => transport.abandon(request))
  addHop(browser, request, { statusCode: 0, headers: {}, body: '' })
  return cancel
}

async function reach<Result> (browser: Browser, { method, url }: SentRequest,
  send: (transport: Transport) => Promise<Result>): Promise<Result> {
  const about = isOrcid(browser, url) ? 'orcid' : 'app'
  try {
    return await send(about === 'orcid' ? browser.orcid : browser.app)
  } catch (error) {
    const cause = error as NodeJS.ErrnoException
    const isLate = cause.name === 'TimeoutError' || cause.code === 'ABORT_ERR'
    // A refused connection to a name with two addresses has a code and no message.
    const reason = isLate ? 'no answer in time' : [cause.code, cause.message].filter(Boolean).join(', ')
    const server = `${about === 'orcid' ? 'ORCID' : 'the app'} at ${url.protocol}//${url.host}`
    const sentence = `Could not reach ${server} (${method} ${maskText(url.href)}): ${reason}`
    throw new MockOrcidVisitError(sentence, browser.hops, { about, cause })
  }
}

function addHop (browser: Browser, request: SentRequest, answer: WireAnswer): Hop {
  const { method, url: { origin, pathname, search }, headers: requestHeaders, form = null, json = null } = request
  const from = isOrcid(browser, request.url) ? 'orcid' : 'app'
  const hop: Hop = { from, method, url: origin + pathname + search, requestHeaders, form, json, ...answer }
  browser.hops.push(hop)
  browser.onHop(hop)
  return hop
}

export async function moveApp (browser: Browser, from: string, to: string): Promise<void> {
  await browser.profile.cookies.forget(new URL(from).hostname)
  for (const [index, hop] of browser.hops.entries()) {
    if (!hop.url.startsWith(`${from}/`)) continue
    const moved = { ...hop, url: to + hop.url.slice(from.length) }
    browser.hops[index] = moved
    await keepCookies(browser, moved)
  }
}

async function keepCookies ({ profile, keepsAppCookies }: Browser, { from, url, headers }: Hop): Promise<void> {
  if (from === 'app' && !keepsAppCookies) return
  for (const cookie of headers['set-cookie'] ?? []) {
    await profile.cookies.keep(cookie, new URL(url))
  }
}

async function requestOf (browser: Browser, navigation: Navigation): Promise<SentRequest> {
  const { method, url, form, json } = navigation
  const { appHeaders, profile, siteOf } = browser
  const own = { ...(!isOrcid(browser, url) && appHeaders), ...navigation.headers }
  const kept = await profile.cookies.send(url, sameSiteContext(navigation, siteOf))
  const cookie = [kept, own['cookie']].filter(Boolean).join('; ')
  const headers = { ...headersOf(navigation, siteOf), ...own, ...(cookie !== '' && { cookie }) }
  return { method, url, headers, form, json, body: form ? encodeForm(form) : json }
}
