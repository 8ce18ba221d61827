// A fresh sign-in that the app asked ORCID for, and cookies that do not come back.
import type { FastifyReply, FastifyRequest } from 'fastify'
import t from 'tap'
import { createSealer } from '../../../plugin/seal.ts'
import { CODE, comeBack, followRestart, leave, logIn, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import { startLoggedApp } from '../../support/logged-app.ts'

const now = () => Math.floor(Date.now() / 1000)

t.test('SEC-C33: S2, what was asked of ORCID is checked, whatever the visitor takes out of the link', async (t) => {
  const provider = await startLyingProvider(t)
  const cases: Array<[asked: object, authTime: unknown, code: string | null]> = [
    [{ prompt: 'login' }, now(), null],
    [{ prompt: 'login' }, now() - 50, null], // the tolerance
    [{ prompt: 'login' }, now() - 120, 'STALE_SIGN_IN'],
    [{ max_age: 0 }, now() - 120, 'STALE_SIGN_IN'],
    [{ prompt: 'login', max_age: 9000 }, now() - 120, 'STALE_SIGN_IN'],
    [{ max_age: 3600 }, now() - 3000, null],
    [{ max_age: 3600 }, now() - 300 * 86_400, 'STALE_SIGN_IN'],
    [{ max_age: 3600 }, undefined, 'STALE_SIGN_IN'],
    [{ max_age: 3600 }, String(now()), 'STALE_SIGN_IN'],
    [{ prompt: 'confirm' }, now() - 300 * 86_400, null],
    [{}, undefined, null]
  ]
  for (const [asked, authTime, code] of cases) {
    for (const authorizationParams of [asked, () => asked]) {
      const app = await startApp(t, provider, { authorizationParams })
      provider.token = () => provider.good({}, { auth_time: authTime })
      const response = await logIn(app, provider)
      const name = `${JSON.stringify(asked)} at ${authTime}`
      if (code === null) t.equal(response.statusCode, 303, name)
      else t.strictSame([response.statusCode, response.json().code], [403, `ORCID_ERR_${code}`], name)
      t.equal(app.logins.length, code === null ? 1 : 0)
    }
  }
})

t.test('S2: a fresh sign-in is not asked for where nothing proves it', async (t) => {
  const provider = await startLyingProvider(t)
  const options = { openid: false, scope: '/authenticate' } as const
  for (const asked of [{ prompt: 'login' }, { max_age: 60 }] as const) {
    await t.rejects(startApp(t, provider, { ...options, authorizationParams: asked }), { code: 'ORCID_ERR_OPTIONS', message: /asks for a fresh sign-in, which nothing proves when `openid` is false/ })
    const app = await startApp(t, provider, { ...options, authorizationParams: () => asked })
    const login = await app.inject('/login/orcid')
    t.strictSame([login.statusCode, login.json().code, login.headers['set-cookie']], [500, 'ORCID_ERR_OPTIONS', undefined])
  }
  t.ok(await startApp(t, provider, { ...options, authorizationParams: { prompt: 'none' } }))
})

t.test('S3: a sign-in whose code is rejected begins again by itself, once, as it was', async (t) => {
  const provider = await startLyingProvider(t)
  const { app, lines } = await startLoggedApp(t, provider, { scope: 'openid /read-limited', allowedScope: '/activities/update', bindTo: () => 'ada' })
  const { token } = provider
  provider.token = (_form, reply) => reply.code(400).send({ error: 'invalid_grant' })
  const { state, cookie } = await leave(app, provider, '/login/orcid?returnTo=/mine&scope=/activities/update')
  const again = await comeBack(app, { code: CODE, state }, cookie)
  const link = new URL(String(again.headers.location))
  t.equal(again.statusCode, 303)
  t.equal(link.searchParams.get('scope'), 'openid /activities/update')
  t.not(link.searchParams.get('state'), state)
  t.equal([again.headers['set-cookie']].flat().length, 2, 'the cookie of the first is cleared, and one for the second set')
  t.ok(lines().some(({ code }) => code === 'ORCID_ERR_CODE_REJECTED'), 'the log has the reason')
  const failed = await followRestart(app, provider, again)
  t.strictSame([failed.statusCode, failed.json().code], [400, 'ORCID_ERR_CODE_REJECTED'], 'rejected again, it ends: no browser runs in circles')
  provider.token = token
  t.equal((await followRestart(app, provider, again)).json().code, 'ORCID_ERR_CODE_REJECTED', 'a reload is told the same')
  const second = await leave(app, provider, '/login/orcid?returnTo=/mine')
  provider.token = (_form, reply) => reply.code(400).send({ error: 'invalid_grant' })
  const healed = await comeBack(app, { code: `${CODE}2`, state: second.state }, second.cookie)
  provider.token = token
  t.equal((await followRestart(app, provider, healed)).headers.location, '/mine')
})

t.test('S3: a hook that cannot read the callback\'s request does not turn a rejected code into a 5xx', async (t) => {
  const provider = await startLyingProvider(t)
  provider.token = (_form, reply) => reply.code(400).send({ error: 'invalid_grant' })
  const authorizationParams = ({ url }: FastifyRequest) => {
    if (url.startsWith('/login/orcid/callback')) throw new Error('there is no form here')
    return {}
  }
  const app = await startApp(t, provider, { authorizationParams })
  const response = await logIn(app, provider)
  t.strictSame([response.statusCode, response.json().code], [400, 'ORCID_ERR_CODE_REJECTED'])
})

t.test('S3: an app\'s own callback route and its onFailure are told of a code that is rejected', async (t) => {
  const provider = await startLyingProvider(t)
  provider.token = (_form, reply) => reply.code(400).send({ error: 'invalid_grant' })
  const own = await startApp(t, provider, { routes: false, onLogin: undefined } as never)
  own.get('/login/orcid', async (request, reply) => reply.redirect(await own.orcid.authorizationUrl(request, reply)))
  own.get('/login/orcid/callback', async (request, reply) => await own.orcid.callback(request, reply))
  t.equal((await logIn(own, provider)).json().code, 'ORCID_ERR_CODE_REJECTED')
  const app = await startApp(t, provider, { onFailure: (_request, reply, { code }) => reply.send(code) })
  t.equal((await logIn(app, provider)).body, 'ORCID_ERR_CODE_REJECTED', 'after the second attempt')
})

t.test('P5: a cookie that the next page does not get is said in the log, once', async (t) => {
  const provider = await startLyingProvider(t)
  const answering = { with: (_reply: FastifyReply): unknown => undefined }
  const onLogin = (_request: unknown, reply: FastifyReply) => answering.with(reply)
  const { app, lines } = await startLoggedApp(t, provider, { onLogin })
  const warned = () => lines().filter(({ level, msg }) => level === 40 && /is SameSite=Strict/.test(msg))
  for (const quiet of ['session=1; Path=/; HttpOnly; SameSite=Lax', 'session=strict; SameSite=None; Secure']) {
    answering.with = (reply) => { reply.header('set-cookie', quiet) }
    await logIn(app, provider)
  }
  answering.with = (reply) => reply.header('set-cookie', 'session=1; SameSite=Strict').send('a page, which is the end of the way')
  await logIn(app, provider)
  t.strictSame(warned(), [])
  answering.with = (reply) => { reply.header('set-cookie', ['a=1', 'session=s3cret; Path=/; samesite=strict']) }
  for (let i = 0; i < 2; i++) await logIn(app, provider)
  t.match(warned(), [{ cookie: 'session', msg: 'orcid: a cookie set after the login is SameSite=Strict, so the page that comes next does not get it. Use Lax' }])
  t.equal(warned().length, 1)
  t.notMatch(JSON.stringify(warned()), 's3cret')
})

t.test('S2: the cookie of a version that sealed less is read as one that asked for nothing', async (t) => {
  const provider = await startLyingProvider(t)
  const secret = 'a secret, of at least 32 characters'
  const app = await startApp(t, provider, { secret })
  const { state, cookie } = await leave(app, provider)
  const [name = '', value = ''] = cookie.split('=')
  const sealer = createSealer([secret], 'transaction')
  const opened = sealer.open(value, name)
  const { a: _maxAge, x: _restart, ...older } = JSON.parse('text' in opened ? opened.text : '')
  const response = await comeBack(app, { code: `${CODE}9`, state }, `${name}=${sealer.seal(JSON.stringify(older), name)}`)
  t.equal(response.statusCode, 303)
})
