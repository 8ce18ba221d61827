// Arming forgeries, and the answers they are told in: tokens, keys, userinfo, discovery.
import { Compile } from 'typebox/schema'
import { MockOrcidOptionsError } from '../../errors.ts'
import { judge } from '../../options/validate.ts'
import type { Client } from '../../orcid/registry/clients.ts'
import type { Visit } from '../../orcid/registry/grants.ts'
import type { ArmedForgery } from '../armed.ts'
import { isMeantFor } from '../caller.ts'
import type { Caller } from '../caller.ts'
import { change, closeDraft, openDraft } from './token-draft.ts'
import { clientIn, judgeTimes } from '../faults/arm.ts'
import { acts } from './acts.ts'
import { forgeries } from './catalogue.ts'
import type { MockForgery, MockForgeryName } from './catalogue.ts'
import { isUntouched, renderKeyRing, rogueKey } from '../keys.ts'
import { createUndo } from '../arming.ts'
import type { MockForgeryPlan, MockUndo } from '../arming.ts'
import type { Stage } from '../stage.ts'

/** What came of an answer. */
export interface Forged {
  /** The body to send. */
  readonly body: string
  /** The forgery in it, or null. */
  readonly name: MockForgeryName | null
}

const planShape = Compile({
  type: 'object',
  additionalProperties: false,
  properties: { times: {}, client: {} }
} as const)

function isEverybodys (where: MockForgery['where']): boolean {
  return where === 'jwks' || where === 'discovery'
}

/**
 * Arms a forgery, for every visit or for one.
 *
 * @throws `MOCK_ORCID_ERR_OPTIONS` for a name or client that there is not, and for a wrong plan
 */
export function armForgery (stage: Stage, name: MockForgeryName,
  [plan, visit = null]: [MockForgeryPlan, (Visit | null)?]): MockUndo {
  judge(planShape, plan, 'forge')
  judgeTimes(plan)
  if (!Object.hasOwn(forgeries, name)) {
    throw new MockOrcidOptionsError(`No forgery is called "${name}": it is one of ${Object.keys(forgeries).join(', ')}.`)
  }
  const { where } = forgeries[name]
  const client = clientIn(stage.registry, plan)
  if (client !== null && isEverybodys(where)) {
    throw new MockOrcidOptionsError(`A request for ${where} names no client, so "${name}" is everybody's.`)
  }
  const remaining = plan.times ?? (isEverybodys(where) ? Infinity : 1)
  const forgery: ArmedForgery = { name, where, client, visit, remaining, fired: 0 }
  stage.forgeries.push(forgery)
  return createUndo(forgery, () => { stage.forgeries = stage.forgeries.filter((armed) => armed !== forgery) })
}

/** A request for keys or discovery does not say who sends it. */
const NOBODY: Caller = { client: null, visit: null }

type Where = ReadonlyArray<MockForgery['where']>

function findForgery ({ forgeries: armed }: Stage, where: Where, caller: Caller): ArmedForgery | undefined {
  return armed.find((forgery) => where.includes(forgery.where) && isMeantFor(forgery, caller))
}

function spend (stage: Stage, forgery: ArmedForgery): MockForgeryName {
  forgery.fired++
  if (--forgery.remaining <= 0) stage.forgeries = stage.forgeries.filter((armed) => armed !== forgery)
  return forgery.name
}

/** A token answer as it is sent: forged if a forgery waits for it, and signed with the key of the moment. */
export function forgeTokenAnswer (stage: Stage, body: string, caller: Caller): Forged {
  const { keys, registry, forgeries: armed } = stage
  const nameless = findForgery(stage, ['jwks'], NOBODY)
  const isMeant = armed.some((forgery) => isMeantFor(forgery, caller))
  if (!isMeant && isUntouched(keys)) return { body, name: null }
  const draft = openDraft(body, keys.current)
  // A client's own token is nobody's login.
  if (typeof draft.answer['orcid'] !== 'string') return { body, name: null }
  if (keys.rogues.size > 0) draft.key = rogueKey(keys.current.kid)
  change(draft.header, 'kid', draft.key.kid)
  const wanted: Where = draft.hasIdToken ? ['id_token', 'token'] : ['token']
  const forgery = findForgery(stage, wanted, caller)
  if (nameless !== undefined || keys.nameless.size > 0) change(draft.header, 'kid', undefined)
  if (forgery !== undefined) {
    const { clientSecret } = registry.clients.get(String(caller.client)) as Client
    acts[forgery.name]?.(draft, { stage, clientSecret })
  }
  const name = forgery === undefined ? nameless?.name ?? null : spend(stage, forgery)
  return { body: closeDraft(draft), name }
}

/** The keys as they are shown: the endpoint's own, unless a test has touched them. */
export function forgeJwks (stage: Stage, body: string): Forged {
  const forgery = findForgery(stage, ['jwks'], NOBODY)
  if (forgery === undefined) return { body: isUntouched(stage.keys) ? body : renderKeyRing(stage.keys), name: null }
  const name = spend(stage, forgery)
  const keys = { ...stage.keys, nameless: new Set([forgery]) }
  return { body: renderKeyRing(keys, name === 'kid-absent-multiple-jwks' ? [rogueKey('')] : []), name }
}

/** Userinfo as it is told. */
export function forgeUserinfo (stage: Stage, body: string, caller: Caller): Forged {
  const forgery = findForgery(stage, ['userinfo'], caller)
  if (forgery === undefined) return { body, name: null }
  const members = JSON.parse(body) as Record<string, unknown>
  change(members, 'sub', forgery.name === 'userinfo-missing-sub' ? undefined : `${members['sub']}invalid`)
  return { body: JSON.stringify(members), name: spend(stage, forgery) }
}

/** The discovery document as it is shown. */
export function forgeDiscovery (stage: Stage, body: string): Forged {
  const forgery = findForgery(stage, ['discovery'], NOBODY)
  if (forgery === undefined) return { body, name: null }
  const { issuer } = stage.registry
  return { body: body.replace(`"${issuer}"`, `"${issuer}INVALID"`), name: spend(stage, forgery) }
}
