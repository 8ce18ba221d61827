// Writing: what a client adds, changes and removes, and the rules that ORCID holds it to.
import type { Json, Members } from '../registry/record/node.ts'
import { addItem, itemsOf, MAX_ITEMS, removeItem, replaceItem } from '../registry/record/store.ts'
import type { RecordItem } from '../registry/record/store.ts'
import type { Section } from '../registry/record/sections.ts'
import type { Token } from '../registry/grants.ts'
import { judgeScopes } from './access.ts'
import { membersOf } from './answer.ts'
import type { Read, SentItem } from './body.ts'
import { apiError } from './errors.ts'
import type { ApiError } from './errors.ts'
import { findDuplicate } from './identifiers.ts'
import { renderItem } from './item.ts'
import { judgeRepetition } from './personal-validation.ts'
import { clientName, findItem, MAX_BULK, readPutCode } from './read.ts'
import { judgeContent } from './validation.ts'
import type { View } from './view.ts'

/** A view that a client with a token has: the only one that can write. */
export interface WritingView extends View {
  /** The token. */
  readonly token: Token
}

function judgeDuplicates (view: WritingView, section: Section,
  { content, putCode }: Pick<SentItem, 'content' | 'putCode'>): ApiError | null {
  const { registry, researcher, token: { clientId } } = view
  const items = itemsOf(registry.records, researcher, section).values()
  if (section.area === 'person') return judgeRepetition(section, items, { content, clientId, putCode })
  const duplicate = findDuplicate(section, items, { content, clientId, putCode })
  if (duplicate === null) return null
  return apiError(9021, { params: { putCode: duplicate.putCode, clientName: clientName(view) } })
}

function judgeAddition (view: WritingView, section: Section, sent: SentItem): ApiError | null {
  const error = judgeContent(section, sent.content)
  if (error !== null) return error
  if (sent.putCode !== null) return apiError(9024, { params: { clientName: clientName(view) } })
  return judgeDuplicates(view, section, sent)
}

function keep (view: WritingView, section: Section, { content }: SentItem): RecordItem {
  const { registry, researcher, token: { clientId } } = view
  const now = registry.clock.now()
  // On a claimed record the person's own setting decides, whatever the client asked for.
  const visibility = researcher.defaultVisibility
  return addItem(registry.records, { researcher, section }, { visibility, clientId, content, now })
}

function hasRoom ({ registry, researcher }: View, section: Section, more: number): boolean {
  return itemsOf(registry.records, researcher, section).size + more <= MAX_ITEMS
}

/** Adds an item. */
export function addOne (view: WritingView, section: Section, sent: SentItem): Read<RecordItem> {
  const error = judgeScopes(view.token, section.create) ?? judgeAddition(view, section, sent)
  if (error !== null) return { error }
  return hasRoom(view, section, 1) ? { value: keep(view, section, sent) } : { error: apiError(9048) }
}

// What comes back from a write has no path, unlike what is read (MemberV3ApiServiceDelegatorImpl).
function renderWritten (view: WritingView, section: Section, item: RecordItem): Members {
  const rendered = renderItem(view, { section, item })
  return section.area === 'person' ? rendered : { ...rendered, path: null }
}

/** Adds up to a hundred works: each becomes itself with a put-code, or the error that kept it out. */
export function addMany (view: WritingView, section: Section, works: readonly SentItem[]): Read<Json> {
  const error = judgeScopes(view.token, section.create)
  if (error !== null) return { error }
  if (!hasRoom(view, section, works.length)) return { error: apiError(9048) }
  if (works.length > MAX_BULK) {
    return { error: apiError(9006, { detail: `You are allowed to add up to ${MAX_BULK} elements per request.` }) }
  }
  const bulk = works.map((sent) => {
    const refusal = judgeAddition(view, section, sent)
    if (refusal !== null) return { error: membersOf(refusal) }
    return { work: renderWritten(view, section, keep(view, section, sent)) }
  })
  return { value: { bulk } }
}

function judgeChange (view: WritingView, section: Section,
  { sent, item }: { sent: SentItem, item: RecordItem }): ApiError | null {
  const source = item.clientId === view.token.clientId ? null : apiError(9010)
  // Of an affiliation the source is judged first, of everything else last.
  if (source !== null && section.holds === 'affiliation-group') return source
  const error = judgeContent(section, sent.content)
  if (error !== null) return error
  if (sent.visibility !== null && sent.visibility !== item.visibility) {
    return apiError(9035, { params: { clientName: clientName(view) } })
  }
  return judgeDuplicates(view, section, sent) ?? source
}

/** Puts what was sent in the place of an item. */
export function changeOne (view: WritingView, section: Section,
  { putCode: text, sent }: { putCode: string, sent: SentItem }): Read<Json> {
  const putCode = readPutCode(view, text)
  if ('error' in putCode) return putCode
  const scopes = judgeScopes(view.token, [section.update])
  if (scopes !== null) return { error: scopes }
  if (putCode.value !== sent.putCode) {
    const params = { urlPutCode: putCode.value, bodyPutCode: String(sent.putCode), clientName: clientName(view) }
    return { error: apiError(9019, { params }) }
  }
  const item = findItem(view, section, putCode.value)
  const error = item === undefined ? apiError(9016) : judgeChange(view, section, { sent, item })
  if (error !== null) return { error }
  const { registry, researcher } = view
  const change = { item: item as RecordItem, content: sent.content, now: registry.clock.now() }
  return { value: renderWritten(view, section, replaceItem(registry.records, { researcher, section }, change)) }
}

/** Removes an item. */
export function removeOne (view: WritingView, section: Section, text: string): Read<null> {
  const putCode = readPutCode(view, text)
  if ('error' in putCode) return putCode
  const scopes = judgeScopes(view.token, [section.remove])
  if (scopes !== null) return { error: scopes }
  const item = findItem(view, section, putCode.value)
  if (item === undefined) return { error: apiError(9016) }
  if (item.clientId !== view.token.clientId) return { error: apiError(9010) }
  const { registry, researcher } = view
  removeItem(registry.records, { researcher, section }, { putCode: item.putCode, now: registry.clock.now() })
  return { value: null }
}
