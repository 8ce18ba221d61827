// The stretches of a walk: open the login, answer ORCID's pages, call back; no stretch knows of a scenario.
import { isLoopback } from '../address.ts'
import { isOrcid, moveApp, navigate, redirectOf } from './browser.ts'
import type { Browser, Navigation, Step } from './browser.ts'
import { MockOrcidVisitError } from './error.ts'
import { excerpt } from './history.ts'
import { answerPage, isConsent } from './person.ts'
import type { Person } from './person.ts'

/** A person, a browser, and the app whose login is to be walked. */
export interface Walk {
  /** The browser. */
  readonly browser: Browser
  /** Who walks. */
  readonly person: Person
  /** The app as the plan named it. */
  readonly app: object
  /** The app's address, `null` for an app that does not listen. */
  readonly address: URL | null
  /** The login route. */
  readonly path: string
  /** How it is opened. */
  readonly method: 'GET' | 'POST'
  /** The most requests the walk may take before it is taken for a loop. */
  readonly limit: number
  /** Lets time pass, in seconds. */
  readonly passTime: (seconds: number) => Promise<void>
}

/** What became of a visit to ORCID. */
export interface WayBack {
  /** Where ORCID sends the browser. */
  readonly navigation: Navigation
  /** The answer that says so. */
  readonly step: Step
  /** The consent page, `null` if nobody was asked. */
  readonly consent: Step | null
}

/** Where an app that does not listen lives until its redirect URI says otherwise. */
const NOWHERE = 'https://localhost'

/** Where the login of a walk is opened. */
export function startOf ({ address, app, browser, path }: Walk): URL {
  const home = address?.href ?? browser.profile.homes.get(app) ?? NOWHERE
  if (URL.canParse(path, home)) return new URL(path, home)
  throw new MockOrcidVisitError(`The plan's "path" is neither a path nor a URL: "${path}"`, [])
}

/** Opens the login route and follows the app until it sends the browser to this mock. */
export async function openLogin (walk: Walk, start = startOf(walk)): Promise<Navigation> {
  const { browser, method } = walk
  // A form is on a page of the app.
  const opening = method === 'GET' ? typeAddress(start) : { method, url: start, startedBy: start, via: [] }
  let step = await travel(walk, opening)
  for (;;) {
    const next = redirectOf(browser, step)
    if (next !== null && isOrcid(browser, next.url)) {
      if (start.origin === NOWHERE && !URL.canParse(walk.path)) await learnAddress(walk, next.url)
      return next
    }
    // An app that was configured for the real ORCID must not make a test go there.
    if (next === null || !(next.url.origin === start.origin || isLoopback(next.url.hostname))) {
      throw notSentToOrcid(browser, step)
    }
    step = await travel(walk, next)
  }
}

/** Answers one page of ORCID's after the other, until ORCID sends the browser away. */
export async function answerPages (walk: Walk, toOrcid: Navigation): Promise<WayBack> {
  const { browser, person } = walk
  let consent: Step | null = null
  let step = await travel(walk, toOrcid)
  for (;;) {
    const navigation = redirectOf(browser, step)
    if (navigation !== null && !isOrcid(browser, navigation.url)) return judgeWay(walk, { navigation, step, consent })
    if (isConsent(browser, step)) consent = step
    step = await answer(walk, navigation ?? answerPage(browser, step, person))
  }
}

/**
 * The same up to the consent page. Throws `MOCK_ORCID_ERR_VISIT` when it is not shown, because the person has
 * said yes before.
 */
export async function reachConsent (walk: Walk, toOrcid: Navigation): Promise<Step> {
  const { browser, person } = walk
  let step = await travel(walk, toOrcid)
  while (!isConsent(browser, step)) {
    const navigation = redirectOf(browser, step)
    if (navigation !== null && !isOrcid(browser, navigation.url)) throw notAsked(walk, 'The plan waits for that page')
    step = await answer(walk, navigation ?? answerPage(browser, step, person))
  }
  return step
}

/** Sends the consent page's form and follows ORCID from there. */
export async function submitConsent (walk: Walk, consent: Step): Promise<WayBack> {
  return { ...await answerPages(walk, answerPage(walk.browser, consent, walk.person)), consent }
}

/**
 * Follows ORCID back to the app; like a browser, to where the redirect URI says and not to where the app
 * was given.
 */
export async function callBack (walk: Walk, navigation: Navigation): Promise<Step> {
  const { address, browser } = walk
  try {
    return await travel(walk, navigation)
  } catch (cause) {
    if (address === null || navigation.url.origin === address.origin) throw cause
    const uri = navigation.url.origin + navigation.url.pathname
    const reason = `The redirect URI leads to ${uri}, where nobody answers; the app is at ${address.origin}`
    throw new MockOrcidVisitError(reason, browser.hops, { cause })
  }
}

/** A URL that somebody types. */
export function typeAddress (url: URL): Navigation {
  return { method: 'GET', url, startedBy: null, via: [] }
}

/** One request of a walk. */
export async function travel ({ browser, limit }: Walk, navigation: Navigation): Promise<Step> {
  if (browser.hops.length < limit) return navigate(browser, navigation)
  throw new MockOrcidVisitError(`The walk takes more than ${limit} requests: it goes in circles`, browser.hops)
}

async function answer (walk: Walk, navigation: Navigation): Promise<Step> {
  const step = await travel(walk, navigation)
  const { form, statusCode } = step.hop
  if (form !== null && 'orcid' in form && statusCode < 400) walk.browser.profile.signedInAs = walk.person.orcid
  return step
}

// An error is an answer too, and says for itself why nobody was asked.
function judgeWay (walk: Walk, way: WayBack): WayBack {
  const { browser: { profile, hops }, person } = walk
  if (/[?&#](?:error=|login_required)/.test(way.navigation.url.href)) return way
  if (profile.signedInAs !== null && profile.signedInAs !== person.orcid) {
    throw new MockOrcidVisitError(`ORCID did not ask who it is: in this browser ${profile.signedInAs} is signed in, and ` +
      `the plan says ${person.orcid}. Ask ORCID for prompt=login and openid, or leave browser out of the plan for a fresh ` +
      'one', hops, { about: 'orcid' })
  }
  if (way.consent === null && person.isParticular && way.step.hop.form === null) {
    throw notAsked(walk, 'The plan\'s answer was not given')
  }
  return way
}

function notAsked ({ browser, person }: Walk, sentence: string): MockOrcidVisitError {
  return new MockOrcidVisitError('ORCID did not show the consent page, because ' + person.orcid + ' has granted this ' +
    `client the same before. ${sentence}. Call reset() on the mock first, sign in as somebody else, or give the app ` +
    'a client of its own', browser.hops, { about: 'orcid' })
}

async function learnAddress ({ app, browser }: Walk, authorizeUrl: URL): Promise<void> {
  const redirectUri = authorizeUrl.searchParams.get('redirect_uri') ?? ''
  if (!/^https?:/.test(redirectUri) || !URL.canParse(redirectUri)) return
  const { origin } = new URL(redirectUri)
  browser.profile.homes.set(app, origin)
  await moveApp(browser, NOWHERE, origin)
}

function notSentToOrcid (browser: Browser, { hop }: Step): MockOrcidVisitError {
  const { statusCode, headers, body } = hop
  const said = headers.location === undefined ? excerpt(body) : `to ${excerpt(headers.location)}`
  const wanted = `The login route did not redirect to the ORCID at ${browser.issuer.href}`
  return new MockOrcidVisitError(`${wanted}; it answered ${statusCode} ${said}`, browser.hops)
}
