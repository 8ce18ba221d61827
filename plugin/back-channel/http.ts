// Talking to ORCID: one bounded request over undici, answered by JSON or by a typed error.
import type { Dispatcher, request as undiciRequest } from 'undici'
import {
  OrcidBadResponseError, OrcidOutcomeUnknownError, OrcidTimeoutError, OrcidUnavailableError, OrcidUnreachableError
} from '../errors.ts'
import type { Settings } from '../settings.ts'

/** How many bytes an answer may have, in answers that are known to be small. */
const SMALL = 64 * 1024
// An idle connection may be dead without our knowing, and would swallow a code; after this long it is not used again.
const IDLE_MS = 2000
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i

/** What is asked of ORCID. At most one of `form` and `json`. */
export interface BackChannelRequest {
  readonly url: string
  /** Default: POST with a form or JSON, otherwise GET. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Sent as a form. Parameters that are `undefined` are left out. */
  readonly form?: Readonly<Record<string, string | undefined>>
  /** Sent as JSON of the record API. */
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** How many bytes the answer may have; default 64 KiB. */
  readonly maxBytes?: number
  /** Whether a redirect is an answer to be judged by its `location` instead of one that cannot be used. */
  readonly readsRedirect?: boolean
}

/** What ORCID answered. */
export interface BackChannelAnswer {
  readonly statusCode: number
  /** The parsed JSON, whatever it is; `undefined` if the answer is no JSON. */
  readonly json: unknown
  /** Where it points: the new item, or the new address. Not followed, not judged. */
  readonly location: string | null
  /** A sane `Retry-After`, in seconds. */
  readonly retryAfterSeconds: number | null
}

/** The way to ORCID: one per registration. */
export interface BackChannel {
  /**
   * Sends one request, once: no redirect is followed and nothing is retried.
   *
   * Throws `ORCID_ERR_UNREACHABLE` (nothing was sent), `_OUTCOME_UNKNOWN` (it may have been), `_TIMEOUT` and
   * `_BAD_RESPONSE` (a redirect, too large, not UTF-8, not HTTP).
   */
  send (request: BackChannelRequest): Promise<BackChannelAnswer>
  /** Closes the connections of its own. */
  close (): Promise<void>
}

/** undici, loaded, and the dispatcher to use: the app's, or one of our own, which is ours to close. */
interface Line {
  readonly request: typeof undiciRequest
  readonly dispatcher: Dispatcher
  readonly own: Dispatcher | null
}

/** Opens the back channel. undici is loaded with the first request, so that an app starts without waiting for it. */
export function createBackChannel ({ dispatcher, timeoutMs }: Settings): BackChannel {
  let opening: Promise<Line> | undefined
  const open = async (): Promise<Line> => {
    const { Agent, request } = await import('undici')
    if (dispatcher !== undefined) return { request, dispatcher, own: null }
    const own = new Agent({ keepAliveTimeout: IDLE_MS, keepAliveMaxTimeout: IDLE_MS, connect: { timeout: timeoutMs } })
    return { request, dispatcher: own, own }
  }

  async function send (request: BackChannelRequest): Promise<BackChannelAnswer> {
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const line = await (opening ??= open())
      const response = await line.request(request.url, { dispatcher: line.dispatcher, signal, ...written(request) })
      return await read(response, request)
    } catch (error) {
      throw signal.aborted ? new OrcidTimeoutError({ cause: evidence(error) }) : translate(error)
    }
  }

  async function close (): Promise<void> {
    await (await opening)?.own?.close()
  }

  return Object.freeze({ send, close })
}

type Written = Pick<Dispatcher.RequestOptions, 'method' | 'headers' | 'body'>

function written ({ method, form, json, headers }: BackChannelRequest): Written {
  // Compression would let a few bytes become many before they are counted.
  const common = { accept: 'application/json', 'accept-encoding': 'identity', ...headers }
  const [type, body] = form === undefined ? jsonOf(json) : ['application/x-www-form-urlencoded', formOf(form)]
  if (body === undefined) return { method: method ?? 'GET', headers: common }
  return { method: method ?? 'POST', headers: { ...common, 'content-type': type }, body }
}

function jsonOf (json: unknown): [type: string, body: string | undefined] {
  return ['application/vnd.orcid+json', json === undefined ? undefined : JSON.stringify(json)]
}

function formOf (form: NonNullable<BackChannelRequest['form']>): string {
  const present = Object.entries(form).filter((field): field is [string, string] => field[1] !== undefined)
  return new URLSearchParams(present).toString()
}

async function read (response: Dispatcher.ResponseData,
  { maxBytes = SMALL, readsRedirect = false }: BackChannelRequest): Promise<BackChannelAnswer> {
  const { statusCode, headers, body } = response
  const type = String(headers['content-type'] ?? '')
  const encoding = headers['content-encoding']
  const refuse = (reason: string) => {
    body.on('error', () => {}).destroy()
    return new OrcidBadResponseError({ cause: { statusCode, reason } })
  }
  if (statusCode >= 300 && statusCode < 400 && !readsRedirect) throw refuse('redirect')
  if (encoding !== undefined && encoding !== 'identity') throw refuse('compressed')
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBytes) throw refuse('too large')
    chunks.push(chunk)
  }
  return {
    statusCode,
    json: JSON_TYPE.test(type) ? parse(Buffer.concat(chunks)) : undefined,
    location: typeof headers['location'] === 'string' ? headers['location'] : null,
    retryAfterSeconds: sane(headers['retry-after'])
  }
}

function parse (bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

/** Whole seconds or an HTTP date (RFC 9110 §10.2.3), up to a day. */
function sane (retryAfter: unknown): number | null {
  if (typeof retryAfter !== 'string') return null
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : Math.ceil((Date.parse(retryAfter) - Date.now()) / 1000)
  return seconds >= 1 && seconds <= 86_400 ? seconds : null
}

const NEVER_SENT = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_CLOSED'])
// A connection that stands may also end so, and then the request may be on its way: no route any more, destroyed, or
// closed in the middle of the answer.
const BROKE_OFF = /^(?:UND_ERR_(?:SOCKET|DESTROYED|RES_CONTENT_LENGTH_MISMATCH)|E(?:CONN|PIPE|TIMEDOUT|HOST|NET|ADDR)\w*)$/

function translate (error: unknown): unknown {
  const { code = '', name = '', syscall = '' } = error as { code?: string, name?: string, syscall?: string }
  if (code.startsWith('ORCID_ERR_')) return error
  const cause = { cause: evidence(error) }
  // A refused certificate ends the handshake, before any request is written.
  const isUnsent = NEVER_SENT.has(code) || syscall === 'connect' || name === 'AggregateError' || /CERT|TLS|SSL|ALTNAME/.test(code)
  if (isUnsent) return new OrcidUnreachableError(cause)
  if (BROKE_OFF.test(code)) return new OrcidOutcomeUnknownError(cause)
  if (code.startsWith('UND_ERR_') || code.startsWith('HPE_') || name === 'HTTPParserError') return new OrcidBadResponseError(cause)
  return error
}

/** Names only: a message of undici's can quote what was sent. */
function evidence (error: unknown): { name: string, code: string } {
  const { name = '', code = '' } = error as { name?: string, code?: string }
  return { name, code: String(code) }
}

/** The error for an answer that says ORCID itself is not well (429, 5xx), or `null` if it does not. */
export function unavailable ({ statusCode, retryAfterSeconds }: BackChannelAnswer): Error | null {
  if (statusCode !== 429 && statusCode < 500) return null
  return new OrcidUnavailableError({ cause: { statusCode, retryAfterSeconds } })
}
