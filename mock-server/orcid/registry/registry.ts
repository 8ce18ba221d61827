// Everything one mock remembers, in one plain object that each leg is handed. Two mocks share nothing.
import { resolveBehaviour } from '../../options/behaviour/behaviour.ts'
import type { Behaviour, MockOrcidBehaviour } from '../../options/behaviour/behaviour.ts'
import type { MockClientOptions } from '../../options/client.ts'
import type { MockResearcherOptions } from '../../options/researcher.ts'
import { createClients } from './clients.ts'
import type { Client } from './clients.ts'
import { createClock } from './clock.ts'
import type { Clock } from './clock.ts'
import { createGrants } from './grants.ts'
import type { Grants } from './grants.ts'
import type { Mishaps } from './mishaps.ts'
import { createRecords, resetRecords } from './record/store.ts'
import type { Records } from './record/store.ts'
import { createResearchers } from './researchers.ts'
import type { Researcher } from './researchers.ts'
import type { Sessions } from './sessions.ts'

/** The memory of one mock. */
export interface Registry {
  /** The mock's own address without a slash at the end; `''` until it listens. */
  issuer: string
  /** How it behaves where ORCID's behaviour is not known. */
  readonly behaviour: Behaviour
  /** What time it is. */
  readonly clock: Clock
  /** Clients by id. */
  readonly clients: Map<string, Client>
  /** People by the name a test calls them. */
  readonly people: ReadonlyMap<string, Researcher>
  /** The same people by iD. */
  readonly researchers: Map<string, Researcher>
  /** The iDs of those among them who registered while the mock runs. */
  readonly newcomers: Set<string>
  /** What is on their records. */
  readonly records: Records
  /** Who is signed in. */
  readonly sessions: Sessions
  /** What has been granted. */
  readonly grants: Grants
  /** What a person at the consent page can make go wrong; null if nobody stands behind the scenes. */
  mishaps: Mishaps | null
}

/** What a registry starts with. */
export interface RegistryOptions {
  /** Clients besides those minted later. */
  readonly clients?: readonly MockClientOptions[]
  /** People besides the built-in ones. */
  readonly researchers?: Readonly<Record<string, MockResearcherOptions>>
  /** How it behaves; the default is the best evidence. */
  readonly behaviour?: MockOrcidBehaviour | 'legacy'
}

/**
 * A registry in which nobody has signed in yet.
 *
 * @throws `MOCK_ORCID_ERR_OPTIONS` for a wrong client, person or behaviour
 */
export function createRegistry (options: RegistryOptions, issuer: string): Registry {
  const people = createResearchers(options.researchers ?? {})
  return {
    issuer,
    behaviour: resolveBehaviour(options.behaviour),
    clock: createClock(),
    clients: createClients(options.clients ?? []),
    people,
    researchers: new Map([...people.values()].map((researcher) => [researcher.orcid, researcher])),
    newcomers: new Set(),
    records: createRecords(),
    sessions: new Map(),
    grants: createGrants(),
    mishaps: null
  }
}

/**
 * Signs everybody out and forgets every code, token and consent, and those who registered at the mock. Clients and
 * people it started with stay, with their records as they were.
 */
export function resetRegistry ({ sessions, grants, researchers, newcomers, records }: Registry): void {
  resetRecords(records)
  sessions.clear()
  for (const orcid of newcomers) researchers.delete(orcid)
  newcomers.clear()
  for (const map of Object.values(grants)) map.clear()
}
