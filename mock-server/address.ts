// The addresses of a mock under its issuer, and the host names that mean this machine.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** A mock's addresses, all under `issuer`, in the shape that the plugin takes as its `environment`. */
export interface MockOrcidEnvironment {
  /** The `iss` of the id_tokens, and the base of an iD's URI. It has no slash at the end. */
  readonly issuer: string
  /** Leg one: the address that the browser is sent to. */
  readonly authorizationEndpoint: string
  /** Leg two: the address at which a code is exchanged. */
  readonly tokenEndpoint: string
  /** The address at which a token is revoked. */
  readonly revocationEndpoint: string
  /** The address of OpenID Connect userinfo. */
  readonly userinfoEndpoint: string
  /** The address of the public keys that verify id_tokens. */
  readonly jwksUri: string
  /** The base of the public record API, version included. */
  readonly publicApi: string
  /** The base of the member record API, version included. */
  readonly memberApi: string
  /** Always `false`: ORCID's token endpoint ignores `code_verifier`, and so does the mock's. */
  readonly pkce: false
}

/** Gives the addresses under an issuer. ORCID's API hosts, such as `pub.orcid.org`, are paths of the issuer here. */
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

// An IPv6 host name has its brackets.
export function isLoopback (hostname: string): boolean {
  return hostname === '[::1]' || /^(?:[\w-]+\.)*localhost$|^127(?:\.\d{1,3}){3}$/.test(hostname)
}

/** Reads a Host header without its port, in lower case; `''` if the header is missing or malformed. */
export function hostnameIn (hostHeader: string | undefined): string {
  return /^(\[[\da-f:.]+\]|[^\s:/@[\]]+)(?::\d*)?$/i.exec(hostHeader ?? '')?.[1]?.toLowerCase() ?? ''
}

/** Whether a request comes from this machine, and was sent to a host name that can only mean this machine. */
export function isFromHere ({ socket, headers }: IncomingMessage): boolean {
  return /^(?:::ffff:)?127\.|^::1$/.test(String(socket.remoteAddress)) && isLoopback(hostnameIn(headers.host))
}

// X-Forwarded-Proto is not one of them: it does not tell who asks, and the robot sends it to an app that is injected.
const FORWARDING = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-server', 'x-real-ip',
  'x-client-ip', 'true-client-ip', 'cf-connecting-ip']

/** The header by which a request shows that a proxy has passed it on; undefined if it has none. */
export function forwardingHeader (headers: IncomingHttpHeaders): string | undefined {
  return FORWARDING.find((name) => name in headers)
}
