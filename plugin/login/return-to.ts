// Leg one: validates where the browser goes after the login. Only a path of this site is safe (RFC 9700 §4.11).
import type { FastifyRequest } from 'fastify'
import type { Settings } from '../options/settings.ts'

const MAX_LENGTH = 450
// URL parsers read a backslash as a slash and drop control characters, so neither is allowed.
const PATH = /^\/(?!\/)[^\0-\x20\\\x7f]*$/

/** Where a sign-in without an allowed `returnTo` ends. */
export function defaultReturnTo (settings: Settings): string {
  return addProxyPrefix(settings, settings.defaultReturnTo)
}

/** The allowed path of this site that a `returnTo` names, or `null`. */
export async function findReturnTo (settings: Settings, untrustedReturnTo: unknown,
  request: FastifyRequest): Promise<string | null> {
  const { allowReturnTo } = settings
  const path = parseReturnTo(settings, untrustedReturnTo)
  // A truthy value is not enough: only `true` allows the path.
  return path === null || allowReturnTo === undefined || await allowReturnTo(path, request) === true ? path : null
}

/** The path of this site that a browser would open, or `null`. */
export function parseReturnTo (settings: Settings, untrustedReturnTo: unknown): string | null {
  if (typeof untrustedReturnTo !== 'string') return null
  const { origin: ownOrigin } = settings.redirectUri
  const text = untrustedReturnTo.startsWith(`${ownOrigin}/`) ? untrustedReturnTo.slice(ownOrigin.length) : untrustedReturnTo
  if (text.length > MAX_LENGTH || !PATH.test(text)) return null
  const { origin, pathname, search, hash } = new URL(text, settings.redirectUri.href)
  // `/.//evil.example` is a path here, and becomes `//evil.example`, another host, when it is normalized.
  if (origin !== ownOrigin || pathname.startsWith('//')) return null
  if (isOwnRoute(settings, pathname)) return null
  const path = addProxyPrefix(settings, pathname + search + hash)
  return path.length > MAX_LENGTH ? null : path
}

/** An app behind a proxy that strips the start of the path knows its own paths without it. The browser needs it. */
function addProxyPrefix ({ proxyPrefix }: Settings, path: string): string {
  const isPublic = path === proxyPrefix || ['/', '?', '#'].some((next) => path.startsWith(proxyPrefix + next))
  return isPublic ? path : proxyPrefix + path
}

/** Whether a path is one of the two routes, in any spelling a router may accept. Returning there would be a loop. */
function isOwnRoute ({ loginPath, callbackPath }: Settings, pathname: string): boolean {
  const normalize = (path: string) => path
    .replaceAll(/%([2-7][0-9a-f])/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
    .toLowerCase().replaceAll(/\/+/g, '/').replace(/(?<=.)\/$/, '')
  return [loginPath, callbackPath].some((route) => normalize(pathname).endsWith(normalize(route)))
}
