// A small journal whose authors sign in with ORCID: a host as you might write one, with a session of its own.
import { randomBytes } from 'node:crypto'
import { parse } from 'node:querystring'
import Fastify from 'fastify'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fastifyOrcid, {
  OrcidConflictError, OrcidError, OrcidTokenInvalidError, currentEmployments, displayName, visibleEmails
} from 'fastify-orcid'
import type { FastifyOrcidRouteOptions, OrcidLogin, OrcidWork } from 'fastify-orcid'
import { foreignPage, loginFailedPage, nowherePage, recordFailedPage, signInPage, troublePage } from './journal/failures.ts'
import { HEADERS } from './journal/frame.ts'
import { articlePage, disconnectedPage, formPage, welcomePage } from './journal/pages.ts'
import { openSessions } from './journal/session.ts'
import { readSubmission } from './journal/submission.ts'
import type { Article, Author, Submission } from './journal/submission.ts'

export type JournalOptions = Pick<FastifyOrcidRouteOptions, 'clientId' | 'clientSecret' | 'redirectUri'> &
  Partial<FastifyOrcidRouteOptions>

const UPDATE = '/activities/update'

/** Builds the journal; `options` are those of fastify-orcid. */
export async function buildJournal (options: JournalOptions): Promise<FastifyInstance> {
  const app = Fastify()
  await openSessions(app, options.redirectUri.startsWith('https:'))
  acceptForms(app)
  // Legs one and two. A login asks for as little as possible; what an accepted article needs is asked for then.
  await app.register(fastifyOrcid, {
    defaultReturnTo: '/submission', allowedScope: UPDATE, ...options, onLogin: remember, onFailure: explainLogin
  })
  refuseForeignForms(app, new URL(options.redirectUri).origin)

  app.get('/', async (request, reply) => html(reply, welcomePage(request.visit.author)))
  app.get('/submission', forAuthors(showForm))
  app.post('/submission', forAuthors(submit))
  app.get('/article', forAuthors(showArticle))
  app.post('/article/work', forAuthors(addWork))
  app.post('/sign-out', forAuthors(signOut))
  app.post('/disconnect', forAuthors(disconnect))
  app.get('/disconnected', async (_request, reply) => html(reply, disconnectedPage()))
  app.setNotFoundHandler(async (_request, reply) => html(reply.code(404), nowherePage()))
  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const { statusCode = 500 } = error
    if (error instanceof OrcidError) return html(reply.code(statusCode), recordFailedPage(error, request.visit))
    if (statusCode >= 500) request.log.error(error)
    return html(reply.code(statusCode), troublePage(statusCode))
  })
  return app
}

/** Reads forms, with a list for a field that was sent twice. */
function acceptForms (app: FastifyInstance): void {
  const type = 'application/x-www-form-urlencoded'
  app.addContentTypeParser(type, { parseAs: 'string' }, async (_request: FastifyRequest, body: string) => parse(body))
}

/**
 * SameSite keeps the session out of other sites' forms, but not out of those of a neighbour on the same domain.
 * Every browser says with a POST where it comes from, and no other site can make it say our name, so no form needs a
 * token.
 */
function refuseForeignForms (app: FastifyInstance, ours: string): void {
  app.addHook('onRequest', async ({ method, headers: { origin } }, reply) => {
    return method === 'POST' && origin !== ours ? html(reply.code(403), foreignPage()) : undefined
  })
}

/** Leg two has ended: ORCID says who this is, and hands over a token. */
async function remember (request: FastifyRequest, reply: FastifyReply, login: OrcidLogin): Promise<void> {
  const { author: before, article } = request.visit
  const { orcid, uri, name, scope, tokens } = login
  const author = { orcid, uri, name, scope, accessToken: tokens.accessToken }
  // An article goes over only to the person it belongs to, who was at ORCID for one more scope.
  reply.startVisit(before?.orcid === orcid && article !== undefined ? { author, article } : { author })
  // ORCID's tokens are good for twenty years: one that nobody needs any more is given back.
  if (before === undefined) return
  await request.server.orcid.revoke(before.accessToken).catch((error) => { request.log.warn(error) })
}

async function explainLogin (request: FastifyRequest, reply: FastifyReply, error: OrcidError): Promise<FastifyReply> {
  return html(reply.code(error.statusCode), loginFailedPage(error, request.visit))
}

type AuthorHandler = (request: FastifyRequest, reply: FastifyReply, author: Author) => Promise<FastifyReply>

/** Lets in whoever has signed in. */
function forAuthors (handler: AuthorHandler) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { author } = request.visit
    return author === undefined ? html(reply.code(401), signInPage()) : await handler(request, reply, author)
  }
}

/** Leg three: what the record shows to everyone need not be typed. */
async function readRecord (app: FastifyInstance, { accessToken, orcid }: Author): Promise<Partial<Submission>> {
  const record = app.orcid.record(accessToken, orcid)
  const [person, employments] = await Promise.all([record.read('person'), record.read('employments')])
  const [job] = currentEmployments(employments)
  return {
    name: displayName(person) ?? '',
    affiliation: [job?.departmentName, job?.organization].filter(Boolean).join(', '),
    email: visibleEmails(person).find(({ verified }) => verified)?.email ?? ''
  }
}

async function showForm (request: FastifyRequest, reply: FastifyReply, author: Author): Promise<FastifyReply> {
  try {
    return html(reply, formPage(author, { answers: await readRecord(request.server, author) }))
  } catch (error) {
    if (!(error instanceof OrcidError) || error instanceof OrcidTokenInvalidError) throw error
    // ORCID may be down, and the record locked: an article can be submitted all the same.
    request.log.warn(error)
    return html(reply, formPage(author, { answers: { name: author.name ?? '' }, isUnread: true }))
  }
}

async function submit (request: FastifyRequest, reply: FastifyReply, author: Author): Promise<FastifyReply> {
  const { submission: answers, problems } = readSubmission(request.body)
  if (Object.keys(problems).length > 0) return html(reply.code(422), formPage(author, { answers, problems }))
  // Invented reviewers are quick. A real journal keeps the submission in its database, asks for the permission to
  // add to the record at once, keeps the token encrypted, and uses it when the article is published.
  const { title, abstract, name, affiliation } = answers
  const doi = `10.5555/garden.${randomBytes(4).toString('hex')}`
  request.visit.article = { title, abstract, name, affiliation, doi, putCode: null }
  return reply.redirect('/article', 303)
}

async function showArticle (request: FastifyRequest, reply: FastifyReply, author: Author): Promise<FastifyReply> {
  const { article } = request.visit
  if (article === undefined) return reply.redirect('/submission', 303)
  return html(reply, articlePage(author, article, author.scope.includes(UPDATE)))
}

/** Leg three again: the work is added to the record. */
async function addWork (request: FastifyRequest, reply: FastifyReply, author: Author): Promise<FastifyReply> {
  const { article } = request.visit
  if (article === undefined) return reply.redirect('/submission', 303)
  const record = request.server.orcid.record(author.accessToken, author.orcid)
  const putCode = await record.add('work', describeWork(article)).catch((error: unknown) => {
    // ORCID knows a work by its DOI. Where it has this one, an answer was lost, or the button pressed twice.
    if (error instanceof OrcidConflictError && error.cause.putCode !== null) return error.cause.putCode
    throw error
  })
  request.visit.article = { ...article, putCode }
  return reply.redirect('/article', 303)
}

function describeWork ({ title, abstract, doi }: Article): OrcidWork {
  return {
    title: { title: { value: title } },
    type: 'journal-article',
    'journal-title': { value: 'Journal of Reproducible Gardens' },
    'short-description': abstract,
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

async function signOut (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return reply.endVisit().redirect('/', 303)
}

/** Gives the permission back, so that nobody can use it who finds the token one day. */
async function disconnect (request: FastifyRequest, reply: FastifyReply, author: Author): Promise<FastifyReply> {
  // First at ORCID: once the token is forgotten here, nobody can give it back.
  await request.server.orcid.revoke(author.accessToken)
  return reply.endVisit().redirect('/disconnected', 303)
}

function html (reply: FastifyReply, page: string): FastifyReply {
  return reply.headers(HEADERS).send(page)
}
