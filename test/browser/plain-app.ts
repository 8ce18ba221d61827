// An app that has nothing but the plugin, on a real socket, and shows who came to which of its pages.
import { EventEmitter, once } from 'node:events'
import Fastify from 'fastify'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { Page } from 'playwright-core'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockClientOptions, MockOrcid, MockOrcidOptions } from '../../mock-server/index.ts'
import fastifyOrcid from '../../plugin/index.ts'
import type { FastifyOrcidOptions } from '../../plugin/index.ts'
import { serve } from './support.ts'

interface Teardown { teardown: (close: () => unknown) => void }

/** Where ORCID sends the browser back to. */
export const CALLBACK = '/login/orcid/callback'

/** How the app and its ORCID differ from the usual. */
export interface PlainSetup {
  orcid?: MockOrcidOptions
  client?: MockClientOptions
  fastify?: FastifyServerOptions
  plugin?: Partial<FastifyOrcidOptions>
  tls?: Parameters<typeof serve>[2]
  /** What else the app has; it runs before the plugin is registered. */
  prepare?: (app: FastifyInstance) => unknown
}

/** The app and its ORCID. */
export interface PlainApp {
  orcid: MockOrcid
  origin: string
  /** Waits until so many requests have come to the callback. */
  arrived: (times: number) => Promise<void>
}

/** Opens it. */
export async function openPlain (t: Teardown, setup: PlainSetup = {}): Promise<PlainApp> {
  const orcid = await startMockOrcid(setup.orcid)
  t.teardown(() => orcid.close())
  const app = Fastify(setup.fastify ?? {})
  const news = new EventEmitter()
  const arrivals = { count: 0 }
  app.addHook('onRequest', async ({ url }) => { if (url.startsWith(CALLBACK)) news.emit('arrival', ++arrivals.count) })
  setup.prepare?.(app)
  const origin = await serve(t, async (origin) => {
    await app.register(fastifyOrcid, {
      environment: orcid.environment,
      ...orcid.client(setup.client),
      redirectUri: origin + CALLBACK,
      onLogin: async (_request, reply, { orcid, returnTo }) => reply.redirect(`${returnTo}?came=${orcid}`, 303),
      ...setup.plugin
    } as FastifyOrcidOptions)
    return app.get('/:place', async (request, reply) => reply.type('text/html').send(`<h1>Here: ${request.url}</h1>`))
  }, setup.tls)
  const arrived = async (times: number): Promise<void> => {
    while (arrivals.count < times) await once(news, 'arrival')
  }
  return { orcid, origin, arrived }
}

/** Waits for a page by its heading. */
export const heading = async (page: Page, name: string | RegExp): Promise<void> => {
  await page.getByRole('heading', { level: 1, name }).waitFor()
}
