import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { FastifyReply } from 'fastify'
import t from 'tap'
import { Agent } from 'undici'
import type { OrcidEnvironment } from '../../../plugin/index.ts'
import { SELF_SIGNED } from '../../fixtures/self-signed.ts'
import { codePoint } from '../../support/code-point.ts'
import { CLIENT_SECRET, CODE, SOFIA, comeBack, followRestart, leave, logIn, sign, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import type { App, LyingProvider } from '../../support/lying-provider.ts'
import { SEED } from '../../support/generators.ts'
import { startLoggedApp, startStranger } from '../../support/logged-app.ts'

const ADA = '0000-0002-1694-233X'
const posts = ({ requests }: LyingProvider) => requests.filter(({ url }) => url === '/oauth/token')

/** What the app says to a login: its code, or `in`. */
async function verdict (app: App, provider: LyingProvider): Promise<string> {
  const response = await logIn(app, provider)
  return response.statusCode === 303 ? 'in' : response.json().code.replace('ORCID_ERR_', '')
}

t.test('SEC-T1: no redirect takes a secret, a code or a token anywhere, from whichever endpoint', async (t) => {
  const provider = await startLyingProvider(t)
  const stranger = await startStranger(t)
  const app = await startApp(t, provider)
  const { good, jwks } = { good: provider.token, jwks: provider.jwks }
  for (const status of [301, 302, 303, 307, 308]) {
    const away = (_form: unknown, reply: FastifyReply) => reply.redirect(`${stranger.origin}/`, status)
    Object.assign(provider, { token: away, userinfo: away, revoke: away, record: away })
    t.equal(await verdict(app, provider), 'BAD_RESPONSE')
    const { orcid } = app
    const calls = [() => orcid.userinfo('token'), () => orcid.revoke('token'), () => orcid.refresh('token'),
      () => orcid.record('token', SOFIA).read('person'), () => orcid.record('token', SOFIA).remove('work', 1)]
    for (const ask of calls) {
      await t.rejects(ask as () => Promise<void>, { code: 'ORCID_ERR_BAD_RESPONSE' }, `${status}`)
    }
    const fresh = await startApp(t, provider)
    Object.assign(provider, { token: good, jwks: away })
    t.equal(await verdict(fresh, provider), 'KEYS_UNAVAILABLE')
    Object.assign(provider, { jwks })
  }
  t.strictSame(stranger.seen, [])
})

t.test('SEC-T2, SEC-O11: no endpoint may be plain http, except on this machine', async (t) => {
  const provider = await startLyingProvider(t)
  const { environment } = provider.options as { environment: OrcidEnvironment }
  for (const name of Object.keys(environment).filter((name) => name !== 'pkce')) {
    for (const address of ['http://orcid.org/oauth/token', 'http://127.0.0.1.evil.example/', 'http://orcid.localhost/', 'http://10.0.0.1/', 'http://169.254.169.254/latest', 'ftp://orcid.org/', '//orcid.org/', 'file:///etc/passwd', 'https://u:p@orcid.org/', '', undefined]) {
      await t.rejects(startApp(t, provider, { environment: { ...environment, [name]: address } as OrcidEnvironment }),
        { code: 'ORCID_ERR_OPTIONS', message: new RegExp(`environment\\.${name}`) }, `${name}: ${address}`)
    }
  }
  for (const address of ['http://localhost:1', 'http://127.9.9.9', 'http://[::1]:1', 'https://orcid.example']) {
    t.ok(await startApp(t, provider, { environment: { ...environment, issuer: address } }))
  }
})

t.test('SEC-T3: a certificate nobody vouches for ends the handshake, before a byte of the secret is sent', async (t) => {
  const provider = await startLyingProvider(t)
  const bodies: string[] = []
  const server = createServer(SELF_SIGNED, (request, response) => {
    bodies.push(String(request.url))
    provider.good().then((answer) => response.setHeader('content-type', 'application/json').end(JSON.stringify(answer)), () => response.destroy())
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => new Promise((resolve) => { server.close(resolve).closeAllConnections() }))
  const { environment } = provider.options as { environment: OrcidEnvironment }
  const secure = { ...environment, tokenEndpoint: `https://127.0.0.1:${(server.address() as AddressInfo).port}/oauth/token` }
  const wary = await startApp(t, provider, { environment: secure })
  const { code, cause } = (await wary.orcid.refresh('token').then(() => ({}), (error) => error)) as { code?: string, cause?: { code: string } }
  t.equal(code, 'ORCID_ERR_UNREACHABLE')
  t.match(cause?.code, /CERT/)
  t.equal(await verdict(wary, provider), 'UNREACHABLE')
  t.strictSame(bodies, [])
  const dispatcher = new Agent({ connect: { ca: SELF_SIGNED.cert } })
  t.teardown(() => dispatcher.close())
  const told = await startApp(t, provider, { environment: secure, dispatcher })
  t.equal(await verdict(told, provider), 'in', 'an app that knows its own authority says so')
  t.strictSame(bodies, ['/oauth/token'])
})

t.test('SEC-T4, SEC-T16, SEC-A3: the secret goes in the body, once; no request of ours has a cookie, or a token in its URL', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { token } = provider
  provider.token = async (form, reply) => {
    reply.header('set-cookie', 'orcid=of the first visitor; Path=/')
    return await token(form, reply)
  }
  for (let i = 0; i < 3; i++) t.equal(await verdict(app, provider), 'in')
  await app.orcid.refresh('refresh-canary')
  await app.orcid.revoke('access-canary')
  await app.orcid.userinfo('access-canary')
  await app.orcid.record('access-canary', SOFIA).read('person')
  t.ok(provider.requests.length >= 7)
  for (const { url, headers, form } of provider.requests) {
    t.notOk(headers['cookie'], url)
    t.notMatch(url, /[?&]|canary|secret/)
    const shown = JSON.stringify([headers, form]).split(CLIENT_SECRET).length - 1
    t.equal(shown, /token|revoke/.test(url) ? 1 : 0, url)
    t.equal(form['client_secret'], /token|revoke/.test(url) ? CLIENT_SECRET : undefined)
    if (form['client_secret'] !== undefined) t.notOk(headers['authorization'], 'never in two ways at once')
  }
})

t.test('SEC-T5: a secret arrives as it is, whatever characters it has', async (t) => {
  const provider = await startLyingProvider(t)
  const printable = fc.string({ unit: codePoint, minLength: 1, maxLength: 40 }).filter((text) => /^\S+$/u.test(text) && Buffer.from(text).toString() === text)
  for (const clientSecret of ['a:b+%/é', '&=;client_secret=x', '%00%zz+', '日本🌹', ...fc.sample(printable, { seed: SEED, numRuns: 12 })]) {
    const app = await startApp(t, provider, { clientSecret })
    await app.orcid.revoke('token')
    t.equal(provider.requests.at(-1)?.form['client_secret'], clientSecret)
    await app.close()
  }
})

t.test('SEC-T6, SEC-G4: HTML with any status is no answer, and nothing of it is shown or logged', async (t) => {
  const provider = await startLyingProvider(t)
  const { app, log, lines, forget } = await startLoggedApp(t, provider)
  for (const [status, code] of [[200, 'BAD_RESPONSE'], [403, 'BAD_RESPONSE'], [404, 'BAD_RESPONSE'], [503, 'UNAVAILABLE']] as const) {
    forget()
    provider.token = (_form, reply) => reply.code(status).type('text/html').send('<title>canary</title>{"access_token":"canary"}')
    const response = await logIn(app, provider)
    t.equal(response.json().code, `ORCID_ERR_${code}`)
    t.notMatch(response.body + JSON.stringify(response.headers) + log(), 'canary')
    const [logged] = lines().filter(({ err }) => err !== undefined)
    t.match(logged?.['err'], { code: `ORCID_ERR_${code}`, cause: { statusCode: status } }, 'what is logged is the status')
  }
  provider.token = async (_form, reply) => reply.type('text/plain').send(JSON.stringify(await provider.good()))
  t.equal(await verdict(app, provider), 'BAD_RESPONSE', 'the right answer that says it is something else')
  provider.token = async (_form, reply) => reply.type('application/problem+json; charset=utf-8').send(JSON.stringify(await provider.good()))
  t.equal(await verdict(app, provider), 'in')
})

t.test('SEC-T7: an error is an error whatever its status, and a success is none', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  for (const status of [200, 201, 400, 401]) {
    provider.token = async (_form, reply) => reply.code(status).send({ ...await provider.good(), error: 'invalid_grant' })
    t.equal(await verdict(app, provider), 'CODE_REJECTED', `${status}`)
  }
  for (const status of [201, 202, 206, 400, 401, 403]) {
    provider.token = async (_form, reply) => reply.code(status).send(await provider.good())
    t.equal(await verdict(app, provider), 'BAD_RESPONSE', `${status}`)
  }
  for (const error of [null, 7, '', [], {}, true]) {
    provider.token = () => provider.good({ error })
    t.equal(await verdict(app, provider), error === null ? 'in' : 'BAD_RESPONSE', JSON.stringify(error))
  }
  t.equal(app.logins.length, 1)
})

t.test('FAULT-F15: a second answer that comes late on a kept connection signs nobody in as somebody else', async (t) => {
  for (const openid of [true, false]) {
    const provider = await startLyingProvider(t)
    const app = await startApp(t, provider, { openid, scope: openid ? 'openid' : '/authenticate' })
    let answer = (): void => {}
    provider.token = async (_form, reply) => {
      const body = JSON.stringify(await provider.good({ orcid: SOFIA }))
      const { socket } = reply.raw
      answer = () => { socket?.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`) }
      return reply.type('application/json').send(body)
    }
    t.equal(await verdict(app, provider), 'in')
    provider.token = async () => {
      answer()
      await new Promise((resolve) => { setTimeout(resolve, 50) })
      return await provider.good({ orcid: ADA }, { sub: ADA })
    }
    const said = await verdict(app, provider)
    t.equal(said, openid ? 'NONCE_MISMATCH' : 'in')
    t.strictSame(app.logins.map(({ orcid }) => orcid), openid ? [SOFIA] : [SOFIA, ADA])
  }
})

t.test('P15: what ORCID wrote when it refused a code is in the log, without the code and the secrets', async (t) => {
  const provider = await startLyingProvider(t)
  const { app, lines, log } = await startLoggedApp(t, provider, { pkce: 'S256' })
  const words = "Redirect URI doesn't match your registered redirect URIs."
  const refusals = [['invalid_grant', 'CODE_REJECTED'], ['invalid_client', 'CLIENT_REJECTED'], ['unauthorized_client', 'CLIENT_REJECTED']] as const
  for (const [error, code] of refusals) {
    let sent: string[] = []
    provider.token = (form, reply) => {
      sent = [form['code'], form['client_secret'], form['code_verifier']].map(String)
      return reply.code(400).send({ error, error_description: `${words} ${sent.join(' ')}` })
    }
    const response = await followRestart(app, provider, await logIn(app, provider))
    t.equal(response.json().code, `ORCID_ERR_${code}`)
    t.notMatch(response.body, 'Redirect URI', 'not for the visitor')
    t.match(lines().findLast(({ err }) => err !== undefined)?.['err'], {
      cause: { error, orcidMessage: `${words} [redacted] [redacted] [redacted]` }
    })
    for (const secret of sent) t.notOk(log().includes(secret), 'no secret is logged')
  }
})

t.test('SEC-T8: only a bearer token is one, in any case', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  for (const [type, expected] of [['BeArEr', 'in'], ['bearer', 'in'], ['mac', 'BAD_RESPONSE'], ['DPoP', 'BAD_RESPONSE'], ['bearer ', 'BAD_RESPONSE'], ['', 'BAD_RESPONSE'], [['bearer'], 'BAD_RESPONSE'], [undefined, 'BAD_RESPONSE'], [null, 'BAD_RESPONSE']]) {
    provider.token = () => provider.good({ token_type: type })
    t.equal(await verdict(app, provider), expected, JSON.stringify(type))
  }
})

t.test('SEC-T9, SEC-T10: no field of another type, and no iD but a right one, makes anything but a clear error', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const strange = [undefined, null, '', ' ', 0, -1, true, [], {}, ['x'], { value: 'x' }, 'x'.repeat(5000), '\ud800', 'é\n']
  const fine: Record<string, unknown[]> = {
    refresh_token: [undefined, null],
    expires_in: [undefined, null, 0, -1],
    scope: [undefined, null, '', ' ', '\ud800', 'é\n'],
    name: [undefined, null, '', ' ', '\ud800', 'é\n']
  }
  for (const field of ['access_token', 'refresh_token', 'expires_in', 'scope', 'name', 'id_token', 'orcid']) {
    for (const value of strange) {
      provider.token = () => provider.good({ [field]: value }, { at_hash: undefined })
      const expected = fine[field]?.includes(value) === true ? /^in$/ : /^(?:BAD_RESPONSE|IDENTITY|ID_TOKEN)$/
      t.match(await verdict(app, provider), expected, `${field}: ${JSON.stringify(value)?.slice(0, 20)}`)
    }
  }
  const digits = SOFIA.slice(0, -1)
  for (const orcid of ['0000-0002-1825-0098', ADA.toLowerCase(), `https://orcid.org/${SOFIA}`, ` ${SOFIA}`, `${SOFIA}\n`, `${SOFIA}\0`, SOFIA.replaceAll('-', ''), SOFIA.replaceAll('-', '–'),
    '0000-0000-0000-0000', `${digits}９`, '٠٠٠٠-٠٠٠١-٢٣٤٥-٦٧٨٩', `${digits}9\u200b`, `0${SOFIA}`, ...[...'012345678X'].map((digit) => digits + digit)]) {
    provider.token = () => provider.good({ orcid }, { sub: orcid })
    t.equal(await verdict(app, provider), 'IDENTITY', JSON.stringify(orcid))
  }
  provider.token = () => provider.good({ orcid: ADA }, { sub: ADA })
  t.equal(await verdict(app, provider), 'in')
})

t.test('SEC-T11, SEC-T13: two iDs in one answer are none, also if JSON has the key twice', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  provider.token = () => provider.good({ orcid: ADA })
  t.equal(await verdict(app, provider), 'IDENTITY')
  const twice = (...names: string[]) => async (_form: unknown, reply: FastifyReply) => {
    const answer = JSON.stringify(await provider.good())
    return reply.type('application/json').send(`${answer.slice(0, -1)},${names.join(',')}}`)
  }
  for (const again of [`"orcid":"${ADA}"`, `"orcid":"${SOFIA}"`, '"access_token":"other"', '"id_token":"a.b.c"', '"\\u006frcid":"x"']) {
    provider.token = twice(again)
    t.equal(await verdict(app, provider), 'BAD_RESPONSE', again)
  }
  t.equal(app.logins.length, 0)
})

t.test('SEC-T12: __proto__ in an answer or in an id_token changes no object but its own', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const poison = '"__proto__":{"admin":true,"orcid":"x"},"constructor":{"prototype":{"admin":true}}'
  provider.token = async (_form, reply) => {
    const { id_token: _signed, ...answer } = await provider.good()
    const { issuer, options: { clientId } } = provider
    const { aud, iss, iat } = { aud: clientId, iss: issuer, iat: Math.floor(Date.now() / 1000) }
    const claims = JSON.parse(`{${poison}}`)
    const own = { aud, iss, iat, exp: iat + 60, sub: SOFIA, nonce: provider.nonce }
    const idToken = await sign(Object.assign(claims, own))
    return reply.type('application/json').send(JSON.stringify({ ...answer, id_token: idToken }).replace('{', `{${poison},`))
  }
  t.equal(await verdict(app, provider), 'in')
  const [login] = app.logins
  t.notOk('admin' in {})
  t.equal(Object.getPrototypeOf(login), Object.prototype)
  t.equal(Object.getPrototypeOf(login?.claims), Object.prototype)
  t.notOk('admin' in (login?.claims ?? {}) || 'admin' in (login ?? {}))
})

t.test('SEC-T14: what is too large, or would become so, is cut off where it passes the limit', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const bomb = gzipSync(Buffer.alloc(52_000_000, ' '))
  let taken = 0
  const bodies: Record<string, LyingProvider['token']> = {
    'ten megabytes': (_form, reply) => reply.type('application/json').send(`{"x":"${'x'.repeat(1e7)}"}`),
    'a gzip bomb': (_form, reply) => reply.type('application/json').header('content-encoding', 'gzip').send(bomb),
    'a thousand encodings': (_form, reply) => reply.type('application/json').header('content-encoding', Array(1000).fill('gzip').join()).send(bomb),
    'without end': (_form, reply) => {
      reply.hijack()
      reply.raw.writeHead(200, { 'content-type': 'application/json' })
      const more = () => {
        while (!reply.raw.destroyed && reply.raw.write(Buffer.alloc(16_384, ' '))) taken += 16_384
      }
      reply.raw.on('drain', more)
      more()
    }
  }
  for (const [name, token] of Object.entries(bodies)) {
    provider.token = token
    t.equal(await verdict(app, provider), 'BAD_RESPONSE', name)
  }
  t.ok(taken < 30_000_000, 'the connection was closed')
  for (const { headers } of posts(provider)) t.equal(headers['accept-encoding'], 'identity', 'nor was it asked for')
})

t.test('SEC-T15: an answer that drips is given up at the deadline of the whole login', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { timeoutMs: 150 })
  provider.token = (_form, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, { 'content-type': 'application/json' })
    const drip = setInterval(() => { reply.raw.write(' ') }, 5)
    reply.raw.on('close', () => { clearInterval(drip) })
  }
  t.equal(await verdict(app, provider), 'TIMEOUT')
})

t.test('SEC-T17, SEC-N5: fifty visitors at once, at two registrations, and each is who they are', async (t) => {
  const provider = await startLyingProvider(t)
  const apps = [await startApp(t, provider, { name: 'a' }), await startApp(t, provider, { name: 'b' })]
  const visitors = await Promise.all(Array.from({ length: 50 }, async (_, i) => {
    const app = apps[i % 2] as App
    const { url, state, cookie } = await leave(app, provider)
    const base = `0000000${String(20_000_000 + i)}`
    const id = `${base}${checkDigit(base)}`.replace(/^(.{4})(.{4})(.{4})(.{4})$/, '$1-$2-$3-$4')
    return { app, id, state, cookie, code: `code-${i}`, nonce: url.searchParams.get('nonce') }
  }))
  provider.token = async ({ code }) => {
    const { id, nonce } = visitors.find((visitor) => visitor.code === code) ?? {}
    // The first to ask is the last to be answered.
    await new Promise((resolve) => { setTimeout(resolve, 50 - Number(code?.slice(5))) })
    return await provider.good({ orcid: id, name: code }, { sub: id, nonce })
  }
  const arrive = ({ app, code, state, cookie }: typeof visitors[number]) => comeBack(app, { code, state }, cookie)
  const answers = await Promise.all(visitors.map(arrive))
  t.ok(answers.every(({ statusCode }) => statusCode === 303))
  for (const [i, app] of apps.entries()) {
    t.strictSame(app.logins.map(({ name, orcid }) => `${name} ${orcid}`).sort(),
      visitors.filter((visitor) => visitor.app === apps[i]).map(({ code, id }) => `${code} ${id}`).sort())
  }
  t.equal(posts(provider).length, 50)
})

function checkDigit (digits: string): string {
  const total = [...digits].reduce((sum, digit) => (sum + Number(digit)) * 2, 0)
  const check = (12 - total % 11) % 11
  return check === 10 ? 'X' : String(check)
}

t.test('SEC-T19: whatever becomes of an exchange, its code is not sent again, by us or by a reload', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { timeoutMs: 300 })
  const endings: Array<LyingProvider['token']> = [
    () => provider.good(), (_form, reply) => reply.raw.destroy(), (_form, reply) => reply.code(503).send(''), (_form, reply) => reply.code(400).send({ error: 'invalid_grant' }),
    (_form, reply) => reply.hijack(), (_form, reply) => reply.type('text/html').send('<p>'), () => provider.good({ orcid: ADA }), (_form, reply) => reply.code(429).header('retry-after', '1').send('')
  ]
  for (const [i, token] of endings.entries()) {
    provider.token = token
    const { state, cookie } = await leave(app, provider)
    for (let reload = 0; reload < 3; reload++) await comeBack(app, { code: `${CODE}${i}`, state }, cookie)
    t.equal(posts(provider).length, i + 1)
  }
})

t.test('SEC-T20, SEC-E8: ORCID\'s prose is not shown, and is logged short and without control characters; one failure is one line', async (t) => {
  const provider = await startLyingProvider(t)
  const { app, lines, log, forget } = await startLoggedApp(t, provider)
  for (const prose of ['<script>canary</script>', 'canary\r\n{"level":60}', 'canary'.repeat(5000), '{{7*7}}canary', '\u001b[31mcanary', { canary: 'canary' }]) {
    for (const [status, error] of [[400, 'invalid_grant'], [401, 'invalid_client'], [400, 'canary'], [500, 'server_error']] as const) {
      provider.token = (_form, reply) => reply.code(status).send({ error, error_description: prose, error_uri: 'https://canary.example' })
      const { state, cookie } = await leave(app, provider)
      forget()
      const headers = { accept: 'text/html' }
      const query = { code: `${CODE}${state}`, state }
      const first = await app.inject({ url: '/login/orcid/callback', query, headers: { cookie, ...headers } })
      if (error === 'invalid_grant') {
        t.match(first.headers.location, `${provider.issuer}/oauth/authorize?`, 'the first time, the sign-in is begun again')
        t.notMatch(JSON.stringify(first.headers), 'canary')
      }
      const response = await followRestart(app, provider, first, headers)
      t.ok(response.statusCode >= 400)
      t.notMatch(response.body + JSON.stringify(response.headers), 'canary', 'nothing is shown')
      type Logged = { readonly cause?: { readonly orcidMessage?: string }, readonly err?: Logged }
      const quoted = (lines() as Logged[]).map(({ cause, err }) => (cause ?? err?.cause)?.orcidMessage ?? '')
      for (const text of quoted) t.ok(text.length <= 500 && !/\p{Cc}/u.test(text), 'what is logged is short and does nothing')
      t.equal(quoted.some((text) => text !== ''), typeof prose === 'string' && error.startsWith('invalid_'), 'of a refusal that is known')
      t.notMatch(JSON.stringify(lines().map(({ cause, err, ...line }) => line)), 'canary', 'and nowhere else')
      t.notMatch(log(), 'level":60', 'no line of its own')
      t.equal(lines().filter(({ level, msg }) => level >= 30 && !/request|stream/.test(msg)).length, error === 'invalid_grant' ? 2 : 1)
    }
  }
})

t.test('SEC-T21: no lifetime overflows a date or a timer', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const warnings: Error[] = []
  const listen = (warning: Error) => { warnings.push(warning) }
  process.on('warning', listen)
  t.teardown(() => { process.off('warning', listen) })
  for (const expiresIn of ['631138518', '1e308', '99999999999999999999', '-1', '0.5', '"631138518"', '"999999999999"', 'null']) {
    provider.token = async (_form, reply) => {
      const { expires_in: _usual, ...answer } = await provider.good()
      return reply.type('application/json').send(JSON.stringify(answer).replace('{', `{"expires_in":${expiresIn},`))
    }
    t.equal(await verdict(app, provider), 'in', expiresIn)
    const expiresAt = app.logins.at(-1)?.tokens.expiresAt
    t.ok(expiresAt === null || (Number.isFinite(expiresAt?.getTime()) && expiresAt!.getUTCFullYear() < 2200), expiresIn)
  }
  for (const absurd of ['1e309', `"${'9'.repeat(400)}"`]) {
    provider.token = (_form, reply) => reply.type('application/json').send(`{"expires_in":${absurd},"access_token":"x","token_type":"bearer","orcid":"${SOFIA}"}`)
    t.equal(await verdict(app, provider), 'BAD_RESPONSE')
  }
  await new Promise(setImmediate)
  t.strictSame(warnings, [])
})

t.test('SEC-T22: what is missing is left out, not sent as a word', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  t.equal(await verdict(app, provider), 'in')
  await app.orcid.refresh('token')
  await app.orcid.refresh('token', { scope: [] })
  await app.orcid.revoke('token')
  for (const { form } of provider.requests) {
    for (const [name, value] of Object.entries(form)) t.notMatch(value, /^(?:undefined|null|NaN|)$/, name)
  }
  t.strictSame(Object.keys(posts(provider)[0]?.form ?? {}).sort(), ['client_id', 'client_secret', 'code', 'grant_type', 'redirect_uri'])
})

t.test('SEC-T23, SEC-X1: when the app fails after an exchange, neither its error nor its log has the tokens', async (t) => {
  const provider = await startLyingProvider(t)
  const { app, log } = await startLoggedApp(t, provider, {
    onLogin: (request, _reply, login) => {
      request.log.error({ login }, 'no room')
      throw Object.assign(new Error('no room for this person'), { login, claims: { ...login.claims } })
    }
  })
  const { access_token: access, refresh_token: refresh } = await provider.good()
  const response = await logIn(app, provider)
  t.equal(response.statusCode, 500)
  t.match(response.headers['set-cookie'], /Max-Age=0/)
  t.match(log(), 'no room for this person')
  const shown = response.body + JSON.stringify(response.headers) + log()
  for (const secret of [access, refresh, provider.nonce, 'eyJ', CODE]) t.notMatch(shown, String(secret))
})

t.test('SEC-T24: no address in an answer or in a token is ever fetched', async (t) => {
  const provider = await startLyingProvider(t)
  const stranger = await startStranger(t)
  const app = await startApp(t, provider)
  const { origin } = stranger
  for (const header of [{ jku: `${origin}/jwks` }, { x5u: `${origin}/x5u` }, { jku: `${origin}/jwks`, kid: origin }, { kid: `${origin}/key` }]) {
    provider.token = async () => await provider.good({}, {}, header)
    t.match(await verdict(app, provider), 'kid' in header ? 'ID_TOKEN' : 'in', 'an address is not a key')
    provider.token = async () => await provider.good({ id_token: await sign({ iss: origin }, header, true) })
    t.equal(await verdict(app, provider), 'ID_TOKEN')
  }
  const addresses = { token_endpoint: origin, jwks_uri: origin, location: origin }
  provider.token = async () => await provider.good(addresses, { iss: origin })
  t.equal(await verdict(app, provider), 'ID_TOKEN')
  t.strictSame(stranger.seen, [])
  t.ok(provider.requests.every(({ url }) => ['/oauth/token', '/oauth/jwks'].includes(url)))
})
