// How everything here is measured: in rounds that take turns, in processes of their own, and as medians.
import { fork } from 'node:child_process'
import type { ForkOptions } from 'node:child_process'
import { once } from 'node:events'
import type { Usage } from './apps/child.ts'

/** A run that only proves that the benchmarks run: its numbers mean nothing. */
export const isSmoke = process.env['BENCH_SMOKE'] === '1'

export const size = (usual: number, smoke: number): number => isSmoke ? smoke : usual

let shownAt = -Infinity

/** Says on stderr how far it is, every two seconds at most. */
export function progress (text: string): void {
  if (performance.now() - shownAt < 2000) return
  shownAt = performance.now()
  console.error(text)
}

export function median (values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low = NaN, high = NaN] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return (low + high) / 2
}

/** What one round measures of one row. */
export type Sample = Readonly<Record<string, number>>

interface Plan<S extends Sample> {
  readonly title: string
  readonly rounds: number
  /** Rounds that come first and do not count. */
  readonly warmUp?: number
  readonly rows: Readonly<Record<string, () => Promise<S>>>
}

/** The medians of every row. All take their turn in every round, each round beginning with another one. */
export async function interleave<S extends Sample> (plan: Plan<S>): Promise<Record<string, S>> {
  const { title, rounds, warmUp = 0, rows } = plan
  const entries = Object.entries(rows)
  const samples = new Map<string, S[]>(entries.map(([name]) => [name, []]))
  for (let round = -warmUp; round < rounds; round++) {
    progress(`${title}: ${round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`}`)
    for (let turn = 0; turn < entries.length; turn++) {
      const [name, run] = entries[(turn + round + warmUp) % entries.length] as typeof entries[number]
      const sample = await run()
      if (round >= 0) samples.get(name)?.push(sample)
    }
  }
  return Object.fromEntries([...samples].map(([name, all]) => [name, mediansOf(all)]))
}

function mediansOf<S extends Sample> (samples: readonly S[]): S {
  const fields = Object.keys(samples[0] ?? {})
  return Object.fromEntries(fields.map((field) => [field, median(samples.map((sample) => sample[field] ?? NaN))])) as S
}

export interface Spent extends Sample {
  /** CPU time of this process, in milliseconds. */
  readonly cpu: number
  /** Wall time in milliseconds. */
  readonly wall: number
}

/** What it takes to do something in this process. */
export async function spend (run: () => unknown): Promise<Spent> {
  const [before, began] = [process.cpuUsage(), performance.now()]
  await run()
  const wall = performance.now() - began
  const { user, system } = process.cpuUsage(before)
  return { cpu: (user + system) / 1000, wall }
}

type Act = (number: number) => Promise<unknown>

/** Has `visitors` at once do something `times` times, each with its number. */
export async function crowd (visitors: number, times: number, act: Act): Promise<void> {
  let next = 0
  await Promise.all(Array.from({ length: visitors }, async () => { while (next < times) await act(next++) }))
}

export interface Child<Hello> {
  readonly hello: Hello & Usage
  /** From the start of the process until it said hello, in milliseconds. */
  readonly startMs: number
  ask<Counts = object> (): Promise<Usage & Counts>
  stop (): Promise<void>
}

// Coverage, compile caches and NODE_ENV are not what is measured.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NODE_')))

/** Starts `app` of apps/ in a process of its own. Node.js is given the flags. */
export async function startChild<Hello> (app: string, args: string[], flags: string[] = []): Promise<Child<Hello>> {
  const began = performance.now()
  const options: ForkOptions = { env, execArgv: flags, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] }
  const child = fork(new URL(`apps/${app}.js`, import.meta.url), args, options)
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => { errors += text })
  const ended = once(child, 'exit').then(() => { throw new Error(`${app} ${args.join(' ')} has ended. ${errors}`) })
  ended.catch(() => {})
  const hear = async <Message>() => (await Promise.race([once(child, 'message'), ended]))[0] as Message
  const hello = await hear<Hello & Usage>()
  return {
    hello,
    startMs: performance.now() - began,
    async ask<Counts> () {
      child.send('usage')
      return await hear<Usage & Counts>()
    },
    async stop () {
      child.kill()
      await ended.catch(() => {})
    }
  }
}
