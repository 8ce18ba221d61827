// CORS: ORCID lets scripts of every origin read a few of its pages, and its APIs.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/**
 * An `onRequest` hook that lets any origin read the answer, error answers included.
 * @see https://github.com/ORCID/ORCID-Source orcid-core CrossDomainWebManger.java, CorsFilterWeb.java
 */
export async function allowAnyOrigin (request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { origin } = request.headers
  if (origin !== undefined) reply.header('access-control-allow-origin', origin)
  reply.header('access-control-allow-credentials', 'true')
}

const METHODS = { 'access-control-allow-methods': 'GET, POST, PUT, DELETE' }
const ALLOWED = 'X-Requested-With,Origin,Content-Type,Accept,Authorization,x-csrf-token,x-xsrf-token'

/** Answers the preflight of a path that {@link allowAnyOrigin} opens. */
export function registerPreflight (app: FastifyInstance, path: string): void {
  app.options(path, { onRequest: allowAnyOrigin }, async function answerPreflight (_request, reply) {
    return reply.code(200).headers({ ...METHODS, 'access-control-allow-headers': ALLOWED }).send()
  })
}

/**
 * The preflight answer of a record API. `Authorization` is not among the headers, so a script on another site cannot
 * send a token.
 * @see https://github.com/ORCID/ORCID-Source orcid-core CorsFilter.java
 */
export const apiPreflight = {
  ...METHODS, 'access-control-allow-headers': 'X-Requested-With,Origin,Content-Type, Accept'
}
