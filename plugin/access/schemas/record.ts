// The schemas of the two sections that hold all the others: what somebody did, and the whole record.
import type { OrcidActivities, OrcidWholeRecord } from '../parts/record.ts'
import { describe, part } from './describe.ts'
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

/** The schema of {@link OrcidActivities}. */
export const OrcidActivitiesSchema = describe<OrcidActivities>()({
  type: 'object',
  required: ['works', 'employments'],
  properties: {
    ...list,
    distinctions: orNull(part(OrcidDistinctionsSchema)),
    educations: orNull(part(OrcidEducationsSchema)),
    employments: orNull(part(OrcidEmploymentsSchema)),
    fundings: orNull(part(OrcidFundingsSchema)),
    'invited-positions': orNull(part(OrcidInvitedPositionsSchema)),
    memberships: orNull(part(OrcidMembershipsSchema)),
    'peer-reviews': orNull(part(OrcidPeerReviewsSchema)),
    qualifications: orNull(part(OrcidQualificationsSchema)),
    'research-resources': orNull(part(OrcidResearchResourcesSchema)),
    services: orNull(part(OrcidServicesSchema)),
    works: orNull(part(OrcidWorksSchema))
  }
})

/** The schema of {@link OrcidWholeRecord}. */
export const OrcidWholeRecordSchema = describe<OrcidWholeRecord>()({
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
    person: orNull(part(OrcidPersonSchema)),
    'activities-summary': orNull(part(OrcidActivitiesSchema)),
    path: orNull(string)
  }
})
