// Writing to a record: each change is sent once, and none is taken for done unless ORCID says so.
import type { OrcidError } from '../errors.ts'
import { outcomeUnknown } from './delivery.ts'
import { judgeBody, judgeMany, judgePart, judgePutCode, refuseInput } from './input.ts'
import { refusalOf } from './refusal.ts'
import type { RecordChannel } from './request.ts'
import { writeScope } from './sections.ts'
import { bulkShape, itemShapes } from './shapes.ts'
import type { OrcidBulk } from './parts/work.ts'

/** What became of one work of many: its put-code, or why ORCID did not take it. */
export type OrcidAddResult =
  | { readonly putCode: number, readonly error: null }
  | { readonly putCode: null, readonly error: OrcidError }

/** An item with the number ORCID gave it. */
export interface Numbered { readonly putCode: unknown, readonly body: unknown }

/** Adds an item; resolves to its put-code, which ORCID says only in `Location`. */
export async function addItem (channel: RecordChannel, item: unknown, body: unknown): Promise<number> {
  const json = judgeBody(judgePart(itemShapes, item), body)
  const path = String(item)
  const scope = writeScope(path)
  const { location } = await channel.change({ method: 'POST', path, json, scope, expected: 201 })
  const putCode = /\/(\d{1,15})\/?$/.exec(location ?? '')?.[1]
  if (putCode === undefined) throw outcomeUnknown({ statusCode: 201, reason: 'no put-code' })
  return Number(putCode)
}

/** Adds several works; resolves to what became of each, in their order. */
export async function addWorks (channel: RecordChannel, section: unknown,
  bodies: readonly unknown[]): Promise<readonly OrcidAddResult[]> {
  if (section !== 'works') refuseInput('only `works` are added by the many')
  const shape = judgePart(itemShapes, 'work')
  const works = judgeMany(bodies).map((body) => ({ work: judgeBody(shape, body) }))
  const scope = writeScope('work')
  const { json } = await channel.change({
    method: 'POST', path: 'works', json: { bulk: works }, scope, expected: 200
  })
  const { bulk } = (bulkShape.fits(json) ? json : { bulk: [] }) as OrcidBulk
  if (bulk.length !== works.length) {
    throw outcomeUnknown({ statusCode: 200, reason: 'not one answer per work' })
  }
  return Object.freeze(bulk.map((answer) => Object.freeze(resultOf(answer, scope))))
}

function resultOf (answer: OrcidBulk['bulk'][number], scope: string): OrcidAddResult {
  if ('error' in answer) {
    const { 'response-code': statusCode } = answer.error
    const refused = { statusCode, json: answer.error, retryAfterSeconds: null, location: null }
    return { putCode: null, error: refusalOf(refused, scope) as OrcidError }
  }
  const { 'put-code': putCode } = answer.work
  if (typeof putCode === 'number') return { putCode, error: null }
  return { putCode: null, error: outcomeUnknown({ statusCode: 200, reason: 'no put-code' }) }
}

/** Replaces an item; resolves to what ORCID made of it. */
export async function updateItem (channel: RecordChannel, item: unknown,
  numbered: Numbered): Promise<unknown> {
  const shape = judgePart(itemShapes, item)
  const putCode = judgePutCode(numbered.putCode)
  // A body that carries another number is for another item: ORCID says so (9019), and nothing is overwritten.
  const body = judgeBody(shape, numbered.body) as { 'put-code'?: number | null }
  const json = { ...body, 'put-code': body['put-code'] ?? putCode }
  const path = `${String(item)}/${putCode}`
  const scope = writeScope(String(item))
  const answer = await channel.change({ method: 'PUT', path, json, scope, expected: 200 })
  if (shape.fits(answer.json)) return answer.json
  throw outcomeUnknown({ statusCode: 200, reason: `not that item: ${shape.misfit(answer.json)}` })
}

/** Removes an item. */
export async function removeItem (channel: RecordChannel, item: unknown, putCode: unknown): Promise<void> {
  judgePart(itemShapes, item)
  const path = `${String(item)}/${judgePutCode(putCode)}`
  await channel.change({ method: 'DELETE', path, scope: writeScope(String(item)), expected: 204 })
}
