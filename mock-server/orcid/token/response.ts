// The answers of the token endpoints: how one is sent, and ORCID's documented object for a token.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { signIdToken } from '../id-token.ts'
import type { Client } from '../registry/clients.ts'
import type { Token } from '../registry/grants.ts'
import type { Registry } from '../registry/registry.ts'
import { displayName } from '../registry/researchers.ts'
import type { IdTokenDraft } from '../registry/seam.ts'
import { JSON_TYPE, NO_CACHE } from '../web/servlet.ts'

export interface TokenAnswer {
  readonly status: number
  /** The JSON object; its keys are sent in this order. */
  readonly body: Readonly<Record<string, unknown>>
  /** Why the request is refused; absent on success. */
  readonly reason?: string
}

/** What a grant type gives; without openid there is no id_token. */
export interface IssuedToken { readonly token: Token, readonly idToken: IdTokenDraft | null }

export type Grant = (registry: Registry, client: Client, parameters: URLSearchParams) => IssuedToken | TokenAnswer

/** Sends an answer that must not be cached (RFC 6749 §5.1). */
export function sendTokenAnswer (reply: FastifyReply, { seam }: Registry,
  { status, body, reason }: TokenAnswer): FastifyReply {
  const json = JSON.stringify(body)
  if (reason !== undefined) seam.refused(reply.request, { reason, status, said: json })
  return reply.code(status).headers({ ...NO_CACHE, 'content-type': JSON_TYPE }).send(json)
}

// The value of `name` for a person whose name is not public.
const PRIVATE_NAMES = { empty: '', null: null, absent: undefined }

/** The documented members, in ORCID's order. */
export function tokenMembers ({ researchers, behaviour }: Registry, token: Token): Record<string, unknown> {
  const person = researchers.get(token.orcid ?? '')
  return {
    access_token: token.accessToken,
    token_type: behaviour.tokenType,
    refresh_token: token.refreshToken,
    expires_in: token.expiresIn,
    scope: token.scopes.join(' '),
    name: person && (displayName(person) || PRIVATE_NAMES[behaviour.privateName]),
    orcid: token.orcid
  }
}

/**
 * The answer for a token. `name` is there for a person's token only; `id_token` comes last, if there is one.
 * @see https://github.com/ORCID/ORCID-Source orcid-api-web/README.md
 */
export async function tokenResponse (registry: Registry, request: FastifyRequest,
  { token, idToken }: IssuedToken): Promise<TokenAnswer> {
  const draft = registry.seam.amend(request, 'token', { body: tokenMembers(registry, token), idToken }, token)
  const signed = draft.idToken === null ? undefined : await signIdToken(draft.idToken)
  return { status: 200, body: { ...draft.body, id_token: signed } }
}
