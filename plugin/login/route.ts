// Leg one: the login route, which redirects the browser to ORCID.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isLoopback } from '../environments.ts'
import { OrcidCrossSiteError, OrcidNotNavigatedError } from '../errors.ts'
import { setStrictHeaders } from '../front-channel/headers.ts'
import { readQuery } from '../front-channel/query.ts'
import type { Settings } from '../options/settings.ts'
import type { LinkBuilder } from './authorization-url.ts'
import { defaultReturnTo, findReturnTo } from './return-to.ts'
import { checkAllowedScope, resolveScope } from './scope.ts'

export function createLoginHandler (settings: Settings, buildLink: LinkBuilder) {
  return async function login (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const isForm = request.method === 'POST'
    if (isForm) checkSameOrigin(settings, request)
    else checkNavigation(request)
    const canonicalUrl = isForm ? null : findCanonicalUrl(settings, request)
    if (canonicalUrl !== null) return setStrictHeaders(reply).redirect(canonicalUrl, 302)
    const query = readQuery(request.url)
    const fields = isForm ? (request.body ?? {}) as FormFields : {}
    const scope = checkAllowedScope(settings, query.get('scope') ?? listField(fields.scope))
    const url = await buildLink({ request, reply }, {
      scope: resolveScope(settings, scope),
      returnTo: await chooseReturnTo(settings, query.get('returnTo') ?? listField(fields.returnTo), request),
      isRestart: false
    })
    return setStrictHeaders(reply).redirect(url, isForm ? 303 : 302)
  }
}

/** The fields of a form that the app's parser, or the plugin's, has read. */
interface FormFields { readonly returnTo?: unknown, readonly scope?: unknown }

const listField = (value: unknown) => typeof value === 'string' ? [value] : undefined

async function chooseReturnTo (settings: Settings, values: readonly string[] | undefined,
  request: FastifyRequest): Promise<string> {
  if (values === undefined) return defaultReturnTo(settings)
  const path = values.length === 1 ? await findReturnTo(settings, values[0], request) : null
  if (path === null) request.log.debug('`returnTo` was dropped: it is no path of this site, too long, or not allowed')
  return path ?? defaultReturnTo(settings)
}

/** A form of another site must not start a sign-in in the visitor's name (RFC 9700 §4.7). */
function checkSameOrigin ({ redirectUri }: Settings, { headers }: FastifyRequest): void {
  const { origin, 'sec-fetch-site': site } = headers
  // A page with `Referrer-Policy: no-referrer`, the default of @fastify/helmet, sends `Origin: null` to itself.
  // A client that sends neither header is not a browser.
  const isSame = site === undefined ? origin === undefined || origin === redirectUri.origin : site === 'same-origin'
  if (!isSame) throw new OrcidCrossSiteError()
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
  if (request.hostname === redirectUri.hostname) return null
  const opened = URL.canParse(`http://${request.host}`) ? new URL(`http://${request.host}`) : null
  const isOtherName = opened !== null && opened.hostname !== redirectUri.hostname && opened.port === redirectUri.port &&
    isLoopback(opened.hostname) && isLoopback(redirectUri.hostname)
  // The client of a proxy may send the whole URL instead of the path (RFC 9112 §3.2.2).
  return isOtherName ? redirectUri.origin + request.originalUrl.replace(/^https?:\/\/[^/]*/i, '') : null
}
