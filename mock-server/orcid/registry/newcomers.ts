// The people who register while the mock runs.
import { makeOrcidId } from './orcid-id.ts'
import { createResearchers } from './researchers.ts'
import type { Researcher } from './researchers.ts'

/** What somebody says who registers. */
export interface NewcomerFields {
  /** Given names. */
  readonly givenNames: string
  /** Family name, `''` if there is none. */
  readonly familyName: string
  /** The e-mail address. */
  readonly email: string
}

/** Where their iDs begin in the range that ORCID draws from today: far before the built-in people's. */
const NEWCOMER_PLACE = 99_000_000

/**
 * Somebody who has just registered: a fresh iD, a public name, and one e-mail address that nobody has verified.
 *
 * @param place how many registered before
 */
export function createNewcomer (place: number, { givenNames, familyName, email }: NewcomerFields): Researcher {
  const name = familyName === '' ? { givenNames } : { givenNames, familyName }
  const newcomer = { ...name, orcid: makeOrcidId(NEWCOMER_PLACE + place), emails: [{ email, verified: false }] }
  return createResearchers({ newcomer }).get('newcomer') as Researcher
}
