// Everything that a test turns and reads of one mock.
import { setMaxListeners } from 'node:events'
import { resetRegistry, type Registry } from '../orcid/registry/registry.ts'
import { createFaults } from './faults/arm.ts'
import { createFindings } from './findings/check.ts'
import { createForgeries } from './forgeries/apply.ts'
import { createJournal } from './journal/journal.ts'
import { createKeyChanges } from './keys.ts'

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
    intercepted: new Set() as ReadonlySet<string>,
    reset () {
      resetRegistry(registry)
      for (const memory of [registry.clock, registry.keys, ...Object.values(memories)]) memory.reset()
    }
  }
}
