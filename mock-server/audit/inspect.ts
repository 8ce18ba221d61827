// The checks of ordinary sign-ins: what two of them show, and what a person has to look at.
import type { Hop } from '../browser/history.ts'
import type { Visit } from '../browser/result.ts'
import type { MockFinding } from '../controls/findings/findings.ts'
import { withoutQuery } from '../controls/journal/request.ts'
import type { AuditCheck, Verdict } from './types.ts'

interface Inspection extends Pick<AuditCheck, 'expected' | 'fix' | 'sent' | 'source'> {
  readonly look: (one: Visit, other: Visit) => Verdict
}

const NO_WALK = { walk: '', durationMs: 0 } as const

const SECURITY = 'https://www.rfc-editor.org/rfc/rfc9700'
const GUIDE = 'https://info.orcid.org/documentation/integration-guide'
const MINIMUM = `${GUIDE}/minimum-requirements-for-member-integrations`
const STORE = 'https://info.orcid.org/ufaqs/what-should-my-integration-store'

const inspections: Readonly<Record<string, Inspection>> = {
  state: {
    sent: 'The state of two sign-ins.',
    expected: 'Each has one, at least 22 characters long, and they differ.',
    fix: 'Draw at least 128 bits for each login: randomBytes(16).toString("base64url").',
    source: 'https://www.rfc-editor.org/rfc/rfc6749#section-10.10',
    look: (one, other) => compareSecrets('state', one, other)
  },
  nonce: {
    sent: 'The nonce of two sign-ins.',
    expected: 'With openid each has one, and they differ: ORCID has no PKCE, so nothing else stops an injected code.',
    fix: 'Ask for openid, send a fresh nonce of 128 bits with each login, and compare it in the id_token.',
    source: `${SECURITY}#section-4.5`,
    look: (one, other) => asksForOpenid(one)
      ? compareSecrets('nonce', one, other)
      : fail('openid is not asked for, so there is neither an id_token nor a nonce')
  },
  'redirect-uri': {
    sent: 'The redirect URI.',
    expected: 'https; on the developer\'s own machine 127.0.0.1, because ORCID\'s form refuses localhost.',
    fix: 'Register and send an https address; http://127.0.0.1 on your own machine.',
    source: MINIMUM,
    look: walk => {
      const { protocol, hostname } = new URL(String(authorizeQuery(walk).get('redirect_uri')))
      if (protocol === 'https:') return pass('https')
      if (hostname === 'localhost') return fail('http and localhost')
      return { outcome: 'for a person', got: `${protocol}//${hostname}: in production it must be https` }
    }
  },
  secrets: {
    sent: 'Every address the browser is sent to.',
    expected: 'No client secret and no token in it.',
    fix: 'Send secrets in the form or in the Authorization header, from the server.',
    source: `${SECURITY}#section-4.3`,
    look: ({ hops }) => {
      const leaking = hops.find(({ url, headers }) => /[?&#](?:client_secret|access_token|refresh_token)=/
        .test(`${url} ${headers.location ?? ''}`))
      return leaking === undefined ? pass('none') : fail(`in ${leaking.method} ${withoutQuery(leaking.url)}`)
    }
  },
  referrer: {
    sent: 'The answer to the callback.',
    expected: 'The code in its address goes nowhere else: it redirects, or has Referrer-Policy: no-referrer.',
    fix: 'Redirect from the callback to a page of yours, or answer it with Referrer-Policy: no-referrer.',
    source: `${SECURITY}#section-4.2`,
    look: ({ response: { location, headers } }) => {
      const policy = String(headers['referrer-policy'] ?? 'none')
      const isClosed = location !== null || /no-referrer(?!-)|same-origin|strict-origin|^origin$/.test(policy)
      return isClosed ? pass(location === null ? policy : 'it redirects') : fail(`Referrer-Policy: ${policy}`)
    }
  },
  cache: {
    sent: 'The answers of the login and of the callback.',
    expected: 'Cache-Control: no-store, so that no cache hands one person\'s sign-in to another.',
    fix: 'Answer both routes with Cache-Control: no-store.',
    source: 'https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.5',
    look: ({ hops }) => {
      const kept = hops.filter(hop => hop.from === 'app' && !/no-store/.test(String(hop.headers['cache-control'])))
      return kept.length === 0 ? pass('no-store') : fail(`none at ${kept.map(({ url }) => new URL(url).pathname).join(', ')}`)
    }
  },
  cookies: {
    sent: 'The cookies the app sets.',
    expected: 'HttpOnly and SameSite, and Secure on https.',
    fix: 'Set HttpOnly, SameSite=Lax and, on https, Secure.',
    source: 'https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-8.2',
    look: ({ hops }) => {
      const weak = hops.filter(({ from }) => from === 'app').flatMap(weakCookies)
      return weak.length === 0 ? pass('as they should be') : fail([...new Set(weak)].join(', '))
    }
  }
}

/** What two ordinary sign-ins show, judged before the audit asks for more in the same browsers. */
export function inspect (one: Visit, other: Visit, findings: readonly MockFinding[] | null): AuditCheck[] {
  const looks = Object.entries(inspections)
    .map(([name, { look, ...row }]) => ({ ...row, ...look(one, other), id: `request/${name}` }))
  return [...checkFindings(findings), ...looks].map(check => ({ ...check, ...NO_WALK, group: 'request' }))
}

/** One check for each finding of the mock in an ordinary sign-in, or one if there is none. */
function checkFindings (findings: readonly MockFinding[] | null): Array<Omit<AuditCheck, 'group' | 'walk' | 'durationMs'>> {
  const check = {
    id: 'request/findings',
    sent: 'An ordinary sign-in, request by request.',
    expected: 'Nothing that ORCID refuses, and nothing its checklists warn of.',
    fix: '',
    source: 'https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/api_errors.md'
  }
  if (findings === null) return [{ ...check, outcome: 'not applicable', got: 'The mock tells its findings only through its control API.' }]
  if (findings.length === 0) return [{ ...check, ...pass('nothing') }]
  return findings.map(({ fix, orcidDoes, rule, sent, source, severity }) =>
    ({ ...check, id: `${check.id}/${rule}`, sent, fix, source, ...fail(`${severity}: ${orcidDoes}`) }))
}

/** ORCID's checklist for integrations, in its order: a program can only remind a person of it. */
const checklist: Readonly<Record<string, Pick<AuditCheck, 'expected' | 'sent' | 'source'>>> = {
  button: {
    sent: 'The page that starts the login.',
    expected: 'A sign-in option or a button in ORCID\'s branding starts it, in the same window or a pop-up, no frame.',
    source: `${GUIDE}/orcid-oauth-sign-in-guidelines/`
  },
  'typed-id': {
    sent: 'Every form of the app.',
    expected: 'Nobody types or searches an ORCID iD; it comes from signing in.',
    source: MINIMUM
  },
  explanation: {
    sent: 'The page that starts the login.',
    expected: 'It says what an ORCID iD is, why it is asked for, and what the person gets from it.',
    source: MINIMUM
  },
  scopes: {
    sent: 'The scopes that are asked for.',
    expected: 'Each is one the app uses or is about to use.',
    source: MINIMUM
  },
  store: {
    sent: 'What the app keeps of the token answer.',
    expected: 'Name, iD (best as the full https URI) and access token; with them refresh token, scope and expiry.',
    source: STORE
  },
  display: {
    sent: 'Every page that shows an iD.',
    expected: 'The iD icon and the whole https URI as a link, or the compact form; unauthenticated iDs look different.',
    source: `${GUIDE}/orcid-id-display-guidelines/`
  },
  visibility: {
    sent: 'What the app asks of people.',
    expected: 'It does not ask them to change their visibility settings or to make their e-mail address public.',
    source: MINIMUM
  },
  'api-version': {
    sent: 'The addresses of the record API.',
    expected: 'The latest version, v3.0.',
    source: MINIMUM
  },
  errors: {
    sent: 'The pages after a denial and after a failure.',
    expected: 'They say what happened, offer another try, and name somebody who helps.',
    source: STORE
  },
  disconnect: {
    sent: 'The way to disconnect an ORCID iD, and a token that was revoked at ORCID.',
    expected: 'Disconnecting revokes the token at ORCID; a revoked token leads back to the login.',
    source: 'https://github.com/DSpace/DSpace/issues/9088'
  }
}

export const checklistChecks: readonly AuditCheck[] = Object.entries(checklist).map(([name, row]) => ({
  ...row, ...NO_WALK, id: `checklist/${name}`, group: 'checklist', fix: '', outcome: 'for a person', got: 'No program can tell.'
}))

export function pass (got: string): Verdict {
  return { outcome: 'passed', got }
}

export function fail (got: string): Verdict {
  return { outcome: 'failed', got }
}

export function authorizeQuery ({ hops }: Visit): URLSearchParams {
  const { url } = hops.find(({ from }) => from === 'orcid') as Hop
  return new URL(url).searchParams
}

export function asksForOpenid (visit: Visit): boolean {
  return /(?:^|\s)openid(?:\s|$)/.test(String(authorizeQuery(visit).get('scope')))
}

// 128 bits in base64url.
const MIN_LENGTH = 22

function compareSecrets (name: string, one: Visit, other: Visit): Verdict {
  const [first, second] = [one, other].map(walk => authorizeQuery(walk).get(name) ?? '')
  if (!first || !second) return fail(`there is no ${name}`)
  if (first === second) return fail('they are the same')
  const shortest = Math.min(first.length, second.length)
  return shortest < MIN_LENGTH ? fail(`${shortest} characters`) : pass(`they differ, ${shortest} characters each`)
}

function weakCookies ({ url, headers }: Hop): string[] {
  const wanted = url.startsWith('https:') ? ['HttpOnly', 'SameSite', 'Secure'] : ['HttpOnly', 'SameSite']
  return (headers['set-cookie'] ?? []).flatMap(line => {
    const missing = wanted.filter(attribute => !RegExp(`;\\s*${attribute}\\b`, 'i').test(line))
    return missing.length === 0 ? [] : [`${line.split('=')[0]} lacks ${missing.join(' and ')}`]
  })
}
