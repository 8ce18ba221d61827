// Which stored item each desired one is, by put-code first, and then by what identifies it.
import { canonical } from './compare.ts'
import { isOwn, keysOf } from './identity.ts'
import type { Json, Members } from './json.ts'
import { itemsIn, type SyncedSection } from './sections.ts'

export interface StoredItem {
  readonly putCode: number
  readonly canonical: Members
  readonly keys: readonly string[]
  readonly isOwn: boolean
}

/** What a section holds, as it was read. */
export function readStored (section: SyncedSection, clientId: string, json: Json): StoredItem[] {
  return itemsIn(section, json).map((item) => ({
    putCode: Number(item['put-code']),
    canonical: canonical(item),
    keys: keysOf(section, item),
    isOwn: isOwn(clientId, item)
  }))
}

interface Wanted { readonly putCode: number | null, readonly keys: readonly string[] }

export interface Matches<Item> {
  readonly matched: ReadonlyMap<Item, StoredItem>
  /** Items of this client that nothing desired is. */
  readonly stale: readonly StoredItem[]
}

export function indexByKey (stored: readonly StoredItem[]): ReadonlyMap<string, readonly StoredItem[]> {
  const byKey = new Map<string, StoredItem[]>()
  for (const item of stored) {
    for (const key of item.keys) byKey.set(key, [...byKey.get(key) ?? [], item])
  }
  return byKey
}

export function matchItems<Item extends Wanted> (wanted: readonly Item[], own: readonly StoredItem[]): Matches<Item> {
  const byPutCode = new Map(own.map((stored) => [stored.putCode, stored]))
  const byKey = indexByKey(own)
  const matched = new Map<Item, StoredItem>()
  const free = new Set(own)
  const claim = (item: Item, stored: StoredItem | undefined): void => {
    if (stored === undefined || !free.delete(stored)) return
    matched.set(item, stored)
  }
  for (const item of wanted) if (item.putCode !== null) claim(item, byPutCode.get(item.putCode))
  for (const item of wanted.filter((one) => !matched.has(one))) {
    claim(item, item.keys.flatMap((key) => byKey.get(key) ?? []).find((stored) => free.has(stored)))
  }
  return { matched, stale: [...free] }
}
