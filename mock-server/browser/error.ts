// The one error of the robot: what went wrong at which hop, and the walk so far.
import { printHops } from './history.ts'
import type { Hop } from './history.ts'

/** What else there is to say about a failed walk. */
export interface VisitErrorDetails {
  /** Whose matter it is. @default 'plan' before the first request, then 'app' */
  readonly about?: MockOrcidVisitError['about']
  /** The failure below it. @default none */
  readonly cause?: unknown
}

/**
 * A walk that could not be walked to its end. The message says what went wrong and ends with the walk so far,
 * secrets masked; `cause` holds the failure below it, where there is one (for example a refused connection).
 */
export class MockOrcidVisitError extends Error {
  /** Always `MOCK_ORCID_ERR_VISIT`. */
  readonly code = 'MOCK_ORCID_ERR_VISIT'
  /**
   * Whose matter it is: the `app` cannot be reached, goes in circles or does not send the browser to this mock;
   * `orcid` refuses the app or the person, or does not ask them; the `plan` cannot be walked.
   */
  readonly about: 'app' | 'orcid' | 'plan'
  /**
   * The hops that were walked, in order and unmasked; the last one is usually the culprit. Not enumerable, so that
   * a test runner prints the message and not the bodies of every page.
   */
  declare readonly hops: readonly Hop[]

  constructor (sentence: string, hops: readonly Hop[], { about, cause }: VisitErrorDetails = {}) {
    const walk = hops.length === 0 ? '' : `\nThe walk so far:\n${printHops(hops)}`
    super(sentence + walk, cause === undefined ? {} : { cause })
    this.name = 'MockOrcidVisitError'
    // Before its first request a walk can only break at the plan.
    this.about = about ?? (hops.length === 0 ? 'plan' : 'app')
    Object.defineProperty(this, 'hops', { value: [...hops] })
  }
}
