// The keys and values of a plan and of a further request, and the refusal of any other.
import { Compile } from 'typebox/schema'

import { findProblems, type Shape } from '../options/validate.ts'
import { refusePlan } from './error.ts'

const text = { type: 'string' } as const
const texts = { type: ['string', 'array'], items: text } as const
const headers = { type: 'object', additionalProperties: text } as const
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
  properties: {
    ...authorizeProperties,
    path: text,
    method: { enum: ['GET', 'POST'] },
    headers,
    scenario: anything,
    moveAppClock: anything
  }
} as const)

const requestShape = Compile({
  type: 'object',
  additionalProperties: false,
  required: ['path'],
  properties: {
    path: text,
    method: { enum: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] },
    form: { type: 'object', additionalProperties: texts },
    json: anything,
    headers
  }
} as const)

export function validateSignInPlan (plan: unknown): void {
  if (plan === undefined) refusePlan('A plan is missing: signIn(app, { path: \'/login/orcid\', as: \'sofia\' })')
  validate(signInShape, plan, 'plan for signIn')
  validateFunctions(plan as object)
}

export function validateAuthorizePlan (plan: unknown): void {
  if (plan === undefined) refusePlan('A plan is missing: authorize(url, { as: \'sofia\' })')
  validate(authorizeShape, plan, 'plan for authorize')
  validateFunctions(plan as object)
}

export function validateRequest (request: unknown): void {
  validate(requestShape, request, 'request')
  const { form, json } = request as { form?: unknown, json?: unknown }
  if (form !== undefined && json !== undefined) {
    refusePlan('Wrong request: it has a form and json; a body is one of them.')
  }
}

function validate (shape: Shape, value: unknown, subject: string): void {
  const sentences = findProblems(shape, value).map(({ sentence }) => sentence)
  if (sentences.length > 0) refusePlan(`Wrong ${subject}: ${sentences.join('; ')}.`)
}

function validateFunctions (plan: { onHop?: unknown, moveAppClock?: unknown }): void {
  for (const name of ['onHop', 'moveAppClock'] as const) {
    if (!['undefined', 'function'].includes(typeof plan[name])) refusePlan(`Wrong plan: ${name} must be a function.`)
  }
}
