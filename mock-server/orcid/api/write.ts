// Writing: what a client adds, changes and removes, and the rules that ORCID holds it to.
import type { ItemKind, Members } from '../registry/record/model.ts'
import { addItem, itemsOf, MAX_ITEMS, removeItem, saveItem, type RecordItem } from '../registry/record/store.ts'
import type { Section } from '../registry/record/sections.ts'
import type { Token } from '../registry/grants.ts'
import { checkScopes, checkSource } from './access.ts'
import type { SentItem } from './body.ts'
import { checkBulkDuplicate, checkDuplicate } from './duplicates.ts'
import { apiError, refuse } from './errors.ts'
import { clientName, getItem, MAX_BULK } from './read.ts'
import { renderItem } from './render/item.ts'
import type { View } from './render/view.ts'
import { bulkMember } from './respond.ts'
import { checkGroup, placeInGroup } from './review-group.ts'
import { isUnchanged } from './unchanged.ts'
import { resolveContent, validateContent } from './validate.ts'

/** The view of a client with a token, the only one that can write. */
export interface WritingView extends View { readonly token: Token }

function checkRoom ({ registry, researcher }: View, section: Section, more: number): void {
  if (itemsOf(registry.records, researcher, section).size + more > MAX_ITEMS) refuse(9048)
}

function store ({ registry, researcher, token }: WritingView, section: Section, sent: SentItem): RecordItem {
  const content = resolveContent(section.kind, sent.content)
  // On a claimed record the person's own setting decides, whatever the client asked for.
  const visibility = researcher.defaultVisibility
  const item = { visibility, clientId: token.clientId, content, now: registry.clock.now() }
  return addItem(registry.records, { researcher, section }, item)
}

// What comes back from a write has no path, unlike what is read (ORCID-Source, MemberV3ApiServiceDelegatorImpl).
function renderWritten (view: WritingView, section: Section, item: RecordItem): Members {
  const rendered = renderItem(view, section, item)
  return section.area === 'person' ? rendered : { ...rendered, path: null }
}

function validate (view: View, section: Section, { sent, item }: { sent: SentItem, item: RecordItem | null }): void {
  validateContent({ ...sent, section, current: item, clientName: clientName(view) })
}

export function addOne (view: WritingView, section: Section, sent: SentItem): RecordItem {
  checkScopes(view, section.create)
  validate(view, section, { sent, item: null })
  checkRoom(view, section, 1)
  checkDuplicate(view, section, sent)
  const content = placeInGroup(view.registry, section, sent.content)
  return store(view, section, { ...sent, content })
}

/** Each work of a bulk is answered by itself with a put-code, or by the error that refused it. */
export function addBulk (view: WritingView, section: Section, works: readonly SentItem[]): Members {
  checkScopes(view, section.create)
  checkRoom(view, section, works.length)
  const detail = `You are allowed to add up to ${MAX_BULK} elements per request.`
  if (works.length > MAX_BULK) refuse(9006, { detail })
  const bulk = works.map((sent) => bulkMember(() => {
    validate(view, section, { sent, item: null })
    checkBulkDuplicate(view, section, sent)
    return renderWritten(view, section, store(view, section, sent))
  }))
  return { bulk }
}

// Of these the source is checked first, of everything else last.
const OWNED_FIRST: readonly ItemKind[] = ['affiliation', 'address']

interface ItemPlace { readonly section: Section, readonly putCode: number }

export function changeOne (view: WritingView, { section, putCode }: ItemPlace, sent: SentItem): Members {
  checkScopes(view, [section.update])
  const params = { urlPutCode: putCode, bodyPutCode: String(sent.putCode), clientName: clientName(view) }
  if (putCode !== sent.putCode) refuse(9019, { params })
  const item = getItem(view, section, putCode)
  if (section.kind === 'work' && isUnchanged(item, sent)) {
    if (item.clientId !== view.token.clientId) refuse(9014, { detail: apiError(9010).developerMessage })
    return renderWritten(view, section, item)
  }
  const { registry, researcher } = view
  if (OWNED_FIRST.includes(section.kind)) checkSource(view, item)
  validate(view, section, { sent, item })
  checkGroup(registry, section, sent.content)
  checkDuplicate(view, section, sent)
  checkSource(view, item)
  const changed = { ...item, content: resolveContent(section.kind, sent.content), modifiedAt: registry.clock.now() }
  return renderWritten(view, section, saveItem(registry.records, { researcher, section }, changed))
}

export function removeOne (view: WritingView, { section, putCode }: ItemPlace): null {
  checkScopes(view, [section.remove])
  checkSource(view, getItem(view, section, putCode))
  const { registry, researcher } = view
  removeItem(registry.records, { researcher, section }, { putCode, now: registry.clock.now() })
  return null
}
