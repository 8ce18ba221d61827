// What ORCID takes for the same as an item that the client has added before.
import type { Json, Members } from '../registry/record/model.ts'
import { itemsOf } from '../registry/record/store.ts'
import type { Section } from '../registry/record/sections.ts'
import type { SentItem } from './body.ts'
import { refuse } from './errors.ts'
import { clientName } from './read.ts'
import { idsOf, keptIds, keyOf, renderId, typeReadBack } from './render/identifiers.ts'
import type { View } from './render/view.ts'

type Keys = readonly string[]

interface Compared extends Pick<SentItem, 'content' | 'putCode'> {
  readonly relationships: readonly Json[]
}

const personKeys = ({ identifiedBy }: Section, content: Members): Keys =>
  [JSON.stringify([content[identifiedBy], content['external-id-type']])]

/** A type that is read back otherwise is never the same as what is kept. */
function sentKeys (section: Section, content: Members): Keys {
  if (section.area === 'person') return personKeys(section, content)
  return idsOf(section, content)
    .filter(({ 'external-id-type': type, 'external-id-relationship': relationship }) =>
      relationship === 'self' && typeReadBack(section.kind, type) === type)
    .map((id) => keyOf(renderId(section.kind, id)))
}

function keptKeys (section: Section, content: Members, relationships: readonly Json[]): Keys {
  if (section.area === 'person') return personKeys(section, content)
  return keptIds(section, content)
    .filter(({ relationship }) => relationships.includes(relationship)).map(({ key }) => key)
}

// ORCID names an identifier by its address, and everything else by itself.
function nameOf ({ kind, identifiedBy }: Section, content: Members): string {
  const named = content[kind === 'externalIdentifier' ? 'external-id-url' : identifiedBy] as Json
  return String(typeof named === 'string' ? named : (named as Members)['value'])
}

/** The client's own items that are the same as what is sent, in the order in which they were added. */
function sameItems (view: View, section: Section, { content, putCode, relationships }: Compared): number[] {
  const keys = new Set(sentKeys(section, content))
  return [...itemsOf(view.registry.records, view.researcher, section).values()]
    .filter((item) => item.clientId === view.token?.clientId && item.putCode !== putCode)
    .filter((item) => keptKeys(section, item.content, relationships).some((key) => keys.has(key)))
    .map((item) => item.putCode)
}

/** Refuses what ORCID takes for the same as an item that the client has added before. */
export function checkDuplicate (view: View, section: Section, sent: SentItem): void {
  const [same] = sameItems(view, section, { ...sent, relationships: ['self'] })
  if (same === undefined) return
  if (section.area === 'person') {
    refuse(9030, { params: { type: section.holds, value: nameOf(section, sent.content) } })
  }
  refuse(9021, { params: { putCode: same, clientName: clientName(view) } })
}

/** The same for one of a bulk: a version counts as much as the thing, and the latest is named (WorkManagerImpl). */
export function checkBulkDuplicate (view: View, section: Section, sent: SentItem): void {
  const same = sameItems(view, section, { ...sent, relationships: ['self', 'version-of'] }).at(-1)
  if (same !== undefined) refuse(9021, { params: { putCode: same, clientName: clientName(view) } })
}
