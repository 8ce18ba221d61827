// The journal as an HTTP archive (HAR 1.2), as the network panels of browsers read it.
import { secretsOf, type MockExchange, type MockMessage } from './exchange.ts'
import { maskText, maskValues } from './mask.ts'
import { headerOf, queryIn } from './request.ts'

type Mask = (text: string) => string

function headersOf ({ headers }: MockMessage, mask: Mask): object[] {
  // A header's name and value are masked as one line, because the name says whether the value is a secret.
  return headers.map(([name, value]) => ({ name, value: mask(`${name}: ${value}`).slice(name.length + 2) }))
}

function entryOf (exchange: MockExchange): object {
  const { at, durationMs, method, url, status, request, answer, endpoint, client, fault, forgery } = exchange
  const secrets = secretsOf(exchange)
  const mask: Mask = (text) => maskValues(text, secrets)
  const typeOf = (message: MockMessage): string => headerOf(message, 'content-type')
  return {
    startedDateTime: at.toISOString(),
    time: durationMs,
    request: {
      method,
      url: `http://${headerOf(request, 'host') || 'localhost'}${url}`,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headersOf(request, mask),
      queryString: [...queryIn({ url })].map(([name, value]) => ({ name, value })),
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

/** @see http://www.softwareishard.com/blog/har-12-spec/ */
export function renderHar (exchanges: readonly MockExchange[]): object {
  return { log: { version: '1.2', creator: { name: 'fastify-orcid mock', version: '1' }, entries: exchanges.map(entryOf) } }
}
