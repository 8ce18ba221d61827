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

export async function send (pool: Pool, { path, form, headers }: Sent): Promise<Answer> {
  const answer = await pool.request({
    path,
    method: form === undefined ? 'GET' : 'POST',
    headers: { ...headers, ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }) },
    body: form === undefined ? null : String(new URLSearchParams(form))
  })
  return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() }
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

export const codeIn = ({ headers }: Answer): string => new URL(String(headers['location'])).searchParams.get('code') ?? ''

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
