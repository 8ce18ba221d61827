// What is known of a kind of fault.
import type { MockLeg } from './legs.ts'

/** One kind of fault, as data. */
export interface MockFaultKind {
  /** What the client gets, in one sentence. */
  readonly does: string
  /**
   * Whether the leg does its work: `instead` of it comes the fault, so that a code is not spent; or the fault
   * spoils the answer `after` it, so that a code is.
   */
  readonly phase: 'instead' | 'after'
  /** The legs it can strike. */
  readonly legs: readonly MockLeg[]
  /** Where it has been met, or the specification that allows it. */
  readonly source: string
}
