// The cookie that says which person is signed in to a browser.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Registry } from '../registry/registry.ts'
import { beginSession, type Session } from '../registry/sessions.ts'

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

export function signIn (registry: Registry, reply: FastifyReply, orcid: string): void {
  setCookie(reply, registry, beginSession(registry.sessions, registry.clock, orcid))
}

export function signOut (registry: Registry, request: FastifyRequest, reply: FastifyReply): void {
  registry.sessions.delete(secretIn(request, registry))
  setCookie(reply, registry, '; Max-Age=0')
}
