// Everything one mock remembers, in one plain object that each leg is handed. Two mocks share nothing.
import { resolveBehaviour, type Behaviour } from '../../options/behaviour.ts'
import { hostnameIn } from '../../network/address.ts'
import type { MockOrcidWorld } from '../../options/options.ts'
import { createClients, type Client } from './clients.ts'
import { createClock, type Clock } from './clock.ts'
import { createGrants, resetGrants, type Grants } from './grants.ts'
import { createKeys, type Keys } from './keys.ts'
import { createRecords, resetRecords, type Records } from './record/store.ts'
import { createResearchers, type Researcher } from './researchers.ts'
import { noSeam, type Seam } from './seam.ts'

/** A browser in which somebody is signed in. */
export interface Session {
  readonly orcid: string
  /** When the person signed in: seconds since 1970. */
  readonly authTime: number
}

export interface Registry {
  /** The mock's own address without a slash at the end; `''` until it listens. */
  issuer: string
  /** Further host names that it answers to, without ports. */
  readonly hosts: ReadonlySet<string>
  readonly behaviour: Behaviour
  readonly clock: Clock
  readonly keys: Keys
  /** By id. */
  readonly clients: Map<string, Client>
  /** By the name a test calls them. */
  readonly people: ReadonlyMap<string, Researcher>
  /** The same people by iD, and those who registered while the mock runs. */
  readonly researchers: Map<string, Researcher>
  /** The iDs of those who registered while the mock runs. */
  readonly newcomers: Set<string>
  readonly records: Records
  /** By the secret in the browser's cookie. Bounded. */
  readonly sessions: Map<string, Session>
  readonly grants: Grants
  /** Replaced once, when a test's controls are added. */
  seam: Seam
}

/** Throws `MOCK_ORCID_ERR_OPTIONS` for a wrong client, person or behaviour. */
export function createRegistry (options: MockOrcidWorld, issuer: string): Registry {
  const people = createResearchers(options.researchers ?? {})
  return {
    issuer,
    hosts: new Set(options.hosts?.map(hostnameIn)),
    behaviour: resolveBehaviour(options.behaviour),
    clock: createClock(),
    keys: createKeys(),
    clients: createClients(options.clients ?? []),
    people,
    researchers: new Map([...people.values()].map((researcher) => [researcher.orcid, researcher])),
    newcomers: new Set(),
    records: createRecords(),
    sessions: new Map(),
    grants: createGrants(),
    seam: noSeam
  }
}

export function resetRegistry ({ sessions, grants, researchers, newcomers, records }: Registry): void {
  resetRecords(records)
  sessions.clear()
  for (const orcid of newcomers) researchers.delete(orcid)
  newcomers.clear()
  resetGrants(grants)
}
