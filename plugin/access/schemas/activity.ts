// Fundings, peer reviews and research resources as ORCID's API v3.0 sends and takes them.
import type { Static } from 'typebox'
import {
  contributors, date, externalId, externalIds, group, groupsOf, hosts, orNull, organization, putCode, stamps,
  string, text, title, word
} from './fields.ts'

const listed = { ...stamps, 'put-code': putCode, 'display-index': orNull(string) } as const
const whole = { ...listed, 'put-code': orNull(putCode) } as const

const funding = {
  title,
  'external-ids': externalIds,
  url: text,
  'start-date': date,
  'end-date': date,
  organization: orNull(organization)
} as const

/**
 * `/funding`: one grant or award, to read, add or update. `type` is `grant`, `award`, `contract` or
 * `salary-award`.
 */
export const OrcidFundingSchema = {
  type: 'object',
  required: ['type', 'title', 'organization'],
  properties: {
    ...whole,
    ...funding,
    type: string,
    'organization-defined-type': text,
    'short-description': orNull(string),
    amount: orNull({
      type: 'object',
      properties: { value: orNull(string), 'currency-code': orNull(string) }
    } as const),
    contributors
  }
} as const
/** See {@link OrcidFundingSchema}. */
export type OrcidFunding = Static<typeof OrcidFundingSchema>

/** One grant or award as `fundings` lists it. */
export const OrcidFundingSummarySchema = {
  type: 'object',
  required: ['put-code'],
  properties: { ...listed, ...funding, type: word }
} as const
/** See {@link OrcidFundingSummarySchema}. */
export type OrcidFundingSummary = Static<typeof OrcidFundingSummarySchema>

/** `/fundings`. */
export const OrcidFundingsSchema = groupsOf('funding-summary', OrcidFundingSummarySchema)
/** See {@link OrcidFundingsSchema}. */
export type OrcidFundings = Static<typeof OrcidFundingsSchema>

const peerReview = {
  'reviewer-role': word,
  'review-url': text,
  'review-type': word,
  'review-group-id': string,
  'convening-organization': orNull(organization)
} as const

/**
 * `/peer-review`: one review, to read, add or update. `reviewer-role` is `reviewer`, `editor`, `member`,
 * `chair` or `organizer`, `review-type` is `review` or `evaluation`. Its group must be registered at ORCID
 * first.
 */
export const OrcidPeerReviewSchema = {
  type: 'object',
  required: ['review-group-id', 'convening-organization'],
  properties: {
    ...whole,
    ...peerReview,
    'review-identifiers': externalIds,
    'review-completion-date': date,
    'subject-external-identifier': orNull(externalId),
    'subject-container-name': text,
    'subject-type': word,
    'subject-name': title,
    'subject-url': text
  }
} as const
/** See {@link OrcidPeerReviewSchema}. */
export type OrcidPeerReview = Static<typeof OrcidPeerReviewSchema>

/** One review as `peer-reviews` lists it; there its identifiers and its date have shorter names. */
export const OrcidPeerReviewSummarySchema = {
  type: 'object',
  required: ['put-code'],
  properties: { ...listed, ...peerReview, 'external-ids': externalIds, 'completion-date': date }
} as const
/** See {@link OrcidPeerReviewSummarySchema}. */
export type OrcidPeerReviewSummary = Static<typeof OrcidPeerReviewSummarySchema>

/** `/peer-reviews`: groups within groups, by journal and by what was reviewed. */
export const OrcidPeerReviewsSchema = groupsOf('peer-review-group', {
  type: 'object',
  required: ['peer-review-summary'],
  properties: { ...group, 'peer-review-summary': { type: 'array', items: OrcidPeerReviewSummarySchema } }
} as const)
/** See {@link OrcidPeerReviewsSchema}. */
export type OrcidPeerReviews = Static<typeof OrcidPeerReviewsSchema>

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

/**
 * `/research-resource`: one use of a facility, to read, add or update: what was proposed, and what was used.
 * `resource-type` is `infrastructures`, `collections`, `equipment` or `services`.
 */
export const OrcidResearchResourceSchema = {
  type: 'object',
  required: ['proposal'],
  properties: { ...whole, proposal, 'resource-item': orNull({ type: 'array', items: resource } as const) }
} as const
/** See {@link OrcidResearchResourceSchema}. */
export type OrcidResearchResource = Static<typeof OrcidResearchResourceSchema>

/** One use of a facility as `research-resources` lists it. */
export const OrcidResearchResourceSummarySchema = {
  type: 'object',
  required: ['put-code'],
  properties: { ...listed, proposal }
} as const
/** See {@link OrcidResearchResourceSummarySchema}. */
export type OrcidResearchResourceSummary = Static<typeof OrcidResearchResourceSummarySchema>

/** `/research-resources`. */
export const OrcidResearchResourcesSchema = groupsOf('research-resource-summary',
  OrcidResearchResourceSummarySchema)
/** See {@link OrcidResearchResourcesSchema}. */
export type OrcidResearchResources = Static<typeof OrcidResearchResourcesSchema>
