// Whose a token is: judged wherever ORCID says so.
import { OrcidIdentityError } from '../errors.ts'
import { isOrcidId } from '../orcid-id.ts'
import type { OrcidId } from '../orcid-id.ts'
import { judgeOrcid } from './input.ts'

/** Whom an answer of ORCID's must be about. */
export interface OrcidExpectation {
  /** The iD of the login. Another one is refused with `ORCID_ERR_IDENTITY` (OpenID Connect Core §5.3.2). */
  readonly orcid?: string
}

/**
 * Makes the function that judges the owner ORCID names: an iD, and the one that was expected. That throws
 * `ORCID_ERR_IDENTITY`. An expectation that nobody could meet is refused here, while nothing is sent yet:
 * afterwards ORCID would have revoked the old token for it.
 */
export function expectOwner ({ orcid }: OrcidExpectation): (owner: unknown) => OrcidId {
  const expected = orcid === undefined ? undefined : judgeOrcid(orcid)
  return function judgeOwner (owner) {
    if (!isOrcidId(owner)) throw new OrcidIdentityError({ cause: { reason: 'not an iD' } })
    if (expected === undefined || expected === owner) return owner
    throw new OrcidIdentityError({ cause: { reason: 'another person' } })
  }
}
