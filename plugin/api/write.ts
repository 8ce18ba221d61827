// Adds, updates and removes items of a record. Each change is sent once and succeeds only if ORCID confirms it.
import { createOutcomeUnknownError } from '../back-channel/retry.ts'
import type { OrcidError } from '../errors.ts'
import { loadTypeBox } from '../typebox.ts'
import { findValidator, rejectInput, validateBody, validateList, validatePutCode } from './input.ts'
import type { RecordClient } from './request.ts'
import { bulkValidator, itemValidators, writeScope } from './schema/sections.ts'
import type { OrcidBulk } from './schema/work.ts'

/** The result for one work of several: its put-code, or why ORCID did not add it. */
export type OrcidAddResult =
  | { readonly putCode: number, readonly error: null }
  | { readonly putCode: null, readonly error: OrcidError }

/** Resolves to the put-code, which ORCID sends only in `Location`. */
export async function addItem (client: RecordClient, item: unknown, body: unknown): Promise<number> {
  await loadTypeBox()
  const json = validateBody(findValidator(itemValidators, item), body)
  const path = String(item)
  const scope = writeScope(path)
  const { location } = await client.change({ method: 'POST', path, json, scope, expectedStatus: 201 })
  const putCode = /\/(\d{1,15})\/?$/.exec(location ?? '')?.[1]
  if (putCode === undefined) throw createOutcomeUnknownError({ statusCode: 201, reason: 'no put-code' })
  return Number(putCode)
}

/** Resolves to one result per work, in the order of `bodies`. */
export async function addWorks (client: RecordClient, section: unknown,
  bodies: readonly unknown[]): Promise<readonly OrcidAddResult[]> {
  if (section !== 'works') rejectInput('only `works` can be added several at once')
  await loadTypeBox()
  const validator = findValidator(itemValidators, 'work')
  const works = validateList(bodies).map((body) => ({ work: validateBody(validator, body) }))
  const scope = writeScope('work')
  const { json } = await client.change({
    method: 'POST', path: 'works', json: { bulk: works }, scope, expectedStatus: 200
  })
  const { bulk } = (bulkValidator.isValid(json) ? json : { bulk: [] }) as OrcidBulk
  if (bulk.length !== works.length) {
    throw createOutcomeUnknownError({ statusCode: 200, reason: 'not one answer per work' })
  }
  return Object.freeze(bulk.map((answer) => Object.freeze(readResult(client, answer))))
}

function readResult (client: RecordClient, answer: OrcidBulk['bulk'][number]): OrcidAddResult {
  if ('error' in answer) {
    const { 'response-code': statusCode } = answer.error
    const refusal = { statusCode, json: answer.error, retryAfterSeconds: null, location: null }
    return { putCode: null, error: client.createError(refusal, writeScope('work')) as OrcidError }
  }
  const { 'put-code': putCode } = answer.work
  if (typeof putCode === 'number') return { putCode, error: null }
  return { putCode: null, error: createOutcomeUnknownError({ statusCode: 200, reason: 'no put-code' }) }
}

/** Resolves to the item as ORCID stored it. */
export async function updateItem (client: RecordClient, item: unknown,
  change: { readonly putCode: unknown, readonly body: unknown }): Promise<unknown> {
  await loadTypeBox()
  const validator = findValidator(itemValidators, item)
  const putCode = validatePutCode(change.putCode)
  // ORCID refuses a body with the put-code of another item (9019), so it stays in and nothing is overwritten.
  const body = validateBody(validator, change.body) as { 'put-code'?: number | null }
  const json = { ...body, 'put-code': body['put-code'] ?? putCode }
  const path = `${String(item)}/${putCode}`
  const scope = writeScope(String(item))
  const answer = await client.change({ method: 'PUT', path, json, scope, expectedStatus: 200 })
  if (validator.isValid(answer.json)) return answer.json
  throw createOutcomeUnknownError({ statusCode: 200, reason: `not that item: ${validator.explain(answer.json)}` })
}

export async function removeItem (client: RecordClient, item: unknown, putCode: unknown): Promise<void> {
  findValidator(itemValidators, item)
  const path = `${String(item)}/${validatePutCode(putCode)}`
  await client.change({ method: 'DELETE', path, scope: writeScope(String(item)), expectedStatus: 204 })
}
