// The faults and forgeries that a person can choose on the consent page, for the client's next login.
import type { ConsentMenuGroup } from '../../orcid/registry/seam.ts'
import type { MockUndo } from '../arming.ts'
import type { Forgeries } from '../forgeries/apply.ts'
import { forgeries, type MockForgery, type MockForgeryName } from '../forgeries/catalogue.ts'
import { faultsAt, type Faults } from './arm.ts'

// Requests to the other endpoints come before consent, or name no client.
const FAULT_LABELS = [
  ['token', 'The token endpoint fails'], ['userinfo', 'Userinfo fails'], ['record', 'The record API fails']
] as const

const FORGERY_LABELS = [
  ['id_token', 'The id_token is forged'], ['token', 'The token answer is forged'], ['userinfo', 'Userinfo is forged']
] as const

function forgeriesIn (place: MockForgery['where']): Array<[MockForgeryName, MockForgery]> {
  const all = Object.entries(forgeries) as Array<[MockForgeryName, MockForgery]>
  return all.filter(([, { where }]) => where === place)
}

/** How many choices may wait for their login. Of more, the oldest is dropped. */
const MAX_WAITING = 20

export function createConsentMenu (faults: Faults, forger: Forgeries) {
  const arms = new Map<string, (client: string) => MockUndo>()
  const addChoice = (value: string, does: string, arm: (client: string) => MockUndo) => {
    arms.set(value, arm)
    return { value, name: String(value.split(' ').at(-1)), text: does.replaceAll('`', '') }
  }
  const groups: ConsentMenuGroup[] = [
    ...FAULT_LABELS.map(([endpoint, label]) => ({
      label,
      choices: faultsAt(endpoint).map(([name, { does }]) =>
        addChoice(`fail ${endpoint} ${name}`, does, (client) => faults.arm(endpoint, name, { client })))
    })),
    ...FORGERY_LABELS.map(([place, label]) => ({
      label,
      choices: forgeriesIn(place).map(([name, { does }]) =>
        addChoice(`forge ${place} ${name}`, does, (client) => forger.arm(name, { client })))
    }))
  ]
  let waiting: MockUndo[] = []
  return {
    groups,
    choose (value: string, clientId: string) {
      const arm = arms.get(value)
      if (arm === undefined) return
      waiting = [...waiting.filter(({ fired }) => fired === 0), arm(clientId)]
      if (waiting.length > MAX_WAITING) waiting.shift()?.()
    }
  }
}
