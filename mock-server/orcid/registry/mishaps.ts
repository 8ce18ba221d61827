// What a person at the consent page can make go wrong, as that page knows it.
import type { MishapPlace } from '../web/texts.ts'
import type { Visit } from './grants.ts'

/** One thing that can go wrong. */
export interface Mishap {
  /** What the form sends. */
  readonly value: string
  /** What it is called. */
  readonly name: string
  /** What the client gets, in one English sentence. */
  readonly does: string
}

/** Things that go wrong at the same place. */
export interface MishapGroup {
  /** The place. */
  readonly place: MishapPlace
  /** What can go wrong there. */
  readonly mishaps: readonly Mishap[]
}

/** Everything that can go wrong, and how it is brought about. */
export interface Mishaps {
  /** The choices, by place. */
  readonly groups: readonly MishapGroup[]
  /**
   * Makes it happen once: to the first request that fits among those that carry the code or a token of one visit. A
   * value that is none of the choices does nothing.
   */
  readonly arm: (value: string, clientId: string, visit: Visit) => void
}
