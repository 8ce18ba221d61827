// Who is signed in to ORCID in a browser: the memory of it, and the cookie.
import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
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

export function signOut (registry: Registry, request: FastifyRequest, reply: FastifyReply): void {
  registry.sessions.delete(secretIn(request, registry))
  setCookie(reply, registry, '; Max-Age=0')
}
