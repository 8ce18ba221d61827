// Who may do what: the gate that knows tokens, what stands between a token and a record, what a token lets see.
import type { FastifyRequest } from 'fastify'
import { parameter, queryOf } from '../web/parameters.ts'
import type { Client } from '../registry/clients.ts'
import { findToken } from '../registry/grants.ts'
import type { Token } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { hasScope } from '../registry/scopes.ts'
import type { Visibility } from '../../options/researcher.ts'
import { apiError } from './errors.ts'
import type { ApiError } from './errors.ts'

/** Whose eyes look at a record. */
export interface Reader {
  /** The token, or null for a reader without one. */
  readonly token: Token | null
  /** Whether through the member API; the public one shows nothing but public items to anybody. */
  readonly isMemberApi: boolean
}

/** What of an item decides who sees it. */
export interface Guarded {
  /** Who may see it. */
  readonly visibility: Visibility
  /** The client that added it; left out or null if the person did. */
  readonly clientId?: string | null
}

/** The access token of a request, `''` if there is none (ORCID-Source, OrcidBearerTokenFilter). */
export function bearerToken (request: FastifyRequest): string {
  const { authorization = '' } = request.headers
  const bearer = /^bearer([^,]*)/i.exec(authorization)?.[1]
  return (bearer ?? parameter(queryOf(request), 'access_token')).trim()
}

/** What the gate lets through: the token, or null for a reader without one; or why it stays shut. */
export type Passage =
  | { readonly kind: 'open', readonly token: Token | null }
  | { readonly kind: 'shut', readonly status: number, readonly error: [string, string] }

/** Judges the token alone, before anybody looks at the path. */
export function passGate ({ grants, clock }: Registry, presented: string, isMemberApi: boolean): Passage {
  if (presented !== '') {
    const token = findToken(grants, clock, presented)
    const error: [string, string] = ['invalid_token', `Invalid access token: ${presented}`]
    return token === undefined ? { kind: 'shut', status: 401, error } : { kind: 'open', token }
  }
  if (!isMemberApi) return { kind: 'open', token: null }
  const refusal = 'Forbidden: The server understood the request but refuses to authorize it.'
  return { kind: 'shut', status: 403, error: ['forbidden', refusal] }
}

// What is not like an iD is left to be found missing.
const LIKE_AN_IDENTIFIER = /(?:\d{4}-){3}\d{3}[\dX]/

/** Whether a person's token is meant for another record, even a public one or none (TokenTargetFilter). */
export function judgeTarget (token: Token | null, orcid: string): ApiError | null {
  if (token === null || token.orcid === null || token.orcid === orcid) return null
  return LIKE_AN_IDENTIFIER.test(orcid) ? apiError(9017, { detail: 'Access token is for a different record' }) : null
}

function judgeState ({ issuer }: Registry, { orcid, state, primaryRecord }: Researcher,
  method: string): ApiError | null {
  if (primaryRecord !== null) {
    const params = { orcid: `${issuer}/${primaryRecord}`, deprecated_orcid: `${issuer}/${orcid}` }
    const error = apiError(9007, { params })
    return method === 'GET' ? error : { ...error, status: 409, developerMessage: error.userMessage }
  }
  if (state === 'unclaimed') return apiError(9036)
  if (state === 'locked') return apiError(9018, { params: { orcid }, detail: `${orcid} is locked` })
  return state === 'deactivated' ? apiError(9044, { detail: `${orcid} is deactivated` }) : null
}

/** What stands between a token and a record that is there: its state, the kind of client, a scope. */
export function judgeAccess (registry: Registry, researcher: Researcher,
  { token, isMemberApi, method }: Reader & { method: string }): ApiError | null {
  const state = judgeState(registry, researcher, method)
  if (state !== null || token === null) return state
  const { type } = registry.clients.get(token.clientId) as Client
  if (isMemberApi && type === 'public') {
    return apiError(9017, { detail: 'The client application is forbidden to perform the action.' })
  }
  return isMemberApi || hasScope(token.scopes, '/read-public') ? null : apiError(9004)
}

/** Whether the token holds one of the scopes that writing needs. */
export function judgeScopes ({ scopes }: Token, needed: readonly string[]): ApiError | null {
  return needed.some((scope) => hasScope(scopes, scope)) ? null : apiError(9038)
}

/**
 * Why an item is not shown, null if it is: on its own it is refused, in a list it is left out.
 *
 * @param scope the scope that shows what is limited
 * @see https://github.com/ORCID/ORCID-Source orcid-core OrcidSecurityManagerImpl.checkAndFilter
 */
export function judgeSight ({ token, isMemberApi }: Reader, { visibility, clientId = null }: Guarded,
  scope: string): ApiError | null {
  if (token === null || !isMemberApi) return visibility === 'public' ? null : apiError(9039)
  if (visibility === 'public' && hasScope(token.scopes, '/read-public')) return null
  if (clientId === token.clientId) return null
  if (!hasScope(token.scopes, scope)) return apiError(9038)
  return visibility === 'private' ? apiError(9013) : null
}
