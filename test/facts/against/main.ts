// The command `npm run facts`: hands the process's arguments, environment and streams to a run.
import { setTimeout as sleep } from 'node:timers/promises'
import { HELP, readSettings, UsageError } from './options.ts'
import { Stopped } from './ask.ts'
import { runFacts } from './run.ts'

const print = (line: string): void => { process.stdout.write(`${line}\n`) }

async function main (): Promise<number> {
  const settings = readSettings(process.argv.slice(2), process.env)
  if (settings === null) {
    print(HELP)
    return 0
  }
  const time = { now: () => Date.now(), sleep: async (milliseconds: number) => { await sleep(milliseconds) } }
  return await runFacts(settings, { time, print, input: process.stdin })
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof UsageError || error instanceof Stopped)) throw error
  process.stderr.write(`npm run facts: ${error.message}\n`)
  process.exitCode = error instanceof Stopped ? 3 : 2
}
