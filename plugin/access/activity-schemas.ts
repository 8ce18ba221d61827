// Fundings, peer reviews and research resources as ORCID's API v3.0 sends and takes them.
import type { Static } from 'typebox'
import {
  date, externalIds, group, groupsOf, object, orNull, organization, putCode, stamps, string, text, title
} from './fields.ts'

const summary = { ...stamps, 'put-code': putCode, 'display-index': orNull(string) } as const
const whole = { ...stamps, 'put-code': orNull(putCode), 'display-index': orNull(string) } as const

const funding = {
  type: string,
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
    'organization-defined-type': text,
    'short-description': orNull(string),
    amount: orNull({
      type: 'object',
      properties: { value: orNull(string), 'currency-code': orNull(string) }
    } as const)
  }
} as const
/** See {@link OrcidFundingSchema}. */
export type OrcidFunding = Static<typeof OrcidFundingSchema>

/** `/fundings`. */
export const OrcidFundingsSchema = groupsOf('funding-summary', {
  type: 'object',
  required: ['put-code'],
  properties: { ...summary, ...funding, type: orNull(string) }
} as const)
/** See {@link OrcidFundingsSchema}. */
export type OrcidFundings = Static<typeof OrcidFundingsSchema>

const peerReview = {
  'reviewer-role': orNull(string),
  'review-identifiers': externalIds,
  'review-url': text,
  'review-type': orNull(string),
  'review-completion-date': date,
  'completion-date': date,
  'review-group-id': string,
  'convening-organization': orNull(organization)
} as const

/** `/peer-review`: one review, to read, add or update. Its group must be registered at ORCID first. */
export const OrcidPeerReviewSchema = {
  type: 'object',
  required: ['review-group-id', 'convening-organization'],
  properties: { ...whole, ...peerReview, 'subject-name': title, 'subject-url': text }
} as const
/** See {@link OrcidPeerReviewSchema}. */
export type OrcidPeerReview = Static<typeof OrcidPeerReviewSchema>

/** `/peer-reviews`: groups within groups, by journal and by what was reviewed. */
export const OrcidPeerReviewsSchema = groupsOf('peer-review-group', {
  type: 'object',
  required: ['peer-review-summary'],
  properties: {
    ...group,
    'peer-review-summary': {
      type: 'array',
      items: { type: 'object', required: ['put-code'], properties: { ...summary, ...peerReview } }
    }
  }
} as const)
/** See {@link OrcidPeerReviewsSchema}. */
export type OrcidPeerReviews = Static<typeof OrcidPeerReviewsSchema>

const proposal = {
  type: 'object',
  required: ['title'],
  properties: {
    title,
    hosts: orNull({
      type: 'object',
      properties: { organization: { type: 'array', items: organization } }
    } as const),
    'external-ids': externalIds,
    'start-date': date,
    'end-date': date,
    url: text
  }
} as const

/**
 * `/research-resource`: one use of a facility, to read, add or update: what was proposed, and what was used.
 */
export const OrcidResearchResourceSchema = {
  type: 'object',
  required: ['proposal'],
  properties: { ...whole, proposal, 'resource-item': orNull({ type: 'array', items: object } as const) }
} as const
/** See {@link OrcidResearchResourceSchema}. */
export type OrcidResearchResource = Static<typeof OrcidResearchResourceSchema>

/** `/research-resources`. */
export const OrcidResearchResourcesSchema = groupsOf('research-resource-summary', {
  type: 'object',
  required: ['put-code'],
  properties: { ...summary, proposal }
} as const)
/** See {@link OrcidResearchResourcesSchema}. */
export type OrcidResearchResources = Static<typeof OrcidResearchResourcesSchema>
