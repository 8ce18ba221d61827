// The two sections that hold all the others, in ORCID's own words: what somebody did, and the whole record.
import { OrcidFundingsSchema, OrcidPeerReviewsSchema, OrcidResearchResourcesSchema } from './activity.ts'
import type { OrcidFundings, OrcidPeerReviews, OrcidResearchResources } from './activity.ts'
import {
  OrcidDistinctionsSchema, OrcidEducationsSchema, OrcidEmploymentsSchema, OrcidInvitedPositionsSchema,
  OrcidMembershipsSchema, OrcidQualificationsSchema, OrcidServicesSchema
} from './affiliation.ts'
import type {
  OrcidDistinctions, OrcidEducations, OrcidEmployments, OrcidInvitedPositions, OrcidMemberships,
  OrcidQualifications, OrcidServices
} from './affiliation.ts'
import { defineSchema, embed, objectOrNull, orNull } from './define-schema.ts'
import { list, listValue, moment, source, string } from './fields.ts'
import type { OrcidList, OrcidMoment, OrcidSource } from './fields.ts'
import { OrcidPersonSchema, type OrcidPerson } from './person.ts'
import { OrcidWorksSchema, type OrcidWorks } from './work.ts'

/** `/activities`: what somebody did, in short. */
export interface OrcidActivities extends OrcidList {
  distinctions?: OrcidDistinctions | null
  educations?: OrcidEducations | null
  employments: OrcidEmployments | null
  fundings?: OrcidFundings | null
  'invited-positions'?: OrcidInvitedPositions | null
  memberships?: OrcidMemberships | null
  'peer-reviews'?: OrcidPeerReviews | null
  qualifications?: OrcidQualifications | null
  'research-resources'?: OrcidResearchResources | null
  services?: OrcidServices | null
  works: OrcidWorks | null
}

/** The schema of {@link OrcidActivities}. */
export const OrcidActivitiesSchema = defineSchema<OrcidActivities>()({
  type: 'object',
  required: ['works', 'employments'],
  properties: {
    ...list,
    distinctions: orNull(embed(OrcidDistinctionsSchema)),
    educations: orNull(embed(OrcidEducationsSchema)),
    employments: orNull(embed(OrcidEmploymentsSchema)),
    fundings: orNull(embed(OrcidFundingsSchema)),
    'invited-positions': orNull(embed(OrcidInvitedPositionsSchema)),
    memberships: orNull(embed(OrcidMembershipsSchema)),
    'peer-reviews': orNull(embed(OrcidPeerReviewsSchema)),
    qualifications: orNull(embed(OrcidQualificationsSchema)),
    'research-resources': orNull(embed(OrcidResearchResourcesSchema)),
    services: orNull(embed(OrcidServicesSchema)),
    works: orNull(embed(OrcidWorksSchema))
  }
})

/** Whose record it is: `path` is the iD. */
export interface OrcidIdentifier {
  uri?: string | null
  path: string
  host?: string | null
}

/** What the person chose at ORCID. */
export interface OrcidPreferences {
  /** The language of ORCID's pages: `en`, `es`, … */
  locale?: string | null
}

/** Where the record comes from. */
export interface OrcidHistory {
  'creation-method'?: string | null
  'completion-date'?: OrcidMoment | null
  'submission-date'?: OrcidMoment | null
  'last-modified-date'?: OrcidMoment | null
  'deactivation-date'?: OrcidMoment | null
  source?: OrcidSource | null
  /** Whether the person has taken it over from the member that made it. */
  claimed?: boolean | null
  'verified-email'?: boolean | null
  'verified-primary-email'?: boolean | null
}

/** `/record`: all of it. */
export interface OrcidWholeRecord {
  'orcid-identifier': OrcidIdentifier
  preferences?: OrcidPreferences | null
  history?: OrcidHistory | null
  person: OrcidPerson | null
  'activities-summary': OrcidActivities | null
  path?: string | null
}

/** The schema of {@link OrcidWholeRecord}. */
export const OrcidWholeRecordSchema = defineSchema<OrcidWholeRecord>()({
  type: 'object',
  required: ['orcid-identifier', 'person', 'activities-summary'],
  properties: {
    'orcid-identifier': {
      type: 'object',
      required: ['path'],
      properties: { uri: orNull(string), path: string, host: orNull(string) }
    },
    preferences: objectOrNull({ locale: listValue }),
    history: objectOrNull({
      'creation-method': listValue,
      'completion-date': moment,
      'submission-date': moment,
      'last-modified-date': moment,
      'deactivation-date': moment,
      source,
      claimed: orNull({ type: 'boolean' }),
      'verified-email': orNull({ type: 'boolean' }),
      'verified-primary-email': orNull({ type: 'boolean' })
    }),
    person: orNull(embed(OrcidPersonSchema)),
    'activities-summary': orNull(embed(OrcidActivitiesSchema)),
    path: orNull(string)
  }
})
