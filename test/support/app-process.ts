// An app in a process of its own, as a cluster has several. Its parent says with which secrets it goes on.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import fastifyOrcid from '../../plugin/index.ts'
import type { FastifyOrcidOptions } from '../../plugin/index.ts'

const options = JSON.parse(process.argv[2] ?? '{}') as FastifyOrcidOptions
const current: { app: FastifyInstance | null } = { app: null }
const server = createServer((request, response) => { current.app?.routing(request, response) })

async function goOn (secret: readonly string[]): Promise<void> {
  const app: FastifyInstance = Fastify()
  await app.register(fastifyOrcid, {
    ...options,
    secret,
    onLogin: async (_request, _reply, { orcid }) => ({ orcid, pid: process.pid })
  } as FastifyOrcidOptions)
  await app.ready()
  // Requests that are under way stay where they are.
  current.app = app
}

process.on('message', (secret: readonly string[]) => {
  goOn(secret).then(() => process.send?.('ready'), (error: unknown) => { throw error })
})
process.on('disconnect', () => { process.exit() })
server.listen(0, '127.0.0.1', () => { process.send?.((server.address() as AddressInfo).port) })
