// Sign in with a session on the server: @fastify/session keeps it, the browser's cookie has only its id.
import { randomBytes } from 'node:crypto'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import session from '@fastify/session'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import fastifyOrcid from 'fastify-orcid'
import type { FastifyOrcidRouteOptions } from 'fastify-orcid'
import { askToSignIn } from './page.ts'

/** What the session remembers of somebody who signed in. */
export interface Person {
  orcid: string
  name: string | null
  scope: readonly string[]
  /** Sealed: a copy of the session store opens no record. An app that reads no record keeps none. */
  tokens: string
}

declare module 'fastify' {
  interface Session { person?: Person }
}

/** Tokens are sealed with `secret`. */
export type SignInOptions = Omit<FastifyOrcidRouteOptions, 'onLogin'> & Required<Pick<FastifyOrcidRouteOptions, 'secret'>>

/** An app with sessions, which reads forms. */
export async function openApp ({ redirectUri }: SignInOptions): Promise<FastifyInstance> {
  // A proxy on this machine may end TLS: without its word, a `Secure` session would not be set.
  const app = Fastify({ trustProxy: 'loopback' })
  await app.register(cookie)
  await app.register(formbody)
  await app.register(session, {
    // In production a fixed one, and a `store` that all processes share.
    secret: randomBytes(32).toString('hex'),
    cookieName: 'session',
    saveUninitialized: false,
    cookie: { secure: redirectUri.startsWith('https:'), sameSite: 'lax', httpOnly: true }
  })
  return app
}

/** Builds an app; `options` are those of fastify-orcid, less `onLogin`. */
export async function buildApp (options: SignInOptions): Promise<FastifyInstance> {
  const app = await openApp(options)
  await app.register(fastifyOrcid, {
    defaultReturnTo: '/me',
    ...options,
    async onLogin (request, _reply, login) {
      // A new session id: one that somebody planted in this browser before must not become the person's.
      await request.session.regenerate()
      const { orcid, name, scope } = login
      request.session.person = { orcid, name, scope, tokens: app.orcid.sealTokens(login) }
    }
  })

  app.get('/me', async (request, reply) => {
    const { person } = request.session
    reply.header('cache-control', 'no-store')
    if (person === undefined) return askToSignIn(reply, '/me')
    return { orcid: person.orcid, name: person.name, scope: person.scope }
  })
  app.post('/sign-out', async (request, reply) => {
    await request.session.destroy()
    return reply.redirect('/', 303)
  })
  return app
}
