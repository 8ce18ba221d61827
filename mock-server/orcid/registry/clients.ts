// The OAuth clients the mock knows, and how one is registered.
import { randomInt, randomUUID } from 'node:crypto'
import { clientListShape, clientShape, type MockClientOptions } from '../../options/client.ts'
import { MockOrcidOptionsError } from '../../errors.ts'
import { validateOptions } from '../../options/validate.ts'

export interface Client extends Required<Omit<MockClientOptions, 'redirectUris'>> {
  /** Empty until a client that was registered without any adopts one. */
  redirectUris: readonly string[]
}

/** What an app needs to know of its client, and nothing else: it is spread into the plugin's options. */
export interface MockOrcidClient {
  /** The client's id. */
  readonly clientId: string
  /** The client's secret. */
  readonly clientSecret: string
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

function makeClientId (): string {
  return 'APP-' + Array.from({ length: 16 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('')
}

/** Throws `MOCK_ORCID_ERR_OPTIONS` for a wrong option or an id that is taken. */
export function registerClient (clients: Map<string, Client>, options: MockClientOptions = {}): MockOrcidClient {
  validateOptions(clientShape, options, 'client')
  const { clientId = makeClientId(), clientSecret = randomUUID(), name = 'A test client' } = options
  if (clients.has(clientId)) throw new MockOrcidOptionsError(`Two clients are called ${clientId}: give each its own id.`)
  const { type = 'public', status = 'active', description = 'A client for tests' } = options
  const redirectUris = [...options.redirectUris ?? []]
  clients.set(clientId, { clientId, clientSecret, name, description, type, status, redirectUris })
  return Object.freeze({ clientId, clientSecret })
}

export function loadClients (clients: Map<string, Client>, saved: readonly Client[]): void {
  clients.clear()
  for (const client of saved) clients.set(client.clientId, { ...client })
}

export function createClients (options: readonly MockClientOptions[]): Map<string, Client> {
  validateOptions(clientListShape, options, 'clients')
  const clients = new Map<string, Client>()
  for (const client of options) registerClient(clients, client)
  return clients
}
