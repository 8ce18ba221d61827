// How often a request of leg three is sent: a read twice at most, a write once, ever.
import type { BackChannel, BackChannelAnswer, BackChannelRequest } from '../back-channel/http.ts'
import { OrcidBadResponseError, OrcidOutcomeUnknownError, OrcidTimeoutError } from '../errors.ts'
import type { OrcidError } from '../errors.ts'

/**
 * Sends what does no harm when it arrives twice. If the connection died before the answer was there, it is
 * sent once more; nothing else is repeated.
 */
export async function sendHarmless (backChannel: BackChannel,
  request: BackChannelRequest): Promise<BackChannelAnswer> {
  try {
    return await backChannel.send(request)
  } catch (error) {
    if (!(error instanceof OrcidOutcomeUnknownError)) throw error
    return await backChannel.send({ ...request, isRepeated: true })
  }
}

/**
 * Sends what changes something. Throws `ORCID_ERR_OUTCOME_UNKNOWN` if ORCID may have acted, but did not say
 * so.
 */
export async function sendOnce (backChannel: BackChannel, request: BackChannelRequest): Promise<BackChannelAnswer> {
  try {
    return await backChannel.send(request)
  } catch (error) {
    if (error instanceof OrcidTimeoutError) throw outcomeUnknown({ reason: 'no answer in time' })
    if (error instanceof OrcidBadResponseError && mayBeDone(error.cause)) throw outcomeUnknown(error.cause)
    throw error
  }
}

/** An answer that begins like a success, or is no HTTP at all, may come from an ORCID that has acted. */
function mayBeDone (cause: unknown): boolean {
  const { statusCode = 0 } = cause as { statusCode?: number }
  return statusCode < 300
}

/** The error for a change that ORCID may have made, although nothing it said proves it. */
export function outcomeUnknown (cause: unknown): OrcidError {
  return new OrcidOutcomeUnknownError({ cause })
}
