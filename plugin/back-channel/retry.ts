// How often a request about a token or a record is sent: a read at most twice, a write once.
import { OrcidBadResponseError, OrcidOutcomeUnknownError, OrcidTimeoutError, type OrcidError } from '../errors.ts'
import type { BackChannel, BackChannelAnswer, BackChannelRequest } from './http.ts'

/** Sends a request that is safe to send twice. It is sent again only if the connection broke before the answer. */
export async function sendRepeatable (backChannel: BackChannel,
  request: BackChannelRequest): Promise<BackChannelAnswer> {
  try {
    return await backChannel.send(request)
  } catch (error) {
    if (!(error instanceof OrcidOutcomeUnknownError)) throw error
    return await backChannel.send(request)
  }
}

/** Sends a change. Throws `ORCID_ERR_OUTCOME_UNKNOWN` if ORCID may have made it without confirming it. */
export async function sendOnce (backChannel: BackChannel, request: BackChannelRequest): Promise<BackChannelAnswer> {
  try {
    return await backChannel.send(request)
  } catch (error) {
    if (error instanceof OrcidTimeoutError) throw createOutcomeUnknownError({ reason: 'no answer in time' })
    if (error instanceof OrcidBadResponseError && mayHaveSucceeded(error.cause)) {
      throw createOutcomeUnknownError(error.cause)
    }
    throw error
  }
}

/** An unreadable answer may report a success if its status is 2xx, or if it is not HTTP and has none. */
function mayHaveSucceeded (cause: unknown): boolean {
  const { statusCode = 0 } = cause as { statusCode?: number }
  return statusCode < 300
}

export function createOutcomeUnknownError (cause: unknown): OrcidError {
  return new OrcidOutcomeUnknownError({ cause })
}
