// What a path of the record API names, and what each method does there.
import type { Json } from '../registry/record/model.ts'
import { sections, type Section } from '../registry/record/sections.ts'
import { parts } from './render/parts.ts'
import type { View } from './render/view.ts'

export type ReadTarget =
  | { readonly kind: 'part', readonly render: (view: View) => Json }
  | { readonly kind: 'list', readonly section: Section }
  | { readonly kind: 'item' | 'summary', readonly section: Section, readonly putCode: string }
  /** The put-codes are separated by commas. */
  | { readonly kind: 'bulk', readonly section: Section, readonly putCodes: string }

type WriteTarget =
  | { readonly kind: 'add' | 'addBulk', readonly section: Section }
  | { readonly kind: 'change' | 'remove', readonly section: Section, readonly putCode: string }

export type Target = ReadTarget | WriteTarget

type Endpoint = Readonly<Record<string, Target>>

const WORKS = 'works'

function listEndpoint (section: Section): Endpoint {
  const list: Target = { kind: 'list', section }
  if (section.item === section.name) return { GET: list, POST: { kind: 'add', section } }
  return section.name === WORKS ? { GET: list, POST: { kind: 'addBulk', section } } : { GET: list }
}

function itemEndpoint (section: Section, putCode: string): Endpoint {
  const place = { section, putCode }
  return { GET: { kind: 'item', ...place }, PUT: { kind: 'change', ...place }, DELETE: { kind: 'remove', ...place } }
}

function sectionEndpoint ([first, second = '', third = '']: readonly string[], depth: number): Endpoint | null {
  const byName = sections.find(({ name }) => name === first)
  const byItem = sections.find(({ item }) => item === first)
  if (depth === 1) {
    if (byName !== undefined) return listEndpoint(byName)
    return byItem === undefined ? null : { POST: { kind: 'add', section: byItem } }
  }
  if (depth === 2) {
    if (byItem !== undefined) return itemEndpoint(byItem, second)
    return byName?.name === WORKS ? { GET: { kind: 'bulk', section: byName, putCodes: second } } : null
  }
  const hasSummary = depth === 3 && second === 'summary' && byItem?.area === 'activities'
  return hasSummary ? { GET: { kind: 'summary', section: byItem, putCode: third } } : null
}

/** What ORCID offers at a path below a record's iD, without the slash in front; null for a path it does not have. */
export function findEndpoint (path: string, isMemberApi: boolean): Endpoint | null {
  const trimmed = path.replace(/\/$/, '')
  const segments = trimmed.split('/')
  const render = parts.get(trimmed)
  const endpoint: Endpoint | null = render === undefined
    ? sectionEndpoint(segments, segments.length)
    : { GET: { kind: 'part', render } }
  if (endpoint === null || isMemberApi) return endpoint
  // The public API only reads.
  const { GET } = endpoint
  return GET === undefined ? null : { GET }
}
