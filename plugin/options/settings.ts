// The settings of a registration: the options, validated, completed with defaults and frozen.
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { ENDPOINTS, environments, isLoopback, type OrcidEnvironment } from '../environments.ts'
import { OrcidOptionsError } from '../errors.ts'
import { joinMessages } from './messages.ts'
import type { FastifyOrcidOptions, OrcidDispatcher, OrcidSharedState } from './options.ts'
import { listScopes, unpublishedScopeWarnings } from './scopes.ts'
import { PLAIN_PATH, validateOptions } from './validate.ts'

// Without routes and without a redirect URI, no sign-in begins, and nothing reads this.
const NO_REDIRECT_URI = 'https://redirect-uri.invalid/'
// ORCID's client secrets have 36 characters.
const MIN_SECRET_LENGTH = 16

type Hooks = Pick<FastifyOrcidOptions, 'onLogin' | 'onFailure' | 'allowReturnTo' | 'bindTo' | 'authorizationParams'>

export interface Settings extends Hooks {
  readonly name: string
  readonly environment: OrcidEnvironment
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: URL
  /** The redirect URI exactly as configured, because ORCID compares it byte for byte; empty if nobody signs in. */
  readonly redirectUriText: string
  readonly isSecure: boolean
  readonly scope: readonly string[]
  readonly requiredScope: readonly string[]
  readonly allowedScope: readonly string[]
  readonly openid: boolean
  readonly pkce: 'S256' | false
  readonly routes: boolean
  readonly loginPath: string
  readonly loginMethod: 'GET' | 'POST'
  readonly callbackPath: string
  /** The start of the redirect URI's path that a proxy in front of the app strips; mostly empty. */
  readonly proxyPrefix: string
  readonly routeOptions: NonNullable<FastifyOrcidOptions['routeOptions']>
  readonly defaultReturnTo: string
  readonly secrets: readonly string[]
  /** Whether `secrets` are the app's own, and not derived from the client secret. */
  readonly hasSecret: boolean
  readonly transactionTtlSeconds: number
  readonly clockToleranceSeconds: number
  readonly timeoutMs: number
  readonly dispatcher: OrcidDispatcher | undefined
  readonly sharedState: OrcidSharedState | undefined
  readonly log: FastifyBaseLogger
}

const CANNOT_REGISTER = 'fastify-orcid cannot be registered'

/** Throws `ORCID_ERR_OPTIONS`, with all mistakes in one message, which begins with `failure`. */
export function resolveOptions (instance: Pick<FastifyInstance, 'prefix' | 'log'>, options: FastifyOrcidOptions,
  failure = CANNOT_REGISTER): Settings {
  // Read once, because a getter could return another value after the validation.
  const given = copyOptions(options)
  const problems = validateOptions(given)
  if (problems.length > 0) throwProblems(problems, failure)

  const redirectUri = new URL(given.redirectUri ?? NO_REDIRECT_URI)
  const environment = typeof given.environment === 'object' ? given.environment : environments[given.environment ?? 'production']
  const settings: Settings = Object.freeze({
    ...pickHooks(given),
    name: given.name ?? 'orcid',
    environment,
    clientId: given.clientId,
    clientSecret: given.clientSecret,
    redirectUri,
    redirectUriText: given.redirectUri ?? '',
    isSecure: redirectUri.protocol === 'https:',
    ...resolveScopes(given),
    pkce: given.pkce ?? environment.pkce,
    routes: given.routes ?? true,
    loginMethod: given.loginMethod ?? 'GET',
    ...resolvePaths(given, instance.prefix, redirectUri.pathname),
    routeOptions: given.routeOptions ?? {},
    defaultReturnTo: given.defaultReturnTo ?? '/',
    secrets: [given.secret ?? given.clientSecret].flat(),
    hasSecret: given.secret !== undefined,
    transactionTtlSeconds: given.transactionTtlSeconds ?? 900,
    clockToleranceSeconds: given.clockToleranceSeconds ?? 60,
    timeoutMs: given.timeoutMs ?? 10_000,
    dispatcher: given.dispatcher,
    sharedState: given.sharedState,
    log: instance.log
  })
  logWarnings(settings)
  return settings
}

function copyOptions (options: FastifyOrcidOptions): FastifyOrcidOptions {
  const { environment, authorizationParams, ...others } = options
  return {
    ...others,
    ...('environment' in options ? { environment: copyEnvironment(environment) } : {}),
    ...(authorizationParams === undefined ? {} : { authorizationParams: copy(authorizationParams) })
  } as FastifyOrcidOptions
}

const isPlain = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)
const copy = (value: unknown): unknown => isPlain(value) ? Object.freeze({ ...value }) : value

/** Its addresses may be getters, or come from its prototype. Unknown members are kept, to be refused by name. */
function copyEnvironment (environment: unknown): unknown {
  if (!isPlain(environment)) return environment
  const named = [...ENDPOINTS, 'pkce'].filter((name) => name in environment)
    .map((name) => [name, (environment as Record<string, unknown>)[name]])
  const others = Object.keys(environment)
    .filter((name) => !named.some(([known]) => known === name)).map((name) => [name, true])
  return Object.freeze(Object.fromEntries([...named, ...others]))
}

function throwProblems (problems: string[], failure = CANNOT_REGISTER): never {
  throw new OrcidOptionsError(`${failure}: ${joinMessages(problems)}`)
}

function pickHooks ({ onLogin, onFailure, allowReturnTo, bindTo, authorizationParams }: FastifyOrcidOptions): Hooks {
  return { onLogin, onFailure, allowReturnTo, bindTo, authorizationParams } as Hooks
}

function resolveScopes (given: FastifyOrcidOptions): Pick<Settings, 'openid' | 'scope' | 'requiredScope' | 'allowedScope'> {
  const openid = given.openid ?? true
  const requested = listScopes(given.scope)
  const scope = openid && !requested.includes('openid') ? ['openid', ...requested] : requested
  const requiredScope = listScopes(given.requiredScope)
  const allowedScope = listScopes(given.allowedScope)
  const notRequested = requiredScope.filter((name) => !scope.includes(name))
  const problems = []
  if (scope.length === 0) problems.push('option `scope` must name at least one scope when `openid` is false')
  if (!openid && scope.includes('openid')) problems.push('option `scope` names openid, but option `openid` is false')
  if (!openid && allowedScope.includes('openid')) problems.push('option `allowedScope` names openid, but option `openid` is false')
  if (notRequested.length > 0) {
    problems.push(`option \`requiredScope\` asks for ${notRequested.join(' ')}, which option \`scope\` (${scope.join(' ')}) does not ask for`)
  }
  if (problems.length > 0) throwProblems(problems)
  return {
    openid,
    scope: Object.freeze(scope),
    requiredScope: Object.freeze(requiredScope),
    allowedScope: Object.freeze(allowedScope)
  }
}

/**
 * The paths of the two routes, without the instance's own prefix. The callback path comes from the redirect URI,
 * because ORCID sends the browser there.
 */
function resolvePaths (given: FastifyOrcidOptions, outerPrefix: string, redirectPath: string): Pick<Settings, 'loginPath' | 'callbackPath' | 'proxyPrefix'> {
  const prefix = given.prefix ?? ''
  const fullPrefix = outerPrefix + prefix
  const loginPath = prefix + (given.loginPath ?? '/login/orcid')
  const callbackPath = given.callbackPath ?? redirectPath.slice(fullPrefix.length)
  const path = fullPrefix + callbackPath
  const proxyPrefix = redirectPath.endsWith(path) ? redirectPath.slice(0, -path.length) : ''
  if (given.routes === false) return { loginPath, callbackPath: prefix + callbackPath, proxyPrefix }
  if (!redirectPath.endsWith(fullPrefix + callbackPath) || !callbackPath.startsWith('/')) {
    throwProblems([`the callback route would be at ${fullPrefix + (given.callbackPath ?? '/…')}, but option \`redirectUri\` sends the browser to ${redirectPath}; ` +
      'make option `redirectUri` end with the route\'s path, or change `prefix` or `callbackPath`'])
  }
  if (!new RegExp(PLAIN_PATH).test(callbackPath)) {
    throwProblems([`the callback route would be at ${fullPrefix + callbackPath}; a path must be plain: no parameter, no wildcard, nothing percent-encoded`])
  }
  if (prefix + callbackPath === loginPath) throwProblems([`the login and the callback route are both at ${fullPrefix + callbackPath}`])
  return { loginPath, callbackPath: prefix + callbackPath, proxyPrefix }
}

function logWarnings (settings: Settings): void {
  const { log, environment, redirectUri, openid, name, scope, allowedScope, secrets, clientSecret } = settings
  for (const warning of unpublishedScopeWarnings([...scope, ...allowedScope])) log.warn(`${name}: ${warning}`)
  if (!openid) log.warn(`${name}: without openid there is no id_token, so the iD rests on the token answer alone`)
  const sealsCookies = settings.redirectUriText !== '' && secrets[0] === clientSecret
  if (sealsCookies && clientSecret.length < MIN_SECRET_LENGTH) {
    log.warn(`${name}: the key of the cookies is derived from option \`clientSecret\`, which is short; set option \`secret\``)
  }
  if (redirectUri.hostname === 'localhost' && !isLoopback(new URL(environment.issuer).hostname)) {
    log.warn(`${name}: ORCID's form refuses localhost in a redirect URI; use 127.0.0.1 on this machine`)
  }
  if (process.env['NODE_ENV'] === 'production' && isLoopback(new URL(environment.issuer).hostname)) {
    log.warn(`${name}: NODE_ENV is production, but people sign in at ${environment.issuer}, which is not ORCID`)
  }
}
