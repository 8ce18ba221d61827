// Whose answer it is: the plugin's own have its policy, the app's have the app's.
import { createHash } from 'node:crypto'
import http from 'node:http'
import { runInNewContext } from 'node:vm'
import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify'
import t from 'tap'
import { createRequestSerializer } from '../../../plugin/front-channel/query.ts'
import fastifyOrcid from '../../../plugin/index.ts'
import type { FastifyOrcidOptions } from '../../../plugin/index.ts'
import { CODE, comeBack, leave, logIn, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import type { App, LyingProvider } from '../../support/lying-provider.ts'
import { startLoggedApp } from '../../support/logged-app.ts'

const CALLBACK = '/login/orcid/callback'
const STRICT = /^default-src 'none';.* form-action 'none'; frame-ancestors 'none'$/
const CHROME = { accept: 'text/html,*/*;q=0.8' }

type Test = Parameters<typeof startApp>[0]

/** An app beside @fastify/helmet with its defaults. */
async function startHelmetApp (t: Test, provider: LyingProvider, changes: object,
  prepare = (_app: FastifyInstance) => {}) {
  const app: FastifyInstance = Fastify()
  t.teardown(() => app.close())
  await app.register(helmet)
  prepare(app)
  await app.register(fastifyOrcid, { ...provider.options, onLogin: () => {}, ...changes } as FastifyOrcidOptions)
  return app as App
}

async function fail (app: FastifyInstance, headers = CHROME) {
  return await app.inject({ url: `${CALLBACK}?code=${CODE}&state=x`, headers })
}

t.test('SEC-O18: P1, what the app answers has the app\'s policy, beside helmet and without it', async (t) => {
  const provider = await startLyingProvider(t)
  const page = (_request: unknown, reply: { type: (type: string) => { send: (page: string) => unknown } }) => reply.type('text/html').send('<script src=/app.js></script>')
  const hooks = { onLogin: page, onFailure: page }
  const plain = await startApp(t, provider, hooks as never)
  for (const response of [await logIn(plain, provider), await fail(plain)]) {
    t.match(response.body, '<script')
    for (const name of ['content-security-policy', 'x-frame-options', 'x-content-type-options']) t.notOk(response.headers[name], name)
    t.match(response.headers, { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }, 'its address had a code in it')
  }
  const secured = await startHelmetApp(t, provider, hooks)
  for (const response of [await logIn(secured, provider), await fail(secured)]) {
    t.match(response.headers['content-security-policy'], "script-src 'self'")
    t.equal(response.headers['x-frame-options'], 'SAMEORIGIN')
  }
  const handled = await startHelmetApp(t, provider, {}, (app) => { app.setErrorHandler(async () => 'the app\'s own page') })
  const failed = await fail(handled)
  t.equal(failed.body, 'the app\'s own page')
  t.match(failed.headers['content-security-policy'], "script-src 'self'")
  const routed = await startHelmetApp(t, provider, {
    onLogin: page, routeOptions: { callback: { config: { helmet: { contentSecurityPolicy: { directives: { scriptSrc: ['https://cdn.example'] } } } } } }
  })
  t.match((await logIn(routed, provider)).headers['content-security-policy'], /script-src https:\/\/cdn\.example/, 'and so has its route config')
})

t.test('P1: every answer of the plugin\'s own has the strict policy, beside helmet, too', async (t) => {
  const provider = await startLyingProvider(t)
  for (const app of [await startApp(t, provider), await startHelmetApp(t, provider, {})]) {
    const login = await leave(app, provider)
    const answers = [
      login.response, await logIn(app, provider), await fail(app), await fail(app, { accept: 'application/json' }),
      await app.inject({ url: CALLBACK, headers: CHROME }), await app.inject({ url: CALLBACK, headers: { purpose: 'prefetch' } }),
      await app.inject({ method: 'POST', url: CALLBACK }), await app.inject({ method: 'HEAD', url: '/login/orcid' })
    ]
    t.strictSame(answers.map(({ statusCode }) => statusCode), [302, 303, 400, 400, 400, 204, 405, 405])
    for (const { headers, statusCode } of answers) {
      t.match(headers, { 'content-security-policy': STRICT, 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }, String(statusCode))
    }
  }
})

t.test('SEC-C35: D1, a failure leaves the address of the callback, and its code, behind', async (t) => {
  const provider = await startLyingProvider(t)
  const { headers, body } = await fail(await startApp(t, provider))
  const [, script = ''] = /<script>(.*?)<\/script>/s.exec(body) ?? []
  const source = createHash('sha256').update(script).digest('base64')
  t.match(headers['content-security-policy'], `script-src 'sha256-${source}';`, 'the policy allows this line and no other')
  const address = new URL(`https://app.example${CALLBACK}?code=live&state=x#y`)
  const replaceState = (_state: null, _title: string, path: string) => { address.href = new URL(path, address).href }
  runInNewContext(script, { history: { replaceState }, location: address })
  t.equal(address.href, `https://app.example${CALLBACK}`)
})

t.test('P23: a page that offers no second attempt where one would not help', async (t) => {
  const provider = await startLyingProvider(t)
  const thrown = { error: new Error() }
  const app = await startApp(t, provider, { onLogin: () => { throw thrown.error } })
  const shown = async (statusCode: number, message: string) => {
    thrown.error = Object.assign(new Error(message), { statusCode })
    const { state, cookie } = await leave(app, provider)
    return await app.inject({ url: `${CALLBACK}?code=${CODE}${state.slice(0, 4)}&state=${state}`, headers: { cookie, ...CHROME } })
  }
  const limited = await shown(429, 'Rate limit exceeded')
  t.match(limited.body, 'Try again in a few minutes.')
  const refused = await shown(403, 'Your account was closed.')
  t.match(refused.body, 'Your account was closed.')
  for (const { body } of [limited, refused]) {
    t.notMatch(body, /Nothing was lost|Start again|class="again"/)
    t.match(body, 'Go to the home page')
  }
  t.match((await shown(500, 'x')).body, 'Try again</a>', 'what may pass has the link')
})

t.test('D14: ORCID\'s patience of a day is an hour for the visitor', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  for (const [said, due] of [['86400', '3600'], ['7', '7']]) {
    provider.token = (_form, reply) => reply.code(503).header('retry-after', said as string).send('')
    t.equal((await logIn(app, provider)).headers['retry-after'], due)
    const { state, cookie } = await leave(app, provider)
    const page = await app.inject({ url: `${CALLBACK}?code=${CODE}${state.slice(0, 4)}&state=${state}`, headers: { cookie, ...CHROME } })
    t.strictSame([page.statusCode, page.headers['retry-after']], [503, due], 'on the page as well')
  }
})

t.test('P25: the app\'s own log entry of a request stays the app\'s, without the query', async (t) => {
  const provider = await startLyingProvider(t)
  const lines: string[] = []
  const req = (request: FastifyRequest) => ({
    trace: request.headers['x-trace'], id: request.id, ip: request.ip, url: request.url, original: request.originalUrl, raw: request.raw.url, query: request.query, method: String(request.raw.method)
  })
  const stream = { write: (line: string) => { lines.push(line) } }
  const app: FastifyInstance = Fastify({ logger: { serializers: { req }, stream } })
  t.teardown(() => app.close())
  const onLogin = async (request: FastifyRequest) => { request.log.info({ req: { job: 7 } }, 'a thing of the app\'s under this name') }
  await app.register(fastifyOrcid, { ...provider.options, onLogin } as FastifyOrcidOptions)
  const { state, cookie } = await leave(app, provider)
  await app.inject({ url: `${CALLBACK}?code=${CODE}&state=${state}`, headers: { cookie, 'x-trace': 'trace-7' } })
  t.notMatch(lines.join(''), new RegExp(`${CODE}|${state}`))
  const entry = lines.map((line) => JSON.parse(line)).find((line) => line.req?.trace === 'trace-7')?.req
  t.match(entry, { trace: 'trace-7', method: 'GET', url: CALLBACK, original: CALLBACK, raw: CALLBACK, query: {} })
  t.match(lines.map((line) => JSON.parse(line)).find(({ msg }) => /under this name/.test(msg))?.req, { job: 7 })
  const { app: plain, lines: plainLines } = await startLoggedApp(t, provider)
  await plain.inject(CALLBACK)
  t.match(plainLines().find(({ req }) => req !== undefined)?.['req'], { method: 'GET', url: CALLBACK, remoteAddress: '127.0.0.1' })
})

t.test('P25: a logger without serializers of its own has an entry without the query, too', async (t) => {
  const request = { method: 'GET', url: `${CALLBACK};code=x?state=y`, host: 'app.example', ip: '127.0.0.1' }
  const serialize = createRequestSerializer({} as FastifyBaseLogger)
  t.strictSame(serialize(request as FastifyRequest), { method: 'GET', url: CALLBACK, host: 'app.example', remoteAddress: '127.0.0.1' })
})

t.test('S7: of every method that Node.js parses, none has the code echoed that a Fastify app routes', async (t) => {
  const provider = await startLyingProvider(t)
  const { app, log } = await startLoggedApp(t, provider)
  const unrouted: string[] = []
  for (const method of http.METHODS.filter((one) => !['GET', 'CONNECT'].includes(one))) {
    const response = await app.inject({ method: method as HTTPMethods, url: `${CALLBACK}?code=c4n4ry&state=x` })
    if (response.statusCode === 404) unrouted.push(method)
    else {
      t.equal(response.statusCode, 405, method)
      t.notMatch(response.body, 'c4n4ry')
    }
  }
  t.strictSame(unrouted.filter((method) => app.supportedMethods.includes(method)), [], 'each that the app can route')
  t.ok(unrouted.includes('PROPFIND'), 'SECURITY.md names the others')
  t.match(log(), unrouted.length > 0 ? 'c4n4ry' : '')
})

t.test('S9: what SECURITY.md says of a hook that runs later is true', async (t) => {
  const provider = await startLyingProvider(t)
  const seen: unknown[] = []
  const onResponse = async (request: FastifyRequest) => {
    const { url, raw, originalUrl, query } = request
    seen.push(url, raw.url, originalUrl, { ...query as object })
  }
  const app = await startApp(t, provider, { routeOptions: { callback: { onResponse } } })
  const { state, cookie } = await leave(app, provider)
  await comeBack(app, { code: CODE, state }, cookie)
  t.strictSame(seen, [CALLBACK, CALLBACK, `${CALLBACK}?code=${CODE}&state=${state}`, { code: CODE, state }])
})

t.test('P18: the documentation of an app\'s API leaves the routes out, unless the app describes them', async (t) => {
  const provider = await startLyingProvider(t)
  const paths = async (routeOptions: FastifyOrcidOptions['routeOptions']) => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(swagger)
    await app.register(fastifyOrcid, { ...provider.options, routeOptions, onLogin: () => {} } as FastifyOrcidOptions)
    app.get('/mine', async () => '')
    await app.ready()
    const listed = Object.entries(app.swagger().paths ?? {})
    return Object.fromEntries(listed.map(([path, methods]) => [path, Object.keys(methods as object)]))
  }
  t.strictSame(await paths({}), { '/mine': ['get'] })
  t.strictSame(await paths({ login: { schema: { description: 'Sign in' } as object } }), { '/login/orcid': ['get'], '/mine': ['get'] })
})

t.test('P22: HEAD on both routes is 405, and says what is allowed', async (t) => {
  const provider = await startLyingProvider(t)
  for (const [loginMethod, allow] of [['GET', 'GET'], ['POST', 'POST']] as const) {
    const app = await startApp(t, provider, { loginMethod })
    const login = await app.inject({ method: 'HEAD', url: '/login/orcid' })
    t.strictSame([login.statusCode, login.headers['allow']], [405, allow])
    const callback = await app.inject({ method: 'HEAD', url: CALLBACK })
    t.strictSame([callback.statusCode, callback.headers['allow']], [405, 'GET'])
  }
})

t.test('D12, P13: a route of the app\'s in the way is named with its method and the option to change', async (t) => {
  const provider = await startLyingProvider(t)
  for (const [method, url, option] of [['POST', CALLBACK, 'redirectUri'], ['GET', CALLBACK, 'redirectUri'], ['GET', '/login/orcid', 'loginPath']] as const) {
    const app = Fastify()
    t.teardown(() => app.close())
    app.route({ method, url, handler: async () => '' })
    const options = { ...provider.options, onLogin: () => {} } as FastifyOrcidOptions
    await t.rejects(async () => { await app.register(fastifyOrcid, options) }, {
      code: 'ORCID_ERR_OPTIONS',
      message: `fastify-orcid cannot be registered: there is a route ${method} ${url} already; give this registration another \`${option}`
    })
  }
})

t.test('P13: an app with several public hosts registers the plugin once for each', async (t) => {
  const provider = await startLyingProvider(t)
  const app: FastifyInstance = Fastify()
  t.teardown(() => app.close())
  for (const [name, host] of [['one', 'one.example.org'], ['two', 'two.example.org']] as const) {
    const constraints = { host }
    await app.register(fastifyOrcid, {
      ...provider.options,
      name,
      redirectUri: `https://${host}${CALLBACK}`,
      routeOptions: { login: { constraints }, callback: { constraints } },
      onLogin: async () => `signed in at ${host}`
    } as FastifyOrcidOptions)
  }
  for (const host of ['one.example.org', 'two.example.org']) {
    const login = await app.inject({ url: '/login/orcid', headers: { host } })
    const { searchParams } = new URL(String(login.headers.location))
    t.equal(searchParams.get('redirect_uri'), `https://${host}${CALLBACK}`)
    provider.nonce = String(searchParams.get('nonce'))
    const cookie = String(login.headers['set-cookie']).split(';')[0] as string
    const query = { code: CODE + host, state: String(searchParams.get('state')) }
    t.equal((await app.inject({ url: CALLBACK, query, headers: { host, cookie } })).body, `signed in at ${host}`)
  }
})

t.test('SEC-C34: D2, a request that cannot be written to fails alone, and nobody waits for a rejection', async (t) => {
  const provider = await startLyingProvider(t)
  const unhandled: unknown[] = []
  const note = (error: unknown) => { unhandled.push(error) }
  process.on('unhandledRejection', note)
  t.teardown(() => { process.off('unhandledRejection', note) })
  const freeze = async ({ raw }: FastifyRequest) => {
    const { url } = raw
    Object.defineProperty(raw, 'url', { get: () => url, set: () => { throw new Error('read only') } })
  }
  const app = await startApp(t, provider, { routeOptions: { callback: { preHandler: freeze } } })
  t.equal((await comeBack(app, 'code=x&state=y')).statusCode, 500)
  await new Promise((resolve) => { setImmediate(resolve) })
  t.strictSame(unhandled, [])
})
