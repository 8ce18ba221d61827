// Leg one: builds the link to ORCID, where the person signs in and grants access.
import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { AnyReply, AnyRequest, Context, HttpExchange } from '../context.ts'
import { isLoopback } from '../environments.ts'
import { OrcidOptionsError, OrcidReturnToError } from '../errors.ts'
import { joinMessages } from '../options/messages.ts'
import type { OrcidPageParameters } from '../options/options.ts'
import type { Settings } from '../options/settings.ts'
import { findUnknownParameters, listParameters, readMaxAge, UNPROVEN_MESSAGE } from '../options/validate.ts'
import { beginTransaction, type Transaction } from '../transaction/transaction.ts'
import { defaultReturnTo, findReturnTo } from './return-to.ts'
import { resolveScope } from './scope.ts'

/** The options of one sign-in. */
export interface OrcidAuthorizationUrlOptions {
  /**
   * Where the browser goes after the login: a path of this site, or an absolute URL of its own origin. Validated like
   * `?returnTo=`, so it may come from a request; but one that is not allowed rejects with `ORCID_ERR_RETURN_TO`.
   *
   * @default the option `defaultReturnTo`
   */
  readonly returnTo?: string | undefined
  /**
   * Scopes to request instead of the option `scope`, such as the `cause.missing` of an `ORCID_ERR_SCOPE_MISSING`.
   * `openid` and `requiredScope` are added. The granted scopes are in `login.scope`. Do not pass a value from a
   * request: it is not compared with `allowedScope`, which is for the login route.
   *
   * @default the option `scope`
   */
  readonly scope?: string | readonly string[] | undefined
}

/** The type of {@link FastifyOrcid.authorizationUrl}, where it is described. */
export type AuthorizationUrl =
  (request: AnyRequest, reply: AnyReply, options?: OrcidAuthorizationUrlOptions) => Promise<string>

export function createAuthorizationUrl (context: Context, buildLink: LinkBuilder): AuthorizationUrl {
  const { settings } = context
  return async function authorizationUrl (request, reply, { scope, returnTo } = {}) {
    const exchange = { request, reply } as HttpExchange
    const path = returnTo === undefined
      ? defaultReturnTo(settings)
      : await findReturnTo(settings, returnTo, exchange.request)
    if (path === null) throw new OrcidReturnToError()
    const target = { scope: resolveScope(settings, scope), returnTo: path, isRestart: false }
    return await buildLink(exchange, target)
  }
}

/** Begins a sign-in and returns the link to ORCID. */
export type LinkBuilder = (exchange: HttpExchange,
  target: Pick<Transaction, 'isRestart' | 'returnTo' | 'scope'>) => Promise<string>

/** RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1. */
export function createLinkBuilder (context: Context): LinkBuilder {
  const { settings } = context
  const base = `${settings.environment.authorizationEndpoint}?` + new URLSearchParams({
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: settings.redirectUriText
  })
  const warnOfOtherHost = createHostWarning(settings)

  return async function buildLink (exchange, target) {
    warnOfOtherHost(exchange.request)
    const page = await readPageParameters(settings, exchange.request)
    const maxAgeSeconds = readMaxAge(page)
    if (maxAgeSeconds !== null && !settings.openid) throw new OrcidOptionsError(joinMessages([UNPROVEN_MESSAGE]))
    const { state, transaction } = await beginTransaction(context, exchange, { ...target, maxAgeSeconds })
    // While the person is at ORCID, there is time.
    context.backChannel.prepare()
    const scope = new URLSearchParams({ scope: transaction.scope.join(' ') })
    return `${base}&${scope}&state=${state}${encodeProof(transaction)}${encodePageParameters(page)}`
  }
}

/** The cookie is set for the host that was opened. At another host, the callback would not find it. */
function createHostWarning ({ log, name, redirectUri }: Settings): (request: FastifyRequest) => void {
  let isLogged = false
  return function warnOfOtherHost ({ host, hostname: plain }) {
    if (isLogged || plain === redirectUri.hostname || !URL.canParse(`http://${host}`)) return
    const { hostname } = new URL(`http://${host}`)
    if (hostname === redirectUri.hostname || isLoopback(hostname)) return
    isLogged = true
    log.warn(`${name}: a sign-in began at ${hostname}, and the redirect URI is at ${redirectUri.hostname}. ` +
      'Unless a proxy changes the name, the browser does not bring its cookie along. Redirect visitors to one name')
  }
}

/** Base64url stands in a query as it is. */
function encodeProof ({ nonce, codeVerifier }: Transaction): string {
  const proof = nonce === null ? '' : `&nonce=${nonce}`
  if (codeVerifier === null) return proof
  return `${proof}&code_challenge=${hash('sha256', codeVerifier, 'base64url')}&code_challenge_method=S256`
}

async function readPageParameters ({ authorizationParams }: Settings,
  request: FastifyRequest): Promise<OrcidPageParameters> {
  const parameters = typeof authorizationParams === 'function' ? await authorizationParams(request) : authorizationParams
  const unknown = findUnknownParameters(parameters ?? {})
  if (unknown.length > 0) throw new OrcidOptionsError(`option \`authorizationParams\` gave an ${joinMessages(unknown)}`)
  return parameters ?? {}
}

function encodePageParameters (parameters: OrcidPageParameters): string {
  return listParameters(parameters).map(([name, value]) => `&${name}=${encode(String(value))}`).join('')
}

/** Going through a Buffer replaces half a surrogate pair, for which encodeURIComponent throws. */
function encode (text: string): string {
  return encodeURIComponent(Buffer.from(text).toString())
}
