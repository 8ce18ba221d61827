// The schemas of jobs, degrees and other ties to organizations: seven sections of one shape.
import type {
  OrcidAffiliation, OrcidAffiliationSummary, OrcidDistinctions, OrcidEducations, OrcidEmployments,
  OrcidInvitedPositions, OrcidMemberships, OrcidQualifications, OrcidServices
} from '../parts/affiliation.ts'
import { describe, part } from './describe.ts'
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

/** The schema of {@link OrcidAffiliation}. */
export const OrcidAffiliationSchema = describe<OrcidAffiliation>()({
  type: 'object',
  required: ['organization'],
  properties: affiliation
})

/** The schema of {@link OrcidAffiliationSummary}. */
export const OrcidAffiliationSummarySchema = describe<OrcidAffiliationSummary>()({
  type: 'object',
  required: ['put-code', 'organization'],
  properties: { ...affiliation, 'put-code': putCode }
})

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
              properties: under(name, part(OrcidAffiliationSummarySchema))
            }
          }
        }
      }
    }
  }
} as const)

/** The schema of {@link OrcidEmployments}. */
export const OrcidEmploymentsSchema = describe<OrcidEmployments>()(sectionOf('employment-summary'))

/** The schema of {@link OrcidEducations}. */
export const OrcidEducationsSchema = describe<OrcidEducations>()(sectionOf('education-summary'))

/** The schema of {@link OrcidQualifications}. */
export const OrcidQualificationsSchema = describe<OrcidQualifications>()(sectionOf('qualification-summary'))

/** The schema of {@link OrcidDistinctions}. */
export const OrcidDistinctionsSchema = describe<OrcidDistinctions>()(sectionOf('distinction-summary'))

/** The schema of {@link OrcidInvitedPositions}. */
export const OrcidInvitedPositionsSchema = describe<OrcidInvitedPositions>()(sectionOf('invited-position-summary'))

/** The schema of {@link OrcidMemberships}. */
export const OrcidMembershipsSchema = describe<OrcidMemberships>()(sectionOf('membership-summary'))

/** The schema of {@link OrcidServices}. */
export const OrcidServicesSchema = describe<OrcidServices>()(sectionOf('service-summary'))
