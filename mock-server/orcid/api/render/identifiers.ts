// External identifiers: how ORCID reads back what was sent, and when two are the same.
import { at, listAt, type ItemKind, type Json, type Members } from '../../registry/record/model.ts'
import type { Section } from '../../registry/record/sections.ts'
import { normalizeId } from '../identifiers/types.ts'

export interface ExternalId extends Members {
  readonly 'external-id-type': Json
  readonly 'external-id-value': Json
  readonly 'external-id-url': Json
  readonly 'external-id-relationship': Json
}

export function idsIn (externalIds: Json | undefined): readonly ExternalId[] {
  return listAt(externalIds, 'external-id') as readonly ExternalId[]
}

export function idsOf ({ identifiedBy }: Section, content: Members): readonly ExternalId[] {
  return idsIn(at(content, identifiedBy))
}

/** What an identifier belongs to: an item, or the thing that a review is about. */
type Owner = ItemKind | 'subject'

// Of these ORCID keeps `PROPOSAL_ID` and reads back `proposal_id` (JSONExternalIdentifiersConverterV3 and its like).
const WITHOUT_DASHES: readonly Owner[] = ['affiliation', 'funding']
const NOT_NORMALIZED: readonly Owner[] = ['funding', 'subject']

export function typeReadBack (owner: Owner, type: Json): string {
  return WITHOUT_DASHES.includes(owner) ? String(type).replaceAll('-', '_') : String(type)
}

/** An identifier with every member that ORCID writes, in its order. */
export function externalId (type: Json, value: Json, other: Members = {}): Members {
  return {
    'external-id-type': type,
    'external-id-value': value,
    'external-id-normalized': null,
    'external-id-normalized-error': null,
    'external-id-url': null,
    'external-id-relationship': null,
    ...other
  }
}

function normalizedMembers (type: string, value: Json): Members {
  const normal = normalizeId(type, String(value))
  if (normal !== '') return { 'external-id-normalized': { value: normal, transient: true } }
  const message = `Cannot normalize identifier value ${type}:${value}`
  return { 'external-id-normalized-error': { 'error-code': '8001', 'error-message': message, transient: true } }
}

export function renderId (owner: Owner, id: ExternalId): Members {
  const type = typeReadBack(owner, id['external-id-type'])
  const value = id['external-id-value']
  const normalized = NOT_NORMALIZED.includes(owner) ? {} : normalizedMembers(type, value)
  return externalId(type, value, { ...id, 'external-id-type': type, ...normalized })
}

/** Two identifiers are the same if type and normalized value are (ORCID-Source, ExternalID.equals). */
export function keyOf (id: Members): string {
  return JSON.stringify([id['external-id-type'], at(id, 'external-id-normalized.value') ?? id['external-id-value']])
}

/** An identifier as ORCID reads it back. */
export interface KeptId { readonly id: Members, readonly key: string, readonly relationship: Json }

// Contents never change, and each work of a bulk is compared with everything that is there.
const kept = new WeakMap<Members, readonly KeptId[]>()

export function keptIds (section: Section, content: Members): readonly KeptId[] {
  const known = kept.get(content)
  if (known !== undefined) return known
  const ids = idsOf(section, content).map((sent) => {
    const id = renderId(section.kind, sent)
    return { id, key: keyOf(id), relationship: sent['external-id-relationship'] }
  })
  kept.set(content, ids)
  return ids
}

/** Whether items that share the identifier are versions of one thing (ORCID-Source, ExternalID.isGroupAble). */
export function isGroupable ({ id, relationship }: KeptId): boolean {
  return relationship !== 'part-of' && relationship !== 'funded-by' && id['external-id-value'] !== ''
}
