// Whether an API is up, as a monitor asks it: about no record, and without a token.
import type { FastifyReply } from 'fastify'
import { RecordRefusal, routingError } from './errors.ts'
import { acceptable, isJson, sendJson } from './respond.ts'

type Status = Readonly<Record<string, boolean>>

const UP: Status = { tomcatUp: true }
const ALL_UP: Status = { ...UP, dbConnectionOk: true, readOnlyDbConnectionOk: true, overallOk: true }

/** What ORCID tells at a path below the version, of which each API has its own; undefined at every other path. */
export function statusAt (path: string, isMemberApi: boolean): Status | undefined {
  if (path === 'status') return UP
  return path === (isMemberApi ? 'apiStatus' : 'pubStatus') ? ALL_UP : undefined
}

/**
 * Answers in JSON and in nothing else, so that a client that takes anything is refused at `/status`, for which ORCID
 * has XML in mind.
 * @see https://github.com/ORCID/ORCID-Source orcid-core StatusManagerImpl.java, AcceptFilter.java
 */
export function sendStatus (reply: FastifyReply, status: Status): FastifyReply {
  const { request } = reply
  if (!['GET', 'HEAD'].includes(request.method)) {
    reply.header('allow', 'GET')
    throw new RecordRefusal(routingError(405))
  }
  const mediaType = acceptable(request, 'application/vnd.orcid+json').find(isJson)
  if (mediaType === undefined) throw new RecordRefusal(routingError(406))
  return sendJson(reply, status, mediaType)
}
