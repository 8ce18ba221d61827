// The sections of a record as lists: a person's items one by one, activities in groups that share an identifier.
import type { Members } from '../../registry/record/model.ts'
import type { RecordItem } from '../../registry/record/store.ts'
import type { Section } from '../../registry/record/sections.ts'
import { externalId, idsOf, isGroupable, keyOf, renderId, type ExternalId } from './identifiers.ts'
import { renderItem, renderSummary } from './item.ts'
import { latest, renderPart, visibleItems, type View } from './view.ts'

interface Group { readonly ids: Map<string, ExternalId>, readonly items: RecordItem[] }

/** Groups items that share an identifier, in the order of their first (ORCID-Source, ActivitiesGroupGenerator). */
export function groupItems (section: Section, items: readonly RecordItem[]): Group[] {
  const groups = new Set<Group>()
  const byKey = new Map<string, Group>()
  for (const item of items) {
    const ids = new Map(idsOf(section, item.content).filter(isGroupable).map((id) => [keyOf(id), id]))
    const found = [...new Set([...ids.keys()].flatMap((key) => byKey.get(key) ?? []))]
    const [group = { ids: new Map<string, ExternalId>(), items: [] }, ...others] = found
    group.items.push(item, ...others.flatMap((other) => other.items))
    for (const [key, id] of [...ids, ...others.flatMap((other) => [...other.ids])]) {
      if (!group.ids.has(key)) group.ids.set(key, id)
      byKey.set(key, group)
    }
    for (const other of others) groups.delete(other)
    groups.add(group)
  }
  return [...groups]
}

function renderGroup (view: View, section: Section, { ids, items }: Group): Members {
  const summaries = items.map((item) => renderSummary(view, section, item))
  const name = `${section.item}-summary`
  return {
    'last-modified-date': latest(summaries),
    'external-ids': { 'external-id': [...ids.values()].map(renderId) },
    ...section.kind === 'affiliation'
      ? { summaries: summaries.map((summary) => ({ [name]: summary })) }
      : { [name]: summaries }
  }
}

// Peer reviews are grouped twice: by their review group, and then like everything else.
function renderReviewGroups (view: View, section: Section, items: readonly RecordItem[]): Members[] {
  const byGroupId = new Map<string, RecordItem[]>()
  for (const item of items) {
    const groupId = String(item.content['review-group-id'])
    byGroupId.set(groupId, [...byGroupId.get(groupId) ?? [], item])
  }
  return [...byGroupId].map(([groupId, reviews]) => {
    const groups = groupItems(section, reviews).map((group) => renderGroup(view, section, group))
    const id = externalId('peer-review', groupId)
    return { 'last-modified-date': latest(groups), 'external-ids': { 'external-id': [id] }, 'peer-review-group': groups }
  })
}

function renderMembers (view: View, section: Section): Members[] {
  const items = visibleItems(view, section)
  if (section.area === 'person') return items.map((item) => renderItem(view, section, item))
  if (section.kind === 'peerReview') return renderReviewGroups(view, section, items)
  return groupItems(section, items).map((group) => renderGroup(view, section, group))
}

export function renderList (view: View, section: Section): Members {
  const dated = renderMembers(view, section)
  return renderPart(view, section.name, { members: { [section.holds]: dated }, dated })
}
