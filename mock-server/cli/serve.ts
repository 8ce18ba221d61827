// `fastify-orcid serve`: starts the mock, says how to use it, and closes it when told to stop.
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { orcidIssuers, type OrcidSite } from '../network/orcid-hosts.ts'
import type { MockClientOptions, MockClientType } from '../options/client.ts'
import type { MockOrcidOptions } from '../options/options.ts'
import type { MockOrcid } from '../start.ts'
import { describeMock, printMock, type ServedClient } from './banner.ts'
import { readSeed, type Seed } from './seed.ts'
import { EXIT, UsageError, checkOption, parseArguments, type Terminal } from './terminal.ts'

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  'allow-non-loopback': { type: 'boolean', default: false },
  'behind-proxy': { type: 'boolean', default: false },
  issuer: { type: 'string' },
  'also-host': { type: 'string', multiple: true, default: [] as string[] },
  as: { type: 'string' },
  tls: { type: 'boolean', default: false },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'ca-file': { type: 'string' },
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
  const start = { ...await readAddress(values), control: values.control, researchers: seed.researchers }
  // A file that names clients needs no further one, unless it is asked for.
  const isAsked = values['client-id'] !== undefined || values['redirect-uri'].length > 0
  const clients = seed.clients.length > 0 && !isAsked ? seed.clients : [...seed.clients, own]
  // Loaded here, because a wrong option needs no server.
  const { startMockOrcid } = await import('../start.ts')
  const serveUntilStopped = async (orcid: MockOrcid): Promise<void> => {
    const authority = await writeAuthority(orcid.ca, values['ca-file'])
    const description = describeMock(orcid, clients.map(one => registerClient(orcid, one)), authority.file)
    terminal.stdout.write(values.json ? `${JSON.stringify(description)}\n` : printMock(description))
    if (!terminal.stop.aborted) await once(terminal.stop, 'abort')
    await authority.remove()
  }
  await startMockOrcid(start)
    .then(async orcid => await serveUntilStopped(orcid).finally(orcid.close))
    .catch((error: Error) => { throw explain(error, start, seed) })
  return EXIT.done
}

function readArguments (args: readonly string[]): Values {
  const { values, positionals: [command] } = parseArguments(args, OPTIONS)
  if (command !== undefined) throw new UsageError(`Unknown command "${command}"; expected serve, audit or id`)
  const { port = '0', host, as = 'sandbox' } = values
  checkOption(/^\d{1,5}$/.test(port) && Number(port) <= 65535, '--port', 'a number from 0 to 65535')
  checkOption(host !== '', '--host', 'a host name or address')
  checkOption(Object.hasOwn(orcidIssuers, as), '--as', 'production or sandbox')
  checkOption((values['tls-cert'] === undefined) === (values['tls-key'] === undefined), '--tls-cert and --tls-key', 'both files, or neither')
  return values
}

// Hard-wired addresses name no port.
const portOf = ({ port, as }: Values): number => Number(port ?? (as === undefined ? 9797 : 443))

async function readAddress (values: Values): Promise<MockOrcidOptions> {
  const { host, issuer, as, 'also-host': hosts, 'allow-non-loopback': allowNonLoopback, 'behind-proxy': behindProxy } = values
  const tls = await readTls(values)
  return {
    port: portOf(values),
    host,
    hosts,
    allowNonLoopback,
    behindProxy,
    ...(issuer !== undefined && { issuer }),
    ...(as !== undefined && { as: as as OrcidSite }),
    ...(tls !== undefined && { tls })
  }
}

async function readTls ({ tls, 'tls-cert': cert, 'tls-key': key }: Values): Promise<MockOrcidOptions['tls']> {
  if (cert === undefined || key === undefined) return tls || undefined
  return { cert: await readPem(cert, '--tls-cert'), key: await readPem(key, '--tls-key') }
}

async function readPem (file: string, option: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot read ${file}: ${error.code}; ${option} expects a file in PEM`)
  })
}

/** Keeps the certificate of an authority where clients find it: in a file that was named, or in one of its own. */
async function writeAuthority (ca: string | null, named: string | undefined) {
  if (ca === null) return { file: null, remove: async () => {} }
  const folder = named === undefined ? await mkdtemp(join(tmpdir(), 'fake-orcid-')) : null
  const file = named ?? join(String(folder), 'ca.pem')
  await writeFile(file, ca)
  return { file, remove: async () => { await rm(folder ?? file, { recursive: true }) } }
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
  if (error.code === 'EACCES') {
    return new Error(`This user may not listen on port ${port}; choose another with --port and lead ${port} to it, or run it as root`)
  }
  if (error.code === 'MOCK_ORCID_ERR_EXPOSED') {
    return new UsageError(`Other machines can reach ${host}; add --allow-non-loopback if they shall`)
  }
  return error.code === 'MOCK_ORCID_ERR_OPTIONS' ? new UsageError(place(error.message)) : error
}
