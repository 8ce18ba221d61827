// The addresses of a mock, by the names that it is known by, and the host names that mean this machine.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { MockOrcidOptionsError } from '../errors.ts'

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

/** The address of an app for its browsers is not always the one for its server: in a network of containers, say. */
export interface MockOrcidBackChannel {
  /** The base address by which the app's own server reaches the mock: `http://orcid:9797`. @default the issuer */
  readonly backChannel?: string
}

/** Whether a text is an `http:` or `https:` URL without a query, credentials or a slash at the end. */
export function isBaseAddress (text: string): boolean {
  const { pathname, origin } = URL.canParse(text) ? new URL(text) : new URL('about:blank')
  return /^https?:/.test(origin) && text === origin + pathname.replace(/\/$/, '')
}

/**
 * Gives the addresses under an issuer. ORCID's API hosts, such as `pub.orcid.org`, are paths of the issuer here. With
 * `backChannel`, everything but the issuer and the page that the browser opens is under that address; the mock has to
 * answer to its name (option `hosts`).
 * Throws `MOCK_ORCID_ERR_OPTIONS` for an address that is no `http:` or `https:` URL or that has a slash at the end.
 */
export function environmentOf (issuer: string,
  { backChannel = issuer }: MockOrcidBackChannel = {}): MockOrcidEnvironment {
  const wrong = Object.entries({ issuer, backChannel }).filter(([, address]) => !isBaseAddress(address))
  if (wrong.length > 0) {
    throw new MockOrcidOptionsError(`Wrong options for mockOrcidEnvironment: ${wrong.map(([name]) => name).join(' and ')} ` +
      'must be an http: or https: URL without a query, credentials or a slash at the end, such as http://orcid:9797.')
  }
  return Object.freeze({
    issuer,
    authorizationEndpoint: `${issuer}/oauth/authorize`,
    tokenEndpoint: `${backChannel}/oauth/token`,
    revocationEndpoint: `${backChannel}/oauth/revoke`,
    userinfoEndpoint: `${backChannel}/oauth/userinfo`,
    jwksUri: `${backChannel}/oauth/jwks`,
    publicApi: `${backChannel}/pub/v3.0`,
    memberApi: `${backChannel}/api/v3.0`,
    pkce: false
  })
}

/** What a mock is called. */
interface Named {
  readonly issuer: string
  /** Further host names, without ports, in lower case. */
  readonly hosts: ReadonlySet<string>
}

interface Asked { readonly protocol: string, readonly headers: IncomingHttpHeaders }

/** The mock's base address by the name that a request came by: of a further name that one, otherwise the issuer. */
export function addressFor ({ issuer, hosts }: Named, { protocol, headers: { host = '' } }: Asked): string {
  const { host: own, pathname } = new URL(issuer)
  if (host === own || !hosts.has(hostnameIn(host))) return issuer
  // Behind a proxy, the protocol is whatever X-Forwarded-Proto says.
  return `${protocol === 'https' ? 'https' : 'http'}://${host.toLowerCase()}${pathname.replace(/\/$/, '')}`
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
