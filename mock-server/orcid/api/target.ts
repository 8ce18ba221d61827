// What a path of the record API names, and what can be done there.
import { sections } from '../registry/record/sections.ts'
import type { Section } from '../registry/record/sections.ts'

/** What a path names. */
export type Target =
  /** A part of a record that holds no items of its own, or one that clients cannot write. */
  | { readonly kind: 'part', readonly name: string }
  /** The items of a section, as a list. */
  | { readonly kind: 'list', readonly section: Section }
  /** The place where an item of a section is added. */
  | { readonly kind: 'new', readonly section: Section }
  /** One item, in full or as its summary. */
  | { readonly kind: 'item' | 'summary', readonly section: Section, readonly putCode: string }
  /** Several works at once, their put-codes parted by commas. */
  | { readonly kind: 'bulk', readonly section: Section, readonly putCodes: string }

/** What ORCID lets one do at a path. */
export interface Endpoint {
  /** By method. */
  readonly methods: Readonly<Record<string, Target>>
}

const PARTS = ['', 'record', 'person', 'personal-details', 'email', 'biography', 'activities']

function endpointOfList (section: Section): Endpoint {
  const list: Target = { kind: 'list', section }
  const added: Target = { kind: 'new', section }
  if (section.item === section.name) return { methods: { GET: list, POST: added } }
  return { methods: section.name === 'works' ? { GET: list, POST: list } : { GET: list } }
}

function endpointOfItem (section: Section, putCode: string): Endpoint {
  const target: Target = { kind: 'item', section, putCode }
  return { methods: { GET: target, PUT: target, DELETE: target } }
}

function endpointInSection (first: string, rest: readonly string[]): Endpoint | null {
  const byList = sections.find(({ name }) => name === first)
  const byItem = sections.find(({ item }) => item === first)
  const [second = '', third = ''] = rest
  if (rest.length === 0) {
    if (byList !== undefined) return endpointOfList(byList)
    return byItem === undefined ? null : { methods: { POST: { kind: 'new', section: byItem } } }
  }
  if (rest.length === 2) {
    if (byItem?.area !== 'activities' || second !== 'summary') return null
    return { methods: { GET: { kind: 'summary', section: byItem, putCode: third } } }
  }
  if (rest.length > 2) return null
  if (byItem !== undefined) return endpointOfItem(byItem, second)
  return byList?.name === 'works' ? { methods: { GET: { kind: 'bulk', section: byList, putCodes: second } } } : null
}

/**
 * What a path below a record's iD offers; null if ORCID has no such path.
 *
 * @param path without the slash at its start; one at its end is as good as none
 * @param isMemberApi whether it may be written to: the public API only reads
 */
export function findEndpoint (path: string, isMemberApi: boolean): Endpoint | null {
  const trimmed = path.replace(/\/$/, '')
  const [first = '', ...rest] = trimmed.split('/')
  const part: Target = { kind: 'part', name: trimmed }
  const endpoint = PARTS.includes(trimmed) ? { methods: { GET: part } } : endpointInSection(first, rest)
  if (endpoint === null || isMemberApi) return endpoint
  const { GET } = endpoint.methods
  return GET === undefined ? null : { methods: { GET } }
}
