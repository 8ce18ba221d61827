// `fastify-orcid serve`: starts the mock, says how to use it, and closes it when told to stop.
import { parseArgs } from 'node:util'

import type { MockClientOptions, MockClientType } from '../client-options.ts'
import type { MockOrcidOptions } from '../options.ts'
import { describeMock, printMock } from './banner.ts'
import { EXIT, UsageError } from './terminal.ts'
import type { Terminal } from './terminal.ts'

const OPTIONS = {
  port: { type: 'string', default: '9797' },
  host: { type: 'string', default: '127.0.0.1' },
  'allow-non-loopback': { type: 'boolean', default: false },
  issuer: { type: 'string' },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
  'redirect-uri': { type: 'string', multiple: true, default: [] as string[] },
  type: { type: 'string', default: 'public' },
  json: { type: 'boolean', default: false }
} as const

const TYPES: readonly string[] = ['public', 'member', 'premium']

/** Runs the mock until the terminal says stop; throws `UsageError` for a wrong option. */
export async function serve (args: readonly string[], terminal: Terminal): Promise<number> {
  const { start, client: options, isJson } = readArguments(args)
  // Loaded here, because a wrong option needs no server.
  const { startMockOrcid } = await import('../start.ts')
  const orcid = await startMockOrcid(start).catch((error: Error) => { throw explain(error, start) })
  const client = orcid.client(options)
  const description = describeMock(orcid, client)
  terminal.stdout.write(isJson ? `${JSON.stringify(description)}\n` : printMock(description, options))
  if (!terminal.stop.aborted) {
    await new Promise(resolve => { terminal.stop.addEventListener('abort', resolve, { once: true }) })
  }
  await orcid.close()
  return EXIT.done
}

function readArguments (args: readonly string[]) {
  const { values, positionals } = parse(args)
  const [command] = positionals
  if (command !== undefined) throw new UsageError(`Unknown command "${command}"; expected serve or id`)
  const port = Number(values.port)
  check(/^\d{1,5}$/.test(values.port) && port <= 65535, '--port', 'a number from 0 to 65535')
  check(values.host !== '', '--host', 'a host name or address')
  const { host, issuer, 'allow-non-loopback': allowNonLoopback, json: isJson } = values
  const start = { port, host, allowNonLoopback, ...(issuer !== undefined && { issuer }) }
  return { start, client: readClient(values), isJson }
}

function readClient (values: ReturnType<typeof parse>['values']): MockClientOptions {
  const { 'client-id': clientId, 'client-secret': clientSecret, 'redirect-uri': redirectUris, type } = values
  const isUri = (uri: string) => /^https?:\/\/[\x21-\x7e]+$/.test(uri) && URL.canParse(uri)
  const isId = clientId === undefined || /^APP-[0-9A-Z]{16}$/.test(clientId)
  check(isId, '--client-id', 'APP- and 16 of 0-9 A-Z')
  const isSecret = clientSecret === undefined || /^.{1,100}$/s.test(clientSecret)
  check(isSecret, '--client-secret', '1 to 100 characters')
  check(redirectUris.every(isUri), '--redirect-uri', 'an absolute URL that starts with http:// or https://')
  check(TYPES.includes(type), '--type', TYPES.join(', '))
  return {
    ...(clientId !== undefined && { clientId }),
    ...(clientSecret !== undefined && { clientSecret }),
    redirectUris,
    type: type as MockClientType
  }
}

function parse (args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (cause) {
    // The rest of Node's message is advice about positional arguments that does not apply here.
    const [sentence] = (cause as Error).message.split(/\.\s/)
    throw new UsageError(`${sentence}; expected ${Object.keys(OPTIONS).map(name => `--${name}`).join(', ')}`)
  }
}

function check (isRight: boolean, option: string, expected: string): void {
  if (!isRight) throw new UsageError(`Wrong value for ${option}; expected ${expected}`)
}

function explain (error: NodeJS.ErrnoException, { host, port }: MockOrcidOptions): Error {
  if (error.code === 'EADDRINUSE') {
    return new Error(`Port ${port} on ${host} is taken; choose another with --port, or any with --port 0`)
  }
  if (error.code === 'MOCK_ORCID_ERR_EXPOSED') {
    return new UsageError(`Other machines can reach ${host}; add --allow-non-loopback if they shall`)
  }
  return error.code === 'MOCK_ORCID_ERR_OPTIONS' ? new UsageError(error.message) : error
}
