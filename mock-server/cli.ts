#!/usr/bin/env node
// The command `fastify-orcid`: hands the process's arguments, streams and signals to the main function.
import { main } from './cli/main.ts'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

const { argv, stdout, stderr } = process

export const ended: Promise<void> = main(argv.slice(2), { stdout, stderr, stop: stop.signal })
  .then(exitCode => { process.exitCode = exitCode })
