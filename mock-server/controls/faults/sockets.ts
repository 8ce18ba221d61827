// Faults that no HTTP server can make by itself: what is written to the socket, past Fastify.
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'

/** The right answer, before it is spoilt. */
export interface RawAnswer {
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
export type OnSocket = (socket: Socket, answer: RawAnswer, pace: Pace) => void

export function headOf ({ status, headers, body }: RawAnswer, length = body.length, connection = 'close'): Buffer {
  const kept = headers.filter(([name]) => !/^(?:content-length|connection|transfer-encoding)$/i.test(name))
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...kept.map(([name, value]) => `${name}: ${value}`),
    `content-length: ${length}`, `connection: ${connection}`, '', '']
  return Buffer.from(lines.join('\r\n'), 'latin1')
}

/** The whole answer; `Content-Length` is `tooLong` bytes more than its body has. */
export function lastAnswer (answer: RawAnswer, tooLong = 0): Buffer {
  return Buffer.concat([headOf(answer, answer.body.length + tooLong), answer.body])
}

/** The whole answer, on a connection that stays open. */
export function answerAndStay (answer: RawAnswer): Buffer {
  return Buffer.concat([headOf(answer, answer.body.length, 'keep-alive'), answer.body])
}

/** The head and half of the body; of an answer without a body, half of the head. */
export function halfAnswer (answer: RawAnswer): Buffer {
  const head = headOf(answer)
  if (answer.body.length === 0) return head.subarray(0, head.length >> 1)
  return Buffer.concat([head, answer.body.subarray(0, answer.body.length >> 1)])
}

export function drip (socket: Socket, bytes: Buffer, { delayMs, signal }: Pace): void {
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
export function resetAfter (socket: Socket, bytes: Buffer): void {
  socket.write(bytes, () => { setTimeout(() => { reset(socket) }, 20) })
}

// Node.js loses the handle of a socket that is reset while its end is on the way, and the process never ends.
export function reset (socket: Socket): void {
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}
