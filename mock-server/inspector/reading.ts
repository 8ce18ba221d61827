// What an exchange says that a diagram needs to know, read once. Unmasked: nothing of it is shown as it stands.
import type { MockExchange } from '../controls/journal/exchange.ts'
import { accessTokenIn, formIn, headerOf, queryIn } from '../controls/journal/request.ts'

/** The pages of leg one. */
export type BrowserPage = 'authorize' | 'signin' | 'register' | 'signout'

/** One exchange, read. */
export interface Reading {
  /** The exchange. */
  readonly exchange: MockExchange
  /** The path, without its query. */
  readonly path: string
  /** The page a browser asks for, or null if an app asks for something else. */
  readonly page: BrowserPage | null
  /** Whether it is the address of an ORCID iD, which anybody may open. */
  readonly isPublicRecord: boolean
  /** The query. */
  readonly query: URLSearchParams
  /** The form. */
  readonly form: URLSearchParams
  /** The access token that came with it, `''` if none did. */
  readonly accessToken: string
  /** Where the answer sends the browser, `''` for nowhere. */
  readonly location: string
  /** What the redirect URI gets of ORCID, or null if the browser is not sent there. */
  readonly brought: URLSearchParams | null
  /** The members of a JSON object that was answered; none for any other answer. */
  readonly answer: Readonly<Record<string, unknown>>
}

/** The members of a JSON object; none if the text is anything else. */
export function membersIn (text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return {}
  }
}

function pageOf (path: string): BrowserPage | null {
  return (/\/(?:oauth\/(?=authorize$))?(authorize|signin|register|signout)$/.exec(path)?.[1] ?? null) as BrowserPage | null
}

/** ORCID appends its answer to the redirect URI, in the query or as the fragment. */
function broughtHome (location: string, redirectUri: string): URLSearchParams | null {
  const [address = ''] = redirectUri.split('#', 1)
  const isHome = address !== '' && location.startsWith(address) && /^[?&#]/.test(location.slice(address.length))
  return isHome ? new URLSearchParams(location.slice(address.length + 1).replace('#', '&')) : null
}

function read (exchange: MockExchange): Reading {
  const { request, answer } = exchange
  const path = request.url.split('?', 1)[0] as string
  const query = queryIn(request)
  const location = headerOf(answer, 'location')
  return {
    exchange,
    path,
    page: pageOf(path),
    isPublicRecord: exchange.endpoint === null && /\/(?:\d{4}-){3}\d{3}[\dX]$/i.test(path),
    query,
    form: formIn(request),
    accessToken: accessTokenIn(request),
    location,
    brought: broughtHome(location, query.get('redirect_uri') ?? ''),
    answer: membersIn(answer.body)
  }
}

const readings = new WeakMap<MockExchange, Reading>()

/** Reads an exchange. */
export function readingOf (exchange: MockExchange): Reading {
  const known = readings.get(exchange)
  if (known !== undefined) return known
  const reading = read(exchange)
  readings.set(exchange, reading)
  return reading
}
