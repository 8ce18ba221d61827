// The one error of the robot: what went wrong at which hop, and the walk so far.
import { printHops } from './hop.ts'
import type { Hop } from './hop.ts'

/**
 * A walk that could not be walked to its end. The message says what went wrong and ends with the walk so far,
 * secrets masked; `cause` holds the failure below it, where there is one (for example a refused connection).
 */
export class VisitError extends Error {
  /** Always `MOCK_ORCID_ERR_VISIT`. */
  readonly code = 'MOCK_ORCID_ERR_VISIT'
  /** The hops that were walked, in order and unmasked; the last one is usually the culprit. */
  readonly hops: readonly Hop[]

  constructor (sentence: string, hops: readonly Hop[], cause?: unknown) {
    const walk = hops.length === 0 ? '' : `\nThe walk so far:\n${printHops(hops)}`
    super(sentence + walk, cause === undefined ? {} : { cause })
    this.name = 'VisitError'
    this.hops = [...hops]
  }
}
