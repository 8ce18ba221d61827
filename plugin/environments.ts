// The addresses of ORCID: production, sandbox, or any other registry.

/**
 * An ORCID registry and its addresses. The plugin knows `production` and `sandbox` by name. Pass an object of this
 * type for any other registry, such as a fake ORCID in a test. Every address must be an absolute `https:` URL, or
 * `http:` on this machine; any other is refused at registration with `ORCID_ERR_OPTIONS`.
 */
export interface OrcidEnvironment {
  /** The exact `iss` of every id_token, and the base of an iD's URI. No slash at the end. */
  readonly issuer: string
  /** Where the browser goes to sign in and grant access (leg one). */
  readonly authorizationEndpoint: string
  /** Where the app's server exchanges the code (leg two). */
  readonly tokenEndpoint: string
  /** Where a token is revoked. */
  readonly revocationEndpoint: string
  /** The OpenID Connect userinfo endpoint. */
  readonly userinfoEndpoint: string
  /** The keys that sign id_tokens. */
  readonly jwksUri: string
  /** Base URL of the public record API, with its version: `https://pub.orcid.org/v3.0`. */
  readonly publicApi: string
  /** Base URL of the member record API, with its version: `https://api.orcid.org/v3.0`. */
  readonly memberApi: string
  /**
   * Whether the registry supports PKCE (RFC 7636). `false` for ORCID: its token endpoint ignores `code_verifier`, and
   * its discovery document lists no challenge method.
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
 * The two registries of ORCID. They share no accounts, clients, secrets or tokens.
 *
 * @see https://github.com/ORCID/ORCID-Source/blob/main/orcid-api-web/README.md
 */
export const environments = Object.freeze({
  production: registry('https://orcid.org', 'orcid.org'),
  sandbox: registry('https://sandbox.orcid.org', 'sandbox.orcid.org')
})

/** The required addresses, in the order of their documentation. */
export const ENDPOINTS = [
  'issuer', 'authorizationEndpoint', 'tokenEndpoint', 'revocationEndpoint', 'userinfoEndpoint', 'jwksUri',
  'publicApi', 'memberApi'
] as const satisfies ReadonlyArray<keyof OrcidEnvironment>

/** Whether a host name is this machine, where `http:` is safe. `x.localhost` is not: a DNS server may say anything. */
export function isLoopback (hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
