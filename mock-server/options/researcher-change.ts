// What a test may say of a person while the mock runs: somebody new, a change, one item of the record.
import type { MockResearcherInput, MockResearcherOptions } from './researcher.ts'
import { changeable, text } from './researcher-shape.ts'
import { objectOf } from './validate.ts'

/** One person to add while the mock runs. */
export type MockAddedResearcherOptions = MockResearcherInput & {
  /**
   * What a test calls the person: `as: 'ada'`. A name that somebody has is refused.
   * @default none: `as` takes the iD, or what `addResearcher()` returns
   */
  readonly name?: string
}

type NotChanged = 'orcid' | 'record' | 'givenNames'

/**
 * What changes of a person: the members of the options, without the iD and a record. A list replaces what the person
 * has put on the record; what clients have added to it stays. Null puts a member back to its default.
 */
export type MockResearcherChange = Partial<Pick<MockResearcherOptions, 'givenNames'>> & {
  readonly [Member in Exclude<keyof MockResearcherOptions, NotChanged>]?: MockResearcherOptions[Member] | null
}

/** One item of a record. */
export interface MockRecordItemName {
  /** The section in ORCID's words, `'works'` or `'other-names'`, or the name of its option, `'otherNames'`. */
  readonly section: string
  /** The item's put-code. */
  readonly putCode: number
}

export const addedResearcherShape = objectOf({ name: text, orcid: text, ...changeable }, ['givenNames'])

const { record: _, ...properties } = changeable

export const researcherChangeShape = objectOf(properties)

/** A person of a snapshot: of somebody built in the name and the iD alone, unless the person has changed. */
export const savedResearcherShape = objectOf({
  name: { type: ['string', 'null'] }, origin: { enum: ['start', 'added', 'registered'] }, orcid: text, ...changeable
}, ['orcid', 'origin'])
