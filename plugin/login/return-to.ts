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
export function safeReturnTo (settings: Settings, untrustedReturnTo: unknown, request: FastifyRequest): string {
  const path = ownPath(settings, untrustedReturnTo)
  if (path === null) return settings.defaultReturnTo
  return settings.allowReturnTo?.(path, request) === false ? settings.defaultReturnTo : path
}

function ownPath ({ redirectUri, loginPath, callbackPath }: Settings, untrusted: unknown): string | null {
  if (typeof untrusted !== 'string' || untrusted.length > LONGEST || !PATH.test(untrusted)) return null
  const { origin, pathname, search, hash } = new URL(untrusted, redirectUri.href)
  // What counts is what a browser would make of it: `/.//evil.example` is a path here and a host there.
  if (origin !== redirectUri.origin || pathname.startsWith('//')) return null
  if (pathname.endsWith(loginPath) || pathname.endsWith(callbackPath)) return null
  const path = pathname + search + hash
  return path.length > LONGEST ? null : path
}
