// Validates the options: one row for each option, and the rules about what it means.
import { ENDPOINTS, isLoopback } from '../environments.ts'
import { findSimilar, unknownNameMessage, wrongValueMessage } from './messages.ts'
import type { OrcidPageParameters } from './options.ts'
import { SCOPE_CHARACTERS } from './scopes.ts'

/** The pattern of a path that a router takes literally: no parameter, no wildcard, nothing percent-encoded. */
export const PLAIN_PATH = '^/(?:[A-Za-z0-9._~!$&\'+,;=@-]+/)*[A-Za-z0-9._~!$&\'+,;=@-]*$'
type Check = (value: unknown) => boolean

const isString: Check = (value) => typeof value === 'string'
const isBoolean: Check = (value) => typeof value === 'boolean'
const isFunction: Check = (value) => typeof value === 'function'
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const isOneOf = (...values: unknown[]): Check => (value) => values.includes(value)
const isInteger = (minimum: number, maximum: number): Check =>
  (value) => Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum
const matches = (pattern: string): Check => {
  const expression = new RegExp(pattern, 'u')
  return (value) => typeof value === 'string' && expression.test(value)
}
const isListOf = (isItem: Check, minimum = 0): Check =>
  (value) => Array.isArray(value) && value.length >= minimum && value.every((item) => isItem(item))
const isAny = (...checks: Check[]): Check => (value) => checks.some((check) => check(value))
const isScopes = isAny(matches(`^[${SCOPE_CHARACTERS}\\s]*$`), isListOf(matches(`^[${SCOPE_CHARACTERS}]+$`)))
const isSecret = matches('^[^]{32,}$')
const areRouteOptions: Check = (value) => isObject(value) &&
  Object.values(value as object).every((options) => options === undefined || isObject(options))
const isDispatcher: Check = (value) =>
  typeof value === 'object' && value !== null && 'dispatch' in value && isFunction(value.dispatch)
const isSharedState: Check = (value) => typeof value === 'object' && value !== null &&
  ['add', 'get', 'set'].every((name) => isFunction((value as Record<string, unknown>)[name]))

/** Each option with its check and the expectation in words. */
const OPTIONS = new Map(Object.entries<[isValid: Check, expected: string]>({
  environment: [isAny(isOneOf('production', 'sandbox'), isObject),
    "'production', 'sandbox' or an object with the addresses of an ORCID"],
  clientId: [matches('^\\S+$'), 'the client ID from ORCID, like APP- and sixteen characters'],
  clientSecret: [matches('^\\S+$'), 'the client secret from ORCID'],
  redirectUri: [isString, 'an absolute https URL, as registered at ORCID'],
  scope: [isScopes, 'scopes separated by spaces, or a list of them'],
  openid: [isBoolean, 'true or false'],
  requiredScope: [isScopes, 'scopes separated by spaces, or a list of them'],
  allowedScope: [isScopes, 'scopes separated by spaces, or a list of them'],
  onLogin: [isFunction, 'a function (request, reply, login)'],
  onFailure: [isFunction, 'a function (request, reply, error)'],
  name: [matches('^[A-Za-z][A-Za-z0-9_]{0,39}$'), 'a name such as orcid: letters, digits, at most 40'],
  prefix: [matches('^(?:/[A-Za-z0-9._~-]+)*$'), 'a path such as /auth: no slash at the end, no parameters'],
  loginPath: [matches(PLAIN_PATH), 'a path such as /login/orcid, without parameters'],
  loginMethod: [isOneOf('GET', 'POST'), "'GET' or 'POST'"],
  callbackPath: [matches(PLAIN_PATH), 'a path such as /login/orcid/callback, without parameters'],
  routes: [isBoolean, 'true or false'],
  routeOptions: [areRouteOptions, 'an object with `login` and `callback`'],
  authorizationParams: [isAny(isFunction, isObject),
    'an object of ORCID\'s page parameters, or a function (request) that returns one'],
  defaultReturnTo: [matches('^/(?![/\\\\])[!-\\[\\]-~]*$'), 'a path of this site, such as /'],
  allowReturnTo: [isFunction, 'a function (path, request)'],
  secret: [isAny(isSecret, isListOf(isSecret, 1)), 'at least 32 characters, or several such strings'],
  transactionTtlSeconds: [isInteger(60, 3600), 'a whole number of seconds from 60 to 3600'],
  clockToleranceSeconds: [isInteger(0, 300), 'a whole number of seconds from 0 to 300'],
  timeoutMs: [isInteger(100, 60_000), 'a whole number of milliseconds from 100 to 60000'],
  dispatcher: [isDispatcher, 'a dispatcher of undici 7 or 8'],
  bindTo: [isFunction, 'a function (request) that returns a string'],
  sharedState: [isSharedState, 'an object with the functions `add`, `get` and `set`, such as redisState(app.redis)'],
  pkce: [isOneOf('S256', false), "'S256' or false"]
}).map(([name, [isValid, expected]]) => [name, { isValid, expected }]))
// Parameters that ORCID adds to the redirect URI.
const CALLBACK_PARAMETERS = ['code', 'state', 'error', 'error_description', 'iss', 'access_token', 'id_token', 'token', 'response']
const REQUIRED = ['clientId', 'clientSecret', 'redirectUri', 'onLogin']
const HOOKS = ['onFailure', 'allowReturnTo', 'bindTo']
const SCOPE_OPTIONS = new Set(['scope', 'requiredScope', 'allowedScope'])
const SECRETS = new Set(['clientId', 'clientSecret', 'secret'])
const ROUTE_ONLY = ['onLogin', 'onFailure', 'loginPath', 'loginMethod', 'routeOptions']
// Options of @fastify/oauth2 and of passport's strategies, and their names here.
const FOREIGN_NAMES: ReadonlyMap<string, string> = new Map([
  ['callbackUri', 'redirectUri'], ['callbackURL', 'redirectUri'], ['startRedirectPath', 'loginPath'],
  ['credentials', 'clientId` and `clientSecret'], ['callbackUriParams', 'authorizationParams'], ['clientID', 'clientId'],
  ['sandbox', 'environment'], ['env', 'environment'], ['onSuccess', 'onLogin']
])
// Options of other plugins that are not needed here, and why.
const NEEDLESS: ReadonlyMap<string, string> = new Map([
  ['cookie', 'its cookies are made by the plugin itself'],
  ['generateStateFunction', 'the plugin makes and checks the state itself'],
  ['checkStateFunction', 'the plugin makes and checks the state itself'],
  ['discovery', 'option `environment` has the addresses'],
  ['tokenRequestParams', 'the plugin knows what ORCID is to be sent'],
  ['userAgent', 'the plugin knows what ORCID is to be sent'],
  ['tags', 'option `routeOptions` has what Fastify is told about the routes'],
  ['schema', 'option `routeOptions` has what Fastify is told about the routes']
])
// Fastify itself reads these from the options of register().
const FASTIFY_OPTIONS = new Set(['logLevel', 'logSerializers', 'encapsulate', 'errorHandler'])

/** One message for every mistake in the options. */
export function validateOptions (given: object): string[] {
  const options = given as Record<string, unknown>
  const problems: string[] = []
  for (const name of new Set([...REQUIRED, ...Object.keys(options)])) {
    const value = options[name]
    if (FASTIFY_OPTIONS.has(name)) continue
    if (value === undefined && !isRequired(name, options)) {
      if (HOOKS.includes(name)) problems.push(absentHookMessage(`option \`${name}\``))
      continue
    }
    const option = OPTIONS.get(name)
    if (option === undefined) problems.push(unknownOptionMessage(name))
    else if (!option.isValid(value)) problems.push(wrongOptionMessage(name, value, option.expected))
    else problems.push(...validateMeaning(name, value, options))
  }
  return problems
}

/** Whether `undefined` is a mistake. For `environment` it is: an unset variable must not mean production. */
function isRequired (name: string, options: Record<string, unknown>): boolean {
  if (name === 'onLogin' || name === 'redirectUri') return options['routes'] !== false
  return REQUIRED.includes(name) || name === 'environment'
}

/** A hook is there to refuse something. Without it, what it was to refuse would pass unnoticed. */
function absentHookMessage (name: string): string {
  return `${name} is undefined: was the plugin that gives it awaited? If there is to be none, leave the name out`
}

function unknownOptionMessage (name: string): string {
  const [reason, nameHere] = [NEEDLESS.get(name), FOREIGN_NAMES.get(name)]
  if (reason !== undefined) return `unknown option \`${name}\`; leave it out: ${reason}`
  return nameHere === undefined
    ? unknownNameMessage('option `…`', name, OPTIONS.keys())
    : `unknown option \`${name}\`, which is called \`${nameHere}\` here`
}

function wrongOptionMessage (name: string, value: unknown, expected: string): string {
  if (name === 'environment' && value === undefined) {
    return `option \`environment\` is undefined, expected ${expected}; leave it out for production`
  }
  const message = wrongValueMessage({ name: `option \`${name}\``, value, expected, isSecret: SECRETS.has(name) })
  if (name === 'environment') return message + environmentHint(value)
  return SCOPE_OPTIONS.has(name) && String(value).includes(',') ? `${message}, with a comma in it` : message
}

function environmentHint (value: unknown): string {
  if (typeof value !== 'string') return ''
  const known = ['production', 'sandbox']
  const start = value.slice(0, 4).toLowerCase()
  const similar = findSimilar(value, known) ?? known.find((name) => name.slice(0, 4) === start)
  if (similar !== undefined) return `, did you mean '${similar}'?`
  return URL.canParse(value) ? '. For a fake ORCID there, mockOrcidEnvironment(url) has its addresses' : ''
}

/** Checks what an option of the right type means. */
function validateMeaning (name: string, value: unknown, options: Record<string, unknown>): string[] {
  if (options['routes'] === false && ROUTE_ONLY.includes(name)) {
    return [`option \`${name}\` is for the plugin's own routes, and option \`routes\` is false; leave one of the two out`]
  }
  if (name === 'clientSecret' && String(value).startsWith('APP-')) {
    return ['option `clientSecret` looks like a client ID; have the two been swapped?']
  }
  if (name === 'routeOptions') return validateRouteOptions(value as object)
  if (name === 'authorizationParams' && !isFunction(value)) return validateParameters(value as OrcidPageParameters, options['openid'] !== false)
  if (name === 'redirectUri') return validateUrl('option `redirectUri`', value, { query: true })
  if (name === 'environment' && typeof value === 'object') return validateEnvironment(value as Record<string, unknown>)
  if (name === 'dispatcher' && isOfOldUndici(value as { compose?: Compose })) {
    return ['option `dispatcher` must be a dispatcher of undici 7 or 8; got one of undici 6']
  }
  if (name === 'secret') return validateSecret([value].flat() as string[], options['clientSecret'])
  return []
}

function unknownRouteMessage (route: string, routes: readonly string[]): string {
  const message = unknownNameMessage('route `routeOptions.…`', route, routes)
  return message.endsWith('?') ? message : `${message}, expected \`login\` or \`callback\`, each with options of its own`
}

// Fastify's options of a route, less those that the plugin sets itself: functions, or lists of them, and all others.
const ROUTE_HOOKS = ['onRequest', 'preParsing', 'preValidation', 'preHandler', 'preSerialization', 'onSend', 'onResponse',
  'onTimeout', 'onError', 'onRequestAbort', 'errorHandler', 'validatorCompiler', 'serializerCompiler',
  'schemaErrorFormatter', 'childLoggerFactory']
const ROUTE_OPTIONS = [...ROUTE_HOOKS, 'config', 'constraints', 'schema', 'logLevel', 'bodyLimit', 'handlerTimeout',
  'attachValidation', 'prefixTrailingSlash']

function validateRouteOptions (routeOptions: object): string[] {
  const routes = ['login', 'callback']
  return Object.entries(routeOptions).flatMap(([route, options]) => {
    if (!routes.includes(route)) return [unknownRouteMessage(route, routes)]
    return Object.entries(options ?? {}).flatMap(([name, value]) => {
      if (ROUTE_HOOKS.includes(name)) return findAbsentHooks(`routeOptions.${route}.${name}`, value)
      return ROUTE_OPTIONS.includes(name) ? [] : [unknownNameMessage(`option \`routeOptions.${route}.…\``, name, ROUTE_OPTIONS)]
    })
  })
}

/** Fastify leaves out a hook that is `undefined`, and with it the check that it was to make. */
function findAbsentHooks (name: string, value: unknown): string[] {
  if (value === undefined) return [absentHookMessage(`\`${name}\``)]
  if (!Array.isArray(value)) return []
  return Array.from(value, (hook, index) => ({ hook, index })).filter(({ hook }) => hook === undefined)
    .map(({ index }) => absentHookMessage(`\`${name}[${index}]\``))
}

function validateEnvironment (environment: Record<string, unknown>): string[] {
  const { pkce } = environment
  // The handle of a mock was passed instead of its field `environment`.
  if ('environment' in environment) return ['option `environment` must have the addresses of an ORCID; did you mean its field `environment`?']
  const others = Object.keys(environment).filter((name) => name !== 'pkce' && !ENDPOINTS.some((known) => known === name))
  return [
    ...ENDPOINTS.flatMap((name) => validateUrl(`\`environment.${name}\``, environment[name], {})),
    ...(pkce === false || pkce === 'S256' ? [] : [wrongValueMessage({ name: '`environment.pkce`', value: pkce, expected: "'S256' or false" })]),
    ...others.map((name) => unknownNameMessage('address `environment.…`', name, ENDPOINTS))
  ]
}

/** An absolute https URL (http on this machine), without any part that ORCID or a browser would drop. */
function validateUrl (name: string, value: unknown, allowed: { query?: boolean }): string[] {
  const expected = 'an absolute https URL (http only for this machine, such as http://127.0.0.1:3000)'
  if (typeof value === 'string' && value.startsWith('/')) return [`${name} must be ${expected}; got a path without a host`]
  // URL parsers drop a newline at the end, as environment variables may have it; ORCID does not.
  if (typeof value !== 'string' || value.trim() !== value || !URL.canParse(value)) return [wrongValueMessage({ name, value, expected })]
  if (/[\0-\x20\\\x7f]/.test(value)) return [`${name} must be ${expected}; got one with blanks or backslashes in it`]
  const url = new URL(value)
  // The visitor's browser opens the redirect URI. It takes every name below `localhost` for its own machine.
  const isBrowsers = allowed.query === true && url.hostname.endsWith('.localhost')
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !isBrowsers) {
    return [`${name} must be https, because ${url.hostname} is not this machine; got http`]
  }
  if (!/^https?:$/.test(url.protocol)) return [wrongValueMessage({ name, value, expected })]
  if (url.hash !== '' || url.username !== '' || url.password !== '' || (url.search !== '' && allowed.query !== true)) {
    return [`${name} must be ${expected} without a user name${allowed.query === true ? '' : ', a query'} or a fragment`]
  }
  const taken = CALLBACK_PARAMETERS.find((parameter) => url.searchParams.has(parameter))
  return taken === undefined ? [] : [`${name} must not have \`${taken}\` in its query, where ORCID's answer has it`]
}

type Compose = (interceptor: () => (request: unknown, handler: unknown) => boolean) => object

/** undici 6 calls other methods of a handler. Only there a dispatcher with an interceptor has a class of its own. */
function isOfOldUndici (dispatcher: { compose?: Compose }): boolean {
  // undici insists on a function of two parameters. Nothing is sent through it.
  return dispatcher.compose?.(() => Object.is).constructor.name === 'ComposedDispatcher'
}

function validateSecret (secrets: string[], clientSecret: unknown): string[] {
  if (secrets.includes(clientSecret as string)) return ['option `secret` must not be the client secret; leave it out to derive it from there']
  const weak = secrets.some((secret) => new Set(secret).size < 8)
  return weak ? ['option `secret` must be random; got one with fewer than 8 different characters'] : []
}

// The parameters of ORCID's pages, each with its check and the expectation in words.
const PAGE_PARAMETERS = new Map(Object.entries<[isValid: Check, expected: string]>({
  prompt: [isOneOf('login', 'none', 'confirm'), "'login', 'none' or 'confirm'"],
  max_age: [isInteger(0, Infinity), 'a whole number of seconds'],
  lang: [isString, 'a language, like en'],
  show_login: [isBoolean, 'true or false'],
  email: [isString, 'an e-mail address'],
  orcid: [isString, 'an iD'],
  given_names: [isString, 'a text'],
  family_names: [isString, 'a text']
}).map(([name, [isValid, expected]]) => [name, { isValid, expected }]))

/** The parameters with a value: one that is `undefined` or `null` is left out of the link. */
export function listParameters (parameters: object): Array<[name: string, value: unknown]> {
  return Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null)
}

/** One message for every parameter that ORCID's pages do not know. */
export function findUnknownParameters (parameters: object): string[] {
  return listParameters(parameters).filter(([name]) => !PAGE_PARAMETERS.has(name))
    .map(([name]) => unknownNameMessage('parameter `authorizationParams.…`', name, PAGE_PARAMETERS.keys()))
}

function validateParameters (parameters: OrcidPageParameters, openid: boolean): string[] {
  const wrong = listParameters(parameters).flatMap(([name, value]) => {
    const known = PAGE_PARAMETERS.get(name)
    if (known === undefined || known.isValid(value)) return []
    return [wrongValueMessage({ name: `\`authorizationParams.${name}\``, value, expected: known.expected })]
  })
  const isUnproven = !openid && readMaxAge(parameters) !== null
  return [...findUnknownParameters(parameters), ...wrong, ...(isUnproven ? [UNPROVEN_MESSAGE] : [])]
}

/** How old the sign-in at ORCID may be, in seconds; `null` if any will do (OpenID Connect Core §3.1.2.1). */
export function readMaxAge ({ prompt, max_age: maxAge }: OrcidPageParameters): number | null {
  return prompt === 'login' ? 0 : maxAge ?? null
}

export const UNPROVEN_MESSAGE = 'option `authorizationParams` asks for a fresh sign-in, which nothing proves when `openid` is false'
