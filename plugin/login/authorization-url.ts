// Leg one, the link: where the browser goes to sign in at ORCID and grant permission.
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { OrcidOptionsError } from '../errors.ts'
import { presentParameters, unknownParameters } from '../page-parameters.ts'
import type { Registration } from '../registration.ts'
import type { Settings } from '../settings.ts'
import { beginTransaction } from '../transaction/transaction.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { safeReturnTo } from './return-to.ts'
import { wantedScope } from './scope.ts'

/** What one sign-in may ask for besides what the registration says. */
export interface AuthorizationUrlOptions {
  /** Where the browser goes afterwards; judged like `?returnTo=`, so it may come from a request. */
  readonly returnTo?: string
  /**
   * Permissions to ask for instead of the option `scope`, such as the `cause.missing` of an
   * `ORCID_ERR_SCOPE_MISSING`. `openid` and `requiredScope` are added. What was granted is in `login.scope`.
   * It is taken as it is, so do not fill it from a request; the login route has `allowedScope` for that.
   *
   * @default the option `scope`
   */
  readonly scope?: string | readonly string[]
}

/** Builds the link, and has the browser keep what the callback will need. */
export type AuthorizationUrl =
  (request: FastifyRequest, reply: FastifyReply, options?: AuthorizationUrlOptions) => Promise<string>

/**
 * Makes the function that builds links for one registration (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1).
 */
export function createAuthorizationUrl (registration: Registration): AuthorizationUrl {
  const { settings } = registration
  const fixed = `${settings.environment.authorizationEndpoint}?` + new URLSearchParams({
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: settings.redirectUriText
  })

  return async function authorizationUrl (request, reply, options = {}) {
    const parameters = await pageParameters(settings, request)
    const { state, transaction } = await beginTransaction(registration, { request, reply }, {
      scope: wantedScope(settings, options.scope),
      returnTo: await safeReturnTo(settings, options.returnTo, request)
    })
    const own = new URLSearchParams({ scope: transaction.scope.join(' '), state, ...secretsOf(transaction) })
    return `${fixed}&${own}${parameters}`
  }
}

function secretsOf ({ nonce, codeVerifier }: Transaction): Record<string, string> {
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

async function pageParameters ({ authorizationParams }: Settings, request: FastifyRequest): Promise<string> {
  const wanted = typeof authorizationParams === 'function' ? await authorizationParams(request) : authorizationParams
  const foreign = unknownParameters(wanted ?? {})
  if (foreign.length > 0) throw new OrcidOptionsError(`option \`authorizationParams\` gave an ${foreign.join('; ')}`)
  return presentParameters(wanted ?? {}).map(([name, value]) => `&${name}=${encode(String(value))}`).join('')
}

/** Percent-encodes any text: half a surrogate pair, as somebody's name may have it, is none that UTF-8 can write. */
function encode (text: string): string {
  return encodeURIComponent(Buffer.from(text).toString())
}
