// Faults that a well-behaved server cannot make: played byte by byte on the socket, behind Fastify's back.
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'

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

/** The head of an answer that claims to be of this length. */
function headOf ({ status, headers, body }: WireAnswer, length = body.length, connection = 'close'): Buffer {
  const kept = headers.filter(([name]) => !/^(?:content-length|connection|transfer-encoding)$/i.test(name))
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...kept.map(([name, value]) => `${name}: ${value}`),
    `content-length: ${length}`, `connection: ${connection}`, '', '']
  return Buffer.from(lines.join('\r\n'), 'latin1')
}

/** The right answer, after which the connection may be used again. */
function whole (answer: WireAnswer): Buffer {
  return Buffer.concat([headOf(answer, answer.body.length, 'keep-alive'), answer.body])
}

/** The head and half of the body; of an answer without a body, half of the head. */
function half (answer: WireAnswer): Buffer {
  const head = headOf(answer)
  if (answer.body.length === 0) return head.subarray(0, head.length >> 1)
  return Buffer.concat([head, answer.body.subarray(0, answer.body.length >> 1)])
}

function drip (socket: Socket, bytes: Buffer, { delayMs, signal }: Pace): void {
  let sent = 0
  const timer = setInterval(() => {
    socket.write(bytes.subarray(sent, ++sent))
    if (sent >= bytes.length) socket.end()
  }, Math.max(1, delayMs))
  const stop = (): void => { clearInterval(timer) }
  socket.once('close', stop).once('finish', stop)
  signal.addEventListener('abort', stop, { once: true })
}

// Node.js loses the handle of a socket that is reset while its end is on the way, and the process never ends.
function reset (socket: Socket): void {
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}

// Sent at once, the reset would overtake what was written and throw it away.
const resetAfter = (bytes: Buffer) => (socket: Socket): void => {
  socket.write(bytes, () => { setTimeout(() => { reset(socket) }, 20) })
}

/** The kinds that need the socket to themselves. */
const PLAYS: Readonly<Record<string, Play>> = {
  'reset-before-work': reset,
  stall: () => {},
  'stall-body': (socket, answer) => { socket.write(half(answer)) },
  drip: (socket, answer, pace) => { drip(socket, Buffer.concat([headOf(answer), answer.body]), pace) },
  'drip-body': (socket, answer, pace) => {
    socket.write(headOf(answer))
    drip(socket, answer.body, pace)
  },
  'reset-before-headers': reset,
  'reset-after-headers': (socket, answer) => { resetAfter(headOf(answer))(socket) },
  'reset-when-idle': (socket, answer) => { resetAfter(whole(answer))(socket) },
  'empty-reply': (socket) => { socket.end() },
  truncated: (socket, answer) => { socket.end(half(answer)) },
  'wrong-length': (socket, answer) => {
    const length = Math.max(answer.body.length - 10, answer.body.length >> 1)
    socket.end(Buffer.concat([headOf(answer, length), answer.body]))
  },
  unfinished: (socket, answer) => {
    socket.end(Buffer.concat([headOf(answer, answer.body.length + 10), answer.body]))
  },
  'early-hints': (socket, answer) => {
    socket.end(Buffer.concat([Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: </>; rel=preconnect\r\n\r\n'),
      headOf(answer), answer.body]))
  },
  'second-answer': (socket, answer) => {
    const body = Buffer.from('{"error":"nobody asked"}')
    socket.write(Buffer.concat([whole(answer), whole({ ...answer, status: 400, body })]))
  },
  'not-http': (socket) => { socket.end('SSH-2.0-OpenSSH_9.6\r\n') },
  'huge-headers': (socket, answer) => {
    const headers = [...answer.headers, ['x-huge', 'x'.repeat(1024 * 1024)] as const]
    socket.end(Buffer.concat([headOf({ ...answer, headers }), answer.body]))
  }
}

/** The kinds under which not one byte of an answer is sent. */
const SILENT: ReadonlySet<string> = new Set(['reset-before-work', 'stall', 'reset-before-headers', 'empty-reply', 'not-http'])

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
