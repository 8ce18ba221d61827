// Whether the session comes back: opens the pages to which the callback leads, as the browser does.
import { performance } from 'node:perf_hooks'
import type { Visit } from '../browser/result.ts'
import type { Runner } from './run.ts'
import type { AuditCheck, Verdict } from './types.ts'
import { explainError } from './verdict.ts'

export const sessionRow = {
  id: 'request/session',
  group: 'request',
  sent: 'The page to which the callback redirects, with the cookies that a browser sends on its way back from ORCID.',
  expected: 'It knows the person, and does not send the browser back to the login.',
  fix: 'Give the session cookie SameSite=Lax, because Strict stays behind on the way back from ORCID, a Path that ' +
    'covers the page (/), and Secure only on https. Behind a proxy that ends TLS set trustProxy: without it the app ' +
    'takes the request for http, and sets no Secure cookie.',
  source: 'https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-5.2'
} as const

export async function checkSession (visit: Visit, issuer: string,
  { loginPath, obstacleTo }: Runner): Promise<Verdict & Pick<AuditCheck, 'durationMs' | 'walk'>> {
  const began = performance.now()
  const obstacle = obstacleTo(sessionRow) ?? (visit.response.location === null ? 'The callback does not redirect.' : null)
  const verdict = obstacle !== null
    ? { outcome: 'not applicable', got: obstacle } as const
    : await followRedirects(visit, issuer, loginPath).catch((error: Error) =>
      ({ ...explainError(error), outcome: 'failed' } as const))
  return { ...verdict, walk: String(visit), durationMs: performance.now() - began }
}

const MAX_REDIRECTS = 5

async function followRedirects (visit: Visit, issuer: string, loginPath: string): Promise<Verdict> {
  const home = new URL(String(visit.hops.at(-1)?.url))
  const login = new URL(loginPath, home).pathname
  let { location, statusCode } = visit.response
  let url = home
  for (let count = 0; location !== null; count++) {
    url = new URL(location, url)
    const { href, origin, pathname } = url
    const isLogin = href.startsWith(`${issuer}/`) || pathname === login || /\/(?:log|sign)-?in\/?$/i.test(pathname)
    if (isLogin) return { outcome: 'failed', got: `the browser is sent back to ${origin}${pathname}` }
    if (origin !== home.origin) return { outcome: 'not applicable', got: `The callback leads to ${origin}.` }
    if (count === MAX_REDIRECTS) return { outcome: 'failed', got: `more than ${MAX_REDIRECTS} redirects` }
    ;({ location, statusCode } = await visit.get(href))
  }
  const got = `${statusCode} at ${url.pathname}`
  return { outcome: statusCode === 401 || statusCode >= 500 ? 'failed' : 'passed', got }
}
