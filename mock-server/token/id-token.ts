// The id_token: its claims in ORCID's order and types, and its signature.
import { createHash, randomUUID } from 'node:crypto'
import type { Client } from '../registry/clients.ts'
import { nowInSeconds } from '../registry/clock.ts'
import type { Code, Token } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { KEY_ID, signingKey } from '../registry/signing-key.ts'

/** What an id_token is made from. */
export interface IdTokenParts {
  /** Whom it is for. */
  readonly client: Client
  /** The code that is being exchanged. */
  readonly code: Code
  /** The access token it travels with. */
  readonly token: Token
  /** Whom it is about. */
  readonly researcher: Researcher
}

/** A day, in seconds (ORCID-Source, OpenIDConnectTokenEnhancer). */
const TTL_SECONDS = 86400

// OpenID Connect Core §3.1.3.6: the left half of the hash, base64url.
function accessTokenHash (accessToken: string): string {
  return createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url')
}

function claimsOf ({ issuer, clock }: Registry, { client, code, token, researcher }: IdTokenParts): object {
  const iat = nowInSeconds(clock)
  const { creditName, givenNames, familyName, twoFactor } = researcher
  const isNamePublic = researcher.nameVisibility === 'public'
  // undefined leaves a claim out.
  return {
    at_hash: accessTokenHash(token.accessToken),
    aud: client.clientId,
    sub: researcher.orcid,
    auth_time: code.authTime,
    amr: client.type === 'public' ? undefined : twoFactor ? 'mfa' : 'pwd',
    iss: issuer,
    name: (isNamePublic && creditName) || undefined,
    exp: iat + TTL_SECONDS,
    given_name: isNamePublic ? givenNames : undefined,
    iat,
    nonce: code.nonce ?? undefined,
    family_name: (isNamePublic && familyName) || undefined,
    jti: randomUUID()
  }
}

/**
 * Signs an id_token. Slashes in the payload are escaped, as ORCID's JSON library does.
 *
 * @see https://github.com/ORCID/ORCID-Source orcid-web/ORCID_AUTH_WITH_OPENID_CONNECT.md
 */
export async function signIdToken (registry: Registry, parts: IdTokenParts): Promise<string> {
  const { CompactSign } = await import('jose')
  const payload = JSON.stringify(claimsOf(registry, parts)).replaceAll('/', '\\/')
  return await new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ kid: KEY_ID, alg: 'RS256' })
    .sign(await signingKey())
}
