// Sends one bounded request to ORCID over undici and returns JSON or a typed error.
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { OrcidBadResponseError, OrcidTimeoutError, OrcidUnavailableError, OrcidUnreachableError } from '../errors.ts'
import type { Settings } from '../options/settings.ts'
import { nameError, openConnections, type Connections } from './connections.ts'
import { Deadline } from './deadline.ts'
import { exchange, type Limits, type RawResponse } from './exchange.ts'
import { traceRequest } from '../tracing.ts'
import { loadTypeBox } from '../typebox.ts'
import { findJsonLimit, parseJson } from './json.ts'
import { isOutage } from './responses.ts'

const DEFAULT_MAX_BYTES = 64 * 1024
// A failed name lookup or a failover is often over after this time.
const RECONNECT_PAUSE_MS = 150
const RECORD_TYPE = 'application/vnd.orcid+json'
// What an interceptor of the app's own dispatcher would do to a request: send the secret elsewhere, or a code twice.
const NOT_INTERCEPTED = {
  maxRedirections: 0,
  retryOptions: {
    maxRetries: 0,
    statusCodes: [],
    errorCodes: [],
    retry: (error: Error, _context: unknown, done: (error: Error) => void) => { done(error) }
  }
}
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i

/** A request to ORCID, with at most one of `form` and `json`. */
export interface BackChannelRequest {
  readonly url: string
  /** Default: POST with a form or JSON, otherwise GET. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Parameters that are `undefined` are left out. */
  readonly form?: Readonly<Record<string, string | undefined>>
  /** JSON text for the record API. */
  readonly json?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Default: 64 KiB, and duplicate members are refused. */
  readonly maxBytes?: number
  /**
   * Whether the answer proves that it belongs to this request: a nonce does. Then, like a GET, it may go over a
   * connection that has carried another request, on which a late second answer to that one would be taken for its own.
   */
  readonly isProven?: boolean
  /** Aborts the request; default: one of its own, of `timeoutMs`. */
  readonly deadline?: Deadline
  /** Returns a redirect as an answer instead of throwing. It is not followed either way. */
  readonly allowRedirect?: boolean
}

export interface BackChannelAnswer {
  readonly statusCode: number
  /** The parsed body, not validated; `undefined` if it is not JSON. */
  readonly json: unknown
  /** The `Location` header, not validated. */
  readonly location: string | null
  readonly retryAfterSeconds: number | null
}

/** The connection of one registration to ORCID. */
export interface BackChannel {
  /** Loads what a request needs, so that the first one does not wait for it. */
  prepare (): void
  /**
   * Sends one request, once. Redirects are not followed. A request is repeated only if it was certainly not sent,
   * because no connection could be opened. Everything but a GET and what `isProven` has a connection of its own.
   *
   * Throws `ORCID_ERR_UNREACHABLE` (nothing was sent), `_OUTCOME_UNKNOWN` (the request may have been sent), `_TIMEOUT`
   * and `_BAD_RESPONSE` (a redirect, too large, too deep, not HTTP).
   */
  send (request: BackChannelRequest): Promise<BackChannelAnswer>
  /** Closes the plugin's own connections. */
  close (): Promise<void>
}

/** undici and TypeBox are loaded with the first request, so that an app starts faster. */
export function createBackChannel (settings: Settings): BackChannel {
  let opening: Promise<Connections> | undefined

  async function open (): Promise<Connections> {
    const connections = await (opening ??= openConnections(settings))
    await loadTypeBox() // Not at the same time, which Jest cannot.
    return connections
  }

  async function attempt (request: BackChannelRequest, deadline: Deadline,
    connections: Connections): Promise<BackChannelAnswer> {
    const { maxBytes = DEFAULT_MAX_BYTES, allowRedirect = false } = request
    const refuse = allowRedirect ? refuseCompressed : refuseRedirectOrCompressed
    try {
      // If the event loop was blocked, ORCID may have closed an idle connection meanwhile. This is when it is noticed.
      await nextTurn()
      // The time may have run out in the pause before this attempt.
      if (deadline.reason !== undefined) throw deadline.reason
      const options = { ...buildRequest(request), ...NOT_INTERCEPTED }
      const dispatcher = options.method === 'GET' || request.isProven === true ? connections.shared : connections.unshared
      return readAnswer(await exchange(dispatcher, options, { deadline, maxBytes, refuse }), maxBytes)
    } catch (error) {
      throw deadline.aborted ? new OrcidTimeoutError({ cause: nameError(error) }) : connections.classify(error)
    }
  }

  async function sendUntilSent (request: BackChannelRequest): Promise<BackChannelAnswer> {
    const deadline = request.deadline ?? new Deadline(settings.timeoutMs)
    try {
      const connections = await open()
      return await attempt(request, deadline, connections).catch(async (error: unknown) => {
        if (!(error instanceof OrcidUnreachableError)) throw error
        await sleep(RECONNECT_PAUSE_MS)
        return await attempt(request, deadline, connections)
      })
    } finally {
      // The owner of a deadline ends it.
      if (request.deadline === undefined) deadline.end()
    }
  }

  const send: BackChannel['send'] = async (request) =>
    await traceRequest(settings.name, { url: request.url, method: methodOf(request) }, () => sendUntilSent(request))

  async function close (): Promise<void> {
    await (await opening)?.close()
  }

  return Object.freeze({ prepare: () => { open().catch(() => {}) }, send, close })
}

function methodOf ({ method, form, json }: BackChannelRequest): NonNullable<BackChannelRequest['method']> {
  return method ?? (form === undefined && json === undefined ? 'GET' : 'POST')
}

function buildRequest (request: BackChannelRequest): Dispatcher.DispatchOptions {
  const { url, form, json, headers } = request
  const method = methodOf(request)
  const { origin, pathname, search } = new URL(url)
  const path = pathname + search
  // A compressed body could grow beyond all limits before its bytes are counted.
  const common = { accept: 'application/json', 'accept-encoding': 'identity', ...headers }
  const [type, body] = form === undefined ? [RECORD_TYPE, json] : ['application/x-www-form-urlencoded', encodeForm(form)]
  if (body === undefined) return { origin, path, method, headers: common }
  return { origin, path, method, headers: { ...common, 'content-type': type }, body }
}

function encodeForm (form: NonNullable<BackChannelRequest['form']>): string {
  const present = Object.entries(form).filter((field): field is [string, string] => field[1] !== undefined)
  return new URLSearchParams(present).toString()
}

const refuseCompressed: Limits['refuse'] = (_statusCode, { 'content-encoding': encoding }) =>
  encoding === undefined || encoding === 'identity' ? null : 'compressed'

const refuseRedirectOrCompressed: Limits['refuse'] = (statusCode, headers) =>
  statusCode >= 300 && statusCode < 400 ? 'redirect' : refuseCompressed(statusCode, headers)

function readAnswer ({ statusCode, headers, body }: RawResponse, maxBytes: number): BackChannelAnswer {
  const isJson = JSON_TYPE.test(String(headers['content-type'] ?? ''))
  const limit = isJson ? findJsonLimit(body) : null
  if (limit !== null) throw new OrcidBadResponseError({ cause: { statusCode, reason: limit } })
  return {
    statusCode,
    json: isJson ? parseJson(body, { refusesDuplicates: maxBytes === DEFAULT_MAX_BYTES }) : undefined,
    location: typeof headers['location'] === 'string' ? headers['location'] : null,
    retryAfterSeconds: readRetryAfter(headers['retry-after'])
  }
}

/** Seconds or an HTTP date (RFC 9110 §10.2.3), at most one day ahead. */
function readRetryAfter (retryAfter: unknown): number | null {
  if (typeof retryAfter !== 'string') return null
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : Math.ceil((Date.parse(retryAfter) - Date.now()) / 1000)
  return seconds >= 1 && seconds <= 86_400 ? seconds : null
}

/** The error for an answer that reports an outage (429, 5xx, `server_error`), or `null` for any other answer. */
export function createUnavailableError ({ statusCode, retryAfterSeconds, json }: BackChannelAnswer): Error | null {
  if (isOutage(json)) return new OrcidUnavailableError({ cause: { statusCode, error: json.error, retryAfterSeconds } })
  if (statusCode !== 429 && statusCode < 500) return null
  return new OrcidUnavailableError({ cause: { statusCode, retryAfterSeconds } })
}
