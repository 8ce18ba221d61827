// What may stand in a plan and in a further request, and the refusal of what may not.
import { Compile } from 'typebox/schema'

import { complaintsAbout } from '../options/validate.ts'
import type { Shape } from '../options/validate.ts'
import { MockOrcidVisitError } from './error.ts'

const text = { type: 'string' } as const
const texts = { type: ['string', 'array'], items: text } as const
const fields = { type: 'object', additionalProperties: texts } as const
const headers = { type: 'object', additionalProperties: text } as const

/** What is looked at elsewhere: a person, a visit, a function. */
const anything = {} as const

const authorizeProperties = {
  as: anything,
  answer: { enum: ['allow', 'deny'] },
  scope: texts,
  browser: anything,
  onHop: anything,
  patienceMs: { type: 'integer', minimum: 1 }
} as const

const authorizeShape = Compile({ type: 'object', additionalProperties: false, properties: authorizeProperties } as const)

const signInShape = Compile({
  type: 'object',
  additionalProperties: false,
  required: ['path'],
  properties: { ...authorizeProperties, path: text, method: { enum: ['GET', 'POST'] }, headers, scenario: anything, moveAppClock: anything }
} as const)

const requestShape = Compile({
  type: 'object',
  additionalProperties: false,
  required: ['path'],
  properties: {
    path: text,
    method: { enum: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] },
    form: fields,
    json: anything,
    headers
  }
} as const)

function refuse (sentence: string): never {
  throw new MockOrcidVisitError(sentence, [], { about: 'plan' })
}

function judge (shape: Shape, value: unknown, what: string): void {
  const sentences = complaintsAbout(shape, value).map(({ sentence }) => sentence)
  if (sentences.length > 0) refuse(`Wrong ${what}: ${sentences.join('; ')}.`)
}

// JSON Schema knows no functions.
function judgeFunctions (plan: object): void {
  for (const [name, value] of Object.entries(plan)) {
    const isWanted = name === 'onHop' || name === 'moveAppClock'
    if (isWanted && value !== undefined && typeof value !== 'function') refuse(`Wrong plan: ${name} must be a function.`)
  }
}

/** Refuses a plan of `signIn` that has a key or a value it cannot have, by name. */
export function judgeSignInPlan (plan: unknown): void {
  if (plan === undefined) refuse('A plan is missing: signIn(app, { path: \'/login/orcid\', as: \'sofia\' })')
  judge(signInShape, plan, 'plan for signIn')
  judgeFunctions(plan as object)
}

/** The same for a plan of `authorize`. */
export function judgeAuthorizePlan (plan: unknown): void {
  if (plan === undefined) refuse('A plan is missing: authorize(url, { as: \'sofia\' })')
  judge(authorizeShape, plan, 'plan for authorize')
  judgeFunctions(plan as object)
}

/** The same for what `request` of a visit is given. */
export function judgeRequest (request: unknown): void {
  judge(requestShape, request, 'request')
  const { form, json } = request as { form?: unknown, json?: unknown }
  if (form !== undefined && json !== undefined) refuse('Wrong request: it has a form and json; a body is one of them.')
}
