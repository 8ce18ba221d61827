// An exchange as the diagrams need it, parsed once. Nothing in it is masked yet.
import type { MockExchange } from '../controls/journal/exchange.ts'
import { accessTokenIn, formIn, headerOf, queryIn } from '../controls/journal/request.ts'

export type BrowserPage = 'authorize' | 'signin' | 'register' | 'signout'

export interface ParsedExchange {
  readonly exchange: MockExchange
  readonly path: string
  /** The page of ORCID that a browser asks for; null if an app asks for something else. */
  readonly page: BrowserPage | null
  readonly isPublicRecord: boolean
  readonly query: URLSearchParams
  readonly form: URLSearchParams
  readonly accessToken: string
  readonly location: string
  /** What ORCID adds to the redirect URI; null if the answer does not lead there. */
  readonly callback: URLSearchParams | null
  readonly answer: Readonly<Record<string, unknown>>
}

export function parseObject (json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return {}
  }
}

function pageIn (path: string): BrowserPage | null {
  return (/\/(?:oauth\/(?=authorize$))?(authorize|signin|register|signout)$/.exec(path)?.[1] ?? null) as BrowserPage | null
}

// ORCID appends its answer to the redirect URI, in the query or as the fragment.
function callbackIn (location: string, redirectUri: string): URLSearchParams | null {
  const [address = ''] = redirectUri.split('#', 1)
  const isCallback = address !== '' && location.startsWith(address) && /^[?&#]/.test(location.slice(address.length))
  return isCallback ? new URLSearchParams(location.slice(address.length + 1).replace('#', '&')) : null
}

function parse (exchange: MockExchange): ParsedExchange {
  const { request, answer, endpoint } = exchange
  const path = request.url.split('?', 1)[0] as string
  const query = queryIn(request)
  const location = headerOf(answer, 'location')
  return {
    exchange,
    path,
    page: pageIn(path),
    isPublicRecord: endpoint === null && /\/(?:\d{4}-){3}\d{3}[\dX]$/i.test(path),
    query,
    form: formIn(request),
    accessToken: accessTokenIn(request),
    location,
    callback: callbackIn(location, query.get('redirect_uri') ?? ''),
    answer: parseObject(answer.body)
  }
}

const parsed = new WeakMap<MockExchange, ParsedExchange>()

export function parseExchange (exchange: MockExchange): ParsedExchange {
  const known = parsed.get(exchange) ?? parse(exchange)
  parsed.set(exchange, known)
  return known
}
