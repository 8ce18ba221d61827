// An app with a login, alone in its process: `web.js <name> <provider> [ready | <seconds a sign-in may take>]`.
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { report } from './child.ts'

const [name = '', provider = '', mode = ''] = process.argv.slice(2)

const registrations: Record<string, (app: FastifyInstance) => Promise<void>> = {
  'bare Fastify': async () => {},
  'written by hand': async (app) => { await (await import('./floor.ts')).register(app, provider) },
  'fastify-orcid': async (app) => { await (await import('./plugin.ts')).register(app, provider, Number(mode) || undefined) },
  '@fastify/oauth2': async (app) => { await (await import('./oauth2.ts')).register(app, provider) }
}

const app = Fastify()
await registrations[name]?.(app)
if (mode === 'ready') await app.ready()
else await app.listen({ host: '127.0.0.1', port: 0 })
const { port } = app.server.address() as AddressInfo | null ?? { port: 0 }
await report({ origin: `http://127.0.0.1:${port}` })
