// The id_token: what is claimed, written as ORCID writes it, and its signature.
import type { Registry } from './registry/registry.ts'
import { KEY_ID, signingKey } from './registry/keys.ts'
import { claimsOf } from './id-token-claims.ts'
import type { IdTokenParts } from './id-token-claims.ts'

/**
 * Signs an id_token. By default slashes in the payload are escaped, as ORCID's JSON library does.
 *
 * @see https://github.com/ORCID/ORCID-Source orcid-web/ORCID_AUTH_WITH_OPENID_CONNECT.md
 */
export async function signIdToken (registry: Registry, parts: IdTokenParts): Promise<string> {
  const { CompactSign } = await import('jose')
  const { idTokenSlashes, idTokenType } = registry.behaviour
  const json = JSON.stringify(claimsOf(registry, parts))
  const payload = idTokenSlashes === 'escaped' ? json.replaceAll('/', '\\/') : json
  const type = idTokenType === 'present' ? { typ: 'JWT' } : {}
  return await new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ kid: KEY_ID, ...type, alg: 'RS256' })
    .sign(await signingKey())
}
