// What a request says: the parameters of its query and its form, and the media types that it accepts.
import type { FastifyRequest } from 'fastify'

/** The query as it was sent, without the question mark. */
export function rawQuery ({ url }: Pick<FastifyRequest, 'url'>): string {
  const mark = url.indexOf('?')
  return mark === -1 ? '' : url.slice(mark + 1)
}

/** The query, read here rather than by the host's parser, which may make objects of brackets. */
export function queryOf (request: Pick<FastifyRequest, 'url'>): URLSearchParams {
  return new URLSearchParams(rawQuery(request))
}

interface ReceivedForm { readonly text: string, readonly form: URLSearchParams }

/** Parses the body of a form. Meant for `addContentTypeParser` with `parseAs: 'string'`. */
export function parseForm (_request: FastifyRequest, body: string | Buffer,
  done: (error: null, parsed: ReceivedForm) => void): void {
  done(null, { text: String(body), form: new URLSearchParams(String(body)) })
}

/** The form in the body; empty if the body is none. */
export function formOf ({ body }: FastifyRequest): URLSearchParams {
  return (body as Partial<ReceivedForm> | undefined)?.form ?? new URLSearchParams()
}

/** Query and form together, the query first, as a servlet's `getParameter` reads them. */
export function parametersOf (request: FastifyRequest): URLSearchParams {
  return new URLSearchParams([...queryOf(request), ...formOf(request)])
}

/** The first parameter that comes more than once, which RFC 6749 §3.1 and §3.2 forbid, or null. */
export function duplicateIn (parameters: URLSearchParams): string | null {
  const seen = new Set<string>()
  for (const name of parameters.keys()) {
    if (seen.has(name)) return name
    seen.add(name)
  }
  return null
}

export function parameter (parameters: URLSearchParams, name: string): string {
  return parameters.get(name) ?? ''
}

/** Whether Java reads a parameter as an Integer. */
export function isInteger (text: string): boolean {
  return /^[+-]?\d+$/.test(text) && Math.abs(Number(text)) < 2 ** 31
}

function quality (range: string): number {
  return Number(/;\s*q=([\d.]+)/i.exec(range)?.[1] ?? 1)
}

/** The media ranges of an Accept header in lower case, by preference, without the refused ones (RFC 9110 §12.5.1). */
export function rangesIn (accept: string): string[] {
  return accept.split(',').filter((range) => quality(range) > 0)
    .toSorted((one, other) => quality(other) - quality(one))
    .map((range) => (range.split(';', 1)[0] as string).trim().toLowerCase())
}
