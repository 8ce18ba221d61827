// The connections to ORCID, and whether a request can have left on one before it broke.
import type { Dispatcher, buildConnector, request as undiciRequest } from 'undici'
import {
  OrcidBadResponseError, OrcidError, OrcidOutcomeUnknownError, OrcidUnreachableError
} from '../errors.ts'
import type { Settings } from '../settings.ts'

// An idle connection may be dead without our knowing; after this long it is not used again.
const IDLE_MS = 2000

/** undici, loaded, with the dispatchers to use. */
export interface Line {
  readonly request: typeof undiciRequest
  /** For what may be sent twice: connections are kept for a moment. */
  readonly kept: Dispatcher
  /**
   * For what may not: every request has a connection of its own, because one that was idle may be dead, and swallow a
   * code on its way.
   */
  readonly fresh: Dispatcher
  /** The error for a broken request: one of ours, or what undici threw, by what it says of the request's fate. */
  explain (error: unknown): Error
  close (): Promise<void>
}

/** Loads undici and opens the line: over the app's dispatcher, or over two of our own, which are ours to close. */
export async function openLine ({ dispatcher, timeoutMs }: Settings): Promise<Line> {
  const { Agent, buildConnector, request } = await import('undici')
  if (dispatcher !== undefined) {
    return { request, kept: dispatcher, fresh: dispatcher, explain, close: async () => {} }
  }
  const unsent = new WeakSet<Error>()
  const connector = buildConnector({ timeout: timeoutMs })
  const connect: buildConnector.connector = (options, done) => {
    connector(options, (...outcome) => {
      if (outcome[0] !== null) unsent.add(outcome[0])
      done(...outcome)
    })
  }
  const kept = new Agent({ connect, keepAliveTimeout: IDLE_MS, keepAliveMaxTimeout: IDLE_MS })
  const fresh = new Agent({ connect, pipelining: 0 })
  return {
    request,
    kept,
    fresh,
    explain: (error) => unsent.has(error as Error)
      ? new OrcidUnreachableError({ cause: evidence(error) })
      : explain(error),
    close: async () => { await Promise.all([kept.close(), fresh.close()]) }
  }
}

const NEVER_SENT = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_CLOSED'])
const NEVER_SENT_BY = new Set(['getaddrinfo', 'connect'])
// Of undici's own, these end a connection that stood.
const NONSENSE = /^UND_ERR_(?!SOCKET|DESTROYED|RES_CONTENT_LENGTH_MISMATCH)/

/** What is known without having seen the connection, over a dispatcher of the app's. */
function explain (error: unknown): Error {
  const { code, name = '', syscall = '' } = error as { code?: unknown, name?: string, syscall?: string }
  const isUnreadable = name === 'HTTPParserError'
  // What has no code is a mistake in a program, not in a connection, and stays visible.
  if (error instanceof OrcidError || (typeof code !== 'string' && !isUnreadable)) return error as Error
  const cause = { cause: evidence(error) }
  // A refused certificate ends the handshake, before any request is written.
  const isUnsent = NEVER_SENT.has(String(code)) || NEVER_SENT_BY.has(syscall) || name === 'AggregateError' ||
    /CERT|ALTNAME/.test(String(code))
  if (isUnsent) return new OrcidUnreachableError(cause)
  if (isUnreadable || NONSENSE.test(String(code))) return new OrcidBadResponseError(cause)
  // Whatever else it was, the request may have been on its way.
  return new OrcidOutcomeUnknownError(cause)
}

/** Names only: a message of undici's can quote what was sent. */
export function evidence (error: unknown): { name: string, code: string } {
  const { name = '', code = '' } = error as { name?: string, code?: string }
  return { name, code: String(code) }
}
