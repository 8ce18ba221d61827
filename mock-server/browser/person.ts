// The person at the browser: who they are, and what they send from ORCID's pages.
import { maskText } from '../controls/journal/mask.ts'
import { findSimilarName } from '../options/validate.ts'
import type { Registry } from '../orcid/registry/registry.ts'
import { findMeant } from '../orcid/registry/researchers.ts'
import type { Browser } from './browser.ts'
import { MockOrcidVisitError, refusePlan } from './error.ts'
import type { Form, Hop } from './history.ts'
import { policyOf, type Navigation, type Step } from './navigation.ts'
import { excerpt, textOf } from './page.ts'

/** Who signs in, and how they answer. */
export interface PersonPlan {
  /** Who signs in: a researcher of the mock, a researcher's name (`'sofia'`), or a bare ORCID iD. */
  readonly as: { readonly orcid: string } | string
  /**
   * The answer on the consent page.
   * @default 'allow'
   */
  readonly answer?: 'allow' | 'deny'
  /**
   * The scopes the person grants, as a list or separated by spaces. A scope the app did not ask for is not granted.
   * @default every scope the app asked for
   */
  readonly scope?: string | readonly string[]
}

export type KnownPeople = Pick<Registry, 'people' | 'researchers'>

export interface Person {
  readonly orcid: string
  /** Whether the answer is more than a plain yes, so that ORCID has to ask for it. */
  readonly mustBeAsked: boolean
  readonly decision: Form
}

export function readPerson ({ as, answer = 'allow', scope = [] }: PersonPlan, known?: KnownPeople): Person {
  const written = typeof as === 'string' ? as : as?.orcid
  if (typeof written !== 'string') {
    refusePlan('The plan names nobody: "as" must be a researcher of the mock, the name of one, or an ORCID iD')
  }
  const orcid = known === undefined ? written : findPerson(written, known)
  const scopes = typeof scope === 'string' ? scope.split(/\s+/).filter(Boolean) : scope
  const mustBeAsked = answer === 'deny' || scopes.length > 0
  return { orcid, mustBeAsked, decision: { decision: answer, ...(scopes.length > 0 && { scope: scopes }) } }
}

function findPerson (written: string, { people, researchers }: KnownPeople): string {
  // ORCID's form also takes an e-mail address, and knows whose it is.
  if (researchers.has(written) || written.includes('@')) return written
  const named = people.get(written)
  if (named !== undefined) return named.orcid
  const isId = /^[\dX-]+$/i.test(written)
  const meant = isId ? findSimilarName(written, researchers.keys()) : findMeant(written, people)
  const hint = meant === undefined ? `there are ${[...people.keys()].join(', ')}` : `did you mean ${meant}?`
  return refusePlan(`${isId ? 'Nobody has the ORCID iD' : 'Nobody is called'} ${written}; ${hint}`)
}

export function isConsentPage (browser: Browser, { navigation, hop }: Step): boolean {
  return isPage(hop) && pathOf(browser, navigation.url) === '/oauth/authorize'
}

/** Where the person goes on to from a page that only says something; null for any other page. */
export function continueFrom ({ navigation, hop }: Step): Navigation | null {
  const address = /<a id="continue" href="([^"]*)">/.exec(hop.body)?.[1]
  if (address === undefined) return null
  const { url } = navigation
  return { method: 'GET', url: new URL(textOf(address)), startedBy: { url, policy: policyOf(hop) }, via: [] }
}

/** The form a person sends from ORCID's page; throws `MOCK_ORCID_ERR_VISIT` for an error page. */
export function answerPage (browser: Browser, { navigation, hop }: Step, { orcid, decision }: Person): Navigation {
  const { url } = navigation
  const path = pathOf(browser, url)
  const forms: Readonly<Record<string, Form>> = { '/signin': { orcid }, '/oauth/authorize': decision }
  const form = isPage(hop) ? forms[path] : undefined
  if (form !== undefined) return { method: 'POST', url, form, startedBy: { url, policy: policyOf(hop) }, via: [] }
  const answer = `${hop.statusCode} ${readText(hop.body)}`
  const sentence = path === '/signin' && hop.method === 'POST'
    ? `ORCID does not let ${orcid} sign in; it answered ${answer}`
    : `ORCID showed an error page at ${path}: ${answer}`
  throw new MockOrcidVisitError(sentence, browser.hops, { about: 'orcid' })
}

function isPage (hop: Hop): boolean {
  return hop.method === 'GET' && hop.statusCode === 200
}

function pathOf ({ issuer }: Browser, { pathname }: URL): string {
  return pathname.slice(issuer.pathname.replace(/\/$/, '').length)
}

// For the message of an error: the alarm alone if the page has one, otherwise its text.
function readText (page: string): string {
  const alarm = /<p class="alarm".*?<\/p>/s.exec(page)?.[0]
  return alarm === undefined ? excerpt(textOf(page)) : maskText(textOf(alarm))
}
