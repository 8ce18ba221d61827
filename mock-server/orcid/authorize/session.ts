// Who is signed in to ORCID in a browser: the memory of it, the cookie, and signing out.
import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { html } from '../web/html.ts'
import { sendPage } from '../web/layout.ts'
import { parameter, parametersOf } from '../web/parameters.ts'
import { JSON_TYPE } from '../web/servlet.ts'
import { remember } from '../registry/bounded-map.ts'
import { nowInSeconds } from '../registry/clock.ts'
import type { Registry, Session } from '../registry/registry.ts'

// Browsers share cookies between the ports of a host, and several mocks may run on one.
function cookieName ({ issuer }: Registry): string {
  return `fake_orcid_session_${new URL(issuer).port}`
}

function setCookie (reply: FastifyReply, registry: Registry, value: string): void {
  const { pathname } = new URL(registry.issuer)
  reply.header('set-cookie', `${cookieName(registry)}=${value}; Path=${pathname}; HttpOnly; SameSite=Lax`)
}

function secretIn (request: FastifyRequest, registry: Registry): string {
  const start = `${cookieName(registry)}=`
  const cookies = (request.headers.cookie ?? '').split(/;\s*/)
  return cookies.find((cookie) => cookie.startsWith(start))?.slice(start.length) ?? ''
}

export function sessionOf (registry: Registry, request: FastifyRequest): Session | undefined {
  return registry.sessions.get(secretIn(request, registry))
}

/** Gives the secret that the cookie holds. */
export function beginSession ({ sessions, clock }: Pick<Registry, 'sessions' | 'clock'>, orcid: string): string {
  const secret = randomBytes(24).toString('base64url')
  remember(sessions, secret, { orcid, authTime: nowInSeconds(clock) })
  return secret
}

export function signIn (registry: Registry, reply: FastifyReply, orcid: string): void {
  setCookie(reply, registry, beginSession(registry, orcid))
}

function signOut (registry: Registry, reply: FastifyReply): void {
  registry.sessions.delete(secretIn(reply.request, registry))
  setCookie(reply, registry, '; Max-Age=0')
}

/** @see https://info.orcid.org/faq/how-do-i-force-a-user-to-logout */
export function signOutPerson (registry: Registry, reply: FastifyReply): FastifyReply {
  signOut(registry, reply)
  const content = html`<p>Nobody is signed in to this fake ORCID in this browser.</p>`
  return sendPage(reply, { status: 200, title: 'Signed out', content })
}

// The values that Spring reads as a true Boolean parameter.
const TRUE = /^(?:true|on|yes|1)$/i

/**
 * `/userStatus.json`, which any site may read. With `logUserOut=true` it signs the person out.
 * @see https://github.com/ORCID/ORCID-Source orcid-web HomeController.java
 */
export function tellStatus (registry: Registry, reply: FastifyReply): FastifyReply {
  const { request } = reply
  const isLeaving = TRUE.test(parameter(parametersOf(request), 'logUserOut'))
  const loggedIn = !isLeaving && sessionOf(registry, request) !== undefined
  if (isLeaving) signOut(registry, reply)
  return reply.header('content-type', JSON_TYPE).send(JSON.stringify({ loggedIn }))
}
