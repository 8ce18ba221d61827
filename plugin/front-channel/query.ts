// The query of a request: read without the app's own parser, and kept out of the log, because it can hold a code.
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'

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

type Serializer = (request: FastifyRequest) => object

/** The log entry of a request, as the app's own serializer writes it, without the query. */
export function createRequestSerializer (log: FastifyBaseLogger): Serializer {
  const { [Symbol.for('pino.serializers')]: serializers } = log as unknown as { [pino: symbol]: { req?: Serializer } | undefined }
  const serialize = serializers?.req ?? serializeRequest
  // A log line of the app's may have something else under this name.
  return (request) => typeof request?.url === 'string' ? serialize(maskQuery(request)) : request
}

function serializeRequest ({ method, url, host, ip: remoteAddress }: FastifyRequest): object {
  return { method, url, host, remoteAddress }
}

/** A view of the request in which no address has a query. */
function maskQuery (request: FastifyRequest): FastifyRequest {
  // A router may accept a semicolon as the start of the query too.
  const [value] = request.url.split(/[?;#]/, 1)
  const query = Object.freeze({})
  const address = { url: { value }, originalUrl: { value } }
  const raw = Object.create(request.raw ?? null, address)
  return Object.create(request, { ...address, raw: { value: raw }, query: { value: query } })
}
