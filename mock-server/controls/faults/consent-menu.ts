// The faults and forgeries that a person can choose on the consent page, for the client's next login.
import type { ConsentMenuGroup } from '../../orcid/registry/seam.ts'
import type { MockUndo } from '../arming.ts'
import type { MockEndpoint } from '../endpoints.ts'
import type { Forgeries } from '../forgeries/apply.ts'
import { forgeries, type MockForgery, type MockForgeryName } from '../forgeries/catalogue.ts'
import { faultsAt, type Faults } from './arm.ts'
import type { MockFaultName } from './catalogue.ts'

// Requests to the other endpoints come before consent, or name no client.
const FAULT_LABELS: ReadonlyMap<MockEndpoint, string> = new Map([
  ['token', 'The token endpoint fails'], ['userinfo', 'Userinfo fails'], ['record', 'The record API fails']
])

const FORGERY_LABELS: ReadonlyMap<MockForgery['where'], string> = new Map([
  ['id_token', 'The id_token is forged'], ['token', 'The token answer is forged'], ['userinfo', 'Userinfo is forged']
])

type Arm = (clientId: string) => MockUndo

interface Choice { readonly value: string, readonly name: string, readonly text: string, readonly arm: Arm }

function choice (name: string, prefix: string, does: string, arm: Arm): Choice {
  return { value: `${prefix} ${name}`, name, text: does.replaceAll('`', ''), arm }
}

/** How many choices may wait for their login. Of more, the oldest is dropped. */
const MAX_WAITING = 20

interface ConsentMenu {
  readonly groups: readonly ConsentMenuGroup[]
  readonly choose: (value: string, clientId: string) => void
}

export function createConsentMenu (faults: Faults, forger: Forgeries): ConsentMenu {
  const groups = [
    ...[...FAULT_LABELS].map(([endpoint, label]) => ({
      label,
      choices: faultsAt(endpoint).map(([name, { does }]) => choice(name, `fail ${endpoint}`, does,
        (client) => faults.arm(endpoint, name as MockFaultName, { client })))
    })),
    ...[...FORGERY_LABELS].map(([place, label]) => ({
      label,
      choices: Object.entries<MockForgery>(forgeries).filter(([, { where }]) => where === place)
        .map(([name, { does }]) => choice(name, `forge ${place}`, does,
          (client) => forger.arm(name as MockForgeryName, { client })))
    }))
  ]
  const byValue = new Map(groups.flatMap(({ choices }) => choices.map(({ value, arm }) => [value, arm])))
  let waiting: MockUndo[] = []
  return {
    groups,
    choose: (value, clientId) => {
      const arm = byValue.get(value)
      if (arm === undefined) return
      waiting = [...waiting.filter(({ fired }) => fired === 0), arm(clientId)]
      if (waiting.length > MAX_WAITING) waiting.shift()?.()
    }
  }
}
