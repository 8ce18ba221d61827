// The robot that signs in: it walks from an app's login route over ORCID's pages back to the app.
import { isOrcid, openBrowser } from './browser.ts'
import { MockOrcidVisitError } from './error.ts'
import { excerpt } from './history.ts'
import type { Hop } from './history.ts'
import { readPerson } from './person.ts'
import type { KnownPeople, PersonPlan } from './person.ts'
import { judgeAuthorizePlan, judgeSignInPlan } from './plan.ts'
import { passTime } from './clock.ts'
import type { MockClock } from './clock.ts'
import { httpTransport, injectTransport } from './transport.ts'
import type { InjectableApp } from './transport.ts'
import { walkLogin } from './scenario-walks.ts'
import type { Scenario } from './scenario-walks.ts'
import { describeVisit, profileOf } from './result.ts'
import type { Visit } from './result.ts'
import { answerPages, typeAddress } from './walk.ts'
import type { Walk } from './walk.ts'

export { MockOrcidVisitError } from './error.ts'
export type { Form, Hop } from './history.ts'
export type { KnownPeople, PersonPlan, VisitedResearcher } from './person.ts'
export type { MockClock } from './clock.ts'
export type { InjectableApp, Method } from './transport.ts'
export type { Scenario } from './scenario-walks.ts'
export { SCENARIOS } from './scenarios.ts'
export type { ScenarioName } from './scenarios.ts'
export type { Visit, VisitRequest, VisitResponse } from './result.ts'

/** The fake ORCID to walk through; the robot speaks HTTP with it and knows nothing else of it. */
export interface VisitedMock {
  /** Its issuer, for example `http://127.0.0.1:9797`; everything below this URL is ORCID to the robot. */
  readonly issuer: string
  /** Its clock, for scenarios in which time passes. */
  readonly clock?: MockClock
  /** Whom it knows, for plans that call people by name. Without it, `as` is handed to the sign-in page as it is. */
  readonly known?: KnownPeople
}

/**
 * The app under test: a Fastify app, which need not listen, or the URL of one that listens. An app that does
 * not listen answers for every address but ORCID's, so that an https redirect URI works as it is.
 */
export type VisitTarget = InjectableApp | string | URL

/** How a person answers an authorize URL. */
export interface AuthorizePlan extends PersonPlan {
  /**
   * The browser of an earlier visit, with its cookies, so with the session at ORCID too.
   * @default a fresh one
   */
  readonly browser?: Visit
  /** Told of every request and its answer as it happens, unmasked. What it throws ends the walk. */
  readonly onHop?: (hop: Hop) => void
  /**
   * The longest an answer may take, in milliseconds; then the visit is rejected.
   * @default 10000
   */
  readonly patienceMs?: number
}

/** How a person signs in to an app. */
export interface SignInPlan extends AuthorizePlan {
  /**
   * The app's own login route, with a query if it takes one, for example `/login/orcid?returnTo=/me`. For an
   * app that does not listen, an absolute URL says where it lives; with a path alone it lives at the origin
   * of the redirect URI it sends to ORCID, and the requests before that one are made to `https://localhost`.
   */
  readonly path: string
  /**
   * How the login is opened: typed, or by a button on a page of the app, as one that links an iD to an account is.
   * @default 'GET'
   */
  readonly method?: 'GET' | 'POST'
  /** Headers, names in lower case, that every request to the app carries and ORCID never sees. */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * What goes differently from a straight walk: one of `SCENARIOS` by name, or a function that is given the
   * callback's URL and gives the one to open instead.
   * @default nothing
   */
  readonly scenario?: Scenario
  /**
   * Moves the app's clock by so many seconds, for the scenarios in which time passes: the robot moves the mock's
   * clock only. Called again with the negative number when the walk is over. An app in this process reads
   * `Date`, so whatever fakes that will do: `seconds => mock.timers.setTime(Date.now() + seconds * 1000)`; the
   * mock's clock, which then has moved too, is not moved twice.
   * @default the app's clock stays
   */
  readonly moveAppClock?: (seconds: number) => unknown
}

/** The most requests a straight walk may take before it is taken for a loop. */
const MAX_HOPS = 20

/**
 * Signs a person in to an app: its login route, ORCID's sign-in and consent pages, the app's callback, and no
 * further than the callback's answer, which is `visit.response`. A `scenario` makes it go differently.
 *
 * Rejects with `MOCK_ORCID_ERR_VISIT` when the plan has an unknown key or a wrong value, the login route does not
 * lead to this mock, the researcher is unknown, ORCID shows an error page, ORCID does not ask what the plan answers,
 * somebody cannot be reached, or the walk takes more than 20 requests (40 with a scenario).
 */
export async function signIn (mock: VisitedMock, app: VisitTarget, plan: SignInPlan): Promise<Visit> {
  judgeSignInPlan(plan)
  const person = readPerson(plan, mock.known)
  const { headers = {}, method = 'GET', moveAppClock, path, scenario } = plan
  const { address, transport } = readTarget(app, plan)
  const browser = await open(mock, { ...plan, transport, headers })
  const time = passTime(mock.clock, moveAppClock)
  const limit = scenario === undefined ? MAX_HOPS : 2 * MAX_HOPS
  const walk: Walk = { browser, person, app: Object(app), address, path, method, limit, passTime: time.pass }
  try {
    const outcome = await walkLogin(walk, scenario)
    const { url } = outcome.last.navigation
    return describeVisit(outcome, isOrcid(browser, url) ? new URL(String(browser.hops[0]?.url)) : url)
  } finally {
    await time.comeBack()
  }
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
  judgeAuthorizePlan(plan)
  const person = readPerson(plan, mock.known)
  const browser = await open(mock, { ...plan, transport: httpTransport(plan.patienceMs), headers: {} })
  if (!URL.canParse(String(url)) || !isOrcid(browser, new URL(url))) {
    throw new MockOrcidVisitError(`"${excerpt(String(url))}" is no URL of the ORCID at ${mock.issuer}`, [])
  }
  const stays = { address: null, app: browser, path: '', method: 'GET', passTime: passTime(mock.clock).pass } as const
  const walk: Walk = { ...stays, browser, person, limit: MAX_HOPS }
  const { navigation, step } = await answerPages(walk, typeAddress(new URL(url)))
  const visit = describeVisit({ browser, callbacks: [], last: step }, navigation.url)
  return { location: String(step.hop.headers.location), visit }
}

type Opening = Pick<SignInPlan, 'browser' | 'onHop'> &
  { transport: ReturnType<typeof httpTransport>, headers: Readonly<Record<string, string>> }

async function open ({ issuer }: VisitedMock, { browser, onHop = () => {}, transport, headers }: Opening) {
  const kept = browser && profileOf(browser)
  if (browser !== undefined && kept === undefined) {
    throw new MockOrcidVisitError('The plan\'s "browser" is no visit: give the one an earlier signIn resolved to', [])
  }
  const seed = { issuer: new URL(issuer), app: transport, appHeaders: headers, keepsAppCookies: true, onHop }
  return await openBrowser(seed, kept)
}

function readTarget (app: VisitTarget, { patienceMs }: SignInPlan) {
  if (typeof app === 'string' || app instanceof URL) {
    if (!URL.canParse(String(app))) throw new MockOrcidVisitError(`The app's address "${app}" is no absolute URL`, [])
    return { address: new URL(app), transport: httpTransport(patienceMs) }
  }
  if (typeof app?.inject !== 'function') {
    throw new MockOrcidVisitError('The app is neither a Fastify instance nor the URL of one that listens', [])
  }
  return { address: null, transport: injectTransport(app, patienceMs) }
}
