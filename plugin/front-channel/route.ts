// What both routes share: headers, error handling, and a log without the query.
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { OrcidError } from '../errors.ts'
import type { OrcidRouteSettings } from '../options/options.ts'
import type { Settings } from '../options/settings.ts'
import { createErrorHandler, logError } from './error-page.ts'
import { serializeRequest } from './query.ts'

export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

const HEADERS = Object.freeze({
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
})

/** The options of a route. An app's own `onRequest` hooks run after the headers are set. */
export function createRoute (settings: Settings, options: OrcidRouteSettings, handler: Handler): Partial<RouteOptions> {
  return {
    logSerializers: { req: serializeRequest },
    onRequest: [prepareReply, ...[options.onRequest ?? []].flat()] as NonNullable<RouteOptions['onRequest']>,
    errorHandler: options.errorHandler ?? createErrorHandler(settings),
    handler: async function orcidRoute (request, reply) {
      try {
        return await handler(request, reply)
      } catch (error) {
        const { onFailure } = settings
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
 * The route that answers 405 to every method except GET at the callback path. Fastify's own 404 would repeat the query,
 * and with it the code, in its answer and its log.
 */
export function createOtherMethodsRoute (methods: readonly string[]): Omit<RouteOptions, 'url'> {
  return {
    method: methods.filter((method) => method !== 'GET'),
    logSerializers: { req: serializeRequest },
    onRequest: refuseMethod, // Before the body is read.
    handler: refuseMethod
  }
}

async function refuseMethod (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const message = 'ORCID sends browsers here by GET.'
  return reply.headers(HEADERS).header('allow', 'GET').code(405).send({ statusCode: 405, error: 'Method Not Allowed', message })
}

async function prepareReply (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  reply.headers(HEADERS)
  const purposes = [request.headers['sec-purpose'], request.headers['purpose'], request.headers['x-moz']]
  // A prefetch must not start a sign-in or use up a code.
  if (purposes.some((purpose) => /prefetch|preview|prerender/i.test(String(purpose ?? '')))) return reply.code(204).send()
  return undefined
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
