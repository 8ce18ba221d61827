// Whether a mock is there: GET /health, and the question a container's health check asks.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** Mounted outside the scope of ORCID's endpoints, so that the journal does not record it. */
export function registerHealth (app: FastifyInstance, path: string,
  { guard, named }: { readonly guard: Guard, readonly named: { readonly issuer: string } }): void {
  app.get(`${path}/health`, { onRequest: guard }, async function tellHealth (_request, reply) {
    reply.header('cache-control', 'no-store')
    return { status: 'ok', issuer: named.issuer }
  })
}

const PATIENCE_MS = 5000

/** The issuer of the mock at a base address. Rejects with a sentence that says why there is none. */
export async function askHealth (base: string): Promise<string> {
  const url = `${base.replace(/\/$/, '')}/health`
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const response = await fetch(url, { redirect: 'manual', signal }).catch(({ message, cause }: Error) => {
    const { code, message: reason } = Object(cause) as { code?: string, message?: string }
    throw new Error(`Nobody answers at ${url}: ${[code, reason, message].find(Boolean)}`)
  })
  if (response.headers.get('x-fake-orcid') !== '1') throw new Error(`What answers at ${url} is no fake ORCID`)
  if (!response.ok) throw new Error(`The fake ORCID at ${url} answers ${response.status}: ${(await response.text()).trim()}`)
  const { issuer } = await response.json() as { issuer: string }
  return issuer
}
