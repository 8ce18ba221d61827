// The journal in the languages of other programs: an HTTP archive for network panels, and a diagram in Mermaid's.
import { queryOf } from '../../orcid/web/parameters.ts'
import { maskerOf, type MockExchange, type MockMessage } from './exchange.ts'
import { maskText } from './mask.ts'
import { headerOf, withoutQuery } from './request.ts'

function headersOf ({ headers }: MockMessage, mask: (text: string) => string): object[] {
  // A header's name and value are masked as one line, because the name says whether the value is a secret.
  return headers.map(([name, value]) => ({ name, value: mask(`${name}: ${value}`).slice(name.length + 2) }))
}

function entryOf (exchange: MockExchange): object {
  const { at, durationMs, method, url, status, request, answer, endpoint, isWebhook, client, fault, forgery } = exchange
  const mask = maskerOf(exchange)
  const typeOf = (message: MockMessage): string => headerOf(message, 'content-type')
  return {
    startedDateTime: at.toISOString(),
    time: durationMs,
    request: {
      method,
      url: isWebhook ? url : `http://${headerOf(request, 'host') || 'localhost'}${url}`,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headersOf(request, mask),
      queryString: [...queryOf({ url })].map(([name, value]) => ({ name, value })),
      ...(request.bodyBytes > 0 && { postData: { mimeType: typeOf(request), text: mask(request.body) } }),
      headersSize: -1,
      bodySize: request.bodyBytes
    },
    response: {
      status,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headersOf(answer, mask),
      content: { size: answer.bodyBytes, mimeType: typeOf(answer), text: mask(answer.body) },
      redirectURL: maskText(headerOf(answer, 'location')),
      headersSize: -1,
      bodySize: answer.bodyBytes
    },
    cache: {},
    timings: { send: 0, wait: durationMs, receive: 0 },
    // HAR 1.2 reserves names with an underscore for the program that writes the archive.
    _endpoint: endpoint,
    _client: client,
    _fault: fault,
    _forgery: forgery
  }
}

/** HAR 1.2. @see http://www.softwareishard.com/blog/har-12-spec/ */
export function renderHar (exchanges: readonly MockExchange[]): object {
  return { log: { version: '1.2', creator: { name: 'fastify-orcid mock', version: '1' }, entries: exchanges.map(entryOf) } }
}

// A semicolon ends a statement and a hash begins an entity.
function plain (text: string): string {
  return text.replaceAll('#', '＃').replaceAll(';', ',')
}

function outcomeOf ({ status, answer }: MockExchange): string {
  const location = headerOf(answer, 'location')
  if (status === 0) return 'no answer'
  return location === '' ? String(status) : `${status} to ${withoutQuery(location)}`
}

function linesOf (exchange: MockExchange): string[] {
  const { endpoint, isWebhook, method, url, fault, forgery } = exchange
  const speaker = endpoint === 'authorize' ? 'Browser' : 'Client'
  const [from, to] = isWebhook ? ['ORCID', speaker] : [speaker, 'ORCID']
  const marks = [fault && `fault: ${fault}`, forgery && `forged: ${forgery}`].filter((mark) => mark !== null)
  const arrow = fault === null ? '-->>' : '--x'
  return [
    `  ${from}->>${to}: ${plain(`${method} ${withoutQuery(url)}`)}`,
    ...marks.map((mark) => `  Note over ORCID: ${mark}`),
    `  ${to}${arrow}${from}: ${plain(outcomeOf(exchange))}`
  ]
}

/**
 * The diagram. Queries and bodies are left out, and the secrets with them.
 *
 * @see https://mermaid.js.org/syntax/sequenceDiagram.html
 */
export function renderMermaid (exchanges: readonly MockExchange[]): string {
  return ['sequenceDiagram', '  participant Browser', '  participant Client', '  participant ORCID',
    ...exchanges.flatMap(linesOf), ''].join('\n')
}
