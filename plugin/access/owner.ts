// Whose a token is: judged wherever ORCID says so.
import { OrcidIdentityError } from '../errors.ts'
import { isOrcidId } from '../orcid-id.ts'
import type { OrcidId } from '../orcid-id.ts'

/** Whom an answer of ORCID's must be about. */
export interface OrcidExpectation {
  /** The iD of the login. Another one is refused with `ORCID_ERR_IDENTITY` (OpenID Connect Core §5.3.2). */
  readonly orcid?: string
}

/** The owner ORCID names: an iD, and the one that was expected. Throws `ORCID_ERR_IDENTITY`. */
export function judgeOwner (owner: unknown, { orcid }: OrcidExpectation): OrcidId {
  if (!isOrcidId(owner)) throw new OrcidIdentityError({ cause: { reason: 'not an iD' } })
  if (orcid === undefined || orcid === owner) return owner
  throw new OrcidIdentityError({ cause: { reason: 'another person' } })
}
