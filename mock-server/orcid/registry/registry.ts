// Everything one mock remembers, in one plain object that each leg is handed. Two mocks share nothing.
import { resolveBehaviour, type Behaviour } from '../../options/behaviour.ts'
import { hostnameIn } from '../../network/address.ts'
import type { MockOrcidWorld } from '../../options/options.ts'
import { createClients, type Client } from './clients.ts'
import { createClock, type Clock } from './clock.ts'
import { createGrants, resetGrants, type Grants } from './grants.ts'
import { createGroups, resetGroups, type Groups } from './groups.ts'
import { createKeys, type Keys } from './keys.ts'
import { createMeter, type Meter } from './meter.ts'
import { createRecords, resetRecords, type Records } from './record/store.ts'
import { createNumbering, createResearchers, type Numbering, type Researcher } from './researchers.ts'
import { noSeam, type Seam } from './seam.ts'
import { createWebhooks, noteChange, type Webhooks } from './webhooks.ts'

/** A browser in which somebody is signed in. */
export interface Session {
  readonly orcid: string
  /** When the person signed in: seconds since 1970. */
  readonly authTime: number
}

/** A person as made, which is what a reset goes back to. */
export interface MadePerson {
  /** What a test calls the person, or null. */
  readonly name: string | null
  readonly researcher: Researcher
  /** Whether the person was added while the mock runs. */
  readonly isAdded: boolean
}

export interface Registry {
  /** The mock's own address without a slash at the end; `''` until it listens. */
  issuer: string
  /** Further host names that it answers to, without ports. */
  readonly hosts: ReadonlySet<string>
  /** Replaced when a test changes a setting. */
  behaviour: Behaviour
  readonly clock: Clock
  readonly keys: Keys
  readonly clients: Map<string, Client>
  /** By the name a test calls them. */
  readonly people: Map<string, Researcher>
  /** The same people by iD, those without a name, and those who registered while the mock runs. */
  readonly researchers: Map<string, Researcher>
  /** The iDs of those who registered while the mock runs. */
  readonly newcomers: Set<string>
  /** Everybody but the newcomers, by iD. */
  readonly made: Map<string, MadePerson>
  readonly numbering: Numbering
  readonly records: Records
  readonly groups: Groups
  readonly webhooks: Webhooks
  /** By the secret in the browser's cookie. Bounded. */
  readonly sessions: Map<string, Session>
  readonly grants: Grants
  /** Counts the requests to the record APIs; null without a quota. */
  readonly meter: Meter | null
  /** Replaced once, when a test's controls are added. */
  seam: Seam
}

/** Throws `MOCK_ORCID_ERR_OPTIONS` for a wrong client, person or behaviour. */
export function createRegistry (options: MockOrcidWorld, issuer: string): Registry {
  const numbering = createNumbering()
  const webhooks = createWebhooks(options.webhooks)
  const people = createResearchers(options.researchers ?? {}, numbering)
  const named = [...people].map(([name, researcher]) => ({ name, researcher, isAdded: false }))
  return {
    issuer,
    hosts: new Set(options.hosts?.map(hostnameIn)),
    behaviour: resolveBehaviour(options.behaviour),
    clock: createClock(),
    keys: createKeys(),
    clients: createClients(options.clients ?? []),
    people,
    researchers: new Map(named.map(({ researcher }) => [researcher.orcid, researcher])),
    newcomers: new Set(),
    made: new Map(named.map((person) => [person.researcher.orcid, person])),
    numbering,
    records: createRecords((orcid) => { noteChange(webhooks, orcid) }),
    groups: createGroups(options.groups ?? []),
    webhooks,
    sessions: new Map(),
    grants: createGrants(),
    meter: createMeter(options.quota),
    seam: noSeam
  }
}

/** People are again as they were made, and those of the start who were removed are back; newcomers go. */
function resetPeople ({ people, researchers, newcomers, made }: Registry): void {
  for (const memory of [people, researchers, newcomers]) memory.clear()
  for (const { name, researcher } of made.values()) {
    researchers.set(researcher.orcid, researcher)
    if (name !== null) people.set(name, researcher)
  }
}

export function resetRegistry (registry: Registry): void {
  resetRecords(registry.records)
  resetGroups(registry.groups)
  registry.webhooks.registered.clear()
  registry.sessions.clear()
  resetPeople(registry)
  resetGrants(registry.grants)
  registry.meter?.reset()
}
