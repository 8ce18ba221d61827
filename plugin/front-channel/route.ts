// What both routes share: headers, error handling, and a log without the query.
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { OrcidError } from '../errors.ts'
import type { OrcidRouteSettings } from '../options/options.ts'
import type { Settings } from '../options/settings.ts'
import { createErrorHandler, logError } from './error-page.ts'
import { setPrivateHeaders, setStrictHeaders } from './headers.ts'
import { createRequestSerializer } from './query.ts'

export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** The options of a route. An app's own `onRequest` hooks run after the headers are set. */
export function createRoute (settings: Settings, options: OrcidRouteSettings, handler: Handler): Partial<RouteOptions> {
  const { onFailure, log } = settings
  return {
    // The documentation of an app's API does not list the routes, unless the app describes them.
    schema: options.schema ?? { hide: true } as object,
    logSerializers: { req: createRequestSerializer(log) },
    onRequest: [prepareReply, ...[options.onRequest ?? []].flat()] as NonNullable<RouteOptions['onRequest']>,
    errorHandler: options.errorHandler ?? createErrorHandler(settings),
    handler: async function orcidRoute (request, reply) {
      try {
        return await handler(request, reply)
      } catch (error) {
        if (!(error instanceof OrcidError) || onFailure === undefined) throw error
        logError(request, error)
        // With reply.code(), redirect() would keep this status instead of its own.
        reply.raw.statusCode = error.statusCode
        return await replyWith(reply, () => onFailure(request, reply, error), () => undefined)
      }
    }
  }
}

/**
 * The route that answers 405 to the other methods of a path. Fastify's own 404 would repeat the query, and with it the
 * code, in its answer and its log.
 */
export function createOtherMethodsRoute ({ log }: Settings, method: string[], allow: string): Omit<RouteOptions, 'url'> {
  async function refuseMethod (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const message = `Browsers come here by ${allow}.`
    return setStrictHeaders(reply).header('allow', allow).code(405).send({ statusCode: 405, error: 'Method Not Allowed', message })
  }
  return {
    method,
    schema: { hide: true } as object,
    logSerializers: { req: createRequestSerializer(log) },
    onRequest: refuseMethod, // Before the body is read.
    handler: refuseMethod
  }
}

function prepareReply (request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  setPrivateHeaders(reply)
  const purposes = [request.headers['sec-purpose'], request.headers['purpose'], request.headers['x-moz']]
  // A prefetch must not start a sign-in or use up a code.
  if (purposes.some((purpose) => /prefetch|preview|prerender/i.test(String(purpose ?? '')))) setStrictHeaders(reply).code(204).send()
  else done()
}

/**
 * Calls a hook of the app that may answer, by sending or by returning a value. If it does neither, calls `otherwise`.
 * `reply.sent` cannot tell: it stays false until the app's own `onSend` hooks are done, and a second answer would
 * overtake the first.
 */
export async function replyWith (reply: FastifyReply, hook: () => unknown, otherwise: () => unknown): Promise<unknown> {
  const send = reply.send.bind(reply)
  let hasSent = false
  reply.send = function sendAndRemember (payload) {
    hasSent = true
    return send(payload)
  }
  const answer = await hook()
  if (answer !== undefined) return answer
  return hasSent || reply.sent || reply.raw.headersSent ? reply : otherwise()
}
