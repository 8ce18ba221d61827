// The sections of a record that hold items: one row each, with its names, its scopes and the kind of its items.
import type { ActivityOptions } from '../../../options/researcher.ts'
import { shapes, type ItemKind, type ObjectNode } from './model.ts'

export interface Section {
  readonly name: string
  /** The path segment of one item. */
  readonly item: string
  readonly option: keyof ActivityOptions | 'addresses' | 'externalIdentifiers' | 'keywords' | 'otherNames' | 'researcherUrls'
  /** What the page of a record writes above the section. */
  readonly heading: string
  readonly kind: ItemKind
  readonly shape: ObjectNode
  /** The half of a record; in `activities` items are grouped and have a summary. */
  readonly area: 'person' | 'activities'
  /** The member of a list that holds its items or groups. */
  readonly holds: string
  /** The path of what tells an item from another (9021, or 9030 in the person half). */
  readonly identifiedBy: string
  /** Whether ORCID requires a city and an organization id, as it does of educations and employments (9045, 9060). */
  readonly isFormal?: true
  readonly read: string
  readonly create: readonly string[]
  readonly update: string
  readonly remove: string
}

type SectionBase = Omit<Section, 'name' | 'item' | 'option' | 'heading'>

function activity (kind: ItemKind, scope: string, other: Partial<SectionBase> = {}): SectionBase {
  const update = `${scope}/update`
  const scopes = { read: `${scope}/read-limited`, create: [`${scope}/create`, update], update, remove: update }
  const base = { kind, shape: shapes[kind], area: 'activities', holds: 'group', identifiedBy: 'external-ids' } as const
  return { ...base, ...scopes, ...other }
}

function personal (kind: ItemKind, names: Pick<Section, 'holds' | 'identifiedBy'>, write = '/orcid-bio/update'): SectionBase {
  // A client that may only add identifiers may not remove them.
  const scopes = { read: '/orcid-bio/read-limited', create: [write], update: write, remove: '/orcid-bio/update' }
  return { kind, shape: shapes[kind], area: 'person', ...names, ...scopes }
}

const affiliation = activity('affiliation', '/affiliations', { holds: 'affiliation-group' })
const formal = { ...affiliation, isFormal: true } as const
const funding = activity('funding', '/funding')
const peerReview = activity('peerReview', '/peer-review', { identifiedBy: 'review-identifiers' })
const researchResource = activity('researchResource', '/affiliations', { identifiedBy: 'proposal.external-ids' })
const work = activity('work', '/orcid-works')
const otherName = personal('text', { holds: 'other-name', identifiedBy: 'content' })
const researcherUrl = personal('researcherUrl', { holds: 'researcher-url', identifiedBy: 'url' })
const address = personal('address', { holds: 'address', identifiedBy: 'country' })
const keyword = personal('text', { holds: 'keyword', identifiedBy: 'content' })
const externalIdentifier = personal('externalIdentifier',
  { holds: 'external-identifier', identifiedBy: 'external-id-value' }, '/orcid-bio/external-identifiers/create')

// Activities first; both halves in the order in which ORCID writes them.
const rows: ReadonlyArray<Omit<Section, 'item'>> = [
  { ...affiliation, name: 'distinctions', option: 'distinctions', heading: 'Distinctions' },
  { ...formal, name: 'educations', option: 'educations', heading: 'Education' },
  { ...formal, name: 'employments', option: 'employments', heading: 'Employment' },
  { ...funding, name: 'fundings', option: 'fundings', heading: 'Funding' },
  { ...affiliation, name: 'invited-positions', option: 'invitedPositions', heading: 'Invited positions' },
  { ...affiliation, name: 'memberships', option: 'memberships', heading: 'Memberships' },
  { ...peerReview, name: 'peer-reviews', option: 'peerReviews', heading: 'Peer reviews' },
  { ...affiliation, name: 'qualifications', option: 'qualifications', heading: 'Qualifications' },
  { ...researchResource, name: 'research-resources', option: 'researchResources', heading: 'Research resources' },
  { ...affiliation, name: 'services', option: 'services', heading: 'Service' },
  { ...work, name: 'works', option: 'works', heading: 'Works' },
  { ...otherName, name: 'other-names', option: 'otherNames', heading: 'Also known as' },
  { ...researcherUrl, name: 'researcher-urls', option: 'researcherUrls', heading: 'Websites and social links' },
  { ...address, name: 'address', option: 'addresses', heading: 'Countries' },
  { ...keyword, name: 'keywords', option: 'keywords', heading: 'Keywords' },
  { ...externalIdentifier, name: 'external-identifiers', option: 'externalIdentifiers', heading: 'Other iDs' }
]

// The items of the person half have the plural in their path too.
export const sections: readonly Section[] = rows.map((row) =>
  ({ ...row, item: row.area === 'person' ? row.name : row.name.slice(0, -1) }))

export function sectionOf (name: string): Section {
  return sections.find((section) => section.name === name) as Section
}
