// How one request reaches whoever answers it: an app through its inject function, anybody else over HTTP.
import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import type { Agent } from 'undici'

import { takenDispatcher } from '../controls/intercept/taken.ts'

/** An HTTP method the robot can send. */
export type Method = 'DELETE' | 'GET' | 'HEAD' | 'OPTIONS' | 'PATCH' | 'POST' | 'PUT'

/**
 * One request as it goes over the wire: redirects and cookies are the browser's business, not the
 * transport's.
 */
export interface WireRequest {
  /** The method. */
  readonly method: Method
  /** Where it goes, absolute. */
  readonly url: URL
  /** Its headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Its body as text, `undefined` for none. */
  readonly body: string | undefined
}

/** One answer as it came over the wire. */
export interface WireAnswer {
  /** The HTTP status. */
  readonly statusCode: number
  /** The headers, names in lower case; `set-cookie` is a list. */
  readonly headers: IncomingHttpHeaders
  /** The whole body as text. */
  readonly body: string
}

/** Carries one request to whoever answers it; rejects when nobody does. */
export type Send = (request: WireRequest) => Promise<WireAnswer>

/** Sends one request that will never be answered: resolves when it is under way, and gives what cancels it. */
export type Abandon = (request: WireRequest) => Promise<() => void>

/** One way to reach somebody. */
export interface Transport {
  /** Carries a request and its answer. */
  readonly send: Send
  /** Carries a request that the browser then cancels. */
  readonly abandon: Abandon
}

/** An app that need not listen: a Fastify instance, or anything whose `inject` answers alike. */
export interface InjectableApp {
  /** Answers one request without a socket (Fastify's `inject`, of the light-my-request package). */
  inject (request: InjectedRequest): PromiseLike<{ statusCode: number, headers: object, body: string }>
}

/** What the robot asks of `inject`. */
export interface InjectedRequest {
  /** The method. */
  readonly method: Method
  /** Path and query; the host is in the headers. */
  readonly url: string
  /** The headers, names in lower case. */
  readonly headers: Record<string, string>
  /** The body as text, absent for none. */
  readonly payload?: string
  /** Ends a request that hangs. */
  readonly signal: AbortSignal
}

/** The longest a request may take, in milliseconds, before the robot gives up on it, unless a plan says more. */
export const PATIENCE_MS = 10_000

/**
 * A transport that hands every request to `app.inject`, whatever its address. To the app it looks like a
 * request behind a proxy that ends TLS: the host is right, and `x-forwarded-proto` tells an app with
 * `trustProxy` that it is https.
 */
export function injectTransport (app: InjectableApp, patienceMs = PATIENCE_MS): Transport {
  const inject = ({ method, url, headers, body }: WireRequest, signal: AbortSignal) => app.inject({
    method,
    url: url.pathname + url.search,
    headers: { 'x-forwarded-proto': url.protocol.slice(0, -1), ...headers },
    signal,
    ...(body !== undefined && { payload: body })
  })
  return {
    async send (request) {
      const answer = await inject(request, AbortSignal.timeout(patienceMs))
      return { statusCode: answer.statusCode, headers: readHeaders(answer.headers), body: answer.body }
    },
    async abandon (request) {
      const controller = new AbortController()
      const ignore = () => {}
      inject(request, controller.signal).then(ignore, ignore)
      // By then the request has passed the router; a request that is cancelled earlier never reaches it.
      await turn()
      await turn()
      return () => controller.abort()
    }
  }
}

let agent: Agent | undefined

/** The transport for addresses that listen: undici, no redirect followed, a hard limit to each request. */
export function httpTransport (patienceMs = PATIENCE_MS): Transport {
  return { send: request => sendByHttp(request, patienceMs), abandon: abandonByHttp }
}

async function sendByHttp ({ method, url, headers, body }: WireRequest, patienceMs: number): Promise<WireAnswer> {
  const { Agent, request } = await import('undici')
  // An agent of its own, because a test may have replaced undici's global one; idle sockets are left to a
  // short timeout, so that no POST meets a server that is just closing one.
  agent ??= new Agent({ keepAliveTimeout: 1000, keepAliveMaxTimeout: 1000 })
  const answer = await request(url, {
    method,
    headers: { ...headers },
    dispatcher: takenDispatcher(url) ?? agent,
    signal: AbortSignal.timeout(patienceMs),
    ...(body !== undefined && { body })
  })
  const text = await answer.body.text()
  return { statusCode: answer.statusCode, headers: readHeaders(answer.headers), body: text }
}

// Node's own client, because it tells when the request has left.
async function abandonByHttp ({ method, url, headers }: WireRequest): Promise<() => void> {
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http')
  const outgoing = request(url, { method, headers: { ...headers }, agent: false })
  await once(outgoing.end(), 'finish')
  outgoing.on('error', () => {})
  return () => { outgoing.destroy() }
}

function readHeaders (raw: object): IncomingHttpHeaders {
  const headers: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(raw)) {
    const values = [value].flat().map(String)
    headers[name] = name === 'set-cookie' ? values : values.join(', ')
  }
  return headers as IncomingHttpHeaders
}
