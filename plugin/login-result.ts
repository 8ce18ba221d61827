// The result of a login: who signed in, and the tokens, which are hidden from logs.
import { inspect } from 'node:util'
import type { OrcidId } from './orcid-id.ts'

/** What stands for a token where it must not be shown. */
export const REDACTED = '[redacted]'

/** Tokens as a plain object, for a database or a session: `login.tokens.reveal()`. Whoever reads it has the tokens. */
export interface OrcidRevealedTokens {
  /** For the record API and userinfo. */
  readonly accessToken: string
  /** Exchanged for new tokens with `refresh()`; `null` if ORCID sent none. */
  readonly refreshToken: string | null
  /** When the access token expires, or `null` if ORCID did not say. JSON makes a text of it. */
  readonly expiresAt: Date | null
  /** The signed id_token, or `null` without `openid`. */
  readonly idToken: string | null
  /** Exists only as a type: it keeps hidden tokens, which JSON makes `[redacted]`, out of here. */
  readonly toJSON?: never
}

/**
 * The tokens of a login. `JSON.stringify`, `util.inspect` and loggers show them as `[redacted]`, and spreading the
 * object leaves them out, so that no token reaches a log or a page by accident. That holds for a store, too, which
 * would keep `[redacted]`: store what {@link OrcidTokens.reveal} returns. The plugin keeps none.
 */
export class OrcidTokens {
  readonly #tokens: OrcidRevealedTokens

  constructor (tokens: OrcidRevealedTokens) {
    this.#tokens = tokens
  }

  /** Opaque. For the record API and userinfo; valid for about twenty years. */
  get accessToken (): string {
    return this.#tokens.accessToken
  }

  /** Opaque. Exchanged for new tokens with `refresh()`; `null` if ORCID sent none. */
  get refreshToken (): string | null {
    return this.#tokens.refreshToken
  }

  /** When the access token expires, or `null` if ORCID did not say. */
  get expiresAt (): Date | null {
    return this.#tokens.expiresAt
  }

  /** The signed id_token, or `null` without `openid`. Its verified claims are in `login.claims`. */
  get idToken (): string | null {
    return this.#tokens.idToken
  }

  /**
   * The tokens as a plain object that can be stored, and logged: keep it encrypted. `record()`, `refresh()`, `revoke()`
   * and `userinfo()` take the object as it comes back from the store.
   */
  reveal (): OrcidRevealedTokens {
    return { ...this.#tokens }
  }

  /** What `JSON.stringify` and loggers show: `[redacted]` for each token. */
  toJSON (): object {
    const redacted = Object.entries(this.#tokens).map(([name, value]) =>
      [name, typeof value === 'string' ? REDACTED : value])
    return { ...this, ...Object.fromEntries(redacted) as object }
  }

  /** What `util.inspect` and `console.log` show: the same. */
  [inspect.custom] (): object {
    return this.toJSON()
  }
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
  /** The client ID. */
  readonly aud: string | string[]
  /** When it expires, in seconds since 1970. */
  readonly exp: number
  /** When it was issued, in seconds since 1970. */
  readonly iat: number
  /** When the person last signed in at ORCID with a password, in seconds since 1970. */
  readonly auth_time?: number
  /** The public credit name. */
  readonly name?: string
  /** The public given names. */
  readonly given_name?: string
  /** The public family name; many people have none. */
  readonly family_name?: string
  /** `pwd` or `mfa`, for member clients. ORCID sends a string where the standard has a list. */
  readonly amr?: string | string[]
  /** Any other claim ORCID sent. */
  readonly [claim: string]: unknown
}

/** A person who proved that an ORCID iD is theirs. */
export interface OrcidLogin {
  /** The iD: `0000-0002-1825-0097`. Key accounts by it and {@link issuer}: sandbox iDs belong to other people. */
  readonly orcid: OrcidId
  /** The iD in the form to display: `https://orcid.org/0000-0002-1825-0097`. */
  readonly uri: string
  /** The public name, or `null` if it is private. The person chose it, so escape it. */
  readonly name: string | null
  /** The registry the iD belongs to: `https://orcid.org`. */
  readonly issuer: string
  /** The scopes that were granted. */
  readonly scope: readonly string[]
  /** The tokens for the granted scopes, hidden from logs. */
  readonly tokens: OrcidTokens
  /** The verified claims of the id_token, or `null` without `openid`. */
  readonly claims: OrcidClaims | null
  /** Where to send the browser: a path of this site. */
  readonly returnTo: string
}

export function hideTokens (tokens: OrcidRevealedTokens): OrcidTokens {
  const hidden = new OrcidTokens(tokens)
  Object.freeze(hidden)
  return hidden
}
