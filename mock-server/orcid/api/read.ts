// Reading: a part, a list, one item, its summary, several works at once.
import type { Client } from '../registry/clients.ts'
import type { Json, Members } from '../registry/record/node.ts'
import { itemsOf } from '../registry/record/store.ts'
import type { RecordItem } from '../registry/record/store.ts'
import type { Section } from '../registry/record/sections.ts'
import { judgeSight } from './access.ts'
import { membersOf } from './answer.ts'
import type { Read } from './body.ts'
import { apiError } from './errors.ts'
import type { ApiError } from './errors.ts'
import { renderList } from './groups.ts'
import { renderItem, renderSummary } from './item.ts'
import { renderPart } from './parts.ts'
import type { Target } from './target.ts'
import type { View } from './view.ts'

/** How many works one request may read, or add. */
export const MAX_BULK = 100

/** What the client is called in a message, if there is one. */
export function clientName ({ token, registry }: View): string | null {
  return token === null ? null : (registry.clients.get(token.clientId) as Client).name
}

/** The put-code in a path, or why it is none (9034: a Java Long). */
export function readPutCode (view: View, text: string): Read<number> {
  if (/^[+-]?\d{1,18}$/.test(text)) return { value: Number(text) }
  return { error: apiError(9034, { params: { clientName: clientName(view) } }) }
}

/** The item with a put-code, if the record has it, whoever may see it. */
export function findItem ({ registry, researcher }: View, section: Section, putCode: number): RecordItem | undefined {
  return itemsOf(registry.records, researcher, section).get(putCode)
}

function readOne (view: View, { kind, section, putCode }: Extract<Target, { putCode: string }>): Read<Json> {
  const wanted = readPutCode(view, putCode)
  if ('error' in wanted) return wanted
  const item = findItem(view, section, wanted.value)
  if (item === undefined) return { error: apiError(9016) }
  const error = judgeSight(view, item, section.read)
  if (error !== null) return { error }
  return { value: (kind === 'item' ? renderItem : renderSummary)(view, { section, item }) }
}

function bulkMember (view: View, section: Section, putCode: number): Members {
  const item = findItem(view, section, putCode)
  const detail = `'${putCode}' is not a valid put code`
  const error: ApiError | null = item === undefined
    ? apiError(9034, { params: { clientName: clientName(view) }, detail })
    : judgeSight(view, item, section.read)
  return error === null
    ? { work: renderItem(view, { section, item: item as RecordItem }) }
    : { error: membersOf(error) }
}

// Works that are there come first, whatever was asked for first (WorkManagerReadOnlyImpl.findWorkBulk).
function readBulk (view: View, { section, putCodes }: Extract<Target, { kind: 'bulk' }>): Read<Json> {
  const texts = putCodes.split(',')
  if (texts.length > MAX_BULK) {
    return { error: apiError(9042, { detail: `Too many put codes specified: maximum is ${MAX_BULK}` }) }
  }
  const wrong = texts.find((text) => !/^[+-]?\d{1,18}$/.test(text))
  if (wrong !== undefined) return { error: apiError(9006, { detail: `For input string: "${wrong}"` }) }
  const wanted = texts.map(Number).toSorted((one, other) =>
    Number(findItem(view, section, other) !== undefined) - Number(findItem(view, section, one) !== undefined))
  return { value: { bulk: wanted.map((putCode) => bulkMember(view, section, putCode)) } }
}

/** What stands at a place of a record. */
export function readTarget (view: View, target: Exclude<Target, { kind: 'new' }>): Read<Json> {
  switch (target.kind) {
    case 'part': return renderPart(view, target.name)
    case 'list': return { value: renderList(view, target.section) }
    case 'bulk': return readBulk(view, target)
    default: return readOne(view, target)
  }
}
