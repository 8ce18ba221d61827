// What a registration runs on: the options, checked, completed and frozen. Nothing below this file sees options.
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Dispatcher } from 'undici'
import type { OrcidEnvironment } from './environments.ts'
import { environments, isLoopback } from './environments.ts'
import { OrcidOptionsError } from './errors.ts'
import type { FastifyOrcidOptions } from './options.ts'
import { PLAIN_PATH, optionProblems } from './option-shapes.ts'
import { listScopes, scopeDoubts } from './scopes.ts'

type Hooks = Pick<FastifyOrcidOptions, 'onLogin' | 'onFailure' | 'allowReturnTo' | 'bindTo' | 'authorizationParams'>

/** The resolved, frozen form of the options. */
export interface Settings extends Hooks {
  readonly name: string
  readonly environment: OrcidEnvironment
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: URL
  /** The redirect URI byte for byte as it was written, because ORCID compares it so. */
  readonly redirectUriText: string
  readonly isSecure: boolean
  readonly scope: readonly string[]
  readonly requiredScope: readonly string[]
  readonly allowedScope: readonly string[]
  readonly openid: boolean
  readonly pkce: 'S256' | false
  readonly routes: boolean
  readonly loginPath: string
  readonly callbackPath: string
  readonly routeOptions: NonNullable<FastifyOrcidOptions['routeOptions']>
  readonly defaultReturnTo: string
  readonly secrets: readonly string[]
  readonly transactionTtlSeconds: number
  readonly clockToleranceSeconds: number
  readonly timeoutMs: number
  readonly dispatcher: Dispatcher | undefined
  readonly log: FastifyBaseLogger
}

/**
 * Judges what the user wrote and completes it with defaults. Throws `ORCID_ERR_OPTIONS` with every problem there is.
 *
 * @param instance the Fastify instance the plugin is registered on: its prefix and its logger are needed
 */
export function resolveOptions (instance: FastifyInstance, options: FastifyOrcidOptions): Settings {
  // Read once: a getter must not say one thing to the check and another to the plugin.
  const given: FastifyOrcidOptions = { ...options }
  const problems = optionProblems(given)
  if (problems.length > 0) refuse(problems)

  const redirectUri = new URL(given.redirectUri)
  const environment = typeof given.environment === 'object'
    ? Object.freeze({ ...given.environment })
    : environments[given.environment ?? 'production']
  const settings: Settings = Object.freeze({
    ...hooksOf(given),
    name: given.name ?? 'orcid',
    environment,
    clientId: given.clientId,
    clientSecret: given.clientSecret,
    redirectUri,
    redirectUriText: given.redirectUri,
    isSecure: redirectUri.protocol === 'https:',
    ...scopesOf(given),
    pkce: given.pkce ?? environment.pkce,
    routes: given.routes ?? true,
    ...pathsOf(given, instance.prefix, redirectUri.pathname),
    routeOptions: given.routeOptions ?? {},
    defaultReturnTo: given.defaultReturnTo ?? '/',
    secrets: [given.secret ?? given.clientSecret].flat(),
    transactionTtlSeconds: given.transactionTtlSeconds ?? 900,
    clockToleranceSeconds: given.clockToleranceSeconds ?? 60,
    timeoutMs: given.timeoutMs ?? 10_000,
    dispatcher: given.dispatcher,
    log: instance.log
  })
  warn(settings)
  return settings
}

function refuse (problems: string[]): never {
  throw new OrcidOptionsError(`fastify-orcid cannot be registered: ${problems.join('; ').replace(/[^?]$/, '$&.')}`)
}

function hooksOf ({ onLogin, onFailure, allowReturnTo, bindTo, authorizationParams }: FastifyOrcidOptions): Hooks {
  return { onLogin, onFailure, allowReturnTo, bindTo, authorizationParams } as Hooks
}

function scopesOf (given: FastifyOrcidOptions): Pick<Settings, 'openid' | 'scope' | 'requiredScope' | 'allowedScope'> {
  const openid = given.openid ?? true
  const asked = listScopes(given.scope)
  const scope = openid && !asked.includes('openid') ? ['openid', ...asked] : asked
  const requiredScope = listScopes(given.requiredScope)
  const allowedScope = listScopes(given.allowedScope)
  const never = requiredScope.filter((name) => !scope.includes(name))
  const problems = []
  if (scope.length === 0) problems.push('option `scope` must name at least one permission when `openid` is false')
  if (!openid && scope.includes('openid')) problems.push('option `scope` names openid, but option `openid` is false')
  if (!openid && allowedScope.includes('openid')) problems.push('option `allowedScope` names openid, but option `openid` is false')
  if (never.length > 0) {
    problems.push(`option \`requiredScope\` asks for ${never.join(' ')}, which option \`scope\` (${scope.join(' ')}) does not ask for`)
  }
  if (problems.length > 0) refuse(problems)
  return {
    openid,
    scope: Object.freeze(scope),
    requiredScope: Object.freeze(requiredScope),
    allowedScope: Object.freeze(allowedScope)
  }
}

/**
 * Where the two routes are, without the instance's own prefix. The redirect URI decides: ORCID sends the browser
 * there, so a callback route anywhere else would never be called.
 */
function pathsOf (given: FastifyOrcidOptions, outerPrefix: string, redirectPath: string): Pick<Settings, 'loginPath' | 'callbackPath'> {
  const prefix = given.prefix ?? ''
  const before = outerPrefix + prefix
  const loginPath = prefix + (given.loginPath ?? '/login/orcid')
  const callbackPath = given.callbackPath ?? redirectPath.slice(before.length)
  if (given.routes === false) return { loginPath, callbackPath: prefix + callbackPath }
  if (!redirectPath.endsWith(before + callbackPath) || !callbackPath.startsWith('/')) {
    refuse([`the callback route would be at ${before + (given.callbackPath ?? '/…')}, but option \`redirectUri\` sends the browser to ${redirectPath}; ` +
      'make option `redirectUri` end with the route\'s path, or change `prefix` or `callbackPath`'])
  }
  if (!new RegExp(PLAIN_PATH).test(callbackPath)) {
    refuse([`the callback route would be at ${before + callbackPath}; a path must be plain: no parameter, no wildcard, nothing percent-encoded`])
  }
  if (prefix + callbackPath === loginPath) refuse([`the login and the callback route are both at ${before + callbackPath}`])
  return { loginPath, callbackPath: prefix + callbackPath }
}

function warn ({ log, environment, redirectUri, openid, name, scope, allowedScope }: Settings): void {
  for (const doubt of scopeDoubts([...scope, ...allowedScope])) log.warn(`${name}: ${doubt}`)
  if (!openid) log.warn(`${name}: without openid there is no id_token, so the iD rests on the token answer alone`)
  if (redirectUri.hostname === 'localhost' && !isLoopback(new URL(environment.issuer).hostname)) {
    log.warn(`${name}: ORCID's form refuses localhost in a redirect URI; use 127.0.0.1 on this machine`)
  }
  if (process.env['NODE_ENV'] === 'production' && isLoopback(new URL(environment.issuer).hostname)) {
    log.warn(`${name}: NODE_ENV is production, but people sign in at ${environment.issuer}, which is not ORCID`)
  }
}
