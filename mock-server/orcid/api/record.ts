// Leg three: one request to a record API, public or member; its steps are in ORCID's order.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressFor } from '../../network/address.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { authenticate, checkAccess, checkTokenTarget, type Reader } from './access.ts'
import { collections } from './collections.ts'
import { RecordRefusal, refuse, routingError, xmlAnswerError, xmlBodyError } from './errors.ts'
import { acceptable, acceptsCsv, contentFormat, sendApiError, sendJson, sendTokenError } from './respond.ts'
import { sendStatus, statusAt } from './status.ts'
import { findEndpoint, type Endpoint, type Target } from './target.ts'
import type { WritingView } from './write.ts'

export interface RecordApi {
  /** The path of its host, `''` for ORCID's own. */
  readonly base: string
  readonly isMemberApi: boolean
}

interface Called {
  readonly isMemberApi: boolean
  /** The path that addresses of what is added begin with. */
  readonly root: string
  /** Below the root, without a slash at the end. */
  readonly path: string
}

interface Exchange extends Called, Reader {
  readonly registry: Registry
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

function findTarget<Given> ({ request, reply }: Exchange, endpoint: Endpoint<Given> | null): Target<Given> {
  if (endpoint === null) throw new RecordRefusal(routingError(404))
  const target = endpoint[request.method === 'HEAD' ? 'GET' : request.method]
  if (target !== undefined) return target
  reply.header('allow', Object.keys(endpoint).join(','))
  throw new RecordRefusal(routingError(405))
}

/** The media type of the answer. */
function checkMediaTypes<Given> (request: FastifyRequest, { isCsv, readsBody = true }: Target<Given>): string {
  const { method, headers: { 'content-type': contentType } } = request
  // Without a body, a request needs no type.
  const isTyped = ['POST', 'PUT'].includes(method) && (readsBody || contentType !== undefined)
  const format = isTyped ? contentFormat(contentType) : 'json'
  if (format === 'other') throw new RecordRefusal(routingError(415))
  const [mediaType] = isCsv ? acceptsCsv(request) ? ['text/csv'] : [] : acceptable(request)
  if (mediaType === undefined) throw new RecordRefusal(routingError(406))
  if (format === 'xml' && readsBody) throw new RecordRefusal(xmlBodyError)
  return mediaType
}

function findResearcher ({ registry, request, reply }: Exchange, orcid: string): Researcher {
  const researcher = registry.researchers.get(orcid)
  if (researcher === undefined) refuse(9016)
  if (researcher.primaryRecord !== null) {
    const [path = ''] = request.url.split('?', 1)
    reply.header('location', new URL(addressFor(registry, request)).origin + path.replace(orcid, researcher.primaryRecord))
  }
  return researcher
}

function openRecord (exchange: Exchange, orcid: string): WritingView {
  const { registry, token, isMemberApi, request: { method } } = exchange
  const researcher = findResearcher(exchange, orcid)
  checkAccess(registry, researcher, { token, isMemberApi, method })
  // Only the member API writes, and only with a token.
  return { researcher, registry, token, isMemberApi } as WritingView
}

export function answerAt<Given> (exchange: Exchange, endpoint: Endpoint<Given> | null,
  open: () => Given): FastifyReply {
  const { registry, request, reply, root, path, token } = exchange
  const target = findTarget(exchange, endpoint)
  const mediaType = checkMediaTypes(request, target)
  checkTokenTarget(token, path)
  // A body or a put-code that ORCID cannot read is refused before the record is looked at.
  const act = target.prepare(request.body, exchange)
  const given = open()
  // Nothing is written if its answer could not be; what has no body needs no media type.
  if (target.status === 200 && mediaType.endsWith('xml')) throw new RecordRefusal(xmlAnswerError)
  const result = act(given)
  if (target.isCsv) return reply.header('content-type', `${mediaType};charset=UTF-8`).send(result)
  if (target.status === 200) return sendJson(reply, result, mediaType)
  if (target.status === 201) reply.header('location', `${addressFor(registry, request)}${root}/${String(result)}`)
  return reply.code(target.status).send()
}

/** A request whose token is known; null if it has been answered. */
export function admit (registry: Registry, reply: FastifyReply, called: Called): Exchange | null {
  const { request } = reply
  const { path, isMemberApi } = called
  const status = statusAt(path, isMemberApi)
  const authenticated = authenticate(registry, request, { isMemberApi, isOpen: !isMemberApi || status !== undefined })
  if ('error' in authenticated) {
    const { status, error, description } = authenticated
    registry.seam.refused(request, { reason: error, status, said: description })
    sendTokenError(reply, authenticated)
    return null
  }
  if (request.method === 'OPTIONS') reply.send()
  else if (status !== undefined) sendStatus(reply, status)
  else return { ...called, registry, request, reply, token: authenticated.token }
  return null
}

export async function answerRecord (registry: Registry, reply: FastifyReply, api: RecordApi): Promise<FastifyReply> {
  const { request } = reply
  const { base, isMemberApi } = api
  const path = (request.params as { '*': string })['*'].replace(/^v3\.0\//, '').replace(/\/$/, '')
  const exchange = admit(registry, reply, { root: `${base}/v3.0`, isMemberApi, path })
  if (exchange === null) return reply
  const [first = '', ...below] = path.split('/')
  const collection = (await collections.get(first)?.())?.(below, isMemberApi) ?? null
  if (collection !== null) return answerAt(exchange, collection, () => exchange)
  return answerAt(exchange, findEndpoint(below.join('/'), isMemberApi), () => openRecord(exchange, first))
}

/** Answers a refusal, and a body that Fastify could not read. Any other error is a bug of the mock. */
export function sendRefusal ({ seam }: Registry, reply: FastifyReply,
  error: Error & { statusCode?: number }): FastifyReply {
  const isRefusal = error instanceof RecordRefusal
  if (!isRefusal && error.statusCode === undefined) throw error
  const refusal = isRefusal ? error.error : routingError(error.statusCode === 413 ? 413 : 415)
  const { code, status, developerMessage: said } = refusal
  seam.refused(reply.request, { reason: String(code), status, said })
  return sendApiError(reply, refusal)
}
