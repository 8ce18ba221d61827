// The grant types: what each gives for a code, a refresh token or nothing, and what it holds a client to.
import type { Behaviour } from '../../options/behaviour.ts'
import { draftIdToken } from '../id-token.ts'
import { parameter } from '../web/parameters.ts'
import type { Client } from '../registry/clients.ts'
import { issueToken, revokeToken, tokenLifetime, type Code } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import { ownScopes, splitScope } from '../registry/scopes.ts'
import { refuse } from './errors.ts'
import type { IssuedToken, TokenAnswer } from './response.ts'

type Grant = (registry: Registry, client: Client, parameters: URLSearchParams) => IssuedToken | TokenAnswer

interface GrantType { readonly grant: Grant, readonly required?: readonly string[] }

// A replay ends the code's tokens (ORCID-Source pull request 3815), but not on another client's word.
function refuseReplay ({ grants, behaviour }: Registry, client: Client, { code, clientId, tokens }: Code): TokenAnswer {
  const isRevoking = behaviour.codeReplay !== 'refused' && clientId === client.clientId && tokens.size > 0
  if (isRevoking) for (const token of tokens) revokeToken(grants, token)
  return refuse(behaviour, isRevoking && behaviour.codeReplay === 'reused' ? 'reusedCode' : 'replayedCode', code)
}

/** What a code is bound to and the exchange does not keep to, or null. */
function findMismatch ({ exchangeRedirectUri, pkce }: Behaviour, code: Code,
  { clientId, redirectUri }: Pick<Code, 'clientId' | 'redirectUri'>) {
  if (code.clientId !== clientId) return 'foreignCode'
  const isLeftOut = redirectUri === '' && exchangeRedirectUri === 'optional'
  if (!isLeftOut && redirectUri !== code.redirectUri) return 'otherRedirectUri'
  return pkce === 'broken' && code.hasChallenge ? 'missingVerifier' : null
}

/** Exchanges a code for tokens (RFC 6749 §4.1.3). The first attempt spends it, whatever comes of it. */
const exchangeCode: Grant = (registry, client, parameters) => {
  const { grants, clock, behaviour } = registry
  const presented = parameter(parameters, 'code')
  if (presented.trim() === '') return refuse(behaviour, 'missingCode')
  const code = grants.codes.get(presented)
  if (code === undefined) return refuse(behaviour, 'unknownCode', presented)
  if (code.spent) return refuseReplay(registry, client, code)
  if (code.expiresAt <= clock.now()) return refuse(behaviour, 'expiredCode')
  code.spent = true
  const { clientId } = client
  const mismatch = findMismatch(behaviour, code, { clientId, redirectUri: parameter(parameters, 'redirect_uri').trim() })
  if (mismatch !== null) return refuse(behaviour, mismatch)
  const { orcid, scopes, tokens: family, authTime, nonce } = code
  const grant = { clientId, orcid, scopes, family, authTime, expiresIn: tokenLifetime(behaviour) }
  const token = issueToken(grants, clock.now(), grant)
  return { token, idToken: scopes.includes('openid') ? draftIdToken(registry, token, nonce) : null }
}

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
const refresh: Grant = (registry, client, parameters) => {
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

/**
 * Gives a client a token of its own, such as `/read-public` (RFC 6749 §4.4).
 * @see https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/read_public.md
 */
const grantToClient: Grant = ({ grants, clock, behaviour }, { clientId, type }, parameters) => {
  const asked = splitScope(parameter(parameters, 'scope'))
  const allowed = ownScopes(type)
  const refused = asked.find((scope) => !allowed.includes(scope))
  if (refused !== undefined || asked.length === 0) return refuse(behaviour, 'wrongScope', refused)
  const scopes = allowed.filter((scope) => asked.includes(scope))
  const grant = { clientId, orcid: null, scopes, expiresIn: tokenLifetime(behaviour) }
  return { token: issueToken(grants, clock.now(), grant), idToken: null }
}

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

const grantTypes: ReadonlyMap<string, GrantType> = new Map<string, GrantType>([
  ['authorization_code', { grant: exchangeCode }],
  ['refresh_token', { grant: refresh, required: ['refresh_token'] }],
  ['client_credentials', { grant: grantToClient }],
  // No client of this mock may use it (ORCID-Source, tutorial/token_delegation.md).
  [TOKEN_EXCHANGE, {
    grant: ({ behaviour }) => refuse(behaviour, 'forbiddenGrant', TOKEN_EXCHANGE),
    required: ['subject_token', 'subject_token_type', 'requested_token_type']
  }]
])

/** The grant type of a name; one that ORCID does not have refuses every request. */
export function grantTypeOf (name: string): GrantType {
  return grantTypes.get(name) ?? { grant: ({ behaviour }) => refuse(behaviour, 'unsupportedGrant', name) }
}
