// The journal's sessions: a random cookie in the browser, and here in memory what it stands for.
import { randomBytes } from 'node:crypto'
import cookie from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Visit } from './submission.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Empty until somebody signs in. */
    visit: Visit
  }
  interface FastifyReply {
    /** Starts a session under an id of its own, because somebody may have planted the old one in this browser. */
    startVisit: (visit: Visit) => FastifyReply
    endVisit: () => FastifyReply
  }
}

/**
 * Gives every request its `visit`. It needs no package, so that `npx fastify-orcid demo` runs with nothing else
 * installed. A site of several processes, or one that restarts, keeps its sessions in a store: see `../session.ts`.
 */
export async function openSessions (app: FastifyInstance, isHttps: boolean): Promise<void> {
  const visits = new Map<string, Visit>()
  // No other host of the domain can plant a cookie of this name.
  const name = isHttps ? '__Host-journal' : 'journal'
  const options = { path: '/', secure: isHttps, sameSite: 'lax', httpOnly: true } as const
  const idOf = (request: FastifyRequest): string => request.cookies[name] ?? ''

  await app.register(cookie)
  app.decorateRequest('visit')
  app.addHook('onRequest', async request => { request.visit = visits.get(idOf(request)) ?? {} })
  app.decorateReply('startVisit', function (this: FastifyReply, visit: Visit) {
    visits.delete(idOf(this.request))
    const id = randomBytes(32).toString('base64url')
    visits.set(id, visit)
    this.request.visit = visit
    return this.setCookie(name, id, options)
  })
  app.decorateReply('endVisit', function (this: FastifyReply) {
    visits.delete(idOf(this.request))
    return this.clearCookie(name, options)
  })
}
