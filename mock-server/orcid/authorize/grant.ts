// What the redirect of a person who allows carries: a code, or tokens in the fragment.
import { draftIdToken, signIdToken } from '../id-token.ts'
import { codeKind, issueCode, issueToken } from '../registry/grants.ts'
import type { Registry, Session } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { issuerOf } from './redirect.ts'
import { withAnswer, withFragment } from './redirect-uri.ts'
import type { AuthorizeRequest } from './request.ts'

export interface Asking { readonly asked: AuthorizeRequest, readonly session: Session }

// RFC 6749 §4.1.2.
function codeLocation (registry: Registry, { asked, session }: Asking, scopes: readonly string[]): string {
  const { grants, clock, behaviour } = registry
  const { client: { clientId }, redirectUri, nonce, state, hasChallenge } = asked
  const grant = { clientId, ...session, scopes, redirectUri, nonce, hasChallenge }
  const code = issueCode(grants, clock.now(), { ...grant, ...codeKind(behaviour) })
  return withAnswer(redirectUri, { code, state, iss: issuerOf(registry) })
}

// Ten minutes, reported as a second less (ORCID-Source, ORCID_AUTH_WITH_OPENID_CONNECT.md).
const IMPLICIT_TTL_SECONDS = 599

// With openid, whichever of the two is asked for brings both (OauthController).
async function tokenLocation (registry: Registry, { asked, session }: Asking,
  scopes: readonly string[]): Promise<string> {
  const { client, redirectUri, nonce, state } = asked
  const { orcid, authTime } = session
  const grant = { clientId: client.clientId, orcid, scopes, authTime, expiresIn: IMPLICIT_TTL_SECONDS }
  const { accessToken } = issueToken(registry.grants, registry.clock.now(), grant)
  const researcher = registry.researchers.get(orcid) as Researcher
  const draft = draftIdToken(registry, { client, researcher, accessToken, authTime, nonce })
  return withFragment(redirectUri, {
    access_token: accessToken,
    token_type: registry.behaviour.tokenType,
    expires_in: String(IMPLICIT_TTL_SECONDS),
    tokenVersion: '1',
    persistent: 'false',
    id_token: scopes.includes('openid') ? await signIdToken(draft) : null,
    state
  })
}

export async function grantLocation (registry: Registry, asking: Asking, scopes: readonly string[]): Promise<string> {
  const locate = asking.asked.isImplicit ? tokenLocation : codeLocation
  return await locate(registry, asking, scopes)
}
