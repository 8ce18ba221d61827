// The refresh: a new token for an old one, with the same scopes or fewer.
import type { Behaviour } from '../../options/behaviour.ts'
import { draftIdToken } from '../id-token.ts'
import { parameter } from '../web/parameters.ts'
import type { Client } from '../registry/clients.ts'
import { issueToken, revokeToken, type Token } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import type { IdTokenDraft } from '../registry/seam.ts'
import { splitScope } from '../registry/scopes.ts'
import { refuse } from './errors.ts'
import { tokenResponse, type TokenAnswer, type TokenRequest } from './response.ts'

function idTokenFor (registry: Registry, client: Client,
  { orcid, authTime, scopes, accessToken }: Token): IdTokenDraft | null {
  const researcher = registry.researchers.get(String(orcid))
  const isWanted = registry.behaviour.refreshIdToken === 'present' && scopes.includes('openid')
  if (!isWanted || researcher === undefined) return null
  return draftIdToken(registry, { client, researcher, accessToken, authTime, nonce: null })
}

// The value is read as Java reads a Boolean; left out, it is true.
function isEnding ({ refreshedToken }: Behaviour, revokeOld: string): boolean {
  if (refreshedToken === 'asked') return revokeOld === '' || revokeOld.toLowerCase() === 'true'
  return refreshedToken === 'ends'
}

/**
 * Exchanges a refresh token. By default the old token ends: ORCID's front drops `revoke_old`, whose default is true;
 * and there is no new id_token.
 * @see https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/refresh_tokens.md
 */
export async function refreshToken (registry: Registry,
  { client, parameters, request }: TokenRequest): Promise<TokenAnswer> {
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
  return await tokenResponse(registry, request, { token, idToken: idTokenFor(registry, client, token) })
}
