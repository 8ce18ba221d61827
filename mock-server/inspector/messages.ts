// The messages of a login: those the mock has seen, and those between browser and app that must have happened.
import { headerOf, withoutQuery } from '../controls/journal/request.ts'
import type { Login } from './logins.ts'
import type { ParsedExchange } from './parsed-exchange.ts'
import { describeExchange, nameCallback, type Leg, type SeenMessage } from './wording.ts'

/** A message between browser and app. The mock cannot see it, but what it saw is not possible without it. */
export interface ImpliedMessage {
  readonly leg: Leg
  readonly from: 'Browser' | 'App'
  readonly id: string
  readonly says: string
  readonly wire: string
  readonly evidence: string
  readonly meaning: string
  /** Where the browser goes, unmasked; `''` if that is not known. */
  readonly address: string
}

export type Message = SeenMessage | ImpliedMessage

export function isSeen (message: Message): message is SeenMessage {
  return 'parsed' in message
}

function impliedBefore ({ exchange: { number, request } }: ParsedExchange): ImpliedMessage[] {
  const referer = withoutQuery(headerOf(request, 'referer'))
  const origin = referer === '' ? 'it does not say from which page' : `it came from ${referer}`
  return [{
    leg: 1,
    from: 'Browser',
    id: `click-${number}`,
    says: 'asks to sign in',
    wire: 'a link or a button',
    evidence: `Not seen here. The next request must have had a reason: ${origin}.`,
    meaning: 'The person presses the app\'s button "Sign in with ORCID".',
    address: ''
  }, {
    leg: 1,
    from: 'App',
    id: `leave-${number}`,
    says: 'sends it to ORCID with a question',
    wire: 'a redirect',
    evidence: 'Not seen here. It is the address of the next request.',
    meaning: 'The app makes a state and a nonce, keeps them for this browser, and answers with a redirect. ' +
      'Browser and app exchange nothing more about ORCID until the answer is there.',
    address: request.url
  }]
}

function impliedAfter ({ location, target, exchange: { number } }: ParsedExchange, callback: URLSearchParams,
  login: Login): ImpliedMessage {
  const code = callback.get('code')
  const isExchanged = code !== null && login.exchanges.some(({ form, exchange: { endpoint } }) =>
    endpoint === 'token' && form.get('code') === code)
  const proof = isExchanged ? 'The app has it: it exchanged the code.' : 'Whether it has arrived is not known.'
  return {
    leg: code === null ? 1 : 2,
    from: 'Browser',
    id: `home-${number}`,
    says: `brings ${nameCallback(callback)}`,
    wire: `GET ${target.replace(/^\w+:\/\/[^/]*(?=\/)/, '')}`,
    evidence: `Not seen here. ORCID's last answer sent the browser there. ${proof}`,
    meaning: 'The browser follows the redirect to the app\'s callback. The app compares the state with the one it keeps: ' +
      'if they differ, this is not the login that this browser began. What the app shows in the end is not seen here.',
    address: location
  }
}

/** In the order in which ORCID answered. */
export function messagesOf (login: Login): Message[] {
  return login.exchanges.flatMap((parsed, index): Message[] => {
    const { page, callback, exchange: { method } } = parsed
    const isStart = index === 0 && page === 'authorize' && method === 'GET'
    return [
      ...(isStart ? impliedBefore(parsed) : []),
      describeExchange(parsed),
      ...(callback === null ? [] : [impliedAfter(parsed, callback, login)])
    ]
  })
}
