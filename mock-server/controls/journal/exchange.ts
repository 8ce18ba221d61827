// One request and its answer as the journal keeps them. Whatever is printed of them is masked.
import { inspect } from 'node:util'
import type { MockForgeryName } from '../forgeries/catalogue.ts'
import type { MockFaultName } from '../faults/catalogue.ts'
import type { MockEndpoint } from '../endpoints.ts'
import { maskText, maskValues, secretsIn } from './mask.ts'

/** One side of an exchange, unmasked. */
export interface MockMessage {
  /** Names and values by turns, as they came or went. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  /** The body, cut at the journal's cap. */
  readonly body: string
  /** How many bytes the body had before it was cut. */
  readonly bodyBytes: number
}

/** What came from the client, unmasked. */
export interface MockRequest extends MockMessage {
  /** Path and query as they came. */
  readonly url: string
}

/**
 * One request and its answer. What is printed of it, by whatever way, is masked: the two messages have to be asked
 * for by name.
 */
export interface MockExchange {
  /** Its place in the mock's life, 1 for the first. */
  readonly number: number
  /** The endpoint, or null for an address that ORCID does not have. */
  readonly endpoint: MockEndpoint | null
  /** Whether it is a call of ORCID's to a webhook of the client, and `url` its whole address. */
  readonly isWebhook: boolean
  /** The id of the client that spoke, or null if the request names none. */
  readonly client: string | null
  /** The method. */
  readonly method: string
  /** Path and query, masked. */
  readonly url: string
  /** The status that was sent, 0 if no status line was. */
  readonly status: number
  /** The fault that acted on it, or null. */
  readonly fault: `${MockFaultName}` | null
  /** The forgery its answer carries, or null. */
  readonly forgery: MockForgeryName | null
  /**
   * How many reads of this client, or of this address without a client's token, the public API has counted today, this
   * one included; null without the option `quota`, and for a request that is not counted.
   */
  readonly readsToday: number | null
  /** When the request came, by the mock's clock. */
  readonly at: Date
  /** How long the answer took, in milliseconds of the real clock. */
  readonly durationMs: number
  /** The request as it came, unmasked. Not enumerable. */
  readonly request: MockRequest
  /** The answer as the endpoint made it, unmasked, without Node's `date` and `connection`. Not enumerable. */
  readonly answer: MockMessage
  /** The whole exchange as text, masked. */
  readonly toString: () => string
}

export interface ExchangeFacts extends Omit<MockExchange, 'toString' | 'url'> {}

function head (line: string, { headers, body, bodyBytes }: MockMessage): string {
  const rest = bodyBytes > Buffer.byteLength(body) ? `… (${bodyBytes} bytes)` : ''
  return [line, ...headers.map(([name, value]) => `${name}: ${value}`), '', body + rest].join('\n').trimEnd()
}

function textOf ({ method, status, request, answer }: ExchangeFacts): [string, string] {
  return [head(`${method} ${request.url} HTTP/1.1`, request), head(`HTTP/1.1 ${status}`, answer)]
}

/** Masks a text, and in it every value that is a secret in one of the two messages. */
export function maskerOf (facts: ExchangeFacts): (text: string) => string {
  const secrets = new Set(textOf(facts).flatMap(secretsIn))
  return (text) => maskValues(text, secrets)
}

// A page would fill the screen of a failing test.
function withoutPage (answer: MockMessage): MockMessage {
  const { body, bodyBytes } = answer
  return /^\s*<!doctype html/i.test(body) ? { ...answer, body: `(a page of ${bodyBytes} bytes)`, bodyBytes: 0 } : answer
}

/** The two messages as text, masked; a page is mentioned and not quoted. */
export function maskedMessages (facts: ExchangeFacts): [string, string] {
  const mask = maskerOf(facts)
  const [sent, received] = textOf({ ...facts, request: facts.request, answer: withoutPage(facts.answer) })
  return [mask(sent), mask(received)]
}

function print (facts: ExchangeFacts): string {
  const { number, endpoint, isWebhook, client, fault, forgery, readsToday, durationMs } = facts
  const place = endpoint ?? (isWebhook ? 'webhook' : 'elsewhere')
  const marks = [place, client, fault && `fault: ${fault}`, forgery && `forged: ${forgery}`,
    readsToday && `read ${readsToday} of today`, `${durationMs.toFixed(1)} ms`].filter((mark) => mark !== null)
  const [sent, received] = maskedMessages(facts)
  return `#${number} ${marks.join(', ')}\n${sent}\n\n${received}\n`
}

export function createExchange (facts: ExchangeFacts): MockExchange {
  const { request, answer, ...shown } = facts
  return Object.freeze(Object.defineProperties(shown, {
    url: { get: () => maskText(request.url), enumerable: true },
    request: { value: request },
    answer: { value: answer },
    toString: { value: () => print(facts) },
    [inspect.custom]: { value: () => print(facts) }
  })) as MockExchange
}
