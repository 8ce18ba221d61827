import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'

import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import type { Test } from 'tap'

import { startMockOrcid } from '../../../mock-server/start.ts'
import type { InjectedRequest } from '../../../mock-server/browser/transport.ts'
import { MockOrcidVisitError } from '../../../mock-server/browser/error.ts'
import { authorize, signIn } from '../../../mock-server/browser/sign-in.ts'
import type { Visit } from '../../../mock-server/browser/result.ts'

const SOFIA = '0000-0001-2345-6789'

type Query = Record<string, string>

/** Listens on a free loopback port until the test ends, and says where. */
async function listen (t: Test, server: FastifyInstance): Promise<string> {
  t.teardown(() => server.close())
  return server.listen({ host: '127.0.0.1', port: 0 })
}

/** A port on which nobody listens. */
async function findFreePort (): Promise<number> {
  const server = Fastify()
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as AddressInfo
  await server.close()
  return port
}

/** An ORCID of two pages, which a test can make misbehave. */
async function startOrcid (t: Test, change: (orcid: FastifyInstance) => void = () => {}) {
  const orcid = Fastify()
  await orcid.register(cookie)
  await orcid.register(formbody)
  change(orcid)
  const page = '<!doctype html><title>ORCID</title><h1>Sign in</h1>'
  orcid.get('/signin', (_request, reply) => reply.type('text/html').send(page))
  orcid.post<{ Body: Query }>('/signin', (request, reply) => {
    const { orcid } = request.body
    reply.type('text/html')
    if (orcid !== SOFIA) return reply.code(400).send('<title>No</title><p>Nobody &amp; nothing here')
    const target = request.url.replace('/signin', '/oauth/authorize')
    return reply.setCookie('session', SOFIA, { sameSite: 'lax', path: '/' }).redirect(target, 303)
  })
  orcid.get<{ Querystring: Query }>('/oauth/authorize', (request, reply) => {
    reply.type('text/html')
    if (request.query['client_id'] !== 'APP-1') return reply.code(400).send('<h1>Unknown client</h1>')
    if (request.cookies['session'] === SOFIA) return reply.send(page)
    return reply.redirect(request.url.replace('/oauth/authorize', '/signin'))
  })
  orcid.post<{ Body: Query, Querystring: Query }>('/oauth/authorize', (request, reply) => {
    const { redirect_uri: redirectUri = '', state = '' } = request.query
    const { decision } = request.body
    const answer = decision === 'allow' ? 'code=Ab12Cd' : 'error=access_denied'
    return reply.redirect(`${redirectUri}?${answer}&state=${state}`)
  })
  return { issuer: await listen(t, orcid) }
}

/** An app with a login, a callback that wants the login's cookie, and a page for those who are signed in. */
async function buildApp (issuer: string, redirectUri: string, clientId = 'APP-1'): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(cookie)
  await app.register(formbody)
  const isHttps = redirectUri.startsWith('https:')
  const name = isHttps ? '__Host-login' : 'login'
  const options = { httpOnly: true, secure: isHttps, sameSite: 'lax', path: '/' } as const
  app.get('/login/orcid', (_request, reply) => {
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      scope: 'openid /read-limited',
      redirect_uri: redirectUri,
      state: 'state-1234'
    })
    reply.setCookie(name, 'state-1234', options)
    return reply.redirect(`${issuer}/oauth/authorize?${query.toString()}`)
  })
  app.get<{ Querystring: Query }>('/callback', (request, reply) => {
    const { state, code, error } = request.query
    if (state !== request.cookies[name]) return reply.code(403).send({ error: 'wrong browser' })
    if (code === undefined) return reply.code(401).send({ error })
    return reply.clearCookie(name, options).setCookie('me', SOFIA, options).redirect('/me')
  })
  app.get('/me', ({ cookies, headers }, reply) => reply.send({ orcid: cookies['me'] ?? null, headers }))
  app.post('/logout', (request, reply) => reply.send({ form: request.body, headers: request.headers }))
  app.get('/late', (_request, reply) => reply.redirect('/login/orcid', 307))
  app.get('/else', (_request, reply) => reply.redirect('https://orcid.org/oauth/authorize?state=state-1234'))
  app.get('/loop', (_request, reply) => reply.redirect('/loop'))
  app.get('/broken', (_request, reply) => reply.redirect('http://'))
  return app
}

interface Me { orcid: string, headers: Query }

t.test('the robot walks through the fake ORCID', async t => {
  const orcid = await startMockOrcid()
  t.teardown(orcid.close)
  const redirectUri = 'https://app.example.org/callback'
  const { clientId } = orcid.client({ redirectUris: [redirectUri], type: 'member' })
  const app = await buildApp(orcid.issuer, redirectUri, clientId)
  const plan = { path: '/login/orcid', as: orcid.researchers.sofia }
  const shape = (visit: Visit) => visit.hops.map(hop => `${hop.from} ${hop.method} ${hop.statusCode}`)

  const visit = await orcid.signIn(app, plan)
  t.strictSame([visit.response.statusCode, visit.response.location], [302, '/me'])
  t.match((await visit.get('/me')).json(), { orcid: SOFIA })
  t.strictSame(shape(visit), [
    'app GET 302',
    'orcid GET 302', 'orcid GET 200', 'orcid POST 303', 'orcid GET 200', 'orcid POST 302',
    'app GET 302', 'app GET 200'
  ])

  const denied = await orcid.signIn(app, { ...plan, answer: 'deny' })
  t.strictSame(denied.response.json(), { error: 'access_denied' })

  const authorizeUrl = String(visit.hops[0]?.headers.location)
  const { location } = await orcid.authorize(authorizeUrl, { as: SOFIA, scope: '/read-limited' })
  t.match(location, /^https:\/\/app\.example\.org\/callback\?code=[0-9A-Za-z]{6}&state=state-1234$/)

  // By the address alone the robot knows nobody, and tells what ORCID says.
  const nobody = signIn({ issuer: orcid.issuer }, app, { ...plan, as: '0009-9999-9999-9992' })
  const noSuchPerson = /^ORCID does not let 0009-9999-9999-9992 sign in; it answered 400 Nobody here has this ORCID iD or e-mail address\.\n/
  await t.rejects(nobody, { message: noSuchPerson })
  const elsewhere = `https://elsewhere.example/${'long/'.repeat(30)}callback`
  const stranger = await buildApp(orcid.issuer, elsewhere, clientId)
  await t.rejects(orcid.signIn(stranger, plan), {
    message: RegExp('^ORCID showed an error page at /oauth/authorize: 400 Error: invalid_request: Missing parameter: ' +
      `redirect_uri - "${elsewhere}" does not match registered client "${clientId}"\n`)
  })
})

t.test('a person may be called by name, and one who is not there is no riddle', async t => {
  const orcid = await startMockOrcid()
  t.teardown(orcid.close)
  const redirectUri = 'https://app.example.org/callback'
  const { clientId } = orcid.client({ type: 'member', redirectUris: [redirectUri] })
  const app = await buildApp(orcid.issuer, redirectUri, clientId)
  const sign = (as: string) => orcid.signIn(app, { path: '/login/orcid', as })
  const client = orcid.client({ type: 'member' })
  const url = `${orcid.environment.authorizationEndpoint}?` + new URLSearchParams({
    client_id: client.clientId, response_type: 'code', scope: 'openid', redirect_uri: 'http://127.0.0.1/callback'
  })
  t.match((await (await sign('sofia')).get('/me')).json(), { orcid: SOFIA })
  t.equal((await sign('kwame@home.example')).response.location, '/me')
  t.match((await orcid.authorize(url, { as: 'sofia' })).location, /code=/)
  const cases: Array<[as: string, message: RegExp]> = [
    ['sophia', /^Nobody is called sophia; did you mean sofia\?$/],
    ['ada', /^Nobody is called ada; there are sofia, privateName, .*, mateo$/],
    ['0000-0001-2345-6788', /^Nobody has the ORCID iD 0000-0001-2345-6788; did you mean 0000-0001-2345-6789\?$/],
    ['0000-0002-1825-0097', /^Nobody has the ORCID iD 0000-0002-1825-0097; there are sofia, /]
  ]
  await t.test('an iD is one, even if somebody else is called so', async (t) => {
    await using named = await startMockOrcid({ researchers: { [SOFIA]: { givenNames: 'Somebody else' } } })
    const { location } = await named.authorize(`${named.environment.authorizationEndpoint}?${new URLSearchParams({
      client_id: named.client().clientId, response_type: 'code', scope: 'openid', redirect_uri: 'http://127.0.0.1/callback'
    })}`, { as: SOFIA })
    t.match(location, /code=/)
    t.equal(named.snapshot().grants.codes[0]?.orcid, SOFIA)
    t.equal(named.researcher(SOFIA).orcid, SOFIA)
  })
  for (const [as, message] of cases) {
    await t.rejects(sign(as), { code: 'MOCK_ORCID_ERR_VISIT', about: 'plan', message })
    await t.rejects(orcid.authorize(url, { as }), { message })
  }
})

t.test('a login that a button opens is opened by POST, from a page of the app', async t => {
  const orcid = await startOrcid(t)
  const app = await buildApp(orcid.issuer, 'https://app.example.org/callback')
  app.post('/link', (request, reply) => reply.redirect(`/login/orcid?from=${request.headers.origin}`, 303))
  const path = 'https://app.example.org/link'
  const visit = await signIn(orcid, app, { path, method: 'POST', as: SOFIA, headers: { cookie: 'session=1' } })
  t.equal(visit.response.location, '/me')
  t.strictSame(visit.hops.slice(0, 3).map(hop => `${hop.from} ${hop.method} ${hop.statusCode}`), [
    'app POST 303', 'app GET 302', 'orcid GET 302'
  ])
  t.match(visit.hops[1]?.url, '?from=https://app.example.org')
  t.equal(visit.hops[0]?.requestHeaders['cookie'], 'session=1')
})

t.test('V2: a login that a button opens is sent as a browser sends a form', async t => {
  const orcid = await startOrcid(t)
  const app = await buildApp(orcid.issuer, 'https://app.example.org/callback')
  const seen: object[] = []
  app.post('/link', ({ body, headers }, reply) => {
    seen.push({ body, ...headers })
    return reply.redirect('/login/orcid', 303)
  })
  const plan = { path: 'https://app.example.org/link', as: SOFIA }
  const sent = {
    'content-type': 'application/x-www-form-urlencoded',
    origin: 'https://app.example.org',
    referer: 'https://app.example.org/',
    'sec-fetch-site': 'same-origin',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document'
  }
  const empty = await signIn(orcid, app, { ...plan, method: 'POST' })
  const filled = await signIn(orcid, app, { ...plan, form: { _csrf: 'a b' } })
  t.match(seen, [{ ...sent, body: {} }, { ...sent, body: { _csrf: 'a b' } }])
  t.strictSame([empty.response.location, filled.response.location], ['/me', '/me'])
  t.match(filled.hops.at(-1)?.requestHeaders, { 'sec-fetch-site': 'cross-site' }, 'on the way back from ORCID')
  await t.rejects(signIn(orcid, app, { ...plan, method: 'GET', form: {} }), { message: 'Wrong plan: a form is sent by POST, not by GET.' })
})

t.test('V2: what a form and a script say of themselves follows the page they are on', async t => {
  const orcid = await startOrcid(t)
  const app = await buildApp(orcid.issuer, 'https://app.example.org/callback')
  const policies = ['no-referrer', 'same-origin', 'strict-origin']
  for (const policy of policies) app.get(`/${policy}`, (_request, reply) => reply.header('referrer-policy', policy).send('page'))
  const visit = await signIn(orcid, app, { path: '/login/orcid', as: SOFIA })
  const said = async (request: { path: string, json?: unknown, form?: Record<string, string> }) => {
    await visit.request(request)
    const { origin, referer, ...rest } = visit.hops.at(-1)?.requestHeaders ?? {}
    return [origin, referer, rest['sec-fetch-site'], rest['sec-fetch-mode'], rest['sec-fetch-dest']]
  }
  const home = 'https://app.example.org'
  const there = 'https://www.app.example.org/logout'
  const expected = [
    ['no-referrer', '/logout', ['null', undefined, 'same-origin', 'navigate', 'document']],
    ['no-referrer', there, ['null', undefined, 'same-site', 'navigate', 'document']],
    ['same-origin', '/logout', [home, `${home}/same-origin`, 'same-origin', 'navigate', 'document']],
    ['same-origin', there, ['null', undefined, 'same-site', 'navigate', 'document']],
    ['strict-origin', there, [home, `${home}/`, 'same-site', 'navigate', 'document']],
    ['strict-origin', 'http://app.example.org/logout', ['null', undefined, undefined, undefined, undefined]]
  ] as const
  for (const [page, path, headers] of expected) {
    await visit.get(`/${page}`)
    t.strictSame(await said({ path, form: {} }), headers, `${page} to ${path}`)
  }
  await visit.get('/no-referrer')
  t.strictSame(await said({ path: '/logout', json: {} }), [home, undefined, 'same-origin', 'cors', 'empty'])
})

t.test('where ORCID does not ask, the error says what helps, and it does', async t => {
  const orcid = await startMockOrcid()
  t.teardown(orcid.close)
  const redirectUri = 'https://app.example.org/callback'
  const { twoFactor: other } = orcid.researchers
  // Minted without any, a client adopts loopback redirect URIs only.
  const mint = () => orcid.client({ type: 'member', redirectUris: [redirectUri] })
  const { clientId, clientSecret } = mint()
  const app = await buildApp(orcid.issuer, redirectUri, clientId)
  const plan = { path: '/login/orcid', as: 'sofia', answer: 'deny' } as const
  const first = await orcid.signIn(app, { ...plan, answer: 'allow' })
  // A grant stands once its code has been exchanged.
  await fetch(orcid.environment.tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'authorization_code',
      code: String(new URL(String(first.hops.at(-1)?.url)).searchParams.get('code')),
      redirect_uri: redirectUri
    })
  })
  const isDenied = async (walk: Promise<Visit>) => t.match((await walk).response.json(), { error: 'access_denied' })
  await t.rejects(orcid.signIn(app, plan), {
    message: /^ORCID did not show the consent page, because 0000-0001-2345-6789 has granted this client the same before\. The plan's answer was not given\. Call reset\(\) on the mock first, sign in as somebody else, or give the app a client of its own\n/
  })
  await isDenied(orcid.signIn(app, { ...plan, as: other }))
  await isDenied(orcid.signIn(await buildApp(orcid.issuer, redirectUri, mint().clientId), plan))
  const asked = String((await app.inject('/login/orcid')).headers.location)
  await t.rejects(orcid.authorize(asked, { as: other, browser: first }), {
    message: /Ask ORCID for prompt=login and openid, or leave browser out of the plan for a fresh one\n/
  })
  t.match((await orcid.authorize(asked, { as: other })).location, /code=/)
  t.match((await orcid.authorize(`${asked}&prompt=login`, { as: other, browser: first })).location, /code=/)
  orcid.reset()
  await isDenied(orcid.signIn(app, { ...plan, browser: first }))
})

t.test('the robot walks to an app that listens, at the redirect URI its client adopts', async t => {
  const orcid = await startMockOrcid()
  t.teardown(orcid.close)
  const port = await findFreePort()
  const { clientId } = orcid.client({ type: 'member' })
  const app = await buildApp(orcid.issuer, `http://127.0.0.1:${port}/callback`, clientId)
  t.teardown(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port })
  const visit = await orcid.signIn(url, { path: '/login/orcid', as: SOFIA })
  t.equal(visit.response.location, '/me')
  t.match((await visit.get('/me')).json(), { orcid: SOFIA })
})

t.test('an app that does not listen is walked at the https origin of its redirect URI', async t => {
  const orcid = await startOrcid(t)
  const app = await buildApp(orcid.issuer, 'https://app.example.org/callback')
  const headers = { 'accept-language': 'eo', cookie: 'theme=dark' }
  const visit = await signIn(orcid, app, { path: '/login/orcid', as: { orcid: SOFIA }, headers })
  t.equal(visit.response.statusCode, 302)
  t.equal(visit.response.location, '/me')
  t.strictSame(visit.hops.map(hop => `${hop.from} ${hop.method} ${hop.statusCode}`), [
    'app GET 302',
    'orcid GET 302', 'orcid GET 200', 'orcid POST 303', 'orcid GET 200', 'orcid POST 302',
    'app GET 302'
  ])
  t.equal(visit.hops[0]?.url, 'https://app.example.org/login/orcid')
  t.notOk(visit.hops.some(hop => hop.from === 'orcid' && 'accept-language' in hop.requestHeaders))
  t.strictSame(visit.hops[3]?.form, { orcid: SOFIA })
  t.equal(visit.hops[3]?.requestHeaders['origin'], orcid.issuer)
  const cookie = '__Host-login=state-1234; theme=dark'
  t.match(visit.hops[6]?.requestHeaders, { cookie, 'accept-language': 'eo' })

  const me = (await visit.get('/me')).json<Me>()
  t.equal(me.orcid, SOFIA)
  t.match(me.headers, { host: 'app.example.org', 'x-forwarded-proto': 'https', cookie: /^me=/ })
  t.equal(visit.hops.length, 8)
})

t.test('an app that listens is walked over HTTP', async t => {
  const orcid = await startOrcid(t)
  const port = await findFreePort()
  const app = await buildApp(orcid.issuer, `http://127.0.0.1:${port}/callback`)
  t.teardown(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port })
  const visit = await signIn(orcid, new URL(url), { path: '/late?x=1', as: SOFIA })
  t.equal(visit.response.location, '/me')
  const form = { a: ['1', '2'], b: '&' }
  const bye = await visit.request({ path: '/logout', form, headers: { 'x-test': 'yes' } })
  t.match(bye.json(), { form, headers: { origin: url, 'x-test': 'yes', cookie: /; me=/ } })
  const json = { password: 'correct horse', nested: [1, null] }
  const told = await visit.request({ path: '/logout', json })
  t.match(told.json(), { form: json, headers: { origin: url, 'content-type': 'application/json', cookie: /; me=/ } })
  t.match(String(visit), /\n +json: \{"password":"corr…","nested":\[1,null\]\}\n/)
  t.equal((await visit.request({ path: '/logout', json: null })).json<{ form: unknown }>().form, null)
  const ask = (wrong: unknown) => visit.request(wrong as { path: string })
  const refused = (message: string) => ({ code: 'MOCK_ORCID_ERR_VISIT', about: 'plan', message })
  await t.rejects(ask({ path: '/', form, json }), refused('Wrong request: it has a form and json; a body is one of them.'))
  await t.rejects(ask({ path: '/', jsno: 1, method: 'GO' }),
    refused('Wrong request: jsno is not known (did you mean json?); method must be one of DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT.'))
  await t.rejects(ask('/me'), refused('Wrong request: must be object.'))
  t.equal((await visit.request({ path: '/me', method: 'DELETE' })).statusCode, 404)
})

t.test('a person who denies is sent back with the error, and one who grants less grants less', async t => {
  const orcid = await startOrcid(t)
  const app = await buildApp(orcid.issuer, 'https://app.example.org/callback')
  const path = 'https://app.example.org/login/orcid'
  const denied = await signIn(orcid, app, { path, as: SOFIA, answer: 'deny' })
  t.equal(denied.response.statusCode, 401)
  t.strictSame(denied.response.json(), { error: 'access_denied' })
  t.equal(denied.response.location, null)
  for (const scope of ['/read-limited  openid', ['/read-limited', 'openid']]) {
    const narrow = await signIn(orcid, app, { path: '/login/orcid', as: SOFIA, scope })
    t.strictSame(narrow.hops[5]?.form, { decision: 'allow', scope: ['/read-limited', 'openid'] })
  }
})

t.test('an authorize URL is answered without an app, and its location is not visited', async t => {
  const orcid = await startOrcid(t)
  const url = `${orcid.issuer}/oauth/authorize?client_id=APP-1&redirect_uri=myapp://back&state=s`
  const { location, visit } = await authorize(orcid, url, { as: SOFIA })
  t.match(location, /^myapp:\/\/back\?code=Ab12Cd&state=s/)
  t.equal(visit.response.location, location)
  t.equal(visit.hops.length, 5)
  await t.rejects(visit.request({ path: '/me' }), { message: /^Could not reach the app at myapp:\/\/back / })
  for (const url of ['https://orcid.org/oauth/authorize', 'authorize']) {
    await t.rejects(authorize(orcid, url, { as: SOFIA }), {
      message: `"${url}" is no URL of the ORCID at ${orcid.issuer}`
    })
  }
})

t.test('a mock that is mounted below a path of the app is told apart from the app', async t => {
  const app = Fastify()
  const url = await listen(t, app.register(async scope => {
    scope.get('/orcid/oauth/authorize', (_request, reply) => reply.redirect('../../../orcidish/back'))
    scope.get('/orcidish/back', (_request, reply) => reply.send('here'))
  }))
  const orcid = { issuer: `${url}/orcid` }
  const { location, visit } = await authorize(orcid, new URL(`${url}/orcid/oauth/authorize`), { as: SOFIA })
  t.equal(location, '../../../orcidish/back')
  t.equal((await visit.get('/orcidish/back')).body, 'here')
  t.strictSame(visit.hops.map(hop => hop.from), ['orcid', 'app'])
})

t.test('the printed walk masks every secret that the journal masks', async t => {
  const orcid = await startOrcid(t)
  const app = await buildApp(orcid.issuer, 'https://app.example.org/callback')
  app.get('/empty', (_request, reply) => reply.code(204).send())
  app.get('/secrets', (_request, reply) => reply.send({
    access_token: 'tooth-brush', accessToken: 'tooth-paste', code: 'abcd', name: 'x'.repeat(300)
  }))
  app.get('/exchange', (_request, reply) => reply.redirect('/done?token=tooth-pick&state=tooth&code_verifier=tooth-ache'))
  app.get('/challenge', (_request, reply) => reply.send('authorization: Bearer tooth-mug'))
  const visit = await signIn(orcid, app, { path: '/login/orcid', as: SOFIA })
  await visit.get('/empty')
  await visit.get('/exchange?token=tooth-pick&state=tooth&code_verifier=tooth-ache')
  await visit.request({ path: '/logout', form: { client_assertion: 'tooth-fairy', token: 'tooth-pick' } })
  await visit.request({ path: '/logout', json: { token: 'tooth-pick', code_verifier: 'tooth-ache' } })
  await visit.get('/challenge')
  await visit.get('/secrets')
  const walk = String(visit)
  t.match(walk, / 1\. app {4}GET https:\/\/app\.example\.org\/login\/orcid\n +→ 302 on to the next\n/)
  t.match(walk, / 4\. orcid {2}POST to the same URL\n/)
  t.match(walk, / 7\. app {4}GET .*\n +cookie: __Host-login=stat…\n +→ 302 to \/me\n/)
  t.match(walk, / +set-cookie: __Host-login=; Max-Age=0; /)
  t.match(walk, /set-cookie: __Host-login=stat…; Path=\/; HttpOnly; Secure; SameSite=Lax\n/)
  t.match(walk, /form: orcid=0000-0001-2345-6789\n/)
  t.match(walk, /callback\?code=…&state=stat…/)
  t.match(walk, /GET .*\/exchange\?token=toot…&state=…&code_verifier=toot…\n/)
  t.match(walk, /→ 302 to \/done\?token=toot…&state=…&code_verifier=toot…\n/)
  t.match(walk, /form: client_assertion=toot…&token=toot…\n/)
  t.match(walk, /json: \{"token":"toot…","code_verifier":"toot…"\}\n/)
  t.match(walk, /: authorization: Bearer toot…\n/)
  t.match(walk, /→ 200 text\/html, 51 characters/)
  t.match(walk, /→ 204 no content-type/)
  t.match(walk, /"access_token":"toot…","accessToken":"toot…","code":"…","name":"x{100,150}…$/)
  t.notMatch(walk, /Ab12|state-1234|tooth|session=0000-/)
})

t.test('cookies are kept and sent as a browser keeps and sends them', async t => {
  const orcid = await startOrcid(t)
  const app = await buildApp(orcid.issuer, 'https://app.example.org/callback')
  app.get('/cookies', (_request, reply) => reply.header('set-cookie', [
    'strict=1; SameSite=Strict; Path=/', 'lax=1; SameSite=Lax; Path=/',
    'none=1; SameSite=None; Secure; Path=/', '__Host-domain=1; Secure; Path=/; Domain=app.example.org',
    '__Host-insecure=1; Path=/', 'deep=1; Path=/deep', ';='
  ]).redirect('/login/orcid'))
  const visit = await signIn(orcid, app, { path: '/cookies', as: SOFIA })
  const back = visit.hops.at(-1)
  t.equal(back?.requestHeaders['cookie'], 'lax=1; none=1; __Host-login=state-1234')
  t.notOk(visit.hops.some(hop => hop.from === 'orcid' && /lax/.test(hop.requestHeaders['cookie'] ?? '')))
  await visit.get('/me')
  t.match(visit.hops.at(-1)?.requestHeaders['cookie'], /^lax=1; none=1; me=/, 'the redirect is still on its way from ORCID')
  await visit.get('/me')
  t.match(visit.hops.at(-1)?.requestHeaders['cookie'], /^strict=1; lax=1; none=1; me=/)
})

t.test('redirects change the method as a browser changes it', async t => {
  const cases = [
    [301, 'GET', 'lax=1; none=1'], [302, 'GET', 'lax=1; none=1'], [303, 'GET', 'lax=1; none=1'],
    [307, 'POST', 'none=1'], [308, 'POST', 'none=1']
  ] as const
  for (const [status, method, cookie] of cases) {
    const orcid = await startOrcid(t, orcid => {
      orcid.addHook('preHandler', async (request, reply) => {
        if (request.url.includes('hop=') && request.method === 'POST' && request.url.startsWith('/oauth')) {
          return reply.redirect('https://app.example.org/landing#fragment', status)
        }
      })
    })
    const app = await buildApp(orcid.issuer, 'https://app.example.org/callback&hop=1')
    app.all('/landing', (request, reply) => reply.send({ body: request.body }))
    app.get('/start', (_request, reply) => reply
      .header('set-cookie', ['lax=1; SameSite=Lax; Path=/', 'none=1; SameSite=None; Secure; Path=/'])
      .redirect(`${orcid.issuer}/oauth/authorize?client_id=APP-1&redirect_uri=https://app.example.org&hop=1`))
    const visit = await signIn(orcid, app, { path: '/start', as: SOFIA })
    const last = visit.hops.at(-1)
    t.equal(last?.url, 'https://app.example.org/landing')
    t.strictSame([last?.method, last?.requestHeaders['cookie']], [method, cookie])
    t.strictSame(last?.form, method === 'POST' ? { decision: 'allow' } : null)
    t.equal(last?.requestHeaders['origin'], method === 'POST' ? orcid.issuer : undefined)
  }
})

t.test('a login that leads somewhere else is refused with what it answered', async t => {
  const orcid = await startOrcid(t)
  const app = await buildApp(orcid.issuer, 'https://app.example.org/callback')
  const cases = [
    ['/nowhere', /^The login route did not redirect to the ORCID at .* it answered 404 .*GET:\/nowhere/],
    ['/else', /it answered 302 to https:\/\/orcid\.org\/oauth\/authorize\?state=stat…\n/],
    ['/loop', /^The walk takes more than 20 requests: it goes in circles\nThe walk so far:\n 1\. app/],
    ['/broken', /^app redirects to "http:\/\/", which is no URL/],
    ['http://', /^The plan's "path" is neither a path nor a URL: "http:\/\/"$/]
  ] as const
  for (const [path, message] of cases) {
    await t.rejects(signIn(orcid, app, { path, as: SOFIA }), { code: 'MOCK_ORCID_ERR_VISIT', message })
  }
})

t.test('an error page of ORCID ends the walk with its text', async t => {
  const orcid = await startOrcid(t, orcid => {
    orcid.get('/strange', (_request, reply) => reply.code(500).send('a &lt;b&gt; c'))
  })
  const app = await buildApp(orcid.issuer, 'https://app.example.org/callback')
  app.get('/bad', (_request, reply) => reply.redirect(`${orcid.issuer}/oauth/authorize?client_id=APP-2`))
  app.get('/strange', (_request, reply) => reply.redirect(`${orcid.issuer}/strange`))
  const nobody = signIn(orcid, app, { path: '/login/orcid', as: '0000-0000-0000-0001' })
  const wrongPerson = /^ORCID does not let 0000-0000-0000-0001 sign in; .* 400 Nobody & nothing/
  await t.rejects(nobody, { message: wrongPerson })
  await t.rejects(signIn(orcid, app, { path: '/bad', as: SOFIA }), {
    message: /^ORCID showed an error page at \/oauth\/authorize: 400 Unknown client\n/, hops: { length: 2 }
  })
  const strange = await signIn(orcid, app, { path: '/strange', as: SOFIA }).catch((error: unknown) => error)
  t.match(strange, { message: /at \/strange: 500 a <b> c\n/, hops: { length: 2 } })
  t.notMatch(inspect(strange), /requestHeaders/, 'a runner that prints it prints no page')
})

t.test('who cannot be reached is named, and why', async t => {
  const orcid = await startOrcid(t)
  // No listener is ever given this port by the system.
  const url = 'http://127.0.0.1:1'
  const refused = { cause: { code: 'ECONNREFUSED' } }
  await t.rejects(signIn(orcid, url, { path: '/login', as: SOFIA }), {
    ...refused, message: RegExp(`^Could not reach the app at ${url} \\(GET ${url}/login\\): ECONNREFUSED, `)
  })

  const app = await buildApp(url, `${url}/callback`)
  await t.rejects(signIn({ issuer: url }, app, { path: '/login/orcid', as: SOFIA }), {
    ...refused, message: /^Could not reach ORCID at http:\/\/127.*GET .*state=stat…\)/
  })

  const moved = await buildApp(orcid.issuer, `${url}/callback`)
  await t.rejects(signIn(orcid, await listen(t, moved), { path: '/login/orcid', as: SOFIA }), {
    cause: refused,
    message: /^The redirect URI leads to .*\/callback, where nobody answers; the app is at .*\n/
  })

  const failing = { inject: () => Promise.reject(new Error('plugin timed out')) }
  const hung = signIn(orcid, failing, { path: '/', as: SOFIA })
  await t.rejects(hung, { message: /https:\/\/localhost\/\): plugin timed out$/ })
})

t.test('a callback that fails without an answer is not blamed on the address', async t => {
  const orcid = await startOrcid(t)
  const app = await buildApp(orcid.issuer, 'https://app.example.org/callback')
  const dying = {
    inject: async (request: InjectedRequest) => {
      if (request.url.startsWith('/callback')) throw new Error('out of memory')
      return app.inject(request)
    }
  }
  await t.rejects(signIn(orcid, dying, { path: '/login/orcid', as: SOFIA }), {
    message: /^Could not reach the app at https:\/\/app\.example\.org .*: out of memory\n/
  })
})

t.test('an app whose redirect URI is missing or no web address stays where it is', async t => {
  const orcid = await startOrcid(t)
  for (const redirectUri of ['', 'myapp://back', 'https://']) {
    const app = await buildApp(orcid.issuer, redirectUri)
    app.get('/', (_request, reply) => reply.send('home'))
    await t.rejects(signIn(orcid, app, { path: '/login/orcid', as: 'nobody' }), {
      message: /^ORCID does not let nobody sign in;.*\n.*\n.* GET https:\/\/localhost\/login\/orcid\n/
    })
  }
})

t.test('a plan or an app that is none is refused before the first request', async t => {
  const orcid = { issuer: 'http://127.0.0.1:1' }
  const plan = { path: '/', as: SOFIA }
  const refuse = (app: unknown, untrusted: unknown, message: RegExp) =>
    t.rejects(signIn(orcid, app as string, untrusted as typeof plan), { message, hops: { length: 0 } })
  await refuse(undefined, plan, /^The app is neither a Fastify instance nor the URL/)
  await refuse({}, plan, /^The app is neither a Fastify instance nor the URL/)
  await refuse('localhost', plan, /^The app's address "localhost" is no absolute URL$/)
  await refuse('http://127.0.0.1:1', { path: '/' }, /^The plan names nobody: "as" must be a researcher of the mock, the name of one, or/)
  const url = 'http://127.0.0.1:1'
  await refuse(undefined, undefined, /^A plan is missing: signIn\(app, \{ path: '\/login\/orcid', as: 'sofia' \}\)$/)
  await refuse(url, { ...plan, answer: 'perhaps' }, /^Wrong plan for signIn: answer must be one of allow, deny\.$/)
  await refuse(url, { ...plan, anwser: 'deny' }, /^Wrong plan for signIn: anwser is not known \(did you mean answer\?\)\.$/)
  await refuse(url, { as: SOFIA, loginPath: '/' }, /: must have required properties path; loginPath is not known\.$/)
  await refuse(url, { ...plan, scope: 7 }, /scope must be string or array/)
  await refuse(url, { ...plan, onHop: 'log' }, /^Wrong plan: onHop must be a function\.$/)
  await refuse(url, 'sofia', /^Wrong plan for signIn: must be object\.$/)
  const ask = (wrong: unknown) => authorize(orcid, `${orcid.issuer}/oauth/authorize`, wrong as typeof plan)
  await t.rejects(ask(undefined), { message: /^A plan is missing: authorize\(url, \{ as: 'sofia' \}\)$/ })
  await t.rejects(ask(plan), { about: 'plan', message: 'Wrong plan for authorize: path is not known.' })
  const sparse = { path: '/', as: SOFIA, answer: undefined, onHop: undefined, browser: undefined }
  await t.rejects(signIn(orcid, url, sparse as unknown as typeof plan), { message: /^Could not reach / }, 'undefined is none')
})

t.test('V3: a visit that ORCID refuses ends with how to fix it', async t => {
  const orcid = await startMockOrcid()
  t.teardown(orcid.close)
  const redirectUri = 'https://app.example.org/callback'
  const client = orcid.client()
  const app = await buildApp(orcid.issuer, redirectUri, client.clientId)
  const plan = { path: '/login/orcid', as: 'sofia' }
  for (const again of ['once', 'twice']) {
    const error = await orcid.signIn(app, plan).catch((error: unknown) => error)
    t.match(error, { about: 'orcid', message: /^ORCID showed an error page .*\nThe walk so far:\n 1\. app/ }, again)
    const [finding] = client.findings()
    t.ok((error as Error).message.endsWith(`\nTo fix it: ${finding?.fix}`), (error as Error).message)
    t.match(inspect(error), finding?.fix, 'a runner prints it')
  }
  const url = String((await app.inject('/login/orcid')).headers.location)
  await t.rejects(orcid.authorize(url, { as: 'sofia' }), { message: /\nTo fix it: / })
  const nowhere = await orcid.signIn(app, { ...plan, path: '/nowhere' }).catch((error: Error) => error.message)
  t.notMatch(nowhere, 'To fix it', 'the app is to blame')
  await t.rejects(orcid.signIn(app, { ...plan, as: 'sophia' }), { message: /did you mean sofia\?$/ })
  await t.rejects(orcid.signIn(app, { ...plan, onHop: () => { throw new Error('mine') } }), { message: 'mine' })
})

/** Apps answer a failed sign-in in many ways; each is read. */
const FAILURES = [
  ['application/json', '{"statusCode":403,"code":"ORCID_ERR_DENIED","error":"Forbidden","message":"No.","reqId":"req-1"}',
    { code: 'ORCID_ERR_DENIED', message: 'No.', reference: 'req-1' }],
  ['application/json', '{"error":"access_denied","reference":"R1"}', { code: null, message: 'access_denied', reference: 'R1' }],
  ['application/json', '{}', { code: null, message: '{}', reference: null }],
  ['application/json', 'null', { code: null, message: 'null', reference: null }],
  ['text/plain', 'No &amp; no', { code: null, message: 'No &amp; no', reference: null }],
  ['text/html; charset=utf-8', '<!doctype html><html><head><title>T</title><style>p{}</style></head><h1>It failed</h1>\n<p class="a">No\n&amp; <b>no</b></p><p>x' +
    '<p>ORCID_ERR_DENIED <code>ORCID_ERR_DENIED</code> <code class="c">R2</code>', { code: 'ORCID_ERR_DENIED', message: 'No & no', reference: 'R2' }],
  ['text/html', '<title>T</title><h1>It failed</h1>', { code: null, message: 'It failed', reference: null }],
  ['text/html', '<title>Only a title</title>It <i>failed</i>', { code: null, message: 'It failed', reference: null }]
] as const

t.test('V6: which failure it was is read from JSON and from a page', async t => {
  const orcid = await startOrcid(t)
  const app = await buildApp(orcid.issuer, 'https://app.example.org/callback')
  for (const [index, [type, body]] of FAILURES.entries()) {
    app.get(`/${index}`, (_request, reply) => reply.code(403).type(type).send(body))
  }
  app.get('/page', (_request, reply) => reply.type('text/html').send('<h1>Hello</h1>'))
  const visit = await signIn(orcid, app, { path: '/login/orcid', as: SOFIA })
  t.equal(visit.failure, null)
  for (const [index, [,, expected]] of FAILURES.entries()) {
    t.strictSame((await visit.get(`/${index}`)).failure, { statusCode: 403, ...expected })
  }
  const denied = await signIn(orcid, app, { path: '/login/orcid', as: SOFIA, answer: 'deny' })
  t.strictSame(denied.failure, { statusCode: 401, code: null, message: 'access_denied', reference: null })
  const html = await visit.get('/5')
  const message = /^The answer 403 is an HTML page; visit\.failure reads one that reports a failure: It failed \| No & no \| ORCID_/
  t.throws(() => html.json(), { code: 'MOCK_ORCID_ERR_VISIT', message })
})

t.test('V7: a printed walk has the sentence of a page, its code and its reference, not its markup', async t => {
  const orcid = await startOrcid(t)
  const app = await buildApp(orcid.issuer, 'https://app.example.org/callback')
  const [, page] = FAILURES[5]
  app.get('/page', (_request, reply) => reply.code(403).type('text/html; charset=utf-8').send(page))
  app.get('/heading', (_request, reply) => reply.code(404).type('text/html').send('<h1>Gone</h1>'))
  app.get('/bare', (_request, reply) => reply.code(500).type('text/html').send('<title>Oops</title>It <i>failed</i>'))
  const visit = await signIn(orcid, app, { path: '/login/orcid', as: SOFIA })
  await visit.get('/page')
  await visit.get('/heading')
  await visit.get('/bare')
  t.match(String(visit), '→ 403 text/html; charset=utf-8: It failed | No & no | ORCID_ERR_DENIED | reference R2\n')
  t.match(String(visit), /→ 404 text\/html: Gone\n/)
  t.match(String(visit), /→ 500 text\/html: Oops \| It failed$/)
  t.notMatch(String(visit), /doctype|<h1>/)
  await t.rejects(signIn(orcid, app, { path: '/page', as: SOFIA }), {
    message: /; it answered 403 It failed \| No & no \| ORCID_ERR_DENIED \| reference R2\n/
  })
})

t.test('an answer that is no JSON says what it is', async t => {
  const orcid = await startOrcid(t)
  const visit = await signIn(orcid, await buildApp(orcid.issuer, 'https://app.example.org/callback'), {
    path: '/login/orcid', as: SOFIA
  })
  const expected = { code: 'MOCK_ORCID_ERR_VISIT', message: /^The answer 302 is no JSON: / }
  t.throws(() => visit.response.json(), expected)
  await t.rejects(visit.get('http://'), { message: /^"http:\/\/" is no path of https:\/\/app\.example\.org/ })
  t.ok(new MockOrcidVisitError('alone', []) instanceof Error)
})
