// What a request brings along: its query and its form, read alike, with a way to notice what came twice.
import type { FastifyRequest } from 'fastify'

/** The query of a request as it was sent, without the question mark. */
export function rawQuery (request: FastifyRequest): string {
  const mark = request.url.indexOf('?')
  return mark === -1 ? '' : request.url.slice(mark + 1)
}

/** The query, read here rather than by the host's parser, which may make objects of brackets. */
export function queryOf (request: FastifyRequest): URLSearchParams {
  return new URLSearchParams(rawQuery(request))
}

/** The form in the body; empty if the body is none. */
export function formOf (request: FastifyRequest): URLSearchParams {
  const form = new URLSearchParams()
  const body = (request.body ?? {}) as Record<string, string | string[]>
  for (const [name, values] of Object.entries(body)) {
    for (const value of [values].flat()) form.append(name, value)
  }
  return form
}

/** Query and form together, the query first: what a servlet's `getParameter` sees. */
export function parametersOf (request: FastifyRequest): URLSearchParams {
  return new URLSearchParams([...queryOf(request), ...formOf(request)])
}

/** The first parameter that came more than once, which RFC 6749 §3.1 and §3.2 forbid; null if none did. */
export function duplicateIn (parameters: URLSearchParams): string | null {
  const seen = new Set<string>()
  for (const name of parameters.keys()) {
    if (seen.has(name)) return name
    seen.add(name)
  }
  return null
}

/** One parameter's value, `''` if it did not come. */
export function parameter (parameters: URLSearchParams, name: string): string {
  return parameters.get(name) ?? ''
}
