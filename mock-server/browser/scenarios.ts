// The scenarios: what can go differently on a walk, how it is walked, and what an app should do about it.
import { findSimilarName } from '../options/validate.ts'
import { abandon } from './browser.ts'
import { refusePlan } from './error.ts'
import type { WalkResult } from './result.ts'
import {
  alterFirst, changeQuery, HOUR, later, NINE_MINUTES, openCallbacks, openTwoTabs, passOrcid, probeFirst, resultOf,
  rewriteCallback, startAtOtherLoopbackName, withInterstitial, withOtherBrowser, type ScenarioWalk
} from './scenario-walks.ts'
import { openCallback, openLogin, reachConsent, submitConsent, type Walk } from './walk.ts'

export interface ScenarioRow {
  readonly does: string
  readonly walk: ScenarioWalk
  readonly expects: 'signs in' | 'refuses' | 'either'
  /** The most token requests an app should make. */
  readonly tokenRequests?: number
  /** What to change in an app that does otherwise. */
  readonly fix: string
  readonly source: string
  /** The walk never reaches the callback. */
  readonly endsAtOrcid?: true
  readonly needsConsentPage?: true
  /** The app posts a code that ORCID never issued, and is not to blame for it. */
  readonly inventsCode?: true
  /** Says nothing about an app whose clock stays. */
  readonly needsAppClock?: true
}

export const FRESH_LOGIN = 'Let a new login replace what an earlier one has left in the browser.'

const TABS = 'Keep what belongs to a login by its state, one cookie or entry each; not one for the whole browser.'
const REFUSED = 'Answer what ORCID refuses (400 invalid_grant) with a page of yours and a status below 500.'

const OAUTH = 'https://www.rfc-editor.org/rfc/rfc6749'
const SECURITY = 'https://www.rfc-editor.org/rfc/rfc9700'

const arrivesTwice = {
  expects: 'signs in',
  tokenRequests: 1,
  fix: 'Let a second arrival of the same callback wait for the first one\'s exchange, and answer both alike.'
} as const

// The state was not set in this browser.
const isForeign = {
  expects: 'refuses',
  tokenRequests: 0,
  fix: 'Refuse a callback whose state was not set in this browser, before anything else is done.',
  source: `${OAUTH}#section-10.12`
} as const

const isMalformed = {
  expects: 'refuses', fix: 'Judge the query first: each parameter once, each a text that is not empty.'
} as const

// What people and browsers do.
export const walks = {
  'close-window': {
    does: 'The person closes the window on the consent page and never comes back.',
    walk: async walk => ({
      browser: walk.browser, callbacks: [], last: await reachConsent(walk, await openLogin(walk))
    }),
    expects: 'signs in',
    fix: FRESH_LOGIN,
    source: 'https://github.com/auth0/express-openid-connect/issues/797',
    endsAtOrcid: true,
    needsConsentPage: true
  },
  'back-and-resubmit': {
    does: 'After the callback the person presses back and sends the consent form again.',
    walk: async walk => {
      const consent = await reachConsent(walk, await openLogin(walk))
      const first = await openCallback(walk, await submitConsent(walk, consent))
      return resultOf(walk, [first, await openCallback(walk, await submitConsent(walk, consent))])
    },
    expects: 'either',
    fix: 'Answer a callback whose login is over with a page that offers another try.',
    source: `${OAUTH}#section-4.1.2`,
    needsConsentPage: true
  },
  'two-tabs': {
    does: 'Two tabs begin a login; the one that began first comes back first.',
    walk: async walk => await openCallbacks(walk, await openTwoTabs(walk)),
    expects: 'signs in',
    fix: TABS,
    source: 'https://github.com/Royal-Society-of-New-Zealand/NZ-ORCID-Hub/issues/943'
  },
  'two-tabs-crossed': {
    does: 'Two tabs begin a login; the one that began first comes back last.',
    walk: async walk => await openCallbacks(walk, (await openTwoTabs(walk)).reverse()),
    expects: 'signs in',
    fix: TABS,
    source: 'https://github.com/auth0/express-openid-connect/issues/797'
  },
  'double-navigation': {
    does: 'ORCID\'s page sends the browser to the callback twice at once.',
    walk: async walk => {
      const departure = await passOrcid(walk)
      return resultOf(walk, await Promise.all([openCallback(walk, departure), openCallback(walk, departure)]))
    },
    ...arrivesTwice,
    source: 'https://github.com/ORCID/orcid-angular/issues/2472'
  },
  'double-navigation-cancelled': {
    does: 'ORCID\'s page sends it twice, and the second navigation cancels the first unanswered.',
    walk: async walk => {
      const departure = await passOrcid(walk)
      const cancel = await abandon(walk.browser, departure.navigation)
      const second = openCallback(walk, departure)
      cancel()
      return resultOf(walk, [await second])
    },
    ...arrivesTwice,
    source: 'https://github.com/ORCID/orcid-angular/issues/1926'
  },
  'replay-callback': {
    does: 'The callback is opened again when it has been answered, by reloading for example.',
    walk: async walk => {
      const departure = await passOrcid(walk)
      return await openCallbacks(walk, [departure, departure])
    },
    expects: 'either',
    tokenRequests: 1,
    fix: 'Spend the state before the code is posted, and post nothing when the callback comes again.',
    source: `${OAUTH}#section-10.5`
  },
  'hour-at-orcid': {
    does: 'The person takes an hour for the consent page.',
    walk: async walk => {
      const consent = await reachConsent(walk, await openLogin(walk))
      return await later(walk, HOUR, async () => await openCallbacks(walk, [await submitConsent(walk, consent)]))
    },
    expects: 'either',
    fix: 'Say that it took too long, and offer another try.',
    source: `${SECURITY}#section-4.7`,
    needsConsentPage: true,
    needsAppClock: true
  },
  'hour-before-callback': {
    does: 'An hour passes between ORCID\'s answer and the callback, so the code expires.',
    walk: async walk => {
      const departure = await passOrcid(walk)
      return await later(walk, HOUR, async () => await openCallbacks(walk, [departure]))
    },
    expects: 'refuses',
    fix: REFUSED,
    source: 'https://members.orcid.org/api-news'
  },
  interstitial: {
    does: 'ORCID shows one more page after the consent page, and the person takes nine minutes for it.',
    walk: async walk => {
      const consent = await reachConsent(walk, await openLogin(walk))
      const departure = await submitConsent(withInterstitial(walk), consent)
      return await later(walk, NINE_MINUTES, async () => await openCallbacks(walk, [departure]))
    },
    expects: 'signs in',
    tokenRequests: 1,
    fix: 'Keep what belongs to a login, its cookie first of all, for a quarter of an hour: its code lives for ten minutes.',
    source: 'https://github.com/ORCID/orcid-angular authorize.component.ts',
    needsConsentPage: true,
    needsAppClock: true
  },
  'blank-page': {
    does: 'ORCID\'s page stays blank when the person has allowed, and the person begins again in the same browser.',
    walk: async walk => {
      const consent = await reachConsent(walk, await openLogin(walk))
      await submitConsent(withInterstitial(walk), consent)
      return await openCallbacks(walk, [await passOrcid(walk)])
    },
    expects: 'signs in',
    tokenRequests: 1,
    fix: FRESH_LOGIN,
    source: 'https://github.com/ORCID/orcid-angular authorize.component.ts, before 2026-08-20',
    needsConsentPage: true
  },
  'other-loopback-name': {
    does: 'The login starts at 127.0.0.1 though the redirect URI says localhost, or the reverse.',
    walk: startAtOtherLoopbackName,
    expects: 'either',
    fix: 'Say at which address the login has to start: that of the redirect URI.',
    source: 'https://www.rfc-editor.org/rfc/rfc8252#section-8.3'
  },
  'no-cookies': {
    does: 'The browser keeps no cookies of the app.',
    walk: async walk => {
      const forgetful = { ...walk, browser: { ...walk.browser, keepsAppCookies: false } }
      return await openCallbacks(forgetful, [await passOrcid(forgetful)])
    },
    ...isForeign
  },
  prefetch: {
    does: 'The browser prefetches the login and the callback before it goes there.',
    walk: probeFirst({ headers: { 'sec-purpose': 'prefetch', purpose: 'prefetch' } }),
    expects: 'signs in',
    tokenRequests: 1,
    fix: 'Refuse requests with Sec-Purpose: prefetch, before state or code is spent.',
    source: 'https://github.com/streamlit/streamlit/issues/15589'
  },
  'head-request': {
    does: 'Something asks for the login and for the callback by HEAD first, as link checkers do.',
    walk: probeFirst({ method: 'HEAD' }),
    expects: 'signs in',
    fix: 'Answer HEAD without the work of GET, which spends the code: many frameworks run the handler of GET for it. ' +
      'In Fastify set exposeHeadRoute: false on both routes, elsewhere look at the method first.',
    source: 'https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1'
  }
} as const satisfies Record<string, ScenarioRow>

// What strangers do to the callback.
export const tampering = {
  'other-browser': {
    does: 'The callback is opened in a browser that never began a login: login CSRF.',
    walk: async walk => {
      const { navigation } = await passOrcid(walk)
      return await openCallbacks(await withOtherBrowser(walk), [{ navigation: { ...navigation, via: [] } }])
    },
    ...isForeign
  },
  'other-code': {
    does: 'The callback brings a code of another sign-in to the same app: code injection.',
    walk: async walk => {
      const other = await passOrcid(await withOtherBrowser(walk))
      const code = String(other.navigation.url.searchParams.get('code'))
      return await changeQuery(query => query.set('code', code))(walk)
    },
    expects: 'refuses',
    fix: 'Ask for openid, send a nonce and compare it in the id_token: nothing else ties a code to a login.',
    source: `${SECURITY}#section-4.5`
  },
  'tamper-state': {
    does: 'The callback\'s state is changed.',
    walk: changeQuery(query => query.set('state', alterFirst(query.get('state')))),
    ...isForeign
  },
  'drop-state': {
    does: 'The callback has no state.',
    walk: changeQuery(query => query.delete('state')),
    ...isForeign,
    source: 'https://www.cve.org/CVERecord?id=CVE-2023-27490'
  },
  'repeat-state': {
    does: 'The callback has its state twice.',
    walk: changeQuery(query => query.append('state', query.get('state') ?? '')),
    ...isMalformed,
    source: `${OAUTH}#section-3.1`
  },
  'tamper-code': {
    does: 'The callback\'s code is changed.',
    walk: changeQuery(query => query.set('code', alterFirst(query.get('code')))),
    expects: 'refuses',
    fix: REFUSED,
    source: `${OAUTH}#section-4.1.3`,
    inventsCode: true
  },
  'drop-code': {
    does: 'The callback has no code.',
    walk: changeQuery(query => query.delete('code')),
    ...isMalformed,
    source: `${OAUTH}#section-4.1.2`
  },
  'repeat-code': {
    does: 'The callback has its code twice.',
    walk: changeQuery(query => query.append('code', String(query.get('code')))),
    ...isMalformed,
    source: `${OAUTH}#section-3.1`
  },
  'tamper-iss': {
    does: 'The callback names another issuer (RFC 9207).',
    walk: changeQuery(query => query.set('iss', 'https://orcid.example')),
    expects: 'either',
    fix: 'Compare iss, where it comes, with the issuer that is configured.',
    source: 'https://www.rfc-editor.org/rfc/rfc9207#section-2.4'
  },
  'code-and-error': {
    does: 'The callback has an error besides its code.',
    walk: changeQuery(query => query.set('error', 'access_denied')),
    expects: 'refuses',
    fix: 'Look for error first; a callback that has one signs nobody in.',
    source: `${OAUTH}#section-4.1.2.1`
  },
  'empty-callback': {
    does: 'The callback has no query, as when ORCID puts its answer into the fragment.',
    walk: rewriteCallback(url => new URL(url.pathname, url)),
    ...isMalformed,
    source: 'https://github.com/ORCID/orcid-angular oauth.service.ts'
  }
} as const satisfies Record<string, ScenarioRow>

export const scenarios = { ...walks, ...tampering }

/** The name of a scenario. */
export type ScenarioName = keyof typeof scenarios

/** What goes differently: a scenario by name, or a function that is given the callback's URL and gives another. */
export type Scenario = ScenarioName | ((callback: URL) => URL | string)

/** Every scenario a plan can name, and what happens in it. If there is a right answer to it, `audit` checks it. */
export const scenarioTexts = Object.freeze(Object.fromEntries(
  Object.entries(scenarios).map(([name, { does }]) => [name, does])
)) as Readonly<Record<ScenarioName, string>>

/** The row of a scenario by its name, `undefined` for a function and for a straight walk. */
export function scenarioRow (scenario: Scenario | undefined): ScenarioRow | undefined {
  return typeof scenario === 'string' ? scenarios[scenario] : undefined
}

/** Walks a login, with a scenario or straight; throws `MOCK_ORCID_ERR_VISIT` for an unknown scenario. */
export async function walkLogin (walk: Walk, scenario: Scenario = url => url): Promise<WalkResult> {
  if (typeof scenario === 'function') return await rewriteCallback(scenario)(walk)
  if (Object.hasOwn(scenarios, scenario)) return await scenarios[scenario].walk(walk)
  const names = Object.keys(scenarios)
  const meant = findSimilarName(String(scenario), names)
  const hint = meant === undefined ? `There are ${names.join(', ')}` : `Did you mean ${meant}?`
  return refusePlan(`The plan's "scenario" is unknown: "${scenario}". ${hint}`)
}
