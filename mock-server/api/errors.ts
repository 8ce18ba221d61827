// How the record API says no: OAuth's two members from the gate, ORCID's five from everything behind it.
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { escapeHtml } from '../html.ts'
import type { Representation } from './media-type.ts'

/** One refusal of the record API, with ORCID's own number for it. */
export interface ApiError {
  /** HTTP status, which is also `response-code`. */
  readonly status: number
  /** `error-code`: 9001 and up. */
  readonly code: number
  /** `developer-message`, in the English of ORCID's api_en.properties. */
  readonly developerMessage: string
  /** `user-message`. */
  readonly userMessage: string
}

const MORE_INFO = 'https://members.orcid.org/api/resources/troubleshooting'

const UNAUTHORIZED = '401 Unauthorized: The client application is not authorized for this ORCID record.'
const BAD_REQUEST = '400 Bad Request: There is an issue with your data or the API endpoint. ' +
  '405 Method Not Allowed: Endpoint and method mismatch. ' +
  '415 Unsupported Media Type: data must be in XML or JSON format.'

function apiError (status: number, code: number, developerMessage: string, userMessage: string): ApiError {
  return { status, code, developerMessage, userMessage }
}

/** A person's token on another person's record, even a public one or none. */
export const otherRecord = apiError(401, 9017,
  `${UNAUTHORIZED} Full validation error: Access token is for a different record`,
  'The client application is not authorized.')

/** A public client on the member API. */
export const publicClient = apiError(401, 9017,
  `${UNAUTHORIZED} Full validation error: The client application is forbidden to perform the action.`,
  'The client application is not authorized.')

/** A token that has nothing to do with records. */
export const wrongScope = apiError(403, 9004, '403 Forbidden: Insufficient or wrong scope.',
  'The client application is forbidden to perform the action.')

/** An item the token's scopes do not reach. The status is 403 although the text says 409. */
export const notInScope = apiError(403, 9038,
  '409 Conflict: The item has a limited or private visibility and your request doesn\'t have the required ' +
  'scope.',
  'The client application is forbidden to perform the action.')

/** An item that is not public, asked of the public API. */
export const notPublic = apiError(403, 9039,
  '403 Forbidden: The item is not public and cannot be accessed with the Public API.',
  'The item is not public and cannot be accessed with the Public API.')

/** A record that is not there: unknown iD, malformed iD, wrong check digit. */
export const noRecord = apiError(404, 9016, '404 Not Found: The resource was not found.',
  'The resource was not found.')

/** A record without a biography. */
export const noBiography = apiError(404, 9041, '404 Not Found: Biography for the given record is null.',
  'The resource was not found.')

/** A path that the record API does not have. */
export const noSection = apiError(404, 9001, `${BAD_REQUEST} Full validation error: HTTP 404 Not Found`,
  'The client application sent a bad request to ORCID.')

/** A media type that the record API does not have. */
export const notAcceptable = apiError(406, 9001,
  `${BAD_REQUEST} Full validation error: HTTP 406 Not Acceptable`,
  'The client application sent a bad request to ORCID.')

/** XML, ORCID's default, which this mock does not write: to send JSON would let a missing header pass. */
export const jsonOnly = apiError(406, 9001,
  'This fake ORCID writes records as JSON only, and the request accepts XML or anything, for which ORCID ' +
  'sends XML. Ask for JSON: Accept: application/json', 'Ask for application/json.')

function membersOf (error: ApiError): Record<string, string | number> {
  return {
    'response-code': error.status,
    'developer-message': error.developerMessage,
    'user-message': error.userMessage,
    'error-code': error.code,
    'more-info': MORE_INFO
  }
}

/** The error as its representation writes it. */
function renderError (error: ApiError, { isJson, indent }: Representation): string {
  if (isJson) return JSON.stringify(membersOf(error), null, indent)
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
