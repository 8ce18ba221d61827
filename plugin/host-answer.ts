// Whether a hook of the host has answered: Fastify itself tells so only when the head of the answer is on its way.
import type { FastifyReply } from 'fastify'

/**
 * Calls a hook of the host that may answer, by sending or by what it returns; if it does neither, `otherwise` does.
 * Until the app's own `onSend` hooks are through, a reply that was sent looks like one that was not, and a second
 * answer would overtake the first.
 */
export async function hostAnswer (reply: FastifyReply, hook: () => unknown,
  otherwise: () => unknown): Promise<unknown> {
  const send = reply.send.bind(reply)
  let hasSent = false
  reply.send = function sendAndTell (payload) {
    hasSent = true
    return send(payload)
  }
  const answer = await hook()
  if (answer !== undefined) return answer
  return hasSent || reply.sent || reply.raw.headersSent ? reply : otherwise()
}
