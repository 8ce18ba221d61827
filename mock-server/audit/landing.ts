// The checks of the page after the login: whether it knows the person, and whether one refusal costs the app its token.
import { performance } from 'node:perf_hooks'
import type { Visit } from '../browser/result.ts'
import { authorizeQuery, fail, pass } from './inspect.ts'
import type { AuditControl, AuditedMock } from './mock.ts'
import type { Runner } from './run.ts'
import type { AuditCheck, Verdict } from './types.ts'
import { explainError } from './verdict.ts'

const ORCID_SOURCE = 'https://github.com/ORCID/ORCID-Source'

const rows = {
  session: {
    id: 'request/session',
    group: 'request',
    sent: 'The page to which the callback redirects, with the cookies that a browser sends on its way back from ORCID.',
    expected: 'It knows the person, and does not send the browser back to the login.',
    fix: 'Give the session cookie SameSite=Lax, because Strict stays behind on the way back from ORCID, a Path that ' +
      'covers the page (/), and Secure only on https. Behind a proxy that ends TLS set trustProxy: without it the app ' +
      'takes the request for http, and sets no Secure cookie.',
    source: 'https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-5.2'
  },
  keptToken: {
    id: 'request/kept-token',
    group: 'request',
    sent: 'The page after the login is opened while ORCID cannot check tokens and answers 401, and then once more.',
    expected: 'The second time the app reads the record with its token, and the person need not sign in again.',
    fix: 'Forget a token when ORCID has refused it twice, some time apart: while ORCID cannot check tokens, it refuses a ' +
      'good one in the words of a revoked one.',
    source: `${ORCID_SOURCE} orcid-api-common OrcidBearerTokenFilter.java`
  }
} as const

type Look = () => Promise<Verdict>

async function check (row: typeof rows[keyof typeof rows], visit: Visit, look: Look): Promise<AuditCheck> {
  const began = performance.now()
  const verdict = await look().catch((error: Error) => ({ ...explainError(error), outcome: 'failed' } as const))
  return { ...row, ...verdict, walk: String(visit), durationMs: performance.now() - began }
}

const unknown = (got: string): Verdict => ({ outcome: 'not applicable', got })

const arm = ({ fail }: AuditControl) => fail('record', 'introspection-unreachable', { times: Infinity })

/** Opens the pages to which the callback leads, as the browser does. */
export async function checkLanding (visit: Visit, { issuer, control }: AuditedMock,
  runner: Runner): Promise<AuditCheck[]> {
  let opening: Promise<Landing | Verdict> | undefined
  const open = async () => await (opening ??= openLanding(visit, issuer, runner))
  const session = await check(rows.session, visit, async () => {
    const obstacle = runner.obstacleTo(rows.session)
    if (obstacle !== null) return unknown(obstacle)
    const landing = await open()
    return 'outcome' in landing ? landing : judgeLanding(landing)
  })
  const keptToken = await check(rows.keptToken, visit, async () => {
    const obstacle = runner.obstacleTo({ ...rows.keptToken, arm })
    if (obstacle !== null) return unknown(obstacle)
    const landing = await open()
    if ('outcome' in landing) return unknown('The login leads to no page of the app.')
    return await refuseOnce(visit, landing.url, control as AuditControl)
  })
  return [session, keptToken]
}

function judgeLanding ({ url, statusCode }: Landing): Verdict {
  const got = `${statusCode} at ${url.pathname}`
  return statusCode === 401 || statusCode >= 500 ? fail(got) : pass(got)
}

/** Opens the page three times; the second time, ORCID refuses the token. */
async function refuseOnce (visit: Visit, { href, pathname }: URL, control: AuditControl): Promise<Verdict> {
  const { journal } = control
  const client = String(authorizeQuery(visit).get('client_id'))
  const countReads = async () => await journal.count({ endpoint: 'record', status: 200, client })
  const countTokens = async () => await journal.count({ endpoint: 'token' })
  const before = await countReads()
  await visit.get(href)
  if (await countReads() === before) return unknown(`${pathname} did not read the record.`)
  const undo = await arm(control)
  await visit.get(href)
  await undo()
  if (undo.fired === 0) return unknown(`${pathname} did not read the record again.`)
  const [reads, tokens] = [await countReads(), await countTokens()]
  const { statusCode } = await visit.get(href)
  const answer = `${statusCode} at ${pathname}`
  if (await countTokens() > tokens) return fail(`${answer}: the app asked for another token`)
  return await countReads() > reads ? pass(answer) : fail(`${answer}: the app did not read the record`)
}

const MAX_REDIRECTS = 5

interface Landing { readonly url: URL, readonly statusCode: number }

/** The page of the app on which the redirects after the callback end, or a verdict if they end elsewhere. */
async function openLanding (visit: Visit, issuer: string, { loginPath }: Runner): Promise<Landing | Verdict> {
  const home = new URL(String(visit.hops.at(-1)?.url))
  const login = new URL(loginPath, home).pathname
  let { location, statusCode } = visit.response
  if (location === null) return unknown('The callback does not redirect.')
  let url = home
  for (let count = 0; location !== null; count++) {
    url = new URL(location, url)
    const { href, origin, pathname } = url
    const isLogin = href.startsWith(`${issuer}/`) || pathname === login || /\/(?:log|sign)-?in\/?$/i.test(pathname)
    if (isLogin) return fail(`the browser is sent back to ${origin}${pathname}`)
    if (origin !== home.origin) return unknown(`The callback leads to ${origin}.`)
    if (count === MAX_REDIRECTS) return fail(`more than ${MAX_REDIRECTS} redirects`)
    ;({ location, statusCode } = await visit.get(href))
  }
  return { url, statusCode }
}
