import { inspect } from 'node:util'
import Fastify from 'fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import t from 'tap'
import { mockFaultKinds, mockForgeries, mockScenarios, startMockOrcid } from '../../mock-server/index.ts'
import type { MockHop, MockFaultName, MockForgeryName, MockOrcid, MockScenario, MockScenarioName } from '../../mock-server/index.ts'
import fastifyOrcid from '../../plugin/index.ts'
import type { FastifyOrcidOptions, OrcidLogin } from '../../plugin/index.ts'
import { openCanaryApp, read, shown } from '../support/canary-app.ts'
import type { Kind } from '../support/canary-app.ts'
import { slow } from '../support/slow.ts'

const CLIENT_ID = 'APP-CANARYCANARY0000'
const CLIENT_SECRET = 'client-secret-canary-5e3c'
const COOKIE_KEY = 'cookie-key-canary-of-at-least-32-characters'
const redirectUri = 'http://127.0.0.1:3000/login/orcid/callback'
const HTML = { accept: 'text/html,*/*;q=0.8' }

type Test = { teardown: (close: () => unknown) => void }
type Cage = ReturnType<typeof openCanaryApp>

/** Everything that leaves the app: its log, its errors, its answers, and what the process prints. */
function openSieve (cage: Cage, orcid: MockOrcid) {
  let texts: string[] = []
  let hops: MockHop[] = []
  const all: string[] = []
  const { authorizationEndpoint } = orcid.environment

  function hear (text: string): void {
    texts.push(text)
    all.push(text)
  }

  /** What was heard since the last time. */
  function found (): Kind[] {
    const kinds = new Set(cage.heardIn(texts.join('\n')))
    for (const hop of hops) {
      const { everywhere, cookies, wayToOrcid } = shown(hop, authorizationEndpoint)
      all.push(everywhere)
      const heard = [cage.heardIn(everywhere), cage.heardIn(cookies, ['cookie']), cage.heardIn(wayToOrcid, ['state', 'nonce'])]
      for (const kind of heard.flat()) kinds.add(kind)
    }
    texts = []
    hops = []
    cage.rest()
    return [...kinds]
  }

  return {
    hear,
    found,
    onHop (hop: MockHop) {
      cage.watch(hop)
      if (hop.from === 'app') hops.push(hop)
    },
    everFound: () => cage.everHeardIn(all.join('\n'))
  }
}
type Sieve = ReturnType<typeof openSieve>

/** Hears what the process prints, too. */
function listenToProcess (t: Test, { hear }: Sieve): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream)
    stream.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
      hear(String(chunk))
      return write(chunk, ...rest)
    }) as typeof stream.write
    t.teardown(() => { stream.write = write })
  }
  const warn = (warning: Error) => { hear(read(warning)) }
  process.on('warning', warn)
  t.teardown(() => { process.off('warning', warn) })
}

async function startWorld (t: Test) {
  const orcid = await startMockOrcid({
    clients: [{ clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, redirectUris: [redirectUri], type: 'member' }]
  })
  const cage = openCanaryApp({ 'client secret': CLIENT_SECRET, 'cookie key': COOKIE_KEY })
  const sieve = openSieve(cage, orcid)
  t.teardown(async () => {
    orcid.findings() // What goes wrong here goes wrong on purpose.
    await orcid.close()
    await cage.dispatcher.close()
  })
  return { orcid, cage, sieve }
}
type World = Awaited<ReturnType<typeof startWorld>>

const logger = ({ hear }: Sieve) => ({ level: 'trace', stream: { write: hear } })
const optionsOf = ({ orcid, cage }: World) => ({
  environment: orcid.environment,
  clientId: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
  redirectUri,
  secret: COOKIE_KEY,
  pkce: 'S256' as const,
  scope: '/read-limited /activities/update',
  timeoutMs: 2000,
  dispatcher: cage.dispatcher as never
})

/** An app as Fastify makes it, whose onLogin logs a login as a person in a hurry would. */
async function startPlainApp (t: Test, world: World, changes: object = {}) {
  const app: FastifyInstance = Fastify({ logger: logger(world.sieve) })
  t.teardown(() => app.close())
  const logins: OrcidLogin[] = []
  app.addHook('onError', async (_request, _reply, error) => { world.sieve.hear(read(error)) })
  await app.register(fastifyOrcid, {
    ...optionsOf(world),
    async onLogin (request: FastifyRequest, _reply: FastifyReply, login: OrcidLogin) {
      logins.push(login)
      request.log.info({ login }, `${login.name} signed in`)
      const spread = JSON.stringify({ ...login, spread: { ...login.tokens } })
      request.log.debug(inspect(login, { depth: 9, showHidden: true }) + spread)
      if (request.headers['x-fail'] !== undefined) throw Object.assign(new Error('no room'), { login })
      return login
    },
    ...changes
  } as FastifyOrcidOptions)
  return { app, logins }
}

/** An app with routes of its own, set up as SECURITY.md says. */
async function startOwnRoutes (t: Test, world: World) {
  const app: FastifyInstance = Fastify({
    logger: {
      ...logger(world.sieve),
      serializers: { req: ({ method, url, ip }) => ({ method, url: String(url.split(/[?;#]/, 1)[0]), ip }) }
    }
  })
  t.teardown(() => app.close())
  app.setNotFoundHandler(async (_request, reply) => reply.code(404).send({ statusCode: 404, error: 'Not Found' }))
  await app.register(fastifyOrcid, { ...optionsOf(world), routes: false })
  app.get('/login/orcid', async (request, reply) => reply.redirect(await app.orcid.authorizationUrl(request, reply)))
  app.get('/login/orcid/callback', async (request, reply) => {
    try {
      return await app.orcid.callback(request, reply)
    } catch (error) {
      world.sieve.hear(read(error))
      request.log.error(error)
      return await reply.code(400).send(error)
    }
  })
  return app
}

/** Signs Sofia in; a walk that ends in an error of the robot's is a walk as well. */
interface Plan { readonly scenario?: MockScenario, readonly answer?: 'deny', readonly headers?: Record<string, string> }

async function walk ({ orcid, sieve }: World, app: FastifyInstance, plan: Plan = {}) {
  orcid.reset()
  const { now } = Date
  let ahead = 0
  const moveAppClock = (seconds: number) => {
    ahead += seconds * 1000
    Date.now = () => now() + ahead
  }
  try {
    return await orcid.signIn(app, {
      path: '/login/orcid?returnTo=/home', as: orcid.researchers.sofia, onHop: sieve.onHop, moveAppClock, ...plan
    })
  } catch {
    return null
  } finally {
    Date.now = now
  }
}

t.test('SEC-G1, SEC-G2, SEC-G3: no secret of any walk is logged, thrown, shown or sent where the protocol does not need it', slow, async (t) => {
  const world = await startWorld(t)
  const { orcid, cage, sieve } = world
  listenToProcess(t, sieve)
  const { app, logins } = await startPlainApp(t, world)
  const own = await startOwnRoutes(t, world)
  const quiet = async (what: string) => {
    const kinds = sieve.found()
    if (kinds.length > 0) t.fail(`${what}: ${kinds.join(', ')}`)
  }

  await walk(world, app)
  await quiet('a straight walk')
  t.equal(logins.length, 1)
  for (const scenario of Object.keys(mockScenarios) as MockScenarioName[]) {
    for (const target of [app, own]) {
      await walk(world, target, { scenario, headers: target === app ? HTML : {} })
      await quiet(`the scenario ${scenario}`)
    }
  }
  for (const target of [app, own]) {
    await walk(world, target, { answer: 'deny', headers: HTML })
    await walk(world, target, { headers: { 'x-fail': '1' } })
    await quiet('a denial, and a hook that fails')
  }
  for (const name of Object.keys(mockForgeries) as MockForgeryName[]) {
    await walk(world, name.length % 2 === 0 ? app : own, {
      scenario: (callback) => {
        orcid.forge(name)
        return callback
      }
    })
    await quiet(`the forgery ${name}`)
  }
  t.ok(logins.length > 5)

  const { app: hurried } = await startPlainApp(t, world, { timeoutMs: 100 })
  const { accessToken, refreshToken } = logins[0]?.tokens ?? { accessToken: '', refreshToken: '' }
  for (const [kind, { endpoints }] of Object.entries(mockFaultKinds)) {
    const strikes = (leg: string) => (endpoints as readonly string[]).includes(leg)
    const arm = (endpoint: 'token' | 'jwks' | 'userinfo' | 'revoke' | 'record') => { orcid.fail(endpoint, kind as MockFaultName) }
    if (strikes('token')) {
      await walk(world, hurried, { headers: HTML, scenario: (callback) => { arm('token'); return callback } })
      await quiet(`token ${kind}`)
    }
    if (strikes('jwks')) {
      const fresh = await startPlainApp(t, world, { timeoutMs: 100 })
      await walk(world, fresh.app, { scenario: (callback) => { arm('jwks'); return callback } })
      await quiet(`jwks ${kind}`)
    }
    const { orcid: registration } = hurried
    const record = registration.record(accessToken, '0000-0001-2345-6789')
    const calls: Array<[endpoint: 'token' | 'userinfo' | 'revoke' | 'record', call: () => Promise<unknown>]> = [
      ['userinfo', () => registration.userinfo(accessToken)],
      ['record', () => record.read('person')],
      ['record', () => record.remove('work', 1)],
      ['token', () => registration.refresh(String(refreshToken))],
      ['revoke', () => registration.revoke(accessToken)]
    ]
    for (const [leg, call] of calls.filter(([leg]) => strikes(leg))) {
      orcid.reset()
      arm(leg)
      const told = (result: unknown) => inspect(result, { depth: 9, showHidden: true }) + JSON.stringify(result)
      sieve.hear(await call().then(told, read))
      await quiet(`${leg} ${kind}`)
    }
  }

  let callback = ''
  await walk(world, app, { scenario: (url) => { callback = url.pathname + url.search; return url } })
  for (const method of app.supportedMethods.filter((method) => method !== 'GET')) {
    const { body, headers } = await app.inject({ method: method as 'POST', url: callback, headers: HTML })
    sieve.hear(body + JSON.stringify(headers))
  }
  for (const path of ['/login/orcid/callbak', '/login/orcid/callback/', '/']) {
    const { body, headers } = await own.inject(path + callback.slice(callback.indexOf('?')))
    sieve.hear(body + JSON.stringify(headers))
  }
  cage.watch({ from: 'app', url: `http://127.0.0.1:3000${callback}`, headers: {} } as MockHop)
  await quiet('other methods, and paths that miss')

  for (const changes of [{ clientSecret: `${CLIENT_SECRET} ` }, { clientSecret: [CLIENT_SECRET] }, { clientSecret: { value: CLIENT_SECRET } }, { [CLIENT_SECRET]: 1, clientId: '' }, { secret: COOKIE_KEY.slice(0, 26) },
    { secret: [COOKIE_KEY, ''] }, { secret: CLIENT_SECRET }, { redirectUri: `https://x:${CLIENT_SECRET}@app.example/` }, { environment: CLIENT_SECRET }, { scope: `${CLIENT_SECRET},` }, { prefix: `/${CLIENT_SECRET}/` }]) {
    const wrong: FastifyInstance = Fastify({ logger: logger(sieve) })
    const given = { ...optionsOf(world), onLogin: () => {}, ...changes } as never
    const refusal = await wrong.register(fastifyOrcid, given).ready().then(() => 'registered', read)
    await wrong.close()
    t.match(refusal, 'ORCID_ERR_OPTIONS')
    // Whoever makes a secret the name of an option has written it where names are.
    if (!(CLIENT_SECRET in changes)) sieve.hear(refusal)
  }
  sieve.hear(inspect(app.orcid, { depth: 12, showHidden: true }) + inspect(app, { depth: 4, showHidden: true }))
  await quiet('wrong options, and the app itself')

  t.strictSame(sieve.everFound(), [], 'nor any secret of an earlier walk')
  t.equal(cage.kinds().length, 10, cage.kinds().join())
  t.ok(cage.count() > 500, `${cage.count()} secrets`)
})

t.test('the canary sings when an app is careless: each kind of secret is heard, in each spelling and place', async (t) => {
  const world = await startWorld(t)
  const { cage, sieve } = world
  const careless = await startPlainApp(t, world, {
    async onLogin (request: FastifyRequest, reply: FastifyReply, { tokens }: OrcidLogin) {
      request.log.info(`${JSON.stringify(request.query)} ${request.headers.cookie}`)
      request.log.info({ access: tokens.accessToken })
      reply.header('x-refresh', Buffer.from(String(tokens.refreshToken)).toString('base64'))
      return `<p>${encodeURIComponent(String(tokens.idToken))}`
    }
  })
  await walk(world, careless.app)
  t.strictSame(sieve.found().sort(), ['access token', 'code', 'cookie', 'id_token', 'nonce', 'refresh token', 'state'], 'an id_token has the nonce in it')

  const { dispatcher } = cage
  const nosy = dispatcher.compose((dispatch) => (options, handler) => {
    sieve.hear(inspect({ options }, { depth: 5 }))
    return dispatch(options, handler)
  })
  const { app } = await startPlainApp(t, world, {
    dispatcher: nosy,
    onLogin: () => { throw new Error(`sealed with ${Buffer.from(`x${COOKIE_KEY}`).toString('base64url')}`) }
  })
  app.addHook('onSend', async (_request, reply) => { sieve.hear(String(reply.getHeader('location'))) })
  await walk(world, app)
  t.strictSame(sieve.found().sort(), ['client secret', 'code', 'cookie key', 'nonce', 'state', 'verifier'])

  const onFailure = (request: FastifyRequest) => { throw new Error(`failed: ${JSON.stringify(request.query)}`) }
  const broken = await startPlainApp(t, world, { onFailure })
  await walk(world, broken.app, { answer: 'deny' })
  t.strictSame(sieve.found(), ['state'])
  t.ok(sieve.everFound().length >= 6)
})
