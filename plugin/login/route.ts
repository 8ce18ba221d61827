// Leg one, the route: sends the browser to ORCID.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isLoopback } from '../environments.ts'
import { OrcidNotNavigatedError } from '../errors.ts'
import { readQuery } from '../query.ts'
import type { Settings } from '../settings.ts'
import type { AuthorizationUrl } from './authorization-url.ts'
import { allowedScope } from './scope.ts'

/** Makes the handler of the login route. */
export function createLoginRoute (settings: Settings, authorizationUrl: AuthorizationUrl) {
  return async function login (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    refuseEmbedding(request)
    const canonical = canonicalUrl(settings, request)
    if (canonical !== null) return reply.redirect(canonical, 302)
    const query = readQuery(request.url)
    const [returnTo, ...others] = query.get('returnTo') ?? []
    const scope = allowedScope(settings, query.get('scope'))
    const url = await authorizationUrl(request, reply, {
      ...(returnTo === undefined || others.length > 0 ? {} : { returnTo }),
      ...(scope === undefined ? {} : { scope })
    })
    return reply.redirect(url, 302)
  }
}

/** An image or a frame on somebody's page must not start a sign-in in the visitor's name (RFC 9700 §4.16). */
function refuseEmbedding ({ headers }: FastifyRequest): void {
  // Every browser says so since 2023; what says nothing is a tool of somebody who is there.
  if ((headers['sec-fetch-dest'] ?? 'document') !== 'document') throw new OrcidNotNavigatedError()
}

/**
 * The same login under the host of the redirect URI, if a developer opened the app as `127.0.0.1` but registered
 * `localhost`, or the reverse: the cookie would be set for the one and be missing at the other. Between other hosts
 * nothing is guessed, because a proxy may legitimately present another name.
 */
function canonicalUrl ({ redirectUri }: Settings, request: FastifyRequest): string | null {
  const opened = URL.canParse(`http://${request.host}`) ? new URL(`http://${request.host}`) : null
  const isOtherName = opened !== null && opened.hostname !== redirectUri.hostname && opened.port === redirectUri.port &&
    isLoopback(opened.hostname) && isLoopback(redirectUri.hostname)
  // A proxy's client may send the whole URL where the path belongs (RFC 9112 §3.2.2).
  return isOtherName ? redirectUri.origin + request.originalUrl.replace(/^https?:\/\/[^/]*/i, '') : null
}
