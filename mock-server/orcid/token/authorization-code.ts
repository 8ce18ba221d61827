// The exchange of a code: what the code is bound to, that it works once, and what a replay costs.
import { signIdToken } from '../id-token.ts'
import { parameter } from '../web/parameters.ts'
import type { Client } from '../registry/clients.ts'
import { issueToken, revokeToken } from '../registry/grants.ts'
import type { Code } from '../registry/grants.ts'
import { tokenLifetime } from '../registry/lifetimes.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import type { TokenAnswer } from './answer.ts'
import { refuse } from './errors.ts'
import type { Reason } from './errors.ts'
import { tokenResponse } from './response.ts'

// A replay ends the code's tokens (ORCID-Source pull request 3815), but not on another client's word.
function refuseReplay ({ grants, behaviour }: Registry, client: Client, { code, clientId, tokens }: Code): TokenAnswer {
  const isRevoking = behaviour.codeReplay !== 'refused' && clientId === client.clientId && tokens.size > 0
  if (!isRevoking) return refuse(behaviour, 'unknownCode', code)
  for (const token of tokens) revokeToken(grants, token)
  return refuse(behaviour, behaviour.codeReplay === 'reused' ? 'reusedCode' : 'unknownCode', code)
}

/** What a code is bound to and the exchange does not keep to, or null. */
function mismatch ({ behaviour }: Registry, code: Code, client: Client, redirectUri: string): Reason | null {
  if (code.clientId !== client.clientId) return 'foreignCode'
  const isLeftOut = redirectUri === '' && behaviour.exchangeRedirectUri === 'optional'
  if (!isLeftOut && redirectUri !== code.redirectUri) return 'otherRedirectUri'
  return behaviour.pkce === 'broken' && code.hasChallenge ? 'missingVerifier' : null
}

async function redeem (registry: Registry, client: Client, code: Code): Promise<TokenAnswer> {
  const { grants, clock, researchers, behaviour } = registry
  const { clientId, orcid, scopes, tokens: family, authTime, nonce } = code
  const grant = { clientId, orcid, scopes, family, authTime, expiresIn: tokenLifetime(behaviour) }
  const token = issueToken(grants, clock.now(), grant)
  if (!scopes.includes('openid')) return tokenResponse(registry, token)
  const researcher = researchers.get(orcid) as Researcher
  const { accessToken } = token
  const idToken = await signIdToken(registry, { client, researcher, accessToken, authTime, nonce })
  return tokenResponse(registry, token, idToken)
}

/** Exchanges a code for tokens (RFC 6749 §4.1.3). By default the first attempt spends it, whatever comes of it. */
export async function exchangeCode (registry: Registry, client: Client,
  parameters: URLSearchParams): Promise<TokenAnswer> {
  const { grants, clock, behaviour } = registry
  const presented = parameter(parameters, 'code')
  if (presented.trim() === '') return refuse(behaviour, 'missingCode')
  const code = grants.codes.get(presented)
  if (code === undefined) return refuse(behaviour, 'unknownCode', presented)
  if (code.spent) return refuseReplay(registry, client, code)
  if (code.expiresAt <= clock.now()) return refuse(behaviour, 'expiredCode')
  const reason = mismatch(registry, code, client, parameter(parameters, 'redirect_uri').trim())
  code.spent = reason === null || behaviour.failedExchange === 'spends'
  return reason === null ? await redeem(registry, client, code) : refuse(behaviour, reason)
}
