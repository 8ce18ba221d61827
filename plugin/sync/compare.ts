// When a stored item says what is desired: ORCID writes some things otherwise than they were sent, and ignores others.
import { isDeepStrictEqual } from 'node:util'
import { at, without, type Json, type Members } from './json.ts'
import type { SyncedSection } from './sections.ts'

// What ORCID, or the person, decides of an item.
const ENVELOPE = new Set(['put-code', 'created-date', 'last-modified-date', 'source', 'visibility', 'path', 'display-index'])

/** What a client says of an item. */
export function contentOf (item: Members): Members {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !ENVELOPE.has(name)))
}

const NOTHING = () => null
const AS_SENT = (value: Json): Json => value
const twoDigits = (date: Json): Json => ({ value: String(at(date, 'value')).padStart(2, '0') })

// Words of another list that ORCID reads as its own (ORCID-Source, WorkType).
const TYPES: ReadonlyMap<Json, string> = new Map([
  ['article-journal', 'journal-article'], ['chapter', 'book-chapter'], ['dataset', 'data-set'],
  ['standard', 'standards-and-policy']
])
const ownType = (type: Json): Json => TYPES.get(type) ?? type

// ORCID reads `issn:17414857` as `issn:1741-4857` (ORCID-Source, ISSNNormalizer).
const reviewGroup = (group: Json): Json =>
  String(group).replace(/^issn:\s*(\d{4})-?(\d{3}[\dx])\s*$/i, (_, first: string, last: string) => `issn:${first}-${last.toUpperCase()}`)

const role = (text: Json): Json => String(text).toLowerCase().replaceAll('_', '-')

/** ORCID writes the whole of an iD of which a part was sent. */
const contributorId = (id: Json): Json => at(id, 'path') ?? String(at(id, 'uri')).replace(/^.*\//s, '')

// ORCID shows nobody's address, and the public name of those that it knows (ORCID-Source, ContributorUtils).
const contributors = (list: Json): Json => (list as readonly Members[]).map((one) =>
  at(one, 'contributor-orcid') === null ? one : without(one, 'credit-name'))

/** How ORCID writes what has one of these names, whatever it was sent. */
const AS_WRITTEN: ReadonlyMap<string, (value: Json) => Json> = new Map<string, (value: Json) => Json>([
  ['external-id-normalized', NOTHING],
  ['external-id-normalized-error', NOTHING],
  // In some sections ORCID keeps `proposal-id` and writes `proposal_id`.
  ['external-id-type', (type) => String(type).replaceAll('-', '_')],
  ['month', twoDigits],
  ['day', twoDigits],
  ['type', ownType],
  ['subject-type', ownType],
  ['review-group-id', reviewGroup],
  ['contributor', contributors],
  ['contributor-email', NOTHING],
  ['contributor-orcid', contributorId],
  ['contributor-role', role]
])

const isNothing = (value: Json): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)

function clean (value: Json): Json {
  if (Array.isArray(value)) return value.map(clean).filter((one) => !isNothing(one))
  if (typeof value === 'string') return value.trim()
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, inner]) => !isNothing(inner))
    .map(([name, inner]): [string, Json] => [name, clean((AS_WRITTEN.get(name) ?? AS_SENT)(inner))])
  return Object.fromEntries(members.filter(([, inner]) => !isNothing(inner)))
}

/** An item in one form, whoever wrote it: without what is empty. */
export function canonical (item: Members): Members {
  return clean(contentOf(item)) as Members
}

const withMember = (item: Members, name: string, value: Json): Members =>
  value === null ? item : { ...item, [name]: value }

/** A part of a date that was not there before is not compared, and neither is a date that is gone. */
function seenDate (desired: Json, stored: Json): Json {
  if (desired === null || stored === null) return desired ?? stored
  return Object.fromEntries(Object.keys(stored as Members).map((part) => [part, at(desired, part)]))
}

// ORCID compares as many contributors as its page shows.
const MAX_CONTRIBUTORS = 50
const firstContributors = (item: Members): Members => isNothing(at(item, 'contributors'))
  ? item
  : { ...item, contributors: (at(item, 'contributors.contributor') as Json[]).slice(0, MAX_CONTRIBUTORS) }

/**
 * What ORCID makes of an update of a work: of some members it does not see that they are gone.
 * @see https://github.com/ORCID/ORCID-Source orcid-core WorkManagerImpl.updateWork, WorkForm.compare
 */
function seenWork (desired: Members, stored: Members): Members {
  const translated = at(desired, 'title.translated-title') ?? at(stored, 'title.translated-title')
  const title = withMember(desired['title'] as Members, 'translated-title', translated)
  const cited = withMember({ ...desired, title }, 'citation', at(desired, 'citation') ?? at(stored, 'citation'))
  const date = seenDate(at(desired, 'publication-date'), at(stored, 'publication-date'))
  return firstContributors(withMember(cited, 'publication-date', date))
}

/** Whether an update would change the stored item. Both are canonical. */
export function isDifferent ({ item }: SyncedSection, desired: Members, stored: Members): boolean {
  const [wanted, kept] = item === 'work' ? [seenWork(desired, stored), firstContributors(stored)] : [desired, stored]
  return !isDeepStrictEqual(wanted, kept)
}

/** The part of an item that its list shows. */
export function listedPart ({ unlisted }: SyncedSection, item: Members): Members {
  return unlisted.reduce(without, item)
}

/** Whether an item says something that its list does not show. */
export function hasUnlisted ({ unlisted }: SyncedSection, item: Members): boolean {
  return unlisted.some((path) => at(item, path) !== null)
}
