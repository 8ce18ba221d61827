// How the record API answers: the media type, an error as JSON or XML, a piece of a record as JSON.
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { escapeHtml } from '../web/html.ts'
import { queryOf, rangesIn } from '../web/parameters.ts'
import { indentJson, JSON_TYPE } from '../web/servlet.ts'
import type { Json, Members } from '../registry/record/model.ts'
import type { TokenError } from './access.ts'
import { RecordRefusal, type ApiError } from './errors.ts'

const MEDIA_TYPE = /^application\/(?:(?:vnd\.)?orcid\+)?(?:json|xml)$/

export function isJson (mediaType: string): boolean {
  return mediaType.endsWith('json')
}

/** The function that a script wants its answer in (JsonpCallbackFilter); null without one. */
const callbackOf = (request: FastifyRequest): string | null => queryOf(request).get('callback')

/** Sends a text, in a call of a function if the request wants that. */
function sendText (reply: FastifyReply, text: string, contentType: string): FastifyReply {
  const callback = callbackOf(reply.request)
  if (callback === null) return reply.header('content-type', contentType).send(text)
  return reply.header('content-type', 'application/javascript;charset=UTF-8').send(`${callback}(${text});`)
}

const XML = 'application/vnd.orcid+xml'

const ANSWERED = [XML, 'application/orcid+xml', 'application/xml', 'application/vnd.orcid+json', 'application/orcid+json',
  'application/json', 'text/turtle', 'text/n3', 'application/n-triples', 'application/ld+json', 'application/rdf+xml']

/** What ORCID takes for the Accept header of a request that takes anything: the type that it sends (AcceptFilter). */
function acceptOf (request: FastifyRequest): string {
  if (callbackOf(request) !== null) return 'application/json'
  const { url, headers: { accept = '*/*', 'content-type': contentType } } = request
  if (accept !== '*/*') return accept
  // Exactly as written, so a charset behind it spoils it, and a part of a type will do.
  if (contentType !== undefined && ANSWERED.some((type) => type.includes(contentType))) return contentType
  return /^[^?]*\/(?:pub|api)Status(?:\?|$)/.test(url) ? 'application/json' : XML
}

/** The media types that a request takes for its answer, by preference (RFC 9110 §12.5.1); `any` stands for the rest. */
export function acceptable (request: FastifyRequest, any = XML): string[] {
  return rangesIn(acceptOf(request)).map((range) => ['*/*', 'application/*'].includes(range) ? any : range)
    .filter((type) => MEDIA_TYPE.test(type))
}

/** A client must name CSV: one that takes anything is taken for one that wants XML (ORCID-Source, AcceptFilter). */
export function acceptsCsv (request: FastifyRequest): boolean {
  return rangesIn(acceptOf(request)).some((range) => ['text/csv', 'text/*', '*/*'].includes(range))
}

export function contentFormat (contentType = ''): 'json' | 'xml' | 'other' {
  const mediaType = (contentType.split(';', 1)[0] as string).trim().toLowerCase()
  if (!MEDIA_TYPE.test(mediaType)) return 'other'
  return isJson(mediaType) ? 'json' : 'xml'
}

// ORCID indents the JSON of its own types.
function printJson (body: Json, mediaType: string): string {
  return mediaType.includes('orcid+') ? indentJson(body) : JSON.stringify(body)
}

function errorMembers (error: ApiError): Members {
  return {
    'response-code': error.status,
    'developer-message': error.developerMessage,
    'user-message': error.userMessage,
    'error-code': error.code,
    'more-info': 'https://members.orcid.org/api/resources/troubleshooting'
  }
}

/** Each work of a bulk is answered by itself, or by the error that refuses it. */
export function bulkMember (answer: () => Members): Members {
  try {
    return { work: answer() }
  } catch (error) {
    if (error instanceof RecordRefusal) return { error: errorMembers(error.error) }
    throw error
  }
}

function printError (error: ApiError, mediaType: string): string {
  if (isJson(mediaType)) return printJson(errorMembers(error), mediaType)
  const elements = Object.entries(errorMembers(error)).map(([name, value]) => `<${name}>${escapeHtml(String(value))}</${name}>`)
  return '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
    `<error xmlns="http://www.orcid.org/ns/error">${elements.join('')}</error>`
}

/** Answers with ORCID's error object; if no media type was acceptable, as JSON without a content type. */
export function sendApiError (reply: FastifyReply, error: ApiError): FastifyReply {
  const [mediaType] = acceptable(reply.request)
  reply.code(error.status)
  // Fastify gives every body a content type except a stream.
  if (mediaType === undefined) return reply.send(Readable.from([JSON.stringify(errorMembers(error))]))
  return sendText(reply, printError(error, mediaType), `${mediaType};charset=UTF-8`)
}

/** Always JSON, and never with `WWW-Authenticate` (ORCID-Source, OAuthErrorResponseHelper). */
export function sendTokenError (reply: FastifyReply, { status, error, description }: TokenError): FastifyReply {
  return sendText(reply.code(status), JSON.stringify({ error, error_description: description }), JSON_TYPE)
}

export function sendJson (reply: FastifyReply, body: Json, mediaType: string): FastifyReply {
  return sendText(reply, printJson(body, mediaType), `${mediaType};charset=UTF-8`)
}
