// Works, in ORCID's own words: in a list, one by one, and many at once.
import type {
  OrcidContributors, OrcidDate, OrcidExternalIds, OrcidGroup, OrcidList, OrcidStamps, OrcidText, OrcidTitle
} from './fields.ts'

/** What is known of a work, in full and in short. */
interface Work extends OrcidStamps {
  title: OrcidTitle | null
  'external-ids'?: OrcidExternalIds | null
  url?: OrcidText | null
  'publication-date'?: OrcidDate | null
  'journal-title'?: OrcidText | null
}

/**
 * One work as `works` lists it: the same work from several sources stands in one group.
 *
 * @see https://github.com/ORCID/orcid-model/blob/master/src/main/resources/record_3.0/work-3.0.xsd
 */
export interface OrcidWorkSummary extends Work {
  /** ORCID's number for it: `record.read('work', { putCode })`. */
  'put-code': number
  /** `journal-article`, `data-set`, … */
  type?: string | null
  'display-index'?: string | null
}

/** One work as several sources have it. */
export interface OrcidWorkGroup extends OrcidGroup {
  'work-summary': OrcidWorkSummary[]
}

/** `/works`: every work the token may see, in short. `read('works', { putCodes })` has them in full. */
export interface OrcidWorks extends OrcidList {
  group: OrcidWorkGroup[]
}

/** How a work is cited. */
export interface OrcidCitation {
  /** `bibtex`, `ris`, `formatted-apa`, … */
  'citation-type'?: string | null
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
  type: string
  'short-description'?: string | null
  citation?: OrcidCitation | null
  contributors?: OrcidContributors | null
  'language-code'?: string | null
  country?: OrcidText | null
}

/** How ORCID says no to one work of many. */
export interface OrcidBulkError {
  'response-code': number
  'developer-message'?: string | null
  'user-message'?: string | null
  'error-code'?: number | null
  'more-info'?: string | null
}

/**
 * `/works/{put-codes}`: works in full, and for each that is not there or not to be seen, why;
 * `'work' in item` tells the two apart. They need not stand in the order that was asked for (ORCID-Source,
 * WorkManagerReadOnlyImpl): each work has its `put-code`.
 */
export interface OrcidBulk {
  bulk: Array<{ work: OrcidWork } | { error: OrcidBulkError }>
}
