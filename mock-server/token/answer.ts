// What the token endpoints have in common: a form comes in, a JSON object goes out.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { escapeHtml } from '../html.ts'

/** One answer of the token endpoint, success or not. */
export interface TokenAnswer {
  /** HTTP status. */
  readonly status: number
  /** The JSON object; its keys are sent in this order. */
  readonly body: Readonly<Record<string, string | number | null>>
}

/** Sends an answer that nobody may keep (RFC 6749 §5.1). */
export function sendTokenAnswer (reply: FastifyReply, { status, body }: TokenAnswer): FastifyReply {
  return reply.code(status).headers({
    'content-type': 'application/json;charset=UTF-8',
    'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
    pragma: 'no-cache'
  }).send(JSON.stringify(body))
}

const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i

const TITLE = 'HTTP Status 415 – Unsupported Media Type'

// Tomcat's error page, quotes escaped as it escapes them.
function unsupportedMediaTypePage (contentType: string | undefined): string {
  const reason = escapeHtml(`Content-Type '${contentType ?? 'null'}' is not supported.`)
  return `<!doctype html><html lang="en"><head><title>${TITLE}</title></head><body><h1>${TITLE}</h1>` +
    '<hr class="line" /><p><b>Type</b> Status Report</p>' +
    `<p><b>Message</b> ${reason}</p><p><b>Description</b> The origin server is refusing to service the ` +
    'request because the payload is in a format not supported by this method on the target resource.</p>' +
    '</body></html>'
}

/** Answers 415 with a servlet container's page unless the body is a form. Meant as an `onRequest` hook. */
export async function requireForm (request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const contentType = request.headers['content-type']
  if (FORM.test(contentType ?? '')) return undefined
  return reply.code(415).headers({
    'content-type': 'text/html;charset=utf-8',
    'content-language': 'en',
    accept: 'application/x-www-form-urlencoded'
  }).send(unsupportedMediaTypePage(contentType))
}
