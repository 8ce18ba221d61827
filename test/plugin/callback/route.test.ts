import Fastify from 'fastify'
import t from 'tap'
import fastifyOrcid from '../../../plugin/index.ts'
import type { OrcidLogin } from '../../../plugin/index.ts'
import { startLoggedApp } from '../../support/logged-app.ts'
import { CLIENT_SECRET, CODE, SOFIA, comeBack, leave, logIn, publicKey, sign, startApp, startLyingProvider } from '../../support/lying-provider.ts'

t.test('a login is an iD, a name, a scope, tokens and verified claims', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state, cookie } = await leave(app, provider, '/login/orcid?returnTo=/articles?page=2')
  const response = await comeBack(app, { code: CODE, state }, cookie)
  t.equal(response.statusCode, 303)
  t.equal(response.headers.location, '/articles?page=2')
  t.match(String(response.headers['set-cookie']), /Max-Age=0; Path=\/; HttpOnly; Secure; SameSite=Lax/)
  const login = app.logins[0] as OrcidLogin
  t.equal(login.orcid, SOFIA)
  t.equal(login.uri, `${provider.issuer}/${SOFIA}`)
  t.equal(login.name, 'Sofia Garcia')
  t.equal(login.issuer, provider.issuer)
  t.strictSame(login.scope, ['openid'])
  t.equal(login.claims?.sub, SOFIA)
  t.equal(login.tokens.accessToken, 'f5af9f51-07e6-4332-8f1a-c0c11c1e3728')
  t.ok((login.tokens.expiresAt ?? 0) > new Date('2040-01-01'))
  t.ok(Object.isFrozen(login))
  const [keys, exchange] = provider.requests
  t.equal(keys?.url, '/oauth/jwks', 'no code is spent before there are keys to follow it up')
  t.strictSame({ ...exchange?.form }, {
    grant_type: 'authorization_code',
    code: CODE,
    redirect_uri: 'https://app.example/login/orcid/callback',
    client_id: 'APP-0123456789ABCDEF',
    client_secret: CLIENT_SECRET
  })
  t.notOk(exchange?.headers['authorization'], 'the secret is in the body and nowhere else')
  t.equal(exchange?.headers['accept-encoding'], 'identity')
})

t.test('what the browser brings back is judged before anything is sent to ORCID', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const hostile: Array<[name: string, query: (state: string) => string, code: string, clears: boolean]> = [
    ['nothing at all', () => '', 'STATE', false],
    ['no state', () => 'code=x', 'STATE', false],
    ['state twice', (state) => `code=x&state=${state}&state=${state}`, 'STATE', false],
    ['a state of another kind', () => 'code=x&state=%00', 'STATE', false],
    ['another browser\'s state', () => `code=x&state=${'A'.repeat(43)}`, 'TRANSACTION_MISSING', false],
    ['an error without a state', () => 'error=access_denied', 'STATE', false],
    ['neither code nor error', (state) => `state=${state}`, 'CALLBACK_INVALID', true],
    ['code and error', (state) => `code=x&error=access_denied&state=${state}`, 'CALLBACK_INVALID', true],
    ['code twice', (state) => `code=x&code=x&state=${state}`, 'CALLBACK_INVALID', true],
    ['a line break in the code', (state) => `code=x%0d%0ay&state=${state}`, 'CALLBACK_INVALID', true],
    ['an access token', (state) => `code=x&access_token=y&state=${state}`, 'CALLBACK_INVALID', true],
    ['the issuer of another registry', (state) => `code=x&iss=https://orcid.org&state=${state}`, 'ISSUER_MISMATCH', true],
    ['a denial', (state) => `error=access_denied&error_description=User+denied+access&state=${state}`, 'ACCESS_DENIED', true],
    ['no page allowed', (state) => `error=login_required&state=${state}`, 'LOGIN_REQUIRED', true],
    ['a known error', (state) => `error=invalid_scope&state=${state}`, 'AUTHORIZATION', true],
    ['an unknown error', (state) => `error=%3Cscript%3E&state=${state}`, 'AUTHORIZATION', true]
  ]
  for (const [name, query, code, clears] of hostile) {
    const { state, cookie } = await leave(app, provider)
    const response = await comeBack(app, query(state), cookie)
    const body = response.json()
    t.equal(body.code, `ORCID_ERR_${code}`, name)
    t.equal(body.statusCode, response.statusCode)
    t.ok(response.statusCode >= 400 && response.statusCode < 500, 'no callback alone makes a 5xx')
    t.equal(response.headers['set-cookie'] !== undefined, clears, clears ? 'the sign-in is over' : 'the sign-in goes on')
    t.notMatch(response.body, /script|User denied/)
    t.match(response.headers, { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' })
  }
  t.equal(provider.requests.length, 0)
})

t.test('ORCID may name itself in the answer', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state, cookie } = await leave(app, provider)
  t.equal((await comeBack(app, { code: CODE, state, iss: provider.issuer }, cookie)).statusCode, 303)
})

t.test('each nonsense of the token endpoint has its error, and nobody is signed in', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const answers: Array<[name: string, token: typeof provider.token, code: string]> = [
    ['HTML', (_f, reply) => reply.type('text/html').send('<h1>Just a moment</h1>'), 'BAD_RESPONSE'],
    ['a challenge page', (_f, reply) => reply.code(403).type('text/html').send('<h1>Just a moment</h1>'), 'BAD_RESPONSE'],
    ['a redirect', (_f, reply) => reply.redirect('https://evil.example/', 307), 'BAD_RESPONSE'],
    ['compressed', (_f, reply) => reply.header('content-encoding', 'gzip').send({}), 'BAD_RESPONSE'],
    ['ten megabytes', (_f, reply) => reply.type('application/json').send(JSON.stringify('x'.repeat(1e7))), 'BAD_RESPONSE'],
    ['broken JSON', (_f, reply) => reply.type('application/json').send('{"orcid":'), 'BAD_RESPONSE'],
    ['not UTF-8', (_f, reply) => reply.type('application/json').send(Buffer.of(0x22, 0xff, 0x22)), 'BAD_RESPONSE'],
    ['null', (_f, reply) => reply.type('application/json').send('null'), 'BAD_RESPONSE'],
    ['a list for a token', () => provider.good({ access_token: ['x'] }), 'BAD_RESPONSE'],
    ['another token type', () => provider.good({ token_type: 'mac' }), 'BAD_RESPONSE'],
    ['no iD', () => provider.good({ orcid: null }), 'BAD_RESPONSE'],
    ['an empty iD', () => provider.good({ orcid: '' }), 'IDENTITY'],
    ['a wrong check digit', () => provider.good({ orcid: '0000-0001-2345-6780' }), 'IDENTITY'],
    ['the iD as a URI', () => provider.good({ orcid: `https://orcid.org/${SOFIA}` }), 'IDENTITY'],
    ['another iD than the id_token\'s', () => provider.good({ orcid: '0000-0002-1825-0097' }), 'IDENTITY'],
    ['an error with status 200', () => provider.good({ error: 'invalid_grant' }), 'CODE_REJECTED'],
    ['an unknown error', (_f, reply) => reply.code(400).send({ error: '<script>' }), 'BAD_RESPONSE'],
    ['an expired code, as ORCID has put it', (_f, reply) => reply.code(400).send({ error: 'invalid_request' }), 'CODE_REJECTED'],
    ['a wrong secret', (_f, reply) => reply.code(401).send({ error: 'invalid_client' }), 'CLIENT_REJECTED'],
    ['its server down', (_f, reply) => reply.code(401).send({ error: 'server_error' }), 'UNAVAILABLE'],
    ['too many requests', (_f, reply) => reply.code(429).header('retry-after', '7').send('slow down'), 'UNAVAILABLE'],
    ['maintenance', (_f, reply) => reply.code(503).type('text/html').send('<h1>Maintenance</h1>'), 'UNAVAILABLE'],
    ['an error with status 500', (_f, reply) => reply.code(500).send({ error: 'odd' }), 'UNAVAILABLE'],
    ['a connection that breaks', (_f, reply) => reply.raw.destroy(), 'OUTCOME_UNKNOWN'],
    ['no id_token', () => provider.good({ id_token: undefined }), 'ID_TOKEN']
  ]
  for (const [name, token, code] of answers) {
    provider.token = token
    provider.requests.length = 0
    const response = await logIn(app, provider)
    t.equal(response.json().code, `ORCID_ERR_${code}`, name)
    const codes = provider.requests.filter(({ url }) => url === '/oauth/token').map(({ form }) => form['code'])
    t.equal(codes.length, code === 'CODE_REJECTED' ? 2 : 1, 'a sign-in whose code is rejected is begun again, once')
    t.equal(new Set(codes).size, codes.length, 'and each code is posted once')
    t.notMatch(response.body, /script|Just a|Maintenance/)
    t.match(String(response.headers['set-cookie']), /Max-Age=0/)
  }
  t.equal(app.logins.length, 0)
})

t.test('what ORCID leaves out or writes another way is understood', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { scope: '/read-limited' })
  const log = async (changes: object, claims = {}, header = {}) => {
    provider.token = () => provider.good(changes, claims, header)
    t.equal((await logIn(app, provider)).statusCode, 303)
    return app.logins.at(-1)
  }
  t.equal((await log({ name: '' }))?.name, null, 'a private name')
  t.equal((await log({ name: 'Sofia Garcia ' }))?.name, 'Sofia Garcia', 'a blank at the end')
  t.strictSame((await log({ scope: undefined }))?.scope, ['openid', '/read-limited'], 'no scope means all of it')
  t.strictSame((await log({ scope: '/read-limited  openid openid' }))?.scope, ['/read-limited', 'openid'])
  t.equal((await log({ expires_in: '3600', refresh_token: null, token_type: 'Bearer' }))?.tokens.refreshToken, null)
  t.equal((await log({ expires_in: -1 }))?.tokens.expiresAt, null)
  t.equal((await log({ expires_in: undefined }))?.tokens.expiresAt, null)
  t.ok(await log({}, { aud: ['APP-0123456789ABCDEF'], at_hash: undefined, amr: 'mfa' }, { typ: 'JWT' }))
})

t.test('each forged id_token is refused with one public code', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const now = Math.floor(Date.now() / 1000)
  const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const forged: Array<[name: string, token: () => Promise<unknown>, code?: string]> = [
    ['another issuer', () => provider.good({}, { iss: provider.issuer + '/' })],
    ['another audience', () => provider.good({}, { aud: 'APP-0123456789ABCDEG' })],
    ['a second audience', () => provider.good({}, { aud: ['APP-0123456789ABCDEF', 'APP-X'] })],
    ['another authorized party', () => provider.good({}, { azp: 'APP-X' })],
    ['expired', () => provider.good({}, { iat: now - 500, exp: now - 400 })],
    ['a week old', () => provider.good({}, { iat: now - 7 * 86400 })],
    ['from the future', () => provider.good({}, { iat: now + 120 })],
    ['no iat', () => provider.good({}, { iat: undefined })],
    ['no exp', () => provider.good({}, { exp: undefined })],
    ['no sub', () => provider.good({}, { sub: undefined })],
    ['ended before it began', () => provider.good({}, { iat: now + 30, exp: now + 20 })],
    ['good for ever', () => provider.good({}, { exp: now + 1e9 })],
    ['for another access token', () => provider.good({}, { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' })],
    ['for another sign-in', () => provider.good({}, { nonce: 'x' }), 'NONCE_MISMATCH'],
    ['for no sign-in', () => provider.good({}, { nonce: undefined }), 'NONCE_MISMATCH'],
    ['an access token in disguise', () => provider.good({}, {}, { typ: 'at+jwt' })],
    ['an unknown key', () => provider.good({}, {}, { kid: 'other' })],
    ['a number for a key id', () => provider.good({}, {}, { kid: 7 })],
    ['a critical extension', () => provider.good({ id_token: `${b64({ alg: 'RS256', crit: ['exp2'], exp2: 1 })}.${b64({})}.AAAA` })],
    ['signed by somebody else', async () => provider.good({ id_token: await sign({ sub: SOFIA }, {}, true) })],
    ['not signed', () => provider.good({ id_token: `${b64({ alg: 'none' })}.${b64({ sub: SOFIA })}.x` })],
    ['a header that is no JSON', () => provider.good({ id_token: 'AAAA.AAAA.AAAA' })]
  ]
  const bodies = new Set<string>()
  for (const [name, token, code = 'ID_TOKEN'] of forged) {
    provider.token = token
    const response = await logIn(app, provider)
    t.equal(response.json().code, `ORCID_ERR_${code}`, name)
    if (code === 'ID_TOKEN') bodies.add(response.body)
  }
  t.equal(bodies.size, 1, 'an attacker cannot tell which check failed')
  t.equal(app.logins.length, 0)
})

t.test('keys are kept, and asked for again only when they must be', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const fetches = () => provider.requests.filter(({ url }) => url === '/oauth/jwks').length
  provider.jwks = (_form, reply) => reply.code(500).send('down')
  t.equal((await logIn(app, provider)).json().code, 'ORCID_ERR_KEYS_UNAVAILABLE')
  provider.jwks = async () => ({ keys: [{ kty: 'oct', k: 'x' }, { ...await publicKey(), use: 'enc' }, { ...await publicKey(), d: 'x' }] })
  t.equal((await logIn(app, provider)).json().code, 'ORCID_ERR_KEYS_UNAVAILABLE', 'no key is fit')
  provider.jwks = async () => ({ keys: [await publicKey()] })
  for (let i = 0; i < 3; i++) t.equal((await logIn(app, provider)).statusCode, 303)
  t.equal(fetches(), 5, 'in vain three times, then once, and then once')
  provider.token = () => provider.good({}, {}, { kid: 'unknown' })
  for (let i = 0; i < 3; i++) t.equal((await logIn(app, provider)).json().code, 'ORCID_ERR_ID_TOKEN')
  t.equal(fetches(), 6, 'unknown key ids make us ask once more within a minute')

  const clock = performance.now.bind(performance)
  t.teardown(() => { performance.now = clock })
  performance.now = () => clock() + 61_000
  provider.jwks = async () => ({ keys: [{ ...await publicKey(), kid: 'unknown' }] })
  t.equal((await logIn(app, provider)).statusCode, 303, 'a rotated key is found')
  t.equal(fetches(), 7)
  performance.now = () => clock() + 3_600_000
  provider.jwks = (_form, reply) => reply.code(500).send('down')
  t.equal((await logIn(app, provider)).statusCode, 303, 'good keys outlive an outage')
  performance.now = () => clock() + 90_000_000
  t.equal((await logIn(app, provider)).json().code, 'ORCID_ERR_KEYS_UNAVAILABLE', 'but not for longer than a day')
})

t.test('an id_token that names no key is tried with each', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { n, ...rest } = await publicKey()
  const foreign = { ...rest, n: n?.replace(/^./, (first) => first === 'x' ? 'y' : 'x') }
  provider.jwks = () => ({ keys: [{ ...foreign, kid: 'a' }, { ...rest, n, kid: 'b' }] })
  provider.token = () => provider.good({}, {}, { kid: undefined })
  t.equal((await logIn(app, provider)).statusCode, 303)
})

t.test('two arrivals share one exchange, and both are signed in', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state, cookie } = await leave(app, provider)
  const arrive = () => comeBack(app, { code: CODE, state }, cookie)
  const both = await Promise.all([arrive(), arrive()])
  t.strictSame(both.map(({ statusCode }) => statusCode), [303, 303])
  t.equal((await arrive()).statusCode, 303, 'a second later still')
  t.equal(app.logins.length, 3)
  const posts = () => provider.requests.filter(({ url }) => url === '/oauth/token').length
  t.equal(posts(), 1)
  t.equal((await comeBack(app, { code: 'other1', state }, cookie)).json().code, 'ORCID_ERR_TRANSACTION_SPENT', 'another code')
  const again = await leave(app, provider)
  const stolen = await comeBack(app, { code: CODE, state: again.state }, again.cookie)
  t.equal(stolen.json().code, 'ORCID_ERR_TRANSACTION_SPENT', 'the code in another sign-in')
  t.equal(posts(), 1)
})

t.test('a sign-in ends when the visitor was away too long, or comes from the future', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { transactionTtlSeconds: 60 })
  const now = Date.now
  t.teardown(() => { Date.now = now })
  for (const [later, code] of [[61_000, 'EXPIRED'], [-62_000, 'INVALID']] as const) {
    const { state, cookie } = await leave(app, provider)
    Date.now = () => now() + later
    const response = await comeBack(app, { code: CODE, state }, cookie)
    Date.now = now
    t.equal(response.json().code, `ORCID_ERR_TRANSACTION_${code}`)
    t.match(String(response.headers['set-cookie']), /Max-Age=0/)
  }
})

t.test('a cookie that was touched does not open', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const [first, second] = [await leave(app, provider), await leave(app, provider)]
  const [name, value = ''] = first.cookie.split('=')
  const [, otherValue] = second.cookie.split('=')
  const changed = [value.slice(0, -1), value + 'A', `${value}=`, otherValue, '', 'AQ', `B${value.slice(1)}`,
    ...[7, 20, 60, value.length - 3].map((i) => value.slice(0, i) + (value[i] === 'A' ? 'B' : 'A') + value.slice(i + 1))]
  for (const forged of changed) {
    const response = await comeBack(app, { code: CODE, state: first.state }, `${name}=${forged}`)
    t.equal(response.json().code, 'ORCID_ERR_TRANSACTION_INVALID')
  }
  t.equal(provider.requests.length, 0)
})

t.test('less than required is refused, more than asked for is reported', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { scope: '/read-limited /activities/update', requiredScope: ['/read-limited'] })
  t.equal((await logIn(app, provider)).json().code, 'ORCID_ERR_SCOPE_MISSING')
  provider.token = () => provider.good({ scope: 'openid /read-limited' })
  t.equal((await logIn(app, provider)).statusCode, 303)
  t.strictSame(app.logins[0]?.scope, ['openid', '/read-limited'])
})

t.test('a login bound to an account ends if the account changed', async (t) => {
  const provider = await startLyingProvider(t)
  let account = 'ada'
  const app = await startApp(t, provider, { bindTo: async () => account })
  t.equal((await logIn(app, provider)).statusCode, 303)
  const { state, cookie } = await leave(app, provider)
  account = 'eve'
  t.equal((await comeBack(app, { code: CODE, state }, cookie)).json().code, 'ORCID_ERR_ACCOUNT_CHANGED')
})

t.test('without openid the iD rests on the token answer', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { openid: false, scope: '/authenticate' })
  provider.token = () => provider.good({ scope: '/authenticate', id_token: undefined })
  const { url } = await leave(app, provider)
  t.notOk(url.searchParams.has('nonce'))
  t.equal((await logIn(app, provider)).statusCode, 303)
  t.equal(app.logins[0]?.claims, null)
  t.equal(app.logins[0]?.tokens.idToken, null)
})

t.test('where the registry honours PKCE, the verifier goes with the code', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { pkce: 'S256' })
  const { url, state, cookie } = await leave(app, provider)
  t.equal(url.searchParams.get('code_challenge_method'), 'S256')
  t.match(url.searchParams.get('code_challenge'), /^[\w-]{43}$/)
  t.equal((await comeBack(app, { code: CODE, state }, cookie)).statusCode, 303)
  t.match(provider.requests.at(-1)?.form['code_verifier'], /^[\w-]{43}$/)
})

t.test('SLASH: a callback with a slash too many is refused without its code in the answer or in the log', async (t) => {
  const provider = await startLyingProvider(t)
  const { app, log } = await startLoggedApp(t, provider)
  for (const method of ['GET', 'POST', 'HEAD'] as const) {
    const answer = await app.inject({ method, url: '/login/orcid/callback/?code=code-canary&state=state-canary' })
    t.strictSame([answer.statusCode, answer.headers['cache-control'], answer.headers['referrer-policy']], [404, 'no-store', 'no-referrer'])
    t.notMatch(answer.payload, /canary/)
  }
  t.match((await app.inject('/login/orcid/callback/')).json(), { error: 'Not Found', message: /by the slash at its end/ })
  t.notMatch(log(), /canary/)
  const other = await startApp(t, provider, { redirectUri: 'https://app.example/back/' })
  t.equal((await other.inject('/back?code=code-canary')).json().message.includes('canary'), false, 'nor with one too few')
  t.equal((await other.inject('/back/')).json().code, 'ORCID_ERR_STATE')
  const root = await startApp(t, provider, { redirectUri: 'https://app.example/' })
  t.equal((await root.inject('/')).json().code, 'ORCID_ERR_STATE', 'the root has no other spelling')
})

t.test('an app that reads both spellings as one path, or has the other for itself, starts', async (t) => {
  const provider = await startLyingProvider(t)
  const options = { ...provider.options, onLogin: () => {} }
  for (const router of [{ ignoreTrailingSlash: true }, { routerOptions: { ignoreTrailingSlash: true } }]) {
    const app = Fastify(router)
    t.teardown(() => app.close())
    await app.register(fastifyOrcid, options)
    t.equal((await app.inject('/login/orcid/callback/')).json().code, 'ORCID_ERR_STATE', 'it is the callback')
  }
  const own = Fastify()
  t.teardown(() => own.close())
  own.all('/login/orcid/callback/', async () => 'its own')
  await own.register(fastifyOrcid, options)
  t.equal((await own.inject('/login/orcid/callback/')).body, 'its own')
})
