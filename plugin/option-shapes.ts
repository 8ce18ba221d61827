// The shape of each option, and what of a user's options does not have it.
import { Compile } from 'typebox/schema'
import { nearest, unknown, wrong } from './complaints.ts'
import { ENDPOINTS, isLoopback } from './environments.ts'
import { parameterProblems } from './page-parameters.ts'

const SCOPE_CHARACTERS = '!#-+\\--\\[\\]-~' // RFC 6749 §3.3, less the comma, which no scope of ORCID's has
/** A path that a router takes literally, as a pattern: no parameter, no wildcard, nothing to decode. */
export const PLAIN_PATH = '^/(?:[A-Za-z0-9._~!$&\'+,;=@-]+/)*[A-Za-z0-9._~!$&\'+,;=@-]*$'
const text = (pattern: string) => ({ type: 'string', pattern })
const oneOrMore = (pattern: string) => ({ anyOf: [text(pattern), { type: 'array', items: text(pattern), minItems: 1 }] })
const scopes = { anyOf: [text(`^[${SCOPE_CHARACTERS}\\s]*$`), { type: 'array', items: text(`^[${SCOPE_CHARACTERS}]+$`) }] }
const whole = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum })

/** Option, its JSON Schema (`null` where a schema cannot say it), and what was expected, in words. */
const OPTIONS = new Map(Object.entries<[schema: object | null, expected: string]>({
  environment: [{ anyOf: [{ enum: ['production', 'sandbox'] }, { type: 'object' }] },
    "'production', 'sandbox' or an object with the addresses of an ORCID"],
  clientId: [text('^\\S+$'), 'the client ID from ORCID, like APP- and sixteen characters'],
  clientSecret: [text('^\\S+$'), 'the client secret from ORCID'],
  redirectUri: [{ type: 'string' }, 'an absolute https URL, as registered at ORCID'],
  scope: [scopes, 'permissions separated by spaces, or a list of them'],
  openid: [{ type: 'boolean' }, 'true or false'],
  requiredScope: [scopes, 'permissions separated by spaces, or a list of them'],
  allowedScope: [scopes, 'permissions separated by spaces, or a list of them'],
  onLogin: [null, 'a function (request, reply, login)'],
  onFailure: [null, 'a function (request, reply, error)'],
  name: [text('^[A-Za-z][A-Za-z0-9_]{0,39}$'), 'a name such as orcid: letters, digits, at most 40'],
  prefix: [text('^(?:/[A-Za-z0-9._~-]+)*$'), 'a path such as /auth: no slash at the end, no parameters'],
  loginPath: [text(PLAIN_PATH), 'a path such as /login/orcid, without parameters'],
  callbackPath: [text(PLAIN_PATH), 'a path such as /login/orcid/callback, without parameters'],
  routes: [{ type: 'boolean' }, 'true or false'],
  routeOptions: [{ type: 'object', properties: { login: { type: 'object' }, callback: { type: 'object' } } },
    'an object with `login` and `callback`'],
  authorizationParams: [null, 'an object of ORCID\'s page parameters, or a function (request) that returns one'],
  defaultReturnTo: [text('^/(?![/\\\\])[!-\\[\\]-~]*$'), 'a path of this site, such as /'],
  allowReturnTo: [null, 'a function (path, request)'],
  secret: [oneOrMore('^[^]{32,}$'), 'at least 32 characters, or several such strings'],
  transactionTtlSeconds: [whole(60, 3600), 'a whole number of seconds from 60 to 3600'],
  clockToleranceSeconds: [whole(0, 300), 'a whole number of seconds from 0 to 300'],
  timeoutMs: [whole(100, 60_000), 'a whole number of milliseconds from 100 to 60000'],
  dispatcher: [null, 'a dispatcher of undici 7'],
  bindTo: [null, 'a function (request) that returns a string'],
  pkce: [{ enum: ['S256', false] }, "'S256' or false"]
}))
// What says something of a callback, and must not be there twice.
const ORCIDS_ANSWER = ['code', 'state', 'error', 'error_description', 'iss', 'access_token', 'id_token', 'token', 'response']
const REQUIRED = ['clientId', 'clientSecret', 'redirectUri', 'onLogin']
const scopeOptions = new Set(['scope', 'requiredScope', 'allowedScope'])
const SECRETS = new Set(['clientId', 'clientSecret', 'secret'])
const OF_THE_ROUTES = ['onLogin', 'onFailure', 'loginPath', 'routeOptions']
// What the options of @fastify/oauth2 and of passport's strategies are called here.
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['callbackUri', 'redirectUri'], ['callbackURL', 'redirectUri'], ['startRedirectPath', 'loginPath'],
  ['credentials', 'clientId` and `clientSecret'], ['callbackUriParams', 'authorizationParams'], ['clientID', 'clientId'],
  ['sandbox', 'environment'], ['env', 'environment'], ['onSuccess', 'onLogin']
])
// What has no name here, because nobody has to say it.
const OURS_TO_DO: ReadonlyMap<string, string> = new Map([
  ['cookie', 'its cookies are made by the plugin itself'],
  ['generateStateFunction', 'the plugin makes and checks the state itself'],
  ['checkStateFunction', 'the plugin makes and checks the state itself'],
  ['discovery', 'option `environment` has the addresses'],
  ['tokenRequestParams', 'the plugin knows what ORCID is to be sent'],
  ['userAgent', 'the plugin knows what ORCID is to be sent'],
  ['tags', 'option `routeOptions` has what Fastify is told about the routes'],
  ['schema', 'option `routeOptions` has what Fastify is told about the routes']
])
// Fastify reads these from the options of register() itself.
const FASTIFYS_OWN = new Set(['logLevel', 'logSerializers', 'encapsulate', 'errorHandler'])

const isFunction = (value: unknown) => typeof value === 'function'
const BY_HAND: Record<string, (value: unknown) => boolean> = {
  onLogin: isFunction,
  onFailure: isFunction,
  allowReturnTo: isFunction,
  bindTo: isFunction,
  authorizationParams: (value) => isFunction(value) || (typeof value === 'object' && value !== null && !Array.isArray(value)),
  dispatcher: (value) => typeof value === 'object' && value !== null && 'dispatch' in value && isFunction(value.dispatch)
}

const checks = new Map([...OPTIONS].map(([name, [schema]]) => {
  const compiled = schema === null ? null : Compile(schema)
  return [name, compiled === null ? BY_HAND[name] : (value: unknown) => compiled.Check(value)]
}))

/** Every problem with what a user wrote, each a clause that names the option, what came, and what was expected. */
export function optionProblems (given: object): string[] {
  const options = given as Record<string, unknown>
  const problems: string[] = []
  for (const name of new Set([...REQUIRED, ...Object.keys(options)])) {
    const value = options[name]
    if (FASTIFYS_OWN.has(name) || (value === undefined && !mustBeSaid(name, options))) continue
    const [, expected] = OPTIONS.get(name) ?? []
    if (expected === undefined) problems.push(unknownOption(name))
    else if (!checks.get(name)?.(value)) problems.push(wrongOption(name, value, expected))
    else problems.push(...closerLook(name, value, options))
  }
  return problems
}

/** Whether `undefined` is a mistake. For an environment it is: a variable that is not set must not mean production. */
function mustBeSaid (name: string, options: Record<string, unknown>): boolean {
  if (name === 'onLogin') return options['routes'] !== false
  return REQUIRED.includes(name) || name === 'environment'
}

function unknownOption (name: string): string {
  const [needless, ours] = [OURS_TO_DO.get(name), ELSEWHERE.get(name)]
  if (needless !== undefined) return `unknown option \`${name}\`; leave it out: ${needless}`
  return ours === undefined
    ? unknown('option `…`', name, OPTIONS.keys())
    : `unknown option \`${name}\`, which is called \`${ours}\` here`
}

function wrongOption (name: string, value: unknown, expected: string): string {
  if (name === 'environment' && value === undefined) {
    return `option \`environment\` is undefined, expected ${expected}; leave it out for production`
  }
  const said = wrong(`option \`${name}\``, value, expected, SECRETS.has(name))
  if (name === 'environment') return said + environmentHint(value)
  return scopeOptions.has(name) && String(value).includes(',') ? `${said}, with a comma in it` : said
}

function environmentHint (value: unknown): string {
  if (typeof value !== 'string') return ''
  const meant = nearest(value, ['production', 'sandbox'])
  if (meant !== undefined) return `, did you mean '${meant}'?`
  return URL.canParse(value) ? '. For a fake ORCID there, mockOrcidEnvironment(url) has its addresses' : ''
}

function closerLook (name: string, value: unknown, options: Record<string, unknown>): string[] {
  if (options['routes'] === false && OF_THE_ROUTES.includes(name)) {
    return [`option \`${name}\` is for the plugin's own routes, and option \`routes\` is false; leave one of the two out`]
  }
  if (name === 'clientSecret' && String(value).startsWith('APP-')) {
    return ['option `clientSecret` looks like a client ID; have the two been swapped?']
  }
  if (name === 'routeOptions') return routeOptionProblems(value as object)
  if (name === 'authorizationParams' && !isFunction(value)) return parameterProblems(value as object)
  if (name === 'redirectUri') return urlProblems('option `redirectUri`', value, { query: true })
  if (name === 'environment' && typeof value === 'object') return environmentProblems(value as Record<string, unknown>)
  if (name === 'secret') return secretProblems([value].flat() as string[], options['clientSecret'])
  return []
}

function routeOptionProblems (routeOptions: object): string[] {
  const routes = ['login', 'callback']
  return Object.keys(routeOptions).filter((name) => !routes.includes(name))
    .map((name) => unknown('route `routeOptions.…`', name, routes))
}

function environmentProblems (environment: Record<string, unknown>): string[] {
  const { pkce } = environment
  // The whole handle of a mock, whose environment is one of its fields.
  if ('environment' in environment) return ['option `environment` must have the addresses of an ORCID; did you mean its field `environment`?']
  const others = Object.keys(environment).filter((name) => name !== 'pkce' && !ENDPOINTS.some((known) => known === name))
  return [
    ...ENDPOINTS.flatMap((name) => urlProblems(`\`environment.${name}\``, environment[name], {})),
    ...(pkce === false || pkce === 'S256' ? [] : [wrong('`environment.pkce`', pkce, "'S256' or false")]),
    ...others.map((name) => unknown('address `environment.…`', name, ENDPOINTS))
  ]
}

/** Absolute, encrypted unless it stays on this machine, and nothing in it that ORCID or a browser would drop. */
function urlProblems (what: string, value: unknown, allowed: { query?: boolean }): string[] {
  const expected = 'an absolute https URL (http only for this machine, such as http://127.0.0.1:3000)'
  if (typeof value === 'string' && value.startsWith('/')) return [`${what} must be ${expected}; got a path without a host`]
  // A newline at the end of an environment variable: URL parsers drop it, ORCID does not.
  if (typeof value !== 'string' || value.trim() !== value || !URL.canParse(value)) return [wrong(what, value, expected)]
  if (/[\0-\x20\\\x7f]/.test(value)) return [`${what} must be ${expected}; got one with blanks or backslashes in it`]
  const url = new URL(value)
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return [`${what} must be https, because ${url.hostname} is not this machine; got http`]
  }
  if (!/^https?:$/.test(url.protocol)) return [wrong(what, value, expected)]
  if (url.hash !== '' || url.username !== '' || url.password !== '' || (url.search !== '' && allowed.query !== true)) {
    return [`${what} must be ${expected} without a user name${allowed.query === true ? '' : ', a query'} or a fragment`]
  }
  const taken = ORCIDS_ANSWER.find((name) => url.searchParams.has(name))
  return taken === undefined ? [] : [`${what} must not have \`${taken}\` in its query, where ORCID's answer has it`]
}

function secretProblems (secrets: string[], clientSecret: unknown): string[] {
  if (secrets.includes(clientSecret as string)) return ['option `secret` must not be the client secret; leave it out to derive it from there']
  const weak = secrets.some((secret) => new Set(secret).size < 8)
  return weak ? ['option `secret` must be random; got one with fewer than 8 different characters'] : []
}
