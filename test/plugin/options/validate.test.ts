import Fastify from 'fastify'
import t from 'tap'
import fastifyOrcid, { environments } from '../../../plugin/index.ts'
import type { FastifyOrcidOptions } from '../../../plugin/index.ts'

const good = {
  clientId: 'APP-0123456789ABCDEF',
  clientSecret: 'c1ient-5ecret-canary',
  redirectUri: 'https://app.example/login/orcid/callback',
  onLogin: () => {}
}

async function attempt (changes: object, prefix = ''): Promise<string> {
  const app = Fastify()
  try {
    await app.register(async (inner) => {
      await inner.register(fastifyOrcid, { ...good, ...changes } as FastifyOrcidOptions)
    }, { prefix })
    await app.ready()
    return 'registered'
  } catch (error) {
    const { code, message } = error as { code: string, message: string }
    return `${code}: ${message}`
  } finally {
    await app.close()
  }
}

const local = (changes: object = {}) => ({
  ...Object.fromEntries(Object.entries(environments.sandbox).map(([name, value]) =>
    [name, typeof value === 'string' ? value.replace(/^https:\/\/[^/]*/, 'http://127.0.0.1:9797') : value])),
  ...changes
})

t.test('a wrong option rejects registration, and the message alone says what to change', async (t) => {
  const wrong: Array<[changes: object, says: string]> = [
    [{ clientId: undefined }, 'option `clientId` is missing, expected the client ID from ORCID, like APP- and sixteen characters'],
    [{ clientId: 7 }, 'option `clientId` must be the client ID from ORCID, like APP- and sixteen characters; got a number'],
    [{ clientSecret: '' }, 'option `clientSecret` must be the client secret from ORCID; got an empty string'],
    [{ clientSecret: 'with space' }, 'option `clientSecret` must be the client secret from ORCID; got a string of 10 characters'],
    [{ redirectUri: '/login/orcid/callback' }, 'option `redirectUri` must be an absolute https URL (http only for this machine, such as http://127.0.0.1:3000); got a path without a host'],
    [{ redirectUri: 'app.example/cb' }, 'got a string of 14 characters'],
    [{ redirectUri: 'ftp://app.example/cb' }, 'option `redirectUri` must be an absolute https URL'],
    [{ redirectUri: 'http://app.example/login/orcid/callback' }, 'option `redirectUri` must be https, because app.example is not this machine; got http'],
    [{ redirectUri: 'https://u:p@app.example/cb' }, 'without a user name or a fragment'],
    [{ redirectUri: 'https://app.example/cb#x' }, 'without a user name or a fragment'],
    [{ redirectUri: 'https://app.example/login/orcid' }, 'the login and the callback route are both at /login/orcid'],
    [{ callbackPath: '/elsewhere' }, 'the callback route would be at /elsewhere, but option `redirectUri` sends the browser to /login/orcid/callback'],
    [{ prefix: '/auth' }, 'the callback route would be at /auth/…, but option `redirectUri` sends the browser to /login/orcid/callback'],
    [{ prefix: '/auth/' }, 'option `prefix` must be a path such as /auth: no slash at the end'],
    [{ redirectUri: 'https://app.example/cb/*' }, 'the callback route would be at /cb/*; a path must be plain'],
    [{ redirectUri: 'https://app.example/cb/:id' }, 'the callback route would be at /cb/:id; a path must be plain'],
    [{ redirectUri: 'https://app.example/cb/é' }, 'the callback route would be at /cb/%C3%A9; a path must be plain'],
    [{ loginPath: '/login/*' }, 'option `loginPath` must be a path such as /login/orcid, without parameters'],
    [{ loginPath: '/login/:who' }, 'option `loginPath` must be a path such as /login/orcid, without parameters'],
    [{ secret: 'short' }, 'option `secret` must be at least 32 characters, or several such strings; got a string of 5 characters'],
    [{ secret: [] }, 'option `secret` must be at least 32 characters, or several such strings; got a list of 0'],
    [{ secret: 'a'.repeat(40) }, 'option `secret` must be random'],
    [{ secret: 'x1y2z3w4'.repeat(4), clientSecret: 'x1y2z3w4'.repeat(4) }, 'option `secret` must not be the client secret'],
    [{ onLogin: undefined }, 'option `onLogin` is missing, expected a function (request, reply, login)'],
    [{ onLogin: 'x' }, 'option `onLogin` must be a function (request, reply, login); got a string of 1 characters'],
    [{ redirectURI: 'x' }, 'unknown option `redirectURI`, did you mean `redirectUri`?'],
    [{ colour: 'red' }, 'unknown option `colour`.'],
    [{ callbackUri: 'x' }, 'unknown option `callbackUri`, which is called `redirectUri` here.'],
    [{ credentials: {} }, 'unknown option `credentials`, which is called `clientId` and `clientSecret` here.'],
    [{ clientSecret: 12345678 }, 'option `clientSecret` must be the client secret from ORCID; got a number.'],
    [{ clientSecret: 'from-a-file\n' }, 'got a string of 12 characters, white space around it.'],
    [{ clientSecret: 'APP-0123456789ABCDEF' }, 'option `clientSecret` looks like a client ID; have the two been swapped?'],
    [{ callbackUriParams: {} }, 'unknown option `callbackUriParams`, which is called `authorizationParams` here.'],
    [{ onSuccess: () => {} }, 'unknown option `onSuccess`, which is called `onLogin` here.'],
    [{ checkStateFunction: () => {} }, 'unknown option `checkStateFunction`; leave it out: the plugin makes and checks the state itself.'],
    [{ environment: 'http://127.0.0.1:9797' }, 'got a string of 21 characters. For a fake ORCID there, mockOrcidEnvironment(url) has its addresses.'],
    [{ environment: { environment: {} } }, 'option `environment` must have the addresses of an ORCID; did you mean its field `environment`?'],
    [{ environment: 7 }, "option `environment` must be 'production', 'sandbox' or an object with the addresses of an ORCID; got the number 7."],
    [{ environment: 'sanbox' }, "got a string of 6 characters, did you mean 'sandbox'?"],
    [{ environment: undefined }, "option `environment` is undefined, expected 'production', 'sandbox' or an object with the addresses of an ORCID; leave it out for production."],
    [{ environment: 'sandpit' }, "got a string of 7 characters, did you mean 'sandbox'?"],
    [{ environment: 'prod' }, "got a string of 4 characters, did you mean 'production'?"],
    [{ routes: false }, 'option `onLogin` is for the plugin\'s own routes, and option `routes` is false; leave one of the two out.'],
    [{ authorizationParams: { langs: 'en' } }, 'unknown parameter `authorizationParams.langs`, did you mean `lang`?'],
    [{ authorizationParams: { state: 'x' } }, 'unknown parameter `authorizationParams.state`.'],
    [{ authorizationParams: { max_age: '60', prompt: 'none' } }, '`authorizationParams.max_age` must be a whole number of seconds; got a string of 2 characters.'],
    [{ scope: '/read-limited,/authenticate' }, 'a list of them; got a string of 27 characters, with a comma in it.'],
    [{ scope: ['openid profile'] }, 'option `scope` must be scopes separated by spaces, or a list of them; got a list of 1'],
    [{ openid: false }, 'option `scope` must name at least one scope when `openid` is false'],
    [{ openid: false, scope: 'openid' }, 'option `scope` names openid, but option `openid` is false'],
    [{ requiredScope: '/read-limited' }, 'option `requiredScope` asks for /read-limited, which option `scope` (openid) does not ask for'],
    [{ environment: 'staging' }, 'option `environment` must be \'production\', \'sandbox\' or an object'],
    [{ environment: null }, 'got null'],
    [{ environment: {} }, '`environment.issuer` is missing'],
    [{ environment: local({ tokenEndpoint: 'http://evil.example/token' }) }, '`environment.tokenEndpoint` must be https, because evil.example is not this machine'],
    [{ environment: local({ issuer: 'https://orcid.org?x' }) }, '`environment.issuer` must be'],
    [{ environment: local({ pkce: true }) }, '`environment.pkce` must be \'S256\' or false; got a boolean'],
    [{ environment: local({ tokenUrl: 'x' }) }, 'unknown address `environment.tokenUrl`'],
    [{ timeoutMs: Infinity }, 'option `timeoutMs` must be a whole number of milliseconds from 100 to 60000; got the number Infinity'],
    [{ transactionTtlSeconds: 5 }, 'option `transactionTtlSeconds` must be a whole number of seconds from 60 to 3600'],
    [{ defaultReturnTo: '//evil.example' }, 'option `defaultReturnTo` must be a path of this site'],
    [{ authorizationParams: [] }, 'option `authorizationParams` must be an object'],
    [{ sharedState: { add () {}, get () {} } }, 'option `sharedState` must be an object with the functions `add`, `get` and `set`'],
    [{ sharedState: null }, 'option `sharedState` must be an object with the functions `add`, `get` and `set`'],
    [{ dispatcher: {} }, 'option `dispatcher` must be a dispatcher of undici 7 or 8; got an object'],
    [{ sharedState: { add () {}, get () {} } }, 'option `sharedState` must be an object with the functions `add`, `get` and `set`'],
    [{ sharedState: null }, 'such as redisState(app.redis); got null'],
    [{ name: 'with-hyphen' }, 'option `name` must be a name such as orcid'],
    [{ routeOptions: { logn: {} } }, 'unknown route `routeOptions.logn`, did you mean `login`?'],
    [{ routeOptions: { login: true } }, 'option `routeOptions` must be an object with `login` and `callback`; got an object'],
    [{ bindTo: () => {}, clientId: null, clientSecret: undefined }, 'clientId` must be the client ID from ORCID, like APP- and sixteen characters; got null; option `clientSecret` is missing']
  ]
  for (const [changes, says] of wrong) {
    const outcome = await attempt(changes)
    t.match(outcome, /^ORCID_ERR_OPTIONS: fastify-orcid cannot be registered: /)
    t.ok(outcome.includes(says), `${says}\n${outcome}`)
    t.notMatch(outcome, good.clientSecret)
  }
})

t.test('good options register, and none of them is written to', async (t) => {
  const fine: Array<[changes: object, prefix?: string]> = [
    [{}],
    [{ environment: 'sandbox', scope: ['/read-limited', 'openid'], requiredScope: 'openid' }],
    [{ environment: local(), redirectUri: 'http://[::1]:3000/cb' }],
    [{ redirectUri: 'http://dev.localhost:3000/cb?tenant=1' }],
    [{ redirectUri: 'https://app.example/auth/login/orcid/callback', prefix: '/auth' }],
    [{ redirectUri: 'https://app.example/v1/cb' }, '/v1'],
    [{ redirectUri: 'https://app.example/behind/a/proxy/cb', callbackPath: '/cb' }],
    [{ routes: false, onLogin: undefined }],
    [{ authorizationParams: { lang: 'es', email: undefined } }],
    [{ authorizationParams: () => ({}), logLevel: 'warn', secret: ['0123456789abcdef'.repeat(2)] }],
    [Object.assign(Object.create(null), { timeoutMs: undefined })],
    [{ secret: undefined, scope: undefined, routeOptions: undefined }],
    [{ routeOptions: { login: { logLevel: undefined, preHandler: [] } } }]
  ]
  for (const [changes, prefix] of fine) t.equal(await attempt(Object.freeze(changes), prefix), 'registered')
})

t.test('a permission that ORCID does not publish is warned of, because only ORCID knows them all', async (t) => {
  const lines: string[] = []
  const app = Fastify({ logger: { level: 'warn', stream: { write: (line: string) => { lines.push(JSON.parse(line).msg) } } } })
  t.teardown(() => app.close())
  await app.register(fastifyOrcid, { ...good, scope: 'opnid /read-limited', allowedScope: '/activites/update /orcid-works/create' })
  t.strictSame(lines, [
    'orcid: opnid is not a scope that ORCID publishes, did you mean openid?',
    'orcid: /activites/update is not a scope that ORCID publishes, did you mean /activities/update?',
    'orcid: /orcid-works/create is not a scope that ORCID publishes'
  ])
})

t.test('a place that is taken is said by the name of the option that moves it', async (t) => {
  const twice = async (changes: object) => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(fastifyOrcid, good)
    await app.register(fastifyOrcid, { ...good, name: 'sandbox', ...changes })
    return 'registered'
  }
  const taken = 'fastify-orcid cannot be registered: there is a route GET'
  const host = ', or a host of its own with `routeOptions.*.constraints.host`.'
  await t.rejects(twice({}), { message: `${taken} /login/orcid already; give this registration another \`loginPath\` or \`prefix\`${host}` })
  await t.rejects(twice({ loginPath: '/sandbox' }),
    { message: `${taken} /login/orcid/callback already; give this registration another \`redirectUri\`${host}` })
  t.equal(await twice({ loginPath: '/sandbox', redirectUri: 'https://app.example/sandbox/callback' }), 'registered')
  const route = (host: string) => ({ constraints: { host } })
  const at = (host: string) => ({ routeOptions: { login: route(host), callback: route(host) } })
  t.equal(await twice(at('b.example')), 'registered', 'another host is another place')
})

t.test('a login without openid, and one that is not at ORCID in production, warns at start', async (t) => {
  const lines: string[] = []
  const app = Fastify({ logger: { stream: { write: (line: string) => { lines.push(line) } } } })
  const before = process.env['NODE_ENV']
  t.teardown(async () => {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
    await app.close()
  })
  process.env['NODE_ENV'] = 'production'
  await app.register(fastifyOrcid, { ...good, environment: local(), openid: false, scope: '/authenticate' } as FastifyOrcidOptions)
  t.match(lines[0], 'without openid there is no id_token')
  t.match(lines[1], 'people sign in at http://127.0.0.1:9797, which is not ORCID')
  const redirectUri = 'http://localhost:3000/localhost/callback'
  const second = { ...good, name: 'second', environment: 'sandbox', redirectUri, loginPath: '/localhost' }
  await app.register(fastifyOrcid, second as FastifyOrcidOptions)
  t.match(lines[2], "ORCID's form refuses localhost in a redirect URI; use 127.0.0.1")
  t.equal(lines.length, 3)
})
