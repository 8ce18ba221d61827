// What an app under test tells the benchmark: where it is, and what its process has used so far.
import { setTimeout as sleep } from 'node:timers/promises'

export interface Usage {
  /** CPU time of the process, in microseconds. */
  readonly cpu: number
  /** The heap in bytes; what is garbage is collected first if the process runs with `--expose-gc`. */
  readonly heap: number
}

async function usage (): Promise<Usage> {
  const { user, system } = process.cpuUsage()
  for (let round = 0; round < 3 && globalThis.gc !== undefined; round++) {
    globalThis.gc()
    // What a collection sets free may be let go of by a callback, and that by the next one.
    await sleep(50)
  }
  return { cpu: user + system, heap: process.memoryUsage().heapUsed }
}

/** Sends `hello` with the usage so far, then answers every message with the usage and `counts()`. */
export async function report (hello: object, counts: () => object = () => ({})): Promise<void> {
  process.on('message', () => { void usage().then((used) => process.send?.({ ...used, ...counts() })) })
  process.once('disconnect', () => process.exit())
  process.send?.({ ...hello, ...await usage() })
}
