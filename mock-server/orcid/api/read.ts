// Reading: one item by its put-code, and several works at once.
import type { Client } from '../registry/clients.ts'
import type { Members } from '../registry/record/model.ts'
import { itemsOf, type RecordItem } from '../registry/record/store.ts'
import type { Section } from '../registry/record/sections.ts'
import { checkVisibility } from './access.ts'
import { refuse } from './errors.ts'
import { renderItem } from './render/item.ts'
import type { View } from './render/view.ts'
import { bulkMember } from './respond.ts'

export const MAX_BULK = 100

const PUT_CODE = /^[+-]?\d{1,18}$/

export function clientName ({ token, registry }: Pick<View, 'token' | 'registry'>): string | null {
  return token === null ? null : (registry.clients.get(token.clientId) as Client).name
}

/** A Java Long (9034). */
export function parsePutCode (view: Pick<View, 'token' | 'registry'>, text: string): number {
  if (!PUT_CODE.test(text)) refuse(9034, { params: { clientName: clientName(view) } })
  return Number(text)
}

function findItem ({ registry, researcher }: View, section: Section, putCode: number): RecordItem | undefined {
  return itemsOf(registry.records, researcher, section).get(putCode)
}

/** The item with a put-code; refuses one that nobody has. */
export function getItem (view: View, section: Section, putCode: number): RecordItem {
  return findItem(view, section, putCode) ?? refuse(9016)
}

/** The item with a put-code; refuses one that the client may not see. */
export function getOne (view: View, section: Section, putCode: string): RecordItem {
  const item = getItem(view, section, parsePutCode(view, putCode))
  checkVisibility(view, item, section.read)
  return item
}

function renderWork (view: View, section: Section, putCode: number): Members {
  const details = { params: { clientName: clientName(view) }, detail: `'${putCode}' is not a valid put code` }
  const item = findItem(view, section, putCode) ?? refuse(9034, details)
  checkVisibility(view, item, section.read)
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
  const exists = (putCode: number): number => Number(findItem(view, section, putCode) !== undefined)
  const wanted = texts.map(Number).toSorted((one, other) => exists(other) - exists(one))
  return { bulk: wanted.map((putCode) => bulkMember(() => renderWork(view, section, putCode))) }
}
