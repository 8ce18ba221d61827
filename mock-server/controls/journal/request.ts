// What a request says of itself: its body as it came, the client that sent it, its access token.
import type { FastifyRequest } from 'fastify'
import type { Grants } from '../../orcid/registry/grants.ts'
import { parametersOf } from '../../orcid/web/parameters.ts'
import type { MockMessage, MockRequest } from './exchange.ts'

/** How many bytes of a body the journal keeps. */
const BODY_CAPACITY = 16_384

function pairs (flat: readonly string[]): Array<[name: string, value: string]> {
  return flat.flatMap((name, index): Array<[string, string]> =>
    index % 2 === 0 ? [[name, flat[index + 1] as string]] : [])
}

export function keepBody (body: Buffer): Pick<MockMessage, 'body' | 'bodyBytes'> {
  return { body: body.toString('utf8', 0, BODY_CAPACITY), bodyBytes: body.length }
}

// The parsers of the mock hand a body on as text, or as a form that kept its text.
function textOf ({ body }: FastifyRequest): string {
  return typeof body === 'string' ? body : (body as { text?: string } | undefined)?.text ?? ''
}

export function keepRequest (request: FastifyRequest): MockRequest {
  const { raw } = request
  return { url: raw.url as string, headers: pairs(raw.rawHeaders), ...keepBody(Buffer.from(textOf(request))) }
}

/** One header's value, `''` if it did not come. */
export function headerOf ({ headers }: MockMessage, name: string): string {
  return headers.find(([one]) => one.toLowerCase() === name)?.[1] ?? ''
}

export function queryIn ({ url }: Pick<MockRequest, 'url'>): URLSearchParams {
  const mark = url.indexOf('?')
  return new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1))
}

/** The form, empty if the body is none. */
export function formIn (request: MockRequest): URLSearchParams {
  const isForm = headerOf(request, 'content-type').startsWith('application/x-www-form-urlencoded')
  return new URLSearchParams(isForm ? request.body : '')
}

// RFC 6749 §2.3.1: the id is form-encoded before it is joined with the secret.
function basicUser (authorization = ''): string {
  const encoded = /^basic\s+(\S+)/i.exec(authorization)?.[1] ?? ''
  const user = Buffer.from(encoded, 'base64').toString().split(':', 1)[0] as string
  return new URLSearchParams(`value=${user.replaceAll('&', '%26')}`).get('value') as string
}

function accessTokenFrom (authorization: string | undefined, parameters: URLSearchParams): string {
  return /^bearer\s+(\S+)/i.exec(authorization ?? '')?.[1] ?? parameters.get('access_token') ?? ''
}

/** The access token of a request, `''` if it has none. */
export function accessTokenOf (request: FastifyRequest): string {
  return accessTokenFrom(request.headers.authorization, parametersOf(request))
}

export function accessTokenIn (request: MockRequest): string {
  return accessTokenFrom(headerOf(request, 'authorization'), new URLSearchParams([...queryIn(request), ...formIn(request)]))
}

/**
 * The id of the client that sends a request, null if the request names none: by parameter, by Basic header, or by the
 * access token it was given, even a revoked one.
 */
export function clientOf (request: FastifyRequest, { tokens, ended }: Grants): string | null {
  const named = parametersOf(request).get('client_id') ?? basicUser(request.headers.authorization)
  if (named !== '') return named
  const accessToken = accessTokenOf(request)
  return (tokens.get(accessToken) ?? ended.get(accessToken))?.clientId ?? null
}
