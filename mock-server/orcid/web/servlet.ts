// What ORCID's servlet container and its framework answer before any controller of ORCID's is asked.
import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { escapeHtml } from './html.ts'

/** What a page of the container says besides its status. */
export interface ServletPageParts {
  /** HTTP status. */
  readonly status: number
  /** What went wrong. */
  readonly message: string
  /** What that means, a fixed sentence of the container's. */
  readonly description: string
}

/** Sends such a page; quotes are escaped as Tomcat escapes them. */
export function sendServletPage (reply: FastifyReply,
  { status, message, description }: ServletPageParts): FastifyReply {
  const title = `HTTP Status ${status} – ${STATUS_CODES[status]}`
  return reply.code(status).headers({ 'content-type': 'text/html;charset=utf-8', 'content-language': 'en' }).send(
    `<!doctype html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1>` +
    '<hr class="line" /><p><b>Type</b> Status Report</p>' +
    `<p><b>Message</b> ${escapeHtml(message)}</p><p><b>Description</b> ${description}</p></body></html>`)
}

const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i

/** Answers 415 unless the body is a form. Meant as an `onRequest` hook. */
export async function requireForm (request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const contentType = request.headers['content-type']
  if (FORM.test(contentType ?? '')) return undefined
  return sendServletPage(reply.header('accept', 'application/x-www-form-urlencoded'), {
    status: 415,
    message: `Content-Type '${contentType ?? 'null'}' is not supported.`,
    description: 'The origin server is refusing to service the request because the payload is in a format not ' +
      'supported by this method on the target resource.'
  })
}

// Java's own client sends a lone asterisk, and Spring takes it for the usual one.
const JSON_RANGE = /^\s*(?:application\/(?:json|\*)|\*(?:\/\*)?)\s*(?:;|$)/i

/**
 * Answers 406 unless the client takes JSON. Meant as an `onRequest` hook, behind {@link requireForm}.
 *
 * @see https://github.com/spring-projects/spring-framework RequestMappingInfoHandlerMapping.handleNoMatch
 */
export async function offerJson (request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { accept = '' } = request.headers
  if (accept === '' || accept.split(',').some((range) => JSON_RANGE.test(range))) return undefined
  return sendServletPage(reply.header('accept', 'application/json'), {
    status: 406,
    message: 'Acceptable representations: \'application/json\'.',
    description: 'The target resource does not have a current representation that would be acceptable to the user ' +
      'agent, according to the proactive negotiation header fields received in the request, and the server is ' +
      'unwilling to supply a default representation.'
  })
}

/** How large a form the container reads. */
export const FORM_LIMIT = 2 * 1024 * 1024

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Answers 405 to the methods that a path does not have. */
export function refuseOtherMethods (app: FastifyInstance, url: string, allowed: readonly string[]): void {
  const method = METHODS.filter((name) => !allowed.includes(name))
  app.route({
    method,
    url,
    handler: async function refuseMethod (request, reply) {
      return sendServletPage(reply.header('allow', allowed.join(', ')), {
        status: 405,
        message: `Method '${request.method}' is not supported.`,
        description: 'The method received in the request-line is known by the origin server but not supported by the ' +
          'target resource.'
      })
    }
  })
}

/** Answers for a body that cannot be read. What is the mock's own fault stays Fastify's to tell. */
export function refuseBody (error: FastifyError, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { statusCode = 500, message } = error
  if (statusCode >= 500) throw error
  const description = 'The server refuses to read what was sent.'
  return sendServletPage(reply, { status: statusCode, message, description })
}
