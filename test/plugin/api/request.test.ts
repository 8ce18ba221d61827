import { inspect } from 'node:util'
import type { FastifyReply } from 'fastify'
import fc from 'fast-check'
import t from 'tap'
import { displayName, safeHttpUrl, visibleEmails } from '../../../plugin/index.ts'
import type { OrcidPerson } from '../../../plugin/index.ts'
import { SOFIA, comeBack, leave, logIn, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import { SEED } from '../../support/generators.ts'
import { startStranger } from '../../support/logged-app.ts'

const ADA = '0000-0002-1694-233X'
const ACCESS = 'access-token-canary'
const REFRESH = 'refresh-token-canary'

t.test('SEC-X1: a login leaves no token in a cookie, a page, or a login that is serialised', async (t) => {
  const provider = await startLyingProvider(t)
  const { access_token: access, refresh_token: refresh } = await provider.good()
  const app = await startApp(t, provider)
  const plain = await logIn(app, provider)
  const echoing = await startApp(t, provider, { onLogin: async (_request, _reply, login) => login })
  const echoed = await logIn(echoing, provider)
  const hidden = '[redacted]'
  t.match(echoed.json(), { orcid: SOFIA, tokens: { accessToken: hidden, refreshToken: hidden, idToken: hidden } })
  const [login] = app.logins
  const headers = JSON.stringify([plain.headers, echoed.headers])
  const shown = [plain.body, headers, echoed.body, JSON.stringify(login),
    inspect(login, { depth: 9, showHidden: true }), JSON.stringify(structuredClone(login?.tokens)), `${login?.tokens}`, JSON.stringify({ ...login?.tokens })]
  for (const secret of [access, refresh, 'eyJ']) t.notMatch(shown.join(), String(secret))
  t.equal(login?.tokens.accessToken, access, 'whoever wants it asks for it by name')
})

t.test('SEC-X2: fifty refreshes at once are one, and none of them is retried when its end is unknown', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const fifty = await Promise.all(Array.from({ length: 50 }, () => orcid.refresh(REFRESH)))
  t.equal(provider.requests.length, 1)
  t.equal(new Set(fifty.map(({ accessToken }) => accessToken)).size, 1)
  provider.token = (_form, reply) => reply.raw.destroy()
  const ends = await Promise.allSettled([orcid.refresh(REFRESH), orcid.refresh(REFRESH), orcid.refresh('another')])
  t.equal(provider.requests.length, 3)
  for (const end of ends) t.match(end, { status: 'rejected', reason: { code: 'ORCID_ERR_OUTCOME_UNKNOWN' } })
})

t.test('SEC-X3, SEC-I18: an answer about somebody else is refused, be it a refresh or userinfo', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  provider.token = () => provider.good({ orcid: ADA, id_token: 'a.b.c' })
  await t.rejects(orcid.refresh(REFRESH, { orcid: SOFIA }), { code: 'ORCID_ERR_IDENTITY' })
  for (const sub of [ADA, `${SOFIA} `, `https://orcid.org/${SOFIA}`, '', 'x']) {
    provider.userinfo = () => ({ sub, name: 'Sofia Garcia' })
    await t.rejects(orcid.userinfo(ACCESS, { orcid: SOFIA }), { code: 'ORCID_ERR_IDENTITY' }, sub)
  }
  for (const sub of [undefined, null, 7, [SOFIA], { sub: SOFIA }]) {
    provider.userinfo = () => ({ sub })
    await t.rejects(orcid.userinfo(ACCESS), { code: 'ORCID_ERR_BAD_RESPONSE' })
  }
})

t.test('SEC-X4: a refresh brings what ORCID says it may do, and one asked to do less is refused when it does more', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  for (const [scope, granted] of [['/read-limited', ['/read-limited']], ['', []]] as const) {
    provider.token = () => provider.good({ scope })
    t.strictSame((await orcid.refresh(REFRESH, { scope: '/read-limited' })).scope, granted)
  }
  provider.token = () => provider.good({ scope: '/read-limited /activities/update' })
  t.strictSame((await orcid.refresh(REFRESH)).scope, ['/read-limited', '/activities/update'])
  await t.rejects(orcid.refresh(REFRESH, { scope: '/read-limited' }), { code: 'ORCID_ERR_BAD_RESPONSE' })
})

t.test('SEC-X5: only 200 and a token that is gone already are a revocation, and no error repeats the token', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider, { timeoutMs: 200 })
  const answers: Array<[answer: (form: unknown, reply: FastifyReply) => unknown, code: string]> = [
    [(_form, reply) => reply.code(503).header('retry-after', '9').send(ACCESS), 'UNAVAILABLE'],
    [(_form, reply) => reply.code(500).send({ error: ACCESS }), 'UNAVAILABLE'],
    [(_form, reply) => reply.code(400).send({ error: 'invalid_request', error_description: ACCESS }), 'TOKEN_INVALID'],
    [(_form, reply) => reply.code(401).send({ error: 'invalid_client', error_description: ACCESS }), 'CLIENT_REJECTED'],
    [(_form, reply) => reply.code(204).send(), 'BAD_RESPONSE'],
    [(_form, reply) => reply.code(404).send(ACCESS), 'BAD_RESPONSE'],
    [(_form, reply) => { reply.hijack() }, 'TIMEOUT'],
    [(_form, reply) => { reply.raw.destroy() }, 'OUTCOME_UNKNOWN']
  ]
  for (const [answer, code] of answers) {
    provider.revoke = answer
    const error = await orcid.revoke(ACCESS).then(() => 'passed for done', (error: Error) => error)
    t.match(error, { code: `ORCID_ERR_${code}` })
    t.notMatch(inspect(error, { depth: 9, showHidden: true }), ACCESS)
  }
})

t.test('SEC-X6: no request revokes or refreshes: the routes are the login and the callback', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  await app.ready()
  const routes = app.printRoutes({ commonPrefix: false })
  t.strictSame(routes.match(/\((?:GET|POST|PUT|DELETE)\b[^)]*\)/g)?.length, 3, routes) // The third refuses a callback with a slash too many.
  for (const path of ['revoke', 'refresh', 'logout', 'token', 'userinfo', 'record']) {
    for (const method of ['GET', 'POST'] as const) {
      const response = await app.inject({ method, url: `/login/orcid/${path}?token=${ACCESS}` })
      t.equal(response.statusCode, 404)
    }
  }
  t.equal(provider.requests.length, 0)
})

t.test('SEC-A1: no iD but a right one, and no part or number but a known one, becomes a path', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const written = ['../../oauth/token?', '..', '', '/', `${SOFIA}/../${ADA}`, `${SOFIA}?x`, `${SOFIA}#`, `${SOFIA}%2f`, `${SOFIA}\n`, SOFIA.replaceAll('-', ''), ADA.toLowerCase(), `https://orcid.org/${SOFIA}`, '0000-0001-2345-6780', null, undefined, 7, [SOFIA], { toString: () => SOFIA }]
  const made = fc.sample(fc.anything(), { seed: SEED, numRuns: 500 })
  for (const id of [...written, ...made]) t.throws(() => orcid.record(ACCESS, id as string), { code: 'ORCID_ERR_VALIDATION' })
  const { read, remove } = orcid.record(ACCESS, SOFIA)
  for (const part of ['../works', 'works/1', 'works?x', '__proto__', 'constructor', 'toString', '', null, ['works'], 7]) {
    await t.rejects(read(part as never), { code: 'ORCID_ERR_VALIDATION' })
    await t.rejects(remove(part as never, 1), { code: 'ORCID_ERR_VALIDATION' })
  }
  for (const putCode of ['1/../2', '1', -1, 0, 1.5, NaN, 1e21, null, [1], { valueOf: () => 1 }]) {
    await t.rejects(remove('work', putCode as never), { code: 'ORCID_ERR_VALIDATION' })
    await t.rejects(read('works', { putCodes: [putCode as never] }), { code: 'ORCID_ERR_VALIDATION' })
  }
  t.equal(provider.requests.length, 0)
})

t.test('SEC-A2, SEC-A3: a token goes to the host it was asked for, in a header, and nowhere else', async (t) => {
  const provider = await startLyingProvider(t)
  const stranger = await startStranger(t)
  const { orcid } = await startApp(t, provider)
  for (const location of [`${stranger.origin}/v3.0/${ADA}/person`, `//${new URL(stranger.origin).host}/v3.0/${ADA}/person`, `${provider.issuer.replace('//', '//x@')}:1/v3.0/${ADA}/person`,
    `${provider.issuer}.evil.example/v3.0/${ADA}/person`, `https://orcid.org/${ADA}`, '/v3.0/nobody', `/v3.0/${SOFIA}/person`, 'http://', '\\\\evil.example']) {
    provider.record = (_form, reply) => reply.code(301).header('location', location).send('')
    provider.requests.length = 0
    await t.rejects(orcid.record(ACCESS, SOFIA).read('person'), { code: 'ORCID_ERR_BAD_RESPONSE' }, location)
    t.equal(provider.requests.length, 1)
  }
  provider.record = (_form, reply) => reply.code(307).header('location', `/v3.0/${ADA}/person`).send('')
  await t.rejects(orcid.record(ACCESS, SOFIA).read('person'), { code: 'ORCID_ERR_BAD_RESPONSE' })
  t.strictSame(stranger.seen, [])
  for (const { url, headers } of provider.requests) {
    t.equal(headers['authorization'], `Bearer ${ACCESS}`)
    t.notMatch(url, 'canary')
  }
  for (const token of ['a b', 'a\r\nx: y', '', 'é', 'x'.repeat(5000), null]) {
    t.throws(() => orcid.record(token as string, SOFIA), { code: 'ORCID_ERR_TOKEN_INVALID' })
  }
  t.throws(() => orcid.record({ toString: () => 'x' } as unknown as string, SOFIA), { code: 'ORCID_ERR_VALIDATION' })
})

t.test('SEC-A4: a record that is another person\'s, merged, locked or gone says so by its own error', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const { read } = orcid.record(ACCESS, SOFIA)
  provider.record = () => ({ path: `/${ADA}/person`, name: null, emails: null })
  await t.rejects(read('person'), { code: 'ORCID_ERR_IDENTITY' })
  provider.record = () => ({ 'orcid-identifier': { path: ADA }, person: null, 'activities-summary': null })
  await t.rejects(read('record'), { code: 'ORCID_ERR_IDENTITY' })
  for (const [status, number, code] of [[409, 9007, 'DEPRECATED'], [409, 9018, 'LOCKED'], [409, 9044, 'DEACTIVATED'], [404, 9016, 'NOT_FOUND']] as const) {
    provider.record = (_form, reply) => reply.code(status).send({ 'error-code': number, 'developer-message': `moved to ${ADA}` })
    await t.rejects(read('person'), { code: `ORCID_ERR_${code}`, cause: number === 9007 ? { movedTo: ADA } : {} })
  }
})

t.test('SEC-A5: no link of a record is one that runs', async (t) => {
  for (const url of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', '\u0001javascript:alert(1)', ' javascript:alert(1)', 'java\tscript:alert(1)', 'data:text/html,<script>', 'vbscript:x', 'blob:https://x/y', 'file:///etc/passwd', '//evil.example', '/x', '', null, undefined]) {
    t.equal(safeHttpUrl(url as string), null, JSON.stringify(url))
  }
  t.equal(safeHttpUrl('https://roses.example/?a=1'), 'https://roses.example/?a=1')
})

t.test('SEC-A6, SEC-C31: an address that nobody verified never comes before one that was, and is never an identity', async (t) => {
  const person = { emails: { email: [{ email: 'eve@mock.example', verified: false, primary: true }, { email: 'sofia@mock.example', verified: true, primary: false }] } }
  t.strictSame(visibleEmails(person as unknown as OrcidPerson).map(({ verified }) => verified), [true, false])
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  provider.token = () => provider.good({ email: 'sofia@mock.example' }, { email: 'sofia@mock.example' })
  t.equal((await logIn(app, provider)).statusCode, 303)
  t.notOk('email' in (app.logins[0] ?? {}))
})

t.test('SEC-A7: of a record without end no more is read than sixteen megabytes', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  let sent = 0
  provider.record = (_form, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, { 'content-type': 'application/json' })
    const more = () => {
      while (!reply.raw.destroyed && reply.raw.write(Buffer.alloc(262_144, ' '))) sent += 262_144
    }
    reply.raw.on('drain', more)
    more()
  }
  await t.rejects(orcid.record(ACCESS, SOFIA).read('works'), { code: 'ORCID_ERR_BAD_RESPONSE', cause: { reason: 'too large' } })
  t.ok(sent < 64 * 1024 * 1024, 'the connection was closed')
})

t.test('SEC-A8: a record full of nulls is read, and shown, without an error', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null })
  const text = orNull(fc.record({ value: fc.string() }))
  const address = fc.record({ email: fc.string(), verified: fc.boolean(), primary: fc.boolean() })
  const sparse = fc.record({
    name: orNull(fc.record({ 'given-names': text, 'family-name': text, 'credit-name': text }, { requiredKeys: [] })),
    emails: orNull(fc.record({ email: fc.array(address, { maxLength: 2 }) })),
    biography: orNull(fc.record({ content: orNull(fc.string()) })),
    'other-names': orNull(fc.record({ 'other-name': fc.constant([]) })),
    addresses: fc.constant(null)
  }, { requiredKeys: ['name', 'emails'] })
  for (const person of fc.sample(sparse, { seed: SEED, numRuns: 200 })) {
    provider.record = () => person
    const read = await orcid.record(ACCESS, SOFIA).read('person')
    t.type(displayName(read) ?? '', 'string')
    t.ok(Array.isArray(visibleEmails(read)))
  }
})

t.test('SEC-A9: a limit that was reached is reported with its time, and not knocked at again', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  provider.record = (_form, reply) => reply.code(429).header('retry-after', '2').send('slow down')
  await t.rejects(orcid.record(ACCESS, SOFIA).read('person'), { code: 'ORCID_ERR_RATE_LIMITED', cause: { retryAfterSeconds: 2 } })
  provider.record = (_form, reply) => reply.code(503).send('')
  await t.rejects(orcid.record(ACCESS, SOFIA).read('person'), { code: 'ORCID_ERR_UNAVAILABLE' })
  t.equal(provider.requests.length, 2)
})

t.test('SEC-A10: two people never share an answer, at once or one after the other', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  let asked = 0
  provider.record = () => ({ name: { 'credit-name': { value: String(asked++) } }, emails: null })
  const nameFor = async (token: string) => displayName(await orcid.record(token, SOFIA).read('person'))
  const names = await Promise.all(['a', 'b', 'a'].map(nameFor))
  t.equal(new Set(names).size, 3)
  t.strictSame(provider.requests.map(({ headers }) => headers['authorization']).sort(), ['Bearer a', 'Bearer a', 'Bearer b'])
})

t.test('SEC-X7, SEC-S2: a client secret that ORCID replaced is a loud failure, and the app goes on with the new one', async (t) => {
  const provider = await startLyingProvider(t)
  let known = provider.options.clientSecret
  const { token } = provider
  provider.token = async (form, reply) => form['client_secret'] === known ? await token(form, reply) : reply.code(401).send({ error: 'invalid_client' })
  const secret = 'of the cookies, so that they outlive the other one'
  const before = await startApp(t, provider, { secret })
  known = 'the-replacement'
  const after = await startApp(t, provider, { secret, clientSecret: known })
  t.match((await logIn(before, provider)).json(), { statusCode: 500, code: 'ORCID_ERR_CLIENT_REJECTED' })
  await t.rejects(before.orcid.refresh(REFRESH), { code: 'ORCID_ERR_CLIENT_REJECTED' })
  const { state, cookie } = await leave(before, provider)
  t.equal((await comeBack(after, { code: 'fresh', state }, cookie)).statusCode, 303, 'a login that began before ends after')
  t.equal((await after.orcid.refresh(REFRESH)).orcid, SOFIA, 'a refresh token is the client\'s, whichever its secret')
})
