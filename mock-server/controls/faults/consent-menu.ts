// Faults and forgeries as a choice on the consent page: those that strike one client, in one visit.
import type { Visit } from '../../orcid/registry/grants.ts'
import type { Mishap, MishapGroup, Mishaps } from '../../orcid/registry/mishaps.ts'
import { faultKinds } from './catalogue.ts'
import type { MockFaultKind, MockFaultName } from './catalogue.ts'
import { armFault } from './arm.ts'
import { forgeries } from '../forgeries/catalogue.ts'
import type { MockForgery, MockForgeryName } from '../forgeries/catalogue.ts'
import { armForgery } from '../forgeries/apply.ts'
import type { MockEndpoint } from '../endpoints.ts'
import type { MockUndo } from '../arming.ts'
import type { Stage } from '../stage.ts'

// Requests to the other endpoints come before consent, or name no client.
const ENDPOINTS = ['token', 'userinfo', 'record'] as const satisfies readonly MockEndpoint[]

const LIES = ['id_token', 'token', 'userinfo'] as const satisfies ReadonlyArray<MockForgery['where']>

function offer (value: string, name: string, { does }: { readonly does: string }): Mishap {
  return { value, name, does: does.replaceAll('`', '') }
}

function faultsAt (endpoint: MockEndpoint): Mishap[] {
  return Object.entries<MockFaultKind>(faultKinds).filter(([, { endpoints }]) => endpoints.includes(endpoint))
    .map(([name, kind]) => offer(`fail ${endpoint} ${name}`, name, kind))
}

function forgeriesIn (place: MockForgery['where']): Mishap[] {
  return Object.entries<MockForgery>(forgeries).filter(([, { where }]) => where === place)
    .map(([name, forgery]) => offer(`forge ${place} ${name}`, name, forgery))
}

const groups: readonly MishapGroup[] = [
  ...ENDPOINTS.map((endpoint) => ({ place: `fails ${endpoint}` as const, mishaps: faultsAt(endpoint) })),
  ...LIES.map((place) => ({ place: `lies ${place}` as const, mishaps: forgeriesIn(place) }))
]

const known: ReadonlySet<string> = new Set(groups.flatMap(({ mishaps }) => mishaps.map(({ value }) => value)))

/** How many visits may have one ahead of them: more than anybody has tabs open. Of more, the oldest is let off. */
const MOST_WAITING = 20

function armOne (stage: Stage, value: string, [client, visit]: [string, Visit]): MockUndo {
  const [how, place, name] = value.split(' ') as [string, string, string]
  if (how === 'fail') return armFault(stage, place as MockEndpoint, [name as MockFaultName, { client }, visit])
  return armForgery(stage, name as MockForgeryName, [{ client }, visit])
}

/** The choice that a stage offers. */
export function offerMishaps (stage: Stage): Mishaps {
  let waiting: MockUndo[] = []
  const arm = (value: string, client: string, visit: Visit): void => {
    if (!known.has(value)) return
    waiting = [...waiting.filter(({ fired }) => fired === 0), armOne(stage, value, [client, visit])]
    if (waiting.length > MOST_WAITING) waiting.shift()?.()
  }
  return { groups, arm }
}
