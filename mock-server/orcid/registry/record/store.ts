// What is on the records: items by section and put-code, made when they are first asked for, and changed by clients.
import type { Visibility } from '../../../options/researcher.ts'
import { contentOf } from './from-options.ts'
import type { Members } from './node.ts'
import type { Section } from './sections.ts'
import type { Researcher } from '../researchers.ts'

/** One item of a record. */
export interface RecordItem {
  /** ORCID's number for it, unique within a mock. */
  readonly putCode: number
  /** Who may see it. */
  readonly visibility: Visibility
  /** The client that added it, or null for the person. */
  readonly clientId: string | null
  /** When it was added: milliseconds since 1970. */
  readonly createdAt: number
  /** When it was last changed: milliseconds since 1970. */
  readonly modifiedAt: number
  /** Which of several versions people like best: clients' items have 1. */
  readonly displayIndex: number
  /** What it says, every member of its section in ORCID's order. */
  readonly content: Members
}

/** The items of one section, by put-code. */
export type Items = Map<number, RecordItem>

interface KeptRecord {
  readonly sections: Map<string, Items>
  modifiedAt: number
}

/** All records that somebody has looked at. */
export interface Records {
  /** By iD. */
  readonly byOrcid: Map<string, KeptRecord>
  /** The next number for an item that a client adds. */
  nextPutCode: number
}

/** How many items of one section a record may have: ORCID's own limit for works (9048). */
export const MAX_ITEMS = 10_000

/** When every record was made, in milliseconds; fixed, so that answers repeat. */
export const RECORDED_AT = 1577836800000

// Behind the numbers of any items that a user can have described.
const FIRST_PUT_CODE = 10_000_000

/** Records as the researchers' options say, which nobody has written to. */
export function createRecords (): Records {
  return { byOrcid: new Map(), nextPutCode: FIRST_PUT_CODE }
}

/** Forgets everything that was written. */
export function resetRecords (records: Records): void {
  records.byOrcid.clear()
  records.nextPutCode = FIRST_PUT_CODE
}

function keptRecord ({ byOrcid }: Records, orcid: string): KeptRecord {
  const kept = byOrcid.get(orcid) ?? { sections: new Map<string, Items>(), modifiedAt: RECORDED_AT }
  byOrcid.set(orcid, kept)
  return kept
}

function describedItems ({ items, firstPutCode }: Researcher, section: Section): Items {
  const { first, options } = items[section.option] ?? { first: 0, options: [] }
  return new Map(options.map((described, index) => {
    const putCode = firstPutCode + first + index
    const { visibility = 'public' } = described
    const item: RecordItem = {
      putCode,
      visibility,
      clientId: null,
      createdAt: RECORDED_AT,
      modifiedAt: RECORDED_AT,
      displayIndex: section.area === 'person' ? index : 0,
      content: contentOf(section, described)
    }
    return [putCode, item]
  }))
}

/** The items of a section. The map is the record's own: only this file changes it. */
export function itemsOf (records: Records, researcher: Researcher, section: Section): ReadonlyMap<number, RecordItem> {
  const { sections } = keptRecord(records, researcher.orcid)
  const items = sections.get(section.name) ?? describedItems(researcher, section)
  sections.set(section.name, items)
  return items
}

/** When a record was last changed: milliseconds since 1970. */
export function recordModifiedAt (records: Records, orcid: string): number {
  return keptRecord(records, orcid).modifiedAt
}

/** Where an item is or shall be. */
export interface Place {
  /** Whose record. */
  readonly researcher: Researcher
  /** Which section. */
  readonly section: Section
}

function change (records: Records, { researcher, section }: Place, now: number): Items {
  const items = itemsOf(records, researcher, section) as Items
  keptRecord(records, researcher.orcid).modifiedAt = now
  return items
}

/** Adds what a client sent. The caller has seen to it that there is room. */
export function addItem (records: Records, place: Place,
  { now, ...sent }: Pick<RecordItem, 'visibility' | 'clientId' | 'content'> & { now: number }): RecordItem {
  const putCode = records.nextPutCode++
  const item = { ...sent, putCode, createdAt: now, modifiedAt: now, displayIndex: 1 }
  change(records, place, now).set(putCode, item)
  return item
}

/** Puts other content in the place of an item's. */
export function replaceItem (records: Records, place: Place,
  { item, content, now }: { item: RecordItem, content: Members, now: number }): RecordItem {
  const changed = { ...item, content, modifiedAt: now }
  change(records, place, now).set(item.putCode, changed)
  return changed
}

/** Takes an item off a record. */
export function removeItem (records: Records, place: Place, { putCode, now }: { putCode: number, now: number }): void {
  change(records, place, now).delete(putCode)
}
