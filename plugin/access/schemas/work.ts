// Works as ORCID's API v3.0 sends and takes them: in a list, one by one, and many at once.
import type { Static } from 'typebox'
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

/**
 * One work as `works` lists it: the same work from several sources stands in one group.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/resources/record_3.0/work-3.0.xsd
 */
export const OrcidWorkSummarySchema = {
  type: 'object',
  required: ['put-code', 'title'],
  properties: { ...stamps, ...summary, 'put-code': putCode, 'display-index': orNull(string) }
} as const
/** See {@link OrcidWorkSummarySchema}. */
export type OrcidWorkSummary = Static<typeof OrcidWorkSummarySchema>

/** `/works`: every work the token may see, in short. `read('works', { putCodes })` has them in full. */
export const OrcidWorksSchema = groupsOf('work-summary', OrcidWorkSummarySchema)
/** See {@link OrcidWorksSchema}. */
export type OrcidWorks = Static<typeof OrcidWorksSchema>

/**
 * `/work`: one work in full, to read, add or update. ORCID wants a title, a type of its list
 * (`journal-article`, `data-set`, …) and identifiers, by which it finds duplicates: `{ 'external-id-type':
 * 'doi', 'external-id-value': '10.5555/1', 'external-id-relationship': 'self' }`.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/resources/record_3.0/samples/write_samples/bulk-work-3.0.json
 */
export const OrcidWorkSchema = {
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
} as const
/** See {@link OrcidWorkSchema}. */
export type OrcidWork = Static<typeof OrcidWorkSchema>

/** How ORCID says no to one work of many. */
export const OrcidBulkErrorSchema = {
  type: 'object',
  required: ['response-code'],
  properties: {
    'response-code': { type: 'integer' },
    'developer-message': orNull(string),
    'user-message': orNull(string),
    'error-code': orNull({ type: 'integer' } as const),
    'more-info': orNull(string)
  }
} as const
/** See {@link OrcidBulkErrorSchema}. */
export type OrcidBulkError = Static<typeof OrcidBulkErrorSchema>

/**
 * `/works/{put-codes}`: works in full, and for each that is not there or not to be seen, why. They need not
 * stand in the order that was asked for (ORCID-Source, WorkManagerReadOnlyImpl): each work has its
 * `put-code`.
 */
export const OrcidBulkSchema = {
  type: 'object',
  required: ['bulk'],
  properties: {
    bulk: {
      type: 'array',
      items: {
        anyOf: [
          { type: 'object', required: ['work'], properties: { work: OrcidWorkSchema } },
          { type: 'object', required: ['error'], properties: { error: OrcidBulkErrorSchema } }
        ]
      }
    }
  }
} as const
/** See {@link OrcidBulkSchema}. `'work' in item` tells the two apart. */
export type OrcidBulk = Static<typeof OrcidBulkSchema>
