// An exchange and the status of a login in plain words.
import type { Login } from './logins.ts'
import type { BrowserPage, ParsedExchange } from './parsed-exchange.ts'

export type Leg = 1 | 2 | 3

/** What the browser or the app asks and what ORCID answers, without their subjects. */
type Wording = readonly [leg: Leg, asks: string, answers: string, meaning: string]

/** A request to ORCID and its answer. */
export type SeenMessage = Readonly<ReturnType<typeof describeExchange>>

interface LoginStatus {
  readonly text: string
  readonly tone: 'open' | 'good' | 'bad'
}

const PAGES: Readonly<Record<BrowserPage, readonly [opens: string, sends: string, meaning: string]>> = {
  authorize: ['brings the app\'s question', 'decides',
    'The app has sent the browser here with a question in the address: who asks (client_id), for what ' +
    '(scope), and where the answer goes (redirect_uri). ORCID sends answers only to addresses the client has registered. ' +
    'The state belongs to the app and comes back unchanged, so that the app can tell its own login from an attacker\'s.'],
  signin: ['opens the sign-in page', 'signs in',
    'The person signs in to ORCID, and to ORCID alone. The app never sees a password.'],
  register: ['opens the registration page', 'registers', 'A person without an ORCID iD gets one, and the login goes on.'],
  signout: ['signs out', 'signs out', 'The browser forgets who was signed in. What was granted stays granted.']
}

// Maps, because a client sends the word that is looked up: an object would find `constructor`, too.
const DECISIONS: ReadonlyMap<string, string> = new Map(Object.entries({ allow: 'allows it', deny: 'denies it' }))

const GRANTS: ReadonlyMap<string, readonly [asks: string, meaning: string]> = new Map(Object.entries<[string, string]>({
  authorization_code: ['exchanges the code',
    'The app speaks with ORCID directly, not through the browser. It shows the code and its own secret, and ' +
    'learns who signed in: the ORCID iD, an access token, and with the scope openid a signed id_token.'],
  refresh_token: ['refreshes the token',
    'A new access token for scopes that were granted before, without asking the person again.'],
  client_credentials: ['asks for a token of its own',
    'A token for the client itself and for no person: it reads what is public and no more.']
}))

const ENDPOINTS: Readonly<Record<string, Wording>> = {
  jwks: [2, 'fetches the keys', 'gives its public keys',
    'The id_token is signed. With these keys the app checks that ORCID has signed it; it also checks issuer, ' +
    'audience, nonce and time. The request names no client: it is drawn at the login that exchanged a code last.'],
  discovery: [2, 'looks up the addresses', 'gives its addresses',
    'OpenID Connect lets a client find every address and ability of a provider by its issuer alone.'],
  userinfo: [3, 'asks who it is', 'says who it is', 'The access token stands for the person: ORCID says whose it is.'],
  revoke: [3, 'gives the token back', 'ends the token',
    'ORCID\'s tokens last for twenty years. An app revokes those it no longer needs.']
}

const RECORD_VERBS: Readonly<Record<string, readonly [verb: string, answers: string]>> = {
  GET: ['reads', 'gives it'], POST: ['adds', 'keeps it'], PUT: ['changes', 'keeps it'], DELETE: ['removes', 'removes it']
}

export function nameCallback (callback: URLSearchParams): string {
  if (callback.has('code')) return 'a code'
  if (callback.has('access_token') || callback.has('id_token')) return 'tokens'
  return `the error ${callback.get('error') ?? [...callback.keys()].join()}`
}

function answerToBrowser ({ page, callback, location, exchange: { status } }: ParsedExchange): string {
  if (callback !== null) {
    const answers = `sends it back with ${nameCallback(callback)}`
    return status === 200 ? `shows one more page, which ${answers}` : answers
  }
  if (status >= 400) return 'shows an error page'
  if (/\/signin(?:\?|$)/.test(location)) return 'wants to know who it is'
  if (/\/register(?:\?|$)/.test(location)) return 'offers an ORCID iD'
  if (status >= 300) return 'sends it on to the question'
  return page === 'authorize' ? 'asks the person to allow it' : 'shows the page'
}

function meaningOfCallback (callback: URLSearchParams, location: string): string {
  if (location.includes('#')) {
    return 'The answer is in the fragment, which the browser keeps to itself: only a script of the app can read it.'
  }
  return callback.has('code')
    ? 'The answer travels in the browser\'s address, where others may see it. So it is no token but a code: ' +
      'it works once, for minutes, and only together with the client\'s secret.'
    : 'The answer is an error, and the app gets nothing else: a denial is an answer too.'
}

function describePage (parsed: ParsedExchange, page: BrowserPage): Wording {
  const { callback, form, location, exchange: { method } } = parsed
  const [opens, sends, meaning] = PAGES[page]
  const asks = method === 'GET' ? opens : DECISIONS.get(form.get('decision') ?? '') ?? sends
  return [1, asks, answerToBrowser(parsed), callback === null ? meaning : meaningOfCallback(callback, location)]
}

function describeRecord (path: string, method: string): Wording {
  const [verb, answers] = RECORD_VERBS[method] ?? ['asks for', 'answers it']
  const section = /\/v\d+\.\d+\/[^/]*\/?(.*)$/.exec(path)?.[1] ?? ''
  return [3, `${verb} ${section === '' ? 'the record' : section}`, answers,
    'The access token is used on the record of the person who granted it, as far as the scopes reach.']
}

function describeToken ({ form, answer: { orcid } }: ParsedExchange): Wording {
  const [asks, meaning] = GRANTS.get(form.get('grant_type') ?? '') ?? ['asks for a token', 'The app asks for a token.']
  return [2, asks, `${typeof orcid === 'string' ? `names ${orcid} and ` : ''}gives an access token`, meaning]
}

function describeRequest (parsed: ParsedExchange): Wording {
  const { page, path, isPublicRecord, location, exchange: { endpoint, isWebhook, method } } = parsed
  if (page !== null) return describePage(parsed, page)
  if (endpoint === 'record') return describeRecord(path, method)
  if (endpoint === 'token') return describeToken(parsed)
  if (isWebhook) {
    return [3, 'calls the webhook', 'answers', 'A record has changed. The call says no more: the app reads the record to know what.']
  }
  if (isPublicRecord) {
    return [3, 'opens the public record', location === '' ? 'shows it' : 'sends it on to the data',
      'An ORCID iD is an address. It shows what is public.']
  }
  return ENDPOINTS[endpoint ?? ''] ?? [3, `asks ${method}`, 'answers', 'ORCID has no such address.']
}

function describeAnswer ({ page, answer, exchange: { status, forgery } }: ParsedExchange, answers: string): string {
  if (status === 0) return 'gives no answer'
  if (page !== null || status < 400) return forgery === null ? answers : `${answers} (forged)`
  const name = answer['error'] ?? answer['error-code']
  const isNamed = typeof name === 'string' || typeof name === 'number'
  return `${status >= 500 ? 'fails' : 'refuses'}${isNamed ? `: ${name}` : ''}`
}

export function describeExchange (parsed: ParsedExchange) {
  const [leg, asks, answers, meaning] = describeRequest(parsed)
  const client: 'Browser' | 'App' = parsed.page !== null || parsed.isPublicRecord ? 'Browser' : 'App'
  const [from, to] = parsed.exchange.isWebhook ? ['ORCID', client] as const : [client, 'ORCID'] as const
  return { leg, from, to, asks, answers: describeAnswer(parsed, answers), meaning, parsed }
}

function statusAfterToken ({ answer, exchange: { status, forgery } }: ParsedExchange): LoginStatus {
  if (status === 200 && forgery !== null) return { text: `ORCID lied: ${forgery}`, tone: 'bad' }
  if (status === 200) {
    const person = [answer['name'], answer['orcid']].filter((one) => typeof one === 'string' && one !== '')
    return { text: `ORCID said: ${person.join(', ')}`, tone: 'good' }
  }
  const reason = answer['error'] ?? (status === 0 ? 'no answer' : status)
  return { text: `the exchange failed: ${String(reason)}`, tone: 'bad' }
}

function statusAfterPage ({ page, callback, exchange: { method, status } }: ParsedExchange): LoginStatus {
  if (callback !== null) {
    const isGood = callback.has('code') || callback.has('access_token')
    return { text: `sent back with ${nameCallback(callback)}`, tone: isGood ? 'open' : 'bad' }
  }
  // A form that comes back with an error can be corrected.
  const isFinal = status >= 400 && page === 'authorize' && method === 'GET'
  if (isFinal || status >= 500) return { text: 'stopped at an error page', tone: 'bad' }
  return { text: page === 'authorize' && status === 200 ? 'asked to allow it' : 'asked who it is', tone: 'open' }
}

/** The status after the last exchange that shows one; the first exchange of a login always does. */
export function statusOf ({ exchanges }: Login): LoginStatus {
  const last = exchanges.findLast(({ page, form, exchange: { endpoint } }) =>
    page !== null || (endpoint === 'token' && form.has('code'))) as ParsedExchange
  return last.page === null ? statusAfterToken(last) : statusAfterPage(last)
}
