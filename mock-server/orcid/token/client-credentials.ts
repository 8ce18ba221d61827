// The grant of nothing but credentials: a token of the client's own.
import { issueToken, tokenLifetime } from '../registry/grants.ts'
import { ownScopes, splitScope } from '../registry/scopes.ts'
import { parameter } from '../web/parameters.ts'
import { refuse } from './errors.ts'
import type { Grant } from './response.ts'

/**
 * Gives a client a token of its own, such as `/read-public` (RFC 6749 §4.4).
 * @see https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/read_public.md
 */
export const grantToClient: Grant = ({ grants, clock, behaviour }, { clientId, type }, parameters) => {
  const asked = splitScope(parameter(parameters, 'scope'))
  const allowed = ownScopes(type)
  const refused = asked.find((scope) => !allowed.includes(scope))
  if (refused !== undefined || asked.length === 0) return refuse(behaviour, 'wrongScope', refused)
  const scopes = allowed.filter((scope) => asked.includes(scope))
  const grant = { clientId, orcid: null, scopes, expiresIn: tokenLifetime(behaviour) }
  return { token: issueToken(grants, clock.now(), grant), idToken: null }
}
