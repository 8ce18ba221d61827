// What not every system has: a test that is about it is left out where it is missing, and the run says why.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const isWindows = process.platform === 'win32'

const missingOnWindows = (what: string): { readonly skip?: string } =>
  isWindows ? { skip: `left out: Windows has no ${what}` } : {}

/** The options of a test of what a process does when it is told to end: `t.test('…', signals, …)`. */
export const signals = missingOnWindows('signals: it ends a process without a word')

/** The options of a test of commands that a page has for a shell. */
export const posixShell = missingOnWindows('POSIX shell')

type Options = Readonly<{ cwd: string, env: NodeJS.ProcessEnv }>

/** Runs npm, which on Windows is a script that only a shell starts. */
export async function npm (args: readonly string[], options: Options) {
  return await run('npm', args, { ...options, shell: isWindows })
}
