// The faults, one row each: what it does to a request, and what a client ought to do about it.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { edgePage } from '../../orcid/web/edge.ts'
import { endpoints, type MockEndpoint } from '../endpoints.ts'
import {
  challenge, refuseAs, tooManyRequests, uncheckedToken, type FaultResponse, type FaultedRequest
} from './responses.ts'
import { answerAndStay, drip, halfAnswer, headOf, lastAnswer, reset, resetAfter, type OnSocket } from './sockets.ts'

/** One kind of fault, as data. */
export interface MockFaultKind {
  /** What the client gets, in one sentence. */
  readonly does: string
  /**
   * Whether the endpoint does its work. The fault comes `instead` of it, so that a code is not spent; or it spoils the
   * answer `after` it, so that a code is.
   */
  readonly phase: 'instead' | 'after'
  /** The endpoints it can be armed for. */
  readonly endpoints: readonly MockEndpoint[]
  /** What a client ought to do with the answer: refuse it, accept it as if nothing were, or as it likes. */
  readonly client: 'refuses' | 'accepts' | 'may do either'
  /** Where it has been met, or the specification that allows it. */
  readonly source: string
}

interface Spoilt { readonly headers?: Readonly<Record<string, string>>, readonly body?: Buffer }

/** A kind and its act, one of three; without one the answer is only late. */
export interface Fault extends MockFaultKind {
  /** Answers instead of the endpoint. */
  readonly respond?: (request: FaultedRequest) => FaultResponse
  /** Changes the right answer. */
  readonly spoil?: (body: Buffer) => Spoilt
  /** Answers on the socket, as no well-behaved server can. */
  readonly onSocket?: OnSocket
  /** Whether not one byte of an answer is sent. */
  readonly isSilent?: true
  /** The default of the plan's `delayMs`. */
  readonly delayMs?: number
}

const all = Object.keys(endpoints) as MockEndpoint[]
const backChannel: readonly MockEndpoint[] = ['token', 'revoke', 'record']
/** Those that answer a client, not a browser. */
const answering = all.filter((endpoint) => endpoint !== 'authorize')

const API_ERRORS = 'https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/api_errors.md'
const INTROSPECTION = 'https://github.com/ORCID/ORCID-Source orcid-core AuthorizationServerUtil.java'
const LIMITS = 'https://info.orcid.org/ufaqs/what-are-the-api-limits'
const CHALLENGE = 'https://github.com/ORCID/ORCID-Source/issues/6607'
const SLOW = 'https://www.rfc-editor.org/rfc/rfc4732#section-2.2'
const HTTP = 'https://www.rfc-editor.org/rfc/rfc9110'
const HTTP1 = 'https://www.rfc-editor.org/rfc/rfc9112'
const JSON_TEXT = 'https://www.rfc-editor.org/rfc/rfc8259'

const cwe = (number: number): string => `https://cwe.mitre.org/data/definitions/${number}.html`

const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }

/** A body followed by sixteen mebibytes of blanks. */
const padded = (body: Buffer): Buffer => Buffer.concat([body, Buffer.alloc(16 * 1024 * 1024, ' ')])

function withMembers (body: Buffer, ...members: ReadonlyArray<string | Buffer>): Buffer {
  if (body[0] !== 0x7b) return body
  return Buffer.concat([Buffer.from('{'), ...members.map((member) => Buffer.from(member)), body.subarray(1)])
}

function keysOf (body: Buffer): string[] {
  return body[0] === 0x7b ? Object.keys(JSON.parse(body.toString())) : []
}

const HINTS = Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: </>; rel=preconnect\r\n\r\n')

type Row = Omit<Fault, 'phase' | 'endpoints' | 'client'> & Partial<Pick<Fault, 'endpoints' | 'client'>>

/** Faults that have phase and endpoints in common. A client refuses the answer unless the row says otherwise. */
function group<Name extends string | number> (shared: Pick<Fault, 'phase' | 'endpoints'>,
  rows: Readonly<Record<Name, Row>>): Record<Name, Fault> {
  const faults = Object.entries<Row>(rows).map(([name, row]) => [name, { client: 'refuses', ...shared, ...row }])
  return Object.fromEntries(faults)
}

const rows = {
  ...group({ phase: 'instead', endpoints: all }, {
    400: {
      does: 'Refused as a bad request, in the endpoint\'s own words: `invalid_grant`, or 9006 of the record API.',
      endpoints: ['authorize', ...backChannel],
      source: API_ERRORS,
      respond: refuseAs(400)
    },
    401: {
      does: 'Refused as unauthenticated: `invalid_client`, or `invalid_token` of the record API.',
      endpoints: backChannel,
      source: API_ERRORS,
      respond: refuseAs(401)
    },
    403: {
      does: 'Refused as forbidden: userinfo\'s `access_denied` with its hyphen, or 9004 of the record API.',
      endpoints: ['userinfo', 'record'],
      source: API_ERRORS,
      respond: refuseAs(403)
    },
    'introspection-down': {
      does: 'ORCID cannot check a good token, because its authorization server fails: a 401 that says so, or userinfo\'s 403.',
      endpoints: ['userinfo', 'record'],
      source: INTROSPECTION,
      respond: uncheckedToken
    },
    'introspection-unreachable': {
      does: 'The same when that server cannot be reached: 401 in the very bytes that a revoked token gets.',
      endpoints: ['record'],
      source: INTROSPECTION,
      respond: refuseAs(401)
    },
    415: {
      does: 'Refused for its media type: a servlet container\'s HTML page, or 9001 of the record API.',
      endpoints: backChannel,
      source: API_ERRORS,
      respond: refuseAs(415)
    },
    429: {
      does: 'Too many requests: ORCID\'s two sentences of plain text, with neither `Retry-After` nor a content type.',
      source: 'https://github.com/ORCID/ORCID-Source orcid-pub-web ApiRateLimitFilter.java',
      respond: () => tooManyRequests({})
    },
    '429-retry-after': {
      does: 'As `429`, with `Retry-After: 2`.',
      source: `${HTTP}#section-10.2.3`,
      respond: () => tooManyRequests({ 'retry-after': '2' })
    },
    500: {
      does: 'ORCID failed: `server_error`, or 9008 of the record API.',
      source: API_ERRORS,
      respond: refuseAs(500)
    },
    502: {
      does: 'The edge in front of ORCID found no ORCID behind it: a bare HTML page.',
      source: `${HTTP}#section-15.6.3`,
      respond: () => edgePage(502)
    },
    503: {
      does: 'Over the burst limit, or down for maintenance: a bare HTML page without `Retry-After`.',
      source: LIMITS,
      respond: () => edgePage(503)
    },
    '503-retry-after': {
      does: 'As `503`, with `Retry-After: 2`.',
      source: `${HTTP}#section-10.2.3`,
      respond: () => edgePage(503, { 'retry-after': '2' })
    },
    challenge: {
      does: 'The edge takes the client for a robot: 403 with the HTML of a challenge, where JSON was due.',
      source: CHALLENGE,
      respond: challenge
    },
    redirect: {
      does: 'A 307 to `/elsewhere` of the mock, to which a careless client posts its secret again.',
      source: `${HTTP}#section-15.4.8`,
      respond: ({ issuer }) => ({ status: 307, headers: { location: `${issuer}/elsewhere` }, body: '' })
    },
    'reset-before-work': {
      does: 'The connection is reset before ORCID has done anything.',
      source: `${HTTP1}#section-9.5`,
      onSocket: reset,
      isSilent: true
    }
  }),
  ...group({ phase: 'after', endpoints: all }, {
    delay: {
      does: 'The right answer, `delayMs` late (one second unless told).',
      client: 'accepts',
      source: LIMITS,
      delayMs: 1000
    },
    stall: {
      does: 'The work is done and no answer ever comes; the connection stays open.',
      source: `${HTTP}#section-15.6.5`,
      onSocket: () => {},
      isSilent: true
    },
    'stall-body': {
      does: 'The headers and half of the body come, and then nothing; the connection stays open.',
      source: `${HTTP1}#section-8`,
      onSocket: (socket, answer) => { socket.write(halfAnswer(answer)) }
    },
    drip: {
      does: 'The right answer, one byte every `delayMs` (100 unless told).',
      client: 'may do either',
      source: SLOW,
      delayMs: 100,
      onSocket: (socket, answer, pace) => { drip(socket, lastAnswer(answer), pace) }
    },
    'reset-before-headers': {
      does: 'The work is done and the connection is reset before the first byte of the answer.',
      source: `${HTTP1}#section-9.5`,
      onSocket: reset,
      isSilent: true
    },
    'reset-after-headers': {
      does: 'The headers come, and then the connection is reset.',
      source: `${HTTP1}#section-9.5`,
      onSocket: (socket, answer) => { resetAfter(socket, headOf(answer)) }
    },
    'empty-reply': {
      does: 'The connection is closed in good order, without one byte of an answer.',
      source: `${HTTP1}#section-9.5`,
      onSocket: (socket) => { socket.end() },
      isSilent: true
    },
    truncated: {
      does: 'The connection is closed in good order after half of the body.',
      source: `${HTTP1}#section-8`,
      onSocket: (socket, answer) => { socket.end(halfAnswer(answer)) }
    },
    malformed: {
      does: 'The right status and type, and a body cut in half, so that JSON does not parse.',
      source: `${JSON_TEXT}#section-9`,
      spoil: (body) => ({ body: body.subarray(0, body.length >> 1) })
    },
    'wrong-type': {
      does: 'The right body, which says that it is `text/html`.',
      client: 'may do either',
      source: `${HTTP}#section-8.3`,
      spoil: () => ({ headers: { 'content-type': 'text/html; charset=utf-8' } })
    },
    'wrong-length': {
      does: 'A `Content-Length` ten bytes short of the body.',
      source: `${HTTP1}#section-6.3`,
      onSocket: (socket, answer) => { socket.end(lastAnswer(answer, -Math.min(10, (answer.body.length + 1) >> 1))) }
    },
    huge: {
      does: 'The right body, followed by sixteen mebibytes of blanks.',
      client: 'may do either',
      source: cwe(770),
      spoil: (body) => ({ body: padded(body) })
    },
    'gzip-bomb': {
      does: 'As `huge`, compressed by gzip to some sixteen kibibytes.',
      client: 'may do either',
      source: cwe(409),
      spoil: (body) => ({ headers: { 'content-encoding': 'gzip' }, body: gzipSync(padded(body)) })
    }
  }),
  ...group({ phase: 'after', endpoints: answering }, {
    'early-hints': {
      does: 'A 103 first, and then the right answer.',
      client: 'accepts',
      source: 'https://www.rfc-editor.org/rfc/rfc8297',
      onSocket: (socket, answer) => { socket.end(Buffer.concat([HINTS, lastAnswer(answer)])) }
    },
    'second-answer': {
      does: 'The right answer, and behind it a second one that nobody asked for, on a connection that stays open.',
      client: 'may do either',
      source: `${HTTP1}#section-9.2`,
      onSocket: (socket, answer) => {
        const second = { ...answer, status: 400, body: Buffer.from('{"error":"nobody asked"}') }
        socket.write(Buffer.concat([answerAndStay(answer), answerAndStay(second)]))
      }
    },
    'reset-when-idle': {
      does: 'The right answer in good order, and then the connection is reset while it waits for the next request.',
      client: 'may do either',
      source: `${HTTP1}#section-9.5`,
      onSocket: (socket, answer) => { resetAfter(socket, answerAndStay(answer)) }
    },
    'drip-body': {
      does: 'The headers at once, and the body one byte every `delayMs` (100 unless told).',
      client: 'may do either',
      source: SLOW,
      delayMs: 100,
      onSocket: (socket, answer, pace) => {
        socket.write(headOf(answer))
        drip(socket, answer.body, pace)
      }
    },
    unfinished: {
      does: 'A `Content-Length` ten bytes beyond the body, so that whole JSON comes from an answer that broke off.',
      source: `${HTTP1}#section-8`,
      onSocket: (socket, answer) => { socket.end(lastAnswer(answer, 10)) }
    },
    'not-http': {
      does: 'The greeting of another protocol, where HTTP was due.',
      source: `${HTTP1}#section-3`,
      onSocket: (socket) => { socket.end('SSH-2.0-OpenSSH_9.6\r\n') },
      isSilent: true
    },
    'huge-headers': {
      does: 'The right answer under a header of one mebibyte.',
      client: 'may do either',
      source: cwe(770),
      onSocket: (socket, answer) => {
        socket.end(lastAnswer({ ...answer, headers: [...answer.headers, ['x-huge', 'x'.repeat(1024 * 1024)]] }))
      }
    },
    'empty-body': {
      does: 'The right status and type, and nothing behind them.',
      source: `${HTTP}#section-6.4`,
      spoil: () => ({ body: Buffer.alloc(0) })
    },
    'no-object': {
      does: 'An empty list, where a JSON object was due.',
      source: `${JSON_TEXT}#section-2`,
      spoil: () => ({ body: Buffer.from('[]') })
    },
    'duplicate-keys': {
      does: 'Every member of the JSON object twice: first null, and then right.',
      client: 'may do either',
      source: `${JSON_TEXT}#section-4`,
      spoil: (body) => ({ body: withMembers(body, ...keysOf(body).map((key) => `${JSON.stringify(key)}:null,`)) })
    },
    'not-utf8': {
      does: 'JSON with a byte in it that UTF-8 does not have.',
      client: 'may do either',
      source: `${JSON_TEXT}#section-8.1`,
      spoil: (body) => ({ body: withMembers(body, '"not-utf8":"', Buffer.of(0xff), '",') })
    },
    'byte-order-mark': {
      does: 'The right body behind a byte order mark, which a client may skip or refuse.',
      client: 'may do either',
      source: `${JSON_TEXT}#section-8.1`,
      spoil: (body) => ({ body: Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), body]) })
    },
    deep: {
      does: 'The right JSON object, with one member more: twenty thousand lists, one inside the other.',
      client: 'may do either',
      source: cwe(674),
      spoil: (body) => ({ body: withMembers(body, `"deep":${'['.repeat(20_000)}${']'.repeat(20_000)},`) })
    },
    'trailing-garbage': {
      does: 'The right body, with a brace too many behind it.',
      source: `${JSON_TEXT}#section-2`,
      spoil: (body) => ({ body: Buffer.concat([body, Buffer.from('}')]) })
    },
    'wrong-encoding': {
      does: 'The right body, which says that it is compressed with gzip.',
      client: 'may do either',
      source: `${HTTP}#section-8.4`,
      spoil: () => ({ headers: { 'content-encoding': 'gzip' } })
    },
    'brotli-bomb': {
      does: 'The right body and sixteen mebibytes of blanks, compressed by Brotli to a few bytes.',
      client: 'may do either',
      source: cwe(409),
      spoil: (body) => ({ headers: { 'content-encoding': 'br' }, body: brotliCompressSync(padded(body), QUICK) })
    }
  })
}

/** The name of a kind of fault. A status may be written as a number. */
export type MockFaultName = `${keyof typeof rows}` | Extract<keyof typeof rows, number>

/** Every kind of fault, by the name `fail()` takes. */
export const faultKinds: Readonly<Record<`${keyof typeof rows}`, Fault>> = rows
