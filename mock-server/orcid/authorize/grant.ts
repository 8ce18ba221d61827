// What the redirect of a person who allows carries: a code, or tokens in the fragment.
import { draftIdToken, signIdToken } from '../id-token.ts'
import { issueCode, issueToken } from '../registry/grants.ts'
import type { Registry, Session } from '../registry/registry.ts'
import { issuerOf } from './redirect.ts'
import { withAnswer, withFragment } from './redirect-uri.ts'
import type { AuthorizeRequest } from './request.ts'

export interface Asking { readonly asked: AuthorizeRequest, readonly session: Session }

// Ten minutes, reported as a second less (ORCID-Source, ORCID_AUTH_WITH_OPENID_CONNECT.md).
const IMPLICIT_TTL_SECONDS = 599

export async function grantLocation (registry: Registry, { asked, session }: Asking,
  scopes: readonly string[]): Promise<string> {
  const { grants, clock, behaviour } = registry
  const { client: { clientId }, redirectUri, nonce, state, hasChallenge, isImplicit } = asked
  const grant = { clientId, ...session, scopes }
  if (!isImplicit) {
    const isOpaque = behaviour.codeFormat === 'opaque'
    const code = issueCode(grants, clock.now(), { ...grant, redirectUri, nonce, hasChallenge, isOpaque })
    return withAnswer(redirectUri, { code, state, iss: issuerOf(registry) })
  }
  const token = issueToken(grants, clock.now(), { ...grant, expiresIn: IMPLICIT_TTL_SECONDS })
  return withFragment(redirectUri, {
    access_token: token.accessToken,
    token_type: behaviour.tokenType,
    expires_in: String(IMPLICIT_TTL_SECONDS),
    tokenVersion: '1',
    persistent: 'false',
    // With openid, whichever of the two is asked for brings both (OauthController).
    id_token: scopes.includes('openid') ? await signIdToken(draftIdToken(registry, token, nonce)) : null,
    state
  })
}
