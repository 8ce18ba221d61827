// Faults of an answer that arrives: what is odd in its framing, its bytes or its JSON, by name.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { MockFaultKind } from './fault-kind.ts'
import type { MockEndpoint } from '../endpoints.ts'

const endpoints: readonly MockEndpoint[] = ['token', 'jwks', 'discovery', 'userinfo', 'revoke', 'record']

const HTTP = 'https://www.rfc-editor.org/rfc/rfc9110'
const HTTP1 = 'https://www.rfc-editor.org/rfc/rfc9112'
const JSON_TEXT = 'https://www.rfc-editor.org/rfc/rfc8259'

/** The kinds, as `faultKinds` lists them. */
export const oddAnswers = {
  'early-hints': {
    does: 'A 103 first, and then the right answer.',
    phase: 'after',
    endpoints,
    source: 'https://www.rfc-editor.org/rfc/rfc8297'
  },
  'second-answer': {
    does: 'The right answer, and behind it a second one that nobody asked for, on a connection that stays open.',
    phase: 'after',
    endpoints,
    source: `${HTTP1}#section-9.2`
  },
  'reset-when-idle': {
    does: 'The right answer in good order, and then the connection is reset while it waits for the next request.',
    phase: 'after',
    endpoints,
    source: `${HTTP1}#section-9.5`
  },
  'drip-body': {
    does: 'The headers at once, and the body one byte every `delayMs` (100 unless told).',
    phase: 'after',
    endpoints,
    source: 'https://www.rfc-editor.org/rfc/rfc4732#section-2.2'
  },
  unfinished: {
    does: 'A `Content-Length` ten bytes beyond the body, so that whole JSON comes from an answer that broke off.',
    phase: 'after',
    endpoints,
    source: `${HTTP1}#section-8`
  },
  'not-http': {
    does: 'The greeting of another protocol, where HTTP was due.',
    phase: 'after',
    endpoints,
    source: `${HTTP1}#section-3`
  },
  'huge-headers': {
    does: 'The right answer under a header of one mebibyte.',
    phase: 'after',
    endpoints,
    source: 'https://cwe.mitre.org/data/definitions/770.html'
  },
  'empty-body': {
    does: 'The right status and type, and nothing behind them.',
    phase: 'after',
    endpoints,
    source: `${HTTP}#section-6.4`
  },
  'no-object': {
    does: 'An empty list, where a JSON object was due.',
    phase: 'after',
    endpoints,
    source: `${JSON_TEXT}#section-2`
  },
  'duplicate-keys': {
    does: 'Every member of the JSON object twice: first null, and then right.',
    phase: 'after',
    endpoints,
    source: `${JSON_TEXT}#section-4`
  },
  'not-utf8': {
    does: 'JSON with a byte in it that UTF-8 does not have.',
    phase: 'after',
    endpoints,
    source: `${JSON_TEXT}#section-8.1`
  },
  'byte-order-mark': {
    does: 'The right body behind a byte order mark, which a client may skip or refuse.',
    phase: 'after',
    endpoints,
    source: `${JSON_TEXT}#section-8.1`
  },
  deep: {
    does: 'The right JSON object, with one member more: twenty thousand lists, one inside the other.',
    phase: 'after',
    endpoints,
    source: 'https://cwe.mitre.org/data/definitions/674.html'
  },
  'trailing-garbage': {
    does: 'The right body, with a brace too many behind it.',
    phase: 'after',
    endpoints,
    source: `${JSON_TEXT}#section-2`
  },
  'wrong-encoding': {
    does: 'The right body, which says that it is compressed with gzip.',
    phase: 'after',
    endpoints,
    source: `${HTTP}#section-8.4`
  },
  'brotli-bomb': {
    does: 'The right body and sixteen mebibytes of blanks, squeezed by Brotli into a few bytes.',
    phase: 'after',
    endpoints,
    source: 'https://cwe.mitre.org/data/definitions/409.html'
  }
} as const satisfies Record<string, MockFaultKind>

/** What is sent instead of a right answer: its body, and the headers that change. */
export interface Spoilt {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** How much blank space makes an answer huge. */
const HUGE_BYTES = 16 * 1024 * 1024
const DEPTH = 20_000
const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }

const huge = (body: Buffer): Buffer => Buffer.concat([body, Buffer.alloc(HUGE_BYTES, ' ')])

/** JSON with more members in front; what is no object stays as it is. */
function withMembers (body: Buffer, ...members: ReadonlyArray<string | Buffer>): Buffer {
  if (body[0] !== 0x7b) return body
  return Buffer.concat([Buffer.from('{'), ...members.map((member) => Buffer.from(member)), body.subarray(1)])
}

function keysOf (body: Buffer): string[] {
  return body[0] === 0x7b ? Object.keys(JSON.parse(body.toString())) : []
}

const spoils: Readonly<Record<string, (body: Buffer) => Partial<Spoilt>>> = {
  malformed: (body) => ({ body: body.subarray(0, body.length >> 1) }),
  'wrong-type': () => ({ headers: { 'content-type': 'text/html; charset=utf-8' } }),
  huge: (body) => ({ body: huge(body) }),
  'gzip-bomb': (body) => ({ headers: { 'content-encoding': 'gzip' }, body: gzipSync(huge(body)) }),
  'brotli-bomb': (body) => ({ headers: { 'content-encoding': 'br' }, body: brotliCompressSync(huge(body), QUICK) }),
  'wrong-encoding': () => ({ headers: { 'content-encoding': 'gzip' } }),
  'empty-body': () => ({ body: Buffer.alloc(0) }),
  'no-object': () => ({ body: Buffer.from('[]') }),
  'duplicate-keys': (body) => ({ body: withMembers(body, ...keysOf(body).map((key) => `${JSON.stringify(key)}:null,`)) }),
  'not-utf8': (body) => ({ body: withMembers(body, '"not-utf8":"', Buffer.of(0xff), '",') }),
  'byte-order-mark': (body) => ({ body: Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), body]) }),
  deep: (body) => ({ body: withMembers(body, `"deep":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)},`) }),
  'trailing-garbage': (body) => ({ body: Buffer.concat([body, Buffer.from('}')]) })
}

/** What becomes of the body under the kinds that leave the socket alone, and the headers they change. */
export function spoil (name: string, body: Buffer): Spoilt {
  return { headers: {}, body, ...spoils[name]?.(body) }
}
