// Leg one: builds the link to ORCID, where the person signs in and grants access.
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { OrcidOptionsError } from '../errors.ts'
import type { Settings } from '../options/settings.ts'
import { findUnknownParameters, listParameters } from '../options/validate.ts'
import { beginTransaction, type Transaction } from '../transaction/transaction.ts'
import { safeReturnTo } from './return-to.ts'
import { resolveScope } from './scope.ts'

/** The options of one sign-in. */
export interface OrcidAuthorizationUrlOptions {
  /**
   * Where the browser goes after the login. Validated like `?returnTo=`, so it may come from a request.
   *
   * @default the option `defaultReturnTo`
   */
  readonly returnTo?: string
  /**
   * Scopes to request instead of the option `scope`, such as the `cause.missing` of an `ORCID_ERR_SCOPE_MISSING`.
   * `openid` and `requiredScope` are added. The granted scopes are in `login.scope`. Do not pass a value from a
   * request: it is not compared with `allowedScope`, which is for the login route.
   *
   * @default the option `scope`
   */
  readonly scope?: string | readonly string[]
}

/** Builds the link and sets the cookie for the callback. */
export type AuthorizationUrl =
  (request: FastifyRequest, reply: FastifyReply, options?: OrcidAuthorizationUrlOptions) => Promise<string>

/** RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1. */
export function createAuthorizationUrl (context: Context): AuthorizationUrl {
  const { settings } = context
  const base = `${settings.environment.authorizationEndpoint}?` + new URLSearchParams({
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: settings.redirectUriText
  })

  return async function authorizationUrl (request, reply, options = {}) {
    const pageParameters = await encodePageParameters(settings, request)
    const { state, transaction } = await beginTransaction(context, { request, reply }, {
      scope: resolveScope(settings, options.scope),
      returnTo: await safeReturnTo(settings, options.returnTo, request)
    })
    const parameters = new URLSearchParams({ scope: transaction.scope.join(' '), state, ...proofParameters(transaction) })
    return `${base}&${parameters}${pageParameters}`
  }
}

function proofParameters ({ nonce, codeVerifier }: Transaction): Record<string, string> {
  return {
    ...(nonce === null ? {} : { nonce }),
    ...(codeVerifier === null
      ? {}
      : {
          code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
          code_challenge_method: 'S256'
        })
  }
}

async function encodePageParameters ({ authorizationParams }: Settings, request: FastifyRequest): Promise<string> {
  const parameters = typeof authorizationParams === 'function' ? await authorizationParams(request) : authorizationParams
  const unknown = findUnknownParameters(parameters ?? {})
  if (unknown.length > 0) throw new OrcidOptionsError(`option \`authorizationParams\` gave an ${unknown.join('; ')}`)
  return listParameters(parameters ?? {}).map(([name, value]) => `&${name}=${encode(String(value))}`).join('')
}

/** Going through a Buffer replaces half a surrogate pair, for which encodeURIComponent throws. */
function encode (text: string): string {
  return encodeURIComponent(Buffer.from(text).toString())
}
