// An exchange in plain words: what is asked, what is answered, and what both are for.
import type { BrowserPage, Reading } from './reading.ts'

/** The words of one exchange; whoever speaks is the subject of both phrases. */
export interface Words {
  /** What the browser or the app does. */
  readonly asks: string
  /** What ORCID does. */
  readonly answers: string
  /** What it is for. */
  readonly meaning: string
}

const QUESTION = 'The app has sent the browser here with a question in the address: who asks (client_id), for what ' +
  '(scope), and where the answer goes (redirect_uri). ORCID sends answers only to addresses the client has registered. ' +
  'The state is the app\'s own: it comes back as it went, so that the app can tell its own login from an attacker\'s.'
const ANSWER = 'The answer travels in the browser\'s address, where others may see it. So it is no token but a code: ' +
  'good for once and for minutes, and worth nothing without the client\'s secret.'
const IN_FRAGMENT = 'The answer is in the fragment, which the browser keeps to itself: only a script of the app can read it.'
const DENIAL = 'The answer is an error, and the app gets nothing else: a denial is an answer too.'

const PAGES: Readonly<Record<BrowserPage, readonly [opens: string, sends: string, meaning: string]>> = {
  authorize: ['brings the app\'s question', 'decides', QUESTION],
  signin: ['opens the sign-in page', 'signs in',
    'The person says who they are to ORCID, and to ORCID alone. The app never sees a password.'],
  register: ['opens the registration page', 'registers',
    'Somebody without an ORCID iD gets one and goes on as if it had always been there.'],
  signout: ['signs out', 'signs out', 'The browser forgets who was signed in. What was granted stays granted.']
}

const DECISIONS: Readonly<Record<string, string>> = { allow: 'allows it', deny: 'denies it' }

const GRANTS: Readonly<Record<string, readonly [asks: string, meaning: string]>> = {
  authorization_code: ['exchanges the code',
    'The app speaks with ORCID itself, behind the browser\'s back. It shows the code and its own secret, and learns ' +
    'who signed in: the ORCID iD, an access token, and with the scope openid a signed id_token.'],
  refresh_token: ['refreshes the token', 'A new access token for an old permission, without asking the person again.'],
  client_credentials: ['asks for a token of its own',
    'A token for the client itself, in nobody\'s name: it reads what is public and no more.']
}

const LEGS: Readonly<Record<string, readonly [asks: string, answers: string, meaning: string]>> = {
  jwks: ['fetches the keys', 'gives its public keys',
    'The id_token is signed. With these keys the app checks that ORCID has signed it; besides, it checks issuer, ' +
    'audience, nonce and time. The request names no client: it is drawn at the login that exchanged a code last.'],
  discovery: ['looks up the addresses', 'gives its addresses',
    'OpenID Connect lets a client find every address and ability of a provider by its issuer alone.'],
  userinfo: ['asks who it is', 'says who it is', 'The access token stands for the person: ORCID says whose it is.'],
  revoke: ['gives the token back', 'ends the token', 'A token that nobody needs any more should not lie around for twenty years.']
}

const RECORD_VERBS: Readonly<Record<string, readonly [asks: string, answers: string]>> = {
  GET: ['reads', 'gives'], POST: ['adds', 'keeps'], PUT: ['changes', 'keeps'], DELETE: ['removes', 'removes']
}

const RECORD = 'The access token is used on the record of the person who granted it, as far as the scopes reach.'

const PUBLIC_RECORD = 'An ORCID iD is an address. Whoever opens it sees what the person shows to everyone.'

/** What a refusal is called, in the terms of whoever refuses. */
function refusalIn ({ answer, exchange: { status } }: Reading): string {
  const verb = status >= 500 ? 'fails' : 'refuses'
  const name = answer['error'] ?? answer['error-code']
  return typeof name === 'string' || typeof name === 'number' ? `${verb}: ${name}` : verb
}

/** What is sent to the redirect URI, in a phrase. */
export function describeAnswer (brought: URLSearchParams): string {
  if (brought.has('code')) return 'a code'
  if (brought.has('access_token') || brought.has('id_token')) return 'tokens'
  return `the error ${brought.get('error') ?? [...brought.keys()].join()}`
}

function answersToBrowser ({ page, brought, location, exchange: { status } }: Reading): string {
  if (brought !== null) return `sends it back with ${describeAnswer(brought)}`
  if (status >= 400) return 'shows an error page'
  if (/\/signin(?:\?|$)/.test(location)) return 'wants to know who it is'
  if (/\/register(?:\?|$)/.test(location)) return 'offers an ORCID iD'
  if (status >= 300) return 'sends it on to the question'
  return page === 'authorize' ? 'asks the person to allow it' : 'shows the page'
}

function meaningOfPage ({ brought, location }: Reading, meaning: string): string {
  if (brought === null) return meaning
  if (location.includes('#')) return IN_FRAGMENT
  return brought.has('code') ? ANSWER : DENIAL
}

function wordsOfPage (reading: Reading, page: BrowserPage): Words {
  const { exchange: { method }, form } = reading
  const [opens, sends, meaning] = PAGES[page]
  const decision = DECISIONS[form.get('decision') ?? ''] ?? sends
  return {
    asks: method === 'GET' ? opens : decision,
    answers: answersToBrowser(reading),
    meaning: meaningOfPage(reading, meaning)
  }
}

function answersWithToken ({ answer }: Reading): string {
  const { orcid } = answer
  return typeof orcid === 'string' ? `names ${orcid} and gives an access token` : 'gives an access token'
}

function sectionOf (path: string): string {
  const section = /\/v\d+\.\d+\/[^/]*\/?(.*)$/.exec(path)?.[1] ?? ''
  return section === '' ? 'the record' : section
}

function wordsOfRecord ({ path, exchange: { method } }: Reading): Words {
  const [asks, answers] = RECORD_VERBS[method] ?? ['asks for', 'answers']
  return { asks: `${asks} ${sectionOf(path)}`, answers: `${answers} it`, meaning: RECORD }
}

function wordsOfApp (reading: Reading): Words {
  const { form, isPublicRecord, location, exchange: { endpoint, method } } = reading
  if (endpoint === 'record') return wordsOfRecord(reading)
  if (endpoint === 'token') {
    const grant = GRANTS[form.get('grant_type') ?? ''] ?? ['asks for a token', 'The app asks for a token.']
    return { asks: grant[0], answers: answersWithToken(reading), meaning: grant[1] }
  }
  if (isPublicRecord) {
    const answers = location === '' ? 'shows it' : 'sends it on to the data'
    return { asks: 'opens the public record', answers, meaning: PUBLIC_RECORD }
  }
  const known = LEGS[endpoint ?? '']
  if (known !== undefined) return { asks: known[0], answers: known[1], meaning: known[2] }
  return { asks: `asks ${method}`, answers: 'answers', meaning: 'ORCID has no such address.' }
}

/** Puts an exchange into words. */
export function wordsOf (reading: Reading): Words {
  const { page, exchange: { status, forgery } } = reading
  const words = page === null ? wordsOfApp(reading) : wordsOfPage(reading, page)
  if (status === 0) return { ...words, answers: 'gives no answer' }
  if (page === null && status >= 400) return { ...words, answers: refusalIn(reading) }
  return forgery === null ? words : { ...words, answers: `${words.answers}, and lies` }
}
