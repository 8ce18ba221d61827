#!/usr/bin/env node
// The command `fastify-orcid`: hands the process's arguments, streams and signals to the main function.
import { main } from './cli/main.ts'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

// npx passes SIGTERM on to the shell that it has started, and the shell to nobody: the server would go on alone.
if (process.env['npm_command'] !== undefined) {
  const { ppid } = process
  setInterval(() => { if (process.ppid !== ppid || !isAlive(ppid)) stop.abort() }, 200).unref()
}

// On Windows a process keeps the number of a parent that has ended.
function isAlive (pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const { argv, stdout, stderr } = process

void main(argv.slice(2), { stdout, stderr, stop: stop.signal }).then(exitCode => { process.exitCode = exitCode })
