// Arming faults: what a test asks for is judged, kept, and picked when a request comes that it is meant for.
import { Compile } from 'typebox/schema'
import { MockOrcidOptionsError } from '../../errors.ts'
import { judge } from '../../options/validate.ts'
import type { Visit } from '../../orcid/registry/grants.ts'
import type { Registry } from '../../orcid/registry/registry.ts'
import type { ArmedFault } from '../armed.ts'
import { isMeantFor } from '../caller.ts'
import type { Caller } from '../caller.ts'
import { faultKinds } from './catalogue.ts'
import type { MockFaultKind, MockFaultName } from './catalogue.ts'
import { idOf } from '../journal/journal.ts'
import { endpoints } from '../endpoints.ts'
import type { MockEndpoint } from '../endpoints.ts'
import { createUndo } from '../arming.ts'
import type { MockFaultPlan, MockUndo } from '../arming.ts'

const planShape = Compile({
  type: 'object',
  additionalProperties: false,
  properties: {
    times: {},
    after: { type: 'integer', minimum: 0 },
    delayMs: { type: 'number', minimum: 0, maximum: 2147483647 },
    client: {}
  }
} as const)

const DEFAULT_DELAY_MS: Readonly<Record<string, number>> = { delay: 1000, drip: 100, 'drip-body': 100 }

/** The id of the client a plan names, or null; a client the mock does not know is refused. */
export function clientIn ({ clients }: Registry,
  plan: { readonly client?: MockFaultPlan['client'] | null }): string | null {
  // What JSON writes for a client that is not named.
  if (plan.client === undefined || plan.client === null) return null
  const id = idOf(plan.client)
  if (clients.has(id)) return id
  throw new MockOrcidOptionsError(`No client is called ${id}: mint one with client().`)
}

/** Refuses a number of times that is none. JSON Schema has no word for Infinity. */
export function judgeTimes ({ times = 1 }: { readonly times?: number }): void {
  if (typeof times === 'number' && times >= 1) return
  throw new MockOrcidOptionsError('Wrong options: times must be a number from 1 up, or Infinity.')
}

function judgeFault (endpoint: MockEndpoint, name: string, client: string | null): MockFaultKind {
  if (!Object.hasOwn(endpoints, endpoint)) {
    throw new MockOrcidOptionsError(`No endpoint is called "${endpoint}": it is one of ${Object.keys(endpoints).join(', ')}.`)
  }
  const striking = Object.entries<MockFaultKind>(faultKinds).filter(([, kind]) => kind.endpoints.includes(endpoint))
  const kind = striking.find(([known]) => known === name)?.[1]
  if (kind === undefined) {
    const known = striking.map(([one]) => one).join(', ')
    throw new MockOrcidOptionsError(`No fault "${name}" strikes the endpoint ${endpoint}: it is one of ${known}.`)
  }
  if (client !== null && (endpoint === 'jwks' || endpoint === 'discovery')) {
    throw new MockOrcidOptionsError(`A request to the endpoint ${endpoint} names no client, so a fault there is everybody's.`)
  }
  return kind
}

/**
 * Arms a fault, for every visit or for one.
 *
 * @throws `MOCK_ORCID_ERR_OPTIONS` for a endpoint, kind or client that there is not, and for a wrong plan
 */
export function armFault (stage: { readonly registry: Registry, faults: ArmedFault[] }, endpoint: MockEndpoint,
  [name, plan, visit = null]: [MockFaultName, MockFaultPlan, (Visit | null)?]): MockUndo {
  judge(planShape, plan, 'fail')
  judgeTimes(plan)
  const client = clientIn(stage.registry, plan)
  const { phase } = judgeFault(endpoint, String(name), client)
  const { times = 1, after = 0, delayMs = DEFAULT_DELAY_MS[name] ?? 0 } = plan
  const fault: ArmedFault = {
    endpoint, name: `${name}`, phase, client, visit, delayMs, toSkip: after, remaining: times, fired: 0
  }
  stage.faults.push(fault)
  return createUndo(fault, () => { stage.faults = stage.faults.filter((armed) => armed !== fault) })
}

/** The fault a request meets, if any. Every fault that is meant for the request counts it, and one strikes. */
export function pickFault (stage: { faults: ArmedFault[] }, endpoint: MockEndpoint | null,
  caller: Caller): ArmedFault | null {
  let picked: ArmedFault | null = null
  for (const fault of stage.faults) {
    const isMeant = fault.endpoint === endpoint && isMeantFor(fault, caller)
    if (isMeant && fault.toSkip > 0) fault.toSkip--
    else if (isMeant) picked ??= fault
  }
  if (picked === null) return null
  picked.fired++
  if (--picked.remaining <= 0) stage.faults = stage.faults.filter((armed) => armed !== picked)
  return picked
}
