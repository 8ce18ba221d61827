// The order in which ORCID lists what a record holds: of the items, of the items in a group, and of the groups.
import { at, partsOf, workTypes, type Json } from '../../registry/record/model.ts'
import type { RecordItem } from '../../registry/record/store.ts'
import type { Section } from '../../registry/record/sections.ts'

/** What is compared first, and only if it is the same, what comes next. */
type Ranks = ReadonlyArray<{ readonly by: (item: RecordItem) => number | string, readonly isDescending?: true }>

/** Sorts things by an item of theirs; those of the same rank stay as they are. */
export function sortBy<Thing> (ranks: Ranks, things: readonly Thing[], itemOf: (thing: Thing) => RecordItem): Thing[] {
  return things.toSorted((one, other) => {
    for (const { by, isDescending = false } of ranks) {
      const [first, second] = [by(itemOf(one)), by(itemOf(other))]
      if (first !== second) return (first < second) === isDescending ? 1 : -1
    }
    return 0
  })
}

/** A date as a text that sorts; what stands for a part that is missing decides where its date comes. */
function sortable (date: Json | undefined, missing: string): string {
  const [year, month, day] = partsOf(date).map((part) => part ?? missing)
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

// ORCID-Source, PojoUtil.createDateSortString: what has no date comes first, and then what has not ended.
function affiliationDates ({ createdAt, content: { 'start-date': start, 'end-date': end } }: RecordItem): string {
  const created = new Date(createdAt)
  if (start === null && end === null) {
    return `Z-${created.getUTCFullYear()}-${created.getUTCMonth() + 1}-${created.getUTCDate()}`
  }
  if (end === null) return `Y-${sortable(start, '00')}`
  return `X-${sortable(end, '00')}${start === null ? '' : `-${sortable(start, '00')}`}`
}

const preferred = { by: ({ displayIndex }: RecordItem) => displayIndex, isDescending: true } as const
const added: Ranks = [{ by: ({ createdAt }) => createdAt }, { by: ({ putCode }) => putCode }]
const reviewed = (missing: string) => ({
  by: ({ content }: RecordItem) => sortable(content['review-completion-date'], missing), isDescending: true
} as const)

interface Order { readonly items: Ranks, readonly inGroup: Ranks, readonly groups: Ranks }

const AS_ADDED: Order = { items: [], inGroup: [preferred], groups: [] }
const BY_RANK: Order = { ...AS_ADDED, items: [preferred, ...added] }

// The queries of ORCID's DAOs, AffiliationsManagerReadOnlyImpl, WorkComparators, PeerReviewDuplicateGroupComparator.
const ORDERS: ReadonlyMap<string, Order> = new Map<string, Order>([
  ['work', {
    items: [preferred, ...added],
    inGroup: [preferred, ...added],
    groups: [
      { by: ({ content }) => sortable(content['publication-date'], '0'), isDescending: true },
      { by: ({ content }) => String(at(content, 'title.title.value')) },
      { by: ({ content }) => workTypes.indexOf(String(content['type'])) }
    ]
  }],
  ['funding', BY_RANK],
  ['affiliation', { ...AS_ADDED, items: [{ by: affiliationDates, isDescending: true }] }],
  // The database puts what is missing first, and the groups put it last.
  ['peerReview', { items: [reviewed('99')], inGroup: [], groups: [reviewed('00')] }]
])

export function orderOf ({ kind, area }: Section): Order {
  return ORDERS.get(kind) ?? (area === 'person' ? BY_RANK : AS_ADDED)
}
