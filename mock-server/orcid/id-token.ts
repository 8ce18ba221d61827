// The id_token: its claims in ORCID's order and types, written as ORCID writes them, and its signature.
import { createHash, randomUUID } from 'node:crypto'
import type { Client } from './registry/clients.ts'
import { nowInSeconds } from './registry/clock.ts'
import { signRs256 } from './registry/keys.ts'
import type { Registry } from './registry/registry.ts'
import type { Researcher } from './registry/researchers.ts'
import type { IdTokenDraft } from './registry/seam.ts'

interface IdTokenParts {
  readonly client: Client
  readonly researcher: Researcher
  readonly accessToken: string
  /** When the person signed in: seconds since 1970. */
  readonly authTime: number
  readonly nonce: string | null
}

// A day is the default (ORCID-Source, OpenIDConnectTokenEnhancer).
const TTL_SECONDS = { '24 hours': 86400, '30 minutes': 1800, '10 minutes': 600 } as const

// OpenID Connect Core §3.1.3.6: the left half of the hash, base64url.
function accessTokenHash (accessToken: string): string {
  return createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url')
}

function amrOf ({ behaviour }: Registry, { client, researcher }: IdTokenParts): string | string[] | undefined {
  if (client.type === 'public' || behaviour.amr === 'absent') return undefined
  const method = researcher.twoFactor ? 'mfa' : 'pwd'
  return behaviour.amr === 'array' ? [method] : method
}

function claimsOf (registry: Registry, parts: IdTokenParts): IdTokenDraft['claims'] {
  const { issuer, clock, behaviour } = registry
  const { client: { clientId }, researcher, accessToken, authTime, nonce } = parts
  const { creditName, givenNames, familyName } = researcher
  const iat = nowInSeconds(clock)
  const hasNames = researcher.nameVisibility === 'public' && behaviour.idTokenNames === 'present'
  // Members that are undefined are left out.
  return {
    at_hash: behaviour.atHash === 'present' ? accessTokenHash(accessToken) : undefined,
    aud: behaviour.audience === 'array' ? [clientId] : clientId,
    sub: researcher.orcid,
    auth_time: authTime,
    amr: amrOf(registry, parts),
    iss: issuer,
    name: (hasNames && creditName) || undefined,
    exp: iat + TTL_SECONDS[behaviour.idTokenLifetime],
    given_name: hasNames ? givenNames : undefined,
    iat,
    nonce: nonce ?? undefined,
    family_name: (hasNames && familyName) || undefined,
    jti: randomUUID()
  }
}

/**
 * An id_token that is not signed yet. Slashes in the payload are escaped, as ORCID's JSON library does, and the header
 * has no `typ`.
 * @see https://github.com/ORCID/ORCID-Source orcid-web/ORCID_AUTH_WITH_OPENID_CONNECT.md
 */
export function draftIdToken (registry: Registry, parts: IdTokenParts): IdTokenDraft {
  const key = registry.keys.current()
  return {
    header: { kid: key.kid, alg: 'RS256' },
    claims: claimsOf(registry, parts),
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
