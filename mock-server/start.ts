// startMockOrcid(): a mock that listens by itself, and the handle a test holds.
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import { environmentOf } from './address.ts'
import type { MockOrcidEnvironment } from './address.ts'
import type { MockClientOptions } from './client-options.ts'
import { html } from './html.ts'
import { resolveStartOptions } from './options.ts'
import type { MockOrcidOptions, StartSettings } from './options.ts'
import { sendPage } from './page.ts'
import { registerClient } from './registry/clients.ts'
import type { MockOrcidClient } from './registry/clients.ts'
import type { PersonName } from './registry/people.ts'
import { createRegistry, resetRegistry } from './registry/registry.ts'
import type { Registry } from './registry/registry.ts'
import type { Researcher } from './registry/researchers.ts'
import { mountRegistry } from './server.ts'
import { authorize, signIn } from './visitor/visitor.ts'
import type { AuthorizePlan, SignInPlan, Visit, VisitTarget } from './visitor/visitor.ts'

/** A mock that is listening. */
export interface MockOrcid<Name extends string = PersonName> {
  /** Its address: `http://127.0.0.1:40123`. */
  readonly issuer: string
  /** Its endpoints, as the plugin takes them. Frozen. */
  readonly environment: MockOrcidEnvironment
  /** The people to sign in as, by name: the built-in ones and those the options added. */
  readonly researchers: Readonly<Record<Name, Researcher>>
  /**
   * Registers a client and returns its credentials, ready to be spread into an app's options.
   * Throws `MOCK_ORCID_ERR_OPTIONS` for a wrong option or an id that is taken.
   */
  readonly client: (options?: MockClientOptions) => MockOrcidClient
  /** Signs a person in to an app as a browser would: login, sign-in page, consent, callback. */
  readonly signIn: (app: VisitTarget, plan: SignInPlan) => Promise<Visit>
  /** Answers an authorize URL as a person would, for clients that have no app to walk. */
  readonly authorize: (url: string | URL, plan: AuthorizePlan) => Promise<{ location: string, visit: Visit }>
  /** Signs everybody out and forgets codes, tokens and consents. Clients and people stay. */
  readonly reset: () => void
  /** Stops listening; connections that are still open are cut. May be called twice. */
  readonly close: () => Promise<void>
  /** The same, for `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

function createApp (settings: StartSettings): FastifyInstance {
  return Fastify({
    logger: settings.logger,
    // An idle keep-alive connection would hold close() up for more than a minute.
    forceCloseConnections: true,
    frameworkErrors (error, _request, reply) {
      reply.header('x-fake-orcid', '1')
      const content = html`<p>${error.message}</p>`
      sendPage(reply, { status: 400, title: 'This address is malformed', content })
    }
  })
}

// An address that stands for all interfaces is none that a browser can go to.
function addressOf (app: FastifyInstance, { host }: StartSettings): string {
  const { port } = app.server.address() as AddressInfo
  const hostname = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host
  return new URL(`http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`).origin
}

async function listen (settings: StartSettings, registry: Registry): Promise<FastifyInstance> {
  const app = createApp(settings)
  const prefix = new URL(settings.issuer ?? 'http://127.0.0.1').pathname.replace(/\/$/, '')
  await app.register(async (scope) => mountRegistry(scope, registry, { ownsNotFound: true }), { prefix })
  await app.listen({ port: settings.port, host: settings.host })
  registry.issuer = settings.issuer ?? addressOf(app, settings)
  return app
}

/**
 * Starts a fake ORCID on this machine.
 *
 * Rejects with `MOCK_ORCID_ERR_OPTIONS` for a wrong option, `MOCK_ORCID_ERR_PRODUCTION` under
 * `NODE_ENV=production`, `MOCK_ORCID_ERR_EXPOSED` for a host that other machines can reach, and `EADDRINUSE`
 * for a port that is taken.
 */
export async function startMockOrcid<Name extends string = never> (options: MockOrcidOptions<Name> = {}):
Promise<MockOrcid<Name | PersonName>> {
  const settings = resolveStartOptions(options)
  const registry = createRegistry(settings, '')
  const app = await listen(settings, registry)
  const { issuer } = registry
  const close = async (): Promise<void> => { await app.close() }
  return Object.freeze({
    issuer,
    environment: environmentOf(issuer),
    researchers: Object.freeze(Object.fromEntries(registry.people)) as Record<Name | PersonName, Researcher>,
    client: (client?: MockClientOptions) => registerClient(registry.clients, client),
    signIn: (target: VisitTarget, plan: SignInPlan) => signIn({ issuer }, target, plan),
    authorize: (url: string | URL, plan: AuthorizePlan) => authorize({ issuer }, url, plan),
    reset: () => { resetRegistry(registry) },
    close,
    [Symbol.asyncDispose]: close
  })
}
