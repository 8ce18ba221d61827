// Who may read what: the gate that knows tokens, and what a token lets through.
import type { FastifyRequest } from 'fastify'
import { parameter, queryOf } from '../parameters.ts'
import type { Client } from '../registry/clients.ts'
import { findToken } from '../registry/grants.ts'
import type { Token } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import { hasScope } from '../registry/scopes.ts'
import type { Visibility } from '../researcher-options.ts'
import { noRecord, otherRecord, publicClient, wrongScope } from './errors.ts'
import type { ApiError } from './errors.ts'

/** The two halves of a record that scopes tell apart. */
export type Area = 'person' | 'activities'

/** What the reader may see. */
export interface Sight {
  /** Whether the answer comes from the public API, which shows nothing but public items to anybody. */
  readonly isPublicApi: boolean
  /** Whether an item of an area is shown. */
  readonly sees: (visibility: Visibility, area: Area) => boolean
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

/** What stands between a token and a record, in this order: another person, no record, client, scope. */
export function judgeAccess ({ clients, researchers }: Registry, orcid: string,
  { token, isMemberApi }: { token: Token | null, isMemberApi: boolean }): ApiError | null {
  if (token !== null && token.orcid !== null && token.orcid !== orcid) return otherRecord
  if (!researchers.has(orcid)) return noRecord
  if (token === null) return null
  const { type } = clients.get(token.clientId) as Client
  if (isMemberApi && type === 'public') return publicClient
  return hasScope(token.scopes, '/read-public') ? null : wrongScope
}

/** What a token shows of the record it may read. Limited items need the member API and a scope. */
export function sightOf (token: Token | null, isMemberApi: boolean): Sight {
  const scopes = token?.scopes ?? []
  const isTrusted = {
    person: isMemberApi && hasScope(scopes, '/person/read-limited'),
    activities: isMemberApi && hasScope(scopes, '/activities/read-limited')
  }
  return {
    isPublicApi: !isMemberApi,
    sees: (visibility, area) => visibility === 'public' || (visibility === 'limited' && isTrusted[area])
  }
}
