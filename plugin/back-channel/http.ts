// Talking to ORCID: one bounded request over undici, answered by JSON or by a typed error.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { OrcidBadResponseError, OrcidTimeoutError, OrcidUnavailableError, OrcidUnreachableError } from '../errors.ts'
import type { Settings } from '../settings.ts'
import { startDeadline, until } from './deadline.ts'
import { parseJson } from './json.ts'
import { evidence, openLine } from './line.ts'
import type { Line } from './line.ts'
import { isOutage } from './wire.ts'

/** How many bytes an answer may have, in answers that are known to be small. */
const SMALL = 64 * 1024
// A name server that hiccups or an address that is just being moved is back in a moment.
const PAUSE_MS = 150
const RECORD_TYPE = 'application/vnd.orcid+json'
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i

/** What is asked of ORCID. At most one of `form` and `json`. */
export interface BackChannelRequest {
  readonly url: string
  /** Default: POST with a form or JSON, otherwise GET. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Sent as a form. Parameters that are `undefined` are left out. */
  readonly form?: Readonly<Record<string, string | undefined>>
  /** JSON text, sent as that of the record API. */
  readonly json?: string
  readonly headers?: Readonly<Record<string, string>>
  /** How many bytes the answer may have; default 64 KiB, and then it may say nothing twice. */
  readonly maxBytes?: number
  /** Whether it was sent before, over a connection that broke. Others that were kept may be as dead as that one. */
  readonly isRepeated?: boolean
  /** Ends it early; default: after `timeoutMs`. */
  readonly signal?: AbortSignal
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
   * Sends one request, once: no redirect is followed and nothing is sent again. Only if no connection came about, so
   * that nothing was sent, another one is tried. What is no GET, or is repeated, goes over a connection of its own.
   *
   * Throws `ORCID_ERR_UNREACHABLE` (nothing was sent), `_OUTCOME_UNKNOWN` (it may have been), `_TIMEOUT` and
   * `_BAD_RESPONSE` (a redirect, too large, not UTF-8, not HTTP).
   */
  send (request: BackChannelRequest): Promise<BackChannelAnswer>
  /** Closes the connections of its own. */
  close (): Promise<void>
}

/** Opens the back channel. undici is loaded with the first request, so that an app starts without waiting for it. */
export function createBackChannel (settings: Settings): BackChannel {
  let opening: Promise<Line> | undefined

  async function attempt (line: Line, request: BackChannelRequest, signal: AbortSignal): Promise<BackChannelAnswer> {
    const { method, ...rest } = written(request)
    const exchange = async (): Promise<BackChannelAnswer> => {
      const dispatcher = method === 'GET' && request.isRepeated !== true ? line.kept : line.fresh
      return await read(await line.request(request.url, { method, dispatcher, signal, ...rest }), request)
    }
    try {
      // It may have been reached in the pause before this attempt, and nobody would hear of it again.
      signal.throwIfAborted()
      // undici looks at the signal only once there is a connection; then it sends nothing any more.
      return await until(signal, exchange())
    } catch (error) {
      throw signal.aborted ? new OrcidTimeoutError({ cause: evidence(error) }) : line.explain(error)
    }
  }

  async function send (request: BackChannelRequest): Promise<BackChannelAnswer> {
    const deadline = startDeadline(settings.timeoutMs)
    const signal = request.signal ?? deadline.signal
    try {
      const line = await (opening ??= openLine(settings))
      return await attempt(line, request, signal).catch(async (error: unknown) => {
        if (!(error instanceof OrcidUnreachableError)) throw error
        await sleep(PAUSE_MS)
        return await attempt(line, request, signal)
      })
    } finally {
      deadline.end()
    }
  }

  async function close (): Promise<void> {
    await (await opening)?.close()
  }

  return Object.freeze({ send, close })
}

type Written = Pick<Dispatcher.RequestOptions, 'method' | 'headers' | 'body'>

function written ({ method, form, json, headers }: BackChannelRequest): Written {
  // Compression would let a few bytes become many before they are counted.
  const common = { accept: 'application/json', 'accept-encoding': 'identity', ...headers }
  const [type, body] = form === undefined ? [RECORD_TYPE, json] : ['application/x-www-form-urlencoded', formOf(form)]
  if (body === undefined) return { method: method ?? 'GET', headers: common }
  return { method: method ?? 'POST', headers: { ...common, 'content-type': type }, body }
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
    json: JSON_TYPE.test(type) ? parseJson(Buffer.concat(chunks), maxBytes === SMALL) : undefined,
    location: typeof headers['location'] === 'string' ? headers['location'] : null,
    retryAfterSeconds: sane(headers['retry-after'])
  }
}

/** Whole seconds or an HTTP date (RFC 9110 §10.2.3), up to a day. */
function sane (retryAfter: unknown): number | null {
  if (typeof retryAfter !== 'string') return null
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : Math.ceil((Date.parse(retryAfter) - Date.now()) / 1000)
  return seconds >= 1 && seconds <= 86_400 ? seconds : null
}

/** The error for an answer that says ORCID itself is not well: 429, 5xx, or its own word for it. Otherwise `null`. */
export function unavailable ({ statusCode, retryAfterSeconds, json }: BackChannelAnswer): Error | null {
  if (isOutage(json)) return new OrcidUnavailableError({ cause: { statusCode, error: json.error, retryAfterSeconds } })
  if (statusCode !== 429 && statusCode < 500) return null
  return new OrcidUnavailableError({ cause: { statusCode, retryAfterSeconds } })
}
