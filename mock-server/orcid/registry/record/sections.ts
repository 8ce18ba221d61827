// The sections of a record that hold items: one row each, with its names, its scopes and the kind of its items.
import type { ActivityOptions } from '../../../options/researcher.ts'
import { shapes, type ItemKind, type ObjectNode } from './model.ts'

export interface Section {
  readonly name: string
  readonly item: string
  readonly option: keyof ActivityOptions | 'addresses' | 'externalIdentifiers' | 'keywords' | 'otherNames' | 'researcherUrls'
  readonly kind: ItemKind
  readonly shape: ObjectNode
  /** The half of a record; in `activities` items are grouped and have a summary. */
  readonly area: 'person' | 'activities'
  readonly holds: string
  /** The member that tells an item from another (9021, or 9030 in the person half). */
  readonly identifiedBy: string
  /** Whether ORCID requires a city and an organization id, as it does of educations and employments (9045, 9060). */
  readonly isFormal?: true
  readonly read: string
  readonly create: readonly string[]
  readonly update: string
  readonly remove: string
}

type SectionBase = Omit<Section, 'name' | 'item' | 'option'>

function activity (kind: ItemKind, scope: string, { holds = 'group', identifiedBy = 'external-ids' } = {}): SectionBase {
  return {
    kind,
    shape: shapes[kind],
    area: 'activities',
    holds,
    identifiedBy,
    read: `${scope}/read-limited`,
    create: [`${scope}/create`, `${scope}/update`],
    update: `${scope}/update`,
    remove: `${scope}/update`
  }
}

function personal (kind: ItemKind, holds: string,
  { identifiedBy, write = '/orcid-bio/update' }: { identifiedBy: string, write?: string }): SectionBase {
  return {
    kind,
    shape: shapes[kind],
    area: 'person',
    holds,
    identifiedBy,
    read: '/orcid-bio/read-limited',
    create: [write],
    update: write,
    // A client that may only add identifiers may not remove them.
    remove: '/orcid-bio/update'
  }
}

const affiliation = activity('affiliation', '/affiliations', { holds: 'affiliation-group' })
const formal = { ...affiliation, isFormal: true } as const
const funding = activity('funding', '/funding')
const peerReview = activity('peerReview', '/peer-review', { identifiedBy: 'review-identifiers' })
const researchResource = activity('researchResource', '/affiliations', { identifiedBy: 'proposal' })
const work = activity('work', '/orcid-works')
const otherName = personal('text', 'other-name', { identifiedBy: 'content' })
const researcherUrl = personal('researcherUrl', 'researcher-url', { identifiedBy: 'url' })
const address = personal('address', 'address', { identifiedBy: 'country' })
const keyword = personal('text', 'keyword', { identifiedBy: 'content' })
const externalIdentifier = personal('externalIdentifier', 'external-identifier', {
  identifiedBy: 'external-id-value', write: '/orcid-bio/external-identifiers/create'
})

/** Activities first; both halves in the order in which ORCID writes them. */
export const sections: readonly Section[] = [
  { ...affiliation, name: 'distinctions', item: 'distinction', option: 'distinctions' },
  { ...formal, name: 'educations', item: 'education', option: 'educations' },
  { ...formal, name: 'employments', item: 'employment', option: 'employments' },
  { ...funding, name: 'fundings', item: 'funding', option: 'fundings' },
  { ...affiliation, name: 'invited-positions', item: 'invited-position', option: 'invitedPositions' },
  { ...affiliation, name: 'memberships', item: 'membership', option: 'memberships' },
  { ...peerReview, name: 'peer-reviews', item: 'peer-review', option: 'peerReviews' },
  { ...affiliation, name: 'qualifications', item: 'qualification', option: 'qualifications' },
  { ...researchResource, name: 'research-resources', item: 'research-resource', option: 'researchResources' },
  { ...affiliation, name: 'services', item: 'service', option: 'services' },
  { ...work, name: 'works', item: 'work', option: 'works' },
  { ...otherName, name: 'other-names', item: 'other-names', option: 'otherNames' },
  { ...researcherUrl, name: 'researcher-urls', item: 'researcher-urls', option: 'researcherUrls' },
  { ...address, name: 'address', item: 'address', option: 'addresses' },
  { ...keyword, name: 'keywords', item: 'keywords', option: 'keywords' },
  { ...externalIdentifier, name: 'external-identifiers', item: 'external-identifiers', option: 'externalIdentifiers' }
]

export function sectionOf (name: string): Section {
  return sections.find((section) => section.name === name) as Section
}
