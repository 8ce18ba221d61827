// How a request reaches its server: through an app's inject function, or over HTTP.
import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import type * as Undici from 'undici'
import { interceptingDispatcher } from '../controls/intercept/intercept.ts'

export type Method = 'DELETE' | 'GET' | 'HEAD' | 'OPTIONS' | 'PATCH' | 'POST' | 'PUT'

export interface WireRequest {
  readonly method: Method
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
}

export interface WireAnswer {
  readonly statusCode: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Transport {
  readonly send: (request: WireRequest) => Promise<WireAnswer>
  /** Sends a request whose answer is not awaited. Resolves when it has left, with a function that cancels it. */
  readonly abandon: (request: WireRequest) => Promise<() => void>
}

/** An app that need not listen: a Fastify instance, or any object with the same `inject`. */
export interface InjectableApp {
  /** Answers one request without a socket (Fastify's `inject`, of the light-my-request package). */
  inject (request: InjectedRequest): PromiseLike<{ statusCode: number, headers: object, body: string }>
}

/** A request as the robot gives it to `inject`. */
export interface InjectedRequest {
  /** The method. */
  readonly method: Method
  /** Path and query; the host is in the headers. */
  readonly url: string
  /** The headers, names in lower case. */
  readonly headers: Record<string, string>
  /** The body as text; absent without one. */
  readonly payload?: string
  /** Aborted when the robot gives up on the request. */
  readonly signal: AbortSignal
}

const TIMEOUT_MS = 10_000

/**
 * Hands every request to `app.inject`, whatever its address. To the app it looks like a request behind a proxy that
 * ends TLS: the host is right, and `x-forwarded-proto` tells an app with `trustProxy` that it is https.
 */
export function injectTransport (app: InjectableApp, timeoutMs = TIMEOUT_MS): Transport {
  const inject = async ({ method, url, headers, body }: WireRequest, signal: AbortSignal): Promise<WireAnswer> => {
    const forwarded = { 'x-forwarded-proto': url.protocol.slice(0, -1), ...headers }
    const request = { method, url: url.pathname + url.search, headers: forwarded, signal }
    const answer = await app.inject({ ...request, ...(body !== undefined && { payload: body }) })
    return { statusCode: answer.statusCode, headers: readHeaders(answer.headers), body: answer.body }
  }
  return {
    send: request => inject(request, AbortSignal.timeout(timeoutMs)),
    async abandon (request) {
      const controller = new AbortController()
      inject(request, controller.signal).catch(() => {})
      // The request passes the router within two turns; a request that is cancelled earlier never reaches it.
      await turn()
      await turn()
      return () => controller.abort()
    }
  }
}

export function httpTransport (timeoutMs = TIMEOUT_MS): Transport {
  return { send: request => sendByHttp(request, timeoutMs), abandon: abandonByHttp }
}

/** Leads every request to one socket by plain HTTP: to a mock whose name or certificate this process does not know. */
export function directTransport (socketOf: () => { readonly host: string, readonly port: number }): Transport {
  let direct: Undici.Agent | undefined
  return {
    async send (request) {
      const { Agent } = await import('undici')
      direct ??= new Agent({
        ...IDLE_BRIEFLY,
        connect: (_options, done) => {
          const socket = connect(socketOf()).once('error', error => { done(error, null) })
          socket.once('connect', () => { done(null, socket) })
        }
      })
      return await sendByHttp(request, TIMEOUT_MS, direct)
    },
    abandon: abandonByHttp
  }
}

let undici: Promise<typeof Undici> | undefined
let agent: Undici.Agent | undefined

// No POST meets a server that is just closing a connection.
const IDLE_BRIEFLY = { keepAliveTimeout: 1000, keepAliveMaxTimeout: 1000 }

async function sendByHttp ({ method, url, headers, body }: WireRequest, timeoutMs: number,
  direct?: Undici.Agent): Promise<WireAnswer> {
  undici ??= import('undici')
  const { Agent, request } = await undici
  // An agent of its own, because a test may have replaced undici's global one.
  agent ??= new Agent(IDLE_BRIEFLY)
  const dispatcher = direct ?? interceptingDispatcher(url) ?? agent
  const signal = AbortSignal.timeout(timeoutMs)
  const answer = await request(url, { method, headers: { ...headers }, body: body ?? null, dispatcher, signal })
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
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => {
    const values = [value].flat().map(String)
    return [name, name === 'set-cookie' ? values : values.join(', ')]
  }))
}
