// `fastify-orcid demo`: runs the journal of `examples/`, with a fake ORCID beside it, in a process of its own.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { EXIT, checkOption, parseArguments, type Terminal } from './terminal.ts'

const OPTIONS = { port: { type: 'string', default: '3000' } } as const

/** Runs the demo until the terminal says stop, and gives its exit code; throws `UsageError` for a wrong option. */
export async function runDemo (args: readonly string[], { stdout, stderr, stop }: Terminal): Promise<number> {
  const { values: { port }, positionals } = parseArguments(args, OPTIONS)
  checkOption(positionals.length === 0, 'demo', 'no argument but --port')
  checkOption(/^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65535, '--port', 'a number from 1 to 65535')
  if (stop.aborted) return EXIT.done
  // By the package's own name, as for its version; in a process of its own, because the journal imports the plugin.
  const manifest = createRequire(import.meta.url).resolve('fastify-orcid/package.json')
  const demo = new URL('dist/examples/demo.js', pathToFileURL(manifest))
  const child = fork(demo, { env: { ...process.env, PORT: port }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  child.stdout?.on('data', text => stdout.write(String(text)))
  child.stderr?.on('data', text => stderr.write(String(text)))
  stop.addEventListener('abort', () => child.kill())
  // A child that is stopped before it listens for signals has no exit code.
  const [exitCode] = await once(child, 'close')
  return exitCode ?? EXIT.done
}
