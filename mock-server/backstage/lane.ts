// A lane: the faults, forgeries, findings and journal of one client, or of all of them together.
import { MockOrcidOptionsError } from '../errors.ts'
import type { MockOrcidClient } from '../registry/clients.ts'
import { armFault } from './faults.ts'
import type { MockFaultName } from './fault-kinds.ts'
import type { MockFinding } from './finding-memory.ts'
import type { MockFindingName } from './finding-rules.ts'
import { findingsError } from './findings-error.ts'
import { readFindings } from './findings.ts'
import { armForgery } from './forger.ts'
import type { MockForgeryName } from './forgery-names.ts'
import { idOf, openJournal } from './journal.ts'
import type { MockJournal } from './journal.ts'
import type { MockLeg } from './legs.ts'
import type { MockFaultPlan, MockForgeryPlan, MockUndo } from './plans.ts'
import type { Stage } from './stage.ts'

/** What a test can do behind the scenes: to every client on the mock itself, to one on a lane. */
export interface MockLane {
  /**
   * Makes the next requests to a leg go wrong; docs/faults.md lists the kinds. Once, unless `times` says more.
   * Throws `MOCK_ORCID_ERR_OPTIONS` for a leg, a kind or a plan that makes no sense.
   */
  readonly fail: (leg: MockLeg, kind: MockFaultName, plan?: MockFaultPlan) => MockUndo
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
export type MockOrcidClientLane = MockOrcidClient & MockLane

/** Opens the lane of a client, or of everybody if `client` is null. */
export function openLane (stage: Stage, client: string | null): MockLane {
  const own = client === null ? {} : { client }
  const assertClean: MockLane['assertClean'] = ({ except = [] } = {}) => {
    const findings = readFindings(stage, client).filter(({ rule }) => !except.includes(rule))
    if (findings.length > 0) throw findingsError(findings)
  }
  return Object.freeze({
    fail: (leg: MockLeg, kind: MockFaultName, plan: MockFaultPlan = {}) =>
      armFault(stage, leg, [kind, { ...plan, ...own }]),
    forge: (name: MockForgeryName, plan: MockForgeryPlan = {}) => armForgery(stage, name, [{ ...plan, ...own }]),
    findings: () => readFindings(stage, client),
    assertClean,
    journal: openJournal(stage.journal, own)
  })
}

/** The lane of a client that the mock knows, whether it was minted or came with the options. */
export function laneOfClient (stage: Stage, client: string | { readonly clientId: string }): MockLane {
  const id = idOf(client)
  if (stage.registry.clients.has(id)) return openLane(stage, id)
  throw new MockOrcidOptionsError(`No client is called ${id}: mint one with client().`)
}

/** Gives credentials a lane that nobody sees who spreads, prints or compares them. */
export function addLane (stage: Stage, { clientId, clientSecret }: MockOrcidClient): MockOrcidClientLane {
  const lane = openLane(stage, clientId)
  const hidden = Object.fromEntries(Object.entries(lane).map(([name, value]) => [name, { value }]))
  return Object.freeze(Object.defineProperties({ clientId, clientSecret }, hidden)) as MockOrcidClientLane
}
