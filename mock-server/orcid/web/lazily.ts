// A handler that is loaded by the first request for it: a mock has many pages, and a test asks for a few of them.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Registry } from '../registry/registry.ts'

type Answer = (registry: Registry, reply: FastifyReply) => FastifyReply | Promise<FastifyReply>

export function lazily (registry: Registry, load: () => Promise<Answer>) {
  let answer: Promise<Answer> | null = null
  return async function answerOnceLoaded (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    answer ??= load()
    return (await answer)(registry, reply)
  }
}
