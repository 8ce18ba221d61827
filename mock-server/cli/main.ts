// What `fastify-orcid` does with its arguments: which command is meant, and how failures are told.
import { createRequire } from 'node:module'

import { checkIds } from './orcid-ids.ts'
import { serve } from './serve.ts'
import { EXIT, UsageError } from './terminal.ts'
import type { Terminal } from './terminal.ts'

const HELP = `fastify-orcid: a fake ORCID for tests

  fastify-orcid [serve] [options]   start the fake ORCID and say how to use it
  fastify-orcid id [iD…]            check ORCID iDs, or make one when none is given

Options of serve
  --port <number>          port to listen on, 0 for a free one (default 9797)
  --host <name>            address to listen on (default 127.0.0.1)
  --allow-non-loopback     let --host be an address other machines can reach
  --issuer <url>           address the mock is reached at, when it is not the one it listens on
  --client-id <id>         id of the client, APP- and 16 of 0-9 A-Z (default: a fresh one)
  --client-secret <text>   secret of the client (default: a fresh one)
  --redirect-uri <url>     redirect URI of the client, may be repeated
                           (default: the first loopback redirect URI it is used with)
  --type <type>            public, member or premium (default public)
  --json                   print one line of JSON instead of a page of text

  --help, --version
`

/**
 * Runs the command line and gives its exit code: 0, 1 when the work could not be done (a port is taken, an iD
 * is wrong), 2 when the arguments make no sense. `serve` ends when `terminal.stop` is aborted. Never rejects.
 */
export async function main (argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await run(argv, terminal)
  } catch (error) {
    const { message } = error as Error
    terminal.stderr.write(`fastify-orcid: ${message.trim().replace(/\s*\n\s*/g, ' ')}\n`)
    return error instanceof UsageError ? EXIT.misused : EXIT.failed
  }
}

async function run (argv: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...rest] = argv
  if (argv.includes('--help')) {
    terminal.stdout.write(HELP)
    return EXIT.done
  }
  if (argv.includes('--version')) {
    // By the package's own name, because the sources and what is built from them lie at different depths.
    const { version } = createRequire(import.meta.url)('fastify-orcid/package.json') as { version: string }
    terminal.stdout.write(`${version}\n`)
    return EXIT.done
  }
  if (first === 'id') return checkIds(rest, terminal.stdout)
  return serve(first === 'serve' ? rest : argv, terminal)
}
