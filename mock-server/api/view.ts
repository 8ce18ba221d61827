// One record as one reader sees it, and the envelope that ORCID puts around every item.
import type { Item, Researcher } from '../registry/researchers.ts'
import { fullName } from '../registry/researchers.ts'
import type { VisibleOptions } from '../researcher-options.ts'
import type { Area, Sight } from './access.ts'

/** Everything a section is rendered from. */
export interface View {
  /** Whose record. */
  readonly researcher: Researcher
  /** What the reader may see of it. */
  readonly sight: Sight
  /** The registry's address, base of an iD's URI. */
  readonly issuer: string
}

/** JSON as it goes out. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** When every record was made and last changed, in milliseconds; fixed, so that answers repeat. */
const RECORDED_AT = 1577836800000

/** A time as ORCID writes it. */
export const recordedAt: Json = { value: RECORDED_AT }

/** A text as ORCID writes most of them, null if there is none. */
export function wrapped (value: string | null | undefined): Json {
  return value === null || value === undefined ? null : { value }
}

/** An iD as ORCID writes it: address, path and host. */
export function identifier ({ issuer, researcher: { orcid } }: View): Json {
  return { uri: `${issuer}/${orcid}`, path: orcid, host: new URL(issuer).host }
}

function source (view: View): Json {
  const { researcher, sight } = view
  return {
    'source-orcid': identifier(view),
    'source-client-id': null,
    'source-name': sight.sees(researcher.nameVisibility, 'person') ? wrapped(fullName(researcher)) : null,
    'assertion-origin-orcid': null,
    'assertion-origin-client-id': null,
    'assertion-origin-name': null
  }
}

/** The members every item begins with. */
export function stamps (view: View): { readonly [name: string]: Json } {
  return { 'created-date': recordedAt, 'last-modified-date': recordedAt, source: source(view) }
}

/** The items of a list that the reader may see. */
export function visible<Options extends VisibleOptions> ({ sight }: View, area: Area,
  items: ReadonlyArray<Item<Options>>): ReadonlyArray<Item<Options>> {
  return items.filter(({ visibility }) => sight.sees(visibility, area))
}

/** A list as ORCID writes it: its latest change, its items under their own name, its path. */
export function listOf (path: string, name: string, items: readonly Json[]): Json {
  return { 'last-modified-date': items.length === 0 ? null : recordedAt, [name]: items, path }
}
