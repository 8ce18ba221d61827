// An exchange as the diagrams need it, parsed once. Nothing in it is masked yet.
import type { MockExchange } from '../controls/journal/exchange.ts'
import { accessTokenIn, formIn, headerOf, parseObject, withoutQuery } from '../controls/journal/request.ts'
import { queryOf } from '../orcid/web/parameters.ts'

export type BrowserPage = 'authorize' | 'signin' | 'register' | 'signout'

export type ParsedExchange = Readonly<ReturnType<typeof parse>>

// ORCID appends its answer to the redirect URI, in the query or as the fragment.
function callbackIn (location: string, redirectUri: string): URLSearchParams | null {
  const [address = ''] = redirectUri.split('#', 1)
  const isCallback = address !== '' && location.startsWith(address) && /^[?&#]/.test(location.slice(address.length))
  return isCallback ? new URLSearchParams(location.slice(address.length + 1).replace('#', '&')) : null
}

function parse (exchange: MockExchange) {
  const { request, answer, endpoint, isWebhook } = exchange
  const path = withoutQuery(request.url)
  const page = /\/(?:oauth\/(?=authorize$))?(authorize|signin|register|signout)$/.exec(path)?.[1] as BrowserPage | undefined
  const query = queryOf(request)
  const next = /^<(.*)>; rel="next"$/.exec(headerOf(answer, 'link'))?.[1] ?? ''
  const location = headerOf(answer, 'location') || next
  return {
    exchange,
    path,
    /** The page of ORCID that a browser asks for; null if an app asks for something else. */
    page: isWebhook ? null : page ?? null,
    isPublicRecord: !isWebhook && endpoint === null && /\/(?:\d{4}-){3}\d{3}[\dX]$/i.test(path),
    query,
    form: formIn(request),
    accessToken: accessTokenIn(request),
    /** Where the browser goes next, at once or when the person has read a page. */
    location,
    target: withoutQuery(location),
    /** What ORCID adds to the redirect URI; null if the answer does not lead there. */
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
