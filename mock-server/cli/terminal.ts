// The terminal a command writes to, its exit codes, and how a wrong argument is refused.
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { findSimilarName } from '../options/validate.ts'

interface Output {
  write (text: string): unknown
}

export interface Terminal {
  readonly stdout: Output
  readonly stderr: Output
  /** Aborted when the process is told to end, by Ctrl-C for example. */
  readonly stop: AbortSignal
}

/** Aborted when the standard input ends: when nobody is left who could write to it, even if they were killed. */
export function stdinEnds (): AbortSignal {
  const { stdin } = process
  const ending = new AbortController()
  for (const event of ['end', 'error', 'close']) stdin.once(event, () => ending.abort())
  stdin.resume()
  // It keeps no process that is told to end otherwise. A file has no such method.
  if ('unref' in stdin) stdin.unref()
  return ending.signal
}

export const EXIT = { done: 0, failed: 1, misused: 2 } as const

export class UsageError extends Error {}

export function checkOption (isRight: boolean, option: string, expected: string): void {
  if (!isRight) throw new UsageError(`Wrong value for ${option}; expected ${expected}`)
}

export function parseArguments<const Options extends NonNullable<ParseArgsConfig['options']>> (
  args: readonly string[], options: Options
): ReturnType<typeof parseArgs<{ args: string[], options: Options, allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (cause) {
    throw explainParse(cause, options)
  }
}

function explainParse (cause: unknown, options: object): UsageError {
  // The rest of Node's message is advice about positional arguments that does not apply here.
  const [sentence = ''] = (cause as Error).message.split(/\.\s/)
  const names = Object.keys(options)
  const meant = findSimilarName(/^Unknown option '--([^']+)'/.exec(sentence)?.[1] ?? '', names)
  const hint = meant === undefined ? `expected ${names.map(name => `--${name}`).join(', ')}` : `did you mean --${meant}?`
  return new UsageError(`${sentence}; ${hint}`)
}
