// The id_token: its claims, written as ORCID writes them, and its signature.
import type { Registry } from './registry/registry.ts'
import { signRs256 } from './registry/keys.ts'
import type { IdTokenDraft } from './registry/seam.ts'
import { claimsOf } from './id-token-claims.ts'
import type { IdTokenParts } from './id-token-claims.ts'

/**
 * An id_token that is not signed yet. Slashes in the payload are escaped, as ORCID's JSON library does, and the header
 * has no `typ`.
 *
 * @see https://github.com/ORCID/ORCID-Source orcid-web/ORCID_AUTH_WITH_OPENID_CONNECT.md
 */
export function draftIdToken (registry: Registry, parts: IdTokenParts): IdTokenDraft {
  const key = registry.keys.current()
  return {
    header: { kid: key.kid, alg: 'RS256' },
    claims: { ...claimsOf(registry, parts) },
    key,
    serialize: (claims) => JSON.stringify(claims).replaceAll('/', '\\/'),
    sign: signRs256
  }
}

/** Signs a draft (JWS compact serialization, RFC 7515 §7.1). */
export async function signIdToken ({ header, claims, key, serialize, sign }: IdTokenDraft): Promise<string> {
  const input = [JSON.stringify(header), serialize(claims)].map((part) => Buffer.from(part).toString('base64url')).join('.')
  return `${input}.${(await sign(Buffer.from(input), key)).toString('base64url')}`
}
