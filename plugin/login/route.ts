// Leg one: the login route, which redirects the browser to ORCID.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isLoopback } from '../environments.ts'
import { OrcidNotNavigatedError } from '../errors.ts'
import { readQuery } from '../front-channel/query.ts'
import type { Settings } from '../options/settings.ts'
import type { AuthorizationUrl } from './authorization-url.ts'
import { checkAllowedScope } from './scope.ts'

export function createLoginHandler (settings: Settings, authorizationUrl: AuthorizationUrl) {
  return async function login (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    checkNavigation(request)
    const canonicalUrl = findCanonicalUrl(settings, request)
    if (canonicalUrl !== null) return reply.redirect(canonicalUrl, 302)
    const query = readQuery(request.url)
    const [returnTo, ...others] = query.get('returnTo') ?? []
    const scope = checkAllowedScope(settings, query.get('scope'))
    const url = await authorizationUrl(request, reply, {
      ...(returnTo === undefined || others.length > 0 ? {} : { returnTo }),
      ...(scope === undefined ? {} : { scope })
    })
    return reply.redirect(url, 302)
  }
}

/** An image or a frame on another page must not start a sign-in in the visitor's name (RFC 9700 §4.16). */
function checkNavigation ({ headers }: FastifyRequest): void {
  // Every browser has sent this header since 2023. A client without it is not a browser.
  if ((headers['sec-fetch-dest'] ?? 'document') !== 'document') throw new OrcidNotNavigatedError()
}

/**
 * The login URL under the host of the redirect URI, if a developer opened the app as `127.0.0.1` but registered
 * `localhost`, or the reverse. The cookie would be set for one host and be missing at the other. All other hosts are
 * left alone, because a proxy may legitimately use another name.
 */
function findCanonicalUrl ({ redirectUri }: Settings, request: FastifyRequest): string | null {
  const opened = URL.canParse(`http://${request.host}`) ? new URL(`http://${request.host}`) : null
  const isOtherName = opened !== null && opened.hostname !== redirectUri.hostname && opened.port === redirectUri.port &&
    isLoopback(opened.hostname) && isLoopback(redirectUri.hostname)
  // The client of a proxy may send the whole URL instead of the path (RFC 9112 §3.2.2).
  return isOtherName ? redirectUri.origin + request.originalUrl.replace(/^https?:\/\/[^/]*/i, '') : null
}
