// The exchange of a code: what the code is bound to, that it works once, and what a replay costs.
import { draftIdToken } from '../id-token.ts'
import { parameter } from '../web/parameters.ts'
import type { Client } from '../registry/clients.ts'
import { issueToken, revokeToken, tokenLifetime, type Code } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { refuse } from './errors.ts'
import { tokenResponse, type TokenAnswer, type TokenRequest } from './response.ts'

// A replay ends the code's tokens (ORCID-Source pull request 3815), but not on another client's word.
function refuseReplay ({ grants, behaviour }: Registry, client: Client, { code, clientId, tokens }: Code): TokenAnswer {
  const isRevoking = behaviour.codeReplay !== 'refused' && clientId === client.clientId && tokens.size > 0
  if (isRevoking) for (const token of tokens) revokeToken(grants, token)
  return refuse(behaviour, isRevoking && behaviour.codeReplay === 'reused' ? 'reusedCode' : 'replayedCode', code)
}

/** What a code is bound to and the exchange does not keep to, or null. */
function findMismatch ({ behaviour }: Registry, code: Code, { client, parameters }: TokenRequest) {
  const redirectUri = parameter(parameters, 'redirect_uri').trim()
  if (code.clientId !== client.clientId) return 'foreignCode'
  const isLeftOut = redirectUri === '' && behaviour.exchangeRedirectUri === 'optional'
  if (!isLeftOut && redirectUri !== code.redirectUri) return 'otherRedirectUri'
  return behaviour.pkce === 'broken' && code.hasChallenge ? 'missingVerifier' : null
}

async function redeem (registry: Registry, { client, request }: TokenRequest, code: Code): Promise<TokenAnswer> {
  const { grants, clock, researchers, behaviour } = registry
  const { clientId, orcid, scopes, tokens: family, authTime, nonce } = code
  const grant = { clientId, orcid, scopes, family, authTime, expiresIn: tokenLifetime(behaviour) }
  const token = issueToken(grants, clock.now(), grant)
  if (!scopes.includes('openid')) return await tokenResponse(registry, request, { token })
  const researcher = researchers.get(orcid) as Researcher
  const idToken = draftIdToken(registry, { client, researcher, accessToken: token.accessToken, authTime, nonce })
  return await tokenResponse(registry, request, { token, idToken })
}

/** Exchanges a code for tokens (RFC 6749 §4.1.3). The first attempt spends it, whatever comes of it. */
export async function exchangeCode (registry: Registry, tokenRequest: TokenRequest): Promise<TokenAnswer> {
  const { grants, clock, behaviour } = registry
  const { client, parameters } = tokenRequest
  const presented = parameter(parameters, 'code')
  if (presented.trim() === '') return refuse(behaviour, 'missingCode')
  const code = grants.codes.get(presented)
  if (code === undefined) return refuse(behaviour, 'unknownCode', presented)
  if (code.spent) return refuseReplay(registry, client, code)
  if (code.expiresAt <= clock.now()) return refuse(behaviour, 'expiredCode')
  const mismatch = findMismatch(registry, code, tokenRequest)
  code.spent = true
  return mismatch === null ? await redeem(registry, tokenRequest, code) : refuse(behaviour, mismatch)
}
