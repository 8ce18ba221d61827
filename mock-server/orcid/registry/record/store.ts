// What is on the records: items by section and put-code, created when they are first read, and changed by clients.
import type { Visibility } from '../../../options/researcher.ts'
import { contentOf } from './from-options.ts'
import { normalize, type Members } from './model.ts'
import { sectionOf, type Section } from './sections.ts'
import type { Researcher } from '../researchers.ts'

export interface RecordItem {
  /** Unique within a mock. */
  readonly putCode: number
  readonly visibility: Visibility
  /** The client that added the item, or null for the person. */
  readonly clientId: string | null
  readonly createdAt: number
  readonly modifiedAt: number
  /** The rank among versions of one thing: items that clients add have 1. */
  readonly displayIndex: number
  /** Every member of the section's shape, in ORCID's order. */
  readonly content: Members
}

type Items = Map<number, RecordItem>

interface KeptRecord { readonly sections: Map<string, Items>, modifiedAt: number }

/** ORCID's own limit for works (9048), here for every section. */
export const MAX_ITEMS = 10_000

/** When every record was created, in milliseconds; fixed, so that answers repeat. */
export const RECORDED_AT = 1577836800000

// Above the put-code of any item that the options can describe.
const FIRST_PUT_CODE = 10_000_000

export type Records = ReturnType<typeof createRecords>

/** The records that somebody has read. */
export function createRecords () {
  return { byOrcid: new Map<string, KeptRecord>(), nextPutCode: FIRST_PUT_CODE }
}

export function resetRecords (records: Records): void {
  records.byOrcid.clear()
  records.nextPutCode = FIRST_PUT_CODE
}

export interface SavedRecord {
  readonly modifiedAt: number
  /** By the section's name. */
  readonly sections: Readonly<Record<string, readonly RecordItem[]>>
}

export interface SavedRecords { readonly nextPutCode: number, readonly byOrcid: Readonly<Record<string, SavedRecord>> }

export function saveRecords ({ byOrcid, nextPutCode }: Records): SavedRecords {
  const saved = [...byOrcid].map(([orcid, { sections, modifiedAt }]): [string, SavedRecord] => {
    const items = [...sections].map(([name, items]) => [name, [...items.values()]])
    return [orcid, { modifiedAt, sections: Object.fromEntries(items) }]
  })
  return { nextPutCode, byOrcid: Object.fromEntries(saved) }
}

export function loadRecords (records: Records, { nextPutCode, byOrcid }: SavedRecords): void {
  resetRecords(records)
  records.nextPutCode = nextPutCode
  for (const [orcid, { modifiedAt, sections }] of Object.entries(byOrcid)) {
    const kept = Object.entries(sections).map(([name, items]): [string, Items] =>
      [name, new Map(items.map((item) => [item.putCode, completeItem(sectionOf(name), item)]))])
    records.byOrcid.set(orcid, { modifiedAt, sections: new Map(kept) })
  }
}

// Members that are null may be left out.
function completeItem ({ shape }: Section, item: RecordItem): RecordItem {
  return { ...item, content: normalize(shape, item.content) as Members }
}

function keptRecord ({ byOrcid }: Records, orcid: string): KeptRecord {
  const kept = byOrcid.get(orcid) ?? { sections: new Map<string, Items>(), modifiedAt: RECORDED_AT }
  byOrcid.set(orcid, kept)
  return kept
}

function describedItems ({ items }: Researcher, section: Section): Items {
  const { firstPutCode, options } = items[section.option] ?? { firstPutCode: 0, options: [] }
  return new Map(options.map((described, index) => {
    const putCode = firstPutCode + index
    const { visibility = 'public' } = described
    const displayIndex = section.area === 'person' ? index : 0
    const origin = { clientId: null, createdAt: RECORDED_AT, modifiedAt: RECORDED_AT }
    return [putCode, { ...origin, putCode, visibility, displayIndex, content: contentOf(section, described) }]
  }))
}

export function itemsOf (records: Records, researcher: Researcher, section: Section): ReadonlyMap<number, RecordItem> {
  const { sections } = keptRecord(records, researcher.orcid)
  const items = sections.get(section.name) ?? describedItems(researcher, section)
  sections.set(section.name, items)
  return items
}

/** Puts what a changed person describes in place of what the person had; what clients have added stays. */
export function describeAgain (records: Records, { researcher, section }: Place, now: number): void {
  const record = keptRecord(records, researcher.orcid)
  const added = [...record.sections.get(section.name) ?? []].filter(([, { clientId }]) => clientId !== null)
  record.sections.set(section.name, new Map([...describedItems(researcher, section), ...added]))
  record.modifiedAt = now
}

export function forgetRecord ({ byOrcid }: Records, orcid: string): void {
  byOrcid.delete(orcid)
}

export function recordModifiedAt (records: Records, orcid: string): number {
  return keptRecord(records, orcid).modifiedAt
}

interface Place { readonly researcher: Researcher, readonly section: Section }

function change (records: Records, { researcher, section }: Place, now: number): Items {
  const items = itemsOf(records, researcher, section) as Items
  keptRecord(records, researcher.orcid).modifiedAt = now
  return items
}

export function addItem (records: Records, place: Place,
  { now, ...sent }: Pick<RecordItem, 'visibility' | 'clientId' | 'content'> & { now: number }): RecordItem {
  const putCode = records.nextPutCode++
  return saveItem(records, place, { ...sent, putCode, createdAt: now, modifiedAt: now, displayIndex: 1 })
}

/** Adds an item, or replaces the one with its put-code. */
export function saveItem (records: Records, place: Place, item: RecordItem): RecordItem {
  change(records, place, item.modifiedAt).set(item.putCode, item)
  return item
}

export function removeItem (records: Records, place: Place, { putCode, now }: { putCode: number, now: number }): void {
  change(records, place, now).delete(putCode)
}
