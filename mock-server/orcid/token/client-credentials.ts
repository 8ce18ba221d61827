// A token for the client itself, without a person.
import { parameter } from '../web/parameters.ts'
import { issueToken, tokenLifetime } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import { ownScopes, splitScope } from '../registry/scopes.ts'
import { refuse } from './errors.ts'
import { tokenResponse, type TokenAnswer, type TokenRequest } from './response.ts'

/**
 * Gives a client a token of its own, such as `/read-public` (RFC 6749 §4.4).
 * @see https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/read_public.md
 */
export async function grantToClient (registry: Registry,
  { client, parameters, request }: TokenRequest): Promise<TokenAnswer> {
  const { grants, clock, behaviour } = registry
  const asked = splitScope(parameter(parameters, 'scope'))
  const allowed = ownScopes(client.type)
  const refused = asked.find((scope) => !allowed.includes(scope))
  if (refused !== undefined || asked.length === 0) return refuse(behaviour, 'wrongScope', refused)
  const scopes = allowed.filter((scope) => asked.includes(scope))
  const grant = { clientId: client.clientId, orcid: null, scopes, expiresIn: tokenLifetime(behaviour) }
  return await tokenResponse(registry, request, { token: issueToken(grants, clock.now(), grant) })
}
