// Options as people passed them.
import Fastify from 'fastify'
import t from 'tap'
import fastifyOrcid, { createOrcid, OrcidError, OrcidScopeMissingError } from '../../../plugin/index.ts'
import type { FastifyOrcidOptions, OrcidClientOptions, OrcidEnvironment, OrcidErrorCode } from '../../../plugin/index.ts'
import { isLoopback } from '../../../plugin/environments.ts'
import { SOFIA, comeBack, leave, logIn, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import { startLoggedApp } from '../../support/logged-app.ts'

t.test('SEC-O17: S6, an environment is read once, by name, whatever it is made of', async (t) => {
  const provider = await startLyingProvider(t)
  const good = provider.options.environment as OrcidEnvironment
  class Registry { get issuer () { return good.issuer } }
  const { issuer: _issuer, ...others } = good
  const shapes: Array<[name: string, environment: object]> = [
    ['a prototype', Object.create(good)],
    ['a class with a getter', Object.assign(new Registry(), others)],
    ['a getter of its own', Object.defineProperty({ ...others }, 'issuer', { get: () => good.issuer })]
  ]
  for (const [name, environment] of shapes) {
    const app = await startApp(t, provider, { environment: environment as OrcidEnvironment })
    t.strictSame(app.orcid.environment, good, name)
    t.ok(Object.isFrozen(app.orcid.environment))
    t.equal((await logIn(app, provider)).statusCode, 303, name)
    provider.token = () => provider.good({}, { iss: 'https://evil.example' })
    t.equal((await logIn(app, provider)).json().code, 'ORCID_ERR_ID_TOKEN', `${name}: an id_token of another issuer signs nobody in`)
    provider.token = () => provider.good()
  }
  let reads = 0
  const changing = Object.defineProperty({ ...others }, 'issuer', { enumerable: true, get: () => reads++ === 0 ? good.issuer : 'https://evil.example' })
  const app = await startApp(t, provider, { environment: changing as unknown as OrcidEnvironment })
  t.strictSame([reads, app.orcid.environment.issuer], [1, good.issuer])
  await t.rejects(startApp(t, provider, { environment: Object.create({ ...good, isuer: 'x' }, { typo: { value: 1, enumerable: true } }) as OrcidEnvironment }),
    { message: /unknown address `environment\.typo`/ }, 'an own member that is not known is refused')
  await t.rejects(startApp(t, provider, { environment: Object.create(others) as OrcidEnvironment }), { message: /`environment\.issuer` is missing/ })
})

t.test('S6: parameters for ORCID\'s pages are read once, too', async (t) => {
  const provider = await startLyingProvider(t)
  const authorizationParams = { lang: 'en' }
  const app = await startApp(t, provider, { authorizationParams })
  Object.assign(authorizationParams, { lang: 'fr', state: 'forged' })
  const { url } = await leave(app, provider)
  t.equal(url.searchParams.get('lang'), 'en')
})

t.test('P17: route options that nobody reads are refused by name, with what was expected', async (t) => {
  const provider = await startLyingProvider(t)
  const refused = async (routeOptions: object) => {
    return await startApp(t, provider, { routeOptions } as Partial<FastifyOrcidOptions>).then(() => 'registered', ({ message }) => message as string)
  }
  t.match(await refused({ config: { rateLimit: { max: 3 } } }), 'unknown route `routeOptions.config`, expected `login` or `callback`, each with options of its own')
  t.match(await refused({ login: { confg: {} } }), 'unknown option `routeOptions.login.confg`, did you mean `config`?')
  t.match(await refused({ callback: { handler: () => {} } }), 'unknown option `routeOptions.callback.handler`')
  t.match(await refused({ callback: { exposeHeadRoute: true } }), 'unknown option `routeOptions.callback.exposeHeadRoute`')
  t.equal(await refused({ login: { config: { rateLimit: { max: 3 } } }, callback: undefined }), 'registered')
})

t.test('UNDEFINED-HOOK: a hook that its plugin has not made yet is refused by name, and does not leave the route unguarded', async (t) => {
  const provider = await startLyingProvider(t)
  const refused = async (changes: object) =>
    await startApp(t, provider, changes as Partial<FastifyOrcidOptions>).then(() => 'registered', ({ message }) => String(message).replace(/See .*$/, 'See '))
  const app = Fastify()
  t.teardown(() => app.close())
  // Without `await`, what it decorates the app with is not there yet.
  app.register(async (csrf) => { csrf.decorate('csrfProtection', () => {}) })
  const { csrfProtection } = app as unknown as { csrfProtection: undefined }
  const says = (name: string) => `fastify-orcid cannot be registered: ${name} is undefined: was the plugin that gives it awaited? If there is to be none, leave the name out. See `
  t.equal(await refused({ routeOptions: { login: { preHandler: csrfProtection } } }), says('`routeOptions.login.preHandler`'))
  t.equal(await refused({ routeOptions: { callback: { onRequest: [() => {}, csrfProtection] } } }), says('`routeOptions.callback.onRequest[1]`'))
  // eslint-disable-next-line no-sparse-arrays
  t.equal(await refused({ routeOptions: { login: { onRequest: [, () => {}] } } }), says('`routeOptions.login.onRequest[0]`'))
  t.equal(await refused({ routeOptions: { login: { errorHandler: undefined } } }), says('`routeOptions.login.errorHandler`'))
  for (const name of ['bindTo', 'allowReturnTo', 'onFailure']) t.equal(await refused({ [name]: undefined }), says(`option \`${name}\``))
})

t.test('what an environment variable left undefined is as if it was left out, also for the compiler', async (t) => {
  const provider = await startLyingProvider(t)
  const unset = process.env['FASTIFY_ORCID_UNSET']
  const options: FastifyOrcidOptions = {
    ...provider.options,
    onLogin: () => {},
    secret: unset,
    scope: unset,
    name: unset,
    loginPath: unset,
    defaultReturnTo: unset,
    timeoutMs: undefined,
    sharedState: undefined,
    authorizationParams: { lang: unset }
  }
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(fastifyOrcid, options)
  t.equal(app.orcid.environment.issuer, provider.issuer)
  const hookless: FastifyOrcidOptions[] = [
    // @ts-expect-error -- a hook that is undefined guards nothing
    { ...options, bindTo: undefined },
    // @ts-expect-error -- nor does this one
    { ...options, allowReturnTo: undefined },
    // @ts-expect-error -- nor that of a route
    { ...options, routeOptions: { login: { preHandler: undefined } } }
  ]
  for (const wrong of hookless) {
    await t.rejects(async () => { await Fastify().register(fastifyOrcid, wrong) }, { code: 'ORCID_ERR_OPTIONS' })
  }
  const { redirectUri: _redirectUri, ...client } = provider.options
  const ofJob: OrcidClientOptions = { ...client, secret: unset, timeoutMs: undefined }
  const orcid = createOrcid(ofJob)
  t.equal(orcid.environment.issuer, provider.issuer)
  await orcid.close()
})

t.test('D8: a key of cookies that rests on a short client secret is warned of', async (t) => {
  const provider = await startLyingProvider(t)
  for (const [changes, isWarned] of [[{ clientSecret: 'x' }, true], [{ clientSecret: 'x', secret: 'a secret of at least 32 characters!' }, false], [{}, false]] as const) {
    const { lines } = await startLoggedApp(t, provider, changes)
    t.equal(lines().some(({ level, msg }) => level === 40 && /which is short; set option `secret`/.test(msg)), isWarned)
  }
})

t.test('D15: a new client secret ends the sign-ins in progress if no secret is set, and none if one is', async (t) => {
  const provider = await startLyingProvider(t)
  for (const [secret, due] of [[undefined, 'ORCID_ERR_TRANSACTION_INVALID'], ['a secret of at least 32 characters!', undefined]] as const) {
    const changes = secret === undefined ? {} : { secret }
    const before = await startApp(t, provider, changes)
    const after = await startApp(t, provider, { ...changes, clientSecret: 'another-client-secret' })
    const { state, cookie } = await leave(before, provider)
    const response = await comeBack(after, { code: `c${state}`, state }, cookie)
    t.equal(response.statusCode === 303 ? undefined : response.json().code, due)
  }
})

t.test('D21: plain http is for this machine by its own names alone', async (t) => {
  for (const name of ['localhost', '127.0.0.1', '127.1.2.3', '[::1]']) t.ok(isLoopback(name), name)
  for (const name of ['x.localhost', 'orcid.localhost', 'localhost.', '127.0.0.1.evil.example', '[::2]', '0.0.0.0', '128.0.0.1']) t.notOk(isLoopback(name), name)
  const provider = await startLyingProvider(t)
  const environment = { ...provider.options.environment as OrcidEnvironment, tokenEndpoint: 'http://x.localhost/oauth/token' }
  await t.rejects(startApp(t, provider, { environment }), { message: /`environment\.tokenEndpoint` must be https, because x\.localhost is not this machine/ })
})

t.test('P24: a job has the record without routes and without a redirect URI', async (t) => {
  const provider = await startLyingProvider(t)
  const { redirectUri: _redirectUri, ...options } = provider.options
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(fastifyOrcid, { ...options, routes: false })
  app.get('/', async (request, reply) => await app.orcid.authorizationUrl(request, reply))
  app.get('/back', async (request, reply) => await app.orcid.callback(request, reply))
  t.ok(await app.orcid.record('a-token', SOFIA).read('person'))
  t.equal(await app.orcid.revoke('a-token'), undefined)
  for (const path of ['/', '/back']) {
    t.match((await app.inject(path)).json(), { code: 'ORCID_ERR_OPTIONS', message: /nobody can sign in without option `redirectUri`/ })
  }
  await t.rejects(async () => { await Fastify().register(fastifyOrcid, { ...options, onLogin: () => {} } as never) }, { message: /option `redirectUri` is missing/ }, 'with routes it is required')
})

t.test('P16: an error\'s code is one of a closed list', async (t) => {
  const codeOf = (error: OrcidError): OrcidErrorCode => error.code
  t.equal(codeOf(new OrcidScopeMissingError({ cause: { missing: [] } })), 'ORCID_ERR_SCOPE_MISSING')
  const error: unknown = new OrcidScopeMissingError({ cause: { missing: [] } })
  // @ts-expect-error -- no error has this code
  if (error instanceof OrcidError) t.notOk(error.code === 'ORCID_ERR_TYPO')
  const made = new OrcidScopeMissingError({ cause: { missing: ['/read-limited'] } })
  t.equal(made.code satisfies 'ORCID_ERR_SCOPE_MISSING', 'ORCID_ERR_SCOPE_MISSING')
})
