// In which order ORCID lists what a record holds: newest first, or as the person or the clients rank it.
import { at, type ItemKind, type Json } from '../../registry/record/model.ts'
import type { RecordItem } from '../../registry/record/store.ts'
import type { Section } from '../../registry/record/sections.ts'

type Compare<Thing> = (one: Thing, other: Thing) => number

const compareTexts: Compare<string> = (one, other) => Number(one > other) - Number(one < other)

/** The parts of a date as texts; `without` stands for one that is missing. */
function dateParts (date: Json | undefined, without: string): string[] {
  return ['year', 'month', 'day'].map((part) => String(at(date, `${part}.value`) ?? without))
}

const byRank: Compare<RecordItem> = (one, other) => other.displayIndex - one.displayIndex
const byAge: Compare<RecordItem> = (one, other) => one.createdAt - other.createdAt
const byRankAndAge: Compare<RecordItem> = (one, other) => byRank(one, other) || byAge(one, other)

/** Down from what has no dates, over what goes on, to what has ended (ORCID-Source, PojoUtil.createDateSortString). */
function affiliationDate ({ content, createdAt }: RecordItem): string {
  const { 'start-date': start = null, 'end-date': end = null } = content
  const created = new Date(createdAt)
  if (end !== null) return ['X', ...dateParts(end, '00'), ...start === null ? [] : dateParts(start, '00')].join('-')
  if (start !== null) return ['Y', ...dateParts(start, '00')].join('-')
  return ['Z', created.getUTCFullYear(), created.getUTCMonth() + 1, created.getUTCDate()].join('-')
}

// A database puts what is missing first when it goes down.
const reviewDate = ({ content }: RecordItem): string => dateParts(content['review-completion-date'], '~').join('-')

const byDateDown = (dateOf: (item: RecordItem) => string): Compare<RecordItem> =>
  (one, other) => compareTexts(dateOf(other), dateOf(one))

/** Items before they are grouped (ORCID-Source, the DAO of each, AffiliationsManagerReadOnlyImpl). */
export function inOrder ({ kind }: Section, items: readonly RecordItem[]): RecordItem[] {
  if (kind === 'affiliation') return items.toSorted(byDateDown(affiliationDate))
  if (kind === 'peerReview') return items.toSorted(byDateDown(reviewDate))
  return kind === 'researchResource' ? [...items] : items.toSorted(byRankAndAge)
}

/** The versions of one thing (GroupableActivityComparator, WorkComparators.WORKS_WITHIN_GROUP). */
export function versionsInOrder ({ kind }: Section, items: readonly RecordItem[]): RecordItem[] {
  if (kind === 'peerReview') return [...items]
  return items.toSorted(kind === 'work' ? byRankAndAge : byRank)
}

const workDate = ({ content }: RecordItem): string => dateParts(content['publication-date'], '0').join('-')
const workTitle = ({ content }: RecordItem): string => String(at(content, 'title.title.value'))

const groupedReviewDate = ({ content }: RecordItem): string => dateParts(content['review-completion-date'], '00').join('-')

/** By the best version of each group (WorkComparators.GROUP, PeerReviewDuplicateGroupComparator). */
const GROUPS: { readonly [Kind in ItemKind]?: Compare<RecordItem> } = {
  work: (one, other) => byDateDown(workDate)(one, other) || compareTexts(workTitle(one), workTitle(other)),
  peerReview: byDateDown(groupedReviewDate)
}

interface Group { readonly items: readonly RecordItem[] }

/** Groups; unless their kind says otherwise, in the order of their first items. */
export function groupsInOrder<Kind extends Group> (section: Section, groups: readonly Kind[]): Kind[] {
  const compare = GROUPS[section.kind]
  if (compare === undefined) return [...groups]
  const best = ({ items }: Group): RecordItem => versionsInOrder(section, items)[0] as RecordItem
  return groups.toSorted((one, other) => compare(best(one), best(other)))
}
