// Works, in ORCID's own words: in a list, one by one, and many at once.
import { defineSchema, embed, objectOrNull, orNull } from './define-schema.ts'
import {
  contributors, date, externalIds, groupsOf, listValue, putCode, stamps, string, text, title
} from './fields.ts'
import type {
  OrcidContributors, OrcidDate, OrcidExternalIds, OrcidGroup, OrcidList, OrcidStamps, OrcidText, OrcidTitle
} from './fields.ts'
import type { OrcidCitationType, OrcidWorkType } from './words.ts'

/** What is known of a work, in full and in short. */
interface Work extends OrcidStamps {
  /** `{ title: { value: 'Roses' } }`, with a subtitle and a translation if there is one. */
  title: OrcidTitle | null
  /** Its identifiers, such as a DOI, by which ORCID groups works and finds duplicates. */
  'external-ids'?: OrcidExternalIds | null
  /** Where it is: `{ value: 'https://…' }`. */
  url?: OrcidText | null
  /** When it was published. A year is enough: `{ year: { value: '2019' } }`. */
  'publication-date'?: OrcidDate | null
  /** The journal, the book or the conference that it is in. */
  'journal-title'?: OrcidText | null
}

const summary = {
  title,
  'external-ids': externalIds,
  url: text,
  type: listValue,
  'publication-date': date,
  'journal-title': text
} as const

/**
 * One work as `works` lists it: the same work from several sources stands in one group.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/resources/record_3.0/work-3.0.xsd
 */
export interface OrcidWorkSummary extends Work {
  /** ORCID's number for it: `record.read('work', { putCode })`. */
  'put-code': number
  /** `journal-article`, `data-set`, … */
  type?: OrcidWorkType | null
  'display-index'?: string | null
}

/** The schema of {@link OrcidWorkSummary}. */
export const OrcidWorkSummarySchema = defineSchema<OrcidWorkSummary>()({
  type: 'object',
  required: ['put-code', 'title'],
  properties: { ...stamps, ...summary, 'put-code': putCode, 'display-index': orNull(string) }
})

/** One work as several sources have it. */
export interface OrcidWorkGroup extends OrcidGroup {
  'work-summary': OrcidWorkSummary[]
}

/** `/works`: every work the token may see, in short. `read('works', { putCodes })` has them in full. */
export interface OrcidWorks extends OrcidList {
  group: OrcidWorkGroup[]
}

/** The schema of {@link OrcidWorks}. */
export const OrcidWorksSchema = defineSchema<OrcidWorks>()(groupsOf('work-summary', OrcidWorkSummarySchema))

/** How a work is cited. */
export interface OrcidCitation {
  /** `bibtex`, `ris`, `formatted-apa`, … */
  'citation-type'?: OrcidCitationType | null
  'citation-value'?: string | null
}

/**
 * `/work`: one work in full, to read, add or update. ORCID wants a title, a type of its list
 * (`journal-article`, `data-set`, …) and identifiers, by which it finds duplicates: `{ 'external-id-type':
 * 'doi', 'external-id-value': '10.5555/1', 'external-id-relationship': 'self' }`.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/resources/record_3.0/samples/write_samples/bulk-work-3.0.json
 */
export interface OrcidWork extends Work {
  /** ORCID's number for it. */
  'put-code'?: number | null
  /** `journal-article`, `data-set`, … */
  type: OrcidWorkType
  /** The abstract, in up to 5000 characters. */
  'short-description'?: string | null
  /** How to cite it, as BibTeX for example. */
  citation?: OrcidCitation | null
  /** Who made it. */
  contributors?: OrcidContributors | null
  /** The language of what is said here about the work: `en`, `es`, `zh_CN`, … */
  'language-code'?: string | null
  /** By ISO 3166-1: `{ value: 'ES' }`. */
  country?: OrcidText | null
}

/** The schema of {@link OrcidWork}. */
export const OrcidWorkSchema = defineSchema<OrcidWork>()({
  type: 'object',
  required: ['title', 'type'],
  properties: {
    ...stamps,
    ...summary,
    'put-code': orNull(putCode),
    type: string,
    'short-description': orNull(string),
    citation: objectOrNull({ 'citation-type': listValue, 'citation-value': orNull(string) }),
    contributors,
    'language-code': orNull(string),
    country: text
  }
})

/** How ORCID says no to one work of many. */
export interface OrcidBulkError {
  'response-code': number
  'developer-message'?: string | null
  'user-message'?: string | null
  'error-code'?: number | null
  'more-info'?: string | null
}

/** The schema of {@link OrcidBulkError}. */
export const OrcidBulkErrorSchema = defineSchema<OrcidBulkError>()({
  type: 'object',
  required: ['response-code'],
  properties: {
    'response-code': { type: 'integer' },
    'developer-message': orNull(string),
    'user-message': orNull(string),
    'error-code': orNull({ type: 'integer' }),
    'more-info': orNull(string)
  }
})

/**
 * `/works/{put-codes}`: works in full, and for each that is not there or not to be seen, why;
 * `'work' in item` tells the two apart. They need not stand in the order that was asked for (ORCID-Source,
 * WorkManagerReadOnlyImpl): each work has its `put-code`.
 */
export interface OrcidBulk {
  bulk: Array<{ work: OrcidWork } | { error: OrcidBulkError }>
}

/** The schema of {@link OrcidBulk}. */
export const OrcidBulkSchema = defineSchema<OrcidBulk>()({
  type: 'object',
  required: ['bulk'],
  properties: {
    bulk: {
      type: 'array',
      items: {
        anyOf: [
          { type: 'object', required: ['work'], properties: { work: embed(OrcidWorkSchema) } },
          { type: 'object', required: ['error'], properties: { error: embed(OrcidBulkErrorSchema) } }
        ]
      }
    }
  }
})
