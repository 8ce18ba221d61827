// The two sections that hold all the others: what somebody did, and the whole record.
import type { Static } from 'typebox'
import {
  OrcidFundingsSchema, OrcidPeerReviewsSchema, OrcidResearchResourcesSchema
} from './activity.ts'
import {
  OrcidDistinctionsSchema, OrcidEducationsSchema, OrcidEmploymentsSchema, OrcidInvitedPositionsSchema,
  OrcidMembershipsSchema, OrcidQualificationsSchema, OrcidServicesSchema
} from './affiliation.ts'
import { list, moment, orNull, source, string, word } from './fields.ts'
import { OrcidPersonSchema } from './person.ts'
import { OrcidWorksSchema } from './work.ts'

/** `/activities`: what somebody did, in short. */
export const OrcidActivitiesSchema = {
  type: 'object',
  required: ['works', 'employments'],
  properties: {
    ...list,
    distinctions: orNull(OrcidDistinctionsSchema),
    educations: orNull(OrcidEducationsSchema),
    employments: orNull(OrcidEmploymentsSchema),
    fundings: orNull(OrcidFundingsSchema),
    'invited-positions': orNull(OrcidInvitedPositionsSchema),
    memberships: orNull(OrcidMembershipsSchema),
    'peer-reviews': orNull(OrcidPeerReviewsSchema),
    qualifications: orNull(OrcidQualificationsSchema),
    'research-resources': orNull(OrcidResearchResourcesSchema),
    services: orNull(OrcidServicesSchema),
    works: orNull(OrcidWorksSchema)
  }
} as const
/** See {@link OrcidActivitiesSchema}. */
export type OrcidActivities = Static<typeof OrcidActivitiesSchema>

/** `/record`: all of it. */
export const OrcidWholeRecordSchema = {
  type: 'object',
  required: ['orcid-identifier', 'person', 'activities-summary'],
  properties: {
    'orcid-identifier': {
      type: 'object',
      required: ['path'],
      properties: { uri: orNull(string), path: string, host: orNull(string) }
    },
    preferences: orNull({ type: 'object', properties: { locale: word } } as const),
    history: orNull({
      type: 'object',
      properties: {
        'creation-method': word,
        'completion-date': moment,
        'submission-date': moment,
        'last-modified-date': moment,
        'deactivation-date': moment,
        source,
        claimed: orNull({ type: 'boolean' } as const),
        'verified-email': orNull({ type: 'boolean' } as const),
        'verified-primary-email': orNull({ type: 'boolean' } as const)
      }
    } as const),
    person: orNull(OrcidPersonSchema),
    'activities-summary': orNull(OrcidActivitiesSchema),
    path: orNull(string)
  }
} as const
/** See {@link OrcidWholeRecordSchema}. */
export type OrcidWholeRecord = Static<typeof OrcidWholeRecordSchema>
