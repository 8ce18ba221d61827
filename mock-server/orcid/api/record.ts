// One request to a record API, from the token to the answer: the steps in ORCID's order.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { apiPreflight } from '../web/cors.ts'
import type { Json } from '../registry/record/node.ts'
import type { Section } from '../registry/record/sections.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { bearerToken, judgeAccess, judgeTarget, passGate } from './access.ts'
import { jsonOnlyAnswer, jsonOnlyBody, sendApiError, sendGateError, sendJson } from './answer.ts'
import { readBulk, readItem, readJson } from './body.ts'
import type { Read, SentItem } from './body.ts'
import { apiError, routingError } from './errors.ts'
import type { ApiError } from './errors.ts'
import { judgeContentType, negotiate } from './media-type.ts'
import type { Representation } from './media-type.ts'
import { readTarget } from './read.ts'
import { findEndpoint } from './target.ts'
import type { Target } from './target.ts'
import type { View } from './view.ts'
import { addMany, addOne, changeOne, removeOne } from './write.ts'
import type { WritingView } from './write.ts'

/** Which of the two APIs, and where. */
export interface RecordApi {
  /** Its path, without a slash at the end. */
  readonly base: string
  /** Whether it is the member API: the public one lets nobody write. */
  readonly isMemberApi: boolean
}

/** A request and what is being made of it. */
interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly api: RecordApi
}

type Written = Read<(reply: FastifyReply, representation: Representation) => FastifyReply>
type Plan = (view: WritingView) => Written

const json = (value: Json) => (reply: FastifyReply, representation: Representation) =>
  sendJson(reply, value, representation)

function readSent (section: Section, { request }: Exchange): Read<SentItem> {
  const body = readJson(request.body)
  return 'error' in body ? body : readItem(section, body.value, 'xsd')
}

function planAddition ({ section }: Extract<Target, { kind: 'new' }>, exchange: Exchange): Read<Plan> {
  const sent = readSent(section, exchange)
  if ('error' in sent) return sent
  return {
    value: (view) => {
      const added = addOne(view, section, sent.value)
      if ('error' in added) return added
      const { registry: { issuer }, researcher: { orcid } } = view
      const location = `${issuer}${exchange.api.base}/${orcid}/${section.item}/${added.value.putCode}`
      return { value: (reply) => reply.code(201).header('location', location).send() }
    }
  }
}

function planBulk (target: Extract<Target, { kind: 'list' }>, { request }: Exchange): Read<Plan> {
  const body = readJson(request.body)
  const sent = 'error' in body ? body : readBulk(target.section, body.value)
  if ('error' in sent) return sent
  return {
    value: (view) => {
      const added = addMany(view, target.section, sent.value)
      return 'error' in added ? added : { value: json(added.value) }
    }
  }
}

function planRemoval ({ section, putCode }: Extract<Target, { putCode: string }>): Plan {
  return (view) => {
    const removed = removeOne(view, section, putCode)
    return 'error' in removed ? removed : { value: (reply) => reply.code(204).send() }
  }
}

function planChange ({ section, putCode }: Extract<Target, { putCode: string }>, exchange: Exchange): Read<Plan> {
  const sent = readSent(section, exchange)
  if ('error' in sent) return sent
  return {
    value: (view) => {
      const changed = changeOne(view, section, { putCode, sent: sent.value })
      return 'error' in changed ? changed : { value: json(changed.value) }
    }
  }
}

// The body is read before anybody looks at the record, so a broken one is refused first.
function planFor (target: Target, exchange: Exchange): Read<Plan> {
  if (target.kind === 'new') return planAddition(target, exchange)
  if (['GET', 'HEAD'].includes(exchange.request.method)) {
    return {
      value: (view) => {
        const read = readTarget(view, target)
        return 'error' in read ? read : { value: json(read.value) }
      }
    }
  }
  if (target.kind === 'list') return planBulk(target, exchange)
  const item = target as Extract<Target, { putCode: string }>
  return exchange.request.method === 'DELETE' ? { value: planRemoval(item) } : planChange(item, exchange)
}

/** The iD in a path and what comes behind it. */
function placeIn ({ params }: FastifyRequest): { orcid: string, path: string } {
  const [orcid = '', ...path] = (params as { '*': string })['*'].split('/')
  return { orcid, path: path.join('/') }
}

/** What can be said of a request without a look at the record: path, method, media types. */
function route ({ request, api }: Exchange, representation: Representation | null): Read<Target> & { allow?: string } {
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const endpoint = findEndpoint(placeIn(request).path, api.isMemberApi)
  if (endpoint === null) return { error: routingError(404) }
  const target = endpoint.methods[method]
  if (target === undefined) return { error: routingError(405), allow: Object.keys(endpoint.methods).join(',') }
  const contentType = method === 'POST' || method === 'PUT' ? judgeContentType(request.headers['content-type']) : 'json'
  if (contentType === 'other') return { error: routingError(415) }
  if (representation === null) return { error: routingError(406) }
  return contentType === 'xml' ? { error: jsonOnlyBody } : { value: target }
}

// Nothing is written if its answer could not be; what has no body needs no media type.
function judgeAnswer (target: Target, method: string, { isJson }: Representation): ApiError | null {
  const isBodiless = target.kind === 'new' || method === 'DELETE'
  return isJson || isBodiless ? null : jsonOnlyAnswer
}

function relocate (registry: Registry, { request, reply }: Exchange, { orcid, primaryRecord }: Researcher): void {
  if (primaryRecord === null) return
  const [path = ''] = request.url.split('?', 1)
  reply.header('location', new URL(registry.issuer).origin + path.replace(orcid, primaryRecord))
}

interface Refused {
  readonly reply: FastifyReply
  readonly error: ApiError
  readonly representation: Representation | null
}

function refuseRecord ({ seam }: Registry, { reply, error, representation }: Refused): FastifyReply {
  const { code, status, developerMessage: said } = error
  seam.refused(reply.request, { reason: String(code), status, said })
  return sendApiError(reply, error, representation)
}

function answerRecord (registry: Registry, exchange: Exchange): FastifyReply {
  const { request, reply, api: { isMemberApi } } = exchange
  const { orcid } = placeIn(request)
  const passage = passGate(registry, bearerToken(request), isMemberApi)
  if (passage.kind === 'shut') {
    registry.seam.refused(request, { reason: passage.error[0], status: passage.status, said: passage.error[1] })
    return sendGateError(reply, passage.status, passage.error)
  }
  if (request.method === 'OPTIONS') return reply.send()
  const representation = negotiate(request.headers.accept)
  const refuse = (error: ApiError): FastifyReply => refuseRecord(registry, { reply, error, representation })
  const target = route(exchange, representation)
  if (target.allow !== undefined) reply.header('allow', target.allow)
  if ('error' in target) return refuse(target.error)
  const { token } = passage
  const elsewhere = judgeTarget(token, orcid)
  if (elsewhere !== null) return refuse(elsewhere)
  const plan = planFor(target.value, exchange)
  if ('error' in plan) return refuse(plan.error)
  const researcher = registry.researchers.get(orcid)
  if (researcher === undefined) return refuse(apiError(9016))
  relocate(registry, exchange, researcher)
  const view: View = { researcher, registry, token, isMemberApi }
  const refusal = judgeAccess(registry, researcher, { token, isMemberApi, method: request.method }) ??
    judgeAnswer(target.value, request.method, representation as Representation)
  if (refusal !== null) return refuse(refusal)
  const answer = plan.value(view as WritingView)
  return 'error' in answer ? refuse(answer.error) : answer.value(reply, representation as Representation)
}

const HEADERS = {
  'access-control-allow-origin': '*',
  'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
  pragma: 'no-cache',
  expires: '0',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY'
}

/** How large a body may be: a hundred works of some size. */
const BODY_LIMIT = 5 * 1024 * 1024

/** Mounts one record API under its base path. */
export function registerRecordApi (app: FastifyInstance, registry: Registry, api: RecordApi): void {
  const options = {
    method: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'],
    bodyLimit: BODY_LIMIT,
    onRequest: async ({ method, headers }: FastifyRequest, reply: FastifyReply): Promise<void> => {
      const isPreflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
      reply.headers(isPreflight ? { ...HEADERS, ...apiPreflight } : HEADERS)
    },
    handler: async function record (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
      return answerRecord(registry, { request, reply, api })
    },
    errorHandler: ({ statusCode }: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
      const error = routingError(statusCode === 413 ? 413 : 415)
      return refuseRecord(registry, { reply, error, representation: negotiate(request.headers.accept) })
    }
  }
  // One route, because each further one is felt when a mock starts.
  app.route({ ...options, url: `${api.base}/*` })
}
