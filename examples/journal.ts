// A small journal that signs its authors in with ORCID: a host as you might write one, with a session of its own.
import { randomBytes } from 'node:crypto'
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import Fastify from 'fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fastifyOrcid from 'fastify-orcid'
import type { FastifyOrcidRouteOptions, OrcidError, OrcidLogin, OrcidPerson } from 'fastify-orcid'
import { failurePage, page, personPage, welcomePage } from './journal-pages.ts'

/** What the session remembers of somebody who signed in. */
export interface Author {
  orcid: string
  uri: string
  name: string | null
  scope: readonly string[]
  accessToken: string
}

declare module 'fastify' {
  interface Session { author?: Author }
}

export type JournalOptions = Pick<FastifyOrcidRouteOptions, 'clientId' | 'clientSecret' | 'redirectUri'> &
  Partial<FastifyOrcidRouteOptions>

/** Builds the journal; `options` are those of fastify-orcid. */
export async function buildJournal (options: JournalOptions): Promise<FastifyInstance> {
  const app = Fastify()
  const isSecure = options.redirectUri.startsWith('https:')
  await app.register(cookie)
  await app.register(session, {
    secret: randomBytes(32).toString('hex'),
    cookieName: 'journal',
    saveUninitialized: false,
    cookie: { secure: isSecure, sameSite: 'lax', httpOnly: true }
  })
  await app.register(fastifyOrcid, { defaultReturnTo: '/author', ...options, onLogin: remember, onFailure: explain })

  app.get('/', async (_request, reply) => html(reply, welcomePage()))
  app.get('/author', async (request, reply) => {
    const { author } = request.session
    if (author === undefined) return reply.redirect('/')
    return html(reply, personPage(author, await readPerson(app, author)))
  })
  app.post('/leave', async (request, reply) => {
    await request.session.destroy()
    return reply.redirect('/', 303)
  })
  return app
}

async function remember (request: FastifyRequest, _reply: FastifyReply, login: OrcidLogin): Promise<void> {
  // A session that somebody else may have planted in this browser must not become the author's.
  await request.session.regenerate()
  const { orcid, uri, name, scope, tokens } = login
  request.session.author = { orcid, uri, name, scope, accessToken: tokens.accessToken }
}

/** Leg three: the token is used on the record. */
async function readPerson (app: FastifyInstance, { accessToken, orcid }: Author): Promise<OrcidPerson> {
  return await app.orcid.record(accessToken, orcid).read('person')
}

function explain (request: FastifyRequest, reply: FastifyReply, error: OrcidError): FastifyReply {
  return html(reply.code(error.statusCode), failurePage(error, request.session.author))
}

function html (reply: FastifyReply, body: string): FastifyReply {
  return reply.type('text/html; charset=utf-8')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
    .header('cache-control', 'no-store')
    .send(page(body))
}
