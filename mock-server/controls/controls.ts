// Everything that a test turns and reads of one mock, and the seam's other half.
import { setMaxListeners } from 'node:events'
import type { FastifyRequest } from 'fastify'
import { resetRegistry, type Registry } from '../orcid/registry/registry.ts'
import type { Drafts, Refusal } from '../orcid/registry/seam.ts'
import { queryOf } from '../orcid/web/parameters.ts'
import { createFaults, type Faults } from './faults/arm.ts'
import { createConsentMenu } from './faults/consent-menu.ts'
import { adviceOn } from './findings/advice.ts'
import { createFindings, type Findings } from './findings/findings.ts'
import { createForgeries, type Forgeries } from './forgeries/apply.ts'
import type { MockForgeryName } from './forgeries/catalogue.ts'
import { createJournal, type JournalMemory } from './journal/journal.ts'
import { createKeyWishes, type KeyWishes } from './keys.ts'

export interface Told {
  refusal: Refusal | null
  forgery: MockForgeryName | null
  issued: Drafts['token']['body'] | null
}

/** The memories of what only a test sees, each with its owner. */
export interface Controls {
  readonly registry: Registry
  readonly faults: Faults
  readonly forgeries: Forgeries
  readonly journal: JournalMemory
  readonly findings: Findings
  readonly keys: KeyWishes
  readonly toldOf: (request: FastifyRequest) => Told
  /** The host names of ORCID's that lead to this mock. */
  intercepted: ReadonlySet<string>
  readonly closing: AbortController
  readonly reset: () => void
}

function connectSeam (registry: Registry, { faults, forgeries, keys, toldOf }: Controls): void {
  const { groups, choose } = createConsentMenu(faults, forgeries)
  registry.seam = {
    consentMenu: groups,
    choose,
    refused: (request, refusal) => { toldOf(request).refusal = refusal },
    adviceOn: (request, { reason }) => adviceOn(registry, queryOf(request), reason),
    amend: (request, kind, draft, token) => {
      const told = toldOf(request)
      if (kind === 'jwks') keys.amendJwks(draft as Drafts['jwks'])
      if (kind === 'token') keys.amendToken(draft as Drafts['token'])
      told.forgery = forgeries.amend(kind, draft, token)
      if (kind === 'token') told.issued = (draft as Drafts['token']).body
      return draft
    }
  }
}

export function createControls (registry: Registry): Controls {
  const closing = new AbortController()
  // As many requests may wait as there are clients.
  setMaxListeners(0, closing.signal)
  const told = new WeakMap<FastifyRequest, Told>()
  const controls: Controls = {
    registry,
    faults: createFaults(registry),
    forgeries: createForgeries(registry),
    journal: createJournal(),
    findings: createFindings(),
    keys: createKeyWishes(registry.keys),
    toldOf: (request) => {
      const known = told.get(request) ?? { refusal: null, forgery: null, issued: null }
      told.set(request, known)
      return known
    },
    intercepted: new Set(),
    closing,
    reset: () => {
      resetRegistry(registry)
      const { faults, forgeries, journal, findings, keys } = controls
      for (const memory of [registry.clock, registry.keys, faults, forgeries, journal, findings, keys]) memory.reset()
    }
  }
  connectSeam(registry, controls)
  return controls
}
