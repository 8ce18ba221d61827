// Writing: what a client adds, changes and removes, and the rules that ORCID holds it to.
import type { Json, Members } from '../registry/record/model.ts'
import { addItem, itemsOf, MAX_ITEMS, removeItem, saveItem, type RecordItem } from '../registry/record/store.ts'
import type { Section } from '../registry/record/sections.ts'
import type { Token } from '../registry/grants.ts'
import { checkScopes } from './access.ts'
import type { SentItem } from './body.ts'
import { refuse } from './errors.ts'
import { clientName, getItem, MAX_BULK, parsePutCode } from './read.ts'
import { idsOf, keyOf } from './render/identifiers.ts'
import { renderItem } from './render/item.ts'
import type { View } from './render/view.ts'
import { bulkMember } from './respond.ts'
import { checkGroup, placeInGroup } from './review-group.ts'
import { validateContent } from './validate.ts'

/** The view of a client with a token, the only one that can write. */
export interface WritingView extends View { readonly token: Token }

// Contents never change, and each work of a bulk is compared with everything that is there.
const knownKeys = new WeakMap<Members, readonly string[]>()

function keysOf (section: Section, content: Members): readonly string[] {
  const known = knownKeys.get(content)
  if (known !== undefined) return known
  const keys = section.area === 'person'
    ? [JSON.stringify([content[section.identifiedBy], content['external-id-type']])]
    : idsOf(section, content).filter((id) => id['external-id-relationship'] === 'self').map(keyOf)
  knownKeys.set(content, keys)
  return keys
}

// ORCID names an identifier by its address, and everything else by itself.
function nameOf ({ kind, identifiedBy }: Section, content: Members): string {
  const named = content[kind === 'externalIdentifier' ? 'external-id-url' : identifiedBy] as Json
  return String(typeof named === 'string' ? named : (named as Members)['value'])
}

/** Refuses what ORCID takes for the same as an item that the client has added before. */
function checkDuplicate (view: View, section: Section,
  { content, putCode }: Pick<SentItem, 'content' | 'putCode'>): void {
  const keys = new Set(keysOf(section, content))
  for (const item of itemsOf(view.registry.records, view.researcher, section).values()) {
    if (item.clientId !== view.token?.clientId || item.putCode === putCode) continue
    if (!keysOf(section, item.content).some((key) => keys.has(key))) continue
    if (section.area === 'person') refuse(9030, { params: { type: section.holds, value: nameOf(section, content) } })
    refuse(9021, { params: { putCode: item.putCode, clientName: clientName(view) } })
  }
}

function checkAddition (view: WritingView, section: Section, sent: SentItem): void {
  validateContent(section, sent.content)
  if (sent.putCode !== null) refuse(9024, { params: { clientName: clientName(view) } })
  checkDuplicate(view, section, sent)
}

function checkRoom ({ registry, researcher }: View, section: Section, more: number): void {
  if (itemsOf(registry.records, researcher, section).size + more > MAX_ITEMS) refuse(9048)
}

function store ({ registry, researcher, token }: WritingView, section: Section, { content }: SentItem): RecordItem {
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

export function addOne (view: WritingView, section: Section, sent: SentItem): RecordItem {
  checkScopes(view.token, section.create)
  checkAddition(view, section, sent)
  checkRoom(view, section, 1)
  const content = placeInGroup(view.registry, section, sent.content)
  return store(view, section, { ...sent, content })
}

/** Each work of a bulk is answered by itself with a put-code, or by the error that refused it. */
export function addBulk (view: WritingView, section: Section, works: readonly SentItem[]): Members {
  checkScopes(view.token, section.create)
  checkRoom(view, section, works.length)
  const detail = `You are allowed to add up to ${MAX_BULK} elements per request.`
  if (works.length > MAX_BULK) refuse(9006, { detail })
  const bulk = works.map((sent) => bulkMember(() => {
    checkAddition(view, section, sent)
    return renderWritten(view, section, store(view, section, sent))
  }))
  return { bulk }
}

function checkSource ({ token }: WritingView, item: RecordItem): void {
  if (item.clientId !== token.clientId) refuse(9010)
}

function checkChange (view: WritingView, section: Section,
  { sent, item }: { sent: SentItem, item: RecordItem }): void {
  // Of an affiliation the source is checked first, of everything else last.
  if (section.kind === 'affiliation') checkSource(view, item)
  validateContent(section, sent.content)
  if (sent.visibility !== null && sent.visibility !== item.visibility) {
    refuse(9035, { params: { clientName: clientName(view) } })
  }
  checkGroup(view.registry, section, sent.content)
  checkDuplicate(view, section, sent)
  checkSource(view, item)
}

interface ItemPlace { readonly section: Section, readonly putCode: string }

export function changeOne (view: WritingView, { section, putCode: text }: ItemPlace, sent: SentItem): Members {
  const putCode = parsePutCode(view, text)
  checkScopes(view.token, [section.update])
  const params = { urlPutCode: putCode, bodyPutCode: String(sent.putCode), clientName: clientName(view) }
  if (putCode !== sent.putCode) refuse(9019, { params })
  const item = getItem(view, section, putCode)
  checkChange(view, section, { sent, item })
  const { registry, researcher } = view
  const changed = { ...item, content: sent.content, modifiedAt: registry.clock.now() }
  return renderWritten(view, section, saveItem(registry.records, { researcher, section }, changed))
}

export function removeOne (view: WritingView, { section, putCode: text }: ItemPlace): null {
  const putCode = parsePutCode(view, text)
  checkScopes(view.token, [section.remove])
  checkSource(view, getItem(view, section, putCode))
  const { registry, researcher } = view
  removeItem(registry.records, { researcher, section }, { putCode, now: registry.clock.now() })
  return null
}
