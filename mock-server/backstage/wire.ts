// Faults that a well-behaved server cannot make: played byte by byte on the socket, behind Fastify's back.
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'

/** The right answer, before it is spoilt. */
export interface WireAnswer {
  /** HTTP status. */
  readonly status: number
  /** Names and values by turns. */
  readonly headers: ReadonlyArray<readonly [string, string]>
  /** The body. */
  readonly body: Buffer
}

/** What a play may need to know. */
interface Pace {
  /** The pause between two bytes, in milliseconds. */
  readonly delayMs: number
  /** Aborted when the mock closes. */
  readonly signal: AbortSignal
}

type Play = (socket: Socket, answer: WireAnswer, pace: Pace) => void

function headOf ({ status, headers, body }: WireAnswer, length = body.length): Buffer {
  const kept = headers.filter(([name]) => !/^(?:content-length|connection|transfer-encoding)$/i.test(name))
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...kept.map(([name, value]) => `${name}: ${value}`),
    `content-length: ${length}`, 'connection: close', '', '']
  return Buffer.from(lines.join('\r\n'), 'latin1')
}

/** The head and half of the body; of an answer without a body, half of the head. */
function half (answer: WireAnswer): Buffer {
  const head = headOf(answer)
  if (answer.body.length === 0) return head.subarray(0, head.length >> 1)
  return Buffer.concat([head, answer.body.subarray(0, answer.body.length >> 1)])
}

const dripBytes: Play = (socket, answer, { delayMs, signal }) => {
  const bytes = Buffer.concat([headOf(answer), answer.body])
  let sent = 0
  const timer = setInterval(() => {
    socket.write(bytes.subarray(sent, ++sent))
    if (sent === bytes.length) socket.end()
  }, Math.max(1, delayMs))
  const stop = (): void => { clearInterval(timer) }
  socket.once('close', stop).once('finish', stop)
  signal.addEventListener('abort', stop, { once: true })
}

/** The kinds that need the socket to themselves. */
const PLAYS: Readonly<Record<string, Play>> = {
  'reset-before-work': (socket) => { socket.resetAndDestroy() },
  stall: () => {},
  'stall-body': (socket, answer) => { socket.write(half(answer)) },
  drip: dripBytes,
  'reset-before-headers': (socket) => { socket.resetAndDestroy() },
  'reset-after-headers': (socket, answer) => {
    // Sent at once, the reset would overtake the headers and throw them away.
    socket.write(headOf(answer), () => { setTimeout(() => { socket.resetAndDestroy() }, 20) })
  },
  'empty-reply': (socket) => { socket.end() },
  truncated: (socket, answer) => { socket.end(half(answer)) },
  'wrong-length': (socket, answer) => {
    const length = Math.max(answer.body.length - 10, answer.body.length >> 1)
    socket.end(Buffer.concat([headOf(answer, length), answer.body]))
  }
}

/** The kinds under which not one byte of an answer is sent. */
const SILENT: ReadonlySet<string> = new Set(['reset-before-work', 'stall', 'reset-before-headers', 'empty-reply'])

/** Whether a kind of fault takes the socket; the others change the answer and leave it to Fastify. */
export function isPlayedOnSocket (name: string): boolean {
  return Object.hasOwn(PLAYS, name)
}

/** The status a client sees of an answer that is struck, 0 for none. */
export function statusSeen (name: string, status: number): number {
  return SILENT.has(name) ? 0 : status
}

/** Plays a fault on the socket. What becomes of the socket then is the client's business. */
export function playOnSocket ({ name, delayMs }: { readonly name: string, readonly delayMs: number }, socket: Socket,
  [answer, signal]: [WireAnswer, AbortSignal]): void {
  const play = PLAYS[name] as Play
  play(socket, answer, { delayMs, signal })
}

/** How much blank space makes an answer huge. */
const HUGE_BYTES = 16 * 1024 * 1024

/** What becomes of the body under the kinds that leave the socket alone, and the headers they change. */
export function spoil (name: string, body: Buffer):
{ readonly headers: Readonly<Record<string, string>>, readonly body: Buffer } {
  const huge = (): Buffer => Buffer.concat([body, Buffer.alloc(HUGE_BYTES, ' ')])
  if (name === 'malformed') return { headers: {}, body: body.subarray(0, body.length >> 1) }
  if (name === 'wrong-type') return { headers: { 'content-type': 'text/html; charset=utf-8' }, body }
  if (name === 'huge') return { headers: {}, body: huge() }
  if (name === 'gzip-bomb') return { headers: { 'content-encoding': 'gzip' }, body: gzipSync(huge()) }
  return { headers: {}, body }
}
