// Everything that a test turns and reads of one mock: its memories, and the handle to them for all clients or for one.
import { setMaxListeners } from 'node:events'
import { resolveBehaviour, type MockOrcidBehaviour } from '../options/behaviour.ts'
import type { MockClientOptions } from '../options/client.ts'
import type { MockAddedResearcherOptions } from '../options/researcher-change.ts'
import { registerClient, type MockOrcidClient } from '../orcid/registry/clients.ts'
import { resetRegistry, type Registry } from '../orcid/registry/registry.ts'
import { loadRegistry, saveRegistry, type MockSnapshot } from '../orcid/registry/snapshot.ts'
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
import { makeToken } from './http/token.ts'
import type { OrcidSite } from '../network/orcid-hosts.ts'
import type { ListeningSocket, MockIntercept } from './intercept/intercept.ts'
import { createJournal, journalControls, type MockJournal } from './journal/journal.ts'
import type { MockLogEntry } from './log.ts'
import { createKeyChanges, type MockKeys } from './keys.ts'
import { createPeopleControls, type MockResearcher } from './people.ts'
import type { MockTokenPlan, MockTokens } from './token.ts'
import { createWebhookControls, type MockWebhookCall } from './webhooks.ts'

/** What a test can do to the traffic of every client, or of one: `client()` and `forClient()` have the same. */
export interface MockControls {
  /**
   * Makes the next requests to an endpoint fail, once unless `times` says more; docs/reference/faults.md lists the
   * kinds. Throws `MOCK_ORCID_ERR_OPTIONS` for an endpoint, a kind or a plan that makes no sense.
   */
  readonly fail: (endpoint: MockEndpoint, kind: MockFaultName, plan?: MockFaultPlan) => MockUndo
  /**
   * Forges what ORCID answers to the next login, once unless `times` says more; docs/reference/faults.md lists the
   * forgeries. Throws `MOCK_ORCID_ERR_OPTIONS` for a name or a plan that makes no sense.
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
  /**
   * Gives a token without a walk, as the exchange of a code would have answered it: with an id_token if `openid` is
   * granted, a refresh token, the iD and the name. Armed faults and forgeries stay armed. The journal has it as
   * `POST /control/token`, under no endpoint. ORCID then does not ask the person for the same consent again.
   * Rejects with `MOCK_ORCID_ERR_OPTIONS` and all that is wrong: an unknown client or person, one that is not active, a
   * scope that ORCID would not grant to this type of client.
   */
  readonly token: (plan?: MockTokenPlan) => Promise<MockTokens>
}

/**
 * A client's credentials, ready to be spread into an app's options. Its `fail`, `forge`, `findings`, `assertClean`,
 * `journal` and `token` concern this client alone; they are neither spread nor printed.
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
  /**
   * Adds a person, whose iD is fresh unless the options name one: a test that makes its own shares no record with the
   * tests beside it. Throws `MOCK_ORCID_ERR_OPTIONS` with all that is wrong, and then nobody is added.
   */
  readonly addResearcher: (options: MockAddedResearcherOptions) => MockResearcher
  /**
   * The person of a name or an iD, including those who registered on ORCID's page.
   * Throws `MOCK_ORCID_ERR_OPTIONS` for an unknown one.
   */
  readonly researcher: (nameOrId: string) => MockResearcher
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
  readonly intercept: (environment?: OrcidSite) => Promise<MockIntercept>
  /**
   * Calls `listener` with each request when it is answered, and with each finding when it is made, until the function
   * that it gives back is called. Findings have a `rule`. A finding that was followed counts as not looked at.
   */
  readonly follow: (listener: (entry: MockLogEntry) => void) => () => void
  /**
   * Changes how the mock behaves where ORCID's behaviour is not known: settings by name, while the others stay, or
   * `'legacy'` for the server before April 2026. The next request meets them. docs/reference/behaviour.md lists them.
   * Throws `MOCK_ORCID_ERR_OPTIONS` for an unknown setting or value, and changes nothing then.
   */
  readonly changeBehaviour: (change: MockOrcidBehaviour | 'legacy') => void
  /**
   * Makes the calls of webhooks that are due, and gives them, client by client; the journal has them too. After a
   * change a call is due at once here, and by itself after `webhooks.delaySeconds`. One that failed is due again after
   * ten minutes by the mock's clock, then after twenty, and so on, 25 times in all.
   */
  readonly webhooks: () => Promise<readonly MockWebhookCall[]>
  /**
   * Everything that the mock remembers of ORCID, as plain JSON: people, records, groups, webhooks, clients, consents,
   * tokens, codes, sessions, clock. It holds secrets and tokens as they are. Journal, findings, faults and forgeries
   * are not in it.
   */
  readonly snapshot: () => MockSnapshot
  /**
   * Sets the mock to a snapshot, of this mock or of another; journal, findings, faults and forgeries stay. A later
   * reset goes back to the snapshot's people and groups, not to its tokens. Throws `MOCK_ORCID_ERR_OPTIONS` with all
   * that is wrong, and then nothing changes.
   */
  readonly restore: (snapshot: MockSnapshot) => void
  /**
   * Resets the mock: signs everybody out, forgets codes, tokens, consents and webhooks, disarms faults and forgeries,
   * empties journal and findings, resets clock, keys and behaviour. Clients and added people stay. People, records and
   * groups are again as they were made: changes are undone, and people of the start who were removed are back. Those
   * who registered on ORCID's page go.
   */
  readonly reset: () => void
}

export type Controls = ReturnType<typeof createControls>

/** The memories of what only a test sees, each with its owner. */
export function createControls (registry: Registry) {
  const { behaviour: atStart } = registry
  const closing = new AbortController()
  // As many requests may wait as there are clients.
  setMaxListeners(0, closing.signal)
  const memories = {
    faults: createFaults(registry),
    forgeries: createForgeries(registry),
    journal: createJournal(),
    findings: createFindings(registry),
    keys: createKeyChanges(registry.keys),
    clock: clockControls(registry.clock),
    behaviour: {
      change (change: MockOrcidBehaviour | 'legacy') { registry.behaviour = resolveBehaviour(change, registry.behaviour) },
      reset () { registry.behaviour = atStart }
    }
  }
  return {
    ...memories,
    registry,
    people: createPeopleControls(registry),
    webhooks: createWebhookControls(registry, closing),
    closing,
    /** The host names of ORCID's that lead to this mock, each with the path below the mock that it serves. */
    intercepted: new Map() as ReadonlyMap<string, string>,
    /** Who is told of each exchange and finding. */
    followers: new Set<(entry: MockLogEntry) => void>(),
    /** The control token, if it lets other machines in. */
    outsideToken: null as string | null,
    /** What a form of the inspector carries, so that another site's page cannot send it. */
    formSecret: makeToken(),
    reset () {
      resetRegistry(registry)
      for (const memory of [registry.keys, ...Object.values(memories)]) memory.reset()
    }
  }
}

/** The controls of one client, or of all if `client` is null. */
function controlsFor (controls: Controls, client: string | null): MockControls {
  const { faults, forgeries, findings, journal } = controls
  const own = client === null ? {} : { client }
  return {
    fail: (endpoint, kind, plan) => faults.arm(endpoint, kind, { ...plan, ...own }),
    forge: (name, plan) => forgeries.arm(name, { ...plan, ...own }),
    findings: () => findings.read(client),
    assertClean: ({ except = [] } = {}) => {
      const found = findings.read(client).filter(({ rule }) => !except.includes(rule))
      if (found.length > 0) throw findingsError(found)
    },
    journal: journalControls(journal, own, controls.registry.clients),
    token: async (plan) => {
      const { issueTokens } = await import('./token.ts')
      return await issueTokens(controls, { ...plan, ...own })
    }
  }
}

// The controls are not enumerable, so that spreading, printing or comparing a client shows its credentials only.
function withControls (controls: Controls, { clientId, clientSecret }: MockOrcidClient): MockControlledClient {
  const hidden = Object.entries(controlsFor(controls, clientId)).map(([name, value]) => [name, { value }])
  const client = Object.defineProperties({ clientId, clientSecret }, Object.fromEntries(hidden))
  return Object.freeze(client) as MockControlledClient
}

/** What a test holds. `socketOf` tells where the mock listens. */
export function createHandle (controls: Controls, socketOf: () => ListeningSocket): MockHandle {
  const { registry: { clients } } = controls
  return {
    ...controlsFor(controls, null),
    client: (options) => withControls(controls, registerClient(clients, options)),
    forClient: (client) => Object.freeze(controlsFor(controls, findClientId(clients, client))),
    addResearcher: controls.people.add,
    researcher: controls.people.find,
    clock: controls.clock,
    keys: controls.keys.handle,
    changeBehaviour: controls.behaviour.change,
    intercept: async (environment = 'production') => {
      const { intercept } = await import('./intercept/intercept.ts')
      return await intercept(controls, socketOf, environment)
    },
    webhooks: controls.webhooks,
    snapshot: () => saveRegistry(controls.registry),
    restore: (snapshot) => { loadRegistry(controls.registry, snapshot) },
    follow: (listener) => {
      controls.followers.add(listener)
      return () => { controls.followers.delete(listener) }
    },
    reset: controls.reset
  }
}
