import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import fastifyOrcid, * as orcidErrors from '../../plugin/index.ts'
import { OrcidBadResponseError, OrcidConflictError, OrcidError, OrcidStateError, OrcidUnavailableError } from '../../plugin/index.ts'
import type { FastifyOrcidOptions } from '../../plugin/index.ts'
import { CLIENT_SECRET, CODE, SOFIA, comeBack, leave, logIn, sign, startApp, startLyingProvider } from '../support/lying-provider.ts'
import { RUNS } from '../support/generators.ts'
import { startLoggedApp } from '../support/logged-app.ts'
import { ROOT } from '../support/root.ts'
import { sample } from '../support/slow.ts'

const CALLBACK = '/login/orcid/callback'
const CANARY = 'c4n4ry'
const payloads = [`<script>${CANARY}</script>`, `"><img src=x onerror=${CANARY}>`, `'-${CANARY}-'`, `</title>${CANARY}`, `javascript:${CANARY}`, `{{${CANARY}}}`,
  `\r\nX-Canary: ${CANARY}`, `\u202e${CANARY}`, `\u0000${CANARY}`, `%3Cscript%3E${CANARY}`, `<!--${CANARY}`, `\u001b]0;${CANARY}`, `<svg/onload=${CANARY}>`, `&lt;${CANARY}`, CANARY]
const PARAMETERS = ['code', 'state', 'error', 'error_description', 'error_uri', 'iss', 'scope', 'session_state', 'returnTo', 'response', CANARY]

t.test('SEC-E1, SEC-G8: no page and no JSON repeats anything of a query, a cookie or a header', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const cells = ['text/html', CANARY].flatMap((accept) => payloads.flatMap((payload) => PARAMETERS.flatMap((name) =>
    [true, false].map((known) => ({ accept, payload, name, known })))))
  t.equal(cells.length, 2 * payloads.length * PARAMETERS.length * 2)
  for (const { accept, payload, name, known } of sample('callbacks that a page might repeat', cells)) {
    const { state, cookie } = known ? await leave(app, provider) : { state: '', cookie: '' }
    const query = new URLSearchParams({ state, error: 'access_denied' })
    query.set(name, payload)
    const headers = {
      accept, cookie: `${cookie}; ${CANARY}=${CANARY}`, 'x-request-id': `<script>${CANARY}`, referer: `https://x/${CANARY}`, 'user-agent': CANARY, origin: `https://${CANARY}`
    }
    const response = await app.inject({ url: `${CALLBACK}?${query}`, headers })
    if (response.statusCode < 400 || response.statusCode >= 500) t.fail(`${response.statusCode} for ${name}`)
    if ((response.body + JSON.stringify(response.headers)).includes(CANARY)) t.fail(`${name}=${payload} for ${accept}`)
  }
})

t.test('SEC-E1: an iD, a name and whatever else ORCID says stay out of the page of a login that failed', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { scope: '/read-limited', requiredScope: '/read-limited' })
  for (const [changes, claims] of [[{ scope: CANARY, name: `<b>${CANARY}` }, {}], [{ orcid: CANARY }, {}], [{ name: CANARY }, { nonce: CANARY }], [{}, { iss: CANARY }], [{ token_type: CANARY }, {}]]) {
    provider.token = () => provider.good(changes, claims)
    for (const accept of ['text/html', 'application/json']) {
      const { state, cookie } = await leave(app, provider)
      const response = await app.inject({ url: CALLBACK, query: { code: `${CODE}${state}`, state }, headers: { cookie, accept } })
      t.ok(response.statusCode >= 400)
      for (const secret of [CANARY, SOFIA, state, CODE]) t.notMatch(response.body + JSON.stringify({ ...response.headers, 'set-cookie': '' }), secret)
    }
  }
})

t.test('SEC-E2: every page says what it is, and lets a browser guess, load and frame nothing', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  for (const [accept, type] of [['text/html', 'text/html; charset=utf-8'], ['application/json', 'application/json; charset=utf-8'], ['*/*', 'application/json; charset=utf-8']] as const) {
    for (const url of [CALLBACK, `${CALLBACK}?code=x&state=y`]) {
      t.match((await app.inject({ url, headers: { accept } })).headers, {
        'content-type': type,
        'x-content-type-options': 'nosniff',
        'content-security-policy': /^default-src 'none';.* base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/
      })
    }
  }
})

/** Every class of error, made with evidence that no one outside may see. */
const classes = Object.entries(orcidErrors).filter(([name]) => /^Orcid\w*Error$/.test(name))
const made = classes.map(([name, Made]) => {
  const cause = { reason: CANARY, nested: { token: CANARY } }
  const Class = Made as unknown as new (...args: unknown[]) => OrcidError
  const isTold = name === 'OrcidOptionsError' || name === 'OrcidError'
  return [name, isTold ? new Class('a message', { cause }) : new Class({ cause })] as const
})

t.test('SEC-E4: what a browser gets of an error is a code, a status and a constant sentence; evidence stays in the log', async (t) => {
  t.ok(made.length >= 35)
  for (const [name, error] of made) {
    t.notMatch(String(error) + error.message + String(error.stack), CANARY, name)
    const app = Fastify()
    app.get('/', async () => { throw error })
    const { body, headers } = await app.inject('/')
    t.notMatch(body + JSON.stringify(headers), CANARY)
    t.strictSame(Object.keys(JSON.parse(body)).filter((key) => !['statusCode', 'code', 'error', 'message'].includes(key)), [])
  }
})

t.test('SEC-E4: a message ends with a place for developers, which neither the page nor the JSON of a sign-in has', async (t) => {
  for (const [name, error] of made.filter(([name]) => name !== 'OrcidError')) {
    const place = ` See node_modules/fastify-orcid/docs/errors.md#${error.code.toLowerCase()}`
    t.equal(error.message, (name === 'OrcidOptionsError' ? 'a message' : error.publicMessage) + place, name)
    t.ok(String(error.stack).includes(place), name)
    t.notMatch(error.publicMessage, /node_modules|\.md/, name)
  }
  const provider = await startLyingProvider(t)
  const { app, lines } = await startLoggedApp(t, provider)
  for (const accept of ['text/html', 'application/json']) {
    const { statusCode, body } = await app.inject({ url: CALLBACK, headers: { accept } })
    t.equal(statusCode, 400)
    t.match(body, 'This link does not belong to a sign-in that was started here.')
    t.notMatch(body, /node_modules|\.md/)
  }
  const place = '#orcid_err_state'
  t.equal(lines().filter(({ msg }) => msg.endsWith(place)).length, 2, 'the log has it for both')
})

t.test('SEC-E8: each failure has a status that says so, and the visitor\'s alone never start with 5', async (t) => {
  for (const [name, { statusCode, code }] of made) {
    t.ok(statusCode !== undefined && statusCode >= 400 && statusCode < 600, name)
    t.match(code, /^ORCID_ERR/)
  }
  const visitors = ['ACCESS_DENIED', 'LOGIN_REQUIRED', 'STATE', 'TRANSACTION_MISSING', 'TRANSACTION_INVALID', 'TRANSACTION_EXPIRED', 'TRANSACTION_SPENT', 'CALLBACK_INVALID',
    'ISSUER_MISMATCH', 'AUTHORIZATION', 'CODE_REJECTED', 'NONCE_MISMATCH', 'SCOPE_MISSING', 'SCOPE_NOT_ALLOWED', 'ACCOUNT_CHANGED', 'NOT_NAVIGATED', 'CROSS_SITE', 'RETURN_TO', 'STALE_SIGN_IN']
  for (const code of visitors) {
    const error = made.find(([, error]) => error.code === `ORCID_ERR_${code}`)?.[1]
    t.ok(error?.statusCode && error.statusCode < 500, code)
  }
})

t.test('SEC-E3: whatever breaks below, the browser is told nothing of it', async (t) => {
  const provider = await startLyingProvider(t)
  const thrown = Object.assign(new Error(`lost ${CANARY}`), { code: 'UND_MOCK_ERR_MOCK_NOT_MATCHED', name: 'MockNotMatchedError' })
  const broken = await startApp(t, provider, { dispatcher: { dispatch () { throw thrown } } as never })
  const response = await logIn(broken, provider)
  t.match(response.json(), { code: /^ORCID_ERR_/ }, 'undici\'s own messages can quote the body of a request')
  t.notMatch(response.body, CANARY)
  const app = await startApp(t, provider)
  const answers = [
    () => { throw new Error(CANARY) }, () => provider.good({ [CANARY]: 1, orcid: 7 }),
    async () => provider.good({ id_token: await sign({ sub: CANARY, [CANARY]: 1 }) })
  ]
  for (const token of answers) {
    provider.token = token
    const { statusCode, body } = await logIn(app, provider)
    t.ok(statusCode >= 500)
    t.notMatch(body, CANARY)
  }
})

t.test('SEC-E5: fourteen wrong id_tokens and six wrong cookies are told apart by nobody outside', async (t) => {
  const provider = await startLyingProvider(t)
  const { app, lines } = await startLoggedApp(t, provider)
  const now = Math.floor(Date.now() / 1000)
  const bodies = new Set<string>()
  const wrong = [{ iss: 'x' }, { aud: 'x' }, { sub: undefined }, { exp: now - 999 }, { exp: undefined }, { iat: undefined }, { iat: now + 999 }, { nbf: now + 999 }, { azp: 'x' }, { at_hash: 'x' }, { aud: ['x', 'y'] }]
  for (const claims of wrong) {
    provider.token = () => provider.good({}, claims)
    bodies.add((await logIn(app, provider)).body)
  }
  for (const header of [{ kid: 'x' }, { typ: 'at+jwt' }]) {
    provider.token = () => provider.good({}, {}, header)
    bodies.add((await logIn(app, provider)).body)
  }
  provider.token = async () => provider.good({ id_token: await sign({}, {}, true) })
  bodies.add((await logIn(app, provider)).body)
  t.equal(bodies.size, 1)
  type Logged = { cause?: { reason?: string } } | undefined
  const reasons = new Set(lines().flatMap(({ err }) => (err as Logged)?.cause?.reason ?? []))
  t.ok(reasons.size > 8, `but the log has the reason: ${[...reasons].join(', ')}`)
  const refused = new Set<string>()
  const { state, cookie } = await leave(app, provider)
  const [name] = cookie.split('=')
  const other = (await leave(app, provider)).cookie.split('=')[1]
  for (const value of ['', 'x', 'A'.repeat(200), other, cookie.slice(0, -4), `${cookie.split('=')[1]}A`]) {
    refused.add((await comeBack(app, { code: CODE, state }, `${name}=${value}`)).body)
  }
  t.equal(refused.size, 1)
})

t.test('SEC-E6: a registration that was refused leaves nothing behind, and the app does not start', async (t) => {
  const provider = await startLyingProvider(t)
  for (const changes of [{ clientSecret: '' }, { redirectUri: 'http://app.example/cb' }, { scope: 'a,b' }, { onLogin: null }, { secret: 'short' }, { environment: {} }, { typo: 1 }]) {
    const app: FastifyInstance = Fastify()
    app.register(fastifyOrcid, { ...provider.options, onLogin: () => {}, ...changes } as FastifyOrcidOptions)
    await t.rejects(async () => { await app.ready() }, { code: 'ORCID_ERR_OPTIONS' })
    t.notOk(app.hasDecorator('orcid'))
    await app.close()
  }
  const app = await startApp(t, provider)
  app.get('/me', async (request) => ({ keys: Object.keys(request).filter((key) => /orcid|user|login/i.test(key)) }))
  t.strictSame((await app.inject('/me')).json(), { keys: [] }, 'no request says that somebody is signed in; only onLogin does')
})

t.test('SEC-E7: no bytes on the wire end the process', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const failures: unknown[] = []
  const note = (error: unknown) => { failures.push(error) }
  process.on('unhandledRejection', note)
  t.teardown(() => { process.off('unhandledRejection', note) })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const { cookie, state } = await leave(app, provider)
  const targets = [CALLBACK, `${CALLBACK}?%E0%A4%A`, `${CALLBACK}?code=%&state=%zz`, `${CALLBACK}?${'&'.repeat(4000)}`, '/login/orcid?returnTo=%E0%A4%A', '/login/%zz', `${CALLBACK}?state[]=x&__proto__[a]=b`,
    `${CALLBACK}?state=${state}&code=\u0080`, 'http://[::1/login/orcid', `${CALLBACK}#?code`, '/login/orcid;returnTo=//x', '*']
  const extras = ['', 'Cookie: ;;;=;', `Cookie: ${cookie}=; ${'a=b;'.repeat(900)}`, 'Authorization: Bearer %', 'Cookie: \u00a0=\u00ff', 'Host: a b', 'Content-Type: application/json\ta', 'Accept: ' + 'x,'.repeat(3000),
    'X-Forwarded-Host: ,,,', 'Sec-Fetch-Dest: \u00ff', 'Content-Length: 5', 'Transfer-Encoding: chunked', 'Purpose: \u0080prefetch']
  const methods = ['GET', 'HEAD', 'POST', 'PROPFIND', 'OPTIONS', 'BREW']
  let sent = 0
  for (const method of methods) {
    for (const target of targets) {
      for (const extra of extras.slice(0, Math.max(13, Math.ceil(RUNS / 20)))) {
        await new Promise<void>((resolve) => {
          const socket = connect(port, '127.0.0.1', () => socket.end(Buffer.from(`${method} ${target} HTTP/1.1\r\nHost: x\r\n${extra}\r\n\r\n`, 'latin1')))
          socket.on('error', () => {}).on('close', () => { resolve() }).resume()
        })
        sent++
      }
    }
  }
  t.ok(sent > 700)
  t.strictSame(failures, [])
  t.equal((await logIn(app, provider)).statusCode, 303, 'and the next visitor signs in')
})

t.test('SEC-E9: a 404 and its log line leave the code out, in an app that follows SECURITY.md', async (t) => {
  const provider = await startLyingProvider(t)
  const written: string[] = []
  const [, block = ''] = /```ts\n([^]*?)```/.exec(await readFile(new URL('SECURITY.md', ROOT), 'utf8')) ?? []
  const withStream = (options: { logger: object }) =>
    Fastify({ ...options, logger: { ...options.logger, stream: { write: (line: string) => { written.push(line) } } } })
  // eslint-disable-next-line no-new-func -- what a reader copies is what is run
  const app = new Function('Fastify', `${block}; return app`)(withStream) as FastifyInstance
  t.teardown(() => app.close())
  await app.register(fastifyOrcid, { ...provider.options, onLogin: () => {} } as unknown as FastifyOrcidOptions)
  for (const path of ['/login/orcid/callbak', `${CALLBACK}/`, '/login//orcid/callback', '/']) {
    const response = await app.inject(`${path}?code=${CANARY}&state=${CANARY}`)
    t.equal(response.statusCode, 404)
    t.notMatch(response.body, CANARY)
  }
  t.match(written.join(''), '"url":"/login/orcid/callbak"')
  t.notMatch(written.join(''), CANARY)
})

t.test('SEC-G1, SEC-G2: a whole login at trace, by every ending, logs paths and codes of ours and no value', async (t) => {
  const provider = await startLyingProvider(t)
  const { app, log, lines } = await startLoggedApp(t, provider, { pkce: 'S256' })
  const secrets = [CLIENT_SECRET, CODE]
  for (const token of [() => provider.good(), () => provider.good({ error: 'invalid_grant' }), () => provider.good({}, { nonce: 'x' })]) {
    provider.token = token
    const { state, cookie } = await leave(app, provider, `/login/orcid?returnTo=/${CANARY}`)
    secrets.push(state, provider.nonce, cookie.split('=')[1] ?? '', CANARY)
    await comeBack(app, { code: `${CODE}${state}`, state }, cookie)
  }
  await comeBack(app, { code: CODE, state: 'bad' })
  for (const { form } of provider.requests) secrets.push(...['code_verifier', 'code'].flatMap((name) => form[name] ?? []))
  const { access_token: access, refresh_token: refresh, id_token: id } = await provider.good()
  secrets.push(String(access), String(refresh), String(id).slice(0, 20))
  for (const secret of secrets) t.notMatch(log(), secret)
  const urls = lines().flatMap(({ req }) => (req as { url?: string } | undefined)?.url ?? [])
  t.strictSame([...new Set(urls)].sort(), ['/login/orcid', CALLBACK])
})

t.test('SEC-G3: neither the app, its options nor its decorator shows a secret when it is inspected', async (t) => {
  const provider = await startLyingProvider(t)
  const secret = 'cookie-key-canary-of-32-characters-and-more'
  const app = await startApp(t, provider, { secret })
  await logIn(app, provider)
  const { access_token: access } = await provider.good()
  const inspected = (thing: object, depth: number) => inspect(thing, { depth, showHidden: true })
  const shown = inspected(app, 5) + inspected(app.orcid, 12) + JSON.stringify(app.orcid)
  // A megabyte, which tap would print for a difference that nobody reads.
  for (const hidden of [CLIENT_SECRET, secret, CODE, String(access)]) t.notOk(shown.includes(hidden), hidden)
  const wrong = { secret: secret.slice(0, 20), clientSecret: 'c1ient secret' }
  const refusal = await startApp(t, provider, wrong)
    .then(() => '', (error) => inspect(error, { depth: 9, showHidden: true }))
  t.match(refusal, 'ORCID_ERR_OPTIONS')
  t.notMatch(refusal, /cookie-key|c1ient/)
})

t.test('SEC-G5: no parameter, header or name makes a log line of its own', async (t) => {
  const provider = await startLyingProvider(t)
  const { app, log, lines } = await startLoggedApp(t, provider)
  const forged = '\n{"level":60,"msg":"forged"}\r\n\u2028\u001b[2J'
  for (const path of ['/login/orcid', CALLBACK]) {
    await app.inject({ url: `${path}?${new URLSearchParams({ state: forged, code: forged, returnTo: forged, error: forged })}`, headers: { host: 'a\u0085b', 'user-agent': 'x\u2028y' } })
  }
  provider.token = () => provider.good({ name: forged })
  await logIn(app, provider)
  t.ok(lines().every(({ msg }) => msg !== 'forged'), 'every line is one of JSON')
  t.notMatch(log(), 'forged')
})

t.test('SEC-G6: of a person who signs in the plugin logs neither iD nor name', async (t) => {
  const provider = await startLyingProvider(t)
  const { app, log } = await startLoggedApp(t, provider)
  t.equal((await logIn(app, provider)).statusCode, 303)
  provider.token = () => provider.good({ orcid: '0000-0002-1694-233X' })
  t.equal((await logIn(app, provider)).json().code, 'ORCID_ERR_IDENTITY')
  for (const personal of [SOFIA, '0000-0002-1694-233X', 'Sofia', 'Garcia']) t.notMatch(log(), personal)
})

t.test('SEC-G7: whatever errors say, they have the codes of one short list', async (t) => {
  const provider = await startLyingProvider(t)
  const codes = new Set<string>()
  const onFailure: FastifyOrcidOptions['onFailure'] = (_request, reply, { statusCode, code, publicMessage, cause }) =>
    reply.code(statusCode).send(JSON.stringify([code, publicMessage, cause]))
  const app = await startApp(t, provider, { onFailure })
  const labels = new Set<string>()
  for (let i = 0; i < 60; i++) {
    const { state, cookie } = await leave(app, provider)
    const { body } = await comeBack(app, { error: `odd_${i}`, error_description: `${i}`, state }, cookie)
    labels.add(body)
    provider.token = (_form, reply) => reply.code(400 + i % 30).send({ error: `strange_${i}` })
    codes.add(JSON.parse((await logIn(app, provider)).body)[0])
  }
  t.strictSame([...labels], [JSON.stringify(['ORCID_ERR_AUTHORIZATION', 'ORCID refused the sign-in request.', { error: 'unknown' }])])
  t.ok(codes.size <= 3, [...codes].join())
})

t.test('SEC-G9: what tracing sees of our requests to ORCID has no secret in its address or headers', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const seen: string[] = []
  const note = (message: unknown) => {
    const { request } = message as { request: Record<string, unknown> }
    const [origin, path, headers] = [request['origin'], request['path'], request['headers']]
    seen.push(JSON.stringify([origin, path, headers]))
  }
  subscribe('undici:request:create', note)
  t.teardown(() => unsubscribe('undici:request:create', note))
  t.equal((await logIn(app, provider)).statusCode, 303)
  t.equal(seen.length, 2)
  for (const secret of [CODE, CLIENT_SECRET, provider.nonce, 'state']) t.notMatch(seen.join(), secret)
})

t.test('SEC-G8: the code on an error page is ours, whatever request id a proxy or an attacker sent', async (t) => {
  const provider = await startLyingProvider(t)
  const app: FastifyInstance = Fastify({ requestIdHeader: 'x-request-id' })
  t.teardown(() => app.close())
  await app.register(fastifyOrcid, { ...provider.options, onLogin: () => {} } as unknown as FastifyOrcidOptions)
  const headers = { accept: 'text/html', 'x-request-id': `<script>${CANARY}` }
  const { body } = await app.inject({ url: CALLBACK, headers })
  t.match(body, /<code>[2-9A-HJ-NP-Z]{12}<\/code>/)
  t.notMatch(body, CANARY)
})

t.test('a switch over `code` tells the type of `cause`, and every class is a type of its own', async (t) => {
  const isConflict = (error: OrcidConflictError): number | null => error.cause.putCode
  function tell (error: unknown): unknown {
    if (!(error instanceof OrcidError)) return 'another error'
    switch (error.code) {
      case 'ORCID_ERR_CONFLICT': return isConflict(error)
      case 'ORCID_ERR_UNAVAILABLE': return error.cause.retryAfterSeconds
      case 'ORCID_ERR_BAD_RESPONSE': return error.cause?.reason
      default: return error.publicMessage
    }
  }
  const refusal = { statusCode: 409, errorCode: 9021 }
  t.strictSame([
    tell(new OrcidConflictError({ cause: { ...refusal, putCode: 7 } })),
    tell(new OrcidUnavailableError({ cause: { statusCode: 503, retryAfterSeconds: 2 } })),
    tell(new OrcidBadResponseError({ cause: { reason: 'not JSON' } })),
    tell(new OrcidStateError()),
    tell(new Error('x'))
  ], [7, 2, 'not JSON', 'This link does not belong to a sign-in that was started here.', 'another error'])
})
