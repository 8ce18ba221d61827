// Faults that no HTTP server can make by itself: what is written to the socket, past Fastify.
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'

/** The right answer, before it is spoilt. */
export interface WireAnswer {
  readonly status: number
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly body: Buffer
}

interface Pace {
  /** The pause between two bytes. */
  readonly delayMs: number
  /** Aborted when the mock closes. */
  readonly signal: AbortSignal
}

/** What a fault does on the socket. Afterwards the socket is left to the client. */
export type OnSocket = (socket: Socket, answer: WireAnswer, pace: Pace) => void

function headOf ({ status, headers, body }: WireAnswer, length = body.length, connection = 'close'): Buffer {
  const kept = headers.filter(([name]) => !/^(?:content-length|connection|transfer-encoding)$/i.test(name))
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...kept.map(([name, value]) => `${name}: ${value}`),
    `content-length: ${length}`, `connection: ${connection}`, '', '']
  return Buffer.from(lines.join('\r\n'), 'latin1')
}

function whole (answer: WireAnswer): Buffer {
  return Buffer.concat([headOf(answer, answer.body.length, 'keep-alive'), answer.body])
}

/** The head and half of the body; of an answer without a body, half of the head. */
function half (answer: WireAnswer): Buffer {
  const head = headOf(answer)
  if (answer.body.length === 0) return head.subarray(0, head.length >> 1)
  return Buffer.concat([head, answer.body.subarray(0, answer.body.length >> 1)])
}

function dripBytes (socket: Socket, bytes: Buffer, { delayMs, signal }: Pace): void {
  let sent = 0
  const timer = setInterval(() => {
    socket.write(bytes.subarray(sent, ++sent))
    if (sent >= bytes.length) socket.end()
  }, Math.max(1, delayMs))
  const stop = (): void => { clearInterval(timer) }
  socket.once('close', stop).once('finish', stop)
  signal.addEventListener('abort', stop, { once: true })
}

// Sent at once, the reset would overtake what was written and throw it away.
function resetAfter (socket: Socket, bytes: Buffer): void {
  socket.write(bytes, () => { setTimeout(() => { reset(socket) }, 20) })
}

// Node.js loses the handle of a socket that is reset while its end is on the way, and the process never ends.
export function reset (socket: Socket): void {
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}

export const stall: OnSocket = () => {}
export const close: OnSocket = (socket) => { socket.end() }
export const greetAsSsh: OnSocket = (socket) => { socket.end('SSH-2.0-OpenSSH_9.6\r\n') }
export const stallBody: OnSocket = (socket, answer) => { socket.write(half(answer)) }
export const truncate: OnSocket = (socket, answer) => { socket.end(half(answer)) }
export const resetAfterHeaders: OnSocket = (socket, answer) => { resetAfter(socket, headOf(answer)) }
export const resetWhenIdle: OnSocket = (socket, answer) => { resetAfter(socket, whole(answer)) }

export const drip: OnSocket = (socket, answer, pace) => {
  dripBytes(socket, Buffer.concat([headOf(answer), answer.body]), pace)
}

export const dripBody: OnSocket = (socket, answer, pace) => {
  socket.write(headOf(answer))
  dripBytes(socket, answer.body, pace)
}

/** A `Content-Length` that is shorter than the body. */
export const shortLength: OnSocket = (socket, answer) => {
  const length = Math.max(answer.body.length - 10, answer.body.length >> 1)
  socket.end(Buffer.concat([headOf(answer, length), answer.body]))
}

/** A `Content-Length` that is longer than the body. */
export const longLength: OnSocket = (socket, answer) => {
  socket.end(Buffer.concat([headOf(answer, answer.body.length + 10), answer.body]))
}

export const earlyHints: OnSocket = (socket, answer) => {
  const hints = Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: </>; rel=preconnect\r\n\r\n')
  socket.end(Buffer.concat([hints, headOf(answer), answer.body]))
}

export const secondAnswer: OnSocket = (socket, answer) => {
  const body = Buffer.from('{"error":"nobody asked"}')
  socket.write(Buffer.concat([whole(answer), whole({ ...answer, status: 400, body })]))
}

export const hugeHeaders: OnSocket = (socket, answer) => {
  const headers = [...answer.headers, ['x-huge', 'x'.repeat(1024 * 1024)] as const]
  socket.end(Buffer.concat([headOf({ ...answer, headers }), answer.body]))
}
