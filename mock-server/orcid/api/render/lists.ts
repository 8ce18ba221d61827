// The sections of a record as lists: a person's items one by one, activities in groups that share an identifier.
import type { Members } from '../../registry/record/model.ts'
import { itemsOf, type RecordItem } from '../../registry/record/store.ts'
import type { Section } from '../../registry/record/sections.ts'
import { externalId, isGroupable, keptIds } from './identifiers.ts'
import { renderItem, renderSummary } from './item.ts'
import { orderOf, sortBy } from './order.ts'
import { latest, renderPart, visibleItems, type View } from './view.ts'

interface Group { readonly ids: Map<string, Members>, readonly items: RecordItem[] }

/** Groups items that share an identifier (ORCID-Source, ActivitiesGroupGenerator). */
export function groupItems (section: Section, items: readonly RecordItem[]): Group[] {
  const groups = new Set<Group>()
  const byKey = new Map<string, Group>()
  for (const item of items) {
    const ids = keptIds(section, item.content).filter(isGroupable).map(({ key, id }): [string, Members] => [key, id])
    const found = [...new Set(ids.flatMap(([key]) => byKey.get(key) ?? []))]
    const [group = { ids: new Map<string, Members>(), items: [] }, ...others] = found
    group.items.push(item, ...others.flatMap((other) => other.items))
    for (const [key, id] of [...ids, ...others.flatMap((other) => [...other.ids])]) {
      if (!group.ids.has(key)) group.ids.set(key, id)
      byKey.set(key, group)
    }
    for (const other of others) groups.delete(other)
    groups.add(group)
  }
  const order = orderOf(section)
  const inOrder = [...groups].map(({ ids, items }) => ({ ids, items: sortBy(order.inGroup, items, (item) => item) }))
  return sortBy(order.groups, inOrder, ({ items: [first] }) => first as RecordItem)
}

/** What a reader sees of a section, in ORCID's order; what is hidden may be among it, and makes groups. */
interface Listing {
  readonly view: View
  readonly section: Section
  readonly items: readonly RecordItem[]
  readonly visible: ReadonlySet<RecordItem>
}

/** A group without what is hidden; none if it is all hidden (ORCID-Source, OrcidSecurityManagerImpl.checkAndFilter). */
function visiblePart ({ section, visible }: Listing, { ids, items }: Group): Group[] {
  const shown = items.filter((item) => visible.has(item))
  if (shown.length === 0) return []
  // ORCID does not look at the identifiers of these two.
  if (section.kind === 'affiliation' || section.kind === 'peerReview') return [{ ids, items: shown }]
  const keys = new Set(shown.flatMap(({ content }) => keptIds(section, content)).map(({ key }) => key))
  return [{ ids: new Map([...ids].filter(([key]) => keys.has(key))), items: shown }]
}

function renderGroup ({ view, section }: Listing, { ids, items }: Group): Members {
  const summaries = items.map((item) => renderSummary(view, section, item))
  const name = `${section.item}-summary`
  return {
    'last-modified-date': latest(summaries),
    'external-ids': { 'external-id': [...ids.values()] },
    ...section.kind === 'affiliation'
      ? { summaries: summaries.map((summary) => ({ [name]: summary })) }
      : { [name]: summaries }
  }
}

function renderGroups (listing: Listing): Members[] {
  return groupItems(listing.section, listing.items).flatMap((group) => visiblePart(listing, group))
    .map((group) => renderGroup(listing, group))
}

// Peer reviews are grouped twice: by their review group, and then like everything else.
function renderReviewGroups (listing: Listing): Members[] {
  const byGroupId = new Map<string, RecordItem[]>()
  for (const item of listing.items) {
    const groupId = String(item.content['review-group-id'])
    const items = byGroupId.get(groupId) ?? []
    items.push(item)
    byGroupId.set(groupId, items)
  }
  return [...byGroupId].flatMap(([groupId, items]) => {
    const groups = renderGroups({ ...listing, items })
    const ids = { 'external-id': [externalId('peer-review', groupId)] }
    const reviews = { 'last-modified-date': latest(groups), 'external-ids': ids, 'peer-review-group': groups }
    return groups.length === 0 ? [] : [reviews]
  })
}

function renderMembers (view: View, section: Section, withHidden: boolean): Members[] {
  const visible = visibleItems(view, section)
  const all = withHidden ? itemsOf(view.registry.records, view.researcher, section).values() : visible
  const items = sortBy(orderOf(section).items, [...all], (item) => item)
  if (section.area === 'person') return items.map((item) => renderItem(view, section, item))
  const listing = { view, section, items, visible: new Set(visible) }
  return section.kind === 'peerReview' ? renderReviewGroups(listing) : renderGroups(listing)
}

/** A section; what its reader may not see is left out, before or after it makes groups. */
export function renderList (view: View, section: Section, withHidden = false): Members {
  const dated = renderMembers(view, section, withHidden)
  return renderPart(view, section.name, { members: { [section.holds]: dated }, dated })
}
