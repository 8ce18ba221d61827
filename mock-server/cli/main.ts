// What `fastify-orcid` does with its arguments: which command is meant, and how failures are told.
import { randomInt } from 'node:crypto'
import { createRequire } from 'node:module'
import { validateOrcidId, makeOrcidId } from '../orcid/registry/orcid-id.ts'
import { runAudit } from './audit.ts'
import { runDemo } from './demo.ts'
import { checkHealth } from './health.ts'
import { serve } from './serve.ts'
import { EXIT, UsageError, type Terminal } from './terminal.ts'

const HELP = `fastify-orcid: a fake ORCID for tests. Its record API speaks JSON only

  fastify-orcid [serve] [options]   start the fake ORCID and say how to use it
  fastify-orcid audit <URL>         walk the login of an app at this URL through all that can happen to it
  fastify-orcid demo [--port 3000]  a journal that signs people in, with a fake ORCID beside it
  fastify-orcid health [URL]        tell whether one answers there (default http://127.0.0.1:9797), by exit code 0 or 1
  fastify-orcid id [iD…]            check ORCID iDs, or make one when none is given

Options of serve: where it is
  --port <number>          port to listen on, 0 for a free one (default 9797, with --as 443)
  --host <name>            address to listen on (default 127.0.0.1)
  --issuer <url>           address the mock is reached at, when it is not the one it listens on
  --also-host <name>       further name it answers to and stays on, such as orcid:9797, may be repeated
  --tls                    answer https on the same port, by a certificate authority of its own
  --ca-file <file>         where to write the authority's certificate (default: a file of its own)
  --tls-cert, --tls-key <file>
                           answer https with this certificate and key, in PEM
  --as <site>              stand in for the real orcid.org (production) or sandbox.orcid.org (sandbox), with
                           TLS: docs/hardwired.md

Options of serve: who may reach it
  --allow-non-loopback     let --host be an address other machines can reach
  --behind-proxy           answer what a proxy passes on, wherever it comes from
  --control                let other programs of this machine arm faults and read the journal (docs/control.md)
  --control-token <text>   the token for that, 16 characters or more (default: a fresh one)
  --control-from-anywhere  let programs of other machines do so, too, and people open the inspector, with the token

Options of serve: what it knows
  --seed <file>            clients, people, behaviour and quota of a JSON file:
                           { "clients": [], "researchers": {}, "behaviour": {}, "quota": {} },
                           and its "groups" of peer reviews and "webhooks"
  --behaviour <setting>    "legacy", or a setting of docs/reference/behaviour.md as name=value, may be repeated
  --quota <limit>          "orcid", or perDay=, perSecond= or burst= and a number, may be repeated (docs/testing.md)
  --state <file>           go on where this file left off, and keep it up to date (docs/testing.md)
  --client-id <id>         id of the client, APP- and 16 of 0-9 A-Z or of an iD's form (default: a fresh one)
  --client-secret <text>   secret of the client (default: a fresh one)
  --redirect-uri <url>     redirect URI of the client, may be repeated
                           (default: the first loopback redirect URI it is used with)
  --type <type>            public, member or premium (default public)

Options of serve: when it ends, and what it says
  --until-stdin-ends       end with whoever holds the other end of the standard input, even if that is killed
  --json                   print one line of JSON instead of a page of text
  --log                    print a line for each request and each finding, secrets masked; with --json in JSON

Options of audit (the app must use a fake ORCID that is running)
  --control-token <text>   token that serve --control has printed; without it ORCID always behaves
  --as <iD>                who signs in, may be repeated (default: those on the sign-in page)
  --login-method POST      open the login as the button of a form does
  --login-field <name=value>
                           field of that form, may be repeated
  --skip <name>            leave out a check, or all whose names begin so, may be repeated
  --patience <seconds>     longest an answer of the app may take (default 30)
  --markdown <file>        write the whole report as Markdown
  --junit <file>           write it as the XML that CI systems read
                           Exit code 1 means that a check has failed.

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
  if (first === 'audit') return runAudit(rest, terminal)
  if (first === 'demo') return runDemo(rest, terminal)
  if (first === 'health') return checkHealth(rest, terminal)
  return serve(first === 'serve' ? rest : argv, terminal)
}

/** The size of the range ORCID draws from today. */
const RANGE_SIZE = 100_000_000

/**
 * Judges each iD on a line of its own, as a bare iD or as an orcid.org URI; with none given, prints a random one
 * with a right check digit. Gives exit code 1 when one of them is wrong.
 */
function checkIds (ids: readonly string[], stdout: Terminal['stdout']): number {
  const option = ids.find(id => id.startsWith('-'))
  if (option !== undefined) {
    throw new UsageError(`Unknown option "${option}"; expected ORCID iDs, or nothing to make one`)
  }
  if (ids.length === 0) stdout.write(`${makeOrcidId(randomInt(RANGE_SIZE))}\n`)
  const verdicts = ids.map(id => validateOrcidId(id.replace(/^https?:\/\/(?:sandbox\.)?orcid\.org\//, '')))
  for (const [index, fault] of verdicts.entries()) stdout.write(`${ids[index]}: ${fault ?? 'right'}\n`)
  return verdicts.every(fault => fault === null) ? EXIT.done : EXIT.failed
}
