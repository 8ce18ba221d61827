// Leg one: validates where the browser goes after the login. Only a path of this site is safe (RFC 9700 §4.11).
import type { FastifyRequest } from 'fastify'
import type { Settings } from '../options/settings.ts'

const MAX_LENGTH = 450
// URL parsers read a backslash as a slash and drop control characters, so neither is allowed.
const PATH = /^\/(?!\/)[^\0-\x20\\\x7f]*$/

/** Replaces everything except an allowed path of this site by `defaultReturnTo`. */
export async function safeReturnTo (settings: Settings, untrustedReturnTo: unknown,
  request: FastifyRequest): Promise<string> {
  const { allowReturnTo, defaultReturnTo } = settings
  const path = parseReturnTo(settings, untrustedReturnTo)
  if (path === null) return defaultReturnTo
  // A truthy value is not enough: only `true` allows the path.
  return allowReturnTo === undefined || await allowReturnTo(path, request) === true ? path : defaultReturnTo
}

/** The path of this site that a browser would open, or `null`. */
export function parseReturnTo (settings: Settings, untrustedReturnTo: unknown): string | null {
  if (typeof untrustedReturnTo !== 'string') return null
  if (untrustedReturnTo.length > MAX_LENGTH || !PATH.test(untrustedReturnTo)) return null
  const { origin, pathname, search, hash } = new URL(untrustedReturnTo, settings.redirectUri.href)
  // `/.//evil.example` is a path here, and becomes `//evil.example`, another host, when it is normalized.
  if (origin !== settings.redirectUri.origin || pathname.startsWith('//')) return null
  if (isOwnRoute(settings, pathname)) return null
  const path = pathname + search + hash
  return path.length > MAX_LENGTH ? null : path
}

/** Whether a path is one of the two routes, in any spelling a router may accept. Returning there would be a loop. */
function isOwnRoute ({ loginPath, callbackPath }: Settings, pathname: string): boolean {
  const normalize = (path: string) => path
    .replaceAll(/%([2-7][0-9a-f])/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
    .toLowerCase().replaceAll(/\/+/g, '/').replace(/(?<=.)\/$/, '')
  return [loginPath, callbackPath].some((route) => normalize(pathname).endsWith(normalize(route)))
}
