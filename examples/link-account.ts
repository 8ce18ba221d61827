// Link an iD to an account that exists, and disconnect it again.
import { randomBytes } from 'node:crypto'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import session from '@fastify/session'
import Fastify from 'fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fastifyOrcid from 'fastify-orcid'
import type { SignInOptions } from './session.ts'

/** An iD that an account has proved to be its own. The key is both: sandbox iDs are other people. */
interface Link { issuer: string, orcid: string, accessToken: string }

declare module 'fastify' {
  interface Session { account?: string }
}

/** Builds an app whose accounts exist without ORCID; `links` is its database. */
export async function buildAccounts (options: SignInOptions,
  links: Map<string, Link>): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(cookie)
  await app.register(formbody)
  await app.register(session, {
    secret: randomBytes(32).toString('hex'),
    cookieName: 'session',
    saveUninitialized: false,
    cookie: { secure: options.redirectUri.startsWith('https:'), sameSite: 'lax', httpOnly: true }
  })
  await app.register(fastifyOrcid, {
    ...options,
    routes: false,
    // Whoever comes back from ORCID must be signed in to the account that went there.
    bindTo: (request) => request.session.account ?? ''
  })

  app.post('/sign-in', async (request, reply) => {
    const { account } = request.body as { account: string } // and a password, which this example leaves out
    await request.session.regenerate()
    request.session.account = account
    return reply.redirect('/account', 303)
  })
  app.get('/account', async (request) => {
    const account = requireAccount(request)
    return { account, orcid: links.get(account)?.orcid ?? null }
  })
  addLinking(app, links)
  return app
}

function addLinking (app: FastifyInstance, links: Map<string, Link>): void {
  // A POST from a page of this site: nobody else's page may start it in the name of whoever is signed in.
  app.post('/orcid/link', { onRequest: requireSameOrigin }, async (request, reply) => {
    requireAccount(request)
    return reply.redirect(await app.orcid.authorizationUrl(request, reply, { returnTo: '/account' }), 303)
  })
  app.get('/login/orcid/callback', async (request, reply) => {
    const login = await app.orcid.callback(request, reply)
    const account = requireAccount(request)
    const { issuer, orcid, returnTo, tokens } = login
    const owner = [...links].find(([, link]) => link.issuer === issuer && link.orcid === orcid)?.[0]
    if (owner !== undefined && owner !== account) {
      await app.orcid.revoke(tokens.accessToken)
      return refuse(reply, 409, 'This iD belongs to another account.')
    }
    const former = links.get(account)
    links.set(account, { issuer, orcid, accessToken: tokens.accessToken })
    // Every login brings a token of its own, so the one before it is given back.
    if (former !== undefined) await app.orcid.revoke(former.accessToken)
    return reply.redirect(returnTo, 303)
  })
  app.post('/orcid/unlink', { onRequest: requireSameOrigin }, async (request, reply) => {
    const account = requireAccount(request)
    const link = links.get(account)
    // First at ORCID: once the token is forgotten here, nobody can give it back.
    if (link !== undefined) await app.orcid.revoke(link.accessToken)
    links.delete(account)
    return reply.redirect('/account', 303)
  })
}

function requireAccount (request: FastifyRequest): string {
  const { account } = request.session
  if (account === undefined) throw Object.assign(new Error('Sign in first.'), { statusCode: 401 })
  return account
}

async function requireSameOrigin (request: FastifyRequest,
  reply: FastifyReply): Promise<FastifyReply | undefined> {
  const { origin = '' } = request.headers
  if (URL.canParse(origin) && new URL(origin).host === request.host) return undefined
  return refuse(reply, 403, 'Start from a page of this site.')
}

function refuse (reply: FastifyReply, statusCode: number, message: string): FastifyReply {
  return reply.code(statusCode).send({ message })
}
