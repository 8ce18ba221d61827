// What the command line is given besides its arguments, and how it says that an argument is wrong.

import { nearest } from '../options/nearest.ts'

/** Something lines are written to: a stream of the process, or an array's push in a test. */
export interface Output {
  /** Takes a text as it is. */
  write (text: string): unknown
}

/** The process, as far as the command line needs it. */
export interface Terminal {
  /** Answers. */
  readonly stdout: Output
  /** Complaints, one line each. */
  readonly stderr: Output
  /** Aborted when the process is told to end, by Ctrl-C for example. */
  readonly stop: AbortSignal
}

/** Exit codes: fine; the work could not be done; the arguments make no sense. */
export const EXIT = { done: 0, failed: 1, misused: 2 } as const

/** An argument that makes no sense: the message names it and what was expected, on one line. */
export class UsageError extends Error {}

/** Throws `UsageError` for an option whose value is not right. */
export function check (isRight: boolean, option: string, expected: string): void {
  if (!isRight) throw new UsageError(`Wrong value for ${option}; expected ${expected}`)
}

/** What `parseArgs` has to say about arguments, on one line and with the options there are. */
export function explainParse (cause: unknown, options: object): UsageError {
  // The rest of Node's message is advice about positional arguments that does not apply here.
  const [sentence = ''] = (cause as Error).message.split(/\.\s/)
  const names = Object.keys(options)
  const meant = nearest(/^Unknown option '--([^']+)'/.exec(sentence)?.[1] ?? '', names)
  const hint = meant === undefined ? `expected ${names.map(name => `--${name}`).join(', ')}` : `did you mean --${meant}?`
  return new UsageError(`${sentence}; ${hint}`)
}
