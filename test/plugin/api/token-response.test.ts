import { inspect } from 'node:util'
import type { FastifyReply } from 'fastify'
import t from 'tap'
import { CLIENT_ID, CLIENT_SECRET, SOFIA, logIn, startApp, startLyingProvider } from '../../support/lying-provider.ts'

const TOKEN = 'f5af9f51-07e6-4332-8f1a-c0c11c1e3728'
const OLD = 'f725f747-3a65-49f6-a231-3e8944ce464d'
const JOSIAH = '0000-0002-1825-0097'
const hangUp = (_form: unknown, reply: FastifyReply) => reply.hijack().raw.socket?.resetAndDestroy()

t.test('a refresh brings new tokens, hidden from logs like those of a login', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  provider.token = () => provider.good({ access_token: 'new-access', refresh_token: 'new-refresh', scope: '/read-limited  openid' })
  const tokens = await orcid.refresh(OLD)
  t.match({ a: tokens.accessToken, r: tokens.refreshToken, i: tokens.idToken, o: tokens.orcid, s: tokens.scope },
    { a: 'new-access', r: 'new-refresh', i: null, o: SOFIA, s: ['/read-limited', 'openid'] })
  t.ok(tokens.expiresAt && tokens.expiresAt.getFullYear() > 2040)
  t.notMatch(inspect(tokens, { depth: 9 }) + JSON.stringify([tokens, { ...tokens }]), /new-/)
  t.ok(Object.isFrozen(tokens))
  const [{ form, headers } = { form: {}, headers: {} }] = provider.requests
  t.strictSame({ ...form }, { grant_type: 'refresh_token', refresh_token: OLD, client_id: CLIENT_ID, client_secret: CLIENT_SECRET })
  t.notOk('authorization' in headers, 'the credentials are in the body, so no header')
})

t.test('ANY-PERSON: an expected iD that a store has lost is refused, and does not mean anybody', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const row = {} as { orcid: string }
  const refused = { code: 'ORCID_ERR_VALIDATION', message: /not an ORCID iD/ }
  await t.rejects(orcid.userinfo(TOKEN, { orcid: row.orcid }), refused)
  await t.rejects(orcid.refresh(OLD, { orcid: row.orcid }), refused)
  t.strictSame(provider.requests, [], 'nothing was sent')
  t.equal((await orcid.userinfo(TOKEN, {})).orcid, SOFIA)
})

t.test('a refresh that brings no refresh token keeps the old one', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  for (const gone of [null, undefined]) {
    provider.token = () => provider.good({ refresh_token: gone, expires_in: gone, scope: gone })
    const { refreshToken, expiresAt, scope } = await orcid.refresh(OLD, { scope: ['/read-limited', 'openid'] })
    t.strictSame({ refreshToken, expiresAt, scope }, { refreshToken: OLD, expiresAt: null, scope: ['/read-limited', 'openid'] })
    t.equal(provider.requests.at(-1)?.form['scope'], '/read-limited openid')
  }
  provider.token = () => provider.good({ expires_in: '-1', scope: null })
  t.equal((await orcid.refresh(OLD).catch(({ code }: { code: string }) => ({ expiresAt: code }))).expiresAt, 'ORCID_ERR_OUTCOME_UNKNOWN')
  provider.token = () => provider.good({ expires_in: -1, scope: null })
  const { expiresAt, scope } = await orcid.refresh(OLD)
  t.strictSame([expiresAt, scope], [null, []], 'what ORCID does not say is not made up')
})

t.test('fifty refreshes of one token at once are one request', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  let round = 0
  provider.token = () => provider.good({ access_token: `access-${++round}` })
  const all = await Promise.all(Array.from({ length: 50 }, () => orcid.refresh(OLD)))
  t.strictSame([...new Set(all.map(({ accessToken }) => accessToken))], ['access-1'])
  t.equal(provider.requests.length, 1)
  t.equal((await orcid.refresh(OLD)).accessToken, 'access-2', 'a later one is another')
  await Promise.all([orcid.refresh(OLD), orcid.refresh(`${OLD}2`), orcid.refresh(OLD, { scope: 'openid' })])
  t.equal(provider.requests.length, 5)
  provider.token = hangUp
  const failed = await Promise.allSettled(Array.from({ length: 50 }, () => orcid.refresh(OLD)))
  t.ok(failed.every((one) => one.status === 'rejected' && one.reason.code === 'ORCID_ERR_OUTCOME_UNKNOWN'))
  t.equal(provider.requests.length, 6, 'and never sent again')
})

t.test('a refresh that answers for somebody else is refused', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  t.equal((await orcid.refresh(OLD, { orcid: SOFIA })).orcid, SOFIA)
  await t.rejects(orcid.refresh(OLD, { orcid: JOSIAH }), { code: 'ORCID_ERR_IDENTITY', cause: { reason: 'another person' } })
  for (const id of ['', 'x', '0000-0001-2345-6780']) {
    provider.token = () => provider.good({ orcid: id })
    await t.rejects(orcid.refresh(OLD), { code: 'ORCID_ERR_IDENTITY', cause: { reason: 'not an iD' } })
  }
  const sent = provider.requests.length
  for (const id of ['', null, `https://orcid.org/${SOFIA}`]) {
    await t.rejects(orcid.refresh(OLD, { orcid: id as string }), { code: 'ORCID_ERR_VALIDATION', cause: { reason: /^not an ORCID iD/ } })
  }
  t.equal(provider.requests.length, sent, 'the old token is not spent on an expectation that nobody could meet')
})

t.test('a refresh that was asked for less and brings more is refused', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  provider.token = () => provider.good({ scope: 'openid /activities/update' })
  t.strictSame((await orcid.refresh(OLD)).scope, ['openid', '/activities/update'])
  t.strictSame((await orcid.refresh(OLD, { scope: '/activities/update  openid /read-limited' })).scope, ['openid', '/activities/update'])
  await t.rejects(orcid.refresh(OLD, { scope: 'openid' }), { code: 'ORCID_ERR_BAD_RESPONSE', cause: { reason: 'more scopes than were asked for' } })
})

t.test('what the token endpoint refuses is told apart, without its prose', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const said = (error: string) => ({ error, error_description: `Unable to find refresh token ${OLD}` })
  const refusals: Array<[status: number, body: unknown, error: { code: string, cause?: object }]> = [
    [400, said('invalid_grant'), { code: 'TOKEN_INVALID' }],
    [400, said('unauthorized_client'), { code: 'TOKEN_INVALID' }],
    [400, said('invalid_request'), { code: 'TOKEN_INVALID' }],
    [400, said('invalid_scope'), { code: 'SCOPE_MISSING', cause: { missing: ['/read-limited', '/person/update'] } }],
    [401, said('invalid_client'), { code: 'CLIENT_REJECTED' }],
    [401, said('server_error'), { code: 'UNAVAILABLE' }],
    [503, '<html>', { code: 'UNAVAILABLE' }],
    [429, 'slow down', { code: 'RATE_LIMITED' }],
    [400, said('unheard_of'), { code: 'BAD_RESPONSE' }],
    [200, '<html>', { code: 'OUTCOME_UNKNOWN', cause: { statusCode: 200, reason: 'not a token answer' } }],
    [200, said('invalid_grant'), { code: 'TOKEN_INVALID' }],
    [307, '', { code: 'BAD_RESPONSE' }]
  ]
  for (const [status, body, { code, ...facts }] of refusals) {
    provider.token = (_form, reply) => reply.code(status).send(body)
    const error = await orcid.refresh(OLD, { scope: ['/read-limited', '/person/update'] }).catch((error: unknown) => error)
    t.match(error, { code: `ORCID_ERR_${code}`, ...facts })
    t.notMatch(inspect(error, { depth: 9 }), OLD)
  }
  for (const token of ['', null, 'a b']) await t.rejects(orcid.refresh(token as string), { code: 'ORCID_ERR_TOKEN_INVALID' })
})

t.test('a token is given back, and giving it back again is no failure', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  t.equal(await orcid.revoke(TOKEN), undefined)
  const [{ form, headers } = { form: {}, headers: {} }] = provider.requests
  t.strictSame({ ...form }, { token: TOKEN, client_id: CLIENT_ID, client_secret: CLIENT_SECRET })
  t.notOk('authorization' in headers)
  for (const error of ['invalid_token', 'invalid_grant']) {
    provider.revoke = (_form, reply) => reply.code(400).send({ error })
    t.equal(await orcid.revoke(TOKEN), undefined)
  }
  let calls = 0
  provider.revoke = (form, reply) => ++calls === 1 ? hangUp(form, reply) : ''
  t.equal(await orcid.revoke(TOKEN), undefined)
  t.equal(calls, 2, 'it does no harm twice')
  const refusals: Array<[status: number, body: unknown, code: string]> = [
    [401, { error: 'invalid_client', error_description: TOKEN }, 'CLIENT_REJECTED'],
    [400, { error: 'unauthorized_client' }, 'TOKEN_INVALID'],
    [500, `<h1>${TOKEN}`, 'UNAVAILABLE'],
    [503, '', 'UNAVAILABLE'],
    [429, '', 'RATE_LIMITED'],
    [404, '', 'BAD_RESPONSE']
  ]
  for (const [status, body, code] of refusals) {
    provider.revoke = (_form, reply) => reply.code(status).header('retry-after', '5').send(body)
    const error = await orcid.revoke(TOKEN).catch((error: unknown) => error)
    t.match(error, { code: `ORCID_ERR_${code}` })
    if (status === 503) t.match(error, { cause: { retryAfterSeconds: 5 } })
    t.notMatch(inspect(error, { depth: 9 }), TOKEN)
  }
  await t.rejects(orcid.revoke(undefined as unknown as string), { code: 'ORCID_ERR_VALIDATION' })
})

t.test('userinfo says who a token belongs to', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  t.strictSame({ ...await orcid.userinfo(TOKEN) }, { orcid: SOFIA, name: null, givenName: 'Sofia', familyName: 'Garcia' })
  provider.userinfo = () => ({ sub: SOFIA, name: 'S. Garcia', family_name: null })
  t.strictSame({ ...await orcid.userinfo(TOKEN, { orcid: SOFIA }) }, { orcid: SOFIA, name: 'S. Garcia', givenName: null, familyName: null })
  await t.rejects(orcid.userinfo(TOKEN, { orcid: JOSIAH }), { code: 'ORCID_ERR_IDENTITY', cause: { reason: 'another person' } })
  let calls = 0
  provider.userinfo = (form, reply) => ++calls === 1 ? hangUp(form, reply) : { sub: SOFIA }
  t.equal((await orcid.userinfo(TOKEN)).orcid, SOFIA)
  const refusals: Array<[status: number, body: unknown, code: string]> = [
    [403, { error: 'access_denied', 'error-description': 'access_token is invalid' }, 'TOKEN_INVALID'],
    [401, {}, 'TOKEN_INVALID'],
    [403, '<h1>Just a moment', 'BAD_RESPONSE'],
    [404, {}, 'BAD_RESPONSE'],
    [503, 'down', 'UNAVAILABLE'],
    [429, 'slow down', 'RATE_LIMITED'],
    [200, { sub: null }, 'BAD_RESPONSE'],
    [200, { sub: '0000-0001-2345-6780' }, 'IDENTITY']
  ]
  for (const [status, body, code] of refusals) {
    provider.userinfo = (_form, reply) => reply.code(status).send(body)
    await t.rejects(orcid.userinfo(TOKEN), { code: `ORCID_ERR_${code}` })
  }
})

t.test('P8: a token that ORCID could not check is an outage on every call, and not a dead token', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const calls = {
    read: () => orcid.record(TOKEN, SOFIA).read('person'),
    write: () => orcid.record(TOKEN, SOFIA).remove('work', 1),
    userinfo: () => orcid.userinfo(TOKEN),
    refresh: () => orcid.refresh(TOKEN),
    revoke: () => orcid.revoke(TOKEN)
  }
  const words = 'Invalid access token: Unable to obtain information from the authorization server: '
  let status = 401
  const refuse = (_form: unknown, reply: FastifyReply) =>
    reply.code(status).send({ error: 'invalid_token', error_description: words + TOKEN })
  Object.assign(provider, { record: refuse, userinfo: refuse, token: refuse, revoke: refuse })
  const answers = { read: [401], write: [401], userinfo: [401, 403], refresh: [400, 401], revoke: [400, 401] }
  for (const [name, statuses] of Object.entries(answers)) {
    for (status of statuses) {
      const failure = await calls[name as keyof typeof calls]().catch((error: unknown) => error)
      const outage = { code: 'ORCID_ERR_UNAVAILABLE', cause: { statusCode: status, retryAfterSeconds: null } }
      t.match(failure, outage, `${name}: ${status}`)
      t.notMatch(inspect(failure, { depth: 9 }), TOKEN)
    }
  }
})

t.test('no route refreshes or revokes: a request cannot end somebody\'s token', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const paths = app.printRoutes({ commonPrefix: false }).match(/\/\S+/g)
  t.strictSame(paths, ['/login/orcid', '/callback'])
})

t.test('a login asks for other scopes when its code says so, and learns what was granted', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { requiredScope: 'openid', routes: false, onLogin: undefined } as never)
  app.get('/login', async (request, reply) => {
    const { scope } = request.query as { scope?: string }
    return reply.redirect(await app.orcid.authorizationUrl(request, reply, scope === undefined ? {} : { scope: scope.split('+') }))
  })
  app.get('/mistyped', async (request, reply) => await app.orcid.authorizationUrl(request, reply, { scope: [7] as never }))
  const asked = async (scope: string) => {
    const { headers } = await app.inject(`/login${scope}`)
    return new URL(String(headers.location)).searchParams.get('scope')
  }
  t.equal(await asked(''), 'openid')
  t.equal(await asked('?scope=/activities/update%2B/person/update'), 'openid /activities/update /person/update')
  t.equal(await asked('?scope=/activities/update%2Bopenid'), 'openid /activities/update')
  for (const scope of ['', ' ', 'a,b', 'a"b', 'ä']) {
    t.equal((await app.inject(`/login?scope=${encodeURIComponent(scope)}`)).json().code, 'ORCID_ERR_OPTIONS', JSON.stringify(scope))
  }
  const plain = await startApp(t, provider, { openid: false, scope: '/authenticate' })
  plain.get('/login', async (request, reply) => ({ url: await plain.orcid.authorizationUrl(request, reply, { scope: request.headers['x-scope'] as string }) }))
  t.equal((await app.inject('/mistyped')).json().code, 'ORCID_ERR_OPTIONS')
  const url = (await plain.inject({ url: '/login', headers: { 'x-scope': '/read-limited' } })).json().url
  t.equal(new URL(url).searchParams.get('scope'), '/read-limited')
  t.match((await plain.inject({ url: '/login', headers: { 'x-scope': 'openid' } })).json().message, 'option `openid` is false')
})

t.test('a link asks for what the allow-list lists, and for nothing else', async (t) => {
  const provider = await startLyingProvider(t)
  const strict = await startApp(t, provider)
  const open = await startApp(t, provider, { scope: '/read-limited', requiredScope: '/read-limited', allowedScope: '/activities/update /person/update' })
  const asked = async (app: typeof open, query: string) => {
    const { headers, statusCode, body } = await app.inject(`/login/orcid${query}`)
    if (statusCode !== 302) return `${statusCode} ${JSON.parse(body).code} ${String(headers['set-cookie'])}`
    return new URL(String(headers.location)).searchParams.get('scope')
  }
  t.equal(await asked(strict, '?scope=/activities/update'), 'openid', 'without a list, a link has no say')
  for (const [query, scope] of [
    ['', 'openid /read-limited'],
    ['?scope=', 'openid /read-limited'],
    ['?scope=/activities/update', 'openid /read-limited /activities/update'],
    ['?scope=/activities/update+/person/update', 'openid /read-limited /activities/update /person/update'],
    ['?scope=/activities/update&scope=openid', 'openid /read-limited /activities/update'],
    ['?scope=/webhook', '400 ORCID_ERR_SCOPE_NOT_ALLOWED undefined'],
    ['?scope=/activities/update+/webhook', '400 ORCID_ERR_SCOPE_NOT_ALLOWED undefined'],
    ['?scope[a]=/activities/update&scope=%00', '400 ORCID_ERR_SCOPE_NOT_ALLOWED undefined']
  ]) t.equal(await asked(open, query as string), scope as string)
  await t.rejects(startApp(t, provider, { openid: false, scope: '/authenticate', allowedScope: 'openid' }), { message: /`allowedScope` names openid/ })
  await t.rejects(startApp(t, provider, { allowedScope: 7 as never }), { message: /option `allowedScope` must be scopes/ })

  provider.token = () => provider.good({ scope: 'openid' })
  t.equal((await logIn(open, provider)).json().code, 'ORCID_ERR_SCOPE_MISSING', 'less than requiredScope is refused')
  provider.token = () => provider.good({ scope: 'openid /read-limited /activities/update' })
  t.equal((await logIn(open, provider)).statusCode, 303)
  t.strictSame(open.logins.at(-1)?.scope, ['openid', '/read-limited', '/activities/update'])
})
