// How the record API answers: OAuth's two members from the gate, ORCID's five from behind it, a record as JSON.
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { escapeHtml } from '../web/html.ts'
import type { Json, Members } from '../registry/record/node.ts'
import type { ApiError } from './errors.ts'
import type { Representation } from './media-type.ts'
import { printJson } from './pretty-json.ts'

/**
 * Why XML, which is ORCID's default, is refused. The text is the same wherever it happens, so that a test can
 * recognise it: to send JSON instead would let a missing header pass that breaks at ORCID.
 */
const JSON_ONLY = 'This fake ORCID speaks JSON only'

/** A request whose answer ORCID would write as XML. */
export const jsonOnlyAnswer: ApiError = {
  status: 406,
  code: 9001,
  developerMessage: `${JSON_ONLY}, and the request accepts XML or anything, for which ORCID sends XML. ` +
    'Ask for JSON: Accept: application/json',
  userMessage: 'Ask for application/json.'
}

/** A body that ORCID would read as XML. */
export const jsonOnlyBody: ApiError = {
  status: 415,
  code: 9001,
  developerMessage: `${JSON_ONLY}, and the body is XML. Send JSON: Content-Type: application/json`,
  userMessage: 'Send application/json.'
}

const MORE_INFO = 'https://members.orcid.org/api/resources/troubleshooting'

/** The error object that stands in a body, alone or in a bulk. */
export function membersOf (error: ApiError): Members {
  return {
    'response-code': error.status,
    'developer-message': error.developerMessage,
    'user-message': error.userMessage,
    'error-code': error.code,
    'more-info': MORE_INFO
  }
}

function renderJson (body: Json, { isPretty }: Representation): string {
  return isPretty ? printJson(body) : JSON.stringify(body)
}

/** The error as its representation writes it. */
function renderError (error: ApiError, representation: Representation): string {
  if (representation.isJson) return renderJson(membersOf(error), representation)
  const children = Object.entries(membersOf(error))
    .map(([name, value]) => `<${name}>${escapeHtml(String(value))}</${name}>`)
  return '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
    `<error xmlns="http://www.orcid.org/ns/error">${children.join('')}</error>`
}

/** Answers with ORCID's error object; if no media type was acceptable, as JSON without a content type. */
export function sendApiError (reply: FastifyReply, error: ApiError,
  representation: Representation | null): FastifyReply {
  reply.code(error.status)
  if (representation === null) {
    // Fastify gives every body a content type except a stream.
    return reply.send(Readable.from([JSON.stringify(membersOf(error))]))
  }
  reply.header('content-type', `${representation.mediaType};charset=UTF-8`)
  return reply.send(renderError(error, representation))
}

/** Answers from the gate: always JSON, never with `WWW-Authenticate` (OAuthErrorResponseHelper). */
export function sendGateError (reply: FastifyReply, status: number,
  [error, description]: [string, string]): FastifyReply {
  return reply.code(status).header('content-type', 'application/json;charset=UTF-8')
    .send(JSON.stringify({ error, error_description: description }))
}

/** Answers with a piece of a record. */
export function sendJson (reply: FastifyReply, body: Json, representation: Representation): FastifyReply {
  return reply.header('content-type', `${representation.mediaType};charset=UTF-8`).send(renderJson(body, representation))
}
