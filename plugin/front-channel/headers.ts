// The headers of the two routes: those of every answer, and those of the plugin's own answers.
import type { FastifyReply } from 'fastify'

/** For every answer: the address of the callback has a code in it, and each answer is for one visitor only. */
const PRIVATE = Object.freeze({
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'referrer-policy': 'no-referrer'
})

const STRICT = Object.freeze({
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
})

export function setPrivateHeaders (reply: FastifyReply): FastifyReply {
  return reply.headers(PRIVATE)
}

/** For an answer of the plugin's own. What the app answers has the app's policy, such as that of @fastify/helmet. */
export function setStrictHeaders (reply: FastifyReply): FastifyReply {
  return setPrivateHeaders(reply).headers(STRICT)
}
