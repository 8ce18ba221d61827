// The control API over HTTP, for suites in other languages: who may call it, what it reads, how it answers.
import type { FastifyInstance } from 'fastify'
import { isFromHere } from '../../network/address.ts'
import { findSimilarName } from '../../options/validate.ts'
import { registerRoutes, routes, type Controlled } from './routes.ts'
import { hasToken } from './token.ts'

/** How the control API is reached. */
export interface MockControl {
  /** Its base address: `http://127.0.0.1:9797/control`. */
  readonly url: string
  /** What every request carries, as `Authorization: Bearer`. Fresh for each mock, unless one was chosen. */
  readonly token: string
}

type Failure = Error & { readonly code?: string, readonly statusCode?: number, readonly about?: string }

function statusOf ({ code, statusCode = 500, about }: Failure): number {
  if (statusCode === 404) return 404
  if (code === 'MOCK_ORCID_ERR_OPTIONS' || about === 'plan') return 400
  return code === 'MOCK_ORCID_ERR_VISIT' ? 422 : statusCode
}

/** Who may call: this machine or, if it is open, any; both with the token. */
export interface ControlAccess { readonly token: string, readonly isOpen: boolean }

function guard (app: FastifyInstance, { token, isOpen }: ControlAccess): void {
  app.addHook('onRequest', async function guardControl (request, reply) {
    reply.headers({ 'x-fake-orcid': '1', 'cache-control': 'no-store' })
    const refuse = (status: number, message: string) => reply.code(status).send({ message })
    if (!isOpen && !isFromHere(request.raw)) {
      return refuse(421, 'The control API answers to loopback names and addresses only. Start the mock with ' +
        'controlFromAnywhere: true, or --control-from-anywhere, if the token is to be guard enough.')
    }
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

export function registerControl (app: FastifyInstance, access: ControlAccess, controlled: Controlled): void {
  guard(app, access)
  readJsonBodies(app)
  endWithNewline(app)
  listRoutes(app)
  registerRoutes(app, controlled)
}
