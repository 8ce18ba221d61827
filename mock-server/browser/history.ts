// One request of a walk with its answer, and the walk as text with its secrets masked.
import type { IncomingHttpHeaders } from 'node:http'
import { maskText } from '../controls/journal/mask.ts'
import { excerpt, summarize } from './page.ts'
import type { Method } from './transport.ts'

/** The fields of a form. A field with a list of values is sent once per value. */
export type Form = Readonly<Record<string, string | readonly string[]>>

/** One request of the robot's browser and the answer to it. */
export interface Hop {
  /** Who answered: the app under test, or the fake ORCID. */
  readonly from: 'app' | 'orcid'
  /** The request's method. */
  readonly method: Method
  /** The request's absolute URL, without the fragment, which a browser never sends. */
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

const LONG_QUERY = 60

export function encodeForm (form: Form): string {
  const fields = new URLSearchParams()
  for (const [name, value] of Object.entries(form)) {
    for (const one of [value].flat()) fields.append(name, one)
  }
  return fields.toString()
}

export function printHops (hops: readonly Hop[]): string {
  return hops.map(printHop).join('\n')
}

function printHop (hop: Hop, index: number, hops: readonly Hop[]): string {
  const isSame = hop.method === 'POST' && hops[index - 1]?.url === hop.url
  const url = isSame ? 'to the same URL' : maskText(shortUrl(hop, hops.slice(0, index)))
  const { cookie } = hop.requestHeaders
  return [
    `${String(index + 1).padStart(2)}. ${hop.from.padEnd(5)}  ${hop.method} ${url}`,
    ...cookie === undefined ? [] : [maskText(`cookie: ${cookie}`)],
    ...hop.json === null ? [] : [`json: ${excerpt(hop.json)}`],
    ...hop.form === null ? [] : [`form: ${maskText(encodeForm(hop.form))}`],
    `→ ${printAnswer(hop, hops[index + 1])}`,
    ...(hop.headers['set-cookie'] ?? []).map(line => maskText(`set-cookie: ${line}`))
  ].join('\n           ')
}

// The same long query comes back several times in a walk.
function shortUrl ({ url }: Hop, before: readonly Hop[]): string {
  const [address = '', query = ''] = url.split('?', 2)
  const isKnown = query.length > LONG_QUERY && before.some(hop => hop.url.endsWith(`?${query}`))
  return isKnown ? `${address}?(the same query)` : url
}

function printAnswer (hop: Hop, next: Hop | undefined): string {
  const { from, statusCode, headers: { location, ...headers }, body } = hop
  if (statusCode === 0) return 'cancelled by the browser'
  if (location !== undefined) {
    return `${statusCode} ${location === next?.url ? 'on to the next' : `to ${maskText(location)}`}`
  }
  const type = headers['content-type'] ?? 'no content-type'
  return `${statusCode} ${type}${from === 'app' ? `: ${summarize(hop)}` : `, ${body.length} characters`}`
}
