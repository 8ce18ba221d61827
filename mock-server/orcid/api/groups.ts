// How activities stand in a list: versions of one thing together, which is what shares an identifier of its own.
import type { Members } from '../registry/record/node.ts'
import type { RecordItem } from '../registry/record/store.ts'
import type { Section } from '../registry/record/sections.ts'
import { idsOf, isGroupable, keyOf, renderId } from './identifiers.ts'
import type { ExternalId } from './identifiers.ts'
import { renderItem, renderSummary } from './item.ts'
import { latest, listOf, visibleItems } from './view.ts'
import type { View } from './view.ts'

interface Group {
  readonly ids: Map<string, ExternalId>
  readonly items: RecordItem[]
}

/** Puts items that share an identifier together, in the order of their first (ActivitiesGroupGenerator). */
function groupItems (section: Section, items: readonly RecordItem[]): Group[] {
  const groups = new Set<Group>()
  const byKey = new Map<string, Group>()
  for (const item of items) {
    const ids = new Map(idsOf(section, item.content).filter(isGroupable).map((id) => [keyOf(id), id]))
    const found = [...new Set([...ids.keys()].flatMap((key) => byKey.get(key) ?? []))]
    const [home = { ids: new Map<string, ExternalId>(), items: [] }, ...others] = found
    home.items.push(item, ...others.flatMap((other) => other.items))
    for (const [key, id] of [...ids, ...others.flatMap((other) => [...other.ids])]) {
      if (!home.ids.has(key)) home.ids.set(key, id)
      byKey.set(key, home)
    }
    for (const other of others) groups.delete(other)
    groups.add(home)
  }
  return [...groups]
}

function renderGroup (view: View, section: Section, { ids, items }: Group): Members {
  const summaries = items.map((item) => renderSummary(view, { section, item }))
  const isAffiliation = section.holds === 'affiliation-group'
  const externalIds = { 'external-id': [...ids.values()].map(renderId) }
  const head = { 'last-modified-date': latest(summaries), 'external-ids': externalIds }
  if (!isAffiliation) return { ...head, [`${section.item}-summary`]: summaries }
  return { ...head, summaries: summaries.map((summary) => ({ [`${section.item}-summary`]: summary })) }
}

// Peer reviews are grouped twice: by whom they were written for, and then like everything else.
function renderReviewGroups (view: View, section: Section, items: readonly RecordItem[]): Members[] {
  const byGroupId = new Map<string, RecordItem[]>()
  for (const item of items) {
    const groupId = String(item.content['review-group-id'])
    const reviews = byGroupId.get(groupId) ?? []
    reviews.push(item)
    byGroupId.set(groupId, reviews)
  }
  return [...byGroupId].map(([groupId, reviews]) => {
    const groups = groupItems(section, reviews).map((group) => renderGroup(view, section, group))
    const id = {
      'external-id-type': 'peer-review',
      'external-id-value': groupId,
      'external-id-normalized': null,
      'external-id-normalized-error': null,
      'external-id-url': null,
      'external-id-relationship': null
    }
    return { 'last-modified-date': latest(groups), 'external-ids': { 'external-id': [id] }, 'peer-review-group': groups }
  })
}

function membersOf (view: View, section: Section): Members[] {
  const items = visibleItems(view, section)
  if (section.area === 'person') return items.map((item) => renderItem(view, { section, item }))
  if (section.name === 'peer-reviews') return renderReviewGroups(view, section, items)
  return groupItems(section, items).map((group) => renderGroup(view, section, group))
}

/** A section as a list, with what the reader may see of it. */
export function renderList (view: View, section: Section): Members {
  return listOf(`/${view.researcher.orcid}/${section.name}`, section.holds, membersOf(view, section))
}
