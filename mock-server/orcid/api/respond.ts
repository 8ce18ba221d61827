// How the record API answers: the media type, an error as JSON or XML, a piece of a record as JSON.
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { escapeHtml } from '../web/html.ts'
import { rangesIn } from '../web/parameters.ts'
import { indentJson, JSON_TYPE } from '../web/servlet.ts'
import type { Json, Members } from '../registry/record/model.ts'
import type { TokenError } from './access.ts'
import { Refusal, type ApiError } from './errors.ts'

const MEDIA_TYPE = /^application\/(?:(?:vnd\.)?orcid\+)?(?:json|xml)$/

function isJson (mediaType: string): boolean {
  return mediaType.endsWith('json')
}

export function isXml (mediaType: string): boolean {
  return mediaType.endsWith('xml')
}

/** The media type that an Accept header prefers (RFC 9110 §12.5.1); null if none is acceptable. */
export function negotiate (accept = '*/*'): string | null {
  // ORCID's default is XML.
  const types = rangesIn(accept).map((range) => ['*/*', 'application/*'].includes(range) ? 'application/xml' : range)
  return types.find((type) => MEDIA_TYPE.test(type)) ?? null
}

/** A client must name CSV: one that takes anything is taken for one that wants XML (ORCID-Source, AcceptFilter). */
export function acceptsCsv (accept = '*/*'): boolean {
  return accept !== '*/*' && rangesIn(accept).some((range) => ['text/csv', 'text/*', '*/*'].includes(range))
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
    if (error instanceof Refusal) return { error: errorMembers(error.error) }
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
  const mediaType = negotiate(reply.request.headers.accept)
  reply.code(error.status)
  // Fastify gives every body a content type except a stream.
  if (mediaType === null) return reply.send(Readable.from([JSON.stringify(errorMembers(error))]))
  return reply.header('content-type', `${mediaType};charset=UTF-8`).send(printError(error, mediaType))
}

/** Always JSON, and never with `WWW-Authenticate` (ORCID-Source, OAuthErrorResponseHelper). */
export function sendTokenError (reply: FastifyReply, { status, error, description }: TokenError): FastifyReply {
  return reply.code(status).header('content-type', JSON_TYPE)
    .send(JSON.stringify({ error, error_description: description }))
}

export function sendCsv (reply: FastifyReply, table: string): FastifyReply {
  return reply.header('content-type', 'text/csv;charset=UTF-8').send(table)
}

export function sendJson (reply: FastifyReply, body: Json, mediaType: string): FastifyReply {
  return reply.header('content-type', `${mediaType};charset=UTF-8`).send(printJson(body, mediaType))
}
