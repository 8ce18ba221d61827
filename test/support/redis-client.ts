// A client of Redis of either library, as an app opens it.
import type { OrcidIoredisClient, OrcidNodeRedisClient } from '../../plugin/redis.ts'

export type RedisLibrary = 'ioredis' | 'redis'
export const LIBRARIES: readonly RedisLibrary[] = ['ioredis', 'redis']

type Client = (OrcidIoredisClient | OrcidNodeRedisClient) & {
  close: () => unknown
  send: (...command: string[]) => Promise<unknown>
}

/** A client as an app opens it. */
export async function openRedis (library: RedisLibrary, port: number): Promise<Client> {
  if (library === 'ioredis') {
    const { Redis } = await import('ioredis')
    const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 50 }).on('error', () => {})
    const send = async ([name = '', ...args]: string[]) => await client.call(name, ...args)
    const close = (): void => { client.disconnect() }
    return Object.assign(client, { close, send: async (...command: string[]) => await send(command) })
  }
  const { createClient } = await import('redis')
  const client = createClient({ url: `redis://127.0.0.1:${port}`, socket: { reconnectStrategy: 50 } }).on('error', () => {})
  await client.connect()
  return Object.assign(client, {
    close: () => { client.destroy() },
    send: async (...command: string[]) => await client.sendCommand(command)
  }) as unknown as Client
}
