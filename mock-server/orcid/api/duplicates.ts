// Which items ORCID takes for the same, so that one client cannot add a thing twice.
import type { Json, Members } from '../registry/record/model.ts'
import { itemsOf } from '../registry/record/store.ts'
import type { Section } from '../registry/record/sections.ts'
import type { SentItem } from './body.ts'
import { apiError, type ApiError } from './errors.ts'
import { idsOf, keyOf } from './render/identifiers.ts'
import { clientName } from './read.ts'
import type { View } from './render/view.ts'

// Contents never change, and each work of a bulk is compared with everything that is there.
const knownKeys = new WeakMap<Members, readonly string[]>()

function keysOf (section: Section, content: Members): readonly string[] {
  const known = knownKeys.get(content)
  if (known !== undefined) return known
  const keys = section.area === 'person'
    ? [JSON.stringify([content[section.identifiedBy], content['external-id-type']])]
    : idsOf(section, content).filter((id) => id['external-id-relationship'] === 'self').map(keyOf)
  knownKeys.set(content, keys)
  return keys
}

// ORCID names an identifier by its address, and everything else by itself.
function nameOf ({ kind, identifiedBy }: Section, content: Members): string {
  const named = content[kind === 'externalIdentifier' ? 'external-id-url' : identifiedBy] as Json
  return String(typeof named === 'string' ? named : (named as Members)['value'])
}

export function checkDuplicate (view: View, section: Section,
  { content, putCode }: Pick<SentItem, 'content' | 'putCode'>): ApiError | null {
  const keys = new Set(keysOf(section, content))
  for (const item of itemsOf(view.registry.records, view.researcher, section).values()) {
    if (item.clientId !== view.token?.clientId || item.putCode === putCode) continue
    if (!keysOf(section, item.content).some((key) => keys.has(key))) continue
    if (section.area === 'person') return apiError(9030, { params: { type: section.holds, value: nameOf(section, content) } })
    return apiError(9021, { params: { putCode: item.putCode, clientName: clientName(view) } })
  }
  return null
}
