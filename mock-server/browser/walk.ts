// The parts every walk is made of: open the login, answer ORCID's pages, open the callback.
import { isLoopback } from '../network/address.ts'
import { isOrcid, moveApp, navigate, type Browser } from './browser.ts'
import { MockOrcidVisitError, refusePlan } from './error.ts'
import type { Form } from './history.ts'
import { redirectOf, type Navigation, type Step } from './navigation.ts'
import { excerpt, summarize } from './page.ts'
import { answerPage, continueFrom, isConsentPage, type Person } from './person.ts'

/** A mock's clock, as far as a walk needs it. */
export interface WalkClock {
  now (): number | Promise<number>
  advance (seconds: number): unknown
}

interface OrcidWalk {
  readonly browser: Browser
  readonly person: Person
  readonly maxRequests: number
}

export interface Walk extends OrcidWalk {
  readonly app: object
  /** `null` for an app that does not listen. */
  readonly address: URL | null
  readonly path: string
  readonly method: 'GET' | 'POST'
  /** Sent with POST. */
  readonly form: Form
  readonly clock: WalkClock | undefined
  /** Without it, the app's clock stays. */
  readonly moveAppClock: ((seconds: number) => unknown) | undefined
}

/** The last step at ORCID, and the navigation away from it, usually to the callback. */
export interface Departure { readonly step: Step, readonly navigation: Navigation }

/** The origin of an app that does not listen, until its redirect URI tells. */
const UNKNOWN_ORIGIN = 'https://localhost'

export function loginUrl ({ address, app, browser, path }: Walk): URL {
  const origin = address?.href ?? browser.profile.origins.get(app) ?? UNKNOWN_ORIGIN
  return URL.canParse(path, origin)
    ? new URL(path, origin)
    : refusePlan(`The plan's "path" is neither a path nor a URL: "${path}"`)
}

export async function openLogin (walk: Walk, start = loginUrl(walk)): Promise<Navigation> {
  const { browser, form, method } = walk
  let next: Navigation | null = method === 'GET' ? typeAddress(start) : sendForm(start, form)
  for (;;) {
    const step = await takeStep(walk, next)
    next = redirectOf(step, browser.hops)
    if (next !== null && isOrcid(browser, next.url)) break
    // An app that was configured for the real ORCID must not make a test go there.
    if (next === null || !(next.url.origin === start.origin || isLoopback(next.url.hostname))) {
      throw notSentToOrcid(browser, step)
    }
  }
  if (start.origin === UNKNOWN_ORIGIN && !URL.canParse(walk.path)) await learnOrigin(walk, next.url)
  return next
}

/** Walks ORCID's pages up to the consent page (`navigation` is null), or up to the redirect that leads away. */
async function walkPages (walk: OrcidWalk, toOrcid: Navigation):
Promise<{ step: Step, navigation: Navigation | null }> {
  const { browser, person } = walk
  let step = await takeStep(walk, toOrcid)
  for (;;) {
    const navigation = redirectOf(step, browser.hops) ?? continueFrom(step)
    const isLeaving = navigation !== null && !isOrcid(browser, navigation.url)
    if (isLeaving || isConsentPage(browser, step)) return { step, navigation }
    step = await takeStep(walk, navigation ?? answerPage(browser, step, person))
  }
}

export async function answerPages (walk: OrcidWalk, toOrcid: Navigation, isAsked = false): Promise<Departure> {
  const { step, navigation } = await walkPages(walk, toOrcid)
  if (navigation === null) return await submitConsent(walk, step)
  checkAnswer(walk, navigation.url, isAsked)
  return { step, navigation }
}

/** Answers ORCID's pages up to the consent page; throws `MOCK_ORCID_ERR_VISIT` if it is not shown. */
export async function reachConsent (walk: OrcidWalk, toOrcid: Navigation): Promise<Step> {
  const { step, navigation } = await walkPages(walk, toOrcid)
  if (navigation !== null) throw notAsked(walk, 'The plan waits for that page')
  return step
}

export async function submitConsent (walk: OrcidWalk, consent: Step): Promise<Departure> {
  return await answerPages(walk, answerPage(walk.browser, consent, walk.person), true)
}

/** Opens the callback where the redirect URI says, as a browser does, not where the app was given. */
export async function openCallback (walk: Walk, { navigation }: Pick<Departure, 'navigation'>): Promise<Step> {
  const { address, browser } = walk
  const { origin, pathname } = navigation.url
  try {
    return await takeStep(walk, navigation)
  } catch (cause) {
    if (address === null || origin === address.origin) throw cause
    const reason = `The redirect URI leads to ${origin}${pathname}, where nobody answers; the app is at ${address.origin}`
    throw new MockOrcidVisitError(reason, browser.hops, { cause })
  }
}

export function typeAddress (url: URL): Navigation {
  return { method: 'GET', url, startedBy: null, via: [] }
}

// The button is on a page that the walk has not seen.
function sendForm (url: URL, form: Form): Navigation {
  return { method: 'POST', url, form, startedBy: { url: new URL('/', url), policy: undefined }, via: [] }
}

export async function takeStep ({ browser, maxRequests, person }: OrcidWalk, navigation: Navigation): Promise<Step> {
  if (browser.hops.length >= maxRequests) {
    throw new MockOrcidVisitError(`The walk takes more than ${maxRequests} requests: it goes in circles`, browser.hops)
  }
  const step = await navigate(browser, navigation)
  const { from, form, statusCode } = step.hop
  if (from === 'orcid' && form !== null && 'orcid' in form && statusCode < 400) {
    browser.profile.signedInAs = person.orcid
  }
  return step
}

// An error that ORCID sends with the browser already says why it did not ask.
function checkAnswer (walk: OrcidWalk, { href }: URL, isAsked: boolean): void {
  const { browser: { profile, hops }, person } = walk
  if (/[?&#](?:error=|login_required)/.test(href)) return
  if (profile.signedInAs !== null && profile.signedInAs !== person.orcid) {
    throw new MockOrcidVisitError(`ORCID did not ask who it is: in this browser ${profile.signedInAs} is signed in, and ` +
      `the plan says ${person.orcid}. Ask ORCID for prompt=login and openid, or leave browser out of the plan for a fresh ` +
      'one', hops, { about: 'orcid' })
  }
  if (!isAsked && person.mustBeAsked) throw notAsked(walk, 'The plan\'s answer was not given')
}

function notAsked ({ browser, person }: OrcidWalk, consequence: string): MockOrcidVisitError {
  return new MockOrcidVisitError(`ORCID did not show the consent page, because ${person.orcid} has granted this ` +
    `client the same before. ${consequence}. Call reset() on the mock first, sign in as somebody else, or give the app ` +
    'a client of its own', browser.hops, { about: 'orcid' })
}

async function learnOrigin ({ app, browser }: Walk, authorizeUrl: URL): Promise<void> {
  const redirectUri = authorizeUrl.searchParams.get('redirect_uri') ?? ''
  if (!/^https?:/.test(redirectUri) || !URL.canParse(redirectUri)) return
  const { origin } = new URL(redirectUri)
  browser.profile.origins.set(app, origin)
  await moveApp(browser, UNKNOWN_ORIGIN, origin)
}

/** Whether a login that refuses GET may be one that a form starts. */
export function mayWantPost (method: string, statusCode: number): boolean {
  return method === 'GET' && (statusCode === 404 || statusCode === 405)
}

function notSentToOrcid (browser: Browser, { hop }: Step): MockOrcidVisitError {
  const { method, statusCode, headers: { location } } = hop
  const answer = location === undefined ? summarize(hop) : `to ${excerpt(location)}`
  const expected = `The login route did not redirect to the ORCID at ${browser.issuer.href}`
  const hint = mayWantPost(method, statusCode) ? '. If a form starts the login, give method: \'POST\'' : ''
  return new MockOrcidVisitError(`${expected}; it answered ${statusCode} ${answer}${hint}`, browser.hops)
}
