// The exchange of a code: what the code is bound to, that it works once, and what a replay costs.
import { signIdToken } from '../id-token/id-token.ts'
import { parameter } from '../parameters.ts'
import type { Client } from '../registry/clients.ts'
import { issueToken, revokeToken } from '../registry/grants.ts'
import type { Code } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import type { TokenAnswer } from './answer.ts'
import { refuse, refuseGrant } from './errors.ts'
import { tokenResponse } from './token-response.ts'

// A replay ends the code's tokens, and only the answer that did it says so (ORCID-Source pull request 3815).
function refuseReplay ({ grants }: Registry, client: Client, { code, clientId, tokens }: Code): TokenAnswer {
  if (clientId !== client.clientId || tokens.size === 0) {
    return refuse(400, 'invalid_grant', `Invalid authorization code: ${code}`)
  }
  for (const token of tokens) revokeToken(grants, token)
  return refuse(400, 'invalid_grant', `Reused authorization code: ${code}`)
}

// A missing redirect URI passes (ORCID-Source pull request 7372); one that is there must be leg one's.
function isBoundTo (code: Code, client: Client, redirectUri: string): boolean {
  return code.clientId === client.clientId && (redirectUri === '' || redirectUri === code.redirectUri)
}

/** Exchanges a code for tokens (RFC 6749 §4.1.3). The first attempt spends it, whatever comes of it. */
export async function exchangeCode (registry: Registry, client: Client,
  parameters: URLSearchParams): Promise<TokenAnswer> {
  const { grants, clock, researchers } = registry
  const presented = parameter(parameters, 'code')
  if (presented === '') return refuse(400, 'invalid_request', 'An authorization code must be supplied.')
  const code = grants.codes.get(presented)
  if (code === undefined) return refuse(400, 'invalid_grant', `Invalid authorization code: ${presented}`)
  if (code.spent) return refuseReplay(registry, client, code)
  if (code.expiresAt <= clock.now()) return refuseGrant()
  code.spent = true
  if (!isBoundTo(code, client, parameter(parameters, 'redirect_uri'))) return refuseGrant()
  const { clientId, orcid, scopes, tokens: family, authTime, nonce } = code
  const token = issueToken(grants, clock, { clientId, orcid, scopes, family })
  if (!scopes.includes('openid')) return tokenResponse(registry, token)
  const researcher = researchers.get(orcid) as Researcher
  const { accessToken } = token
  const idToken = await signIdToken(registry, { client, researcher, accessToken, authTime, nonce })
  return tokenResponse(registry, token, idToken)
}
