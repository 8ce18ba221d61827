// The summary of a whole record, for member clients: counts, the latest affiliations, verified e-mail domains.
import { defineSchema, objectOrNull, orNull } from './define-schema.ts'
import { date, listValue, moment, putCode, string } from './fields.ts'
import type { OrcidDate, OrcidMoment } from './fields.ts'
import type { OrcidIdentifier } from './record.ts'

/** How many items the person added, and how many somebody else did. */
export interface OrcidCounts {
  'self-asserted-count': number
  'validated-count': number
}

/** An affiliation in short. */
export interface OrcidAffiliationInShort {
  'put-code': number
  /** `employment`, `education`, `membership`, … */
  type?: string | null
  'organization-name'?: string | null
  role?: string | null
  url?: string | null
  'start-date'?: OrcidDate | null
  'end-date'?: OrcidDate | null
  /** Whether somebody else than the person added it. */
  validated?: boolean | null
}

/** An identifier of the person elsewhere, in short. */
export interface OrcidIdentifierInShort {
  'put-code': number
  'external-id-type': string
  'external-id-value': string
  'external-id-url'?: string | null
  validated?: boolean | null
}

/** The part behind the @ of an address that the person proved to ORCID. The address itself is not shown. */
export interface OrcidEmailDomain {
  value: string
  'verification-date'?: OrcidMoment | null
}

/** `/summary`: what is public on a record, counted. Of each list ORCID shows three. */
export interface OrcidRecordSummary {
  'created-date'?: OrcidMoment | null
  'last-modified-date'?: OrcidMoment | null
  'credit-name'?: string | null
  'orcid-identifier': OrcidIdentifier
  'external-identifiers'?: { 'external-identifier'?: OrcidIdentifierInShort[] | null } | null
  employments?: { count?: number, employment?: OrcidAffiliationInShort[] | null } | null
  'professional-activities'?: { count?: number, 'professional-activity'?: OrcidAffiliationInShort[] | null } | null
  'education-qualifications'?: { count?: number, 'education-qualification'?: OrcidAffiliationInShort[] | null } | null
  fundings?: OrcidCounts | null
  works?: OrcidCounts | null
  'research-resources'?: OrcidCounts | null
  'peer-reviews'?: { 'peer-review-publication-grants'?: number, 'self-asserted-count'?: number, total?: number } | null
  'email-domains'?: { count?: number, 'email-domain'?: OrcidEmailDomain[] | null } | null
}

const number = { type: 'number' } as const
const isValidated = orNull({ type: 'boolean' } as const)
const listOf = <const Schema>(items: Schema) => orNull({ type: 'array', items } as const)

const counts = orNull({
  type: 'object',
  required: ['self-asserted-count', 'validated-count'],
  properties: { 'self-asserted-count': number, 'validated-count': number }
} as const)

const affiliations = listOf({
  type: 'object',
  required: ['put-code'],
  properties: {
    'put-code': putCode,
    type: listValue,
    'organization-name': orNull(string),
    role: orNull(string),
    url: orNull(string),
    'start-date': date,
    'end-date': date,
    validated: isValidated
  }
})

/** The schema of {@link OrcidRecordSummary}. */
export const OrcidRecordSummarySchema = defineSchema<OrcidRecordSummary>()({
  type: 'object',
  required: ['orcid-identifier'],
  properties: {
    'created-date': moment,
    'last-modified-date': moment,
    'credit-name': orNull(string),
    'orcid-identifier': {
      type: 'object',
      required: ['path'],
      properties: { uri: orNull(string), path: string, host: orNull(string) }
    },
    'external-identifiers': objectOrNull({
      'external-identifier': listOf({
        type: 'object',
        required: ['put-code', 'external-id-type', 'external-id-value'],
        properties: {
          'put-code': putCode,
          'external-id-type': string,
          'external-id-value': string,
          'external-id-url': orNull(string),
          validated: isValidated
        }
      })
    }),
    employments: objectOrNull({ count: number, employment: affiliations }),
    'professional-activities': objectOrNull({ count: number, 'professional-activity': affiliations }),
    'education-qualifications': objectOrNull({ count: number, 'education-qualification': affiliations }),
    fundings: counts,
    works: counts,
    'research-resources': counts,
    'peer-reviews': objectOrNull({
      'peer-review-publication-grants': number, 'self-asserted-count': number, total: number
    }),
    'email-domains': objectOrNull({
      count: number,
      'email-domain': listOf({
        type: 'object', required: ['value'], properties: { value: string, 'verification-date': moment }
      })
    })
  }
})
