// What must hold whatever comes: one judge for every generator. It knows the promises and none of the plugin's code.
import type { LyingProvider } from './lying-provider.ts'

/** An answer of the app, as `inject` gives it. */
export interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** What is known about the request that was answered. */
export interface Facts {
  /** What the request says that must not come back: canaries of at least twelve characters. */
  readonly canaries?: readonly string[]
  /** Whether ORCID did something wrong, so that a 5xx is due. */
  readonly isOrcidsFault?: boolean
  /** Whether a request to ORCID is due: the sign-in was opened and the callback is well-formed. */
  readonly mayAsk?: boolean
  /** Whether the route is the plugin's, or what a router answers for one that does not exist. */
  readonly isOurs?: boolean
}

/** The promises, by the numbers of the threat list. */
export const INVARIANTS = {
  INV1: 'no 5xx unless ORCID or the app failed',
  INV2: 'nobody is signed in but by a sign-in of this browser that is whole',
  INV3: 'a code is posted at most once',
  INV4: 'nothing is sent to ORCID for a callback that nobody began',
  INV5: 'what is sent goes to the endpoints of the environment, in their form',
  INV6: 'nothing of a request comes back in an answer',
  INV8: 'a cookie is cleared with the attributes it was set with',
  INV9: 'five cookies at most, of 900 bytes at most',
  INV10: 'an answer leads to ORCID, to this site, or nowhere',
  INV11: 'an answer is not cached, sniffed, framed or told to the next site',
  INV13: 'no warning, no rejection that nobody handles',
  INV15: 'answers of one code differ in nothing',
  INV17: 'a wrong option is said to be one, and no secret is told',
  INV18: 'the prototypes are as they were',
  INV19: 'Retry-After is a number of seconds, if it is there'
} as const
export type InvariantId = keyof typeof INVARIANTS

/** Says which promise was broken. */
export function broken (id: InvariantId, evidence: string): never {
  throw new Error(`${id}, ${INVARIANTS[id]}: ${evidence}`)
}

const FORMS: ReadonlyArray<(text: string) => string> = [(text) => text, encodeURIComponent,
  (text) => JSON.stringify(text).slice(1, -1),
  (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'), (text) => Buffer.from(text).toString('base64url')]

const LETTERS = 20
const COOKIE = /^__Host-orcid\.[\w-]{6}\.[\w-]{22}=([\w-]*); Max-Age=(\d+); Path=\/; HttpOnly; Secure; SameSite=Lax$/
const ENDPOINTS = new Map([['/oauth/token', 'POST'], ['/oauth/jwks', 'GET']])
const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype]
const shape = () => JSON.stringify(prototypes.map((one) => Reflect.ownKeys(one).map(String).sort()))
const shapeAtStart = shape()

/** Judges answers of one app on one lying provider, one after the other. */
export interface Judge {
  (answer: Answer, facts?: Facts): void
}

export function createJudge (provider: LyingProvider, ownOrigin: string): Judge {
  const bodies = new Map<string, string>()
  const codes = new Set<string>()
  let asked = provider.requests.length

  function judgeRequests ({ mayAsk = false }: Facts): void {
    const fresh = provider.requests.slice(asked)
    asked = provider.requests.length
    if (fresh.length > 0 && !mayAsk) broken('INV4', fresh.map(({ url }) => url).join())
    if (fresh.filter(({ url }) => url === '/oauth/token').length > 1) broken('INV3', fresh.map(({ url }) => url).join())
    for (const { method, url, form } of fresh) {
      if (ENDPOINTS.get(url) !== method) broken('INV5', `${method} ${url}`)
      const { code } = form
      if (code !== undefined && codes.has(code)) broken('INV3', code)
      // Two sign-ins may bring the same few letters, but not the same code of ours.
      if (code !== undefined && code.length > LETTERS) codes.add(code)
      const fields = Object.keys(form).sort().join()
      if (code !== undefined && fields !== 'client_id,client_secret,code,grant_type,redirect_uri') broken('INV5', fields)
    }
  }

  function judgeCookies (headers: Answer['headers']): void {
    const lines = [headers['set-cookie'] ?? []].flat().map(String)
    if (lines.length > 50) broken('INV9', `${lines.length} cookies`)
    for (const line of lines) {
      const [, value = '', age = ''] = COOKIE.exec(line) ?? broken('INV8', line.slice(0, 200))
      if ((value === '') !== (age === '0')) broken('INV8', line.slice(0, 200))
      if (line.length > 900) broken('INV9', `${line.length} bytes`)
    }
  }

  function judgeLocation (location: unknown): void {
    if (location === undefined) return
    const { origin, pathname } = new URL(String(location), ownOrigin)
    const isOrcid = origin === provider.issuer && pathname === '/oauth/authorize'
    if (!isOrcid && origin !== ownOrigin) broken('INV10', String(location))
    if (!/^[\x21-\x7e]+$/.test(String(location))) broken('INV10', String(location))
  }

  function judgeHeaders ({ headers, statusCode }: Answer): void {
    const wanted = { 'cache-control': /no-store/, 'x-content-type-options': /nosniff/, 'referrer-policy': /no-referrer/, 'content-security-policy': /frame-ancestors 'none'/ }
    for (const [name, value] of Object.entries(wanted)) if (!value.test(String(headers[name]))) broken('INV11', `${name} of a ${statusCode}`)
    const after = headers['retry-after']
    if (after !== undefined && !(/^\d{1,5}$/.test(String(after)) && Number(after) >= 1 && Number(after) <= 86_400)) broken('INV19', String(after))
  }

  function judgeBody ({ body, headers }: Answer, { canaries = [] }: Facts): void {
    const seen = body + JSON.stringify(headers)
    for (const canary of canaries) {
      if (FORMS.some((form) => seen.includes(form(canary)))) broken('INV6', canary)
    }
    const { code } = /^\{.*\}$/.test(body) ? JSON.parse(body) as { code?: string } : {}
    if (code === undefined) return
    if (!code.startsWith('ORCID_ERR_')) broken('INV1', code)
    const usual = bodies.get(code)
    if (usual !== undefined && usual !== body) broken('INV15', `${usual} and ${body}`)
    bodies.set(code, body)
  }

  return function judge (answer, facts = {}) {
    if (answer.statusCode >= 500 && facts.isOrcidsFault !== true) broken('INV1', `${answer.statusCode} ${answer.body.slice(0, 300)}`)
    judgeRequests(facts)
    judgeLocation(answer.headers['location'])
    if (facts.isOurs !== false) {
      judgeCookies(answer.headers)
      judgeHeaders(answer)
      judgeBody(answer, facts)
    }
    judgePrototypes()
  }
}

/** Whether nothing was added to what all objects share. */
export function judgePrototypes (): void {
  if (shape() !== shapeAtStart) broken('INV18', 'a prototype has changed')
}
