// Arming forgeries, and changing the answers they are meant for.
import { Compile } from 'typebox/schema'
import { MockOrcidOptionsError } from '../../errors.ts'
import type { Client } from '../../orcid/registry/clients.ts'
import type { Token } from '../../orcid/registry/grants.ts'
import type { Registry } from '../../orcid/registry/registry.ts'
import type { Drafts } from '../../orcid/registry/seam.ts'
import { createArmedList, validatePlan } from '../arming.ts'
import type { Armed, ArmedList, MockForgeryPlan, MockUndo } from '../arming.ts'
import { forgeries, type Forgery, type MockForgeryName } from './catalogue.ts'
import type { Amend } from './token-draft.ts'

interface ArmedForgery extends Armed {
  readonly name: MockForgeryName
  readonly row: Forgery
}

export interface Forgeries extends Omit<ArmedList<ArmedForgery>, 'add'> {
  /** Throws `MOCK_ORCID_ERR_OPTIONS` for a name or client that there is not, and for a wrong plan. */
  readonly arm: (name: MockForgeryName, plan: MockForgeryPlan) => MockUndo
  /** Changes the draft, and returns the name of the forgery that is in it now, or null. */
  readonly amend: <Kind extends keyof Drafts>(kind: Kind, draft: Drafts[Kind],
    token: Token | undefined) => MockForgeryName | null
}

const planShape = Compile({
  type: 'object',
  additionalProperties: false,
  properties: { times: {}, client: {} }
} as const)

function createForgery (name: MockForgeryName, plan: MockForgeryPlan, clients: Registry['clients']): ArmedForgery {
  const client = validatePlan(planShape, plan, { clients, subject: 'forge' })
  if (!Object.hasOwn(forgeries, name)) {
    throw new MockOrcidOptionsError(`No forgery is called "${name}": it is one of ${Object.keys(forgeries).join(', ')}.`)
  }
  const row = forgeries[name]
  // A request for keys or discovery does not say which client sends it.
  const isForEveryClient = row.where === 'jwks' || row.where === 'discovery'
  if (client !== null && isForEveryClient) {
    throw new MockOrcidOptionsError(`A request for ${row.where} names no client, so "${name}" is for every client.`)
  }
  return { name, row, client, toSkip: 0, remaining: plan.times ?? (isForEveryClient ? Infinity : 1), fired: 0 }
}

function amendToken (list: ArmedList<ArmedForgery>, registry: Registry, draft: Drafts['token'],
  token: Token): MockForgeryName | null {
  // A token of the client itself is no login.
  if (token.orcid === null) return null
  const places = draft.idToken === null ? ['token'] : ['id_token', 'token']
  const picked = list.pick(token.clientId, ({ row }) => places.includes(row.where))
  const namesHidden = list.armed().find(({ row }) => row.where === 'jwks')
  // Keys without a name go with an id_token that names none.
  if (namesHidden !== undefined && draft.idToken !== null) draft.idToken.header['kid'] = undefined
  if (picked !== null) {
    const { clientSecret } = registry.clients.get(token.clientId) as Client
    const act = picked.row.act as Amend
    act(draft, { registry, clientSecret })
  }
  return (picked ?? namesHidden)?.name ?? null
}

export function createForgeries (registry: Registry): Forgeries {
  const list = createArmedList<ArmedForgery>()
  return {
    ...list,
    arm: (name, plan) => list.add(createForgery(name, plan, registry.clients)),
    amend: (kind, draft, token) => {
      if (kind === 'token') return amendToken(list, registry, draft as Drafts['token'], token as Token)
      const picked = list.pick(token?.clientId ?? null, ({ row }) => row.where === kind)
      if (picked === null) return null
      const act = picked.row.act as (draft: Drafts[typeof kind]) => void
      act(draft)
      return picked.name
    }
  }
}
