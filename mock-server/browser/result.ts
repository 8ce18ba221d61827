// What a walk leaves in the hands of a test: its hops, the answer it ended on, and the browser to go on with.
import type { IncomingHttpHeaders } from 'node:http'

import { navigate } from './browser.ts'
import type { Browser, Profile, Step } from './browser.ts'
import { MockOrcidVisitError } from './error.ts'
import { excerpt, printHops } from './history.ts'
import type { Form, Hop } from './history.ts'
import { judgeRequest } from './plan.ts'
import type { Method } from './transport.ts'

/** One answer, as a test wants to look at it. */
export interface VisitResponse {
  /** The HTTP status. */
  readonly statusCode: number
  /** The headers, names in lower case; `set-cookie` is a list. */
  readonly headers: IncomingHttpHeaders
  /** The whole body as text. */
  readonly body: string
  /** The `Location` header as it was sent, `null` without one. */
  readonly location: string | null
  /** The body as JSON; throws `MOCK_ORCID_ERR_VISIT` with the start of the body when it is none. */
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
  /** What to send as `application/json` instead. */
  readonly json?: unknown
  /** Headers of this request alone, names in lower case. A `cookie` is sent after those of the jar. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A walk that came to its end, and the browser that walked it. */
export interface Visit {
  /** Every request and answer in order, unmasked; those of `get` and `request` join at the end. */
  readonly hops: readonly Hop[]
  /** The answer the walk ended on: the app's to the callback, to the last one if there are several. */
  readonly response: VisitResponse
  /** Every answer of the app to the callback, in the order of the requests: one, unless a `scenario` says otherwise. */
  readonly callbacks: readonly VisitResponse[]
  /**
   * Reads a page of the app in the same browser, with the cookies it has by then; redirects are not
   * followed.
   */
  get (path: string): Promise<VisitResponse>
  /**
   * Sends any request to the app in the same browser; redirects are not followed. Rejects with
   * `MOCK_ORCID_ERR_VISIT` for an unknown key or a wrong value.
   */
  request (request: VisitRequest): Promise<VisitResponse>
  /** The walk as text, with codes, states, nonces, tokens, cookies and secrets cut to four characters. */
  toString (): string
}

/** Where a walk came to. */
export interface Outcome {
  /** The browser that goes on from there. */
  readonly browser: Browser
  /** The app's answers to the callback. */
  readonly callbacks: readonly Step[]
  /** The answer the walk ended on. */
  readonly last: Step
}

const profiles = new WeakMap<Visit, Profile>()

/** What the browser of a visit keeps, `undefined` for what is no visit. */
export function profileOf (visit: Visit): Profile | undefined {
  return profiles.get(visit)
}

/** Puts a walk into a test's hands; further requests go to the app at `home`. */
export function describeVisit ({ browser, callbacks, last }: Outcome, home: URL): Visit {
  async function request (wanted: VisitRequest) {
    judgeRequest(wanted)
    const { path, form, json, headers } = wanted
    const { method = form === undefined && json === undefined ? 'GET' : 'POST' } = wanted
    if (!URL.canParse(path, home.href)) {
      throw new MockOrcidVisitError(`"${path}" is no path of ${home.origin}`, browser.hops, { about: 'plan' })
    }
    const url = new URL(path, home)
    const text = json === undefined ? {} : { json: JSON.stringify(json) }
    const optional = { ...(form && { form }), ...text, ...(headers && { headers }) }
    const { hop } = await navigate(browser, { method, url, startedBy: home, via: [], ...optional })
    return describeResponse(hop)
  }
  const visit: Visit = {
    hops: browser.hops,
    response: describeResponse(last.hop),
    callbacks: callbacks.map(({ hop }) => describeResponse(hop)),
    get: path => request({ path }),
    request,
    toString: () => printHops(browser.hops)
  }
  profiles.set(visit, browser.profile)
  return visit
}

function describeResponse (hop: Hop): VisitResponse {
  const { statusCode, headers, body } = hop
  function json<Shape> (): Shape {
    try {
      return JSON.parse(body)
    } catch (cause) {
      throw new MockOrcidVisitError(`The answer ${statusCode} is no JSON: ${excerpt(body)}`, [hop], { cause })
    }
  }
  return { statusCode, headers, body, location: headers.location ?? null, json }
}
