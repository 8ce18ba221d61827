// `fastify-orcid serve`: starts the mock, says how to use it, and closes it when told to stop.
import { once } from 'node:events'
import type { MockClientOptions, MockClientType } from '../options/client.ts'
import type { MockOrcidOptions } from '../options/options.ts'
import type { MockOrcid } from '../start.ts'
import { describeMock, printMock, type ServedClient } from './banner.ts'
import { readSeed, type Seed } from './seed.ts'
import { EXIT, UsageError, checkOption, parseArguments, type Terminal } from './terminal.ts'

const OPTIONS = {
  port: { type: 'string', default: '9797' },
  host: { type: 'string', default: '127.0.0.1' },
  'allow-non-loopback': { type: 'boolean', default: false },
  'behind-proxy': { type: 'boolean', default: false },
  issuer: { type: 'string' },
  seed: { type: 'string' },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
  'redirect-uri': { type: 'string', multiple: true, default: [] as string[] },
  type: { type: 'string', default: 'public' },
  control: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false }
} as const

type Values = ReturnType<typeof parseArguments<typeof OPTIONS>>['values']

const TYPES: readonly string[] = ['public', 'member', 'premium']

const NO_SEED: Seed = { clients: [], researchers: {}, place: complaint => complaint }

/** Runs the mock until the terminal says stop; throws `UsageError` for a wrong option or a wrong file of seeds. */
export async function serve (args: readonly string[], terminal: Terminal): Promise<number> {
  const values = readArguments(args)
  const own = readClient(values)
  const seed = values.seed === undefined ? NO_SEED : await readSeed(values.seed)
  const { host, issuer, port, control, 'allow-non-loopback': allowNonLoopback, 'behind-proxy': behindProxy } = values
  const address = { port: Number(port), host, allowNonLoopback, behindProxy, ...(issuer !== undefined && { issuer }) }
  const start = { ...address, control, researchers: seed.researchers }
  // A file that names clients needs no further one, unless it is asked for.
  const isAsked = values['client-id'] !== undefined || values['redirect-uri'].length > 0
  const clients = seed.clients.length > 0 && !isAsked ? seed.clients : [...seed.clients, own]
  // Loaded here, because a wrong option needs no server.
  const { startMockOrcid } = await import('../start.ts')
  const serveUntilStopped = async (orcid: MockOrcid): Promise<void> => {
    const description = describeMock(orcid, clients.map(one => registerClient(orcid, one)))
    terminal.stdout.write(values.json ? `${JSON.stringify(description)}\n` : printMock(description))
    if (!terminal.stop.aborted) await once(terminal.stop, 'abort')
  }
  await startMockOrcid(start)
    .then(async orcid => await serveUntilStopped(orcid).finally(orcid.close))
    .catch((error: Error) => { throw explain(error, start, seed) })
  return EXIT.done
}

function readArguments (args: readonly string[]): Values {
  const { values, positionals: [command] } = parseArguments(args, OPTIONS)
  if (command !== undefined) throw new UsageError(`Unknown command "${command}"; expected serve, audit, demo or id`)
  checkOption(/^\d{1,5}$/.test(values.port) && Number(values.port) <= 65535, '--port', 'a number from 0 to 65535')
  checkOption(values.host !== '', '--host', 'a host name or address')
  return values
}

function registerClient ({ client }: MockOrcid, options: MockClientOptions): ServedClient {
  const { clientId, clientSecret } = client(options)
  return { clientId, clientSecret, type: options.type ?? 'public', redirectUris: options.redirectUris ?? [] }
}

function readClient (values: Values): MockClientOptions {
  const { 'client-id': clientId, 'client-secret': clientSecret, 'redirect-uri': redirectUris, type } = values
  const isUri = (uri: string) => /^https?:\/\/[\x21-\x7e]+$/.test(uri) && URL.canParse(uri)
  checkOption(clientId === undefined || /^APP-[0-9A-Z]{16}$/.test(clientId), '--client-id', 'APP- and 16 of 0-9 A-Z')
  checkOption(clientSecret === undefined || /^.{1,100}$/s.test(clientSecret), '--client-secret', '1 to 100 characters')
  checkOption(redirectUris.every(isUri), '--redirect-uri', 'an absolute URL that starts with http:// or https://')
  checkOption(TYPES.includes(type), '--type', TYPES.join(', '))
  const id = clientId === undefined ? {} : { clientId }
  const secret = clientSecret === undefined ? {} : { clientSecret }
  return { ...id, ...secret, redirectUris, type: type as MockClientType }
}

function explain (error: NodeJS.ErrnoException, { host, port }: MockOrcidOptions, { place }: Seed): Error {
  if (error.code === 'EADDRINUSE') {
    return new Error(`Port ${port} on ${host} is taken; choose another with --port, or any with --port 0`)
  }
  if (error.code === 'MOCK_ORCID_ERR_EXPOSED') {
    return new UsageError(`Other machines can reach ${host}; add --allow-non-loopback if they shall`)
  }
  return error.code === 'MOCK_ORCID_ERR_OPTIONS' ? new UsageError(place(error.message)) : error
}
