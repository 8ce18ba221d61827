// Which items ORCID takes for the same, and how it refuses the second one.
import type { Json, Members } from '../registry/record/model.ts'
import { itemsOf } from '../registry/record/store.ts'
import type { Section } from '../registry/record/sections.ts'
import type { SentItem } from './body.ts'
import { refuse } from './errors.ts'
import { clientName } from './read.ts'
import { idsOf, keptIds, keyOf, renderId, typeReadBack } from './render/identifiers.ts'
import type { View } from './render/view.ts'

type Keys = readonly string[]

interface Compared {
  readonly keys: Keys
  /** Of an item that is there already. */
  readonly keysOf: (content: Members) => Keys
}

// Identifiers of an affiliation need no relationship, and two without one are the same, too.
const OWN: readonly Json[] = ['self', null]

// ORCID compares a country with a constant that no text is equal to (AddressManagerImpl.isDuplicated).
const personKeys = ({ kind, identifiedBy }: Section, content: Members): Keys =>
  kind === 'address' ? [] : [JSON.stringify([content[identifiedBy], content['external-id-type']])]

/** Those that ORCID compares. A type that is read back otherwise is never the same as what is kept. */
const comparedIds = (section: Section, content: Members) => idsOf(section, content)
  .filter(({ 'external-id-type': type }) => typeReadBack(section.kind, type) === type)

function activityKeys (section: Section, content: Members): Compared {
  const keyed = (relationship: Json, key: string): string[] => OWN.includes(relationship) ? [`${relationship} ${key}`] : []
  return {
    keys: comparedIds(section, content)
      .flatMap((id) => keyed(id['external-id-relationship'], keyOf(renderId(section.kind, id)))),
    keysOf: (kept) => keptIds(section, kept).flatMap(({ relationship, key }) => keyed(relationship, key))
  }
}

/** The client's own items that are the same as what is sent, in the order in which they were added. */
function sameItems (view: View, section: Section,
  { putCode, keys, keysOf }: Compared & { putCode: number | null }): number[] {
  const wanted = new Set(keys)
  return [...itemsOf(view.registry.records, view.researcher, section).values()]
    .filter((item) => item.clientId === view.token?.clientId && item.putCode !== putCode)
    .filter((item) => keysOf(item.content).some((key) => wanted.has(key)))
    .map((item) => item.putCode)
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
  // A research resource is compared when it is added, and not again (ORCID-Source, ResearchResourceManagerImpl).
  if (section.kind === 'researchResource' && putCode !== null) return
  const compared = section.area === 'person'
    ? { keys: personKeys(section, content), keysOf: (kept: Members) => personKeys(section, kept) }
    : activityKeys(section, content)
  const [same] = sameItems(view, section, { ...compared, putCode })
  if (same === undefined) return
  if (section.area === 'person') refuse(9030, { params: wordsFor(section, sent) })
  refuse(9021, { params: { putCode: same, clientName: clientName(view) } })
}

/** The same for one of a bulk: a version counts as much as the thing, and the latest is named (WorkManagerImpl). */
export function checkBulkDuplicate (view: View, section: Section, { content }: SentItem): void {
  const keys = comparedIds(section, content).filter((id) => id['external-id-relationship'] === 'self')
    .map((id) => keyOf(renderId(section.kind, id)))
  const keysOf = (kept: Members): Keys => keptIds(section, kept)
    .filter(({ relationship }) => relationship === 'self' || relationship === 'version-of').map(({ key }) => key)
  const same = sameItems(view, section, { keys, keysOf, putCode: null }).at(-1)
  if (same !== undefined) refuse(9021, { params: { putCode: same, clientName: clientName(view) } })
}
