// How each scenario is walked, told in the stretches of a walk.
import { isLoopback } from '../address.ts'
import { nearest } from '../options/nearest.ts'
import { abandon, openBrowser } from './browser.ts'
import type { Navigation, Step } from './browser.ts'
import { MockOrcidVisitError } from './error.ts'
import { TAMPERINGS, SCENARIOS } from './scenarios.ts'
import type { ScenarioName } from './scenarios.ts'
import type { Outcome } from './result.ts'
import { answerPages, callBack, openLogin, reachConsent, startOf, submitConsent, travel, typeAddress } from './walk.ts'
import type { Walk, WayBack } from './walk.ts'

/** What goes differently: a scenario by name, or a function that is given the callback's URL and gives another. */
export type Scenario = ScenarioName | ((callback: URL) => URL | string)

type ScenarioWalk = (walk: Walk) => Promise<Outcome>

const HOUR_SECONDS = 3600

/** What browsers send with a request that is only a guess. */
const GUESS = { 'sec-purpose': 'prefetch', purpose: 'prefetch' }

const WALKS: Readonly<Partial<Record<ScenarioName, ScenarioWalk>>> = {
  async 'close-window' (walk) {
    const last = await reachConsent(walk, await openLogin(walk))
    return { browser: walk.browser, callbacks: [], last }
  },
  async 'back-and-resubmit' (walk) {
    const consent = await reachConsent(walk, await openLogin(walk))
    const first = await finish(walk, await submitConsent(walk, consent))
    return ending(walk, [first, await finish(walk, await submitConsent(walk, consent))])
  },
  async 'two-tabs' (walk) {
    const [first, second] = await openTabs(walk)
    return ending(walk, [await finish(walk, first), await finish(walk, second)])
  },
  async 'two-tabs-crossed' (walk) {
    const [first, second] = await openTabs(walk)
    return ending(walk, [await finish(walk, second), await finish(walk, first)])
  },
  async 'double-navigation' (walk) {
    const way = await comeBack(walk)
    return ending(walk, await Promise.all([finish(walk, way), finish(walk, way)]))
  },
  async 'double-navigation-cancelled' (walk) {
    const way = await comeBack(walk)
    const cancel = await abandon(walk.browser, way.navigation)
    const second = finish(walk, way)
    cancel()
    return ending(walk, [await second])
  },
  async 'replay-callback' (walk) {
    const way = await comeBack(walk)
    return ending(walk, [await finish(walk, way), await finish(walk, way)])
  },
  async 'other-browser' (walk) {
    const { navigation } = await comeBack(walk)
    const other = await elsewhere(walk, walk.browser.hops)
    return ending(other, [await callBack(other, { ...navigation, via: [] })])
  },
  async 'other-code' (walk) {
    const theirs = await comeBack(await elsewhere(walk, walk.browser.hops))
    const { navigation } = await comeBack(walk)
    const url = new URL(navigation.url)
    url.searchParams.set('code', String(theirs.navigation.url.searchParams.get('code')))
    return ending(walk, [await callBack(walk, { ...navigation, url })])
  },
  async 'hour-at-orcid' (walk) {
    const consent = await reachConsent(walk, await openLogin(walk))
    await walk.passTime(HOUR_SECONDS)
    return ending(walk, [await finish(walk, await submitConsent(walk, consent))])
  },
  async 'hour-before-callback' (walk) {
    const way = await comeBack(walk)
    await walk.passTime(HOUR_SECONDS)
    return ending(walk, [await finish(walk, way)])
  },
  async 'other-loopback-name' (walk) {
    const start = await otherLoopbackName(walk)
    return ending(walk, [await finish(walk, await answerPages(walk, await openLogin(walk, start)))])
  },
  async 'no-cookies' (walk) {
    const forgetful = { ...walk, browser: { ...walk.browser, keepsAppCookies: false } }
    return ending(forgetful, [await finish(forgetful, await comeBack(forgetful))])
  },
  async prefetch (walk) {
    return await announced(walk, navigation => ({ ...navigation, headers: GUESS }))
  },
  async 'head-request' (walk) {
    return await announced(walk, navigation => ({ ...navigation, method: 'HEAD' }))
  }
}

/** Walks a login with a scenario, or straight without one; throws `MOCK_ORCID_ERR_VISIT` for a scenario that is none. */
export async function walkLogin (walk: Walk, scenario: Scenario | undefined): Promise<Outcome> {
  if (scenario === undefined) return await rewritten(walk, url => url)
  if (typeof scenario === 'function') return await rewritten(walk, scenario)
  if (!Object.hasOwn(SCENARIOS, scenario)) {
    const meant = nearest(String(scenario), Object.keys(SCENARIOS))
    const hint = meant === undefined ? `There are ${Object.keys(SCENARIOS).join(', ')}` : `Did you mean ${meant}?`
    throw new MockOrcidVisitError(`The plan's "scenario" is unknown: "${scenario}". ${hint}`, [])
  }
  const scenarioWalk = WALKS[scenario]
  return scenarioWalk === undefined ? await rewritten(walk, TAMPERINGS[scenario] as (url: URL) => URL) : await scenarioWalk(walk)
}

async function rewritten (walk: Walk, rewrite: (callback: URL) => URL | string): Promise<Outcome> {
  const { navigation } = await comeBack(walk)
  const url = rewrite(new URL(navigation.url))
  if (!URL.canParse(String(url))) {
    throw new MockOrcidVisitError(`The scenario gives no URL: "${url}"`, walk.browser.hops, { about: 'plan' })
  }
  return ending(walk, [await callBack(walk, { ...navigation, url: new URL(url) })])
}

/** Asks for the login and for the callback in another way first, and then walks as if nothing had been. */
async function announced (walk: Walk, announce: (navigation: Navigation) => Navigation): Promise<Outcome> {
  await travel(walk, announce(typeAddress(startOf(walk))))
  const way = await comeBack(walk)
  await travel(walk, announce(way.navigation))
  return ending(walk, [await finish(walk, way)])
}

async function openTabs (walk: Walk): Promise<[WayBack, WayBack]> {
  const first = await openLogin(walk)
  const second = await openLogin(walk)
  return [await answerPages(walk, first), await answerPages(walk, second)]
}

async function comeBack (walk: Walk): Promise<WayBack> {
  return await answerPages(walk, await openLogin(walk))
}

async function finish (walk: Walk, { navigation }: WayBack): Promise<Step> {
  return await callBack(walk, navigation)
}

/** The same person at a browser of its own. */
async function elsewhere (walk: Walk, hops: Walk['browser']['hops']): Promise<Walk> {
  return { ...walk, browser: { ...await openBrowser(walk.browser), hops } }
}

/** Where a login starts if somebody types the other name of this machine than the redirect URI has. */
async function otherLoopbackName (walk: Walk): Promise<URL> {
  const scout = await elsewhere(walk, [])
  const toOrcid = await openLogin({ ...scout, browser: { ...scout.browser, onHop: () => {} } })
  const redirectUri = toOrcid.url.searchParams.get('redirect_uri') ?? ''
  const { origin, hostname } = URL.canParse(redirectUri) ? new URL(redirectUri) : new URL('about:blank')
  if (!isLoopback(hostname)) {
    throw new MockOrcidVisitError(`The scenario "other-loopback-name" needs a redirect URI on loopback, not "${redirectUri}"`, [])
  }
  const start = new URL(startOf(scout).href.replace(startOf(scout).origin, origin))
  start.hostname = hostname === 'localhost' ? '127.0.0.1' : 'localhost'
  return start
}

function ending ({ browser }: Walk, callbacks: readonly Step[]): Outcome {
  return { browser, callbacks, last: callbacks.at(-1) as Step }
}
