// The grant of a refresh token: a new access token, and what becomes of the old one.
import type { Behaviour } from '../../options/behaviour.ts'
import { draftIdToken } from '../id-token.ts'
import { issueToken, revokeToken } from '../registry/grants.ts'
import { splitScope } from '../registry/scopes.ts'
import { parameter } from '../web/parameters.ts'
import { refuse } from './errors.ts'
import type { Grant } from './response.ts'

// The value is read as Java reads a Boolean; left out, it is true.
function isEnding ({ refreshedToken }: Behaviour, revokeOld: string): boolean {
  if (refreshedToken === 'asked') return revokeOld === '' || revokeOld.toLowerCase() === 'true'
  return refreshedToken === 'ends'
}

/**
 * Exchanges a refresh token for a token with the same scopes or fewer. By default the old token ends: ORCID's front
 * drops `revoke_old`, whose default is true; and there is no new id_token.
 * @see https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/refresh_tokens.md
 */
export const refresh: Grant = (registry, client, parameters) => {
  const { grants, clock, behaviour } = registry
  const parent = grants.refreshTokens.get(parameter(parameters, 'refresh_token'))
  if (parent === undefined) return refuse(behaviour, 'unknownRefreshToken')
  if (parent.clientId !== client.clientId) return refuse(behaviour, 'foreignRefreshToken')
  if (parent.expiresAt <= clock.now()) return refuse(behaviour, 'expiredToken', parent.accessToken)
  const asked = splitScope(parameter(parameters, 'scope'))
  const refused = asked.find((scope) => !parent.scopes.includes(scope))
  if (refused !== undefined) return refuse(behaviour, 'widerScope', refused)
  const scopes = asked.length === 0 ? parent.scopes : parent.scopes.filter((scope) => asked.includes(scope))
  if (isEnding(behaviour, parameter(parameters, 'revoke_old'))) revokeToken(grants, parent)
  const token = issueToken(grants, clock.now(), { ...parent, scopes })
  const hasIdToken = behaviour.refreshIdToken === 'present' && scopes.includes('openid')
  return { token, idToken: hasIdToken ? draftIdToken(registry, token, null) : null }
}
