// What the control API makes of bodies and of addresses it does not have, and how its answers end.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { nearest } from '../../options/nearest.ts'

const IS_JSON = /^application\/json\s*(?:;|$)/i

/** Reads bodies: an empty one is none, whatever its type says, and anything else is JSON. */
export function readJsonBodies (app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, function readBody (request, body: string, done) {
    if (body === '') return done(null, undefined)
    if (IS_JSON.test(request.headers['content-type'] ?? '')) return parseJson(request, body, done)
    done(Object.assign(new Error('Send JSON as application/json.'), { statusCode: 415 }), undefined)
  })
}

/** Ends every answer of JSON as a line, for whoever reads it in a terminal. */
export function endWithNewline (app: FastifyInstance): void {
  app.addHook('onSend', async function endLine (_request, reply, payload) {
    return String(reply.getHeader('content-type')).startsWith('application/json') ? `${payload}\n` : payload
  })
}

/** Answers for unknown addresses with those there are. Called before any of them is mounted. */
export function listRoutes (app: FastifyInstance): void {
  const routes = new Set<string>()
  app.addHook('onRoute', function list ({ method, url }) {
    for (const one of [method].flat()) if (one !== 'HEAD') routes.add(`${one} ${url}`)
  })
  app.setNotFoundHandler(async function sayWhatThereIs (request: FastifyRequest, reply: FastifyReply) {
    const path = request.url.split('?', 1)[0] as string
    const asked = `${request.method} ${path}`
    const meant = [...routes].find((route) => route.endsWith(` ${path}`)) ?? nearest(asked, routes)
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`
    return reply.code(404).send({ message: `There is no ${asked}.${hint}`, routes: [...routes] })
  })
}

/** Whether a path, seen from where the mock is mounted, is one of the control API. */
export function isOfControl (path: string): boolean {
  return /^\/control(?:[/?]|$)/.test(path)
}

/** Says where a control API would be that there is none, and how to have one. */
export function sendAbsence (reply: FastifyReply): FastifyReply {
  const message = 'This mock has no control API. Start it with the option control: true, or from a terminal with --control.'
  return reply.code(404).type('application/json; charset=utf-8').send(`${JSON.stringify({ message })}\n`)
}
