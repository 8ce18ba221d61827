// One record as one reader sees it, and the members that ORCID writes around every item.
import { at, type Json, type Members } from '../../registry/record/model.ts'
import { itemsOf, type RecordItem } from '../../registry/record/store.ts'
import type { Section } from '../../registry/record/sections.ts'
import type { Registry } from '../../registry/registry.ts'
import { displayName, type Researcher } from '../../registry/researchers.ts'
import { canSee, type Reader } from '../access.ts'

export const BIO_SCOPE = '/orcid-bio/read-limited'

export interface View extends Reader { readonly researcher: Researcher, readonly registry: Registry }

export function renderTime (milliseconds: number): Members {
  return { value: milliseconds }
}

export function renderStamps ({ createdAt, modifiedAt }: Pick<RecordItem, 'createdAt' | 'modifiedAt'>): Members {
  return { 'created-date': renderTime(createdAt), 'last-modified-date': renderTime(modifiedAt) }
}

export function visibleItems (view: View, section: Section): RecordItem[] {
  const items = itemsOf(view.registry.records, view.researcher, section)
  return [...items.values()].filter((item) => canSee(view, item, section.read))
}

function renderAddress ({ registry: { issuer } }: View, id: string, folder = ''): Members {
  return { uri: `${issuer}/${folder}${id}`, path: id, host: new URL(issuer).host }
}

export function renderOrcidId (view: View): Members {
  return renderAddress(view, view.researcher.orcid)
}

type Origin = Pick<RecordItem, 'clientId' | 'source'>

function sourceName ({ registry, researcher }: View, { clientId, source }: Origin): string | null {
  if (clientId !== null) return registry.clients.get(clientId)?.name ?? source?.name ?? null
  if (source != null && source.orcid !== researcher.orcid) return source.name
  // A name that is not public is nobody's to see here, whatever the scope (SourceNameCacheManagerImpl).
  return displayName(researcher) || null
}

/** Who added an item: a client, the person, or whom a given record names. */
export function renderSource (view: View, origin: Origin): Json {
  const { clientId, source } = origin
  if (source === null) return null
  const name = sourceName(view, origin)
  const { orcid = null, clientId: originClientId = null, name: originName = null } = source?.origin ?? {}
  const address = (id: string | null, folder = ''): Json => id === null ? null : renderAddress(view, id, folder)
  return {
    'source-orcid': clientId === null ? address(source === undefined ? view.researcher.orcid : source.orcid) : null,
    'source-client-id': address(clientId, 'client/'),
    'source-name': name === null ? null : { value: name },
    'assertion-origin-orcid': address(orcid),
    'assertion-origin-client-id': address(originClientId, 'client/'),
    'assertion-origin-name': originName === null ? null : { value: originName }
  }
}

/** The time of the latest change among things that have one; null if there are none. */
export function latest (things: ReadonlyArray<Json | undefined>): Json {
  const last = Math.max(0, ...things.map((thing) => Number(at(thing, 'last-modified-date.value'))))
  return last === 0 ? null : renderTime(last)
}

/** A part of a record with its path, and the time of the latest change among what is dated in it. */
export function renderPart ({ researcher: { orcid } }: View, path: string,
  { members, dated }: { readonly members: Members, readonly dated: readonly Json[] }): Members {
  return { 'last-modified-date': latest(dated), ...members, path: `/${orcid}/${path}` }
}
