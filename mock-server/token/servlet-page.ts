// The page that ORCID's servlet container writes when nothing above it has an answer.
import type { FastifyReply } from 'fastify'
import { escapeHtml } from '../html.ts'

/** What a page says besides its status. */
export interface ServletPageParts {
  /** HTTP status. */
  readonly status: number
  /** Its name. */
  readonly reason: string
  /** What went wrong. */
  readonly message: string
  /** What that means, a fixed sentence of the container's. */
  readonly description: string
}

/** Sends such a page; quotes are escaped as Tomcat escapes them. */
export function sendServletPage (reply: FastifyReply,
  { status, reason, message, description }: ServletPageParts): FastifyReply {
  const title = `HTTP Status ${status} – ${reason}`
  return reply.code(status).headers({ 'content-type': 'text/html;charset=utf-8', 'content-language': 'en' }).send(
    `<!doctype html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1>` +
    '<hr class="line" /><p><b>Type</b> Status Report</p>' +
    `<p><b>Message</b> ${escapeHtml(message)}</p><p><b>Description</b> ${description}</p></body></html>`)
}
