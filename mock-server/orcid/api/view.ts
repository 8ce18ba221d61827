// One record as one reader sees it, and the envelope that ORCID puts around every item.
import type { Client } from '../registry/clients.ts'
import type { Json, Members } from '../registry/record/node.ts'
import { itemsOf, RECORDED_AT } from '../registry/record/store.ts'
import type { RecordItem } from '../registry/record/store.ts'
import type { Section } from '../registry/record/sections.ts'
import type { Registry } from '../registry/registry.ts'
import { fullName } from '../registry/researchers.ts'
import type { Researcher } from '../registry/researchers.ts'
import { judgeSight } from './access.ts'
import type { Reader } from './access.ts'

/** The scope that shows what is limited in the person half of a record. */
export const BIO_SCOPE = '/orcid-bio/read-limited'

/** Everything a section is rendered from. */
export interface View extends Reader {
  /** Whose record. */
  readonly researcher: Researcher
  /** The mock's memory. */
  readonly registry: Registry
}

/** A time as ORCID writes it. */
export function timeOf (milliseconds: number): Members {
  return { value: milliseconds }
}

/** When every record was made. */
export const recordedAt: Members = timeOf(RECORDED_AT)

/** A text as ORCID writes most of them, null if there is none. */
export function wrapped (value: string | null): Json {
  return value === null ? null : { value }
}

/** The items of a section that the reader may see. */
export function visibleItems (view: View, section: Section): RecordItem[] {
  const items = itemsOf(view.registry.records, view.researcher, section)
  return [...items.values()].filter((item) => judgeSight(view, item, section.read) === null)
}

/** An iD as ORCID writes it: address, path and host. */
export function identifier ({ registry: { issuer }, researcher: { orcid } }: View): Members {
  return { uri: `${issuer}/${orcid}`, path: orcid, host: new URL(issuer).host }
}

function clientIdentifier ({ registry: { issuer } }: View, clientId: string): Members {
  return { uri: `${issuer}/client/${clientId}`, path: clientId, host: new URL(issuer).host }
}

function sourceName ({ registry, researcher, ...reader }: View, clientId: string | null): string | null {
  if (clientId !== null) return (registry.clients.get(clientId) as Client).name
  const isHidden = judgeSight(reader, { visibility: researcher.nameVisibility }, BIO_SCOPE) !== null
  return isHidden ? null : fullName(researcher)
}

/** Who added an item: the person, or a client. */
export function sourceOf (view: View, clientId: string | null = null): Members {
  return {
    'source-orcid': clientId === null ? identifier(view) : null,
    'source-client-id': clientId === null ? null : clientIdentifier(view, clientId),
    'source-name': wrapped(sourceName(view, clientId)),
    'assertion-origin-orcid': null,
    'assertion-origin-client-id': null,
    'assertion-origin-name': null
  }
}

/** The members every item begins with. */
export function stampsOf (view: View, { createdAt, modifiedAt, clientId }: RecordItem): Members {
  return {
    'created-date': timeOf(createdAt), 'last-modified-date': timeOf(modifiedAt), source: sourceOf(view, clientId)
  }
}

function timeIn (thing: Json | undefined): number {
  const time = (thing as Members | null)?.['last-modified-date'] as Members | null | undefined
  return Number(time?.['value'] ?? 0)
}

/** The time of the latest change among things that have one; null if there are none. */
export function latest (things: ReadonlyArray<Json | undefined>): Json {
  const last = things.map(timeIn).reduce((one, other) => Math.max(one, other), 0)
  return last === 0 ? null : timeOf(last)
}

/** A list as ORCID writes it: its latest change, its items under their own name, its path. */
export function listOf (path: string, name: string, items: readonly Members[]): Members {
  return { 'last-modified-date': latest(items), [name]: items, path }
}
