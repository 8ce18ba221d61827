// What is known of a kind of fault.
import type { MockEndpoint } from '../endpoints.ts'

/** One kind of fault, as data. */
export interface MockFaultKind {
  /** What the client gets, in one sentence. */
  readonly does: string
  /**
   * Whether the endpoint does its work: `instead` of it comes the fault, so that a code is not spent; or the fault
   * spoils the answer `after` it, so that a code is.
   */
  readonly phase: 'instead' | 'after'
  /** The endpoints it can strike. */
  readonly endpoints: readonly MockEndpoint[]
  /** Where it has been met, or the specification that allows it. */
  readonly source: string
}
