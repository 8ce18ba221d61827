// A lane: the faults, forgeries, findings and journal of one client, or of all of them together.
import { MockOrcidOptionsError } from '../errors.ts'
import type { MockOrcidClient } from '../orcid/registry/clients.ts'
import { armFault } from './faults/arm.ts'
import type { MockFaultName } from './faults/catalogue.ts'
import type { MockFinding } from './findings/findings.ts'
import type { MockFindingName } from './findings/rules.ts'
import { findingsError } from './findings/error.ts'
import { readFindings } from './findings/check.ts'
import { armForgery } from './forgeries/apply.ts'
import type { MockForgeryName } from './forgeries/catalogue.ts'
import { idOf, openJournal } from './journal/journal.ts'
import type { MockJournal } from './journal/journal.ts'
import type { MockEndpoint } from './endpoints.ts'
import type { MockFaultPlan, MockForgeryPlan, MockUndo } from './arming.ts'
import type { Stage } from './stage.ts'

/** What a test can do behind the scenes: to every client on the mock itself, to one on a lane. */
export interface MockControls {
  /**
   * Makes the next requests to a endpoint go wrong; docs/faults.md lists the kinds. Once, unless `times` says more.
   * Throws `MOCK_ORCID_ERR_OPTIONS` for a endpoint, a kind or a plan that makes no sense.
   */
  readonly fail: (endpoint: MockEndpoint, kind: MockFaultName, plan?: MockFaultPlan) => MockUndo
  /** Makes ORCID lie to the next login; docs/faults.md lists the forgeries. Once, unless `times` says more. */
  readonly forge: (name: MockForgeryName, plan?: MockForgeryPlan) => MockUndo
  /** What ORCID would have refused, and what its checklists frown at, so far. */
  readonly findings: () => readonly MockFinding[]
  /**
   * Throws `MOCK_ORCID_ERR_FINDINGS`, with all of them in its message, if there are any.
   *
   * @default { except: [] }
   */
  readonly assertClean: (options?: { readonly except?: readonly MockFindingName[] }) => void
  /** What went over the wire. */
  readonly journal: MockJournal
}

/** A client's credentials. Spread or printed it is just those; by name it has its own lane besides. */
export type MockControlledClient = MockOrcidClient & MockControls

/** Opens the lane of a client, or of everybody if `client` is null. */
export function openControls (stage: Stage, client: string | null): MockControls {
  const own = client === null ? {} : { client }
  const assertClean: MockControls['assertClean'] = ({ except = [] } = {}) => {
    const findings = readFindings(stage, client).filter(({ rule }) => !except.includes(rule))
    if (findings.length > 0) throw findingsError(findings)
  }
  return Object.freeze({
    fail: (endpoint: MockEndpoint, kind: MockFaultName, plan: MockFaultPlan = {}) =>
      armFault(stage, endpoint, [kind, { ...plan, ...own }]),
    forge: (name: MockForgeryName, plan: MockForgeryPlan = {}) => armForgery(stage, name, [{ ...plan, ...own }]),
    findings: () => readFindings(stage, client),
    assertClean,
    journal: openJournal(stage.journal, own)
  })
}

/** The lane of a client that the mock knows, whether it was minted or came with the options. */
export function controlsOfClient (stage: Stage, client: string | { readonly clientId: string }): MockControls {
  const id = idOf(client)
  if (stage.registry.clients.has(id)) return openControls(stage, id)
  throw new MockOrcidOptionsError(`No client is called ${id}: mint one with client().`)
}

/** Gives credentials a lane that nobody sees who spreads, prints or compares them. */
export function addControls (stage: Stage, { clientId, clientSecret }: MockOrcidClient): MockControlledClient {
  const lane = openControls(stage, clientId)
  const hidden = Object.fromEntries(Object.entries(lane).map(([name, value]) => [name, { value }]))
  return Object.freeze(Object.defineProperties({ clientId, clientSecret }, hidden)) as MockControlledClient
}
