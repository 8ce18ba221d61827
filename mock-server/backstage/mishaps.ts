// Faults and forgeries as a choice on the consent page: those that strike one client, once.
import type { Mishap, MishapGroup, Mishaps } from '../registry/mishaps.ts'
import { faultKinds } from './fault-kinds.ts'
import type { MockFaultKind, MockFaultName } from './fault-kinds.ts'
import { armFault } from './faults.ts'
import { forgeries } from './forgery-names.ts'
import type { MockForgery, MockForgeryName } from './forgery-names.ts'
import { armForgery } from './forger.ts'
import type { MockLeg } from './legs.ts'
import type { Stage } from './stage.ts'

// Requests to the other legs come before consent, or name no client.
const LEGS = ['token', 'userinfo', 'record'] as const satisfies readonly MockLeg[]

const LIES = ['id_token', 'token', 'userinfo'] as const satisfies ReadonlyArray<MockForgery['where']>

function faultsAt (leg: MockLeg): Mishap[] {
  return Object.entries<MockFaultKind>(faultKinds).filter(([, { legs }]) => legs.includes(leg))
    .map(([name, { does }]) => ({ value: `fail ${leg} ${name}`, name, does }))
}

function forgeriesIn (place: MockForgery['where']): Mishap[] {
  return Object.entries<MockForgery>(forgeries).filter(([, { where }]) => where === place)
    .map(([name, { does }]) => ({ value: `forge ${place} ${name}`, name, does }))
}

const groups: readonly MishapGroup[] = [
  ...LEGS.map((leg) => ({ place: `fail: ${leg}`, mishaps: faultsAt(leg) })),
  ...LIES.map((place) => ({ place: `forge: ${place}`, mishaps: forgeriesIn(place) }))
]

const known: ReadonlySet<string> = new Set(groups.flatMap(({ mishaps }) => mishaps.map(({ value }) => value)))

/** The choice that a stage offers. */
export function offerMishaps (stage: Stage): Mishaps {
  const arm = (value: string, client: string): void => {
    if (!known.has(value)) return
    const [how, place, name] = value.split(' ') as [string, string, string]
    if (how === 'fail') armFault(stage, place as MockLeg, [name as MockFaultName, { client }])
    else armForgery(stage, name as MockForgeryName, { client })
  }
  return { groups, arm }
}
