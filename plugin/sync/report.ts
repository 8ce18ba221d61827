// What a synchronization tells: how far it is, and what became of each item.
import type { OrcidError } from '../errors.ts'
import type { Desired } from './desired.ts'

/** What became of a desired item. `putCode` is ORCID's number for it, to be kept if the app wants to name it. */
export interface OrcidSynced<Item> {
  /** Its place in the list of desired items. */
  readonly index: number
  /** The desired item, as it was passed in. */
  readonly item: Item
  /** ORCID's number for it. */
  readonly putCode: number
}

/** An item that is not as desired. */
export interface OrcidSyncFailure<Item> {
  /** Its place in the list of desired items; null for one that should have been removed. */
  readonly index: number | null
  /** The desired item; null for one that should have been removed. */
  readonly item: Item | null
  /** The put-code of the stored item, if there is one. */
  readonly putCode: number | null
  /** Why: what ORCID said, as the methods of a record reject with it. */
  readonly error: OrcidError
}

/** What a synchronization has done, by outcome; in each list, items have the order of the desired ones. */
export interface OrcidSyncReport<Item> {
  /** Those that were not there. */
  readonly added: ReadonlyArray<OrcidSynced<Item>>
  /** Those that were there, from this client, and otherwise. */
  readonly updated: ReadonlyArray<OrcidSynced<Item>>
  /** Those that were there, from this client, and as desired. */
  readonly unchanged: ReadonlyArray<OrcidSynced<Item>>
  /** Those of the half about the person (keywords, names, …) that somebody else has added; `putCode` is theirs. */
  readonly heldByOthers: ReadonlyArray<OrcidSynced<Item>>
  /** The put-codes of the items that this client had added and that are desired no more. */
  readonly removed: readonly number[]
  /** Those that ORCID refused. They did not stop the others. */
  readonly failed: ReadonlyArray<OrcidSyncFailure<Item>>
}

/** How many items have come to which end so far. */
export interface OrcidSyncProgress {
  /** How many were added. */
  readonly added: number
  /** How many were updated. */
  readonly updated: number
  /** How many were as desired. */
  readonly unchanged: number
  /** How many somebody else had added. */
  readonly heldByOthers: number
  /** How many were removed. */
  readonly removed: number
  /** How many ORCID refused. */
  readonly failed: number
  /** How many desired items have not come to an end yet. */
  readonly remaining: number
}

export type Outcome =
  | { readonly kind: 'added' | 'updated' | 'unchanged' | 'heldByOthers', readonly putCode: number }
  | { readonly kind: 'failed', readonly putCode: number | null, readonly error: OrcidError }

/** A desired item, and how far it is. */
export interface Tracked extends Desired {
  /** The stored item that it is known to be. */
  putCode: number | null
  tries: number
  /** What was asked of ORCID, which did not say whether it has done it. */
  attempted: 'added' | 'updated' | null
  outcome: Outcome | null
}

/** A stored item that is desired no more. */
export interface Removal {
  readonly putCode: number
  tries: number
  outcome: 'removed' | OrcidError | null
}

interface Ends { readonly tracked: readonly Tracked[], readonly removals: Iterable<Removal> }

export function createReport ({ tracked, removals }: Ends): OrcidSyncReport<unknown> {
  const ends = tracked.map(({ index, given: item, outcome }) => ({ index, item, ...outcome as Outcome }))
  const of = <End>(kind: Outcome['kind']) => ends.filter((end) => end.kind === kind)
    .map(({ kind, ...end }) => end as unknown as End)
  const synced = of<OrcidSynced<unknown>>
  const kept = [...removals].filter(({ outcome }) => outcome !== 'removed')
    .map(({ putCode, outcome }) => ({ index: null, item: null, putCode, error: outcome as OrcidError }))
  return Object.freeze({
    added: synced('added'),
    updated: synced('updated'),
    unchanged: synced('unchanged'),
    heldByOthers: synced('heldByOthers'),
    removed: [...removals].filter(({ outcome }) => outcome === 'removed').map(({ putCode }) => putCode),
    failed: [...of<OrcidSyncFailure<unknown>>('failed'), ...kept]
  })
}

export function countProgress ({ tracked, removals }: Ends): OrcidSyncProgress {
  const counts = { added: 0, updated: 0, unchanged: 0, heldByOthers: 0, removed: 0, failed: 0, remaining: 0 }
  for (const { outcome } of tracked) counts[outcome?.kind ?? 'remaining']++
  for (const { outcome } of removals) {
    if (outcome !== null) counts[outcome === 'removed' ? 'removed' : 'failed']++
  }
  return Object.freeze(counts)
}
