// Arming forgeries, and changing the answers they are meant for.
import { MockOrcidOptionsError } from '../../errors.ts'
import type { Token } from '../../orcid/registry/grants.ts'
import type { Registry } from '../../orcid/registry/registry.ts'
import type { Drafts } from '../../orcid/registry/seam.ts'
import {
  createArmedList, findRow, namesNoClient, validatePlan, type Armed, type MockForgeryPlan, type MockUndo
} from '../arming.ts'
import { forgeries, type Forgery, type MockForgeryName } from './catalogue.ts'
import type { ForgeryContext } from './token-draft.ts'

export interface ArmedForgery extends Armed {
  readonly name: MockForgeryName
  readonly row: Forgery
}

const planShape = { type: 'object', additionalProperties: false, properties: { times: {}, client: {} } }

export type Forgeries = ReturnType<typeof createForgeries>

export function createForgeries (registry: Registry) {
  const list = createArmedList<ArmedForgery>()
  return {
    ...list,
    /** Throws `MOCK_ORCID_ERR_OPTIONS` for a name or client that there is not, and for a wrong plan. */
    arm (name: MockForgeryName, plan: MockForgeryPlan): MockUndo {
      const client = validatePlan(planShape, plan, { clients: registry.clients, subject: 'forge' })
      const row = findRow(forgeries, name, 'No forgery is called')
      const isForEveryClient = namesNoClient(row.where)
      if (client !== null && isForEveryClient) {
        throw new MockOrcidOptionsError(`A request for ${row.where} names no client, so "${name}" is for every client.`)
      }
      const { times = isForEveryClient ? Infinity : 1 } = plan
      return list.add({ name, row, client, toSkip: 0, remaining: times, fired: 0 })
    },
    /** Changes the draft, and returns the name of the forgery that is in it now, or null. */
    amend<Kind extends keyof Drafts> (kind: Kind, draft: Drafts[Kind], token?: Token): MockForgeryName | null {
      // A token of the client itself is no login.
      if (kind === 'token' && token?.orcid === null) return null
      const { idToken = null } = draft as Partial<Drafts['token']>
      const places: string[] = kind === 'token' && idToken !== null ? ['id_token', 'token'] : [kind]
      const clientId = token?.clientId ?? null
      const picked = list.pick(clientId, ({ row }) => places.includes(row.where))
      // Keys without a name go with an id_token that names none.
      const hidesNames = kind === 'token' ? list.armed().find(({ row }) => row.where === 'jwks') : undefined
      if (hidesNames !== undefined && idToken !== null) idToken.header['kid'] = undefined
      const act = picked?.row.act as ((draft: Drafts[Kind], context: ForgeryContext) => void) | undefined
      act?.(draft, { registry, clientId })
      return (picked ?? hidesNames)?.name ?? null
    }
  }
}
