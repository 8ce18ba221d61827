// The parts that the scenarios are made of.
import { isLoopback } from '../network/address.ts'
import { maskText } from '../controls/journal/mask.ts'
import { openBrowser, type Browser } from './browser.ts'
import { MockOrcidVisitError, refusePlan } from './error.ts'
import type { Navigation, Step } from './navigation.ts'
import type { WalkResult } from './result.ts'
import {
  answerPages, loginUrl, openCallback, openLogin, takeStep, typeAddress, type Departure, type Walk
} from './walk.ts'

export type ScenarioWalk = (walk: Walk) => Promise<WalkResult>

/** Begins the login at 127.0.0.1 if the redirect URI says localhost, and the reverse. */
export async function startAtOtherLoopbackName (walk: Walk): Promise<WalkResult> {
  const trial = await withOtherBrowser(walk, { hops: [], onHop: () => {} })
  const toOrcid = await openLogin(trial)
  const redirectUri = toOrcid.url.searchParams.get('redirect_uri') ?? ''
  const { origin, hostname } = URL.canParse(redirectUri) ? new URL(redirectUri) : new URL('about:blank')
  if (!isLoopback(hostname)) {
    refusePlan(`The scenario "other-loopback-name" needs a redirect URI on loopback, not "${redirectUri}"`)
  }
  const { pathname, search } = loginUrl(trial)
  const start = new URL(pathname + search, origin)
  start.hostname = hostname === 'localhost' ? '127.0.0.1' : 'localhost'
  return await openCallbacks(walk, [await answerPages(walk, await openLogin(walk, start))])
}

export function probeFirst (probe: Pick<Navigation, 'headers'> & { method?: 'HEAD' }): ScenarioWalk {
  return async function walkWithProbes (walk) {
    await takeStep(walk, { ...typeAddress(loginUrl(walk)), ...probe })
    const departure = await passOrcid(walk)
    await takeStep(walk, { ...departure.navigation, ...probe })
    return await openCallbacks(walk, [departure])
  }
}

export function rewriteCallback (rewrite: (callback: URL) => URL | string): ScenarioWalk {
  return async function walkWithRewrittenCallback (walk) {
    const { navigation } = await passOrcid(walk)
    const url = String(rewrite(new URL(navigation.url)))
    if (!URL.canParse(url)) {
      const sentence = `The scenario gives no URL: "${maskText(url)}"`
      throw new MockOrcidVisitError(sentence, walk.browser.hops, { about: 'plan' })
    }
    return await openCallbacks(walk, [{ navigation: { ...navigation, url: new URL(url) } }])
  }
}

export function changeQuery (change: (query: URLSearchParams) => void): ScenarioWalk {
  return rewriteCallback(url => {
    change(url.searchParams)
    return url
  })
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Replaces the first character, because some bits of the last one mean nothing, and its change might pass. */
export function alterFirst (value: string | null): string {
  return String(value).replace(/^./, first => BASE64URL.charAt((BASE64URL.indexOf(first) + 1) % BASE64URL.length))
}

export async function passOrcid (walk: Walk): Promise<Departure> {
  return await answerPages(walk, await openLogin(walk))
}

export async function openTwoTabs (walk: Walk): Promise<Departure[]> {
  const first = await openLogin(walk)
  const second = await openLogin(walk)
  return [await answerPages(walk, first), await answerPages(walk, second)]
}

/** The same walk, on which ORCID shows one more page when the person has decided. */
export function withInterstitial (walk: Walk): Walk {
  const { person } = walk
  return { ...walk, person: { ...person, decision: { ...person.decision, interstitial: 'affiliation' } } }
}

export async function openCallbacks (walk: Walk, departures: ReadonlyArray<Pick<Departure, 'navigation'>>):
Promise<WalkResult> {
  const callbacks: Step[] = []
  for (const departure of departures) callbacks.push(await openCallback(walk, departure))
  return resultOf(walk, callbacks)
}

/** The same walk in a browser without cookies; the hops go to the given list. */
export async function withOtherBrowser (walk: Walk, { hops, onHop }: Pick<Browser, 'hops' | 'onHop'> = walk.browser):
Promise<Walk> {
  return { ...walk, browser: { ...await openBrowser(walk.browser), hops, onHop } }
}

export const HOUR = { seconds: 3600, name: 'an hour' }
/** ORCID's code lives for ten. */
export const NINE_MINUTES = { seconds: 540, name: 'nine minutes' }

export async function later (walk: Walk, { seconds, name }: typeof HOUR,
  goOn: () => Promise<WalkResult>): Promise<WalkResult> {
  if (walk.moveAppClock === undefined) {
    walk.browser.notes.push(`The app's clock stood still while ORCID's went on by ${name}, so to the app ORCID's answer ` +
      'comes from the future: give the plan moveAppClock')
  }
  await passTime(walk, seconds)
  try {
    return await goOn()
  } finally {
    await passTime(walk, -seconds)
  }
}

async function passTime ({ clock, moveAppClock }: Walk, seconds: number): Promise<void> {
  if (clock === undefined) {
    refusePlan('Time passes in this scenario, and that takes the mock\'s clock: call signIn of its handle')
  }
  const before = await clock.now()
  await moveAppClock?.(seconds)
  // A test that fakes the time of this process has moved the mock's clock already.
  const moved = Math.round((await clock.now() - before) / 1000)
  if (moved !== seconds) await clock.advance(seconds - moved)
}

export function resultOf ({ browser }: Walk, callbacks: readonly Step[]): WalkResult {
  return { browser, callbacks, last: callbacks.at(-1) as Step }
}
