// The keys and values of a plan and of a further request, and the refusal of any other.
import { findProblems, type Shape } from '../options/validate.ts'
import { refusePlan } from './error.ts'

const text = { type: 'string' } as const
const texts = { type: ['string', 'array'], items: text } as const
const form = { type: 'object', additionalProperties: texts } as const
const headers = { type: 'object', additionalProperties: text } as const
const anything = {} as const
const strictObject = { type: 'object', additionalProperties: false } as const

const authorizeProperties = {
  as: anything,
  answer: { enum: ['allow', 'deny'] },
  scope: texts,
  browser: anything,
  onHop: anything,
  patienceMs: { type: 'integer', minimum: 1 }
} as const

const signInProperties = {
  ...authorizeProperties,
  path: text,
  method: { enum: ['GET', 'POST'] },
  form,
  headers,
  scenario: anything,
  moveAppClock: anything
} as const

const PLANS = {
  authorize: {
    shape: { ...strictObject, properties: authorizeProperties },
    example: 'authorize(url, { as: \'sofia\' })'
  },
  signIn: {
    shape: { ...strictObject, required: ['path'], properties: signInProperties },
    example: 'signIn(app, { path: \'/login/orcid\', as: \'sofia\' })'
  }
} as const

const requestShape = {
  ...strictObject,
  required: ['path'],
  properties: {
    path: text,
    method: { enum: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] },
    form,
    json: anything,
    headers
  }
}

export function validatePlan (name: keyof typeof PLANS, plan: unknown): void {
  const { shape, example } = PLANS[name]
  if (plan === undefined) refusePlan(`A plan is missing: ${example}`)
  validate(shape, plan, `plan for ${name}`)
  const { form, method, ...others } = plan as Readonly<Record<string, unknown>>
  if (form !== undefined && method === 'GET') refusePlan('Wrong plan: a form is sent by POST, not by GET.')
  for (const key of ['onHop', 'moveAppClock']) {
    if (!['undefined', 'function'].includes(typeof others[key])) refusePlan(`Wrong plan: ${key} must be a function.`)
  }
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
