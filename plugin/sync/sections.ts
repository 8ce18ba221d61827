// The sections that can be synchronized, one row each: its items, where they are listed, and what tells them apart.
import type { OrcidItems } from '../api/schema/sections.ts'
import type { Json, Members } from './json.ts'

export interface SyncedSection {
  /** The name of one item in ORCID's paths. */
  readonly item: keyof OrcidItems
  /** The members that lead from the section to its items, through lists and groups. */
  readonly path: readonly string[]
  /** Where an item has its identifiers; null in the half of a record that is about the person. */
  readonly ids: string | null
  /** What tells an item without identifiers of its own from others. */
  readonly natural: readonly string[]
  /** Fields that an item has in full, and not in its list. */
  readonly unlisted: readonly string[]
  /** Fields that have another name in the list. */
  readonly listNames: Readonly<Record<string, string>>
}

type Row<Item> = { readonly item: Item } & Pick<SyncedSection, 'path' | 'natural'> & Partial<SyncedSection>

function row<const Item extends keyof OrcidItems> (described: Row<Item>) {
  return { ids: null, unlisted: [], listNames: {}, ...described }
}

function affiliation<const Item extends keyof OrcidItems> (item: Item) {
  const natural = ['organization.name', 'department-name', 'role-title', 'start-date']
  return row({ item, path: ['affiliation-group', 'summaries', `${item}-summary`], ids: 'external-ids', natural })
}

/** By the name of the section in ORCID's paths. */
export const syncedSections = {
  works: row({
    item: 'work',
    path: ['group', 'work-summary'],
    ids: 'external-ids',
    natural: ['title.title.value'],
    // ORCID's list of works has no subtitles (ORCID-Source, MapperFacadeFactory, WorkSummary).
    unlisted: ['title.subtitle', 'short-description', 'citation', 'contributors', 'language-code', 'country']
  }),
  employments: affiliation('employment'),
  educations: affiliation('education'),
  qualifications: affiliation('qualification'),
  distinctions: affiliation('distinction'),
  'invited-positions': affiliation('invited-position'),
  memberships: affiliation('membership'),
  services: affiliation('service'),
  fundings: row({
    item: 'funding',
    path: ['group', 'funding-summary'],
    ids: 'external-ids',
    natural: ['title.title.value', 'organization.name', 'start-date'],
    unlisted: ['organization-defined-type', 'short-description', 'amount', 'contributors']
  }),
  'peer-reviews': row({
    item: 'peer-review',
    path: ['group', 'peer-review-group', 'peer-review-summary'],
    ids: 'review-identifiers',
    natural: ['review-group-id', 'reviewer-role', 'review-completion-date'],
    unlisted: ['subject-external-identifier', 'subject-container-name', 'subject-type', 'subject-name', 'subject-url'],
    listNames: { 'external-ids': 'review-identifiers', 'completion-date': 'review-completion-date' }
  }),
  'research-resources': row({
    item: 'research-resource',
    path: ['group', 'research-resource-summary'],
    ids: 'proposal.external-ids',
    natural: ['proposal.title.title.value'],
    unlisted: ['resource-item']
  }),
  'other-names': row({ item: 'other-names', path: ['other-name'], natural: ['content'] }),
  keywords: row({ item: 'keywords', path: ['keyword'], natural: ['content'] }),
  address: row({ item: 'address', path: ['address'], natural: ['country'] }),
  'researcher-urls': row({ item: 'researcher-urls', path: ['researcher-url'], natural: ['url'] }),
  'external-identifiers': row({
    item: 'external-identifiers', path: ['external-identifier'], natural: ['external-id-type', 'external-id-value']
  })
} as const

/** The items of each section that can be synchronized. */
export type OrcidSyncItems = {
  [Section in keyof typeof syncedSections]: OrcidItems[(typeof syncedSections)[Section]['item']]
}

/** The items in a section that was read, with the names that they have in full. */
export function itemsIn ({ path, listNames }: SyncedSection, section: Json): Members[] {
  const items = path.reduce<Json[]>((found, name) => found.flatMap((one) => (one as Members)[name] as Json), [section])
  return items.map((item) => Object.fromEntries(Object.entries(item as Members).map(([name, value]) =>
    [listNames[name] ?? name, value])))
}
