// Opens connections to ORCID, and tells from an error whether the request can have been sent.
import type { buildConnector } from 'undici'
import {
  OrcidBadResponseError, OrcidError, OrcidOutcomeUnknownError, OrcidUnreachableError
} from '../errors.ts'
import type { OrcidDispatcher } from '../options/options.ts'
import type { Settings } from '../options/settings.ts'

// A server closes a connection on which nothing has come for some time, and a code on its way then is lost. None is
// known to close after less than two seconds. The rest is for the way there, and for a process that is kept waiting.
const MAX_IDLE_MS = 500

export interface Connections {
  /** Reuses a connection that was idle for a moment only. */
  readonly shared: OrcidDispatcher
  /** A new connection for every request: no answer to another one can come in its place, and none is lost. */
  readonly unshared: OrcidDispatcher
  /** The `OrcidError` for a failed request, or the error itself if it is not about the connection. */
  classify (error: unknown): Error
  close (): Promise<void>
}

/** Loads undici. An app's own dispatcher serves all requests and is not closed. */
export async function openConnections ({ dispatcher, timeoutMs }: Settings): Promise<Connections> {
  const { Agent, buildConnector } = await import('undici')
  if (dispatcher !== undefined) {
    return { shared: dispatcher, unshared: dispatcher, classify, close: async () => {} }
  }
  const connectErrors = new WeakSet<Error>()
  const connector = buildConnector({ timeout: timeoutMs })
  const connect: buildConnector.connector = (options, done) => {
    connector(options, (...outcome) => {
      if (outcome[0] !== null) connectErrors.add(outcome[0])
      done(...outcome)
    })
  }
  const shared = new Agent({ connect, keepAliveTimeout: MAX_IDLE_MS, keepAliveMaxTimeout: MAX_IDLE_MS })
  const unshared = new Agent({ connect, pipelining: 0 })
  return {
    shared,
    unshared,
    classify: (error) => connectErrors.has(error as Error)
      ? new OrcidUnreachableError({ cause: nameError(error) })
      : classify(error),
    close: async () => { await Promise.all([shared.close(), unshared.close()]) }
  }
}

const NEVER_SENT = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_CLOSED'])
const NEVER_SENT_BY = new Set(['getaddrinfo', 'connect'])
// undici's errors about the content of an answer; the three exceptions are about a broken connection.
const UNREADABLE = /^UND_ERR_(?!SOCKET|DESTROYED|RES_CONTENT_LENGTH_MISMATCH)/

/** Classifies an error by its code and name alone, as with an app's own dispatcher. */
function classify (error: unknown): Error {
  const { code, name = '', syscall = '' } = error as { code?: unknown, name?: string, syscall?: string }
  const isNotHttp = name === 'HTTPParserError'
  // An error without a code comes from a bug, not from a connection.
  if (error instanceof OrcidError || (typeof code !== 'string' && !isNotHttp)) return error as Error
  const cause = { cause: nameError(error) }
  // A TLS handshake with a refused certificate fails before the request is written.
  const isUnsent = NEVER_SENT.has(String(code)) || NEVER_SENT_BY.has(syscall) || name === 'AggregateError' ||
    /CERT|ALTNAME/.test(String(code))
  if (isUnsent) return new OrcidUnreachableError(cause)
  if (isNotHttp || UNREADABLE.test(String(code))) return new OrcidBadResponseError(cause)
  return new OrcidOutcomeUnknownError(cause)
}

/** The name and code of an error. Its message is left out, because it can quote the request. */
export function nameError (error: unknown): { name: string, code: string } {
  const { name = '', code = '' } = error as { name?: string, code?: string }
  return { name, code: String(code) }
}
