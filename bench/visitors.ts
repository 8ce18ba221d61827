// People who sign in at the fake ORCID over HTTP, without an app: they consent every time, and take the token.
import type { Pool } from 'undici'
import { clientSecret, redirectUri } from './apps/client.ts'
import type { Provider } from './apps/provider.ts'

interface Sent {
  readonly path: string
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** One request and its whole answer, with as little work as can be: what is measured is the other process. */
export async function send (pool: Pool, { path, form, headers }: Sent): Promise<Answer> {
  const parts: Buffer[] = []
  let head: Omit<Answer, 'body'> = { status: 0, headers: {} }
  return await new Promise((resolve, reject) => {
    pool.dispatch({
      path,
      method: form === undefined ? 'GET' : 'POST',
      headers: form === undefined ? headers ?? {} : { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: form === undefined ? null : String(new URLSearchParams(form))
    }, {
      onRequestStart () {},
      onResponseStart (_controller, status, received) { head = { status, headers: received } },
      onResponseData (_controller, part) { parts.push(part) },
      onResponseEnd () { resolve({ ...head, body: Buffer.concat(parts).toString() }) },
      onResponseError (_controller, error) { reject(error) }
    })
  })
}

export function authorizeQuery (clientId: string, number: number, scope = 'openid'): string {
  return String(new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope,
    redirect_uri: redirectUri,
    state: `state-of-login-${number}`,
    nonce: `nonce-of-login-${number}`
  }))
}

export const codeIn = ({ headers }: Answer): string => /[?&]code=([^&#]+)/.exec(String(headers['location']))?.[1] ?? ''

export function codeForm (clientId: string, code: string): Record<string, string> {
  return { grant_type: 'authorization_code', code, redirect_uri: redirectUri, client_id: clientId, client_secret: clientSecret }
}

export const cookieIn = ({ headers }: Answer): string => String(headers['set-cookie'] ?? '').split(';', 1)[0] ?? ''

export interface Person {
  readonly orcid: string
  readonly cookie: string
}

/** Signs everybody in, so that each has a session at the fake ORCID. */
export async function signInAll (pool: Pool, { people = [], clients = [] }: Provider): Promise<Person[]> {
  return await Promise.all(people.map(async (orcid) => {
    const signedIn = await send(pool, { path: `/signin?${authorizeQuery(clients[0] ?? '', 0)}`, form: { orcid } })
    return { orcid, cookie: cookieIn(signedIn) }
  }))
}
