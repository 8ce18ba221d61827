#!/usr/bin/env node
// The command `fastify-orcid`: hands the process's arguments, streams and signals to the main function.
import { main } from './cli/main.ts'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

// npx passes SIGTERM on to the shell that it has started, and the shell to nobody: the server would go on alone.
if (process.env['npm_command'] !== undefined) {
  const { ppid } = process
  setInterval(() => { if (process.ppid !== ppid) stop.abort() }, 200).unref()
}

const { argv, stdout, stderr } = process

export const ended: Promise<void> = main(argv.slice(2), { stdout, stderr, stop: stop.signal })
  .then(exitCode => { process.exitCode = exitCode })
