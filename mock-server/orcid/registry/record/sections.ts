// The sections of a record that hold items: their names in a path, their scopes, what is in them.
import { shapes } from './model.ts'
import type { ObjectNode } from './node.ts'

/** One section that clients read and write. */
export interface Section {
  /** Last path segment of the list, and its name in a record. */
  readonly name: string
  /** Path segment in front of a put-code. */
  readonly item: string
  /** Name of the list's member that holds the items or their groups. */
  readonly holds: string
  /** Which half of a record it belongs to; in `activities` items are grouped and have a summary. */
  readonly area: 'person' | 'activities'
  /** What a user calls it in the options of a researcher. */
  readonly option: string
  /** The scope that shows what is limited. */
  readonly read: string
  /** The scopes of which one is needed to add. */
  readonly create: readonly string[]
  /** The scope to change. */
  readonly update: string
  /** The scope to remove. */
  readonly remove: string
  /** What an item holds besides its envelope. */
  readonly shape: ObjectNode
  /** The member that tells an item from another (9021 or, for a person's, 9030). */
  readonly identifiedBy: string
}

type Kind = Omit<Section, 'name' | 'item' | 'option'>

function activity (scope: string, shape: ObjectNode, { holds = 'group', ids = 'external-ids' } = {}): Kind {
  return {
    holds,
    area: 'activities',
    read: `${scope}/read-limited`,
    create: [`${scope}/create`, `${scope}/update`],
    update: `${scope}/update`,
    remove: `${scope}/update`,
    shape,
    identifiedBy: ids
  }
}

function personal (shape: ObjectNode, holds: string, { identifiedBy = holds, write = '/orcid-bio/update' } = {}): Kind {
  return {
    holds,
    area: 'person',
    read: '/orcid-bio/read-limited',
    create: [write],
    update: write,
    // Whoever may only add identifiers may not take them away.
    remove: '/orcid-bio/update',
    shape,
    identifiedBy
  }
}

const affiliation = activity('/affiliations', shapes.affiliation, { holds: 'affiliation-group' })

/** Every section, activities and person each in the order in which ORCID writes them. */
export const sections: readonly Section[] = [
  { ...affiliation, name: 'distinctions', item: 'distinction', option: 'distinctions' },
  { ...affiliation, name: 'educations', item: 'education', option: 'educations' },
  { ...affiliation, name: 'employments', item: 'employment', option: 'employments' },
  { ...activity('/funding', shapes.funding), name: 'fundings', item: 'funding', option: 'fundings' },
  { ...affiliation, name: 'invited-positions', item: 'invited-position', option: 'invitedPositions' },
  { ...affiliation, name: 'memberships', item: 'membership', option: 'memberships' },
  {
    ...activity('/peer-review', shapes.peerReview, { ids: 'review-identifiers' }),
    name: 'peer-reviews',
    item: 'peer-review',
    option: 'peerReviews'
  },
  { ...affiliation, name: 'qualifications', item: 'qualification', option: 'qualifications' },
  {
    ...activity('/affiliations', shapes.researchResource, { ids: 'proposal' }),
    name: 'research-resources',
    item: 'research-resource',
    option: 'researchResources'
  },
  { ...affiliation, name: 'services', item: 'service', option: 'services' },
  { ...activity('/orcid-works', shapes.work), name: 'works', item: 'work', option: 'works' },
  {
    ...personal(shapes.content, 'other-name', { identifiedBy: 'content' }),
    name: 'other-names',
    item: 'other-names',
    option: 'otherNames'
  },
  {
    ...personal(shapes.researcherUrl, 'researcher-url', { identifiedBy: 'url' }),
    name: 'researcher-urls',
    item: 'researcher-urls',
    option: 'researcherUrls'
  },
  {
    ...personal(shapes.address, 'address', { identifiedBy: 'country' }),
    name: 'address',
    item: 'address',
    option: 'addresses'
  },
  {
    ...personal(shapes.content, 'keyword', { identifiedBy: 'content' }),
    name: 'keywords',
    item: 'keywords',
    option: 'keywords'
  },
  {
    ...personal(shapes.externalIdentifier, 'external-identifier', {
      identifiedBy: 'external-id-value', write: '/orcid-bio/external-identifiers/create'
    }),
    name: 'external-identifiers',
    item: 'external-identifiers',
    option: 'externalIdentifiers'
  }
]

/** The section of a name. */
export function sectionOf (name: string): Section {
  return sections.find((section) => section.name === name) as Section
}
