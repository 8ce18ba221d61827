// The cookies of the sign-ins in progress: their names and attributes.
import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import type { Settings } from '../options/settings.ts'

/** The part of a cookie's name that differs between the sign-ins of a registration. */
export const NAME_HASH_CHARACTERS = 22 // 132 bits, so that no two states share a name.
const NAME_HASH = /^[\w-]{22}$/

const digest = (text: string) => hash('sha256', text, 'base64url')

/** Differs between registrations: what one has set, another neither reads nor clears. */
export function createCookiePrefix ({ name, environment, clientId, redirectUriText, isSecure }: Settings): string {
  const tag = digest(JSON.stringify([name, environment.issuer, clientId, redirectUriText])).slice(0, 6)
  // A subdomain or a plain http page cannot set a cookie with this prefix (RFC 6265bis §4.1.3.2).
  return `${isSecure ? '__Host-' : ''}orcid.${tag}.`
}

export function cookieName ({ cookiePrefix }: Context, state: string): string {
  return cookiePrefix + digest(state).slice(0, NAME_HASH_CHARACTERS)
}

interface Cookie { readonly name: string, readonly value: string, readonly maxAge: number }

export function setCookie ({ cookies, settings }: Context, reply: FastifyReply, { name, value, maxAge }: Cookie): void {
  // ORCID's redirect is a cross-site navigation, on which a browser sends Lax cookies but not Strict ones.
  const attributes = { path: '/', httpOnly: true, secure: settings.isSecure, sameSite: 'lax', maxAge }
  reply.header('set-cookie', cookies.serializeCookie(name, value, attributes))
}

/** A browser removes a cookie only if the attributes are those it was set with. */
export function clearCookie (context: Context, reply: FastifyReply, name: string): void {
  setCookie(context, reply, { name, value: '', maxAge: 0 })
}

/**
 * The cookies of this registration in a request; of two with the same name, the first. The header is parsed here,
 * because an app may have configured @fastify/cookie to decode values in its own way.
 */
export function readCookies ({ cookiePrefix }: Context, request: FastifyRequest): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    // Trims the start only: a regular expression for trailing spaces takes a second on sixteen thousand of them.
    const cookie = pair.replace(/^[ \t]+/, '')
    const end = cookie.indexOf('=')
    const name = cookie.slice(0, Math.max(0, end))
    const isOwn = name.startsWith(cookiePrefix) && NAME_HASH.test(name.slice(cookiePrefix.length))
    if (isOwn && !found.has(name)) found.set(name, cookie.slice(end + 1))
  }
  return found
}
