// The settings of the mock's behaviour that a test changes while it runs.
import { resolveBehaviour, type MockOrcidBehaviour } from '../options/behaviour.ts'
import type { Registry } from '../orcid/registry/registry.ts'

export function createBehaviourChanges (registry: Registry) {
  const atStart = registry.behaviour
  return {
    /** Throws `MOCK_ORCID_ERR_OPTIONS` for an unknown setting or value. */
    change (change: MockOrcidBehaviour | 'legacy') { registry.behaviour = resolveBehaviour(change, registry.behaviour) },
    reset () { registry.behaviour = atStart }
  }
}
