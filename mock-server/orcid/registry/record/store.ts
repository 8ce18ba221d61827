// What is on the records: items by section and put-code, created when they are first read, and changed by clients.
import { contentOf } from './from-options.ts'
import { isOrcidItem, keptItem } from './from-record.ts'
import { ORIGINAL, type RecordItem } from './item.ts'
import { normalize, type Members } from './model.ts'
import { sectionOf, type Section } from './sections.ts'
import type { Researcher } from '../researchers.ts'

export { ORIGINAL, RECORDED_AT, type RecordItem } from './item.ts'

type Items = Map<number, RecordItem>

interface KeptRecord { readonly sections: Map<string, Items>, modifiedAt: number }

/** ORCID's own limit for works (9048), here for every section. */
export const MAX_ITEMS = 10_000

// Above the put-code of any item that the options can describe.
const FIRST_PUT_CODE = 10_000_000

export type Records = ReturnType<typeof createRecords>

/** The records that somebody has read. `notice` is called with the iD of a record that has changed. */
export function createRecords (notice: (orcid: string) => void) {
  return { byOrcid: new Map<string, KeptRecord>(), nextPutCode: FIRST_PUT_CODE, notice }
}

export function resetRecords (records: Records): void {
  records.byOrcid.clear()
  records.nextPutCode = FIRST_PUT_CODE
}

export interface SavedRecord {
  readonly modifiedAt: number
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

function keptRecord ({ byOrcid }: Records, { orcid, recorded: { modifiedAt } }: Researcher): KeptRecord {
  const kept = byOrcid.get(orcid) ?? { sections: new Map<string, Items>(), modifiedAt }
  byOrcid.set(orcid, kept)
  return kept
}

function keptEntry (item: RecordItem): [number, RecordItem] {
  return [item.putCode, item]
}

function describedItems ({ items }: Researcher, section: Section): Items {
  const { firstPutCode, options } = items[section.option] ?? { firstPutCode: 0, options: [] }
  return new Map(options.map((described, index) => {
    if (isOrcidItem(described)) return keptEntry(keptItem(section, described))
    const putCode = firstPutCode + index
    const { visibility = 'public' } = described
    // ORCID's page ranks what it shows first highest (orcid-angular, modal-keyword.component.ts).
    const displayIndex = section.area === 'person' ? options.length - index : 0
    return keptEntry({ ...ORIGINAL, putCode, visibility, displayIndex, content: contentOf(section, described) })
  }))
}

export function itemsOf (records: Records, researcher: Researcher, section: Section): ReadonlyMap<number, RecordItem> {
  const { sections } = keptRecord(records, researcher)
  const items = sections.get(section.name) ?? describedItems(researcher, section)
  sections.set(section.name, items)
  return items
}

/** Puts what a changed person describes in place of what the person had; what clients have added stays. */
export function describeAgain (records: Records, { researcher, section }: Place): void {
  const record = keptRecord(records, researcher)
  const added = [...record.sections.get(section.name) ?? []].filter(([, { clientId }]) => clientId !== null)
  record.sections.set(section.name, new Map([...describedItems(researcher, section), ...added]))
}

/** Notes that a record has changed, in whatever part of it. */
export function touchRecord (records: Records, researcher: Researcher, now: number): void {
  keptRecord(records, researcher).modifiedAt = now
  records.notice(researcher.orcid)
}

export function forgetRecord ({ byOrcid }: Records, orcid: string): void {
  byOrcid.delete(orcid)
}

export function recordModifiedAt (records: Records, researcher: Researcher): number {
  return keptRecord(records, researcher).modifiedAt
}

interface Place { readonly researcher: Researcher, readonly section: Section }

function change (records: Records, { researcher, section }: Place, now: number): Items {
  touchRecord(records, researcher, now)
  return itemsOf(records, researcher, section) as Items
}

export function addItem (records: Records, place: Place,
  { now, ...sent }: Pick<RecordItem, 'visibility' | 'clientId' | 'content'> & { now: number }): RecordItem {
  // A record that was given with put-codes of its own may have higher ones.
  const known = itemsOf(records, place.researcher, place.section).keys()
  const putCode = Math.max(records.nextPutCode, ...[...known].map((one) => one + 1))
  records.nextPutCode = putCode + 1
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
