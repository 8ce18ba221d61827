// Everything that a test turns and reads of one mock: its memories, and the handle to them for all clients or for one.
import { setMaxListeners } from 'node:events'
import type { MockClientOptions } from '../options/client.ts'
import { registerClient, type MockOrcidClient } from '../orcid/registry/clients.ts'
import { resetRegistry, type Registry } from '../orcid/registry/registry.ts'
import { findClientId, type MockFaultPlan, type MockForgeryPlan, type MockUndo } from './arming.ts'
import { clockControls, type MockClock } from './clock.ts'
import type { MockEndpoint } from './endpoints.ts'
import { createFaults } from './faults/arm.ts'
import type { MockFaultName } from './faults/catalogue.ts'
import { createFindings } from './findings/check.ts'
import { findingsError, type MockFinding } from './findings/findings.ts'
import type { MockFindingName } from './findings/rules.ts'
import { createForgeries } from './forgeries/apply.ts'
import type { MockForgeryName } from './forgeries/catalogue.ts'
import { intercept, type InterceptEnvironment, type MockIntercept } from './intercept/intercept.ts'
import { createJournal, journalControls, type MockJournal } from './journal/journal.ts'
import { createKeyChanges, type MockKeys } from './keys.ts'

/** What a test can do to the traffic of every client, or of one: `client()` and `forClient()` have the same. */
export interface MockControls {
  /**
   * Makes the next requests to an endpoint fail; docs/faults.md lists the kinds. Once, unless `times` says more.
   * Throws `MOCK_ORCID_ERR_OPTIONS` for an endpoint, a kind or a plan that makes no sense.
   */
  readonly fail: (endpoint: MockEndpoint, kind: MockFaultName, plan?: MockFaultPlan) => MockUndo
  /**
   * Forges what ORCID answers to the next login; docs/faults.md lists the forgeries. Once, unless `times` says more.
   * Throws `MOCK_ORCID_ERR_OPTIONS` for a name or a plan that makes no sense.
   */
  readonly forge: (name: MockForgeryName, plan?: MockForgeryPlan) => MockUndo
  /** What ORCID would have refused, and what its checklists warn of, so far. */
  readonly findings: () => readonly MockFinding[]
  /**
   * Throws `MOCK_ORCID_ERR_FINDINGS`, with all of them in its message, if there are any.
   * @default { except: [] }
   */
  readonly assertClean: (options?: { readonly except?: readonly MockFindingName[] }) => void
  /** The requests and their answers. */
  readonly journal: MockJournal
}

/**
 * A client's credentials, ready to be spread into an app's options. Its `fail`, `forge`, `findings`, `assertClean` and
 * `journal` concern this client alone; they are neither spread nor printed.
 */
export type MockControlledClient = MockOrcidClient & MockControls

/** What a test holds of the mock besides its addresses and its browser. */
export interface MockHandle extends MockControls {
  /**
   * Registers a client and returns its credentials with its own controls.
   * Throws `MOCK_ORCID_ERR_OPTIONS` for a wrong option or an id that is taken.
   */
  readonly client: (options?: MockClientOptions) => MockControlledClient
  /** The controls of a client that came with the options. Throws `MOCK_ORCID_ERR_OPTIONS` for an unknown one. */
  readonly forClient: (client: string | { readonly clientId: string }) => MockControls
  /** The clock. */
  readonly clock: MockClock
  /** The keys that sign id_tokens. */
  readonly keys: MockKeys
  /**
   * Makes ORCID's own host names (orcid.org, sandbox.orcid.org, and their `www.`, `pub.` and `api.`) lead to the mock
   * in this process: through `fetch`, undici's dispatchers, `node:http` and `node:https`. The mock's issuer is then
   * ORCID's. Every other way to orcid.org fails with `MOCK_ORCID_ERR_WAY_OUT`: a further host name, a proxy, HTTP/2,
   * a bare connection, a look-up of the name. Worker threads and other processes are not intercepted.
   * Rejects with `MOCK_ORCID_ERR_OPTIONS` if another mock has intercepted them, or this one is closed.
   * @default 'production'
   */
  readonly intercept: (environment?: InterceptEnvironment) => Promise<MockIntercept>
  /**
   * Resets the mock: signs everybody out, forgets codes, tokens and consents, disarms faults and forgeries, empties
   * journal and findings, resets clock and keys. Clients and people stay.
   */
  readonly reset: () => void
}

export type Controls = ReturnType<typeof createControls>

/** The memories of what only a test sees, each with its owner. */
export function createControls (registry: Registry) {
  const closing = new AbortController()
  // As many requests may wait as there are clients.
  setMaxListeners(0, closing.signal)
  const memories = {
    faults: createFaults(registry),
    forgeries: createForgeries(registry),
    journal: createJournal(),
    findings: createFindings(registry),
    keys: createKeyChanges(registry.keys)
  }
  return {
    ...memories,
    registry,
    closing,
    /** The host names of ORCID's that lead to this mock. */
    intercepted: new Map() as Pick<ReadonlyMap<string, unknown>, 'has'>,
    reset () {
      resetRegistry(registry)
      for (const memory of [registry.clock, registry.keys, ...Object.values(memories)]) memory.reset()
    }
  }
}

/** The controls of one client, or of all if `client` is null. */
function controlsFor ({ faults, forgeries, findings, journal }: Controls, client: string | null): MockControls {
  const own = client === null ? {} : { client }
  return {
    fail: (endpoint, kind, plan) => faults.arm(endpoint, kind, { ...plan, ...own }),
    forge: (name, plan) => forgeries.arm(name, { ...plan, ...own }),
    findings: () => findings.read(client),
    assertClean: ({ except = [] } = {}) => {
      const found = findings.read(client).filter(({ rule }) => !except.includes(rule))
      if (found.length > 0) throw findingsError(found)
    },
    journal: journalControls(journal, own)
  }
}

// The controls are not enumerable, so that spreading, printing or comparing a client shows its credentials only.
function withControls (controls: Controls, { clientId, clientSecret }: MockOrcidClient): MockControlledClient {
  const hidden = Object.entries(controlsFor(controls, clientId)).map(([name, value]) => [name, { value }])
  const client = Object.defineProperties({ clientId, clientSecret }, Object.fromEntries(hidden))
  return Object.freeze(client) as MockControlledClient
}

/** What a test holds. `addressOf` gives the address that the mock listens on. */
export function createHandle (controls: Controls, addressOf: () => string): MockHandle {
  const { registry: { clients, clock } } = controls
  return {
    ...controlsFor(controls, null),
    client: (options) => withControls(controls, registerClient(clients, options)),
    forClient: (client) => Object.freeze(controlsFor(controls, findClientId(clients, client))),
    clock: clockControls(clock),
    keys: controls.keys.handle,
    intercept: (environment = 'production') => intercept(controls, addressOf, environment),
    reset: controls.reset
  }
}
