// A login that starts from a form of the site, and what becomes of a `returnTo` that is dropped.
import formbody from '@fastify/formbody'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import fastifyOrcid from '../../../plugin/index.ts'
import type { FastifyOrcidOptions } from '../../../plugin/index.ts'
import { comeBack, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import { startLoggedApp } from '../../support/logged-app.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const ORIGIN = 'https://app.example'

t.test('P2: a login by POST takes what a form of a browser sends, with the app\'s parser and without', async (t) => {
  const provider = await startLyingProvider(t)
  for (const prepare of [() => {}, (app: FastifyInstance) => app.register(formbody)]) {
    const app: FastifyInstance = Fastify()
    t.teardown(() => app.close())
    await prepare(app)
    await app.register(fastifyOrcid, { ...provider.options, loginMethod: 'POST', scope: 'openid', allowedScope: '/read-limited', onLogin: () => {} } as FastifyOrcidOptions)
    const post = async (payload: string, url = '/login/orcid', headers: Record<string, string> = FORM) => await app.inject({ method: 'POST', url, headers, payload })
    const bare = await app.inject({ method: 'POST', url: '/login/orcid' })
    for (const response of [bare, await post(''), await post('_csrf=x')]) {
      t.equal(response.statusCode, 303)
      t.match(response.headers.location, `${provider.issuer}/oauth/authorize?`)
      t.match(response.headers['set-cookie'], /^__Host-orcid\./)
    }
    const asked = await post('returnTo=%2Fmine&scope=%2Fread-limited')
    const { searchParams } = new URL(String(asked.headers.location))
    t.equal(searchParams.get('scope'), 'openid /read-limited')
    provider.nonce = String(searchParams.get('nonce'))
    const cookie = String(asked.headers['set-cookie']).split(';')[0]
    t.equal((await comeBack(app, { code: `c${searchParams.get('state')}`, state: String(searchParams.get('state')) }, cookie)).headers.location, '/mine')
    t.equal((await post('scope=/email/read-private')).json().code, 'ORCID_ERR_SCOPE_NOT_ALLOWED')
    t.equal((await post('', '/login/orcid?returnTo=/there')).statusCode, 303, 'or in the address')
    t.equal((await post('{}', '/login/orcid', { 'content-type': 'application/json' })).statusCode, 303)
    t.equal((await app.inject('/login/orcid')).statusCode, 404, 'an image of another site starts nothing')
    t.equal((await app.inject({ method: 'HEAD', url: '/login/orcid' })).statusCode, 405)
  }
})

t.test('SEC-L17, SEC-L18: P3, D3, a form of this site starts a login beside helmet and behind a proxy; one of another site does not', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { loginMethod: 'POST' })
  const post = async (headers: Record<string, string>) => await app.inject({ method: 'POST', url: '/login/orcid', headers: { ...FORM, ...headers } })
  const own = [
    { origin: 'null', 'sec-fetch-site': 'same-origin' }, { origin: ORIGIN, 'sec-fetch-site': 'same-origin', host: 'app-internal:3000' },
    { origin: ORIGIN }, { origin: ORIGIN, host: '10.0.0.7' }, {}
  ]
  for (const headers of own) t.equal((await post(headers as never)).statusCode, 303, JSON.stringify(headers))
  const others = [
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, { origin: 'null', 'sec-fetch-site': 'cross-site' }, { origin: 'https://x.app.example', 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' }, { origin: 'null' }, { origin: 'http://app.example' }, { origin: `${ORIGIN}.evil.example` }, { origin: 'https://evil.example', host: 'evil.example' }, { origin: ORIGIN, 'sec-fetch-site': 'cross-site' }
  ]
  for (const headers of others) {
    const response = await post(headers as never)
    t.strictSame([response.statusCode, response.json().code], [403, 'ORCID_ERR_CROSS_SITE'], JSON.stringify(headers))
    t.notOk(response.headers['set-cookie'])
  }
  await t.rejects(startApp(t, provider, { loginMethod: 'PUT' as never }), { message: /option `loginMethod` must be 'GET' or 'POST'/ })
})

t.test('P12: a login at another name than the redirect URI\'s is said in the log, once', async (t) => {
  const provider = await startLyingProvider(t)
  const { app, lines } = await startLoggedApp(t, provider, { redirectUri: 'https://www.example.org/login/orcid/callback' })
  const at = async (host: string) => await app.inject({ url: '/login/orcid', headers: { host } })
  const warnings = () => lines().filter(({ level }) => level === 40).map(({ msg }) => msg)
  for (const host of ['www.example.org', 'www.example.org:443', '127.0.0.1:3000', 'localhost', 'a b', '']) await at(host)
  t.strictSame(warnings(), [], 'a proxy on this machine, and what is no name')
  await at('example.org')
  await at('other.example')
  t.strictSame(warnings(), ['orcid: a sign-in began at example.org, and the redirect URI is at www.example.org. ' +
    'Unless a proxy changes the name, the browser does not bring its cookie along. Redirect visitors to one name'])
})

t.test('P14: a returnTo that is dropped is a line at debug, and an error for the app\'s own call', async (t) => {
  const provider = await startLyingProvider(t)
  const { app, lines, forget } = await startLoggedApp(t, provider, { allowReturnTo: (path) => path !== '/secret' })
  app.get('/link', async (request, reply) => await app.orcid.authorizationUrl(request, reply, { returnTo: (request.query as { to: string }).to }))
  for (const dropped of ['https://evil.example/', '//evil.example', `/${'x'.repeat(450)}`, '/secret', '/login/orcid']) {
    forget()
    const query = new URLSearchParams({ returnTo: dropped })
    t.equal((await app.inject(`/login/orcid?${query}`)).statusCode, 302, dropped)
    const said = lines().filter(({ msg }) => /`returnTo` was dropped/.test(msg))
    t.strictSame(said.map(({ level }) => level), [20])
    const own = await app.inject(`/link?${new URLSearchParams({ to: dropped })}`)
    t.strictSame([own.statusCode, own.json().code], [400, 'ORCID_ERR_RETURN_TO'])
    t.notOk(own.headers['set-cookie'], 'and no sign-in begins')
  }
  forget()
  t.equal((await app.inject('/login/orcid?returnTo=/a&returnTo=/b')).statusCode, 302)
  t.equal((await app.inject('/login/orcid?returnTo=/a')).statusCode, 302)
  t.equal(lines().filter(({ msg }) => /dropped/.test(msg)).length, 1, 'two at once are dropped')
  t.equal((await app.inject(`/link?to=${ORIGIN}/mine`)).statusCode, 200)
})

t.test('P9: behind a proxy that strips the start of the path, a login without returnTo ends at its home', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { redirectUri: 'https://h.example/app/login/orcid/callback', callbackPath: '/login/orcid/callback' })
  for (const [returnTo, due] of [['', '/app/'], ['?returnTo=/me', '/app/me'], ['?returnTo=/app/me', '/app/me']] as const) {
    const login = await app.inject(`/login/orcid${returnTo}`)
    const { searchParams } = new URL(String(login.headers.location))
    provider.nonce = String(searchParams.get('nonce'))
    const state = String(searchParams.get('state'))
    t.equal((await comeBack(app, { code: `c${state}`, state }, String(login.headers['set-cookie']).split(';')[0])).headers.location, due)
  }
})
