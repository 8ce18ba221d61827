// The quota of a mock that has one: its edge refuses what comes too fast, its public API too many reads a day.
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { edgePage, TOO_MANY_READS } from '../web/edge.ts'
import type { Meter } from '../registry/meter.ts'
import type { Registry } from '../registry/registry.ts'
import type { RecordApi } from './record.ts'

// The headers of a proxy come first. They only get here if the mock was started behind one.
function addressOf ({ headers, socket }: FastifyRequest): string {
  const named = [headers['x-forwarded-for'], headers['x-real-ip'], socket.remoteAddress].find((one) => Boolean(one))
  return (String(named).split(',', 1)[0] as string).trim()
}

/** Whose the token in the header is, dead or alive; undefined without one, and for one that nobody was given. */
function clientOf ({ grants: { tokens, ended } }: Registry, { headers: { authorization = '' } }: FastifyRequest) {
  const accessToken = authorization.replaceAll(/Bearer|bearer/g, '').trim()
  return (tokens.get(accessToken) ?? ended.get(accessToken))?.clientId
}

/**
 * Counts a request to an API, and answers it if it is one too many. The read of a client is counted and answered.
 * @see https://github.com/ORCID/ORCID-Source orcid-pub-web ApiRateLimitFilter.java
 */
export function refuseExcess (registry: Registry, reply: FastifyReply,
  { meter, base, isMemberApi, isVersioned }: RecordApi & { meter: Meter, isVersioned: boolean }): FastifyReply | null {
  const { request } = reply
  const { perDay, perSecond } = meter.quota
  const now = registry.clock.now()
  const address = addressOf(request)
  if (!meter.admits(`${base} ${address}`, now, isMemberApi ? 2 * perSecond : perSecond)) {
    const { status, headers, body } = edgePage(503)
    return reply.code(status).headers(headers).send(body)
  }
  // A redirect comes before the count, and the member API has none.
  if (isMemberApi || !isVersioned) return null
  const clientId = clientOf(registry, request)
  const count = meter.countRead(clientId ?? address, now)
  registry.seam.counted(request, count)
  if (clientId !== undefined || count < perDay) return null
  // Fastify gives every body a content type except a stream.
  return reply.code(429).header('access-control-allow-origin', '*').send(Readable.from([TOO_MANY_READS]))
}
