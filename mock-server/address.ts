// Where a mock lives: the addresses under an issuer, and which host names mean this machine.
import type { IncomingMessage } from 'node:http'

/** A mock's addresses, all under `issuer`, in the shape the plugin takes as its `environment`. */
export interface MockOrcidEnvironment {
  /** `iss` of the id_tokens and base of an iD's URI. No slash at the end. */
  readonly issuer: string
  /** Leg one: where the browser is sent. */
  readonly authorizationEndpoint: string
  /** Leg two: where a code is exchanged. */
  readonly tokenEndpoint: string
  /** Where a token is given back. */
  readonly revocationEndpoint: string
  /** OpenID Connect userinfo. */
  readonly userinfoEndpoint: string
  /** The public half of the key that signs id_tokens. */
  readonly jwksUri: string
  /** Base of the public record API, version included. */
  readonly publicApi: string
  /** Base of the member record API, version included. */
  readonly memberApi: string
  /** Always `false`: ORCID's token endpoint drops `code_verifier`, and so does the mock's. */
  readonly pkce: false
}

/** The addresses under an issuer: `https://orcid.org` and its API hosts, folded into one origin. */
export function environmentOf (issuer: string): MockOrcidEnvironment {
  return Object.freeze({
    issuer,
    authorizationEndpoint: `${issuer}/oauth/authorize`,
    tokenEndpoint: `${issuer}/oauth/token`,
    revocationEndpoint: `${issuer}/oauth/revoke`,
    userinfoEndpoint: `${issuer}/oauth/userinfo`,
    jwksUri: `${issuer}/oauth/jwks`,
    publicApi: `${issuer}/pub/v3.0`,
    memberApi: `${issuer}/api/v3.0`,
    pkce: false
  })
}

/** Whether a host name, brackets included for IPv6, can only mean this machine. */
export function isLoopback (hostname: string): boolean {
  return hostname === '[::1]' || /^(?:[\w-]+\.)*localhost$|^127(?:\.\d{1,3}){3}$/.test(hostname)
}

/** The name in a Host header without its port, in lower case; `''` if the header is missing or malformed. */
export function hostnameIn (hostHeader: string | undefined): string {
  return /^(\[[\da-f:.]+\]|[^\s:/@[\]]+)(?::\d*)?$/i.exec(hostHeader ?? '')?.[1]?.toLowerCase() ?? ''
}

/** Whether a request comes from this machine, and was sent to a name that can only mean this machine. */
export function isFromHere ({ socket, headers }: IncomingMessage): boolean {
  return /^(?:::ffff:)?127\.|^::1$/.test(String(socket.remoteAddress)) && isLoopback(hostnameIn(headers.host))
}
