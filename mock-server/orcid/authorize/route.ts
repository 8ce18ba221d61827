// Leg one: the addresses of its pages.
import type { FastifyInstance } from 'fastify'
import { allowAnyOrigin, registerPreflight } from '../web/cors.ts'
import { lazily } from '../web/lazily.ts'
import type { Registry } from '../registry/registry.ts'

export function registerAuthorize (app: FastifyInstance, registry: Registry): void {
  // A HEAD sibling would hand out a code that nobody receives.
  const page = { exposeHeadRoute: false }
  app.get('/oauth/authorize', page, lazily(registry, async () => (await import('./authorize.ts')).showAuthorize))
  app.post('/oauth/authorize', lazily(registry, async () => (await import('./authorize.ts')).decideAuthorize))
  app.get('/signin', page, lazily(registry, async () => (await import('./sign-in.ts')).showSignIn))
  app.post('/signin', lazily(registry, async () => (await import('./sign-in.ts')).acceptSignIn))
  app.get('/register', page, lazily(registry, async () => (await import('./register.ts')).showRegistration))
  app.post('/register', lazily(registry, async () => (await import('./register.ts')).acceptRegistration))
  app.get('/signout', page, lazily(registry, async () => (await import('./session.ts')).signOutPerson))
  registerPreflight(app, '/userStatus.json')
  app.route({
    method: ['GET', 'POST'],
    url: '/userStatus.json',
    exposeHeadRoute: false,
    onRequest: allowAnyOrigin,
    handler: lazily(registry, async () => (await import('./session.ts')).tellStatus)
  })
}
