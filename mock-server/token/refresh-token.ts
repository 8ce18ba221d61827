// The refresh: a new token for an old one, with the same scopes or fewer.
import { parameter } from '../parameters.ts'
import type { Client } from '../registry/clients.ts'
import { findToken, issueToken, revokeToken } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import { splitScope } from '../registry/scopes.ts'
import type { TokenAnswer } from './answer.ts'
import { refuse, refuseGrant } from './errors.ts'
import { tokenResponse } from './token-response.ts'

/**
 * Exchanges a refresh token. The old token ends: ORCID's front drops `revoke_old`, whose default is true.
 * There is no new id_token.
 *
 * @see https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/refresh_tokens.md
 */
export function refreshToken (registry: Registry, client: Client, parameters: URLSearchParams): TokenAnswer {
  const { grants, clock } = registry
  const parent = grants.refreshTokens.get(parameter(parameters, 'refresh_token'))
  const isAlive = parent !== undefined && findToken(grants, clock, parent.accessToken) !== undefined
  if (!isAlive || parent.clientId !== client.clientId) return refuseGrant()
  const asked = splitScope(parameter(parameters, 'scope'))
  const refused = asked.find((scope) => !parent.scopes.includes(scope))
  if (refused !== undefined) {
    return refuse(400, 'invalid_scope', `The given scope '${refused}' is not allowed for the parent token`)
  }
  const scopes = asked.length === 0 ? parent.scopes : parent.scopes.filter((scope) => asked.includes(scope))
  revokeToken(grants, parent)
  return tokenResponse(registry, issueToken(grants, clock, { ...parent, scopes }))
}
