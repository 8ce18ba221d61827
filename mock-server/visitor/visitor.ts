// The robot that signs in: it walks from an app's login route over ORCID's pages back to the app.
import { isOrcid, moveApp, navigate, openBrowser, redirectOf } from './browser.ts'
import type { Browser, Navigation, Step } from './browser.ts'
import { VisitError } from './error.ts'
import { excerpt } from './hop.ts'
import { answerPage, readPerson } from './person.ts'
import type { Person, PersonPlan } from './person.ts'
import { sendByHttp, sendByInject } from './transport.ts'
import type { InjectableApp } from './transport.ts'
import { describeVisit } from './visit.ts'
import type { Visit } from './visit.ts'

export { VisitError } from './error.ts'
export type { Form, Hop } from './hop.ts'
export type { PersonPlan, VisitedResearcher } from './person.ts'
export type { InjectableApp, Method } from './transport.ts'
export type { Visit, VisitRequest, VisitResponse } from './visit.ts'

/** The fake ORCID to walk through; the robot speaks HTTP with it and knows nothing else of it. */
export interface VisitedMock {
  /** Its issuer, for example `http://127.0.0.1:9797`; everything below this URL is ORCID to the robot. */
  readonly issuer: string
}

/**
 * The app under test: a Fastify app, which need not listen, or the URL of one that listens. An app that does
 * not listen answers for every address but ORCID's, so that an https redirect URI works as it is.
 */
export type VisitTarget = InjectableApp | string | URL

/** How a person answers an authorize URL. */
export interface AuthorizePlan extends PersonPlan {}

/** How a person signs in to an app. */
export interface SignInPlan extends PersonPlan {
  /**
   * The app's own login route, with a query if it takes one, for example `/login/orcid?returnTo=/me`. For an
   * app that does not listen, an absolute URL says where it lives; with a path alone it lives at the origin
   * of the redirect URI it sends to ORCID, and the requests before that one are made to `https://localhost`.
   */
  readonly path: string
  /** Headers, names in lower case, that every request to the app carries and ORCID never sees. */
  readonly headers?: Readonly<Record<string, string>>
}

/** The most requests a walk may take before it is taken for a loop. */
const MAX_HOPS = 20

/** Where an app that does not listen lives until its redirect URI says otherwise. */
const NOWHERE = 'https://localhost'

/**
 * Signs a person in to an app: its login route, ORCID's sign-in and consent pages, the app's callback, and no
 * further than the callback's answer, which is `visit.response`.
 *
 * Rejects with `MOCK_ORCID_ERR_VISIT` when the login route does not lead to this mock, the researcher is
 * unknown, ORCID shows an error page, somebody cannot be reached, or the walk takes more than 20 requests.
 */
export async function signIn (mock: VisitedMock, app: VisitTarget, plan: SignInPlan): Promise<Visit> {
  const person = readPerson(plan)
  const target = readTarget(app)
  const issuer = new URL(mock.issuer)
  const browser = await openBrowser({ issuer, sendToApp: target.send, appHeaders: plan.headers ?? {} })
  const toOrcid = await openLogin(browser, target.address, plan.path)
  const { navigation } = await answerPages(browser, toOrcid, person)
  const { hop } = await callBack(browser, navigation, target.address)
  return describeVisit(browser, hop, navigation.url)
}

/**
 * Answers an authorize URL as a person would, for clients that have no app to walk. Gives the `location`
 * ORCID sends the browser back to, which is not visited.
 *
 * Rejects with `MOCK_ORCID_ERR_VISIT` as `signIn` does, and when the URL is not this mock's.
 */
export async function authorize (
  mock: VisitedMock, url: string | URL, plan: AuthorizePlan
): Promise<{ location: string, visit: Visit }> {
  const person = readPerson(plan)
  const issuer = new URL(mock.issuer)
  const browser = await openBrowser({ issuer, sendToApp: sendByHttp, appHeaders: {} })
  if (!URL.canParse(String(url)) || !isOrcid(browser, new URL(url))) {
    throw new VisitError(`"${excerpt(String(url))}" is no URL of the ORCID at ${mock.issuer}`, [])
  }
  const { navigation, location, hop } = await answerPages(browser, typeAddress(new URL(url)), person)
  return { location, visit: describeVisit(browser, hop, navigation.url) }
}

function readTarget (app: VisitTarget) {
  if (typeof app === 'string' || app instanceof URL) {
    if (!URL.canParse(String(app))) throw new VisitError(`The app's address "${app}" is no absolute URL`, [])
    return { address: new URL(app), send: sendByHttp }
  }
  if (typeof app?.inject !== 'function') {
    throw new VisitError('The app is neither a Fastify instance nor the URL of one that listens', [])
  }
  return { address: null, send: sendByInject(app) }
}

/** Opens the login route and follows the app until it sends the browser to this mock. */
async function openLogin (browser: Browser, address: URL | null, path: string): Promise<Navigation> {
  const home = address?.href ?? NOWHERE
  if (!URL.canParse(path, home)) {
    throw new VisitError(`The plan's "path" is neither a path nor a URL: "${path}"`, [])
  }
  const start = new URL(path, home)
  let step = await travel(browser, typeAddress(start))
  for (;;) {
    const next = redirectOf(browser, step)
    if (next !== null && isOrcid(browser, next.url)) {
      if (address === null && !URL.canParse(path)) await learnAddress(browser, next.url)
      return next
    }
    // An app that was configured for the real ORCID must not make a test go there.
    if (next?.url.origin !== start.origin) throw notSentToOrcid(browser, step)
    step = await travel(browser, next)
  }
}

/** Answers one page of ORCID's after the other, until ORCID sends the browser away. */
async function answerPages (browser: Browser, toOrcid: Navigation, person: Person) {
  let step = await travel(browser, toOrcid)
  for (;;) {
    const navigation = redirectOf(browser, step)
    if (navigation !== null && !isOrcid(browser, navigation.url)) {
      return { navigation, hop: step.hop, location: String(step.hop.headers.location) }
    }
    step = await travel(browser, navigation ?? answerPage(browser, step, person))
  }
}

/**
 * Follows ORCID back to the app; like a browser, to where the redirect URI says and not to where the app
 * was given.
 */
async function callBack (browser: Browser, navigation: Navigation, address: URL | null): Promise<Step> {
  try {
    return await travel(browser, navigation)
  } catch (cause) {
    if (address === null || navigation.url.origin === address.origin) throw cause
    const uri = navigation.url.origin + navigation.url.pathname
    const reason = `The redirect URI leads to ${uri}, where nobody answers; the app is at ${address.origin}`
    throw new VisitError(reason, browser.hops, cause)
  }
}

async function travel (browser: Browser, navigation: Navigation): Promise<Step> {
  if (browser.hops.length < MAX_HOPS) return navigate(browser, navigation)
  throw new VisitError(`The walk takes more than ${MAX_HOPS} requests: it goes in circles`, browser.hops)
}

function typeAddress (url: URL): Navigation {
  return { method: 'GET', url, startedBy: null, via: [] }
}

async function learnAddress (browser: Browser, authorizeUrl: URL): Promise<void> {
  const redirectUri = authorizeUrl.searchParams.get('redirect_uri') ?? ''
  if (!/^https?:/.test(redirectUri) || !URL.canParse(redirectUri)) return
  await moveApp(browser, new URL(redirectUri).origin)
}

function notSentToOrcid (browser: Browser, { hop }: Step): VisitError {
  const { statusCode, headers, body } = hop
  const answer = headers.location === undefined ? excerpt(body) : `to ${excerpt(headers.location)}`
  const wanted = `The login route did not redirect to the ORCID at ${browser.issuer.href}`
  return new VisitError(`${wanted}; it answered ${statusCode} ${answer}`, browser.hops)
}
