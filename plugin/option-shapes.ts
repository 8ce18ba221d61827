// The shape of each option, and the sentence that tells a user what is wrong with theirs.
import { Compile } from 'typebox/schema'
import { ENDPOINTS, isLoopback } from './environments.ts'

const SCOPE_CHARACTERS = '!#-+\\--\\[\\]-~' // RFC 6749 §3.3, less the comma, which no scope of ORCID's has
const PATH = '^/(?:[A-Za-z0-9._~!$&\'()+,;=@%-]+/)*[A-Za-z0-9._~!$&\'()+,;=@%-]*$'
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
  loginPath: [text(PATH), 'a path such as /login/orcid, without parameters'],
  callbackPath: [text(PATH), 'a path such as /login/orcid/callback, without parameters'],
  routes: [{ type: 'boolean' }, 'true or false'],
  routeOptions: [{ type: 'object', additionalProperties: false, properties: { login: { type: 'object' }, callback: { type: 'object' } } },
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
  const required = ['clientId', 'clientSecret', 'redirectUri', ...(options['routes'] === false ? [] : ['onLogin'])]
  const problems: string[] = []
  for (const name of new Set([...required, ...Object.keys(options)])) {
    const value = options[name]
    if (FASTIFYS_OWN.has(name) || (value === undefined && !required.includes(name))) continue
    const [, expected] = OPTIONS.get(name) ?? []
    if (expected === undefined) problems.push(unknownOption(name))
    else if (!checks.get(name)?.(value)) problems.push(wrong(`option \`${name}\``, value, expected))
    else problems.push(...closerLook(name, value, options))
  }
  return problems
}

function closerLook (name: string, value: unknown, options: Record<string, unknown>): string[] {
  if (name === 'redirectUri') return urlProblems('option `redirectUri`', value, { query: true })
  if (name === 'environment' && typeof value === 'object') return environmentProblems(value as Record<string, unknown>)
  if (name === 'secret') return secretProblems([value].flat() as string[], options['clientSecret'])
  return []
}

function environmentProblems (environment: Record<string, unknown>): string[] {
  const { pkce } = environment
  const unknown = Object.keys(environment).filter((name) => name !== 'pkce' && !ENDPOINTS.some((known) => known === name))
  return [
    ...ENDPOINTS.flatMap((name) => urlProblems(`\`environment.${name}\``, environment[name], {})),
    ...(pkce === false || pkce === 'S256' ? [] : [wrong('`environment.pkce`', pkce, "'S256' or false")]),
    ...unknown.map((name) => `unknown address \`environment.${name.slice(0, 40)}\``)
  ]
}

/** Absolute, encrypted unless it stays on this machine, and nothing in it that ORCID or a browser would drop. */
function urlProblems (what: string, value: unknown, allowed: { query?: boolean }): string[] {
  const expected = 'an absolute https URL (http only for this machine, such as http://127.0.0.1:3000)'
  if (typeof value !== 'string' || !URL.canParse(value)) return [wrong(what, value, expected)]
  const url = new URL(value)
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return [`${what} must be https, because ${url.hostname} is not this machine; got http`]
  }
  if (!/^https?:$/.test(url.protocol)) return [wrong(what, value, expected)]
  if (url.hash !== '' || url.username !== '' || url.password !== '' || (url.search !== '' && allowed.query !== true)) {
    return [`${what} must be ${expected} without a user name${allowed.query === true ? '' : ', a query'} or a fragment`]
  }
  return []
}

function secretProblems (secrets: string[], clientSecret: unknown): string[] {
  if (secrets.includes(clientSecret as string)) return ['option `secret` must not be the client secret; leave it out to derive it from there']
  const weak = secrets.some((secret) => new Set(secret).size < 8)
  return weak ? ['option `secret` must be random; got one with fewer than 8 different characters'] : []
}

function unknownOption (name: string): string {
  const near = [...OPTIONS.keys()].find((known) => distance(known.toLowerCase(), name.toLowerCase()) <= 2)
  return `unknown option \`${name.slice(0, 40)}\`${near === undefined ? '' : `, did you mean \`${near}\`?`}`
}

function wrong (what: string, value: unknown, expected: string): string {
  return value === undefined ? `${what} is missing, expected ${expected}` : `${what} must be ${expected}; got ${kind(value)}`
}

/** What kind of value came: enough to find the mistake, never the value itself, which may be a secret. */
function kind (value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'string' && value.startsWith('/')) return 'a path without a host'
  if (typeof value === 'string') return value === '' ? 'an empty string' : `a string of ${value.length} characters`
  if (typeof value === 'number') return `the number ${value}`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** How many single-character edits lie between two words (Levenshtein). */
function distance (a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + Number(a[i] !== b[j])))
    }
    row = next
  }
  return row[b.length]!
}
