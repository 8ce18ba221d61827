// The whole of it, as startMockOrcid hands it on: a stage, what is mounted of it, and what a test holds.
import { MockOrcidOptionsError } from '../errors.ts'
import type { MockClientOptions } from '../options/client.ts'
import { registerClient } from '../orcid/registry/clients.ts'
import { resetRegistry } from '../orcid/registry/registry.ts'
import { openClock } from './clock.ts'
import type { MockClock } from './clock.ts'
import { warnOfUnseen } from './findings/error.ts'
import { openKeys } from './keys.ts'
import type { MockKeys } from './keys.ts'
import { addControls, controlsOfClient, openControls } from './handle.ts'
import type { MockControls, MockControlledClient } from './handle.ts'
import { resetStage } from './stage.ts'
import type { Stage } from './stage.ts'
import { takeOver } from './intercept/intercept.ts'
import type { MockIntercept, InterceptEnvironment } from './intercept/intercept.ts'

/** What a test holds of the mock besides its addresses and its robot. */
export interface MockBackstage extends MockControls {
  /**
   * Registers a client and returns its credentials, ready to be spread into an app's options. The client is a lane:
   * its `fail`, `forge`, `findings`, `assertClean` and `journal` concern it alone, and are not spread.
   * Throws `MOCK_ORCID_ERR_OPTIONS` for a wrong option or an id that is taken.
   */
  readonly client: (options?: MockClientOptions) => MockControlledClient
  /** The lane of a client that came with the options, by its id. Throws `MOCK_ORCID_ERR_OPTIONS` for an unknown one. */
  readonly forClient: (client: string | { readonly clientId: string }) => MockControls
  /** The clock. */
  readonly clock: MockClock
  /** The keys that sign id_tokens. */
  readonly keys: MockKeys
  /**
   * Makes ORCID's own host names (orcid.org, sandbox.orcid.org, and their `www.`, `pub.` and `api.`) lead to the mock
   * in this process: through `fetch`, undici's dispatchers, `node:http` and `node:https`. The mock's issuer is ORCID's
   * meanwhile. Every other way to orcid.org fails with `MOCK_ORCID_ERR_WAY_OUT`: a further host name, a proxy, HTTP/2,
   * a bare connection, a look-up of the name. Worker threads and other processes have ways out of their own.
   * Rejects with `MOCK_ORCID_ERR_OPTIONS` if another mock has taken them, or this one is closed.
   *
   * @default 'production'
   */
  readonly intercept: (environment?: InterceptEnvironment) => Promise<MockIntercept>
  /**
   * Back to the start: signs everybody out, forgets codes, tokens and consents, disarms faults and forgeries, empties
   * journal and findings, puts clock and keys right. Clients and people stay.
   */
  readonly reset: () => void
}

/** Opens it, and gives what a closing mock calls. */
export function openBackstage (stage: Stage, addressOf: () => string):
{ readonly backstage: MockBackstage, readonly leave: () => void } {
  const { registry } = stage
  const clock = openClock(stage)
  const backstage: MockBackstage = {
    ...openControls(stage, null),
    client: (options) => addControls(stage, registerClient(registry.clients, options)),
    forClient: (client) => controlsOfClient(stage, client),
    clock,
    keys: openKeys(stage.keys),
    intercept: async (environment = 'production') => {
      if (environment !== 'production' && environment !== 'sandbox') {
        throw new MockOrcidOptionsError('intercept is for "production" or for "sandbox".')
      }
      return await takeOver(stage, addressOf, environment)
    },
    reset: () => {
      resetRegistry(registry)
      resetStage(stage)
      clock.reset()
    }
  }
  const leave = (): void => {
    stage.closing.abort()
    warnOfUnseen(stage.findings.unseen)
    stage.findings.unseen.clear()
  }
  return { backstage, leave }
}
