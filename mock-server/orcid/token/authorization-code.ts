// The grant of a code: what a client gets for it, and what the exchange is held to.
import type { Behaviour } from '../../options/behaviour.ts'
import { draftIdToken } from '../id-token.ts'
import type { Client } from '../registry/clients.ts'
import { issueToken, revokeToken, tokenLifetime, type Code } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import { parameter } from '../web/parameters.ts'
import { refuse } from './errors.ts'
import type { Grant, TokenAnswer } from './response.ts'

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
export const exchangeCode: Grant = (registry, client, parameters) => {
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
