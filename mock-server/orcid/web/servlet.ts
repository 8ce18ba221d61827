// The answers that ORCID's servlet container and framework give before any controller of ORCID's runs.
import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Json } from '../registry/record/model.ts'
import type { Registry } from '../registry/registry.ts'
import { escapeHtml } from './html.ts'

export const JSON_TYPE = 'application/json;charset=UTF-8'

export const NO_CACHE = { 'cache-control': 'no-cache, no-store, max-age=0, must-revalidate', pragma: 'no-cache' }

/**
 * JSON as Jackson's DefaultPrettyPrinter indents it: a blank on both sides of a colon, lists on one line. No object is
 * empty.
 */
export function indentJson (value: Json, indent = ''): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => ` ${indentJson(item, indent)}`).join(',')} ]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  const lines = Object.entries(value).map(([name, member]) => `${inner}"${name}" : ${indentJson(member, inner)}`)
  return `{\n${lines.join(',\n')}\n${indent}}`
}

// By status, as the container explains it.
const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: 'The server cannot or will not process the request due to something that is perceived to be a client error ' +
    '(e.g., malformed request syntax, invalid request message framing, or deceptive request routing).',
  405: 'The method received in the request-line is known by the origin server but not supported by the target resource.',
  406: 'The target resource does not have a current representation that would be acceptable to the user agent, according ' +
    'to the proactive negotiation header fields received in the request, and the server is unwilling to supply a ' +
    'default representation.',
  415: 'The origin server is refusing to service the request because the payload is in a format not supported by this ' +
    'method on the target resource.'
}

/** @param message of the page; `''` for a status without one */
export function sendServletPage ({ seam }: Registry, reply: FastifyReply,
  { status, message }: { readonly status: number, readonly message: string }): FastifyReply {
  seam.refused(reply.request, { reason: `servlet${status}`, status, said: message })
  const title = `HTTP Status ${status} – ${STATUS_CODES[status]}`
  const description = DESCRIPTIONS[status] ?? 'The server refuses to read what was sent.'
  return reply.code(status).headers({ 'content-type': 'text/html;charset=utf-8', 'content-language': 'en' }).send(
    `<!doctype html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1>` +
    '<hr class="line" /><p><b>Type</b> Status Report</p>' +
    `${message === '' ? '' : `<p><b>Message</b> ${escapeHtml(message)}</p>`}<p><b>Description</b> ${description}</p></body></html>`)
}

const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** An `onRequest` hook that answers 415 unless the body is a form. */
export function requireForm (registry: Registry): Handler {
  return async function expectForm ({ headers: { 'content-type': contentType = 'null' } }, reply) {
    if (FORM.test(contentType)) return undefined
    const message = `Content-Type '${contentType}' is not supported.`
    reply.header('accept', 'application/x-www-form-urlencoded')
    return sendServletPage(registry, reply, { status: 415, message })
  }
}

// Java's own client sends a lone asterisk, which Spring reads as */*.
const JSON_RANGE = /^\s*(?:application\/(?:json|\*)|\*(?:\/\*)?)\s*(?:;|$)/i

/**
 * An `onRequest` hook that answers 406 unless the client accepts JSON.
 * @see https://github.com/spring-projects/spring-framework RequestMappingInfoHandlerMapping.handleNoMatch
 */
export function offerJson (registry: Registry): Handler {
  return async function expectJsonAccepted ({ headers: { accept = '' } }, reply) {
    if (accept === '' || accept.split(',').some((range) => JSON_RANGE.test(range))) return undefined
    const message = 'Acceptable representations: \'application/json\'.'
    return sendServletPage(registry, reply.header('accept', 'application/json'), { status: 406, message })
  }
}

/** The largest form that the container reads, in bytes. */
export const FORM_LIMIT = 2 * 1024 * 1024

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Mounts an endpoint that reads a form and answers in JSON. ORCID takes any method there. */
export function registerFormEndpoint (app: FastifyInstance, registry: Registry,
  { url, handler }: { readonly url: string, readonly handler: Handler }): void {
  const onRequest = [requireForm(registry), offerJson(registry)]
  app.route({ method: METHODS, url, exposeHeadRoute: false, bodyLimit: FORM_LIMIT, onRequest, handler })
}

export function refuseOtherMethods (app: FastifyInstance, registry: Registry,
  { url, allowed }: { readonly url: string, readonly allowed: readonly string[] }): void {
  const method = METHODS.filter((name) => !allowed.includes(name))
  app.route({
    method,
    url,
    handler: async function refuseMethod (request, reply) {
      const message = `Method '${request.method}' is not supported.`
      return sendServletPage(registry, reply.header('allow', allowed.join(', ')), { status: 405, message })
    }
  })
}

export function refuseBody (registry: Registry) {
  return function refuseUnreadable (error: FastifyError, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { statusCode: status = 500, message } = error
    if (status >= 500) throw error
    return sendServletPage(registry, reply, { status, message })
  }
}
