// The keys over HTTP, and the store of what is armed over HTTP until somebody takes it back.
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { MockKeys } from '../keys.ts'
import type { MockUndo } from '../arming.ts'

/** What has been armed over HTTP, by the id it was given. */
export interface UndoStore {
  /** What takes each back. */
  readonly armed: ReadonlyMap<string, MockUndo>
  /** Keeps one, and answers with its id. */
  readonly keep: (undo: MockUndo, reply: FastifyReply) => FastifyReply
}

/** A store without anything in it. */
export function createStore (): UndoStore {
  const armed = new Map<string, MockUndo>()
  return {
    armed,
    keep (undo, reply) {
      const id = String(armed.size + 1)
      armed.set(id, undo)
      return reply.code(201).send({ id })
    }
  }
}

/** Mounts what can be done to the keys. */
export function registerKeys (app: FastifyInstance, keys: MockKeys, { keep }: UndoStore): void {
  app.get('/keys', async () => ({ kid: keys.kid }))
  app.post('/keys/rotate', async (request) => {
    const { keepOld } = (request.body ?? {}) as { keepOld?: unknown }
    keys.rotate({ keepOld: keepOld === true })
    return { kid: keys.kid }
  })
  app.post('/keys/rogue', async (_request, reply) => keep(keys.signWithRogue(), reply))
  app.post('/keys/two', async (_request, reply) => keep(keys.showTwo(), reply))
  app.post('/keys/nameless', async (_request, reply) => keep(keys.hideNames(), reply))
}
