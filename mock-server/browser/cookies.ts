// The cookies of a browser: which it keeps and which it sends, as Chromium does.
import type * as ToughCookie from 'tough-cookie'
import { isLoopback } from '../network/address.ts'

export interface Cookies {
  /** Keeps what a Set-Cookie line sets, unless the line breaks a rule: then a browser silently drops it. */
  readonly keep: (line: string, url: URL) => Promise<void>
  readonly send: (url: URL, context: SameSite) => Promise<string>
  readonly forget: (hostname: string) => Promise<void>
  /** The scheme and the registrable domain of a URL: ports do not count. */
  readonly siteOf: (url: URL) => string
}

/** The strictest SameSite that a request still carries. */
export type SameSite = 'lax' | 'none' | 'strict'

// Bytes of name and value together (RFC 6265bis §5.6).
const MAX_BYTES = 4096

/** Loopback counts as https does (W3C Secure Contexts §3.1). */
export function isTrustworthy ({ hostname, protocol }: URL): boolean {
  return protocol === 'https:' || isLoopback(hostname)
}

export async function createCookies (): Promise<Cookies> {
  const { Cookie, CookieJar, getPublicSuffix } = await loadToughCookie()
  const domainOf = (hostname: string) => getPublicSuffix(hostname, { allowSpecialUseDomain: true, ignoreError: true })
  const jar = new CookieJar(null, { allowSecureOnLocal: true, prefixSecurity: 'unsafe-disabled' })
  return {
    siteOf: ({ hostname, protocol }) => `${protocol}//${domainOf(hostname) ?? hostname}`,
    send: async (url, sameSiteContext) => await jar.getCookieString(url.href, { sameSiteContext }),
    forget: async hostname => await jar.store.removeCookies(hostname, null),
    async keep (line, url) {
      const cookie = Cookie.parse(line, { loose: true })
      if (cookie === undefined) return
      // Without the attribute a cookie is Lax. Chromium's two minutes, in which it goes with a cross-site POST all the
      // same, are left out: they hide what breaks when a person takes longer.
      cookie.sameSite ??= 'lax'
      // An address, and a name that is a public suffix or has no dot, may be named by its own host alone.
      if (cookie.domain === url.hostname && domainOf(url.hostname)?.includes('.') !== true) cookie.domain = null
      if (breaksRule(cookie) || await overwritesSecure(jar, cookie, url)) return
      await jar.setCookie(cookie, url.href, { ignoreError: true })
    }
  }
}

/** Loaded when it is used: it costs more to load than the mock to start, and a production image may leave it out. */
async function loadToughCookie (): Promise<typeof ToughCookie> {
  try {
    return await import('tough-cookie')
  } catch (cause) {
    throw new Error('The robot of signIn(), authorize() and audit() keeps cookies with the package tough-cookie, an ' +
      'optional dependency that is not installed here: npm install --save-dev tough-cookie', { cause })
  }
}

function breaksRule ({ key, value, domain, path, secure, sameSite }: ToughCookie.Cookie): boolean {
  // A server takes a value without a name for a name.
  const name = (key || value).toLowerCase()
  if (name === '' || Buffer.byteLength(key + value) > MAX_BYTES) return true
  if (key === '' && /^__(?:host|secure)-/.test(name)) return true
  const needsSecure = sameSite === 'none' || /^__(?:host|secure)-/.test(name)
  return (needsSecure && !secure) || (name.startsWith('__host-') && (domain !== null || path !== '/'))
}

// RFC 6265bis §5.7, "leave secure cookies alone".
async function overwritesSecure (jar: ToughCookie.CookieJar, { key, path, secure }: ToughCookie.Cookie,
  url: URL): Promise<boolean> {
  if (secure || isTrustworthy(url)) return false
  const others = await jar.getCookies(`https://${url.hostname}${path ?? url.pathname}`)
  return others.some(other => other.secure && other.key === key)
}
