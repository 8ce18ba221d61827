// Sign in with a session in the browser: @fastify/secure-session keeps all of it in one encrypted cookie.
import { randomBytes } from 'node:crypto'
import formbody from '@fastify/formbody'
import secureSession from '@fastify/secure-session'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import fastifyOrcid from 'fastify-orcid'
import { askToSignIn } from './page.ts'
import type { SignInOptions } from './session.ts'

/** What the cookie says of somebody who signed in. */
interface Visitor { orcid: string, name: string | null }

declare module 'fastify' {
  interface FastifyRequest { visitor: secureSession.Session<Visitor> }
}

/** Builds an app; `options` are those of fastify-orcid, less `onLogin`. */
export async function buildApp (options: SignInOptions): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(formbody) // without it, the form that signs out is answered with 415
  await app.register(secureSession, {
    key: randomBytes(32), // in production a fixed one, the same in all processes
    sessionName: 'visitor',
    cookieName: 'session',
    expiry: 8 * 60 * 60,
    cookie: { path: '/', secure: options.redirectUri.startsWith('https:'), sameSite: 'lax', httpOnly: true }
  })
  await app.register(fastifyOrcid, {
    defaultReturnTo: '/me',
    ...options,
    onLogin (request, _reply, login) {
      // Nothing that was in the cookie before goes over: somebody else may have planted it in this browser.
      request.visitor.regenerate()
      request.visitor.set('orcid', login.orcid)
      request.visitor.set('name', login.name)
      // Such a cookie cannot be taken back before it expires: tokens belong in a database instead, by the iD.
    }
  })

  app.get('/me', async (request, reply) => {
    const orcid = request.visitor.get('orcid')
    reply.header('cache-control', 'no-store')
    if (orcid === undefined) return askToSignIn(reply, '/me')
    return { orcid, name: request.visitor.get('name') }
  })
  app.post('/sign-out', async (request, reply) => {
    request.visitor.delete()
    return reply.redirect('/', 303)
  })
  return app
}
