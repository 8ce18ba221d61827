// What to change in an app that fails a check, in one sentence each: the line of a report that is acted on.
import type { MockForgery } from '../controls/forgeries/catalogue.ts'
import type { ScenarioName } from '../browser/sign-in.ts'

const TABS = 'Keep what belongs to a login by its state, one cookie or entry each; not one for the whole browser.'
const ONCE = 'Let a second arrival of the same callback wait for the first one\'s exchange, and answer both alike.'
const BOUND = 'Refuse a callback whose state was not set in this browser, before anything else is done.'
const SHAPE = 'Judge the query first: each parameter once, each a text that is not empty.'
const REFUSED = 'Answer what ORCID refuses (400 invalid_grant) with a page of yours and a status below 500.'
const FRESH = 'Let a new login replace what an earlier one has left in the browser.'
const LATE = 'Say that it took too long, and offer another try.'

/** By scenario. */
export const scenarioRemedies: Readonly<Record<ScenarioName, string>> = {
  'close-window': FRESH,
  'back-and-resubmit': 'Answer a callback whose login is over with a page that offers another try.',
  'two-tabs': TABS,
  'two-tabs-crossed': TABS,
  'double-navigation': ONCE,
  'double-navigation-cancelled': ONCE,
  'replay-callback': 'Spend the state before the code is posted, and post nothing when the callback comes again.',
  'other-browser': BOUND,
  'other-code': 'Ask for openid, send a nonce and compare it in the id_token: nothing else ties a code to a login.',
  'tamper-state': BOUND,
  'drop-state': BOUND,
  'repeat-state': SHAPE,
  'tamper-code': REFUSED,
  'drop-code': SHAPE,
  'repeat-code': SHAPE,
  'tamper-iss': 'Compare iss, where it comes, with the issuer that is configured.',
  'code-and-error': 'Look for error first; a callback that has one signs nobody in.',
  'empty-callback': SHAPE,
  'hour-at-orcid': LATE,
  'hour-before-callback': REFUSED,
  'other-loopback-name': 'Say at which address the login has to start: that of the redirect URI.',
  'no-cookies': BOUND,
  prefetch: 'Refuse requests with Sec-Purpose: prefetch, before state or code is spent.',
  'head-request': 'Set exposeHeadRoute: false on both routes: Fastify adds a HEAD that runs the GET, and spends the code.'
}

/** For the ordinary sign-ins. */
export const signInRemedies = {
  allow: 'Give the app the addresses and the client that the mock hands out, and the audit the path of its login.',
  deny: 'Look for error in the callback first, ask for no token, and answer with a page and a status below 500.',
  again: FRESH,
  recovery: 'Keep nothing of a failed exchange: no error in a cache, no broken connection.'
} as const

const DEADLINE = 'Give each request to ORCID one deadline for all of it, body included: signal: AbortSignal.timeout(10_000).'

const SLOW = /^(?:stall|drip)/

/** By kind of fault. */
export function faultRemedy (kind: string, isRight: boolean): string {
  if (SLOW.test(kind)) return DEADLINE
  return isRight
    ? 'Take this answer: it is a right one.'
    : 'Sign somebody in only by an answer that is whole: status 200, type JSON, each member what it should be.'
}

/** By the place a forgery is told in. */
const forged: Readonly<Record<MockForgery['where'], string>> = {
  id_token: 'Verify the id_token by a library first: signature (RS256, a key of the JWKS), iss, aud, exp, nonce; sub is orcid.',
  token: 'Judge the token answer first: each member of the right type, orcid a bare iD with a right check digit.',
  userinfo: 'Compare sub of userinfo with sub of the id_token.',
  jwks: 'Take the one key there is if no kid is given, and fetch the keys again for a kid that is unknown.',
  discovery: 'Compare issuer of the discovery document with the one that is configured.'
}

/** By forgery. */
export function forgeryRemedy ({ client, where }: MockForgery): string {
  return client === 'accepts' ? 'Take this answer: the specifications allow it, and ORCID may send it.' : forged[where]
}
