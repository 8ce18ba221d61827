// Who may read and write what: the token of a request, the state of a record, the scopes, the visibility of an item.
import type { FastifyRequest } from 'fastify'
import { parameter, queryOf } from '../web/parameters.ts'
import type { Client } from '../registry/clients.ts'
import { findToken, type Token } from '../registry/grants.ts'
import type { RecordItem } from '../registry/record/item.ts'
import type { Registry } from '../registry/registry.ts'
import type { Researcher } from '../registry/researchers.ts'
import { hasScope } from '../registry/scopes.ts'
import type { Visibility } from '../../options/researcher.ts'
import { apiError, RecordRefusal, refuse, type ErrorCode } from './errors.ts'

export interface Reader { readonly token: Token | null, readonly isMemberApi: boolean }

/** An error of OAuth's own form, which ORCID answers before it looks at the path. */
export interface TokenError { readonly status: number, readonly error: string, readonly description: string }

/** ORCID-Source, OrcidBearerTokenFilter; `''` if there is no token. */
function bearerToken (request: FastifyRequest, isMemberApi: boolean): string {
  const bearer = /^bearer\s*(.?[^,]*)/i.exec(request.headers.authorization ?? '')?.[1]?.trim()
  // The public API takes a header without a token for none (SanitizeAuthenticationFilter).
  const isMissing = isMemberApi ? bearer === undefined : !bearer
  return isMissing ? parameter(queryOf(request), 'access_token') : String(bearer)
}

const FORBIDDEN: TokenError = {
  status: 403,
  error: 'forbidden',
  description: 'Forbidden: The server understood the request but refuses to authorize it.'
}

/**
 * What is wrong with Basic credentials, which give access to no record; null if they are right, or not there.
 * @see https://github.com/ORCID/ORCID-Source orcid-api-common OrcidMultiSecretAuthenticationProvider.java
 */
function problemOfBasic ({ clients }: Registry, { headers: { authorization = '' } }: FastifyRequest): string | null {
  const encoded = /^basic\s*(.*)$/is.exec(authorization)?.[1]
  if (encoded === undefined) return null
  if (encoded === '') return 'Empty basic authentication token'
  const [clientId = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':')
  if (secret.length === 0) return 'Invalid basic authentication token'
  const client = clients.get(clientId)
  if (client === undefined) return 'Bad credentials'
  return client.clientSecret === secret.join(':') ? null : `Invalid client credentials provided for ${clientId}`
}

const invalidToken = (description: string): TokenError => ({ status: 401, error: 'invalid_token', description })

/** @param isOpen whether the path can be read without a token, and by every client */
export function authenticate (registry: Registry, request: FastifyRequest,
  { isMemberApi, isOpen }: { isMemberApi: boolean, isOpen: boolean }): { readonly token: Token | null } | TokenError {
  const { grants, clock, clients } = registry
  const accessToken = bearerToken(request, isMemberApi)
  if (accessToken.trim() === '') {
    const problem = problemOfBasic(registry, request)
    if (problem !== null) return invalidToken(problem)
    return isOpen ? { token: null } : FORBIDDEN
  }
  // A client may clean up after itself when its person has taken the permission back (OrcidBearerTokenFilter).
  const ended = request.method === 'DELETE' ? grants.ended.get(accessToken) : undefined
  const token = ended?.endedBy === 'withdrawal' ? ended : findToken(grants, clock, accessToken)
  if (token === undefined) return invalidToken(`Invalid access token: ${accessToken}`)
  // The member API wants ROLE_CLIENT, and a public client has ROLE_PUBLIC (orcid-api-security-context.xml).
  if (isOpen || (clients.get(token.clientId) as Client).type !== 'public') return { token }
  return { status: 403, error: 'forbidden', description: `Access Denied: ${accessToken}` }
}

/**
 * Refuses a person's token for another record, even a public one or one that does not exist. ORCID looks for an iD
 * anywhere in the path (TokenTargetFilter).
 */
export function checkTokenTarget (token: Token | null, path: string): void {
  if (token === null || token.orcid === null) return
  const [found = token.orcid] = /(?:\d{4}-){3}\d{3}[\dX]/.exec(path) ?? []
  if (found !== token.orcid) refuse(9017, { detail: 'Access token is for a different record' })
}

export function checkAccess ({ issuer }: Registry, { orcid, state, primaryRecord }: Researcher,
  { token, isMemberApi, method }: Reader & { method: string }): void {
  if (primaryRecord !== null) {
    const params = { orcid: `${issuer}/${primaryRecord}`, deprecated_orcid: `${issuer}/${orcid}` }
    const error = apiError(9007, { params })
    throw new RecordRefusal(method === 'GET' ? error : { ...error, status: 409, developerMessage: error.userMessage })
  }
  if (state === 'unclaimed') refuse(9036)
  if (state === 'locked') refuse(9018, { params: { orcid }, detail: `${orcid} is locked` })
  if (state === 'deactivated') refuse(9044, { detail: `${orcid} is deactivated` })
  if (token !== null && !isMemberApi && !hasScope(token.scopes, '/read-public')) refuse(9004)
}

/** The token of a member, without which its API admits nobody; refuses one that has none of these scopes. */
export function checkScopes ({ token }: Pick<Reader, 'token'>, needed: readonly string[]): Token {
  const { scopes } = token as Token
  if (!needed.some((scope) => hasScope(scopes, scope))) refuse(9038)
  return token as Token
}

/** Refuses a client that has not added the thing itself. */
export function checkSource ({ token }: Pick<Reader, 'token'>, { clientId }: Pick<RecordItem, 'clientId'>): void {
  if (clientId !== (token as Token).clientId) refuse(9010)
}

/** Part of an item that decides who sees it; without a client, the person added it. */
interface Guarded { readonly visibility: Visibility, readonly clientId?: string | null }

/**
 * Why an item is not shown; null if it is. `scope` shows limited items.
 * @see https://github.com/ORCID/ORCID-Source orcid-core OrcidSecurityManagerImpl.checkAndFilter
 */
function reasonToHide ({ token, isMemberApi }: Reader, { visibility, clientId = null }: Guarded,
  scope: string): ErrorCode | null {
  if (token === null || !isMemberApi) return visibility === 'public' ? null : 9039
  if (visibility === 'public' && hasScope(token.scopes, '/read-public')) return null
  if (clientId === token.clientId) return null
  if (!hasScope(token.scopes, scope)) return 9038
  return visibility === 'private' ? 9013 : null
}

/** An item that is asked for alone is refused, where a list is only shorter. */
export function checkVisibility (reader: Reader, item: Guarded, scope: string): void {
  const reason = reasonToHide(reader, item, scope)
  if (reason !== null) refuse(reason)
}

/** One work among several is refused as private where the scope is missing (checkAndFilter of a WorkBulk). */
export function checkBulkVisibility (reader: Reader, item: Guarded, scope: string): void {
  const reason = reasonToHide(reader, item, scope)
  if (reason !== null) refuse(reason === 9038 ? 9013 : reason)
}

export function canSee (reader: Reader, item: Guarded, scope: string): boolean {
  return reasonToHide(reader, item, scope) === null
}
