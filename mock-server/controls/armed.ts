// What waits for its request or its answer: faults and forgeries that a test has armed.
import type { Visit } from '../orcid/registry/grants.ts'
import type { MockFaultKind, MockFaultName } from './faults/catalogue.ts'
import type { MockForgery, MockForgeryName } from './forgeries/catalogue.ts'
import type { MockEndpoint } from './endpoints.ts'

/** A fault that waits for its request. */
export interface ArmedFault {
  /** Where it strikes. */
  readonly endpoint: MockEndpoint
  /** What it does. */
  readonly name: `${MockFaultName}`
  /** Whether it comes instead of the endpoint's work or after it. */
  readonly phase: MockFaultKind['phase']
  /** Whom it strikes, or null for everybody. */
  readonly client: string | null
  /** The one visit it strikes in, or null for every visit. */
  readonly visit: Visit | null
  /** How long it waits, or the pace of a drip. */
  readonly delayMs: number
  /** How many requests it still lets pass. */
  toSkip: number
  /** How many requests it still strikes. */
  remaining: number
  /** How many it has struck. */
  fired: number
}

/** A forgery that waits for its answer. */
export interface ArmedForgery {
  /** Which. */
  readonly name: MockForgeryName
  /** Where it is told. */
  readonly where: MockForgery['where']
  /** Who is lied to, or null for everybody. */
  readonly client: string | null
  /** The one visit it is told in, or null for every visit. */
  readonly visit: Visit | null
  /** How many answers are still forged. */
  remaining: number
  /** How many have been. */
  fired: number
}
