// Which items are the same, and whose a stored one is.
import { canonical } from './compare.ts'
import { at, type Json, type Members } from './json.ts'
import type { SyncedSection } from './sections.ts'

/** The part of a value that identifies, for the types that people write in several ways. */
const NORMALIZERS: ReadonlyMap<string, (value: string) => string> = new Map([
  ['doi', (value: string) => (/10\.[\d.]+\/[^\s"&']+/.exec(value)?.[0] ?? value).toLowerCase()],
  ['isbn', (value: string) => value.replace(/[^\dxX]/g, '').toUpperCase()],
  ['issn', (value: string) => value.replace(/[^\dxX]/g, '').toUpperCase()]
])

// ORCID does not look at an identifier of something that the item is a part of, or a version of.
const OWN: readonly Json[] = ['self', null]

function keysOfId (id: Members): string[] {
  const type = String(id['external-id-type']).replaceAll('-', '_')
  const normalize = NORMALIZERS.get(type) ?? ((value: string) => value)
  const values = [id['external-id-value'], at(id, 'external-id-normalized.value')].filter((value) => value != null)
  return values.map((value) => JSON.stringify([type, normalize(String(value).trim())]))
}

/** What tells an item from others: two that share one of these are the same. */
export function keysOf ({ ids, natural }: SyncedSection, item: Members): string[] {
  const all = ids === null ? [] : (at(item, `${ids}.external-id`) ?? []) as readonly Members[]
  const own = all.filter((id) => OWN.includes(id['external-id-relationship'] ?? null))
  if (own.length > 0) return [...new Set(own.flatMap(keysOfId))]
  const content = canonical(item)
  return [JSON.stringify(natural.map((path) => at(content, path)))]
}

/**
 * Whether this client has added the item for itself. One that it added in the name of another client, or of the person,
 * is theirs.
 */
export function isOwn (clientId: string, { source = null }: Members): boolean {
  const origins = ['assertion-origin-orcid', 'assertion-origin-client-id', 'assertion-origin-name']
  return at(source, 'source-client-id.path') === clientId && origins.every((origin) => at(source, origin) === null)
}
