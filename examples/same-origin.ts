// Refuses the forms of other sites.
import type { FastifyRequest } from 'fastify'

/**
 * Throws unless a page of `origin` has sent the form. `SameSite=Lax` keeps the session out of other sites' forms, but
 * not out of those of a neighbour on the same domain. Under helmet's `Referrer-Policy: no-referrer` the `Origin` of a
 * form of this site is `null`.
 */
export function requireSameOrigin ({ headers }: FastifyRequest, origin: string): void {
  const { 'sec-fetch-site': site } = headers
  if (site === undefined ? headers.origin === origin : site === 'same-origin') return
  throw Object.assign(new Error('Start from a page of this site.'), { statusCode: 403 })
}
