// What one request of a walk and its answer look like, and how they are printed with the secrets masked.
import type { IncomingHttpHeaders } from 'node:http'

import type { Method } from './transport.ts'

/** The fields of a form; a list is a field that is sent once per value. */
export type Form = Readonly<Record<string, string | readonly string[]>>

/** One request of the robot's browser and the answer to it. */
export interface Hop {
  /** Who answered: the app under test, or the fake ORCID. */
  readonly from: 'app' | 'orcid'
  /** The request's method. */
  readonly method: Method
  /** The request's absolute URL, without a fragment, which a browser never sends. */
  readonly url: string
  /** The request's headers as sent, names in lower case. */
  readonly requestHeaders: Readonly<Record<string, string>>
  /** The form the request carried, or `null`. */
  readonly form: Form | null
  /** The JSON text the request carried, or `null`. */
  readonly json: string | null
  /** The answer's HTTP status, 0 if the browser cancelled the request before it was answered. */
  readonly statusCode: number
  /** The answer's headers, names in lower case; `set-cookie` is a list. */
  readonly headers: IncomingHttpHeaders
  /** The answer's whole body as text. */
  readonly body: string
}

/** How much of a body is quoted, in characters. */
const EXCERPT_LENGTH = 200

const SECRET = 'code|state|nonce|id_token_hint|\\w*_token|\\w*secret|password'
const SECRET_PAIR = new RegExp(`(?<=(?:^|[?&#;,\\s])(?:${SECRET})=)[^&#\\s;,"'<]+`, 'gi')
const SECRET_MEMBER = new RegExp(`(?<="(?:${SECRET}|\\w*Token)"\\s*:\\s*")[^"]+`, 'gi')

/**
 * A text with the values of `code`, `state`, `nonce`, tokens and secrets cut to their first four
 * characters.
 */
export function maskText (text: string): string {
  return text.replace(SECRET_PAIR, maskValue).replace(SECRET_MEMBER, maskValue)
}

/** The first 200 characters of a text, masked, on one line. */
export function excerpt (text: string): string {
  const line = maskText(text).replace(/\s+/g, ' ').trim()
  return line.length > EXCERPT_LENGTH ? `${line.slice(0, EXCERPT_LENGTH)}…` : line
}

/** The walk, one paragraph per hop, fit to be printed by a failing test: nothing in it opens a door. */
export function printHops (hops: readonly Hop[]): string {
  return hops.map((_hop, index) => printHop(hops, index)).join('\n')
}

/** The fields of a form, encoded as `application/x-www-form-urlencoded`. */
export function encodeForm (form: Form): string {
  const fields = new URLSearchParams()
  for (const [name, value] of Object.entries(form)) {
    for (const one of [value].flat()) fields.append(name, one)
  }
  return fields.toString()
}

function printHop (hops: readonly Hop[], index: number): string {
  const hop = hops[index] as Hop
  const { headers } = hop
  // A walk names the same long URL up to three times in a row, and the same long query even more often.
  const isSame = hop.method === 'POST' && hops[index - 1]?.url === hop.url
  const url = isSame ? 'to the same URL' : maskText(withoutRepetition(hops, index))
  const lines = [`${String(index + 1).padStart(2)}. ${hop.from.padEnd(5)}  ${hop.method} ${url}`]
  const sent = hop.requestHeaders['cookie']
  if (sent !== undefined) lines.push(`cookie: ${sent.split('; ').map(maskCookie).join('; ')}`)
  if (hop.json !== null) lines.push(`json: ${excerpt(hop.json)}`)
  if (hop.form !== null) lines.push(`form: ${maskText(encodeForm(hop.form))}`)
  lines.push(`→ ${describeAnswer(hop, hops[index + 1])}`)
  for (const cookie of headers['set-cookie'] ?? []) lines.push(`set-cookie: ${maskCookie(cookie)}`)
  return lines.join('\n           ')
}

const LONG_QUERY = 60

function withoutRepetition (hops: readonly Hop[], index: number): string {
  const { url } = hops[index] as Hop
  const [address = '', query = ''] = url.split('?', 2)
  const isKnown = query.length > LONG_QUERY && hops.slice(0, index).some((before) => before.url.endsWith(`?${query}`))
  return isKnown ? `${address}?(the same query)` : url
}

function describeAnswer ({ from, statusCode, headers, body }: Hop, next: Hop | undefined): string {
  const { location } = headers
  if (statusCode === 0) return 'cancelled by the browser'
  if (location !== undefined) {
    return `${statusCode} ${location === next?.url ? 'on to the next' : `to ${maskText(location)}`}`
  }
  const kind = headers['content-type'] ?? 'no content-type'
  return `${statusCode} ${kind}${from === 'app' ? `: ${excerpt(body)}` : `, ${body.length} characters`}`
}

function maskCookie (cookie: string): string {
  return cookie.replace(/(?<=^[^=]*=)[^;]+/, maskValue)
}

function maskValue (value: string): string {
  return value.length > 4 ? `${value.slice(0, 4)}…` : '…'
}
