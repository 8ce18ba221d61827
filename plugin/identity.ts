// What the host learns of a person who signed in.
import { inspect } from 'node:util'
import type { OrcidId } from './orcid-id.ts'

/**
 * What ORCID granted. Readable by name, but shown as `[redacted]` by `JSON.stringify`, `util.inspect` and loggers, and
 * left out when spread: a token reaches a log or a page only if it is put there by name. Keep what you need; the
 * plugin keeps none.
 */
export interface OrcidTokens {
  /** Opaque; good for the record API, userinfo, and {@link refreshToken}'s sibling. Lives about twenty years. */
  readonly accessToken: string
  /** Opaque; `null` if ORCID sent none. */
  readonly refreshToken: string | null
  /** When the access token ends, or `null` if ORCID did not say. */
  readonly expiresAt: Date | null
  /** The id_token as ORCID signed it, or `null` without `openid`. Its claims are in `login.claims`, verified. */
  readonly idToken: string | null
}

/**
 * The claims of a verified id_token. ORCID sends names only if they are public, and never an e-mail address.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDToken
 */
export interface OrcidClaims {
  /** The registry: `https://orcid.org`. */
  readonly iss: string
  /** The iD. */
  readonly sub: string
  /** The client the id_token was made for. */
  readonly aud: string | string[]
  /** When it ends, in seconds since 1970. */
  readonly exp: number
  /** When it was made, in seconds since 1970. */
  readonly iat: number
  /** When the person last gave their password at ORCID, in seconds since 1970. */
  readonly auth_time?: number
  /** The public credit name. */
  readonly name?: string
  /** The public given names. */
  readonly given_name?: string
  /** The public family name; many people have none. */
  readonly family_name?: string
  /** `pwd` or `mfa`, for member clients. ORCID sends a string where the standard says list. */
  readonly amr?: string | string[]
  /** Whatever else ORCID put in. */
  readonly [claim: string]: unknown
}

/** A person who proved that an ORCID iD is theirs. */
export interface OrcidLogin {
  /** The iD: `0000-0002-1825-0097`. With {@link issuer}, the key of an account: sandbox iDs are other people. */
  readonly orcid: OrcidId
  /** The iD as ORCID asks to show it: `https://orcid.org/0000-0002-1825-0097`. */
  readonly uri: string
  /** The public name, or `null`: names can be private. Chosen by the person; escape it. */
  readonly name: string | null
  /** The registry that vouches for the iD: `https://orcid.org`. */
  readonly issuer: string
  /** The permissions that were granted. */
  readonly scope: readonly string[]
  /** What ORCID granted to act on them. */
  readonly tokens: OrcidTokens
  /** The verified claims of the id_token, or `null` without `openid`. */
  readonly claims: OrcidClaims | null
  /** Where the browser goes: a path of this site. */
  readonly returnTo: string
}

const HIDDEN = '[redacted]'

/** Wraps tokens so that they are read by name only. */
export function concealTokens (tokens: OrcidTokens): OrcidTokens {
  const shown = Object.fromEntries(Object.entries(tokens).map(([name, value]) =>
    [name, typeof value === 'string' ? HIDDEN : value]))
  const hidden = (value: unknown) => ({ value, enumerable: false })
  return Object.freeze(Object.defineProperties({}, {
    accessToken: hidden(tokens.accessToken),
    refreshToken: hidden(tokens.refreshToken),
    expiresAt: hidden(tokens.expiresAt),
    idToken: hidden(tokens.idToken),
    toJSON: hidden(function toJSON () { return shown }),
    [inspect.custom]: hidden(function inspectTokens () { return shown })
  }) as OrcidTokens)
}
