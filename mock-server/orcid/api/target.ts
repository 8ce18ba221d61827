// What a path of the record API names, and what each method does there.
import type { FastifyRequest } from 'fastify'
import type { Json } from '../registry/record/model.ts'
import { sections, type Section } from '../registry/record/sections.ts'
import type { Registry } from '../registry/registry.ts'
import { checkScopes, type Reader } from './access.ts'
import { readBulk, readItem } from './body.ts'
import { getOne, getWorks, parsePutCode, type ClientView } from './read.ts'
import { renderItem, renderSummary } from './render/item.ts'
import { renderList } from './render/lists.ts'
import { parts } from './render/parts.ts'
import { renderRecordSummary } from './render/summary.ts'
import type { View } from './render/view.ts'
import { addBulk, addOne, changeOne, removeOne, type WritingView } from './write.ts'

/** What a method does at a path, with what it is given: a record as its reader sees it, or the request alone. */
export interface Target<Given = WritingView> {
  /** Of the answer: 200 has a body, 201 has the path of what was added, 204 has neither. */
  readonly status: 200 | 201 | 204
  /** Whether the body is a table rather than JSON. */
  readonly isCsv?: true
  /** False if a body means nothing, and its type need not be said. */
  readonly readsBody?: boolean
  /** Reads the body and the put-code of the request, and gives what is done once the record is found. */
  readonly prepare: (body: unknown, client: ClientView) => (given: Given) => Json
}

/** What each method does at a path. */
export type Endpoint<Given = WritingView> = Readonly<Record<string, Target<Given>>>

/** What a method is given at a path that is no record's. */
export interface Call extends Reader {
  readonly registry: Registry
  readonly request: FastifyRequest
}

/** What is at a path below the first segment of a collection; null for a path that ORCID takes for a record's. */
export type FindEndpoint = (below: readonly string[], isMemberApi: boolean) => Endpoint<Call> | null

const WORKS = 'works'

/** A method that needs no body. */
export function reading<Given> (read: (given: Given) => Json): Target<Given> {
  return { status: 200, prepare: () => read }
}

/** A method that reads what was sent before it looks for what it is about. */
export function prepared<Given, Sent> (status: Target['status'], read: (body: unknown, client: ClientView) => Sent,
  act: (given: Given, sent: Sent) => Json): Target<Given> {
  const prepare: Target<Given>['prepare'] = (body, client) => {
    const sent = read(body, client)
    return (given) => act(given, sent)
  }
  return { status, prepare }
}

const adding = (section: Section): Target => prepared(201, (body) => readItem(section, body),
  (view: WritingView, sent) => `${view.researcher.orcid}/${section.item}/${addOne(view, section, sent).putCode}`)

function listEndpoint (section: Section): Endpoint {
  const GET = reading((view: View) => renderList(view, section))
  if (section.item === section.name) return { GET, POST: adding(section) }
  if (section.name !== WORKS) return { GET }
  const POST = prepared(200, (body) => readBulk(section, body),
    (view: WritingView, works) => addBulk(view, section, works))
  return { GET, POST }
}

function readingOne (section: Section, text: string, render: typeof renderItem): Target {
  return prepared(200, (_body, client) => parsePutCode(client, section, text),
    (view: View, putCode) => render(view, section, getOne(view, section, putCode)))
}

function itemEndpoint (section: Section, text: string): Endpoint {
  const placeFor = (client: ClientView) => ({ section, putCode: parsePutCode(client, section, text) })
  const PUT = prepared(200, (body, client) => ({ sent: readItem(section, body), place: placeFor(client) }),
    (view: WritingView, { sent, place }) => changeOne(view, place, sent))
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
    return byName?.name === WORKS ? { GET: reading((view: View) => getWorks(view, byName, second)) } : null
  }
  const hasSummary = depth === 3 && second === 'summary' && byItem?.area === 'activities'
  return hasSummary ? { GET: readingOne(byItem, third, renderSummary) } : null
}

function summarize (view: WritingView): Json {
  checkScopes(view, ['/read-public'])
  return renderRecordSummary(view)
}

/** What ORCID offers at a path below a record's iD, without slashes at its ends; null for a path it does not have. */
export function findEndpoint (path: string, isMemberApi: boolean): Endpoint | null {
  // The public API has no summary.
  if (path === 'summary') return isMemberApi ? { GET: reading(summarize) } : null
  const segments = path.split('/')
  const render = parts.get(path)
  const endpoint = render === undefined ? sectionEndpoint(segments, segments.length) : { GET: reading(render) }
  if (endpoint === null || isMemberApi) return endpoint
  // The public API only reads.
  const { GET } = endpoint
  return GET === undefined ? null : { GET }
}
