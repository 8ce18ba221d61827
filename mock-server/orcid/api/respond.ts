// How the record API answers: the media type, an error as JSON or XML, a piece of a record as JSON.
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { rangesIn } from '../web/accept.ts'
import { escapeHtml } from '../web/html.ts'
import { indentJson, JSON_TYPE } from '../web/servlet.ts'
import type { Json, Members } from '../registry/record/model.ts'
import type { TokenError } from './access.ts'
import { Refusal, type ApiError } from './errors.ts'

export interface Representation {
  readonly mediaType: string
  readonly isJson: boolean
  /** Whether JSON is indented, as that of ORCID's own types is. */
  readonly isPretty: boolean
}

const MEDIA_TYPE = /^application\/(?<own>(?:vnd\.)?orcid\+)?(?<format>json|xml)$/

function representationOf (range: string): Representation | null {
  // ORCID's default is XML.
  const mediaType = ['*/*', 'application/*'].includes(range) ? 'application/xml' : range
  const { own, format } = MEDIA_TYPE.exec(mediaType)?.groups ?? {}
  return format === undefined ? null : { mediaType, isJson: format === 'json', isPretty: own !== undefined }
}

/** The representation that an Accept header prefers (RFC 9110 §12.5.1); null if none is acceptable. */
export function negotiate (accept: string | undefined): Representation | null {
  return rangesIn(accept ?? '*/*').map(representationOf).find((found) => found !== null) ?? null
}

export function contentFormat (contentType = ''): 'json' | 'xml' | 'other' {
  const name = (contentType.split(';', 1)[0] as string).trim().toLowerCase()
  return (MEDIA_TYPE.exec(name)?.groups?.['format'] ?? 'other') as 'json' | 'xml' | 'other'
}

function printJson (body: Json, { isPretty }: Representation): string {
  return isPretty ? indentJson(body) : JSON.stringify(body)
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

function printError (error: ApiError, representation: Representation): string {
  if (representation.isJson) return printJson(errorMembers(error), representation)
  const elements = Object.entries(errorMembers(error)).map(([name, value]) => `<${name}>${escapeHtml(String(value))}</${name}>`)
  return '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
    `<error xmlns="http://www.orcid.org/ns/error">${elements.join('')}</error>`
}

/** Answers with ORCID's error object; if no media type was acceptable, as JSON without a content type. */
export function sendApiError (reply: FastifyReply, error: ApiError): FastifyReply {
  const representation = negotiate(reply.request.headers.accept)
  reply.code(error.status)
  // Fastify gives every body a content type except a stream.
  if (representation === null) return reply.send(Readable.from([JSON.stringify(errorMembers(error))]))
  reply.header('content-type', `${representation.mediaType};charset=UTF-8`)
  return reply.send(printError(error, representation))
}

/** Always JSON, and never with `WWW-Authenticate` (ORCID-Source, OAuthErrorResponseHelper). */
export function sendTokenError (reply: FastifyReply, { status, error, description }: TokenError): FastifyReply {
  return reply.code(status).header('content-type', JSON_TYPE)
    .send(JSON.stringify({ error, error_description: description }))
}

export function sendJson (reply: FastifyReply, body: Json, representation: Representation): FastifyReply {
  return reply.header('content-type', `${representation.mediaType};charset=UTF-8`).send(printJson(body, representation))
}
