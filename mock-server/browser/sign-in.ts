// The robot that signs in: from an app's login route through ORCID's pages to the app's callback.
import type { MockFinding } from '../controls/findings/findings.ts'
import { isOrcid, openBrowser, type Browser } from './browser.ts'
import { MockOrcidVisitError, refusePlan, withNotes } from './error.ts'
import type { Form, Hop } from './history.ts'
import { excerpt } from './page.ts'
import { readPerson, type KnownPeople, type PersonPlan } from './person.ts'
import { validatePlan } from './plan.ts'
import { createVisit, profiles, type Visit } from './result.ts'
import { walkLogin, type Scenario } from './scenarios.ts'
import { httpTransport, injectTransport, type InjectableApp, type Transport } from './transport.ts'
import { answerPages, typeAddress, type WalkClock } from './walk.ts'

/** The fake ORCID to walk through. The robot speaks HTTP with it. */
export interface VisitedMock {
  /** Its issuer, for example `http://127.0.0.1:9797`; every URL below it is ORCID to the robot. */
  readonly issuer: string
  readonly clock?: WalkClock
  /** How its requests travel. @default by its issuer's name */
  readonly transport?: Transport | undefined
  /** The people `as` may name. Without them, `as` is typed into the sign-in page as it is. */
  readonly known?: KnownPeople
  /** What it has found wrong so far; its fix ends the error of a visit that ORCID refuses. */
  readonly findings?: () => ReadonlyArray<Pick<MockFinding, 'client' | 'fix' | 'sent' | 'severity'>>
}

/**
 * The app under test: a Fastify app, which need not listen, or the URL of one that listens. An app that does not
 * listen answers for every address that is not ORCID's, so an https redirect URI works as it is.
 */
export type VisitTarget = InjectableApp | string | URL

/** How a person answers an authorize URL. */
export interface AuthorizePlan extends PersonPlan {
  /**
   * The browser of an earlier visit, with its cookies and so with its session at ORCID.
   * @default a fresh browser
   */
  readonly browser?: Visit
  /** Called with each request and its answer as it happens, unmasked. An error it throws ends the walk. */
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
   * The app's login route, for example `/login/orcid?returnTo=/me`. An absolute URL says where an app lives that does
   * not listen. With a path alone it lives at the origin of its redirect URI, until then at `https://localhost`.
   */
  readonly path: string
  /**
   * How the login is opened: by typing its address, or by the button of a form on a page of the app.
   * @default 'GET', or 'POST' with a form
   */
  readonly method?: 'GET' | 'POST'
  /**
   * The fields of that form, for example a CSRF token. They are sent as `application/x-www-form-urlencoded`.
   * @default {}
   */
  readonly form?: Form
  /** Headers, names in lower case, that every request to the app carries and ORCID never sees. */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * What goes differently: a scenario by name (see `mockScenarios`), or a function that changes the callback's URL.
   * @default a straight walk
   */
  readonly scenario?: Scenario
  /**
   * Moves the app's clock by a number of seconds, for scenarios in which time passes, and back at the end of the walk.
   * For an app in this process, fake `Date`: `seconds => mock.timers.setTime(Date.now() + seconds * 1000)`. That moves
   * the mock's clock as well; otherwise the robot moves it.
   * @default the app's clock stays
   */
  readonly moveAppClock?: (seconds: number) => unknown
}

const MAX_REQUESTS = 20

/**
 * Signs a person in to an app: its login route, ORCID's sign-in and consent pages, and the app's callback, whose
 * answer is `visit.response`; it is not followed. A `scenario` makes the walk go differently.
 *
 * Rejects with `MOCK_ORCID_ERR_VISIT` when the plan has an unknown key or a wrong value, the login route does not
 * lead to this mock, the researcher is unknown, ORCID shows an error page or does not ask what the plan answers, a
 * server cannot be reached, or the walk takes more than 20 requests (40 with a scenario).
 */
export async function signIn (mock: VisitedMock, app: VisitTarget, plan: SignInPlan): Promise<Visit> {
  validatePlan('signIn', plan)
  const person = readPerson(plan, mock.known)
  const { form, headers = {}, method = form ? 'POST' : 'GET', moveAppClock, path, scenario } = plan
  const { address, transport } = readTarget(app, plan)
  const browser = await open(mock, plan, { app: transport, appHeaders: headers })
  const maxRequests = scenario === undefined ? MAX_REQUESTS : 2 * MAX_REQUESTS
  const { clock } = mock
  const opening = { app: Object(app), address, path, method, form: form ?? {} }
  const walk = { browser, person, ...opening, maxRequests, clock, moveAppClock }
  const result = await walkLogin(walk, scenario).catch(explainWith(mock, browser))
  const { url } = result.last.navigation
  return createVisit(result, isOrcid(browser, url) ? new URL(String(browser.hops[0]?.url)) : url)
}

/**
 * Answers an authorize URL as a person would, for clients that have no app to walk. Gives the `location` to which
 * ORCID sends the browser; it is not opened.
 *
 * Rejects with `MOCK_ORCID_ERR_VISIT` as `signIn` does, and when the URL is not this mock's.
 */
export async function authorize (
  mock: VisitedMock, url: string | URL, plan: AuthorizePlan
): Promise<{ location: string, visit: Visit }> {
  validatePlan('authorize', plan)
  const person = readPerson(plan, mock.known)
  const browser = await open(mock, plan, { app: httpTransport(plan.patienceMs), appHeaders: {} })
  if (!URL.canParse(String(url)) || !isOrcid(browser, new URL(url))) {
    refusePlan(`"${excerpt(String(url))}" is no URL of the ORCID at ${mock.issuer}`)
  }
  const walk = { browser, person, maxRequests: MAX_REQUESTS }
  const { navigation, step } = await answerPages(walk, typeAddress(new URL(url))).catch(explainWith(mock, browser))
  const visit = createVisit({ browser, callbacks: [], last: step }, navigation.url)
  return { location: String(step.hop.headers.location), visit }
}

/** Ends the error of a walk with what was noted on the way, and with the fix of what ORCID refused. */
function explainWith ({ findings }: VisitedMock, { notes }: Browser): (error: unknown) => never {
  return function explain (error) {
    if (!(error instanceof MockOrcidVisitError)) throw error
    const { pathname, searchParams } = new URL(error.hops.at(-1)?.url ?? 'about:blank')
    const refused = findings?.().findLast(({ client, sent, severity }) => error.about === 'orcid' && severity === 'error' &&
      client === searchParams.get('client_id') && pathname.endsWith(String(sent.split('?', 1)[0])))
    const all = refused === undefined ? notes : [...notes, `To fix it: ${refused.fix}`]
    throw all.length === 0 ? error : withNotes(error, all)
  }
}

async function open ({ issuer, transport: orcid = httpTransport() }: VisitedMock,
  { browser, onHop = () => {} }: AuthorizePlan, app: Pick<Browser, 'app' | 'appHeaders'>): Promise<Browser> {
  const kept = browser && profiles.get(browser)
  if (browser !== undefined && kept === undefined) {
    refusePlan('The plan\'s "browser" is no visit: give the one an earlier signIn resolved to')
  }
  return await openBrowser({ ...app, orcid, issuer: new URL(issuer), keepsAppCookies: true, onHop }, kept)
}

function readTarget (app: VisitTarget, { patienceMs }: SignInPlan): { address: URL | null, transport: Transport } {
  if (typeof app === 'string' || app instanceof URL) {
    if (!URL.canParse(String(app))) refusePlan(`The app's address "${app}" is no absolute URL`)
    return { address: new URL(app), transport: httpTransport(patienceMs) }
  }
  if (typeof app?.inject !== 'function') {
    refusePlan('The app is neither a Fastify instance nor the URL of one that listens: of any other server, call listen() ' +
      'first and give the address')
  }
  return { address: null, transport: injectTransport(app, patienceMs) }
}
