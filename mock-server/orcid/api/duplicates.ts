// Which items ORCID takes for the same, and how it refuses the second one.
import type { Json, Members } from '../registry/record/model.ts'
import { itemsOf, type RecordItem } from '../registry/record/store.ts'
import type { Section } from '../registry/record/sections.ts'
import type { SentItem } from './body.ts'
import { refuse } from './errors.ts'
import { clientName } from './read.ts'
import { idsOf, isGroupable, keyOf, type ExternalId } from './render/identifiers.ts'
import type { View } from './render/view.ts'

type KeysOf = (section: Section, content: Members) => readonly string[]

// Contents never change, and each work of a bulk is compared with everything that is there.
function remembered (keysOf: KeysOf): KeysOf {
  const known = new WeakMap<Members, readonly string[]>()
  return (section, content) => {
    const keys = known.get(content) ?? keysOf(section, content)
    known.set(content, keys)
    return keys
  }
}

const relationshipOf = (id: ExternalId): Json => id['external-id-relationship']

// Identifiers of an affiliation need no relationship, and two without one are the same too.
const ownKeys = remembered((section, content) => idsOf(section, content)
  .filter((id) => [null, 'self'].includes(relationshipOf(id) as string | null))
  .map((id) => `${relationshipOf(id)} ${keyOf(id)}`))

// ORCID compares a country with a constant that no text is equal to (AddressManagerImpl.isDuplicated).
const personKeys: KeysOf = ({ kind, identifiedBy }, content) =>
  kind === 'address' ? [] : [JSON.stringify([content[identifiedBy], content['external-id-type']])]

function findSame (view: View, { section, putCode, keys, keysOf }: {
  section: Section, putCode: number | null, keys: readonly string[], keysOf: KeysOf
}): RecordItem | undefined {
  const wanted = new Set(keys)
  return [...itemsOf(view.registry.records, view.researcher, section).values()].find((item) =>
    item.clientId === view.token?.clientId && item.putCode !== putCode &&
    keysOf(section, item.content).some((key) => wanted.has(key)))
}

/** The words of ORCID, which has others for a change than for an addition. */
function wordsFor ({ kind, holds, identifiedBy }: Section, { content, putCode }: SentItem) {
  const isChange = putCode !== null
  const type = isChange && holds === 'other-name' ? 'otherName' : holds
  const address = kind === 'researcherUrl' && isChange ? 'url-name' : 'external-id-url'
  const named = content[address] === undefined ? content[identifiedBy] : content[address]
  return { type, value: typeof named === 'object' && named !== null ? (named as Members)['value'] as string : named as string | null }
}

/** Refuses what ORCID takes for the same as an item that the client has added before. */
export function checkDuplicate (view: View, section: Section, sent: SentItem): void {
  const { content, putCode } = sent
  const keysOf = section.area === 'person' ? personKeys : ownKeys
  // ORCID compares a changed research resource only if the person has changed it.
  if (section.kind === 'researchResource' && putCode !== null) return
  const same = findSame(view, { section, putCode, keys: keysOf(section, content), keysOf })
  if (same === undefined) return
  if (section.area === 'person') refuse(9030, { params: wordsFor(section, sent) })
  refuse(9021, { params: { putCode: same.putCode, clientName: clientName(view) } })
}

// In a bulk a version of a work counts as the work itself (WorkManagerImpl.buildExistingExternalIdsSet).
const keptKeys = remembered((section, content) => idsOf(section, content).filter(isGroupable).map(keyOf))

/** The same for one work of a bulk. */
export function checkBulkDuplicate (view: View, section: Section, { content }: SentItem): void {
  const keys = idsOf(section, content).filter((id) => relationshipOf(id) === 'self').map(keyOf)
  const same = findSame(view, { section, putCode: null, keys, keysOf: keptKeys })
  if (same !== undefined) refuse(9021, { params: { putCode: same.putCode, clientName: clientName(view) } })
}
