import http from 'node:http'
import http2 from 'node:http2'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
import t from 'tap'
import fastifyOrcid from '../../../plugin/index.ts'
import type { FastifyOrcidOptions } from '../../../plugin/index.ts'
import { CODE, SOFIA, comeBack, leave, logIn, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import { runs } from '../../support/slow.ts'

const PRIVATE = {
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': /default-src 'none'.*frame-ancestors 'none'/
}

t.test('SEC-L1: a picture, a frame or a script on another page cannot start a login that links an account', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { bindTo: () => 'ada' })
  for (const dest of ['image', 'iframe', 'frame', 'embed', 'object', 'script', 'style', 'empty', 'document, image', '']) {
    const response = await app.inject({ url: '/login/orcid', headers: { 'sec-fetch-dest': dest } })
    t.equal(response.statusCode, 403, JSON.stringify(dest))
    t.notOk(response.headers['set-cookie'])
  }
  t.equal((await app.inject({ method: 'POST', url: '/login/orcid', headers: { origin: 'https://evil.example' } })).statusCode, 404)
})

t.test('SEC-L1: an app that starts linking by POST alone has no login a link could start', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { routes: false, onLogin: undefined, bindTo: () => 'ada' } as never)
  app.post('/account/orcid', async (request, reply) => reply.redirect(await app.orcid.authorizationUrl(request, reply), 303))
  t.equal((await app.inject('/login/orcid')).statusCode, 404)
  const response = await app.inject({ method: 'POST', url: '/account/orcid' })
  t.match(response.headers.location, `${provider.issuer}/oauth/authorize?`)
})

t.test('SEC-L2, SEC-L13: a link that brings OAuth parameters of its own changes nothing of the request', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const plain = await leave(app, provider)
  const names = [...plain.url.searchParams.keys()]
  const hostile = 'scope=/activities/update&redirect_uri=https://app.example/x&client_id=E&state=1&nonce=1&response_type=token&response_mode=form_post' +
    '&prompt=none&code_challenge=x&code_challenge_method=plain&request=eyJ&request_uri=https://evil.example&claims={}&iss=https://evil.example&target_link_uri=//evil.example&lang=xx'
  const { url } = await leave(app, provider, `/login/orcid?${hostile}`)
  t.strictSame([...url.searchParams.keys()], names)
  for (const name of names) {
    if (name === 'state' || name === 'nonce') t.match(url.searchParams.get(name), /^[\w-]{43}$/)
    else t.equal(url.searchParams.get(name), plain.url.searchParams.get(name), name)
  }
  t.equal(url.origin + url.pathname, plain.url.origin + plain.url.pathname)
})

t.test('SEC-L5: HEAD and a prefetch begin no sign-in, so a link checker leaves no cookie behind', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const head = await app.inject({ method: 'HEAD', url: '/login/orcid' })
  t.equal(head.statusCode, 405)
  t.equal(head.headers['allow'], 'GET')
  t.notOk(head.headers['set-cookie'])
  for (const [name, value] of [['sec-purpose', 'prefetch'], ['sec-purpose', 'prefetch;prerender'], ['purpose', 'prefetch'], ['purpose', 'Prefetch'], ['x-moz', 'prefetch']] as const) {
    const response = await app.inject({ url: '/login/orcid', headers: { [name]: value } })
    t.equal(response.statusCode, 204, `${name}: ${value}`)
    t.notOk(response.headers['set-cookie'])
    t.notOk(response.headers.location)
    t.equal(response.headers['cache-control'], 'no-store')
  }
})

t.test('SEC-L16: what is no navigation of a window starts no login, and what does not say is let in', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  for (const headers of [{ 'sec-fetch-dest': 'iframe', 'sec-fetch-mode': 'navigate' }, { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' },
    { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors' }, { 'sec-fetch-dest': 'script', 'sec-fetch-site': 'same-origin' }]) {
    const response = await app.inject({ url: '/login/orcid', headers: headers as Record<string, string> })
    t.match(response.json(), { statusCode: 403, code: 'ORCID_ERR_NOT_NAVIGATED' }, JSON.stringify(headers))
    t.notOk(response.headers['set-cookie'])
    t.match(response.headers, { 'x-frame-options': 'DENY', 'content-security-policy': /frame-ancestors 'none'/ })
  }
  // fetch() of Node.js sends a mode alone; every browser that sends one sends a destination too.
  for (const headers of [{}, { 'sec-fetch-mode': 'cors' }, { 'sec-fetch-dest': 'document' }, { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' }]) {
    t.equal((await app.inject({ url: '/login/orcid', headers: headers as Record<string, string> })).statusCode, 302)
  }
})

t.test('SEC-L3: states are all different and favour no character', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const times = runs(20_000)
  const states = new Set<string>()
  const counts = new Map<string, number>()
  const [request, reply] = [{ headers: {} } as FastifyRequest, { header () {} } as unknown as FastifyReply]
  for (let i = 0; i < times; i++) {
    const url = new URL(await app.orcid.authorizationUrl(request, reply))
    for (const name of ['state', 'nonce']) states.add(url.searchParams.get(name) ?? '')
  }
  t.equal(states.size, 2 * times, 'and no nonce is a state')
  // The last character of 32 bytes in base64url carries four bits only.
  for (const character of [...states].map((state) => state.slice(0, -1)).join('')) {
    counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  t.equal(counts.size, 64)
  const expected = 2 * times * 42 / 64
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  t.ok(chiSquare < 170, `63 degrees of freedom, ${chiSquare}`)
})

t.test('SEC-L4: the state carries nothing, so nothing in it can be changed', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { url, state, cookie } = await leave(app, provider, '/login/orcid?returnTo=/private/canary')
  t.notMatch(decodeURIComponent(url.href), 'canary')
  t.equal(Buffer.from(state, 'base64url').length, 32)
  t.throws(() => JSON.parse(Buffer.from(state, 'base64url').toString()))
  t.notMatch(Buffer.from(cookie.split('=')[1] ?? '', 'base64url').toString('latin1'), 'canary')
})

t.test('SEC-L6: two hundred logins in one browser never make its Cookie header longer than 4.6 KB', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const jar = new Map<string, string>()
  const written = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  let longest = 0
  for (let i = 0; i < 200; i++) {
    const { set } = await leave(app, provider, `/login/orcid?returnTo=/${'x'.repeat(449)}`, written())
    for (const line of set) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    longest = Math.max(longest, written().length)
  }
  t.equal(jar.size, 5)
  t.ok(longest <= 4600, `${longest} bytes`)
  t.ok([...jar.values()].every((value) => value.length <= 900))
})

t.test('SEC-L7: no returnTo splits a header, adds a cookie or makes an error', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  for (const returnTo of ['/x%0d%0aSet-Cookie:a=b', '/x%0aLocation:%20//evil.example', '/%00', '/%E6%97%A5', '/%e2%80%a8', '/%F0%9F%8C%B9', '/%ed%a0%80', '/%', '/%zz']) {
    const { response, url, set } = await leave(app, provider, `/login/orcid?returnTo=${returnTo}`)
    t.equal(response.statusCode, 302)
    t.equal(url.origin, provider.issuer)
    t.equal(set.length, 1)
    const back = await comeBack(app, { code: `${CODE}${url.searchParams.get('state')}`, state: url.searchParams.get('state') ?? '' }, set[0]?.split(';')[0])
    t.equal(back.statusCode, 303, returnTo)
    t.match(back.headers.location, /^\/[\x21-\x7e]*$/)
    t.equal([back.headers['set-cookie']].flat().length, 1)
  }
})

t.test('SEC-L8, SEC-P1, SEC-N4: no header of a proxy or an attacker changes the redirect URI, Secure, or where the login leads', async (t) => {
  const provider = await startLyingProvider(t)
  for (const trustProxy of [false, true, 1, '127.0.0.1', ['10.0.0.0/8']]) {
    const app: FastifyInstance = Fastify({ trustProxy } as FastifyServerOptions)
    t.teardown(() => app.close())
    await app.register(fastifyOrcid, { ...provider.options, onLogin: () => {} } as FastifyOrcidOptions)
    for (const headers of [
      { host: 'evil.example' },
      { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' },
      { forwarded: 'host=evil.example;proto=http' },
      { host: 'evil.example\\@app.example', 'x-forwarded-prefix': '/evil', 'x-original-url': '/evil' },
      {}
    ]) {
      const response = await app.inject({ url: '/login/orcid', headers: headers as Record<string, string> })
      const url = new URL(String(response.headers.location))
      t.equal(url.origin, provider.issuer)
      t.equal(url.searchParams.get('redirect_uri'), 'https://app.example/login/orcid/callback')
      t.match(response.headers['set-cookie'], /^__Host-orcid.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    }
  }
})

t.test('SEC-L9: the move to the other name of this machine leads nowhere else', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { redirectUri: 'http://localhost:3000/login/orcid/callback' })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  for (const path of ['/login/orcid?returnTo=//evil.example', 'http://evil.example/login/orcid', 'HTTP://evil.example:1/login/orcid?a=@b']) {
    const headers = await new Promise<http.IncomingHttpHeaders>((resolve, reject) => {
      http.get({ host: '127.0.0.1', port, path, headers: { host: '127.0.0.1:3000' } }, (response) => { resolve(response.resume().headers) }).on('error', reject)
    })
    t.match(headers.location, /^http:\/\/localhost:3000\/login\/orcid/, path)
    t.equal(new URL(String(headers.location)).origin, 'http://localhost:3000')
    t.notOk(headers['set-cookie'])
  }
})

t.test('SEC-L10, SEC-L11, SEC-P5: whatever the outcome, no cache keeps it, no page frames it and no referrer tells of it', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, {
    onLogin: (request) => {
      if (request.headers['x-fail'] === '1') throw new Error('of the app')
    }
  })
  const answers = [
    await app.inject('/login/orcid'),
    await app.inject({ url: '/login/orcid', headers: { 'sec-fetch-dest': 'iframe' } }),
    await app.inject({ url: '/login/orcid', headers: { purpose: 'prefetch' } }),
    await app.inject('/login/orcid/callback'),
    await logIn(app, provider)
  ]
  const { state, cookie } = await leave(app, provider)
  answers.push(await app.inject({ url: `/login/orcid/callback?code=${CODE}&state=${state}`, headers: { cookie, 'x-fail': '1' } }))
  provider.token = (_form, reply) => reply.code(500).send('')
  answers.push(await logIn(app, provider))
  t.strictSame(answers.map(({ statusCode }) => statusCode), [302, 403, 204, 400, 303, 500, 503])
  for (const { headers } of answers) {
    t.match(headers, PRIVATE)
    t.notOk(Object.keys(headers).some((name) => name.startsWith('access-control-')), 'no script of another site reads it')
  }
})

t.test('SEC-L13: PKCE adds to the nonce and never replaces it', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { pkce: 'S256' })
  provider.token = () => provider.good({}, { nonce: 'of another sign-in' })
  t.equal((await logIn(app, provider)).json().code, 'ORCID_ERR_NONCE_MISMATCH', 'a registry that ignores the verifier')
  provider.token = (_form, reply) => reply.code(400).send({ error: 'invalid_grant' })
  t.equal((await logIn(app, provider)).json().code, 'ORCID_ERR_CODE_REJECTED', 'a front that drops it')
  await t.rejects(startApp(t, provider, { pkce: 'plain' as never }), { message: /option `pkce` must be 'S256' or false/ })
  const { url, cookie } = await leave(app, provider)
  t.equal(url.searchParams.get('code_challenge_method'), 'S256')
  t.notOk(url.searchParams.has('code_verifier'))
  t.notMatch(Buffer.from(cookie.split('=')[1] ?? '', 'base64url').toString('latin1'), String(url.searchParams.get('nonce')), 'SEC-L14')
})

t.test('SEC-L14: no script reads what proves a sign-in: its cookie is HttpOnly and sealed', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { pkce: 'S256' })
  const { url, set } = await leave(app, provider)
  t.equal(set.length, 1)
  t.match(set[0], /; HttpOnly; Secure; SameSite=Lax$/)
  const shown = set[0] + Buffer.from(set[0]?.split('=')[1]?.split(';')[0] ?? '', 'base64url').toString('latin1')
  for (const name of ['nonce', 'state']) t.notMatch(shown, String(url.searchParams.get(name)))
})

t.test('SEC-P2, SEC-K12: behind a proxy that ends TLS, plain HTTP inside does not weaken or break a login', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { response } = await leave(app, provider)
  t.match(response.headers['set-cookie'], '; Secure')
  t.equal((await logIn(app, provider)).statusCode, 303)
})

t.test('SEC-P3: a prefix that a proxy strips is part of the redirect URI and of nothing else', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { redirectUri: 'https://app.example/app/login/orcid/callback', callbackPath: '/login/orcid/callback' })
  const { url, set } = await leave(app, provider)
  t.equal(url.searchParams.get('redirect_uri'), 'https://app.example/app/login/orcid/callback')
  t.match(set[0], '; Path=/; ')
  t.equal((await logIn(app, provider)).statusCode, 303)
})

t.test('SEC-P4, SEC-K9: no header of ours is too long for a proxy with small buffers', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { pkce: 'S256', bindTo: () => 'x'.repeat(1000), scope: '/read-limited /activities/update /person/update' })
  const { response, set } = await leave(app, provider, `/login/orcid?returnTo=/${'x'.repeat(449)}`)
  t.ok(String(response.headers.location).length <= 1200)
  t.equal(set.length, 1)
  t.ok(String(set[0]).length <= 1200, `${String(set[0]).length} bytes`)
})

t.test('SEC-L12: without openid there is no nonce, so it must be asked for by name and is warned of', async (t) => {
  const provider = await startLyingProvider(t)
  const { url } = await leave(await startApp(t, provider, { scope: '/authenticate' }), provider)
  t.equal(url.searchParams.get('scope'), 'openid /authenticate')
  t.equal(Buffer.from(url.searchParams.get('nonce') ?? '', 'base64url').length, 32)
  const lines: string[] = []
  const app = Fastify({ logger: { stream: { write: (line: string) => { lines.push(line) } } } })
  t.teardown(() => app.close())
  await app.register(fastifyOrcid, { ...provider.options, openid: false, scope: '/authenticate', onLogin: () => {} } as FastifyOrcidOptions)
  t.match(JSON.parse(lines[0] ?? ''), { level: 40, msg: /without openid there is no id_token/ })
  t.equal(lines.length, 1, 'once')
})

t.test('routes of an app that speaks HTTP/2 sign in, too, and the compiler has no objection', async (t) => {
  const provider = await startLyingProvider(t)
  const app = Fastify({ http2: true })
  t.teardown(() => app.close())
  await app.register(fastifyOrcid, { ...provider.options, routes: false })
  app.get('/in', async (request, reply) => reply.redirect(await app.orcid.authorizationUrl(request, reply)))
  app.get('/login/orcid/callback', async (request, reply) => (await app.orcid.callback(request, reply)).orcid)
  const { state, cookie } = await leave(app as unknown as FastifyInstance, provider, '/in')
  t.equal((await comeBack(app as unknown as FastifyInstance, { code: CODE, state }, cookie)).body, SOFIA)
})

t.test('SEC-P6: over HTTP/2 a foreign :authority changes nothing', async (t) => {
  const provider = await startLyingProvider(t)
  const app = Fastify({ http2: true }) as unknown as FastifyInstance
  t.teardown(() => app.close())
  await app.register(fastifyOrcid, { ...provider.options, onLogin: () => {} } as FastifyOrcidOptions)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const session = http2.connect(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
  t.teardown(() => { session.destroy() })
  const headers = await new Promise<http2.IncomingHttpHeaders>((resolve, reject) => {
    session.request({ ':path': '/login/orcid', ':authority': 'evil.example' }).on('response', resolve).on('error', reject).end()
  })
  const url = new URL(String(headers.location))
  t.equal(url.origin, provider.issuer)
  t.equal(url.searchParams.get('redirect_uri'), 'https://app.example/login/orcid/callback')
})
