// What the app around the plugin does, and what it hands in: careless, odd or hostile.
import http from 'node:http'
import http2 from 'node:http2'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import Fastify from 'fastify'
import type { FastifyInstance, FastifyReply, FastifyServerOptions } from 'fastify'
import t from 'tap'
import fastifyOrcid, { OrcidAccessDeniedError } from '../../../plugin/index.ts'
import type { FastifyOrcidOptions, OrcidPageParameters } from '../../../plugin/index.ts'
import { CODE, comeBack, holdToken, leave, logIn, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import { startLoggedApp } from '../../support/logged-app.ts'

type Answering = (request: unknown, reply: FastifyReply) => unknown

type Due = [status: number, location: string | undefined, body: string]
/** Every way a hook may answer: what it does, and the answer that is due. */
const answers: Array<[how: string, hook: Answering, due: Due]> = [
  ['sends', (_request, reply) => { void reply.send('sent') }, [200, undefined, 'sent']],
  ['sends, asynchronously', async (_request, reply) => { void reply.send('sent') }, [200, undefined, 'sent']],
  ['sends and waits for it', async (_request, reply) => { await reply.send('sent') }, [200, undefined, 'sent']],
  ['returns', () => ({ hello: 'you' }), [200, undefined, '{"hello":"you"}']],
  ['returns the reply', (_request, reply) => reply.send('sent'), [200, undefined, 'sent']],
  ['redirects', (_request, reply) => { void reply.redirect('/mine') }, [302, '/mine', '']],
  ['streams', (_request, reply) => { void reply.type('text/plain').send(Readable.from(['a', 'b'])) }, [200, undefined, 'ab']],
  ['writes by itself', (_request, reply) => {
    reply.raw.write('x')
    setImmediate(() => { reply.raw.end('y') })
  }, [200, undefined, 'xy']],
  ['ends by itself', (_request, reply) => { reply.raw.end('y') }, [200, undefined, 'y']],
  ['hijacks', (_request, reply) => {
    void reply.hijack()
    setImmediate(() => { reply.raw.end('y') })
  }, [200, undefined, 'y']]
]

/** As every session plugin: the answer waits until something is saved. */
function saveBeforeSending (app: FastifyInstance): void {
  app.addHook('onSend', async (_request, _reply, payload) => {
    await turn()
    return payload
  })
}

t.test('SEC-O9, SEC-E8: an answer of the host\'s is the only one, though it waits for the app\'s hooks', async (t) => {
  const provider = await startLyingProvider(t)
  for (const [how, hook, due] of answers) {
    for (const isSaved of [false, true]) {
      const app = await startApp(t, provider, { onLogin: hook, onFailure: hook } as Partial<FastifyOrcidOptions>)
      if (isSaved) saveBeforeSending(app)
      const login = await logIn(app, provider)
      t.strictSame([login.statusCode, login.headers.location, login.body], due, `onLogin ${how}${isSaved ? ', saved' : ''}`)
      const [status, ...rest] = due
      const failure = await comeBack(app, 'state=x')
      const dueAfterFailure = [status === 200 ? 400 : status, ...rest]
      t.strictSame([failure.statusCode, failure.headers.location, failure.body], dueAfterFailure,
        `onFailure ${how}${isSaved ? ', saved' : ''}`)
    }
  }
})

t.test('SEC-E8: a failure that the host answers with a page has a status that says so, unless the host says another', async (t) => {
  const provider = await startLyingProvider(t)
  const cases: Array<[onFailure: Answering, status: number]> = [
    [() => '<p>Try again', 400], [() => null, 400], [() => undefined, 400],
    [async (_request, reply) => reply.code(200).send('on purpose'), 200],
    [async (_request, reply) => reply.code(422).send('other'), 422],
    [async (_request, reply) => reply.redirect('/sorry'), 302],
    [async (_request, reply) => reply.redirect('/sorry', 303), 303],
    [() => { throw new Error('broken') }, 500],
    [() => { throw new OrcidAccessDeniedError() }, 403]
  ]
  for (const [onFailure, status] of cases) {
    const app = await startApp(t, provider, { onFailure } as Partial<FastifyOrcidOptions>)
    t.equal((await comeBack(app, 'state=x')).statusCode, status, String(onFailure))
  }
})

t.test('SEC-G1, SEC-C21: whatever a host does with its reply, no log line has the code or the state', async (t) => {
  const provider = await startLyingProvider(t)
  const careless: Answering[] = [
    (_request, reply) => { for (const text of ['once', 'twice']) void reply.send(text) },
    async (_request, reply) => {
      void reply.send('once')
      return { more: true }
    },
    async (_request, reply) => {
      void reply.send('once')
      throw new Error('afterwards')
    },
    async (_request, reply) => {
      setImmediate(() => { void reply.send('late') })
    },
    (_request, reply) => reply.callNotFound()
  ]
  for (const onLogin of careless) {
    for (const isSaved of [false, true]) {
      const { app, log } = await startLoggedApp(t, provider, { onLogin } as Partial<FastifyOrcidOptions>)
      if (isSaved) saveBeforeSending(app)
      const { state, cookie } = await leave(app, provider)
      const { body } = await comeBack(app, { code: CODE, state }, cookie)
      for (let i = 0; i < 5; i++) await turn()
      t.notMatch(log() + body, state, String(onLogin))
      t.notMatch(log() + body, `code=${CODE}`)
    }
  }
})

const parsers: Array<[name: string, parse: (query: string) => unknown]> = [
  ['null', () => null], ['undefined', () => undefined], ['a text', (query) => query],
  ['a Map', (query) => new Map(new URLSearchParams(query))], ['URLSearchParams', (query) => new URLSearchParams(query)],
  ['nested objects', (query) => ({ returnTo: { [query]: query }, scope: { a: [1] }, state: {}, code: [[]] })],
  ['a polluted prototype', () => JSON.parse('{"__proto__":{"returnTo":"//evil.example"},"constructor":1}')],
  ['lies', () => ({ returnTo: '//evil.example', scope: '/webhook', state: 'x', code: 'y' })],
  ['getters that throw', () => new Proxy({}, { get () { throw new Error('no') } })]
]

t.test('SEC-C9, SEC-C13, SEC-R1: a query is what its URL says, whatever a host\'s parser makes of it', async (t) => {
  const provider = await startLyingProvider(t)
  for (const [name, querystringParser] of parsers) {
    const app = Fastify({ routerOptions: { querystringParser: querystringParser as never } })
    t.teardown(() => app.close())
    await app.register(fastifyOrcid, { ...provider.options, allowedScope: '/activities/update', onLogin: () => {} })
    const { url, state, cookie } = await leave(app, provider, '/login/orcid?returnTo=/after&scope=/activities/update')
    t.equal(url.searchParams.get('scope'), 'openid /activities/update', name)
    const { statusCode, headers } = await comeBack(app, { code: CODE + state.slice(0, 4), state }, cookie)
    t.strictSame([statusCode, headers.location], [303, '/after'], name)
    t.equal((await app.inject('/login/orcid?scope=/webhook')).json().code, 'ORCID_ERR_SCOPE_NOT_ALLOWED')
    t.equal((await app.inject('/login/orcid?returnTo=/a&returnTo=/b')).statusCode, 302)
  }
})

type Prepare = (app: FastifyInstance) => unknown
/** Options of Fastify, and what is registered before the plugin, that must change nothing. */
const surroundings: Array<[name: string, options: FastifyServerOptions, prepare?: Prepare]> = [
  ['router options', { routerOptions: { caseSensitive: false, ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 1 } }],
  ['no HEAD routes, no bodies, a trusted proxy', { exposeHeadRoutes: false, bodyLimit: 1, trustProxy: true }],
  ['a URL that is rewritten', { rewriteUrl: ({ url = '' }) => url.replace(/^\/behind/, '') }],
  ['a serializer that fails', {}, (app) => app.setReplySerializer(() => { throw new Error('serializer') })],
  ['a serializer compiler that fails', {}, (app) => app.setSerializerCompiler(() => () => { throw new Error('serializer') })],
  ['a validator that refuses everything', {}, (app) => app.setValidatorCompiler(() => () => ({ error: new Error('validator') }))],
  ['a parser for everything', {}, (app) => app.addContentTypeParser('*', (_request, _payload, done) => { done(null, {}) })],
  ['an onError hook that fails', {}, (app) => app.addHook('onError', async () => { throw new Error('onError') })],
  ['a wrapped payload', {}, (app) => app.addHook('preSerialization', async (_request, _reply, payload) => ({ wrapped: payload }))]
]

t.test('SEC-E7, SEC-P1: no option of Fastify and no hook around the routes costs a login or makes a 5xx', async (t) => {
  const provider = await startLyingProvider(t)
  const forged = { 'x-forwarded-host': '127.0.0.1, evil.example', 'x-forwarded-proto': 'javascript', 'x-forwarded-for': '"<x>', forwarded: 'host=evil.example' }
  for (const [name, options, prepare] of surroundings) {
    const app = Fastify(options)
    t.teardown(() => app.close())
    await prepare?.(app)
    await app.register(fastifyOrcid, { ...provider.options, onLogin: () => {} })
    const { url, state, cookie, set } = await leave(app, provider, '/login/orcid?returnTo=/after')
    t.equal(url.searchParams.get('redirect_uri'), 'https://app.example/login/orcid/callback')
    t.match(set, [/^__Host-.*; Secure; SameSite=Lax$/], name)
    const answer = await app.inject({ url: `/login/orcid/callback?code=${CODE}${state}&state=${state}`, headers: { ...forged, cookie } })
    t.strictSame([answer.statusCode, answer.headers.location], [303, '/after'], name)
    for (const [method, path] of [['GET', '?code=x&state=y'], ['GET', ''], ['POST', '?code=x'], ['HEAD', '?code=x']] as const) {
      const refused = await app.inject({ method, url: `/login/orcid/callback${path}`, headers: forged })
      t.match([refused.statusCode, refused.headers['cache-control']], [method === 'GET' ? 400 : 405, 'no-store'], `${name}: ${method} ${path}`)
    }
  }
})

t.test('SEC-L7: a name that no URL can carry is sent to ORCID as far as it can be, and is no error', async (t) => {
  const provider = await startLyingProvider(t)
  const names: Array<[given: string, sent: string]> = [['A\ud800', 'A\ufffd'], ['\udc00\ud800', '\ufffd\ufffd'], ['Søren & Ö+ö #1', 'Søren & Ö+ö #1'], ['\r\nX: y\0', '\r\nX: y\0'], ['😀', '😀']]
  for (const [given, sent] of names) {
    const authorizationParams = (): OrcidPageParameters => ({ given_names: given })
    const app = await startApp(t, provider, { authorizationParams })
    const { response, url } = await leave(app, provider)
    t.equal(response.statusCode, 302)
    t.equal(url.searchParams.get('given_names'), sent)
    t.notMatch(String(response.headers.location), /[^\x21-\x7e]|\+ö/, 'only what may stand in a header')
  }
})

/** Asks for a path and gives what hangs up. */
function ask (protocol: string, port: number, [path, cookie]: [string, string]): () => void {
  if (protocol === 'HTTP/1.1') {
    const request = http.get({ port, host: '127.0.0.1', path, headers: { cookie } }).on('error', () => {})
    return () => { request.destroy() }
  }
  const session = http2.connect(`http://127.0.0.1:${port}`)
  const stream = session.request({ ':path': path, cookie }).on('error', () => {})
    .on('close', () => { session.destroy() })
  return () => { stream.close(http2.constants.NGHTTP2_CANCEL) }
}

t.test('SEC-C6, SEC-P6: whoever hung up is signed in when they come again, over HTTP/2 too', async (t) => {
  for (const protocol of ['HTTP/1.1', 'HTTP/2']) {
    const provider = await startLyingProvider(t)
    const app: FastifyInstance = Fastify(protocol === 'HTTP/2' ? { http2: true } as FastifyServerOptions : {})
    t.teardown(() => app.close())
    const gone = new Promise((resolve) => {
      app.addHook('onRequest', async (_request, reply) => { reply.raw.once('close', resolve) })
    })
    let logins = 0
    await app.register(fastifyOrcid, { ...provider.options, onLogin: () => { logins++ } })
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { state, cookie } = await leave(app, provider)
    const { asked, answer } = holdToken(provider)
    const { port } = app.server.address() as AddressInfo
    const hangUp = ask(protocol, port, [`/login/orcid/callback?code=${CODE}&state=${state}`, cookie])
    await asked
    hangUp()
    await gone
    const second = comeBack(app, { code: CODE, state }, cookie)
    answer()
    t.equal((await second).statusCode, 303, protocol)
    t.equal(logins, 1, protocol)
    t.equal(provider.requests.filter(({ url }) => url === '/oauth/token').length, 1)
  }
})

t.test('SEC-C6: a visitor whom the app has told to wait is signed in when they come again, not before', async (t) => {
  const provider = await startLyingProvider(t)
  const app: FastifyInstance = Fastify()
  t.teardown(() => app.close())
  const replies: FastifyReply[] = []
  app.addHook('preHandler', async (_request, reply) => { replies.push(reply) })
  let logins = 0
  await app.register(fastifyOrcid, { ...provider.options, onLogin: () => { logins++ } })
  const { state, cookie } = await leave(app, provider)
  const { asked, answer } = holdToken(provider)
  const first = comeBack(app, { code: CODE, state }, cookie)
  await asked
  // As a timeout of Fastify's or of a plugin's does.
  void replies.at(-1)?.code(503).send('come again')
  t.equal((await first).body, 'come again')
  const second = comeBack(app, { code: CODE, state }, cookie)
  answer()
  t.equal((await second).statusCode, 303)
  t.equal(logins, 1)
})
