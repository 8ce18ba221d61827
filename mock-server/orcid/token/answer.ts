// What the token endpoints have in common: a form comes in, a JSON object goes out.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Client } from '../registry/clients.ts'
import type { Registry } from '../registry/registry.ts'

export interface TokenRequest {
  readonly request: FastifyRequest
  readonly client: Client
  readonly parameters: URLSearchParams
}

/** One answer of the token endpoint, success or not. */
export interface TokenAnswer {
  readonly status: number
  /** The JSON object; its keys are sent in this order. */
  readonly body: Readonly<Record<string, unknown>>
  readonly reason?: string
}

const HEADERS = {
  'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
  pragma: 'no-cache',
  'content-type': 'application/json;charset=UTF-8'
}

/** Sends an answer that must not be cached (RFC 6749 §5.1). */
export function sendTokenAnswer (reply: FastifyReply, { seam }: Registry,
  { status, body, reason }: TokenAnswer): FastifyReply {
  const json = JSON.stringify(body)
  if (reason !== undefined) seam.refused(reply.request, { reason, status, said: json })
  return reply.code(status).headers(HEADERS).send(json)
}
