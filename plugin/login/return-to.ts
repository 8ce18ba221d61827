// Where the browser goes after a login: a path of this site, whatever a link says.
import type { FastifyRequest } from 'fastify'
import type { Settings } from '../settings.ts'

const LONGEST = 450
// No backslash and no control character: URL parsers turn the one into a slash and drop the others.
const PATH = /^\/(?!\/)[^\0-\x20\\\x7f]*$/

/**
 * Judges a `returnTo` that came with a request. Anything but a path of this site is replaced by `defaultReturnTo`.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc9700#section-4.11
 */
export async function safeReturnTo (settings: Settings, untrustedReturnTo: unknown,
  request: FastifyRequest): Promise<string> {
  const { allowReturnTo, defaultReturnTo } = settings
  const path = ownPath(settings, untrustedReturnTo)
  if (path === null) return defaultReturnTo
  // Only a plain yes: what a lookup did not find is undefined.
  return allowReturnTo === undefined || await allowReturnTo(path, request) === true ? path : defaultReturnTo
}

/** The path of this site that an untrusted `returnTo` is for a browser, or `null`. */
export function ownPath (settings: Settings, untrusted: unknown): string | null {
  if (typeof untrusted !== 'string' || untrusted.length > LONGEST || !PATH.test(untrusted)) return null
  const { origin, pathname, search, hash } = new URL(untrusted, settings.redirectUri.href)
  // What counts is what a browser would make of it: `/.//evil.example` is a path here and a host there.
  if (origin !== settings.redirectUri.origin || pathname.startsWith('//')) return null
  if (leadsBack(settings, pathname)) return null
  const path = pathname + search + hash
  return path.length > LONGEST ? null : path
}

/** Whether a path is one of the two routes, in any spelling a router may take for it: that would go in circles. */
function leadsBack ({ loginPath, callbackPath }: Settings, pathname: string): boolean {
  const plain = (path: string) => path.replaceAll(/%([2-7][0-9a-f])/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
    .toLowerCase().replaceAll(/\/+/g, '/').replace(/(?<=.)\/$/, '')
  return [loginPath, callbackPath].some((route) => plain(pathname).endsWith(plain(route)))
}
