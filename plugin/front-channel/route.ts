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

/** A route that refuses every request. Fastify's own 404 would repeat the query, and the code, in answer and log. */
function createRefusingRoute ({ log }: Settings, method: string[],
  refuse: (reply: FastifyReply) => FastifyReply): Omit<RouteOptions, 'url'> {
  const handler = async (_request: FastifyRequest, reply: FastifyReply) => refuse(setStrictHeaders(reply))
  return {
    method,
    schema: { hide: true } as object,
    logSerializers: { req: createRequestSerializer(log) },
    onRequest: handler, // Before the body is read.
    handler
  }
}

/** The route that answers 405 to the other methods of a path. */
export function createOtherMethodsRoute (settings: Settings, methods: string[], allow: string) {
  const answer = { statusCode: 405, error: 'Method Not Allowed', message: `Browsers come here by ${allow}.` }
  return createRefusingRoute(settings, methods, (reply) => reply.header('allow', allow).code(405).send(answer))
}

/** The route that answers 404 where the path of the callback has one slash too many or too few at its end. */
export function createOtherSlashRoute (settings: Settings, methods: string[]) {
  const message = 'No sign-in ends here: the path differs from that of the callback by the slash at its end.'
  const answer = { statusCode: 404, error: 'Not Found', message }
  return createRefusingRoute(settings, methods, (reply) => reply.code(404).send(answer))
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
