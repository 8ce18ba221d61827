// Warns of a session that the page after the login does not have: its cookie is not sent, or was not set.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Settings } from '../options/settings.ts'

/**
 * A browser does not send a `SameSite=Strict` cookie with a navigation that began at another site, and the redirect
 * away from the callback belongs to the one that began at ORCID (RFC 6265bis §5.2). A page that sends strangers to the
 * login would send the visitor back and forth.
 */
function createStrictCookieWarning ({ log, name }: Settings) {
  let isLogged = false
  return async function warnOfStrictCookie (_request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const strict = [reply.getHeader('set-cookie') ?? []].flat().map(String).find((cookie) => /;\s*samesite=strict/i.test(cookie))
    if (isLogged || strict === undefined || reply.getHeader('location') === undefined) return
    isLogged = true
    const [cookie] = strict.split('=', 1)
    log.warn({ cookie }, `${name}: a cookie set after the login is SameSite=Strict, so the page that comes next does not get it. Use Lax`)
  }
}

/** What @fastify/session has in a request. */
interface Session {
  readonly cookie?: { readonly secure?: unknown }
  isModified? (): boolean
  isSaved? (): boolean
}

/**
 * @fastify/session neither keeps a session nor sets its cookie if that is `Secure` and the request came over http, and
 * says nothing. To an app that does not trust its proxy, every request does.
 */
function createLostSessionWarning ({ log, name, isSecure }: Settings) {
  let isLogged = false
  return async function warnOfLostSession (request: FastifyRequest): Promise<void> {
    const { protocol, session } = request as FastifyRequest & { readonly session?: Session | null }
    if (isLogged || protocol === 'https' || session?.cookie?.secure !== true) return
    if (session.isModified?.() !== true || session.isSaved?.() !== false) return
    isLogged = true
    const remedy = isSecure
      ? "Set Fastify's option `trustProxy`, so that the app knows of the https in front of it"
      : "On this machine, set `cookie: { secure: 'auto' }` of @fastify/session"
    log.warn(`${name}: the session of a login was not kept, because its cookie is Secure and the request came over http. ${remedy}`)
  }
}

/** What follows the answer of the callback, as hooks. */
export const createSessionWarnings = (settings: Settings) =>
  [createStrictCookieWarning(settings), createLostSessionWarning(settings)]
