// What a path of the record API names, and what each method does there.
import type { Json } from '../registry/record/model.ts'
import { sections, type Section } from '../registry/record/sections.ts'
import { readBulk, readItem } from './body.ts'
import { getOne, getWorks, parsePutCode, type ClientView } from './read.ts'
import { renderItem, renderSummary } from './render/item.ts'
import { renderList } from './render/lists.ts'
import { parts } from './render/parts.ts'
import type { View } from './render/view.ts'
import { addBulk, addOne, changeOne, removeOne, type WritingView } from './write.ts'

/** What a method does at a path. */
export interface Target {
  /** Of the answer: 200 has a body, 201 has the address of what was added, 204 has neither. */
  readonly status: 200 | 201 | 204
  /** Reads the body and the put-code of the request, and gives what is done once the record is found. */
  readonly prepare: (body: unknown, client: ClientView) => (view: WritingView) => Json
}

type Endpoint = Readonly<Record<string, Target>>

const WORKS = 'works'

const reading = (read: (view: View) => Json): Target => ({ status: 200, prepare: () => read })

function prepared<Sent> (status: Target['status'], read: (body: unknown, client: ClientView) => Sent,
  write: (view: WritingView, sent: Sent) => Json): Target {
  const prepare: Target['prepare'] = (body, client) => {
    const sent = read(body, client)
    return (view) => write(view, sent)
  }
  return { status, prepare }
}

const adding = (section: Section): Target => prepared(201, (body) => readItem(section, body),
  (view, sent) => `${section.item}/${addOne(view, section, sent).putCode}`)

function listEndpoint (section: Section): Endpoint {
  const GET = reading((view) => renderList(view, section))
  if (section.item === section.name) return { GET, POST: adding(section) }
  if (section.name !== WORKS) return { GET }
  const POST = prepared(200, (body) => readBulk(section, body), (view, works) => addBulk(view, section, works))
  return { GET, POST }
}

function readingOne (section: Section, text: string, render: typeof renderItem): Target {
  return prepared(200, (_body, client) => parsePutCode(client, section, text),
    (view, putCode) => render(view, section, getOne(view, section, putCode)))
}

function itemEndpoint (section: Section, text: string): Endpoint {
  const placeFor = (client: ClientView) => ({ section, putCode: parsePutCode(client, section, text) })
  const PUT = prepared(200, (body, client) => ({ sent: readItem(section, body), place: placeFor(client) }),
    (view, { sent, place }) => changeOne(view, place, sent))
  const DELETE = prepared(204, (_body, client) => placeFor(client), removeOne)
  return { GET: readingOne(section, text, renderItem), PUT, DELETE }
}

function sectionEndpoint ([first, second = '', third = '']: readonly string[], depth: number): Endpoint | null {
  const byName = sections.find(({ name }) => name === first)
  const byItem = sections.find(({ item }) => item === first)
  if (depth === 1) {
    if (byName !== undefined) return listEndpoint(byName)
    return byItem === undefined ? null : { POST: adding(byItem) }
  }
  if (depth === 2) {
    if (byItem !== undefined) return itemEndpoint(byItem, second)
    return byName?.name === WORKS ? { GET: reading((view) => getWorks(view, byName, second)) } : null
  }
  const hasSummary = depth === 3 && second === 'summary' && byItem?.area === 'activities'
  return hasSummary ? { GET: readingOne(byItem, third, renderSummary) } : null
}

/** What ORCID offers at a path below a record's iD, without the slash in front; null for a path it does not have. */
export function findEndpoint (path: string, isMemberApi: boolean): Endpoint | null {
  const trimmed = path.replace(/\/$/, '')
  const segments = trimmed.split('/')
  const render = parts.get(trimmed)
  const endpoint = render === undefined ? sectionEndpoint(segments, segments.length) : { GET: reading(render) }
  if (endpoint === null || isMemberApi) return endpoint
  // The public API only reads.
  const { GET } = endpoint
  return GET === undefined ? null : { GET }
}
