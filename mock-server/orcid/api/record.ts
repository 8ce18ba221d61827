// Leg three: one request to a record API, public or member; its steps are in ORCID's order.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressFor } from '../../network/address.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { authenticate, checkAccess, checkTokenTarget } from './access.ts'
import { Refusal, refuse, routingError, xmlAnswerError, xmlBodyError } from './errors.ts'
import { acceptable, contentFormat, isJson, sendApiError, sendJson, sendTokenError } from './respond.ts'
import { sendStatus, statusAt } from './status.ts'
import { findEndpoint, type Target } from './target.ts'
import type { WritingView } from './write.ts'

export interface RecordApi {
  /** The path of its host, `''` for ORCID's own. */
  readonly base: string
  readonly isMemberApi: boolean
}

interface Exchange extends RecordApi {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly orcid: string
  readonly path: string
}

function findTarget ({ request, reply, isMemberApi, path }: Exchange): Target {
  const endpoint = findEndpoint(path, isMemberApi)
  if (endpoint === null) throw new Refusal(routingError(404))
  const target = endpoint[request.method === 'HEAD' ? 'GET' : request.method]
  if (target !== undefined) return target
  reply.header('allow', Object.keys(endpoint).join(','))
  throw new Refusal(routingError(405))
}

/** The media type of the answer. */
function checkMediaTypes (request: FastifyRequest): string {
  const format = ['POST', 'PUT'].includes(request.method) ? contentFormat(request.headers['content-type']) : 'json'
  if (format === 'other') throw new Refusal(routingError(415))
  const [mediaType] = acceptable(request)
  if (mediaType === undefined) throw new Refusal(routingError(406))
  if (format === 'xml') throw new Refusal(xmlBodyError)
  return mediaType
}

function findResearcher (registry: Registry, { request, reply, orcid }: Exchange): Researcher {
  const researcher = registry.researchers.get(orcid)
  if (researcher === undefined) refuse(9016)
  if (researcher.primaryRecord !== null) {
    const [path = ''] = request.url.split('?', 1)
    reply.header('location', new URL(addressFor(registry, request)).origin + path.replace(orcid, researcher.primaryRecord))
  }
  return researcher
}

export function answerRecord (registry: Registry, reply: FastifyReply, api: RecordApi): FastifyReply {
  const { request } = reply
  const { base, isMemberApi } = api
  const [, below = ''] = /^(?:v3\.0\/)?(.*)$/s.exec((request.params as { '*': string })['*']) as string[]
  const [orcid = '', ...path] = below.split('/')
  const exchange = { ...api, request, reply, orcid, path: path.join('/') }
  const status = statusAt(below, isMemberApi)
  const authenticated = authenticate(registry, request, { isMemberApi, isOpen: !isMemberApi || status !== undefined })
  if ('error' in authenticated) {
    const { status, error, description } = authenticated
    registry.seam.refused(request, { reason: error, status, said: description })
    return sendTokenError(reply, authenticated)
  }
  if (request.method === 'OPTIONS') return reply.send()
  if (status !== undefined) return sendStatus(reply, status)
  const { token } = authenticated
  const target = findTarget(exchange)
  const mediaType = checkMediaTypes(request)
  checkTokenTarget(token, orcid)
  // A body or a put-code that ORCID cannot read is refused before the record is looked at.
  const act = target.prepare(request.body, { registry, token, isMemberApi })
  const researcher = findResearcher(registry, exchange)
  checkAccess(registry, researcher, { token, isMemberApi, method: request.method })
  // Nothing is written if its answer could not be; what has no body needs no media type.
  if (target.status === 200 && !isJson(mediaType)) throw new Refusal(xmlAnswerError)
  // Only the member API writes, and only with a token.
  const result = act({ researcher, registry, token, isMemberApi } as WritingView)
  if (target.status === 200) return sendJson(reply, result, mediaType)
  if (target.status === 201) {
    reply.header('location', `${addressFor(registry, request)}${base}/v3.0/${researcher.orcid}/${String(result)}`)
  }
  return reply.code(target.status).send()
}

/** Answers a refusal, and a body that Fastify could not read. Any other error is a bug of the mock. */
export function sendRefusal ({ seam }: Registry, reply: FastifyReply,
  error: Error & { statusCode?: number }): FastifyReply {
  const isRefusal = error instanceof Refusal
  if (!isRefusal && error.statusCode === undefined) throw error
  const refusal = isRefusal ? error.error : routingError(error.statusCode === 413 ? 413 : 415)
  const { code, status, developerMessage: said } = refusal
  seam.refused(reply.request, { reason: String(code), status, said })
  return sendApiError(reply, refusal)
}
