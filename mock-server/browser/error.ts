// The error of the robot: the sentence, who is to blame, and the walk up to there.
import { printHops, type Hop } from './history.ts'

interface Details {
  readonly about?: MockOrcidVisitError['about']
  readonly cause?: unknown
  /** Sentences to end the message with. */
  readonly notes?: readonly string[]
}

const WALK = '\nThe walk so far:\n'

/**
 * A walk that broke off. The message says what went wrong, then the walk up to there, secrets masked, and
 * ends with how to fix what ORCID refused, if the mock knows it.
 * `cause` is the failure below it, if there is one, for example a refused connection.
 */
export class MockOrcidVisitError extends Error {
  /** Always `MOCK_ORCID_ERR_VISIT`. */
  readonly code = 'MOCK_ORCID_ERR_VISIT'
  /**
   * Where to look: the `app` cannot be reached, redirects in circles or does not send the browser to this mock;
   * `orcid` refuses the app or the person, or does not ask them; the `plan` cannot be walked.
   */
  readonly about: 'app' | 'orcid' | 'plan'
  /**
   * The requests and answers so far, in order and unmasked; the last one is usually the culprit. Not enumerable, so
   * that a test runner prints the message and not the body of every page.
   */
  declare readonly hops: readonly Hop[]

  constructor (sentence: string, hops: readonly Hop[], { about, cause, notes = [] }: Details = {}) {
    const walk = hops.length === 0 ? '' : `${WALK}${printHops(hops)}`
    super([sentence + walk, ...notes].join('\n'), cause === undefined ? {} : { cause })
    this.name = 'MockOrcidVisitError'
    this.about = about ?? (hops.length === 0 ? 'plan' : 'app')
    Object.defineProperty(this, 'hops', { value: [...hops] })
  }
}

/** The same error, its message ended with notes. */
export function withNotes ({ about, cause, hops, message }: MockOrcidVisitError, notes: readonly string[]):
MockOrcidVisitError {
  const [sentence = ''] = message.split(WALK)
  return new MockOrcidVisitError(sentence, hops, { about, cause, notes })
}

/** Refuses a plan before the first request. */
export function refusePlan (sentence: string): never {
  throw new MockOrcidVisitError(sentence, [])
}
