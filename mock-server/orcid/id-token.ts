// The id_token: its claims in ORCID's order and types, written as ORCID writes them, and its signature.
import { hash, randomUUID } from 'node:crypto'
import type { Client } from './registry/clients.ts'
import { nowInSeconds } from './registry/clock.ts'
import { signRs256 } from './registry/keys.ts'
import type { Registry } from './registry/registry.ts'
import type { Token } from './registry/grants.ts'
import type { Researcher } from './registry/researchers.ts'
import type { IdTokenDraft } from './registry/seam.ts'

// A day is the default (ORCID-Source, OpenIDConnectTokenEnhancer).
const TTL_SECONDS = { '24 hours': 86400, '30 minutes': 1800, '10 minutes': 600 } as const

// OpenID Connect Core §3.1.3.6: the left half of the hash, base64url.
const accessTokenHash = (accessToken: string): string =>
  hash('sha256', accessToken, 'buffer').subarray(0, 16).toString('base64url')

function amrOf ({ behaviour, clients }: Registry, clientId: string, twoFactor: boolean): string | string[] | undefined {
  const { type } = clients.get(clientId) as Client
  if (type === 'public' || behaviour.amr === 'absent') return undefined
  const method = twoFactor ? 'mfa' : 'pwd'
  return behaviour.amr === 'array' ? [method] : method
}

function claimsOf (registry: Registry, token: Token, nonce: string | null): IdTokenDraft['claims'] {
  const { issuer, clock, behaviour, researchers } = registry
  const { clientId, orcid, accessToken, authTime } = token
  const { creditName, givenNames, familyName, nameVisibility, twoFactor } = researchers.get(String(orcid)) as Researcher
  const iat = nowInSeconds(clock)
  const hasNames = nameVisibility === 'public' && behaviour.idTokenNames === 'present'
  // Members that are undefined are left out.
  return {
    at_hash: behaviour.atHash === 'present' ? accessTokenHash(accessToken) : undefined,
    aud: behaviour.audience === 'array' ? [clientId] : clientId,
    sub: orcid,
    auth_time: authTime,
    amr: amrOf(registry, clientId, twoFactor),
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
 * The id_token of a person's token, not signed yet. Slashes in the payload are escaped, as ORCID's JSON library does,
 * and the header has no `typ`.
 * @see https://github.com/ORCID/ORCID-Source orcid-web/ORCID_AUTH_WITH_OPENID_CONNECT.md
 */
export function draftIdToken (registry: Registry, token: Token, nonce: string | null): IdTokenDraft {
  const key = registry.keys.current()
  return {
    header: { kid: key.kid, alg: 'RS256' },
    claims: claimsOf(registry, token, nonce),
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
