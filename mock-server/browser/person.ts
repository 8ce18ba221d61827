// What a person does on ORCID's pages: says who they are, and allows or denies.
import { nearest } from '../options/nearest.ts'
import type { Browser, Navigation, Step } from './browser.ts'
import { MockOrcidVisitError } from './error.ts'
import { excerpt, maskText } from './history.ts'
import type { Form } from './history.ts'

/** A person ORCID knows: one of the mock's `researchers`, or anything else that carries an iD. */
export interface VisitedResearcher {
  /** The bare ORCID iD, for example `0000-0001-2345-6789`. */
  readonly orcid: string
}

/** Whom a mock knows. */
export interface KnownPeople {
  /** Those a test has a name for, by that name. */
  readonly people: ReadonlyMap<string, VisitedResearcher>
  /** All of them, by iD. */
  readonly researchers: ReadonlyMap<string, unknown>
}

/** How a person answers ORCID's pages. */
export interface PersonPlan {
  /** Who signs in: a researcher of the mock, the name of one (`'sofia'`), or a bare iD. */
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

/** Reads who a plan means; throws `MOCK_ORCID_ERR_VISIT` when it names nobody, or nobody the mock knows. */
export function readPerson ({ as, answer = 'allow', scope = [] }: PersonPlan, known?: KnownPeople): Person {
  const said = typeof as === 'string' ? as : as?.orcid
  if (typeof said !== 'string') {
    refuse('The plan names nobody: "as" must be a researcher of the mock, the name of one, or an ORCID iD')
  }
  const orcid = known === undefined ? said : findPerson(said, known)
  const scopes = typeof scope === 'string' ? scope.split(/\s+/).filter(Boolean) : scope
  const isParticular = answer === 'deny' || scopes.length > 0
  return { orcid, isParticular, decision: { decision: answer, ...(scopes.length > 0 && { scope: scopes }) } }
}

function refuse (sentence: string): never {
  throw new MockOrcidVisitError(sentence, [], { about: 'plan' })
}

/** The iD of the person with a name or an iD. ORCID's form takes an e-mail address too, and knows whose it is. */
function findPerson (said: string, { people, researchers }: KnownPeople): string {
  const named = people.get(said)
  if (named !== undefined) return named.orcid
  if (researchers.has(said) || said.includes('@')) return said
  const isId = /^[\dX-]+$/i.test(said)
  const meant = nearest(said, isId ? researchers.keys() : people.keys())
  const hint = meant === undefined ? `there are ${[...people.keys()].join(', ')}` : `did you mean ${meant}?`
  return refuse(isId ? `Nobody has the ORCID iD ${said}; ${hint}` : `Nobody is called ${said}; ${hint}`)
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
  const text = `${hop.statusCode} ${readText(hop.body)}`
  if (page === '/signin' && hop.method === 'POST') {
    throw new MockOrcidVisitError(`ORCID does not let ${orcid} sign in; it answered ${text}`, browser.hops, { about: 'orcid' })
  }
  throw new MockOrcidVisitError(`ORCID showed an error page at ${page}: ${text}`, browser.hops, { about: 'orcid' })
}

// The walk itself reads no page; this text is for the person who reads the error: the alarm alone, if there is one.
function readText (page: string): string {
  const alarm = /<p class="alarm".*?<\/p>/s.exec(page)?.[0]
  const text = (alarm ?? page)
    .replace(/<(style|title|head)\b.*?<\/\1>|<[^>]*>/gs, ' ')
    .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
  return alarm === undefined ? excerpt(text) : maskText(text).replace(/\s+/g, ' ').trim()
}
