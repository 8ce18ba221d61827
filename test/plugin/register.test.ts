import { inspect } from 'node:util'
import cookie from '@fastify/cookie'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import fastifyOrcid, { OrcidError } from '../../plugin/index.ts'
import type { FastifyOrcid, FastifyOrcidOptions } from '../../plugin/index.ts'
import { CLIENT_ID, CLIENT_SECRET, CODE, SOFIA, comeBack, leave, logIn, startApp, startLyingProvider } from '../support/lying-provider.ts'

t.test('the login sends the browser to ORCID with a sealed cookie', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { scope: '/read-limited', authorizationParams: { prompt: 'login', lang: 'es', show_login: false } })
  const { response, url, set } = await leave(app, provider)
  t.equal(response.statusCode, 302)
  t.equal(url.origin + url.pathname, `${provider.issuer}/oauth/authorize`)
  const { state, nonce, ...rest } = Object.fromEntries(url.searchParams)
  t.match(state, /^[\w-]{43}$/)
  t.match(nonce, /^[\w-]{43}$/)
  t.strictSame(rest, {
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: 'https://app.example/login/orcid/callback',
    scope: 'openid /read-limited',
    prompt: 'login',
    lang: 'es',
    show_login: 'false'
  })
  t.equal(set.length, 1)
  t.match(set[0], /^__Host-orcid\.[\w-]{6}\.[\w-]{22}=[\w-]{100,840}; Max-Age=900; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  t.notOk(provider.requests.length, 'a login asks nothing of ORCID')
})

t.test('a request chooses nothing of the link but where to go afterwards', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { url } = await leave(app, provider,
    '/login/orcid?scope=/activities/update&redirect_uri=https://evil.example&client_id=E&state=1&nonce=1&prompt=none&response_type=token')
  const { state, nonce, ...rest } = Object.fromEntries(url.searchParams)
  t.not(state, '1')
  t.not(nonce, '1')
  t.strictSame(rest, { response_type: 'code', client_id: CLIENT_ID, redirect_uri: 'https://app.example/login/orcid/callback', scope: 'openid' })
})

t.test('returnTo leads to a path of this site, or to the default', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { defaultReturnTo: '/home', allowReturnTo: (path) => path !== '/admin' })
  const landing = async (returnTo: string) => {
    const { state, cookie } = await leave(app, provider, `/login/orcid?${returnTo}`)
    return (await comeBack(app, { code: `${CODE}${state}`, state }, cookie)).headers.location
  }
  const elsewhere = ['//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example', '/..//evil.example', '/.//evil.example',
    '/\t/evil.example', '/\n/evil.example', ' //evil.example', '/\0/evil', 'https://evil.example', 'https:evil.example', 'javascript:alert(1)',
    'blob:https://app.example/x', 'data:text/html,x', 'relative', '', '/' + 'x'.repeat(450), '/' + 'ä'.repeat(200), '/admin', '/login/orcid',
    '/login/orcid/callback?code=x', 'https://app.example@evil.example/', '/a/../..//evil.example']
  for (const returnTo of elsewhere) t.equal(await landing(new URLSearchParams({ returnTo }).toString()), '/home', JSON.stringify(returnTo))
  t.equal(await landing('returnTo=/a&returnTo=/b'), '/home', 'several')
  t.equal(await landing(''), '/home', 'none')
  for (const [given, location] of [['/a/b?c=d#e', '/a/b?c=d#e'], ['/日本', '/%E6%97%A5%E6%9C%AC'], ['/%5cevil.example', '/%5cevil.example'], ['/x?next=//e', '/x?next=//e']]) {
    t.equal(await landing(new URLSearchParams({ returnTo: given as string }).toString()), location)
  }
})

t.test('a guess of the browser, a frame and a HEAD start nothing', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  for (const url of ['/login/orcid', '/login/orcid/callback?code=x&state=y']) {
    for (const [name, value] of [['sec-purpose', 'prefetch;prerender'], ['purpose', 'prefetch'], ['x-moz', 'prefetch']] as const) {
      const response = await app.inject({ url, headers: { [name]: value } })
      t.equal(response.statusCode, 204)
      t.notOk(response.headers['set-cookie'])
      t.equal(response.headers['cache-control'], 'no-store')
    }
    for (const method of ['HEAD', 'POST', 'PUT', 'OPTIONS'] as const) {
      t.equal((await app.inject({ method, url })).statusCode, url === '/login/orcid' && method !== 'HEAD' ? 404 : 405)
    }
  }
  for (const headers of [{ 'sec-fetch-dest': 'iframe', 'sec-fetch-mode': 'navigate' }, { 'sec-fetch-dest': 'image' }, { 'sec-fetch-dest': 'empty' }]) {
    const response = await app.inject({ url: '/login/orcid', headers })
    t.equal(response.json().code, 'ORCID_ERR_NOT_NAVIGATED')
    t.notOk(response.headers['set-cookie'])
  }
})

t.test('a browser keeps five sign-ins, and the oldest makes room', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const now = Date.now
  t.teardown(() => { Date.now = now })
  const jar = new Map<string, string>()
  for (let i = 0; i < 8; i++) {
    Date.now = () => now() + i * 1000
    const { set } = await leave(app, provider, '/login/orcid', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    for (const line of set) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? []
      if (value === '') t.equal(name, [...jar.keys()][0], 'the oldest goes')
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    t.ok(jar.size <= 5)
  }
  const name = [...jar.keys()][0]?.replace(/.{22}$/, 'A'.repeat(22))
  const { set } = await leave(app, provider, '/login/orcid', [...[...jar].slice(1).map(([name, value]) => `${name}=${value}`), `${name}=junk`].join('; '))
  t.match(set[0], `${name}=;`, 'one that does not open goes first')
})

t.test('opened under another name of this machine, the login moves to the one ORCID returns to', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { redirectUri: 'http://localhost:3000/login/orcid/callback' })
  const at = (host: string) => app.inject({ url: '/login/orcid?returnTo=/x', headers: { host } })
  t.equal((await at('127.0.0.1:3000')).headers.location, 'http://localhost:3000/login/orcid?returnTo=/x')
  for (const host of ['localhost:3000', '127.0.0.1:4000', 'app.example', '', 'a b']) {
    t.match((await at(host)).headers.location, `${provider.issuer}/oauth/authorize`)
  }
  const { set } = await leave(app, provider)
  t.match(set[0], /^orcid\..*; HttpOnly; SameSite=Lax$/, 'no Secure and no prefix without https')
})

t.test('nothing of a login or a callback is logged but its path', async (t) => {
  const provider = await startLyingProvider(t)
  const lines: string[] = []
  const app = Fastify({ logger: { level: 'trace', stream: { write: (line: string) => { lines.push(line) } } } })
  t.teardown(() => app.close())
  await app.register(fastifyOrcid, {
    ...provider.options,
    onLogin: (request, _reply, login) => {
      request.log.info({ login }, 'signed in')
      request.log.info(inspect(login, { depth: 9 }) + JSON.stringify({ ...login, spread: { ...login.tokens } }))
    }
  } as FastifyOrcidOptions)
  t.equal((await logIn(app, provider)).statusCode, 303)
  provider.token = ({ code }, reply) => reply.code(400).send({ error: 'invalid_grant', error_description: `Invalid authorization code: ${code}` })
  t.equal((await logIn(app, provider)).statusCode, 400)
  const log = lines.join('')
  t.match(log, '/login/orcid/callback')
  t.match(log, SOFIA)
  const answer = await provider.good()
  for (const secret of [CODE, CLIENT_SECRET, provider.nonce, answer['access_token'], answer['refresh_token'], 'state=', 'eyJ']) {
    t.notMatch(log, String(secret))
  }
  // Ten megabytes, which tap would print for a difference that nobody reads.
  t.notOk(inspect(app, { depth: 12, showHidden: true }).includes(CLIENT_SECRET), 'nor is it found in the app')
})

t.test('onFailure answers instead of Fastify, and is told what failed', async (t) => {
  const provider = await startLyingProvider(t)
  const seen: string[] = []
  const app = await startApp(t, provider, {
    onFailure: (_request, reply, error) => {
      seen.push(error.code)
      return reply.code(error.statusCode).type('text/html').send('<p>Try again')
    }
  })
  t.equal((await comeBack(app, '')).body, '<p>Try again')
  provider.token = (_form, reply) => reply.code(500).send('')
  t.equal((await logIn(app, provider)).statusCode, 503)
  t.strictSame(seen, ['ORCID_ERR_STATE', 'ORCID_ERR_UNAVAILABLE'])
})

t.test('an error of the app\'s own stays the app\'s own', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, {
    onLogin: async () => { throw Object.assign(new Error('not on the list'), { statusCode: 418 }) },
    onFailure: () => t.fail('not a failure of the login')
  })
  const response = await logIn(app, provider)
  t.equal(response.statusCode, 418)
  t.match(response.headers['set-cookie'], /Max-Age=0/)
})

t.test('onLogin may answer itself, in every way Fastify knows', async (t) => {
  const provider = await startLyingProvider(t)
  for (const [onLogin, expected] of [
    [async () => ({ hello: 'you' }), '{"hello":"you"}'],
    [(_r: unknown, reply: { send: (body: string) => unknown }) => { reply.send('sent') }, 'sent'],
    [async (_r: unknown, reply: { send: (body: string) => unknown }) => reply.send('returned'), 'returned']
  ] as const) {
    const app = await startApp(t, provider, { onLogin } as Partial<FastifyOrcidOptions>)
    t.equal((await logIn(app, provider)).body, expected)
  }
})

t.test('prefixes, inner and outer, lead to the path of the redirect URI', async (t) => {
  const provider = await startLyingProvider(t)
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(async (inner) => {
    await inner.register(fastifyOrcid, {
      ...provider.options,
      redirectUri: 'https://app.example/outer/inner/back',
      prefix: '/inner',
      loginPath: '/go',
      routeOptions: { login: { onRequest: async (_request, reply) => { reply.header('x-own', 'hook') } }, callback: { logLevel: 'silent' } },
      onLogin: async () => 'in'
    })
    t.ok(inner.hasDecorator('orcid'))
  }, { prefix: '/outer' })
  t.notOk(app.hasDecorator('orcid'), 'encapsulated like everything else')
  const { response, state, cookie } = await leave(app, provider, '/outer/inner/go')
  t.equal(response.headers['x-own'], 'hook')
  const back = await app.inject({ url: '/outer/inner/back', query: { code: CODE, state }, headers: { cookie } })
  t.equal(back.body, 'in')
})

t.test('several instances live in one app, and none believes another\'s callback', async (t) => {
  const provider = await startLyingProvider(t)
  const app = Fastify() as FastifyInstance & { sandbox?: FastifyOrcid }
  t.teardown(() => app.close())
  const add = (name: string, to: FastifyInstance = app) => to.register(fastifyOrcid, {
    ...provider.options,
    name,
    loginPath: `/${name}`,
    redirectUri: `https://app.example/${name}/callback`,
    onLogin: async () => name
  } as FastifyOrcidOptions)
  await add('orcid')
  await add('sandbox')
  t.ok(app.orcid && app.sandbox)
  const pairs = [['orcid', 'orcid', 200], ['sandbox', 'sandbox', 200], ['orcid', 'sandbox', 400], ['sandbox', 'orcid', 400]] as const
  const crowded = Fastify()
  await add('orcid', crowded)
  await t.rejects(async () => { await add('orcid', crowded) }, { code: 'ORCID_ERR_OPTIONS', message: /name orcid is taken/ })
  for (const [from, to, statusCode] of pairs) {
    const { state, cookie } = await leave(app, provider, `/${from}`)
    const response = await app.inject({ url: `/${to}/callback`, query: { code: `${CODE}${state}`, state }, headers: { cookie } })
    t.equal(response.statusCode, statusCode, `${from} → ${to}`)
  }
})

t.test('an app may register @fastify/cookie before, after, or not at all, with any options', async (t) => {
  const provider = await startLyingProvider(t)
  for (const order of ['before', 'after', 'never']) {
    for (const options of [{}, { secret: 'x'.repeat(32), hook: false as const, parseOptions: { domain: 'evil.example', path: '/x' } }]) {
      const app = Fastify()
      t.teardown(() => app.close())
      if (order === 'before') await app.register(cookie, options)
      await app.register(fastifyOrcid, {
        ...provider.options,
        onLogin: (_request, reply) => { if (order !== 'never') reply.setCookie('session', 'x') }
      } as FastifyOrcidOptions)
      if (order === 'after') await app.register(cookie, options)
      const { set } = await leave(app, provider)
      t.match(set[0], /; Path=\/; /)
      t.notMatch(set[0], /Domain/)
      const response = await logIn(app, provider)
      t.equal(response.statusCode, 303)
      t.equal([response.headers['set-cookie']].flat().length, order === 'never' ? 1 : 2, 'both cookies arrive')
    }
  }
})

t.test('whoever writes their own routes has the same two steps', async (t) => {
  const provider = await startLyingProvider(t)
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(fastifyOrcid, { ...provider.options, routes: false } as FastifyOrcidOptions)
  app.get('/login/orcid', async (request, reply) => reply.redirect(await app.orcid.authorizationUrl(request, reply, { returnTo: '/me' })))
  app.get('/login/orcid/callback', async (request, reply) => {
    try {
      const login = await app.orcid.callback(request, reply)
      return { orcid: login.orcid, returnTo: login.returnTo, mode: app.orcid.environment.pkce }
    } catch (error) {
      t.ok(error instanceof OrcidError)
      throw error
    }
  })
  t.strictSame((await logIn(app, provider)).json(), { orcid: SOFIA, returnTo: '/me', mode: false })
  t.equal((await comeBack(app, '')).statusCode, 400)
})

t.test('page parameters may depend on the request, but never touch the protocol\'s own', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { authorizationParams: (request) => request.headers['x-evil'] ? { state: 'x' } as object : { email: 'a@b.example' } })
  t.equal((await leave(app, provider)).url.searchParams.get('email'), 'a@b.example')
  t.equal((await app.inject({ url: '/login/orcid', headers: { 'x-evil': '1' } })).json().code, 'ORCID_ERR_OPTIONS')
})

t.test('a cookie sealed with yesterday\'s secret opens while it is listed', async (t) => {
  const provider = await startLyingProvider(t)
  const [k1, k2] = ['first secret, of at least 32 characters', 'second secret, of at least 32 characters']
  const old = await startApp(t, provider, { secret: k1 })
  const rotated = await startApp(t, provider, { secret: [k2, k1] })
  const done = await startApp(t, provider, { secret: k2 })
  for (const [to, statusCode] of [[rotated, 303], [done, 400]] as const) {
    const { state, cookie } = await leave(old, provider)
    t.equal((await comeBack(to, { code: CODE, state }, cookie)).statusCode, statusCode)
  }
})
