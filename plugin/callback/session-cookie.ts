// Warns of a cookie that the browser keeps to itself after the redirect from ORCID.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Settings } from '../options/settings.ts'

/**
 * A browser does not send a `SameSite=Strict` cookie with a navigation that began at another site, and the redirect
 * away from the callback belongs to the one that began at ORCID (RFC 6265bis §5.2). A page that sends strangers to the
 * login would send the visitor back and forth.
 */
export function createStrictCookieWarning ({ log, name }: Settings) {
  let isLogged = false
  return async function warnOfStrictCookie (_request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const strict = [reply.getHeader('set-cookie') ?? []].flat().map(String).find((cookie) => /;\s*samesite=strict/i.test(cookie))
    if (isLogged || strict === undefined || reply.getHeader('location') === undefined) return
    isLogged = true
    const [cookie] = strict.split('=', 1)
    log.warn({ cookie }, `${name}: a cookie set after the login is SameSite=Strict, so the page that comes next does not get it. Use Lax`)
  }
}
