// An app in a process of its own, as a cluster has several. Its parent says with which options it goes on.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import fastifyOrcid from '../../plugin/index.ts'
import type { FastifyOrcidOptions } from '../../plugin/index.ts'
import { redisState } from '../../plugin/redis.ts'
import { openRedis } from './redis-client.ts'
import type { RedisLibrary } from './redis-client.ts'

/** What the parent sends: options, and which Redis the processes share. */
type Options = Partial<FastifyOrcidOptions> & { redis?: { library: RedisLibrary, port: number } }

const current: { app: FastifyInstance | null } = { app: null }
const server = createServer((request, response) => { current.app?.routing(request, response) })

async function goOn ({ redis, ...options }: Options): Promise<void> {
  const app: FastifyInstance = Fastify()
  const shared = redis === undefined ? {} : { sharedState: redisState(await openRedis(redis.library, redis.port)) }
  await app.register(fastifyOrcid, {
    ...options,
    ...shared,
    onLogin: async (_request, _reply, { orcid }) => ({ orcid, pid: process.pid })
  } as FastifyOrcidOptions)
  await app.ready()
  // Requests that are under way stay where they are.
  current.app = app
}

process.on('message', (options: Options) => {
  goOn(options).then(() => process.send?.('ready'), (error: unknown) => { throw error })
})
process.on('disconnect', () => { process.exit() })
server.listen(0, '127.0.0.1', () => { process.send?.((server.address() as AddressInfo).port) })
