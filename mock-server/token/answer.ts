// What the token endpoints have in common: a form comes in, a JSON object goes out.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Behaviour } from '../behaviour/behaviour.ts'
import { sendServletPage } from './servlet-page.ts'

/** One answer of the token endpoint, success or not. */
export interface TokenAnswer {
  /** HTTP status. */
  readonly status: number
  /** The JSON object; its keys are sent in this order. */
  readonly body: Readonly<Record<string, string | number | null>>
}

const UNKEPT = { 'cache-control': 'no-cache, no-store, max-age=0, must-revalidate', pragma: 'no-cache' }

/** Sends an answer that nobody may keep (RFC 6749 §5.1), unless the mock's behaviour leaves that out. */
export function sendTokenAnswer (reply: FastifyReply, { tokenCaching }: Behaviour,
  { status, body }: TokenAnswer): FastifyReply {
  if (tokenCaching === 'no-store') reply.headers(UNKEPT)
  return reply.code(status).header('content-type', 'application/json;charset=UTF-8').send(JSON.stringify(body))
}

const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i

/** Answers 415 with a servlet container's page unless the body is a form. Meant as an `onRequest` hook. */
export async function requireForm (request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const contentType = request.headers['content-type']
  if (FORM.test(contentType ?? '')) return undefined
  return sendServletPage(reply.header('accept', 'application/x-www-form-urlencoded'), {
    status: 415,
    reason: 'Unsupported Media Type',
    message: `Content-Type '${contentType ?? 'null'}' is not supported.`,
    description: 'The origin server is refusing to service the request because the payload is in a format not ' +
      'supported by this method on the target resource.'
  })
}
