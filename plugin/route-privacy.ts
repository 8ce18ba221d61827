// What both routes have in common: nothing of them is cached, logged with its query, or run for a guess of the browser.
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { OrcidError } from './errors.ts'
import { createFailureHandler, logFailure } from './failure-page.ts'
import { hostAnswer } from './host-answer.ts'
import type { OrcidRouteSettings } from './options.ts'
import type { Settings } from './settings.ts'

/** Answers one of the two routes. */
export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

const HEADERS = Object.freeze({
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
})

/** The parts of a route that keep it private. A host's own `onRequest` hooks run after the headers are set. */
export function privately (settings: Settings, own: OrcidRouteSettings, handler: Handler): Partial<RouteOptions> {
  return {
    // The query of a callback is a code: Fastify's own request line would print it.
    logSerializers: { req: describeRequest },
    onRequest: [protect, ...[own.onRequest ?? []].flat()] as NonNullable<RouteOptions['onRequest']>,
    errorHandler: own.errorHandler ?? createFailureHandler(settings),
    handler: async function orcidRoute (request, reply) {
      try {
        return await handler(request, reply)
      } catch (error) {
        const { onFailure } = settings
        if (!(error instanceof OrcidError) || onFailure === undefined) throw error
        logFailure(request, error)
        // Not by code(), which would keep redirect() from choosing its own.
        reply.raw.statusCode = error.statusCode
        return await hostAnswer(reply, () => onFailure(request, reply, error), () => undefined)
      }
    }
  }
}

/**
 * What the callback's address says to every method but GET. Fastify's own answer, a 404, would repeat the query, which
 * is a code, in its page and in its log.
 */
export function withoutEcho (methods: readonly string[]): Omit<RouteOptions, 'url'> {
  return {
    method: methods.filter((method) => method !== 'GET'),
    logSerializers: { req: describeRequest },
    onRequest: refuseMethod, // Before anybody reads a body.
    handler: refuseMethod
  }
}

async function refuseMethod (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const message = 'ORCID sends browsers here by GET.'
  return reply.headers(HEADERS).header('allow', 'GET').code(405).send({ statusCode: 405, error: 'Method Not Allowed', message })
}

function describeRequest (request: FastifyRequest): object {
  // A router may let the query begin at a semicolon as well.
  const [path] = request.url.split(/[?;#]/, 1)
  return { method: request.method, url: path, host: request.host, remoteAddress: request.ip }
}

async function protect (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  reply.headers(HEADERS)
  const guess = [request.headers['sec-purpose'], request.headers['purpose'], request.headers['x-moz']]
  // Nobody has asked to sign in yet; the browser only guesses that somebody will.
  if (guess.some((purpose) => /prefetch|preview|prerender/i.test(String(purpose ?? '')))) return reply.code(204).send()
  return undefined
}
