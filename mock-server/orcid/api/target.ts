// What a path of the record API names, and what each method does there.
import type { FastifyRequest } from 'fastify'
import type { Json } from '../registry/record/model.ts'
import { sections, type Section } from '../registry/record/sections.ts'
import type { Registry } from '../registry/registry.ts'
import type { Reader } from './access.ts'
import { readBulk, readItem } from './body.ts'
import { getOne, getWorks } from './read.ts'
import { renderItem, renderSummary } from './render/item.ts'
import { renderList } from './render/lists.ts'
import { parts } from './render/parts.ts'
import type { View } from './render/view.ts'
import { addBulk, addOne, changeOne, removeOne, type WritingView } from './write.ts'

/** What a method does at a path, with what it is given: a record as its reader sees it, or the request alone. */
export interface Target<Given = WritingView> {
  /** Of the answer: 200 has a body, 201 has the path of what was added, 204 has neither. */
  readonly status: 200 | 201 | 204
  /** False if a body means nothing, and its type need not be said. */
  readonly readsBody?: false
  /** Reads the body of the request, and gives what is done once the record is found. */
  readonly prepare: (body: unknown) => (given: Given) => Json
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

/** A method that reads a body, and then writes what it has read. */
export function writing<Given, Sent> (status: 200 | 201, read: (body: unknown) => Sent,
  write: (given: Given, sent: Sent) => Json): Target<Given> {
  const prepare: Target<Given>['prepare'] = (body) => {
    const sent = read(body)
    return (given) => write(given, sent)
  }
  return { status, prepare }
}

const adding = (section: Section): Target => writing(201, (body) => readItem(section, body),
  (view, sent) => `${view.researcher.orcid}/${section.item}/${addOne(view, section, sent).putCode}`)

function listEndpoint (section: Section): Endpoint {
  const GET = reading((view: View) => renderList(view, section))
  if (section.item === section.name) return { GET, POST: adding(section) }
  if (section.name !== WORKS) return { GET }
  const POST = writing(200, (body) => readBulk(section, body),
    (view: WritingView, works) => addBulk(view, section, works))
  return { GET, POST }
}

function itemEndpoint (section: Section, putCode: string): Endpoint {
  const GET = reading((view: View) => renderItem(view, section, getOne(view, section, putCode)))
  const PUT = writing(200, (body) => readItem(section, body),
    (view: WritingView, sent) => changeOne(view, { section, putCode }, sent))
  const DELETE: Target = { status: 204, prepare: () => (view) => removeOne(view, { section, putCode }) }
  return { GET, PUT, DELETE }
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
  return hasSummary ? { GET: reading((view: View) => renderSummary(view, byItem, getOne(view, byItem, third))) } : null
}

/** What ORCID offers at a path below a record's iD, without slashes at its ends; null for a path it does not have. */
export function findEndpoint (path: string, isMemberApi: boolean): Endpoint | null {
  const segments = path.split('/')
  const render = parts.get(path)
  const endpoint = render === undefined ? sectionEndpoint(segments, segments.length) : { GET: reading(render) }
  if (endpoint === null || isMemberApi) return endpoint
  // The public API only reads.
  const { GET } = endpoint
  return GET === undefined ? null : { GET }
}
