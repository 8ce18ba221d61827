// `fastify-orcid serve`: starts the mock, says how to use it, and closes it when told to stop.
import { once } from 'node:events'
import { printJsonLine, printLine } from '../controls/log.ts'
import { settingsOf, type MockOrcidBehaviour } from '../options/behaviour.ts'
import { CLIENT_ID, type MockClientOptions, type MockClientType } from '../options/client.ts'
import type { MockOrcidOptions } from '../options/options.ts'
import { limitsOf, quotaNames, type MockOrcidQuota } from '../options/quota.ts'
import type { MockOrcid } from '../start.ts'
import { describeMock, printMock, type ServedClient } from './banner.ts'
import { NETWORK_OPTIONS, readNetwork, writeAuthority } from './network.ts'
import { readSeed, type Seed } from './seed.ts'
import { keepState, readState, refuseState } from './state.ts'
import { EXIT, UsageError, checkOption, parseArguments, stdinEnds, type Terminal } from './terminal.ts'

const OPTIONS = {
  ...NETWORK_OPTIONS,
  seed: { type: 'string' },
  state: { type: 'string' },
  behaviour: { type: 'string', multiple: true, default: [] as string[] },
  quota: { type: 'string', multiple: true, default: [] as string[] },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
  'redirect-uri': { type: 'string', multiple: true, default: [] as string[] },
  type: { type: 'string', default: 'public' },
  'until-stdin-ends': { type: 'boolean', default: false },
  log: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false }
} as const

type Values = ReturnType<typeof parseArguments<typeof OPTIONS>>['values']

const TYPES: readonly string[] = ['public', 'member', 'premium']

/** Runs the mock until the terminal says stop; throws `UsageError` for a wrong option or a wrong file of seeds. */
export async function serve (args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals: [command] } = parseArguments(args, OPTIONS)
  if (command !== undefined) throw new UsageError(`Unknown command "${command}"; expected serve, audit, demo, health or id`)
  const own = readClient(values)
  const seed = await readSeed(values.seed)
  const behaviour = readBehaviour(values.behaviour, seed.behaviour)
  const quota = readQuota(values.quota, seed.quota)
  const { state: file } = values
  const { researchers, groups, webhooks } = seed
  const kept = file !== undefined && await readState(file)
  const world = { researchers, groups, webhooks, behaviour, ...quota, ...kept }
  const start = { ...await readNetwork(values), ...world }
  // A file that names clients needs no further one, unless it is asked for.
  const isAsked = values['client-id'] !== undefined || values['redirect-uri'].length > 0
  const clients = seed.clients.length > 0 && !isAsked ? seed.clients : [...seed.clients, own]
  // Loaded here, because a wrong option needs no server.
  const { startMockOrcid } = await import('../start.ts')
  const serveUntilStopped = async (orcid: MockOrcid): Promise<void> => {
    const authority = await writeAuthority(orcid.ca, values['ca-file'])
    try {
      const description = describeMock(orcid, registerClients(orcid, clients), authority.file)
      const state = file === undefined ? null : await keepState(file, orcid.snapshot, terminal)
      terminal.stdout.write(values.json ? `${JSON.stringify(description)}\n` : printMock(description))
      const print = values.json ? printJsonLine : printLine
      if (values.log) orcid.follow(entry => terminal.stdout.write(print(entry)))
      const stop = values['until-stdin-ends'] ? AbortSignal.any([terminal.stop, stdinEnds()]) : terminal.stop
      if (!stop.aborted) await once(stop, 'abort')
      await state?.stop()
    } finally {
      await authority.remove()
    }
  }
  await startMockOrcid(start)
    .then(async orcid => await serveUntilStopped(orcid).finally(orcid.close))
    .catch((error: Error) => {
      throw /^Wrong options for snapshot/.test(error.message) ? refuseState(String(file), error) : explain(error, start, seed)
    })
  return EXIT.done
}

/** Registers the clients that are not in the state yet; one without an id only if there would be none. */
function registerClients ({ client, snapshot }: MockOrcid, clients: readonly MockClientOptions[]): ServedClient[] {
  const before = snapshot().clients
  const isThere = ({ clientId }: MockClientOptions): boolean =>
    clientId === undefined ? before.length > 0 : before.some((known) => known.clientId === clientId)
  for (const options of clients.filter((one) => !isThere(one))) client(options)
  return snapshot().clients.map(({ clientId, clientSecret, type, redirectUris }) =>
    ({ clientId, clientSecret, type, redirectUris }))
}

function readClient (values: Values): MockClientOptions {
  const { 'client-id': clientId, 'client-secret': clientSecret, 'redirect-uri': redirectUris, type } = values
  const isUri = (uri: string) => /^https?:\/\/[\x21-\x7e]+$/.test(uri) && URL.canParse(uri)
  checkOption(clientId === undefined || new RegExp(CLIENT_ID).test(clientId), '--client-id',
    'APP- and 16 of 0-9 A-Z, or one of an iD\'s form')
  checkOption(clientSecret === undefined || /^.{1,100}$/s.test(clientSecret), '--client-secret', '1 to 100 characters')
  checkOption(redirectUris.every(isUri), '--redirect-uri', 'an absolute URL that starts with http:// or https://')
  checkOption(TYPES.includes(type), '--type', TYPES.join(', '))
  const id = clientId === undefined ? {} : { clientId }
  const secret = clientSecret === undefined ? {} : { clientSecret }
  return { ...id, ...secret, redirectUris, type: type as MockClientType }
}

/** What the command line says comes after the file, and a preset before the settings that follow it. */
function readBehaviour (given: readonly string[], seeded: Seed['behaviour']): MockOrcidBehaviour {
  const isRight = given.every(one => one === 'legacy' || /^\w+=.+$/.test(one))
  checkOption(isRight, '--behaviour', 'legacy, or a setting of docs/reference/behaviour.md as name=value')
  const settings = given.map(one => {
    const [name = '', value = ''] = one.split('=')
    return one === 'legacy' ? settingsOf(one) : { [name]: value }
  })
  return Object.assign({}, settingsOf(seeded), ...settings)
}

const LIMIT = RegExp(`^(?:orcid|(?:${quotaNames.join('|')})=\\d{1,9})$`)

/** The same of the quota, which a mock does not have unless it is asked for. */
function readQuota (given: readonly string[], seeded: Seed['quota']): { readonly quota?: MockOrcidQuota } {
  checkOption(given.every(one => LIMIT.test(one)), '--quota', `orcid, or one of ${quotaNames.join(', ')} as name=number`)
  if (given.length === 0) return seeded === undefined ? {} : { quota: limitsOf(seeded) }
  const limits = given.map(one => {
    const [name = '', number] = one.split('=')
    return one === 'orcid' ? limitsOf(one) : { [name]: Number(number) }
  })
  return { quota: Object.assign({}, limitsOf(seeded ?? {}), ...limits) }
}

const PORT_TROUBLE: Readonly<Record<string, string>> = { EADDRINUSE: 'taken', EACCES: 'not for this user' }

function explain (error: NodeJS.ErrnoException, { host, port }: MockOrcidOptions, { place }: Seed): Error {
  const trouble = PORT_TROUBLE[String(error.code)]
  if (trouble !== undefined) {
    return new Error(`Port ${port} on ${host} is ${trouble}; choose another with --port, or any with --port 0`)
  }
  if (error.code === 'MOCK_ORCID_ERR_EXPOSED') {
    return new UsageError(`Other machines can reach ${host}; add --allow-non-loopback if they shall`)
  }
  return error.code === 'MOCK_ORCID_ERR_OPTIONS' ? new UsageError(place(error.message)) : error
}
