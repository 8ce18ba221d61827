// The schemas of fundings, peer reviews and research resources, as ORCID's API v3.0 sends and takes them.
import type {
  OrcidFunding, OrcidFundingSummary, OrcidFundings, OrcidPeerReview, OrcidPeerReviewGroup, OrcidPeerReviewSummary,
  OrcidPeerReviews, OrcidResearchResource, OrcidResearchResourceSummary, OrcidResearchResources
} from '../parts/activity.ts'
import { describe, part } from './describe.ts'
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

/** The schema of {@link OrcidFunding}. */
export const OrcidFundingSchema = describe<OrcidFunding>()({
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
})

/** The schema of {@link OrcidFundingSummary}. */
export const OrcidFundingSummarySchema = describe<OrcidFundingSummary>()({
  type: 'object',
  required: ['put-code'],
  properties: { ...listed, ...funding, type: word }
})

/** The schema of {@link OrcidFundings}. */
export const OrcidFundingsSchema = describe<OrcidFundings>()(groupsOf('funding-summary', OrcidFundingSummarySchema))

const peerReview = {
  'reviewer-role': word,
  'review-url': text,
  'review-type': word,
  'review-group-id': string,
  'convening-organization': orNull(organization)
} as const

/** The schema of {@link OrcidPeerReview}. */
export const OrcidPeerReviewSchema = describe<OrcidPeerReview>()({
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
})

/** The schema of {@link OrcidPeerReviewSummary}. */
export const OrcidPeerReviewSummarySchema = describe<OrcidPeerReviewSummary>()({
  type: 'object',
  required: ['put-code'],
  properties: { ...listed, ...peerReview, 'external-ids': externalIds, 'completion-date': date }
})

const peerReviewGroup = describe<OrcidPeerReviewGroup>()({
  type: 'object',
  required: ['peer-review-summary'],
  properties: { ...group, 'peer-review-summary': { type: 'array', items: part(OrcidPeerReviewSummarySchema) } }
})

/** The schema of {@link OrcidPeerReviews}. */
export const OrcidPeerReviewsSchema = describe<OrcidPeerReviews>()(
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

/** The schema of {@link OrcidResearchResource}. */
export const OrcidResearchResourceSchema = describe<OrcidResearchResource>()({
  type: 'object',
  required: ['proposal'],
  properties: { ...whole, proposal, 'resource-item': orNull({ type: 'array', items: resource } as const) }
})

/** The schema of {@link OrcidResearchResourceSummary}. */
export const OrcidResearchResourceSummarySchema = describe<OrcidResearchResourceSummary>()({
  type: 'object',
  required: ['put-code'],
  properties: { ...listed, proposal }
})

/** The schema of {@link OrcidResearchResources}. */
export const OrcidResearchResourcesSchema = describe<OrcidResearchResources>()(groupsOf('research-resource-summary', OrcidResearchResourceSummarySchema))
