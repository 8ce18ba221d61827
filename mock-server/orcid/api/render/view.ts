// One record as one reader sees it, and the members that ORCID writes around every item.
import type { Client } from '../../registry/clients.ts'
import { at, type Json, type Members } from '../../registry/record/model.ts'
import { itemsOf, RECORDED_AT, type RecordItem } from '../../registry/record/store.ts'
import type { Section } from '../../registry/record/sections.ts'
import type { Registry } from '../../registry/registry.ts'
import { fullName, type Researcher } from '../../registry/researchers.ts'
import { canSee, type Reader } from '../access.ts'

export const BIO_SCOPE = '/orcid-bio/read-limited'

export interface View extends Reader { readonly researcher: Researcher, readonly registry: Registry }

export function renderTime (milliseconds: number): Members {
  return { value: milliseconds }
}

export const recordedAt: Members = renderTime(RECORDED_AT)

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

function sourceName (view: View, clientId: string | null): string | null {
  const { registry, researcher } = view
  if (clientId !== null) return (registry.clients.get(clientId) as Client).name
  return canSee(view, { visibility: researcher.nameVisibility }, BIO_SCOPE) ? fullName(researcher) : null
}

export function renderSource (view: View, clientId: string | null = null): Members {
  const name = sourceName(view, clientId)
  return {
    'source-orcid': clientId === null ? renderOrcidId(view) : null,
    'source-client-id': clientId === null ? null : renderAddress(view, clientId, 'client/'),
    'source-name': name === null ? null : { value: name },
    'assertion-origin-orcid': null,
    'assertion-origin-client-id': null,
    'assertion-origin-name': null
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
