// Arming faults: for which endpoint, which client and how many requests.
import { MockOrcidOptionsError } from '../../errors.ts'
import type { Registry } from '../../orcid/registry/registry.ts'
import {
  createArmedList, findRow, namesNoClient, validatePlan, type Armed, type MockFaultPlan, type MockUndo
} from '../arming.ts'
import { endpoints, type MockEndpoint } from '../endpoints.ts'
import { faultKinds, type Fault, type MockFaultName } from './catalogue.ts'

export interface ArmedFault extends Armed {
  readonly endpoint: MockEndpoint
  readonly name: `${MockFaultName}`
  readonly kind: Fault
  readonly delayMs: number
}

const planShape = {
  type: 'object',
  additionalProperties: false,
  properties: {
    times: {},
    after: { type: 'integer', minimum: 0 },
    delayMs: { type: 'number', minimum: 0, maximum: 2147483647 },
    client: {}
  }
}

export function faultsAt (endpoint: MockEndpoint): Array<[name: `${MockFaultName}`, kind: Fault]> {
  const all = Object.entries(faultKinds) as Array<[`${MockFaultName}`, Fault]>
  return all.filter(([, kind]) => kind.endpoints.includes(endpoint))
}

export type Faults = ReturnType<typeof createFaults>

export function createFaults ({ clients }: Registry) {
  const list = createArmedList<ArmedFault>()
  return {
    ...list,
    /** Throws `MOCK_ORCID_ERR_OPTIONS` for an endpoint, kind or client that there is not, and for a wrong plan. */
    arm (endpoint: MockEndpoint, kindName: MockFaultName, plan: MockFaultPlan): MockUndo {
      const client = validatePlan(planShape, plan, { clients, subject: 'fail' })
      findRow(endpoints, endpoint, 'No endpoint is called')
      const name = (typeof kindName === 'number' ? String(kindName) : kindName) as `${MockFaultName}`
      const kind = findRow(Object.fromEntries(faultsAt(endpoint)), name, `The endpoint ${endpoint} has no fault`)
      if (client !== null && namesNoClient(endpoint)) {
        throw new MockOrcidOptionsError(`A request to the endpoint ${endpoint} names no client, so a fault there is for every client.`)
      }
      const { times = 1, after = 0, delayMs = kind.delayMs ?? 0 } = plan
      return list.add({ endpoint, name, kind, client, delayMs, toSkip: after, remaining: times, fired: 0 })
    }
  }
}
