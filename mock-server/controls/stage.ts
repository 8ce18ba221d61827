// What stands behind the scenes of one mock: what is armed, what has been written down, what was found.
import { setMaxListeners } from 'node:events'
import type { Registry } from '../orcid/registry/registry.ts'
import type { ArmedFault, ArmedForgery } from './armed.ts'
import { createFindingMemory, forgetFindings } from './findings/findings.ts'
import type { FindingMemory } from './findings/findings.ts'
import { createJournalMemory } from './journal/journal.ts'
import type { JournalMemory } from './journal/journal.ts'
import { createKeyRing, resetKeyRing } from './keys.ts'
import type { KeyRing } from './keys.ts'

/** The memory of what only a test sees. */
export interface Stage {
  /** What ORCID remembers. */
  readonly registry: Registry
  /** Faults that have not struck often enough, in the order they were armed. */
  faults: ArmedFault[]
  /** Forgeries, the same. */
  forgeries: ArmedForgery[]
  /** What went over the wire. */
  readonly journal: JournalMemory
  /** What is wrong with it. */
  readonly findings: FindingMemory
  /** What id_tokens are signed with. */
  readonly keys: KeyRing
  /** Whose access tokens have been handed out, by token; a journal knows revoked ones too. */
  readonly owners: Map<string, string>
  /** The host names a takeover answers for. */
  takenHosts: ReadonlySet<string>
  /** Whether a test has set, frozen or advanced the clock, so that what is late is late on purpose. */
  isClockTurned: boolean
  /** Whether the clock stands still. */
  isClockFrozen: boolean
  /** How many walks are under way in which a robot gives a client a code that ORCID never issued. */
  tamperedWalks: number
  /** Ends every wait when the mock closes. */
  readonly closing: AbortController
}

/** A stage on which nothing has happened. */
export function createStage (registry: Registry): Stage {
  const closing = new AbortController()
  // As many requests may wait as there are clients.
  setMaxListeners(0, closing.signal)
  return {
    registry,
    faults: [],
    forgeries: [],
    journal: createJournalMemory(),
    findings: createFindingMemory(),
    keys: createKeyRing(),
    owners: new Map(),
    takenHosts: new Set(),
    isClockTurned: false,
    isClockFrozen: false,
    tamperedWalks: 0,
    closing
  }
}

/** Disarms everything, empties the journal, and puts the keys back. */
export function resetStage (stage: Stage): void {
  stage.faults = []
  stage.forgeries = []
  stage.journal.exchanges = []
  stage.owners.clear()
  stage.isClockTurned = false
  forgetFindings(stage.findings)
  resetKeyRing(stage.keys)
}
