// The rows of a diagram: what the mock has seen of a login, and what must have happened between.
import { headerOf } from '../controls/journal/request.ts'
import type { Login } from './logins.ts'
import type { Reading } from './reading.ts'
import { describeAnswer } from './words.ts'

/** The three legs. */
export type Leg = 1 | 2 | 3

/** Who speaks with whom. */
export type Speaker = 'Browser' | 'App'

/** An exchange, as the mock saw it. */
export interface SeenRow {
  /** The leg it belongs to. */
  readonly leg: Leg
  /** Who asked ORCID. */
  readonly speaker: Speaker
  /** What went over the wire. */
  readonly reading: Reading
}

/** A message between browser and app: the mock cannot see it, but what it saw would be impossible without. */
export interface ImpliedRow {
  /** The leg it belongs to. */
  readonly leg: Leg
  /** What it is called in the page. */
  readonly id: string
  /** Who speaks. */
  readonly speaker: Speaker
  /** What happens, in a phrase with the speaker as its subject. */
  readonly says: string
  /** The same in terms of HTTP. */
  readonly wire: string
  /** How it is known. */
  readonly evidence: string
  /** What it is for. */
  readonly meaning: string
  /** The address the browser goes to, unmasked; `''` if it is not known. */
  readonly address: string
}

/** A row. */
export type Row = SeenRow | ImpliedRow

/** Whether the mock has seen it. */
export function isSeen (row: Row): row is SeenRow {
  return 'reading' in row
}

function legOf ({ page, exchange: { endpoint } }: Reading): Leg {
  if (page !== null) return 1
  return endpoint === 'token' || endpoint === 'jwks' || endpoint === 'discovery' ? 2 : 3
}

/** An exchange as a row. */
export function rowOf (reading: Reading): SeenRow {
  const isApp = reading.page === null && !reading.isPublicRecord
  return { leg: legOf(reading), speaker: isApp ? 'App' : 'Browser', reading }
}

function placeOf (url: string): string {
  return url.split(/[?#]/, 1)[0] as string
}

/** How a login began: somebody asked the app, and the app sent the browser to ORCID. */
function beginning (reading: Reading): ImpliedRow[] {
  const { number, request } = reading.exchange
  const referer = placeOf(headerOf(request, 'referer'))
  const from = referer === '' ? 'it does not say from which page' : `it came from ${referer}`
  return [{
    leg: 1,
    id: `click-${number}`,
    speaker: 'Browser',
    says: 'asks to sign in',
    wire: 'a link or a button',
    evidence: `Not seen here. The next request must have had a reason: ${from}.`,
    meaning: 'Somebody presses the app\'s button "Sign in with ORCID".',
    address: ''
  }, {
    leg: 1,
    id: `leave-${number}`,
    speaker: 'App',
    says: 'sends it to ORCID with a question',
    wire: 'a redirect',
    evidence: 'Not seen here. It is the address of the next request.',
    meaning: 'The app makes a state and a nonce, keeps them for this browser, and answers with a redirect. ' +
      'Browser and app do not talk of ORCID any further until the answer is there.',
    address: request.url
  }]
}

/** How leg two begins: the browser follows the redirect to the app. */
function comingHome (reading: Reading, brought: URLSearchParams, isExchanged: boolean): ImpliedRow {
  const { location, exchange: { number } } = reading
  const hasCode = brought.has('code')
  const proof = hasCode && isExchanged ? 'The app has it: it exchanged the code.' : 'Whether it has arrived is not known.'
  return {
    leg: hasCode ? 2 : 1,
    id: `home-${number}`,
    speaker: 'Browser',
    says: `brings ${describeAnswer(brought)}`,
    wire: `GET ${placeOf(location).replace(/^\w+:\/\/[^/]*(?=\/)/, '')}`,
    evidence: `Not seen here. ORCID's last answer sent the browser there. ${proof}`,
    meaning: 'The browser follows the redirect to the app\'s callback. The app compares the state with the one it keeps: ' +
      'if it is another, this is not the login that this browser began. What the app shows in the end is not seen here.',
    address: location
  }
}

/** Whether the code that a browser was given has been exchanged. */
function isExchanged ({ readings }: Login, brought: URLSearchParams): boolean {
  const code = brought.get('code')
  return readings.some(({ form, exchange: { endpoint } }) => endpoint === 'token' && form.get('code') === code)
}

/** The rows of a login, in the order in which ORCID answered. */
export function rowsOf (login: Login): Row[] {
  return login.readings.flatMap((reading, index): Row[] => {
    const { page, brought, exchange: { method } } = reading
    const isBeginning = index === 0 && page === 'authorize' && method === 'GET'
    return [
      ...(isBeginning ? beginning(reading) : []),
      rowOf(reading),
      ...(brought === null ? [] : [comingHome(reading, brought, isExchanged(login, brought))])
    ]
  })
}
