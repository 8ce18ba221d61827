// One record as one reader sees it, and the members that ORCID writes around every item.
import type { Client } from '../../registry/clients.ts'
import type { Json, Members } from '../../registry/record/model.ts'
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

/** An iD as ORCID writes it: address, path and host. */
export function renderOrcidId ({ registry: { issuer }, researcher: { orcid } }: View): Members {
  return { uri: `${issuer}/${orcid}`, path: orcid, host: new URL(issuer).host }
}

function renderClientId ({ registry: { issuer } }: View, clientId: string): Members {
  return { uri: `${issuer}/client/${clientId}`, path: clientId, host: new URL(issuer).host }
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
    'source-client-id': clientId === null ? null : renderClientId(view, clientId),
    'source-name': name === null ? null : { value: name },
    'assertion-origin-orcid': null,
    'assertion-origin-client-id': null,
    'assertion-origin-name': null
  }
}

function modifiedAt (thing: Json | undefined): number {
  const time = (thing as Members | null)?.['last-modified-date'] as Members | null | undefined
  return Number(time?.['value'] ?? 0)
}

/** The time of the latest change among things that have one; null if there are none. */
export function latest (things: ReadonlyArray<Json | undefined>): Json {
  const last = things.map(modifiedAt).reduce((one, other) => Math.max(one, other), 0)
  return last === 0 ? null : renderTime(last)
}
