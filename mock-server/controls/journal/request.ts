// What a message says of itself: its body as it came, its parameters, its access token, the client that sent it.
import type { FastifyRequest } from 'fastify'
import type { Grants } from '../../orcid/registry/grants.ts'
import { queryOf } from '../../orcid/web/parameters.ts'
import type { MockMessage, MockRequest } from './exchange.ts'

/** How many bytes of a body the journal keeps. */
const BODY_CAPACITY = 16_384

export function keepBody (body: Buffer | string): Pick<MockMessage, 'body' | 'bodyBytes'> {
  const bodyBytes = Buffer.byteLength(body)
  if (typeof body === 'string' && bodyBytes <= BODY_CAPACITY) return { body, bodyBytes }
  const bytes = typeof body === 'string' ? Buffer.from(body.slice(0, BODY_CAPACITY)) : body
  return { body: bytes.toString('utf8', 0, BODY_CAPACITY), bodyBytes }
}

export function keepRequest ({ body, raw: { url, rawHeaders } }: FastifyRequest): MockRequest {
  // The parsers of the mock hand a body on as text, or as a form that kept its text.
  const text = typeof body === 'string' ? body : (body as { text?: string } | undefined)?.text ?? ''
  const headers = rawHeaders.flatMap((name, index): Array<[string, string]> =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] as string]] : [])
  return { url: url as string, headers, ...keepBody(text) }
}

/** One header's value, `''` if it did not come. */
export function headerOf ({ headers }: MockMessage, name: string): string {
  return headers.find(([one]) => one.length === name.length && one.toLowerCase() === name)?.[1] ?? ''
}

export function withoutQuery (url: string): string {
  return url.split(/[?#]/, 1)[0] as string
}

/** The members of a JSON object; none if the text is anything else. */
export function parseObject (json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return {}
  }
}

/** The form, empty if the body is none. */
export function formIn (request: MockRequest): URLSearchParams {
  const isForm = /^application\/x-www-form-urlencoded/i.test(headerOf(request, 'content-type'))
  return new URLSearchParams(isForm ? request.body : '')
}

/** Query and form together. */
export function parametersIn (request: MockRequest): URLSearchParams {
  return new URLSearchParams([...queryOf(request), ...formIn(request)])
}

// RFC 6749 §2.3.1: the id is form-encoded before it is joined with the secret.
function basicUser (authorization: string): string {
  const encoded = /^basic\s+(\S+)/i.exec(authorization)?.[1] ?? ''
  const user = Buffer.from(encoded, 'base64').toString().split(':', 1)[0] as string
  return new URLSearchParams(`value=${user.replaceAll('&', '%26')}`).get('value') as string
}

/** The access token of a request, `''` if it has none. */
export function accessTokenIn (request: MockRequest): string {
  const [, token] = /^bearer\s+(\S+)/i.exec(headerOf(request, 'authorization')) ?? []
  return token ?? parametersIn(request).get('access_token') ?? ''
}

/**
 * The id of the client that sends a request, null if the request names none: by parameter, by Basic header, or by the
 * access token it was given, even a revoked one.
 */
export function clientOf (request: MockRequest, { tokens, ended }: Grants): string | null {
  const named = parametersIn(request).get('client_id') ?? basicUser(headerOf(request, 'authorization'))
  if (named !== '') return named
  const accessToken = accessTokenIn(request)
  return (tokens.get(accessToken) ?? ended.get(accessToken))?.clientId ?? null
}
