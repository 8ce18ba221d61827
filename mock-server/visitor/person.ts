// What a person does on ORCID's pages: says who they are, and allows or denies.
import type { Browser, Navigation, Step } from './browser.ts'
import { MockOrcidVisitError } from './error.ts'
import { excerpt } from './hop.ts'
import type { Form } from './hop.ts'

/** A person ORCID knows: one of the mock's `researchers`, or anything else that carries an iD. */
export interface VisitedResearcher {
  /** The bare ORCID iD, for example `0000-0001-2345-6789`. */
  readonly orcid: string
}

/** How a person answers ORCID's pages. */
export interface PersonPlan {
  /** Who signs in: a researcher of the mock, or the bare iD of one. */
  readonly as: VisitedResearcher | string
  /**
   * What the person says on the consent page.
   * @default 'allow'
   */
  readonly answer?: 'allow' | 'deny'
  /**
   * The scopes the person grants, as a list or separated by spaces; those the app did not ask for are not
   * granted.
   * @default every scope the app asked for
   */
  readonly scope?: string | readonly string[]
}

/** A person who has made up their mind. */
export interface Person {
  /** The bare iD to sign in with. */
  readonly orcid: string
  /** Whether the decision is more than a plain yes, so that it matters that it is asked for. */
  readonly isParticular: boolean
  /** The fields of the consent page. */
  readonly decision: Form
}

/** Reads who a plan means; throws `MOCK_ORCID_ERR_VISIT` when it names nobody or an answer that is none. */
export function readPerson ({ as, answer = 'allow', scope = [] }: PersonPlan): Person {
  const orcid = typeof as === 'string' ? as : as?.orcid
  if (typeof orcid !== 'string') {
    throw new MockOrcidVisitError('The plan names nobody: "as" must be a researcher of the mock or an ORCID iD', [])
  }
  if (answer !== 'allow' && answer !== 'deny') {
    throw new MockOrcidVisitError('The plan\'s "answer" must be "allow" or "deny"', [])
  }
  const scopes = typeof scope === 'string' ? scope.split(/\s+/).filter(Boolean) : scope
  const isParticular = answer === 'deny' || scopes.length > 0
  return { orcid, isParticular, decision: { decision: answer, ...(scopes.length > 0 && { scope: scopes }) } }
}

/**
 * The form a person sends from the page a step ended on; throws `MOCK_ORCID_ERR_VISIT` when it is an error
 * page.
 */
export function answerPage (browser: Browser, step: Step, person: Person): Navigation {
  const { url } = step.navigation
  const form = pageForm(browser, step, person)
  return { method: 'POST', url, form, startedBy: url, via: [] }
}

/** Whether a step ended on the page where a person allows or denies. */
export function isConsent (browser: Browser, { navigation, hop }: Step): boolean {
  return hop.method === 'GET' && hop.statusCode === 200 && pageOf(browser, navigation.url) === '/oauth/authorize'
}

function pageOf ({ issuer }: Browser, { pathname }: URL): string {
  return pathname.slice(issuer.pathname.replace(/\/$/, '').length)
}

function pageForm (browser: Browser, { navigation, hop }: Step, { orcid, decision }: Person): Form {
  const page = pageOf(browser, navigation.url)
  const isShown = hop.method === 'GET' && hop.statusCode === 200
  if (page === '/signin' && isShown) return { orcid }
  if (page === '/oauth/authorize' && isShown) return decision
  const text = `${hop.statusCode} ${excerpt(readText(hop.body))}`
  if (page === '/signin' && hop.method === 'POST') {
    throw new MockOrcidVisitError(`ORCID does not let ${orcid} sign in; it answered ${text}`, browser.hops, { about: 'orcid' })
  }
  throw new MockOrcidVisitError(`ORCID showed an error page at ${page}: ${text}`, browser.hops, { about: 'orcid' })
}

// The walk itself reads no page; this text is for the person who reads the error.
function readText (page: string): string {
  const html = /<main\b.*<\/main>/s.exec(page)?.[0] ?? page
  return html
    .replace(/<(style|title|head)\b.*?<\/\1>|<[^>]*>/gs, ' ')
    .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
