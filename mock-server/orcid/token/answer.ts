// What the token endpoints have in common: a form comes in, a JSON object goes out.
import type { FastifyReply } from 'fastify'
import type { Behaviour } from '../../options/behaviour/behaviour.ts'

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
