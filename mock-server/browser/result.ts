// The result of a walk: its hops, the answer it ended on, and the browser to go on with.
import type { IncomingHttpHeaders } from 'node:http'
import { navigate, type Browser, type Profile } from './browser.ts'
import { MockOrcidVisitError } from './error.ts'
import { printHops, type Form, type Hop } from './history.ts'
import { policyOf, redirectOf, type Navigation, type Page, type Step } from './navigation.ts'
import { isHtml, readFailure, summarize, type VisitFailure } from './page.ts'
import { validateRequest } from './plan.ts'
import type { Method } from './transport.ts'

/** One answer of the app. */
export interface VisitResponse {
  /** The HTTP status. */
  readonly statusCode: number
  /** The headers, names in lower case; `set-cookie` is a list. */
  readonly headers: IncomingHttpHeaders
  /** The whole body as text. */
  readonly body: string
  /** The `Location` header as it was sent, `null` without one. */
  readonly location: string | null
  /** What a failure says, read from JSON or from a page; `null` for a status below 400. */
  readonly failure: VisitFailure | null
  /** Parses the body as JSON; throws `MOCK_ORCID_ERR_VISIT` with what the answer says if it is not JSON. */
  json<Shape = unknown> (): Shape
}

/** A further request in the same browser. */
export interface VisitRequest {
  /**
   * The method.
   * @default 'GET', or 'POST' with a form or JSON
   */
  readonly method?: Method
  /** A path of the app (or an absolute URL), resolved against the address the callback was answered at. */
  readonly path: string
  /** The fields to send as `application/x-www-form-urlencoded`. */
  readonly form?: Form
  /** A value to send as `application/json` instead. */
  readonly json?: unknown
  /** Headers of this request alone, names in lower case. A `cookie` is sent after those of the jar. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A walk that came to its end, and its browser. */
export interface Visit {
  /** Every request and answer in order, unmasked; those of `get` and `request` are added at the end. */
  readonly hops: readonly Hop[]
  /** The answer the walk ended on: the app's answer to the callback, or to the last of several. */
  readonly response: VisitResponse
  /** The failure of that answer, `null` if it is none: `assert.equal(visit.failure?.statusCode, 403)`. */
  readonly failure: VisitFailure | null
  /** Every answer of the app to the callback, in the order of the requests: one, unless a `scenario` changes that. */
  readonly callbacks: readonly VisitResponse[]
  /**
   * Reads a page of the app in the same browser, with its cookies; redirects are not followed. The address to which the
   * answer before redirects is read as its redirect, without `SameSite=Strict` cookies on the way back from ORCID. Any
   * other address is opened from the page before.
   */
  get (path: string): Promise<VisitResponse>
  /** Does the same with any request. Rejects with `MOCK_ORCID_ERR_VISIT` for an unknown key or a wrong value. */
  request (request: VisitRequest): Promise<VisitResponse>
  /** The walk as text; secrets are masked, as in the journal. */
  toString (): string
}

export interface WalkResult {
  readonly browser: Browser
  readonly callbacks: readonly Step[]
  readonly last: Step
}

export const profiles = new WeakMap<Visit, Profile>()

/** Makes a walk's result what a test reads; further requests go to the app at `home`. */
export function createVisit ({ browser, callbacks, last }: WalkResult, home: URL): Visit {
  let shown = last
  async function request (wanted: VisitRequest): Promise<VisitResponse> {
    validateRequest(wanted)
    const { path, form, headers } = wanted
    const json = wanted.json === undefined ? undefined : JSON.stringify(wanted.json)
    const { method = form === undefined && json === undefined ? 'GET' : 'POST' } = wanted
    if (!URL.canParse(path, home.href)) {
      throw new MockOrcidVisitError(`"${path}" is no path of ${home.origin}`, browser.hops, { about: 'plan' })
    }
    const url = new URL(path, home)
    const redirect = redirectOf(shown, browser.hops)
    const isRedirect = redirect?.method === method && redirect.url.href === url.href
    const navigation = isRedirect
      ? redirect
      : { method, url, startedBy: pageOf(browser, shown, redirect, home), via: [] }
    shown = await navigate(browser, { ...navigation, form, json, headers })
    return createResponse(shown.hop)
  }
  const response = createResponse(last.hop)
  const visit: Visit = {
    hops: browser.hops,
    response,
    failure: response.failure,
    callbacks: callbacks.map(({ hop }) => createResponse(hop)),
    get: path => request({ path }),
    request,
    toString: () => [printHops(browser.hops), ...browser.notes].join('\n')
  }
  profiles.set(visit, browser.profile)
  return visit
}

/** The page the person looks at: the last answer of the app, or where its redirect leads on the same site. */
function pageOf (browser: Browser, { navigation, hop }: Step, redirect: Navigation | null, home: URL): Page {
  if (redirect === null && hop.from === 'app') return { url: navigation.url, policy: policyOf(hop) }
  const isHere = redirect !== null && browser.siteOf(redirect.url) === browser.siteOf(home)
  return { url: isHere ? redirect.url : home, policy: undefined }
}

function createResponse (hop: Hop): VisitResponse {
  const { statusCode, headers, body } = hop
  function json<Shape> (): Shape {
    try {
      return JSON.parse(body)
    } catch (cause) {
      const kind = isHtml(hop) ? 'is an HTML page; visit.failure reads one that reports a failure' : 'is no JSON'
      throw new MockOrcidVisitError(`The answer ${statusCode} ${kind}: ${summarize(hop)}`, [hop], { cause })
    }
  }
  return { statusCode, headers, body, location: headers.location ?? null, failure: readFailure(hop), json }
}
