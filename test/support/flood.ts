// A flood of requests from a process of its own: a few sockets, on each of which requests follow without a pause.
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What a flood is made of. */
export interface FloodPlan {
  /** Whose port. */
  readonly port: number
  /** What is sent, each a whole request of HTTP/1.1, again and again. */
  readonly requests: readonly string[]
  /** How many in all. */
  readonly total: number
  /** How many in a second, at most. */
  readonly perSecond: number
}

/** What came of it: how many answers there were of each status, and how long they took. */
export interface FloodReport {
  readonly statuses: Readonly<Record<string, number>>
  readonly seconds: number
}

const SOCKETS = 8
const BATCH = 32
const STATUS_LINE = /HTTP\/1\.1 (\d{3})/g
const STATUS_LENGTH = 'HTTP/1.1 200'.length

/** Sends a batch, reads its answers, and goes on until there is no more to send. */
async function pour (socket: Socket, next: () => Promise<string[]>, statuses: Record<string, number>): Promise<void> {
  let rest = ''
  let awaited = 0
  const send = async () => {
    const batch = await next()
    awaited = batch.length
    if (awaited === 0) socket.end()
    else socket.write(batch.join(''), 'latin1')
  }
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    const text = rest + chunk
    let end = 0
    for (const line of text.matchAll(STATUS_LINE)) {
      const [whole, status = ''] = line
      statuses[status] = (statuses[status] ?? 0) + 1
      awaited--
      end = line.index + whole.length
    }
    rest = text.slice(Math.max(end, text.length - STATUS_LENGTH))
    if (awaited === 0) void send()
  })
  const closed = once(socket, 'close')
  await send()
  await closed
}

async function flood ({ port, requests, total, perSecond }: FloodPlan): Promise<FloodReport> {
  const statuses: Record<string, number> = {}
  let sent = 0
  const started = performance.now()
  const next = async () => {
    const early = sent / perSecond * 1000 - (performance.now() - started)
    const size = Math.min(BATCH, total - sent)
    const batch = Array.from({ length: size }, () => requests[sent++ % requests.length] as string)
    if (early > 1) await sleep(early)
    return batch
  }
  await Promise.all(Array.from({ length: SOCKETS }, async () => {
    const socket = connect({ port, host: '127.0.0.1' })
    await once(socket, 'connect')
    await pour(socket, next, statuses)
  }))
  return { statuses, seconds: (performance.now() - started) / 1000 }
}

process.on('message', (plan: FloodPlan) => {
  flood(plan).then((report) => { process.send?.(report) }, (error: unknown) => { throw error })
})
process.on('disconnect', () => { process.exit() })
