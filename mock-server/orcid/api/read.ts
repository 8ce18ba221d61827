// Reading: one item by its put-code, and several works at once.
import type { Client } from '../registry/clients.ts'
import type { Members } from '../registry/record/model.ts'
import { itemsOf, type RecordItem } from '../registry/record/store.ts'
import type { Section } from '../registry/record/sections.ts'
import { checkBulkVisibility, checkScopes, checkVisibility } from './access.ts'
import { RecordRefusal, refuse, routingError } from './errors.ts'
import { renderItem } from './render/item.ts'
import type { View } from './render/view.ts'
import { bulkMember } from './respond.ts'

export const MAX_BULK = 100

const PUT_CODE = /^[+-]?\d{1,18}$/

export type ClientView = Pick<View, 'token' | 'isMemberApi' | 'registry'>

export function clientName ({ token, registry }: ClientView): string | null {
  return token === null ? null : (registry.clients.get(token.clientId) as Client).name
}

// Where the public API has Jersey read the put-code, so that what is none is another path.
const READ_AS_PATH = ['work', 'funding', 'education', 'employment', 'peer-review']

/** A Java Long, which ORCID reads before it looks for the record. */
export function parsePutCode (client: ClientView, { item }: Pick<Section, 'item'>, text: string): number {
  if (PUT_CODE.test(text)) return Number(text)
  if (client.isMemberApi) refuse(9034, { params: { clientName: clientName(client) } })
  const detail = `For input string: "${text}"`
  if (READ_AS_PATH.includes(item)) throw new RecordRefusal(routingError(404, detail))
  return refuse(9006, { detail })
}

function findItem ({ registry, researcher }: View, section: Section, putCode: number): RecordItem | undefined {
  return itemsOf(registry.records, researcher, section).get(putCode)
}

/** The item with a put-code; refuses one that nobody has. */
export function getItem (view: View, section: Section, putCode: number): RecordItem {
  return findItem(view, section, putCode) ?? refuse(9016)
}

/** The item with a put-code; refuses one that the client may not see. */
export function getOne (view: View, section: Section, putCode: number): RecordItem {
  const item = getItem(view, section, putCode)
  checkVisibility(view, item, section.read)
  return item
}

function renderWork (view: View, section: Section, putCode: number): Members {
  const details = { params: { clientName: clientName(view) }, detail: `'${putCode}' is not a valid put code` }
  const item = findItem(view, section, putCode) ?? refuse(9034, details)
  checkBulkVisibility(view, item, section.read)
  return renderItem(view, section, item)
}

/**
 * Works by their put-codes, which are separated by commas. Those that exist come first, whatever was asked for first
 * (ORCID-Source, WorkManagerReadOnlyImpl.findWorkBulk).
 */
export function getWorks (view: View, section: Section, putCodes: string): Members {
  const texts = putCodes.split(',')
  if (texts.length > MAX_BULK) refuse(9042, { detail: `Too many put codes specified: maximum is ${MAX_BULK}` })
  const wrong = texts.find((text) => !PUT_CODE.test(text))
  if (wrong !== undefined) refuse(9006, { detail: `For input string: "${wrong}"` })
  if (view.isMemberApi) checkScopes(view, [section.read, '/read-public'])
  const exists = (putCode: number): number => Number(findItem(view, section, putCode) !== undefined)
  const wanted = texts.map(Number).toSorted((one, other) => exists(other) - exists(one))
  return { bulk: wanted.map((putCode) => bulkMember(() => renderWork(view, section, putCode))) }
}
