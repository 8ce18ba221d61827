import { runInNewContext } from 'node:vm'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import fastifyOrcid, { OrcidClientRejectedError } from '../../../plugin/index.ts'
import type { FastifyOrcidOptions } from '../../../plugin/index.ts'
import { CODE, SOFIA, leave, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import type { LyingProvider } from '../../support/lying-provider.ts'

const CHROME = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'
const CALLBACK = '/login/orcid/callback'

async function open (app: FastifyInstance, url: string, headers: Record<string, string> = {}) {
  return await app.inject({ url, headers: { accept: CHROME, ...headers } })
}

async function deny (app: FastifyInstance, provider: LyingProvider) {
  const { state, cookie } = await leave(app, provider)
  return await open(app, `${CALLBACK}?error=access_denied&error_description=no&state=${state}`, { cookie })
}

t.test('a browser gets a page that says what happened, leads on, and runs nothing but a line that clears the address', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const response = await open(app, CALLBACK)
  t.equal(response.statusCode, 400)
  t.equal(response.headers['content-type'], 'text/html; charset=utf-8')
  t.equal(response.headers['cache-control'], 'no-store')
  t.equal(response.headers['x-frame-options'], 'DENY')
  t.match(response.headers['content-security-policy'],
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; script-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/)
  t.match(response.body, '<h1>The sign-in did not work</h1>')
  t.match(response.body, 'This link does not belong to a sign-in that was started here.')
  t.match(response.body, '<a class="again" href="/login/orcid">Start again</a>')
  t.match(response.body, '<a href="/">Go to the home page</a>')
  const [script, ...others] = response.body.match(/<script>[^<]*<\/script>/g) ?? []
  t.equal(script, '<script>history.replaceState(null, \'\', location.pathname)</script>')
  t.notMatch(response.body.replace(String(script), ''), /<(?:script|img|link|form|iframe)| on\w+=|javascript:/i)
  t.strictSame(others, [])
})

t.test('the code on the page is the one in the log', async (t) => {
  const provider = await startLyingProvider(t)
  const lines: string[] = []
  const app = Fastify({ logger: { stream: { write: (line: string) => { lines.push(line) } } } })
  t.teardown(() => app.close())
  await app.register(fastifyOrcid, { ...provider.options, onLogin: () => {} } as FastifyOrcidOptions)
  const first = /<code>([2-9A-HJ-NP-Z]{12})<\/code>/.exec((await open(app, CALLBACK)).body)?.[1]
  const second = /<code>(.*)<\/code>/.exec((await open(app, CALLBACK)).body)?.[1]
  t.ok(first)
  t.not(second, first)
  const entry = lines.map((line) => JSON.parse(line)).find(({ ref }) => ref === first)
  t.match(entry, { level: 30, code: 'ORCID_ERR_STATE', msg: /^This link/ })
  const { state, cookie } = await leave(app as never, provider)
  await open(app, `${CALLBACK}?error=invalid_scope&state=${state}`, { cookie })
  t.match(JSON.parse(lines.find((line) => line.includes('invalid_scope')) ?? '{}'), { level: 40, cause: { error: 'invalid_scope' } },
    'what the app asks for wrongly is for its developers to see')
})

t.test('a denial is no error: it says so, offers to return, and shows no code', async (t) => {
  const provider = await startLyingProvider(t)
  const response = await deny(await startApp(t, provider), provider)
  t.equal(response.statusCode, 403)
  t.match(response.body, '<h1>You did not allow it</h1>')
  t.match(response.body, '<a class="again" href="/login/orcid">Sign in with ORCID</a>')
  t.notMatch(response.body, /error|<code>|did not work/i)
})

t.test('the link that starts again leads where the sign-in that failed was to lead', async (t) => {
  const provider = await startLyingProvider(t)
  provider.token = (_form, reply) => reply.code(503).send('')
  const app = await startApp(t, provider, { onLogin: () => { throw new Error('the database is down') } })
  const fail = async (path: string) => {
    const { state, cookie } = await leave(app, provider, path)
    const { body } = await open(app, `${CALLBACK}?code=${CODE}${state.slice(0, 4)}&state=${state}`, { cookie })
    return /class="again" href="([^"]*)"/.exec(body)?.[1]
  }
  t.equal(await fail('/login/orcid'), '/login/orcid')
  t.equal(await fail('/login/orcid?returnTo=/a?b=c%26d'), '/login/orcid?returnTo=%2Fa%3Fb%3Dc%26d')
  t.equal(await fail('/login/orcid?returnTo=//evil.example'), '/login/orcid', 'what was refused does not come back')
  provider.token = async () => await provider.good()
  t.equal(await fail('/login/orcid?returnTo=/mine'), '/login/orcid?returnTo=%2Fmine', 'also when the app failed')
})

t.test('a login that starts from a form is started again at the page that the form leads to', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { loginMethod: 'POST' })
  const post = await app.inject({ method: 'POST', url: '/login/orcid?returnTo=/settings' })
  const state = new URL(String(post.headers.location)).searchParams.get('state') ?? ''
  const cookie = String(post.headers['set-cookie']).split(';')[0] ?? ''
  const denied = await open(app, `${CALLBACK}?error=access_denied&state=${state}`, { cookie })
  t.match(denied.body, '<a class="again" href="/settings">')
  t.notMatch((await open(app, CALLBACK)).body, 'class="again"', 'a link to the login would be answered 405')
})

t.test('a visitor whom ORCID was not to ask, or whose browser has no cookie, is told what to do', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { state, cookie } = await leave(app, provider)
  for (const error of ['login_required', 'interaction_required']) {
    const { body } = await open(app, `${CALLBACK}?error=${error}&state=${state}`, { cookie })
    t.match(body, 'ORCID has to ask you something first, and this site asked it not to.')
    t.notMatch(body, 'cookies')
  }
  const { body } = await open(app, `${CALLBACK}?code=${CODE}&state=${state}`)
  t.match(body, 'Start again from here. If that does not help, allow this site to keep cookies.')
})

t.test('when ORCID or the site is at fault, the page says that the visitor is not', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const finish = async () => {
    const { state, cookie } = await leave(app, provider)
    return await open(app, `${CALLBACK}?code=${CODE}${state.slice(0, 4)}&state=${state}`, { cookie })
  }
  provider.token = (_form, reply) => reply.code(503).send('')
  const down = await finish()
  t.equal(down.statusCode, 503)
  t.match(down.body, 'ORCID is not available at the moment.')
  t.match(down.body, 'It is not your fault.')
  provider.token = (_form, reply) => reply.code(401).send({ error: 'invalid_client' })
  const misconfigured = await finish()
  t.equal(misconfigured.statusCode, 500)
  t.match(misconfigured.body, 'This site is not set up correctly for signing in.')
  t.match(misconfigured.body, '<p>It is not your fault. Tell the people who run this site.</p>')
  t.notMatch(misconfigured.body, 'class="again"', 'another try would end as this one')
  t.notMatch(misconfigured.body, new OrcidClientRejectedError().code)
})

t.test('JSON for everyone who did not ask for HTML, or asked for JSON as gladly', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const json = ['*/*', '', 'application/json', 'text/*', 'application/json, text/html;q=0.5', 'text/html;q=0',
    'text/html, application/json', 'text/html;q=x', 'text/htmlx', ',;=,']
  for (const accept of json) {
    const response = await open(app, CALLBACK, { accept })
    t.match(response.headers['content-type'], 'application/json', accept)
    t.equal(response.json().code, 'ORCID_ERR_STATE')
  }
  for (const accept of ['TEXT/HTML', 'application/json;q=0.1, text/html;q=0.2', 'text/html;level=1;q=0.3', 'a/b,text/html']) {
    t.match((await open(app, CALLBACK, { accept })).headers['content-type'], 'text/html', accept)
  }
  t.match((await app.inject(CALLBACK)).headers['content-type'], 'application/json', 'no Accept at all')
})

t.test('an error handler of the host wins, wherever and whenever it is set', async (t) => {
  const provider = await startLyingProvider(t)
  const sayOwn = async (): Promise<string> => 'the host\'s own'
  const register = (app: FastifyInstance, routeOptions: FastifyOrcidOptions['routeOptions'] = {}): void => {
    app.register(fastifyOrcid, { ...provider.options, routeOptions, onLogin: () => {} } as FastifyOrcidOptions)
  }
  const hosts: Record<string, (app: FastifyInstance) => void> = {
    'before the plugin': (app) => {
      app.setErrorHandler(sayOwn)
      register(app)
    },
    'after the plugin': (app) => {
      register(app)
      app.setErrorHandler(sayOwn)
    },
    'above the plugin': (app) => {
      app.register(async (inner) => { register(inner) })
      app.setErrorHandler(sayOwn)
    },
    'beside the plugin': (app) => {
      app.register(async (inner) => {
        register(inner)
        inner.setErrorHandler(sayOwn)
      })
    },
    'on the route': (app) => { register(app, { callback: { errorHandler: (_error, _request, reply) => { reply.send('the host\'s own') } } }) }
  }
  for (const [where, prepare] of Object.entries(hosts)) {
    const app = Fastify()
    t.teardown(() => app.close())
    prepare(app)
    t.equal((await open(app, CALLBACK)).body, 'the host\'s own', where)
  }
})

t.test('a host\'s handler that fails is Fastify\'s business, and onError sees the failure once', async (t) => {
  const provider = await startLyingProvider(t)
  const app = Fastify()
  t.teardown(() => app.close())
  const seen: string[] = []
  app.addHook('onError', async (_request, _reply, error) => { seen.push(error.code) })
  await app.register(fastifyOrcid, { ...provider.options, onLogin: () => {} } as FastifyOrcidOptions)
  t.match((await open(app, CALLBACK)).headers['content-type'], 'text/html')
  await open(app, CALLBACK, { accept: '*/*' })
  t.strictSame(seen, ['ORCID_ERR_STATE', 'ORCID_ERR_STATE'])
  const failing = Fastify()
  t.teardown(() => failing.close())
  let called = 0
  failing.setErrorHandler(() => { called++; throw new Error('the handler is broken') })
  await failing.register(fastifyOrcid, { ...provider.options, onLogin: () => {} } as FastifyOrcidOptions)
  t.equal((await open(failing, CALLBACK)).json().message, 'the handler is broken')
  t.equal(called, 1)
})

t.test('what fails in the host\'s own code is a page as well, and the reason is in the log with its stack', async (t) => {
  const provider = await startLyingProvider(t)
  const lines: string[] = []
  const app = Fastify({ logger: { stream: { write: (line: string) => { lines.push(line) } } } })
  t.teardown(() => app.close())
  const failing: { with: () => unknown } = { with: () => { throw new Error('the database is down') } }
  const onLogin = async () => await failing.with()
  await app.register(fastifyOrcid, { ...provider.options, onLogin } as FastifyOrcidOptions)
  const finish = async (accept = CHROME) => {
    const { state, cookie } = await leave(app, provider)
    return await open(app, `${CALLBACK}?code=${CODE}${state.slice(0, 4)}&state=${state}`, { cookie, accept })
  }
  const logged = (page: string) => {
    const ref = /<code>(.*)<\/code>/.exec(page)?.[1]
    return lines.map((line) => JSON.parse(line)).find((entry) => entry.ref === ref)
  }
  const down = await finish()
  t.equal(down.statusCode, 500)
  t.match(down.body, 'This site did not finish the sign-in.')
  t.notMatch(down.body, 'database')
  t.match(logged(down.body), { level: 50, err: { message: 'the database is down', stack: /error-page\.test/ } })
  t.equal((await finish('application/json')).json().message, 'the database is down', 'everybody else gets what Fastify says')
  failing.with = () => { throw Object.assign(new Error('Your account <was> closed.'), { statusCode: 403 }) }
  const closed = await finish()
  t.equal(closed.statusCode, 403)
  t.match(closed.body, 'Your account &lt;was&gt; closed.')
  t.match(logged(closed.body), { level: 30 })
  failing.with = () => { throw Object.assign(new Error('x'), { statusCode: 403, message: { not: 'text' } }) }
  t.match((await finish()).body, 'This site did not finish the sign-in.')
  for (const statusCode of [302, 600, 403.5, '403', null]) {
    failing.with = () => { throw Object.freeze(Object.assign(new Error('odd'), { statusCode })) }
    t.equal((await finish()).statusCode, 500, String(statusCode))
  }
  failing.with = () => runInNewContext('throw new Error("of another realm")')
  t.match(logged((await finish()).body), { level: 50, err: { message: 'of another realm' } })
  failing.with = () => { throw 'a text' } // eslint-disable-line no-throw-literal
  const bare = await finish()
  t.equal(bare.statusCode, 500)
  t.match(logged(bare.body), { level: 50, err: { message: /^Something was thrown that is no error\./ } })
  failing.with = async () => await app.orcid.record('a-token', SOFIA).add('work', { title: 'Roses' } as never)
  const wrong = await finish()
  t.equal(wrong.statusCode, 400)
  t.match(wrong.body, 'This site did not finish the sign-in.')
  const entry = logged(wrong.body)
  t.match(entry, { level: 50, code: 'ORCID_ERR_VALIDATION', err: { stack: /Nothing was sent to ORCID[^]*input/ } })
  t.equal(entry.msg, 'Nothing was sent to ORCID: the body does not fit: must have required properties type. ' +
    'See node_modules/fastify-orcid/docs/errors.md#orcid_err_validation')
})

t.test('onFailure wins, and what is no failure of the login stays the host\'s', async (t) => {
  const provider = await startLyingProvider(t)
  const own = await startApp(t, provider, { onFailure: (_request, reply, error) => reply.code(error.statusCode).send('by onFailure') })
  t.equal((await open(own, CALLBACK)).body, 'by onFailure')
  const app = await startApp(t, provider, { onLogin: async () => { throw new Error('not on the list') } })
  const { state, cookie } = await leave(app, provider)
  const response = await open(app, `${CALLBACK}?code=${CODE}&state=${state}`, { cookie, accept: '*/*' })
  t.match(response.json(), { statusCode: 500, message: 'not on the list' })
  t.match((await open(app, '/login/orcid/callbak')).json(), { statusCode: 404 })
})

t.test('the ways on know every prefix, the one of a proxy too', async (t) => {
  const provider = await startLyingProvider(t)
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(async (outer) => {
    await outer.register(fastifyOrcid, {
      ...provider.options,
      prefix: '/inner',
      redirectUri: 'https://app.example/proxy/outer/inner/back',
      callbackPath: '/back',
      loginPath: '/sign&in',
      onLogin: () => {}
    } as FastifyOrcidOptions)
  }, { prefix: '/outer' })
  const { body } = await open(app, '/outer/inner/back')
  t.match(body, 'href="/proxy/outer/inner/sign&amp;in"')
  t.match(body, 'href="/proxy/"')
})

t.test('nothing of the query, a cookie or an iD gets into the page', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const canary = 'c4n4ry<script>"\'&'
  for (const name of ['code', 'state', 'error', 'error_description', 'iss', 'scope', 'anything']) {
    const { state, cookie } = await leave(app, provider)
    for (const url of [CALLBACK, '/login/orcid']) {
      const query = new URLSearchParams({ state, code: SOFIA, returnTo: `/${canary}`, [name]: canary })
      const { body } = await open(app, `${url}?${query}`, {
        cookie: `${cookie}; x=${encodeURIComponent(canary)}`, 'user-agent': canary, 'sec-fetch-dest': 'iframe', referer: `http://x/${canary}`
      })
      for (const secret of ['c4n4ry', SOFIA, state]) t.notMatch(body, secret)
    }
  }
})
