// Reading what a client sent, from the journal's own copy of it.
import type { MockMessage, MockRequest } from './exchange.ts'

/** One header's value, `''` if it did not come. */
export function headerOf ({ headers }: MockMessage, name: string): string {
  return headers.find(([one]) => one.toLowerCase() === name)?.[1] ?? ''
}

/** The query. */
export function queryIn ({ url }: Pick<MockRequest, 'url'>): URLSearchParams {
  const mark = url.indexOf('?')
  return new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1))
}

/** The form, empty if the body is none. */
export function formIn (request: MockRequest): URLSearchParams {
  const isForm = headerOf(request, 'content-type').startsWith('application/x-www-form-urlencoded')
  return new URLSearchParams(isForm ? request.body : '')
}

/** Query and form together. */
export function parametersIn (request: MockRequest): URLSearchParams {
  return new URLSearchParams([...queryIn(request), ...formIn(request)])
}

function basicUser (authorization: string): string {
  const encoded = /^basic\s+(\S+)/i.exec(authorization)?.[1] ?? ''
  return decodeURIComponentSafely(Buffer.from(encoded, 'base64').toString().split(':', 1)[0] as string)
}

function decodeURIComponentSafely (text: string): string {
  return new URLSearchParams(`value=${text.replaceAll('&', '%26')}`).get('value') as string
}

/** The access token of a request, `''` if it has none. */
export function accessTokenIn (request: MockRequest): string {
  const bearer = /^bearer\s+(\S+)/i.exec(headerOf(request, 'authorization'))?.[1]
  return bearer ?? parametersIn(request).get('access_token') ?? ''
}

/**
 * The id of the client that speaks, null if the request names none: by parameter, by Basic header, or by the access
 * token it was given.
 */
export function clientOf (request: MockRequest, owners: ReadonlyMap<string, string>): string | null {
  const named = parametersIn(request).get('client_id') ?? basicUser(headerOf(request, 'authorization'))
  return named || (owners.get(accessTokenIn(request)) ?? null)
}
