// The schemas of works, as ORCID's API v3.0 sends and takes them: in a list, one by one, and many at once.
import type { OrcidBulk, OrcidBulkError, OrcidWork, OrcidWorkSummary, OrcidWorks } from '../parts/work.ts'
import { describe, part } from './describe.ts'
import {
  contributors, date, externalIds, groupsOf, orNull, putCode, stamps, string, text, title, word
} from './fields.ts'

const summary = {
  title,
  'external-ids': externalIds,
  url: text,
  type: word,
  'publication-date': date,
  'journal-title': text
} as const

/** The schema of {@link OrcidWorkSummary}. */
export const OrcidWorkSummarySchema = describe<OrcidWorkSummary>()({
  type: 'object',
  required: ['put-code', 'title'],
  properties: { ...stamps, ...summary, 'put-code': putCode, 'display-index': orNull(string) }
})

/** The schema of {@link OrcidWorks}. */
export const OrcidWorksSchema = describe<OrcidWorks>()(groupsOf('work-summary', OrcidWorkSummarySchema))

/** The schema of {@link OrcidWork}. */
export const OrcidWorkSchema = describe<OrcidWork>()({
  type: 'object',
  required: ['title', 'type'],
  properties: {
    ...stamps,
    ...summary,
    'put-code': orNull(putCode),
    type: string,
    'short-description': orNull(string),
    citation: orNull({
      type: 'object',
      properties: { 'citation-type': word, 'citation-value': orNull(string) }
    } as const),
    contributors,
    'language-code': orNull(string),
    country: text
  }
})

/** The schema of {@link OrcidBulkError}. */
export const OrcidBulkErrorSchema = describe<OrcidBulkError>()({
  type: 'object',
  required: ['response-code'],
  properties: {
    'response-code': { type: 'integer' },
    'developer-message': orNull(string),
    'user-message': orNull(string),
    'error-code': orNull({ type: 'integer' } as const),
    'more-info': orNull(string)
  }
})

/** The schema of {@link OrcidBulk}. */
export const OrcidBulkSchema = describe<OrcidBulk>()({
  type: 'object',
  required: ['bulk'],
  properties: {
    bulk: {
      type: 'array',
      items: {
        anyOf: [
          { type: 'object', required: ['work'], properties: { work: part(OrcidWorkSchema) } },
          { type: 'object', required: ['error'], properties: { error: part(OrcidBulkErrorSchema) } }
        ]
      }
    }
  }
})
