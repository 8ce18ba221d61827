// Everything that a test turns and reads of one mock.
import { setMaxListeners } from 'node:events'
import { resetRegistry, type Registry } from '../orcid/registry/registry.ts'
import { createFaults, type Faults } from './faults/arm.ts'
import { createFindings, type Findings } from './findings/check.ts'
import { createForgeries, type Forgeries } from './forgeries/apply.ts'
import { createJournal, type JournalMemory } from './journal/journal.ts'
import { createKeyChanges, type KeyChanges } from './keys.ts'

/** The memories of what only a test sees, each with its owner. */
export interface Controls {
  readonly registry: Registry
  readonly faults: Faults
  readonly forgeries: Forgeries
  readonly journal: JournalMemory
  readonly findings: Findings
  readonly keys: KeyChanges
  /** The host names of ORCID's that lead to this mock. */
  intercepted: ReadonlySet<string>
  readonly closing: AbortController
  readonly reset: () => void
}

export function createControls (registry: Registry): Controls {
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
    registry,
    ...memories,
    intercepted: new Set(),
    closing,
    reset: () => {
      resetRegistry(registry)
      for (const memory of [registry.clock, registry.keys, ...Object.values(memories)]) memory.reset()
    }
  }
}
