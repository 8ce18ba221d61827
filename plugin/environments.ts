// Where ORCID lives: the two registries, and the shape of any other that speaks like them.

/**
 * One ORCID registry and its addresses. The plugin knows `production` and `sandbox` by name; a plain object of this
 * shape names any other, such as a fake ORCID in a test. Every address is absolute, `https:` unless it is on this
 * machine; one that is not is refused at registration with `ORCID_ERR_OPTIONS`.
 */
export interface OrcidEnvironment {
  /** What `iss` must be in an id_token, byte for byte; also the base of an iD's URI. No slash at the end. */
  readonly issuer: string
  /** Where the browser is sent to sign in and grant permission (leg one). */
  readonly authorizationEndpoint: string
  /** Where the app's server exchanges the code (leg two). */
  readonly tokenEndpoint: string
  /** Where a token is given back. */
  readonly revocationEndpoint: string
  /** OpenID Connect userinfo. */
  readonly userinfoEndpoint: string
  /** The keys that id_tokens are signed with. */
  readonly jwksUri: string
  /** Base of the public record API, with its version: `https://pub.orcid.org/v3.0`. */
  readonly publicApi: string
  /** Base of the member record API, with its version: `https://api.orcid.org/v3.0`. */
  readonly memberApi: string
  /**
   * Whether the registry honours PKCE (RFC 7636). `false` for ORCID: its token endpoint drops `code_verifier`, and
   * its discovery document announces no challenge method.
   */
  readonly pkce: 'S256' | false
}

function registry (issuer: string, domain: string): OrcidEnvironment {
  return Object.freeze({
    issuer,
    authorizationEndpoint: `${issuer}/oauth/authorize`,
    tokenEndpoint: `${issuer}/oauth/token`,
    revocationEndpoint: `${issuer}/oauth/revoke`,
    userinfoEndpoint: `${issuer}/oauth/userinfo`,
    jwksUri: `${issuer}/oauth/jwks`,
    publicApi: `https://pub.${domain}/v3.0`,
    memberApi: `https://api.${domain}/v3.0`,
    pkce: false
  })
}

/**
 * The two registries ORCID runs. They share nothing: accounts, clients, secrets and tokens of one mean nothing to
 * the other.
 *
 * @see https://github.com/ORCID/ORCID-Source/blob/main/orcid-api-web/README.md
 */
export const environments = Object.freeze({
  production: registry('https://orcid.org', 'orcid.org'),
  sandbox: registry('https://sandbox.orcid.org', 'sandbox.orcid.org')
})

/** The registry's addresses that must be there, in the order they are documented. */
export const ENDPOINTS = [
  'issuer', 'authorizationEndpoint', 'tokenEndpoint', 'revocationEndpoint', 'userinfoEndpoint', 'jwksUri',
  'publicApi', 'memberApi'
] as const satisfies ReadonlyArray<keyof OrcidEnvironment>

/** Whether a host name is this machine itself, where `http:` reaches nobody else. */
export function isLoopback (hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
