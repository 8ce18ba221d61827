// Fundings, peer reviews and research resources, in ORCID's own words.
import { defineSchema, embed, objectOrNull, orNull } from './define-schema.ts'
import {
  contributors, date, externalId, externalIds, group, groupsOf, hosts, listValue, organization, putCode, stamps,
  string, text, title
} from './fields.ts'
import type {
  OrcidContributors, OrcidDate, OrcidExternalId, OrcidExternalIds, OrcidGroup, OrcidHosts, OrcidList,
  OrcidOrganization, OrcidStamps, OrcidText, OrcidTitle
} from './fields.ts'
import type { OrcidFundingType, OrcidResourceType, OrcidReviewerRole, OrcidReviewType } from './words.ts'

/** What every activity has, in full. */
interface Whole extends OrcidStamps {
  /** ORCID's number for it. */
  'put-code'?: number | null
  'display-index'?: string | null
}

/** What every activity has in its list. */
interface Listed extends OrcidStamps {
  /** ORCID's number for it, by which it is read in full. */
  'put-code': number
  'display-index'?: string | null
}

const listed = { ...stamps, 'put-code': putCode, 'display-index': orNull(string) } as const
const whole = { ...listed, 'put-code': orNull(putCode) } as const

/** How much, in the currency's three letters. */
export interface OrcidAmount {
  value?: string | null
  'currency-code'?: string | null
}

/** `/funding`: one grant or award, to read, add or update. */
export interface OrcidFunding extends Whole {
  type: OrcidFundingType
  /** The name that the funder has for the type. */
  'organization-defined-type'?: OrcidText | null
  /** `{ title: { value: 'A grant' } }`; there is no subtitle. */
  title: OrcidTitle | null
  /** What it is for, in up to 5000 characters. */
  'short-description'?: string | null
  /** How much: `{ value: '1000', 'currency-code': 'EUR' }`. */
  amount?: OrcidAmount | null
  /** A page about it: `{ value: 'https://…' }`. */
  url?: OrcidText | null
  /** When it began. */
  'start-date'?: OrcidDate | null
  /** When it ends. */
  'end-date'?: OrcidDate | null
  /** Its identifiers, such as the grant number, by which ORCID finds duplicates. */
  'external-ids'?: OrcidExternalIds | null
  /** Who takes part. */
  contributors?: OrcidContributors | null
  /** Who pays: name, address and an identifier such as a ROR id. */
  organization: OrcidOrganization | null
}

const funding = {
  title,
  'external-ids': externalIds,
  url: text,
  'start-date': date,
  'end-date': date,
  organization: orNull(organization)
} as const

/** The schema of {@link OrcidFunding}. */
export const OrcidFundingSchema = defineSchema<OrcidFunding>()({
  type: 'object',
  required: ['type', 'title', 'organization'],
  properties: {
    ...whole,
    ...funding,
    type: string,
    'organization-defined-type': text,
    'short-description': orNull(string),
    amount: objectOrNull({ value: orNull(string), 'currency-code': orNull(string) }),
    contributors
  }
})

/** One grant or award as `fundings` lists it. */
export interface OrcidFundingSummary extends Listed {
  type?: OrcidFundingType | null
  title?: OrcidTitle | null
  url?: OrcidText | null
  'start-date'?: OrcidDate | null
  'end-date'?: OrcidDate | null
  'external-ids'?: OrcidExternalIds | null
  organization?: OrcidOrganization | null
}

/** The schema of {@link OrcidFundingSummary}. */
export const OrcidFundingSummarySchema = defineSchema<OrcidFundingSummary>()({
  type: 'object',
  required: ['put-code'],
  properties: { ...listed, ...funding, type: listValue }
})

/** One grant or award as several sources have it. */
export interface OrcidFundingGroup extends OrcidGroup {
  'funding-summary': OrcidFundingSummary[]
}

/** `/fundings`. */
export interface OrcidFundings extends OrcidList {
  group: OrcidFundingGroup[]
}

/** The schema of {@link OrcidFundings}. */
export const OrcidFundingsSchema = defineSchema<OrcidFundings>()(groupsOf('funding-summary', OrcidFundingSummarySchema))

/** `/peer-review`: one review, to read, add or update. Its group must be registered at ORCID first. */
export interface OrcidPeerReview extends Whole {
  'reviewer-role'?: OrcidReviewerRole | null
  'review-identifiers'?: OrcidExternalIds | null
  'review-url'?: OrcidText | null
  'review-type'?: OrcidReviewType | null
  'review-completion-date'?: OrcidDate | null
  'review-group-id': string
  'subject-external-identifier'?: OrcidExternalId | null
  'subject-container-name'?: OrcidText | null
  'subject-type'?: string | null
  'subject-name'?: OrcidTitle | null
  'subject-url'?: OrcidText | null
  'convening-organization': OrcidOrganization | null
}

const peerReview = {
  'reviewer-role': listValue,
  'review-url': text,
  'review-type': listValue,
  'review-group-id': string,
  'convening-organization': orNull(organization)
} as const

/** The schema of {@link OrcidPeerReview}. */
export const OrcidPeerReviewSchema = defineSchema<OrcidPeerReview>()({
  type: 'object',
  required: ['review-group-id', 'convening-organization'],
  properties: {
    ...whole,
    ...peerReview,
    'review-identifiers': externalIds,
    'review-completion-date': date,
    'subject-external-identifier': orNull(externalId),
    'subject-container-name': text,
    'subject-type': listValue,
    'subject-name': title,
    'subject-url': text
  }
})

/** One review as `peer-reviews` lists it; there its identifiers and its date have shorter names. */
export interface OrcidPeerReviewSummary extends Listed {
  'reviewer-role'?: OrcidReviewerRole | null
  'external-ids'?: OrcidExternalIds | null
  'review-url'?: OrcidText | null
  'review-type'?: OrcidReviewType | null
  'completion-date'?: OrcidDate | null
  'review-group-id'?: string
  'convening-organization'?: OrcidOrganization | null
}

/** The schema of {@link OrcidPeerReviewSummary}. */
export const OrcidPeerReviewSummarySchema = defineSchema<OrcidPeerReviewSummary>()({
  type: 'object',
  required: ['put-code'],
  properties: { ...listed, ...peerReview, 'external-ids': externalIds, 'completion-date': date }
})

/** The reviews of one thing. */
export interface OrcidPeerReviewGroup extends OrcidGroup {
  'peer-review-summary': OrcidPeerReviewSummary[]
}

const peerReviewGroup = defineSchema<OrcidPeerReviewGroup>()({
  type: 'object',
  required: ['peer-review-summary'],
  properties: { ...group, 'peer-review-summary': { type: 'array', items: embed(OrcidPeerReviewSummarySchema) } }
})

/** The reviews for one journal or convenor, by what was reviewed. */
export interface OrcidPeerReviewConvenorGroup extends OrcidGroup {
  'peer-review-group': OrcidPeerReviewGroup[]
}

/** `/peer-reviews`: groups within groups, by journal and by what was reviewed. */
export interface OrcidPeerReviews extends OrcidList {
  group: OrcidPeerReviewConvenorGroup[]
}

/** The schema of {@link OrcidPeerReviews}. */
export const OrcidPeerReviewsSchema = defineSchema<OrcidPeerReviews>()(
  groupsOf('peer-review-group', peerReviewGroup))

const proposal = {
  type: 'object',
  required: ['title'],
  properties: { title, hosts, 'external-ids': externalIds, 'start-date': date, 'end-date': date, url: text }
} as const

const resource = {
  type: 'object',
  required: ['resource-name', 'resource-type'],
  properties: {
    'resource-name': string,
    'resource-type': string,
    hosts,
    'external-ids': externalIds,
    url: text
  }
} as const

/** What was proposed when a facility was asked for. */
export interface OrcidResearchProposal {
  title: OrcidTitle | null
  hosts?: OrcidHosts | null
  'external-ids'?: OrcidExternalIds | null
  'start-date'?: OrcidDate | null
  'end-date'?: OrcidDate | null
  url?: OrcidText | null
}

/** What was used. */
export interface OrcidResourceItem {
  'resource-name': string
  'resource-type': OrcidResourceType
  hosts?: OrcidHosts | null
  'external-ids'?: OrcidExternalIds | null
  url?: OrcidText | null
}

/**
 * `/research-resource`: one use of a facility, to read, add or update: what was proposed, and what was used.
 */
export interface OrcidResearchResource extends Whole {
  proposal: OrcidResearchProposal
  'resource-item'?: OrcidResourceItem[] | null
}

/** The schema of {@link OrcidResearchResource}. */
export const OrcidResearchResourceSchema = defineSchema<OrcidResearchResource>()({
  type: 'object',
  required: ['proposal'],
  properties: { ...whole, proposal, 'resource-item': orNull({ type: 'array', items: resource }) }
})

/** One use of a facility as `research-resources` lists it. */
export interface OrcidResearchResourceSummary extends Listed {
  proposal?: OrcidResearchProposal
}

/** The schema of {@link OrcidResearchResourceSummary}. */
export const OrcidResearchResourceSummarySchema = defineSchema<OrcidResearchResourceSummary>()({
  type: 'object',
  required: ['put-code'],
  properties: { ...listed, proposal }
})

/** One use of a facility as several sources have it. */
export interface OrcidResearchResourceGroup extends OrcidGroup {
  'research-resource-summary': OrcidResearchResourceSummary[]
}

/** `/research-resources`. */
export interface OrcidResearchResources extends OrcidList {
  group: OrcidResearchResourceGroup[]
}

/** The schema of {@link OrcidResearchResources}. */
export const OrcidResearchResourcesSchema = defineSchema<OrcidResearchResources>()(groupsOf('research-resource-summary', OrcidResearchResourceSummarySchema))
