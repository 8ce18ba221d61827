// The control API over HTTP, for suites in other languages: who may call it, what it reads, how it answers.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isFromHere } from '../../address.ts'
import { findSimilarName } from '../../options/validate.ts'
import { registerRoutes, routes, type Controlled } from './routes.ts'

/** How the control API is reached. */
export interface MockControl {
  /** Its base address: `http://127.0.0.1:9797/control`. */
  readonly url: string
  /** What every request carries, as `Authorization: Bearer`. Fresh for each mock. */
  readonly token: string
}

export function makeControlToken (): string {
  // Not in base64url, which may begin with a hyphen: `--control-token` would take that for another option.
  return randomBytes(32).toString('hex')
}

function digest (text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function hasToken ({ headers: { authorization = '' } }: FastifyRequest, token: string): boolean {
  const presented = /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? ''
  return timingSafeEqual(digest(presented), digest(token))
}

type Failure = Error & { readonly code?: string, readonly statusCode?: number, readonly about?: string }

function statusOf ({ code, statusCode = 500, about }: Failure): number {
  if (code === 'MOCK_ORCID_ERR_OPTIONS' || about === 'plan') return 400
  return code === 'MOCK_ORCID_ERR_VISIT' ? 422 : statusCode
}

function guard (app: FastifyInstance, token: string): void {
  app.addHook('onRequest', async function guardControl (request, reply) {
    reply.headers({ 'x-fake-orcid': '1', 'cache-control': 'no-store' })
    const refuse = (status: number, message: string) => reply.code(status).send({ message })
    if (!isFromHere(request.raw)) return refuse(421, 'The control API answers to loopback names and addresses only.')
    if (hasToken(request, token)) return undefined
    return refuse(401, 'Send the token that was printed at the start as Authorization: Bearer.')
  })
  app.setErrorHandler(async function sendError (error: Failure, _request, reply) {
    const { message, code } = error
    return reply.code(statusOf(error)).send({ code, message })
  })
}

const IS_JSON = /^application\/json\s*(?:;|$)/i

// An empty body is none, whatever its type says, and anything else is JSON.
function readJsonBodies (app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, function readBody (request, body: string, done) {
    if (body === '') return done(null, undefined)
    if (IS_JSON.test(request.headers['content-type'] ?? '')) return parseJson(request, body, done)
    done(Object.assign(new Error('Send JSON as application/json.'), { statusCode: 415 }), undefined)
  })
}

// For a terminal.
function endWithNewline (app: FastifyInstance): void {
  app.addHook('onSend', async function endLine (_request, reply, payload) {
    return String(reply.getHeader('content-type')).startsWith('application/json') ? `${payload}\n` : payload
  })
}

function listRoutes (app: FastifyInstance): void {
  const known = Object.keys(routes).map((route) => route.replace(' ', ` ${app.prefix}`))
  app.setNotFoundHandler(async function listAddresses ({ method, url }, reply) {
    const path = url.split('?', 1)[0] as string
    const asked = `${method} ${path}`
    const meant = known.find((route) => route.endsWith(` ${path}`)) ?? findSimilarName(asked, known)
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`
    return reply.code(404).send({ message: `There is no ${asked}.${hint}`, routes: known })
  })
}

export function registerControl (app: FastifyInstance, token: string, controlled: Controlled): void {
  guard(app, token)
  readJsonBodies(app)
  endWithNewline(app)
  listRoutes(app)
  registerRoutes(app, controlled)
}
