// A small journal that signs its authors in with ORCID: a host as you might write one, with a session of its own.
import { randomBytes } from 'node:crypto'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import session from '@fastify/session'
import Fastify from 'fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fastifyOrcid, { OrcidConflictError, OrcidError, OrcidTokenInvalidError } from 'fastify-orcid'
import type { FastifyOrcidRouteOptions, OrcidLogin, OrcidWork } from 'fastify-orcid'
import { authorPage, disconnectedPage, failurePage, nowherePage, welcomePage } from './journal-pages.ts'

/** What the session remembers of somebody who signed in. */
export interface Author {
  orcid: string
  uri: string
  name: string | null
  scope: readonly string[]
  accessToken: string
}

declare module 'fastify' {
  interface Session { author?: Author, notice?: string }
}

export type JournalOptions = Pick<FastifyOrcidRouteOptions, 'clientId' | 'clientSecret' | 'redirectUri'> &
  Partial<FastifyOrcidRouteOptions>

const ADD = '/activities/update'

/** Builds the journal; `options` are those of fastify-orcid. */
export async function buildJournal (options: JournalOptions): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(cookie)
  await app.register(formbody)
  await app.register(session, {
    secret: randomBytes(32).toString('hex'),
    cookieName: 'journal',
    saveUninitialized: false,
    // Lax: no other site can send a form in the author's name.
    cookie: { secure: options.redirectUri.startsWith('https:'), sameSite: 'lax', httpOnly: true }
  })
  // A login asks for as little as possible; adding to the record is asked for when it is wanted.
  await app.register(fastifyOrcid, {
    defaultReturnTo: '/author', allowedScope: ADD, ...options, onLogin: remember, onFailure: explain
  })
  app.setErrorHandler(async (error, request, reply) => {
    if (!(error instanceof OrcidError)) throw error
    return await explain(request, reply, error)
  })
  app.setNotFoundHandler(async (_request, reply) => html(reply.code(404), nowherePage()))
  app.get('/', async (_request, reply) => html(reply, welcomePage()))
  app.get('/author', showAuthor)
  app.post('/articles', addArticle)
  app.post('/disconnect', disconnect)
  app.post('/leave', async (request, reply) => {
    await request.session.destroy()
    return reply.redirect('/', 303)
  })
  return app
}

async function remember (request: FastifyRequest, _reply: FastifyReply, login: OrcidLogin): Promise<void> {
  const before = request.session.author?.accessToken
  // A session that somebody else may have planted in this browser must not become the author's.
  await request.session.regenerate()
  const { orcid, uri, name, scope, tokens } = login
  request.session.author = { orcid, uri, name, scope, accessToken: tokens.accessToken }
  // ORCID's tokens are good for twenty years: one that nobody needs any more is given back.
  if (before !== undefined) await request.server.orcid.revoke(before).catch((error) => { request.log.warn(error) })
}

/** Leg three: the token is used on the record. */
async function showAuthor (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { author, notice } = request.session
  if (author === undefined) return reply.redirect('/')
  delete request.session.notice
  const record = request.server.orcid.record(author.accessToken, author.orcid)
  const [person, employments, works] = await Promise.all([
    record.read('person'), record.read('employments'), record.read('works')
  ])
  const mayAdd = author.scope.includes(ADD)
  return html(reply, authorPage({ author, person, employments, works, mayAdd, notice }))
}

function describeArticle (title: string, doi: string): OrcidWork {
  return {
    title: { title: { value: title } },
    type: 'journal-article',
    'journal-title': { value: 'Journal of Reproducible Gardens' },
    'external-ids': {
      'external-id': [{
        'external-id-type': 'doi',
        'external-id-value': doi,
        'external-id-url': { value: `https://doi.org/${doi}` },
        'external-id-relationship': 'self'
      }]
    }
  }
}

async function addArticle (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { author } = request.session
  if (author === undefined) return reply.redirect('/', 303)
  const { title, doi } = (request.body ?? {}) as Record<string, unknown>
  const work = describeArticle(String(title).slice(0, 500), String(doi).slice(0, 200))
  try {
    await request.server.orcid.record(author.accessToken, author.orcid).add('work', work)
    request.session.notice = 'Thank you. The article is submitted, and on your ORCID record.'
  } catch (error) {
    if (!(error instanceof OrcidConflictError)) throw error
    request.session.notice = 'Your ORCID record has this article already.'
  }
  return reply.redirect('/author', 303)
}

/** Gives the permission back, so that nobody can use it who finds the token one day. */
async function disconnect (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { author } = request.session
  if (author === undefined) return reply.redirect('/', 303)
  await request.server.orcid.revoke(author.accessToken)
  await request.session.destroy()
  return html(reply, disconnectedPage())
}

async function explain (request: FastifyRequest, reply: FastifyReply, error: OrcidError): Promise<FastifyReply> {
  const { author } = request.session
  if (error instanceof OrcidTokenInvalidError) await request.session.destroy()
  return html(reply.code(error.statusCode), failurePage(error, author))
}

function html (reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
    .header('cache-control', 'no-store')
    .send(page)
}
