// Jobs, degrees and other ties to organizations: seven sections of one shape.
import type { Static } from 'typebox'
import {
  date, externalIds, group, list, orNull, organization, putCode, stamps, string, text, under
} from './fields.ts'

const affiliation = {
  ...stamps,
  'put-code': orNull(putCode),
  'department-name': orNull(string),
  'role-title': orNull(string),
  'start-date': date,
  'end-date': date,
  organization,
  url: text,
  'external-ids': externalIds,
  'display-index': orNull(string)
} as const

/**
 * `/employment`, `/education`, `/qualification`, `/distinction`, `/invited-position`, `/membership` and
 * `/service`: one of them, to read, add or update. ORCID wants an organization with name, city, country and
 * identifier; except for a degree it wants a start date too.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/resources/record_3.0/README.md
 */
export const OrcidAffiliationSchema = {
  type: 'object',
  required: ['organization'],
  properties: affiliation
} as const
/** See {@link OrcidAffiliationSchema}. */
export type OrcidAffiliation = Static<typeof OrcidAffiliationSchema>

/** One tie to an organization as its section lists it. */
export const OrcidAffiliationSummarySchema = {
  type: 'object',
  required: ['put-code', 'organization'],
  properties: { ...affiliation, 'put-code': putCode }
} as const
/** See {@link OrcidAffiliationSummarySchema}. */
export type OrcidAffiliationSummary = Static<typeof OrcidAffiliationSummarySchema>

/** A section: groups of summaries, each under the name of its kind. */
const sectionOf = <const Name extends string> (name: Name) => ({
  type: 'object',
  required: ['affiliation-group'],
  properties: {
    ...list,
    'affiliation-group': {
      type: 'array',
      items: {
        type: 'object',
        required: ['summaries'],
        properties: {
          ...group,
          summaries: {
            type: 'array',
            items: {
              type: 'object',
              required: [name],
              properties: under(name, OrcidAffiliationSummarySchema)
            }
          }
        }
      }
    }
  }
} as const)

/** `/employments`: jobs. */
export const OrcidEmploymentsSchema = sectionOf('employment-summary')
/** See {@link OrcidEmploymentsSchema}. `currentEmployments()` has those that have not ended. */
export type OrcidEmployments = Static<typeof OrcidEmploymentsSchema>

/** `/educations`: degrees. */
export const OrcidEducationsSchema = sectionOf('education-summary')
/** See {@link OrcidEducationsSchema}. */
export type OrcidEducations = Static<typeof OrcidEducationsSchema>

/** `/qualifications`: licences and certificates. */
export const OrcidQualificationsSchema = sectionOf('qualification-summary')
/** See {@link OrcidQualificationsSchema}. */
export type OrcidQualifications = Static<typeof OrcidQualificationsSchema>

/** `/distinctions`: prizes and honours. */
export const OrcidDistinctionsSchema = sectionOf('distinction-summary')
/** See {@link OrcidDistinctionsSchema}. */
export type OrcidDistinctions = Static<typeof OrcidDistinctionsSchema>

/** `/invited-positions`. */
export const OrcidInvitedPositionsSchema = sectionOf('invited-position-summary')
/** See {@link OrcidInvitedPositionsSchema}. */
export type OrcidInvitedPositions = Static<typeof OrcidInvitedPositionsSchema>

/** `/memberships`. */
export const OrcidMembershipsSchema = sectionOf('membership-summary')
/** See {@link OrcidMembershipsSchema}. */
export type OrcidMemberships = Static<typeof OrcidMembershipsSchema>

/** `/services`: editorial boards, committees. */
export const OrcidServicesSchema = sectionOf('service-summary')
/** See {@link OrcidServicesSchema}. */
export type OrcidServices = Static<typeof OrcidServicesSchema>
