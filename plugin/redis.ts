// The shared state of an app that has a Redis: sets and gets through the client that the app has.
import { OrcidOptionsError } from './errors.ts'
import { joinMessages, unknownNameMessage, wrongValueMessage } from './options/messages.ts'
import type { OrcidSharedState } from './options/options.ts'

/** The part of a client of `ioredis` that is used. `@fastify/redis` has one as `app.redis`. */
export interface OrcidIoredisClient {
  /** Tells it from a client of `redis`. */
  defineCommand: (...args: never[]) => unknown
  /** `GET`. */
  get (key: string): Promise<string | null>
  /** `SET … EX`. */
  set (key: string, value: string, expiry: 'EX', seconds: number): Promise<unknown>
  /** `SET … EX … NX`. */
  set (key: string, value: string, expiry: 'EX', seconds: number, condition: 'NX'): Promise<unknown>
}

/** The part of a client of `redis` (node-redis 4 or newer) that is used. */
export interface OrcidNodeRedisClient {
  /** Tells it from a client of `ioredis`. */
  readonly isOpen: boolean
  /** `GET`. */
  get (key: string): Promise<unknown>
  /** `SET … EX`, or `SET … EX … NX`. */
  set (key: string, value: string, options: { EX: number, NX?: true }): Promise<unknown>
}

/** How {@link redisState} names what it keeps. */
export interface OrcidRedisOptions {
  /**
   * What every key begins with.
   *
   * @default 'fastify-orcid:'
   */
  prefix?: string
}

/**
 * The option `sharedState` for an app that has a Redis: `sharedState: redisState(app.redis)`, with a client of
 * `ioredis` or of `redis`. The client stays the app's, which connects it, handles its errors and closes it. Two short
 * keys are written for a sign-in (`SET … NX EX`, `SET … EX`).
 *
 * Throws `ORCID_ERR_OPTIONS` for anything but such a client, and for a `prefix` that is no text.
 */
export function redisState (client: OrcidIoredisClient | OrcidNodeRedisClient,
  options: OrcidRedisOptions = {}): OrcidSharedState {
  if (typeof options !== 'object' || options === null) refuse('the second argument of redisState()', options, 'an object like { prefix }')
  const { prefix = 'fastify-orcid:', ...others } = options
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw refusal(unknownNameMessage('option `…` of redisState()', unknown, ['prefix']))
  if (typeof prefix !== 'string') refuse('option `prefix` of redisState()', prefix, 'a text')
  if (!isClient(client)) {
    refuse('the client of redisState()', client,
      'a connection of ioredis or of redis (4 or newer), such as `app.redis` of @fastify/redis')
  }
  const set = 'defineCommand' in client
    ? async (key: string, value: string, seconds: number, isNew: boolean) => isNew
      ? await client.set(key, value, 'EX', seconds, 'NX')
      : await client.set(key, value, 'EX', seconds)
    : async (key: string, value: string, seconds: number, isNew: boolean) =>
      await client.set(key, value, isNew ? { EX: seconds, NX: true } : { EX: seconds })
  return Object.freeze({
    add: async (key: string, value: string, ttlSeconds: number) => await set(prefix + key, value, ttlSeconds, true) === 'OK',
    get: async (key: string) => await client.get(prefix + key) as string | null,
    set: async (key: string, value: string, ttlSeconds: number) => await set(prefix + key, value, ttlSeconds, false)
  })
}

const refusal = (message: string) => new OrcidOptionsError(joinMessages([message]))

function refuse (name: string, value: unknown, expected: string): never {
  throw refusal(wrongValueMessage({ name, value, expected }))
}

function isClient (value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { get, set, defineCommand, isOpen } = value as Record<string, unknown>
  return typeof get === 'function' && typeof set === 'function' &&
    (typeof defineCommand === 'function' || typeof isOpen === 'boolean')
}
