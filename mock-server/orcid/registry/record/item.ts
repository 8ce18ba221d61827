// What ORCID keeps of one item of a record.
import type { Visibility } from '../../../options/researcher.ts'
import type { Members } from './model.ts'

/** Who added an item of a record that was given in ORCID's own JSON, in the words of that record. */
export interface ItemSource {
  readonly orcid: string | null
  readonly name: string | null
  /** For whom the source has said it. */
  readonly origin: Readonly<Record<'orcid' | 'clientId' | 'name', string | null>>
}

export interface RecordItem {
  /** Unique within a mock, unless records were given with put-codes of their own. */
  readonly putCode: number
  readonly visibility: Visibility
  /** The client that added the item, or null for the person. */
  readonly clientId: string | null
  /** What a given record says of the source; null if it names nobody, undefined if there is nothing to add. */
  readonly source?: ItemSource | null | undefined
  readonly createdAt: number
  readonly modifiedAt: number
  /** The rank among versions of one thing: items that clients add have 1. */
  readonly displayIndex: number
  /** Every member of the section's shape, in ORCID's order. */
  readonly content: Members
}

/** When every record was created, in milliseconds; fixed, so that answers repeat. */
export const RECORDED_AT = 1577836800000

/** Of what no client has added or changed since. */
export const ORIGINAL = { clientId: null, createdAt: RECORDED_AT, modifiedAt: RECORDED_AT }
