// The query of a request: read without the app's own parser, and kept out of the log, because it can hold a code.
import type { FastifyRequest } from 'fastify'

/** Every parameter with all its values. */
export type Query = ReadonlyMap<string, readonly string[]>

/** Reads the query from the URL: an app's own parser may drop or merge parameters that repeat. */
export function readQuery (url: string): Query {
  const query = new Map<string, string[]>()
  const start = url.indexOf('?')
  for (const [name, value] of new URLSearchParams(start < 0 ? '' : url.slice(start))) {
    const values = query.get(name)
    if (values === undefined) query.set(name, [value])
    else values.push(value)
  }
  return query
}

/** Removes the query from the request, because Fastify logs the whole URL when an app answers twice. */
export function removeQuery ({ raw, routeOptions }: FastifyRequest): void {
  raw.url = routeOptions.url as string
}

/** The log entry of a request, without its query. */
export function serializeRequest (request: FastifyRequest): object {
  // A router may accept a semicolon as the start of the query too.
  const [path] = request.url.split(/[?;#]/, 1)
  return {
    method: request.method,
    url: path,
    host: request.host,
    remoteAddress: request.ip
  }
}
