// Arming forgeries, and telling them in the answers they are meant for.
import { Compile } from 'typebox/schema'
import { MockOrcidOptionsError } from '../../errors.ts'
import { validateOptions } from '../../options/validate.ts'
import type { Client } from '../../orcid/registry/clients.ts'
import type { Token } from '../../orcid/registry/grants.ts'
import type { Registry } from '../../orcid/registry/registry.ts'
import type { Drafts } from '../../orcid/registry/seam.ts'
import { createArmedList, validateClient, validateTimes } from '../arming.ts'
import type { Armed, ArmedList, MockForgeryPlan, MockUndo } from '../arming.ts'
import { forgeries, type Forgery, type MockForgery, type MockForgeryName } from './catalogue.ts'
import type { Amend } from './token-draft.ts'

export interface ArmedForgery extends Armed {
  readonly name: MockForgeryName
  readonly row: Forgery
}

export interface Forgeries {
  readonly armed: () => readonly ArmedForgery[]
  /** Throws `MOCK_ORCID_ERR_OPTIONS` for a name or client that there is not, and for a wrong plan. */
  readonly arm: (name: MockForgeryName, plan: MockForgeryPlan) => MockUndo
  /** Changes the draft, and returns the name of the forgery that is in it now, or null. */
  readonly amend: <Kind extends keyof Drafts>(kind: Kind, draft: Drafts[Kind],
    token: Token | undefined) => MockForgeryName | null
  readonly reset: () => void
}

const planShape = Compile({
  type: 'object',
  additionalProperties: false,
  properties: { times: {}, client: {} }
} as const)

// A request for keys or discovery does not say which client sends it.
function isForEveryClient ({ where }: MockForgery): boolean {
  return where === 'jwks' || where === 'discovery'
}

interface Memory { readonly list: ArmedList<ArmedForgery>, readonly registry: Registry }

function armForgery ({ list, registry: { clients } }: Memory, name: MockForgeryName, plan: MockForgeryPlan): MockUndo {
  validateOptions(planShape, plan, 'forge')
  validateTimes(plan)
  if (!Object.hasOwn(forgeries, name)) {
    throw new MockOrcidOptionsError(`No forgery is called "${name}": it is one of ${Object.keys(forgeries).join(', ')}.`)
  }
  const row = forgeries[name]
  const client = validateClient(clients, plan)
  if (client !== null && isForEveryClient(row)) {
    throw new MockOrcidOptionsError(`A request for ${row.where} names no client, so "${name}" is everybody's.`)
  }
  const remaining = plan.times ?? (isForEveryClient(row) ? Infinity : 1)
  return list.arm({ name, row, client, toSkip: 0, remaining, fired: 0 })
}

function amendToken ({ list, registry }: Memory, draft: Drafts['token'], token: Token): MockForgeryName | null {
  // A token of the client itself signs nobody in.
  if (token.orcid === null) return null
  const places = draft.idToken === null ? ['token'] : ['id_token', 'token']
  const picked = list.pick(({ row, client }) =>
    places.includes(row.where) && (client === null || client === token.clientId))
  const namesHidden = list.items().find(({ row }) => row.where === 'jwks')
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
  const memory = { list, registry }
  return {
    armed: list.items,
    reset: list.reset,
    arm: (name, plan) => armForgery(memory, name, plan),
    amend: (kind, draft, token) => {
      if (list.items().length === 0) return null
      if (kind === 'token') return amendToken(memory, draft as Drafts['token'], token as Token)
      const picked = list.pick(({ row, client }) =>
        row.where === kind && (client === null || client === token?.clientId))
      if (picked === null) return null
      const act = picked.row.act as (draft: Drafts[typeof kind]) => void
      act(draft)
      return picked.name
    }
  }
}
