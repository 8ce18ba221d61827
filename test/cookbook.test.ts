// docs/cookbook.md: every block signs somebody in over HTTP, and keeps out what its paragraph says.
import { readFile } from 'node:fs/promises'
import t from 'tap'
import ts from 'typescript'
import { startMockOrcid } from '../mock-server/index.ts'
import type { MockOrcid, MockVisit as Visit } from '../mock-server/index.ts'
import { blocks, page, proxyTo, start, swap } from './support/cookbook.ts'
import { pathOf } from './support/root.ts'
import { slow } from './support/slow.ts'

const APP = 'https://app.example.org'
const LOGIN = `${APP}/login/orcid`
const POST = { method: 'POST', path: '/sign-out' } as const

let orcid: MockOrcid
t.before(async () => { orcid = await startMockOrcid() })
t.beforeEach(() => { orcid.reset() })
t.after(() => orcid.close())

/** A request of somebody who has no cookies. */
async function ask (proxy: ReturnType<typeof proxyTo>, url: string, more: Record<string, string> = {}) {
  const headers = { host: 'app.example.org', 'x-forwarded-proto': 'https', ...more }
  return await proxy.inject({ method: 'GET', url, headers, signal: AbortSignal.timeout(5000) })
}

/** The cookie that an answer sets, as a header. */
const cookieOf = ({ headers }: { headers: object }) =>
  ({ cookie: String((headers as Record<string, unknown>)['set-cookie']).split(';', 1)[0] ?? '' })

/** Who `/me` says the visitor is, or the status of its refusal. */
async function iD (visit: Visit): Promise<string | number> {
  const { statusCode, body } = await visit.get('/me')
  return statusCode === 200 ? JSON.parse(body).orcid : statusCode
}

const sofia = () => orcid.researchers.sofia.orcid

t.test('every question leads to a heading, and every heading is asked for', async (t) => {
  const anchors = [...page.matchAll(/^## (.*)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(/[^\w -]/g, '').replaceAll(' ', '-'))
  t.strictSame([...page.matchAll(/^- \[.*\]\(#(.*)\)$/gm)].map(([, anchor]) => anchor), anchors)
})

t.test('a block of an example is that example', async (t) => {
  const copies = [...page.matchAll(/^<!-- (examples\/\S+) -->\n```ts\n(.*?)^```$/gms)]
  t.ok(copies.length > 0)
  for (const [, path = '', block] of copies) t.equal(block, await readFile(pathOf(path), 'utf8'))
  t.equal([...page.matchAll(/^```ts$/gm)].length, blocks.size + copies.length, 'every other block is a file with a name')
})

/** What a program has, and what loses its session in the place of that. */
const lost = {
  session: [["sameSite: 'lax'", "sameSite: 'strict'"], ["{ trustProxy: 'loopback' }", '{}']],
  'secure-session': [["sameSite: 'lax'", "sameSite: 'strict'"], ["path: '/', ", '']]
} as const

for (const [name, changes] of Object.entries(lost)) {
  t.test(`${name}: the session comes back, and does not where the page says so`, name === 'session' ? {} : slow, async (t) => {
    const visit = await orcid.signIn(proxyTo(await start(t, name, { ORCID: orcid })), { path: LOGIN, as: 'sofia' })
    t.equal(visit.response.location, '/me')
    t.equal(await iD(visit), sofia())
    for (const [right, wrong] of changes) {
      const program = await start(t, name, { ORCID: orcid, edit: swap(right, wrong) })
      t.equal(await iD(await orcid.signIn(proxyTo(program), { path: LOGIN, as: 'sofia' })), 401, wrong)
    }
  })
}

t.test('session: one that was planted before the login is not signed in', slow, async (t) => {
  const program = await start(t, 'session', { ORCID: orcid })
  const attacker = await orcid.signIn(proxyTo(program), { path: LOGIN, as: 'amara' })
  const planted = String(attacker.response.headers['set-cookie']).match(/sessionId=[^;]+/)?.[0] ?? ''
  t.not(planted, '')
  const victim = await orcid.signIn(proxyTo(program), { path: LOGIN, as: 'sofia', headers: { cookie: planted } })
  t.match(String(victim.response.headers['set-cookie']), /sessionId=/)
  t.equal((await ask(proxyTo(program), '/me', { cookie: planted })).statusCode, 401, 'its store has it no more')
})

t.test('proxy: the start of the path that the proxy strips is there for the browser', slow, async (t) => {
  const program = await start(t, 'proxy', { ORCID: orcid })
  const proxy = proxyTo(program, { strip: '/journal' })
  const visit = await orcid.signIn(proxy, { path: `${APP}/journal/login/orcid`, as: 'sofia' })
  t.equal(visit.response.location, '/journal/me')
  const forged = { 'x-forwarded-for': '198.51.100.9', 'x-forwarded-proto': 'https' }
  t.strictSame((await visit.request({ path: '/journal/me', headers: forged })).json(),
    { orcid: sofia(), ip: '203.0.113.1', protocol: 'https' }, 'a visitor cannot make up an address')
  const link = /href="([^"]+)"/.exec((await visit.get('/journal/')).body)?.[1]
  t.equal(link, '/journal/login/orcid')
  const deep = await orcid.signIn(proxy, { path: `${APP}${link}?returnTo=/works`, as: 'sofia' })
  t.equal(deep.response.location, '/journal/works')
  const narrow = await start(t, 'proxy', { ORCID: orcid, edit: swap("path: '/'", "path: '/journal'") })
  const lost = await orcid.signIn(proxyTo(narrow, { strip: '/journal' }), { path: `${APP}/journal/login/orcid`, as: 'sofia' })
  t.notMatch((await lost.get('/journal/me')).body, sofia(), 'the session would be lost')
})

t.test('hosts: each has logins and sessions of its own', slow, async (t) => {
  const program = await start(t, 'hosts', { ORCID: orcid })
  const proxy = proxyTo(program)
  for (const host of ['one', 'two']) {
    const visit = await orcid.signIn(proxy, { path: `https://${host}.example.org/login/orcid`, as: 'sofia' })
    t.equal(await iD(visit), sofia())
    const other = `https://${host === 'one' ? 'two' : 'one'}.example.org`
    t.strictSame((await visit.get(`${other}/me`)).json(), {}, 'the other host does not know the visitor')
    const { search } = new URL(visit.hops.find(({ url }) => url.includes('/callback?'))?.url ?? '')
    t.equal((await visit.get(`${other}/login/orcid/callback${search}`)).statusCode, 400)
  }
  t.equal((await ask(proxy, '/login/orcid', { host: 'three.example.org' })).statusCode, 404)
})

t.test('proxy: one that strips nothing, and an app below a path', slow, async (t) => {
  const below = (text: string) => swap("'/me', async", "'/journal/me', async")(swap("'/me', //", "'/journal/me', //")(
    swap("callbackPath: '/login/orcid/callback'", "prefix: '/journal'")(text)))
  const program = await start(t, 'proxy', { ORCID: orcid, edit: below })
  const visit = await orcid.signIn(proxyTo(program), { path: `${APP}/journal/login/orcid`, as: 'sofia' })
  t.equal(visit.response.location, '/journal/me')
  t.match((await visit.get('/journal/me')).json(), { orcid: sofia() })
  const path = `${APP}/journal/login/orcid?returnTo=/journal/works`
  t.equal((await orcid.signIn(proxyTo(program), { path, as: 'sofia' })).response.location, '/journal/works')
})

/** The cookies of an account that signed in at the app's own form. */
const signInWithPassword = async (proxy: ReturnType<typeof proxyTo>, account: string) => cookieOf(await proxy.inject({
  method: 'POST',
  url: '/sign-in',
  headers: { host: 'app.example.org', 'x-forwarded-proto': 'https', 'content-type': 'application/x-www-form-urlencoded' },
  payload: `account=${account}`,
  signal: AbortSignal.timeout(5000)
}))

t.test('back: who is signed in is sent on from an old callback, and nobody else', slow, async (t) => {
  const program = await start(t, 'back', { ORCID: orcid })
  const proxy = proxyTo(program)
  const visit = await orcid.signIn(proxy, { path: LOGIN, as: 'sofia' })
  t.equal(await iD(visit), sofia())
  const { search } = new URL(visit.hops.find(({ url }) => url.includes('/callback?'))?.url ?? '')
  const back = await visit.get(`/login/orcid/callback${search}`)
  t.strictSame([back.statusCode, back.location], [303, '/me'])
  t.equal((await visit.get('/login/orcid/callback?code=x')).statusCode, 400, 'another failure is one still')
  t.equal((await ask(proxy, `/login/orcid/callback${search}`)).statusCode, 400)
  const denied = await orcid.signIn(proxy, { path: LOGIN, as: 'amara', answer: 'deny', headers: { accept: 'text/html' } })
  t.match(denied.response.body, 'You did not allow it', 'the plugin\'s own page')
})

t.test('sign-in-and-link: one registration signs in and links, each from its own start alone', slow, async (t) => {
  const program = await start(t, 'sign-in-and-link', { ORCID: orcid })
  const proxy = proxyTo(program)
  t.equal((await orcid.signIn(proxy, { path: LOGIN, as: 'sofia' })).response.statusCode, 403, 'no account has the iD yet')
  const ours = { ...await signInWithPassword(proxy, 'U1'), 'sec-fetch-site': 'same-origin' }
  const plan = { path: `${APP}/orcid/link`, method: 'POST', as: 'sofia' } as const
  const linked = await orcid.signIn(proxy, { ...plan, headers: ours })
  t.match((await linked.get('/account')).body, `ORCID iD: ${orcid.issuer}/${sofia()} `)
  const visit = await orcid.signIn(proxy, { path: LOGIN, as: 'sofia' })
  t.match((await visit.get('/account')).body, `ORCID iD: ${orcid.issuer}/${sofia()} `, 'signed in to the account')
  const link = await visit.get('/login/orcid')
  t.strictSame([link.statusCode, link.location], [303, '/account'])
  t.notMatch(String(link.headers['set-cookie']), 'orcid.', 'a link links nothing')
  const evil = { 'sec-fetch-site': 'cross-site' }
  t.equal((await visit.request({ path: '/orcid/link', form: {}, headers: evil })).statusCode, 403, 'nor does another site\'s form')
  t.equal((await ask(proxy, '/account')).statusCode, 401)
  const other = { ...await signInWithPassword(proxy, 'U2'), 'sec-fetch-site': 'same-origin' }
  t.equal((await orcid.signIn(proxy, { ...plan, headers: other })).response.statusCode, 409, 'it has an owner')

  for (const [before, after] of [['', other.cookie], [other.cookie, ours.cookie]] as const) {
    const switching: typeof proxy.inject = ({ headers, ...request }) => {
      const session = request.url.includes('/callback') ? after : before
      const cookie = [session, headers['cookie']].filter(Boolean).join('; ')
      return proxy.inject({ ...request, headers: { ...headers, cookie } })
    }
    const headers = { accept: 'application/json', 'sec-fetch-site': 'same-origin' }
    const begun = before === '' ? { path: LOGIN, as: 'amara' } : { ...plan, as: 'amara' }
    const refused = await orcid.signIn({ inject: switching }, { ...begun, headers })
    t.equal(refused.failure?.code, 'ORCID_ERR_ACCOUNT_CHANGED', 'a sign-in does not become a link, nor a link of another account')
  }
})

t.test('registries: both sign in, nobody of one is somebody of the other', slow, async (t) => {
  const sandbox = await startMockOrcid()
  t.teardown(() => sandbox.close())
  const program = await start(t, 'registries', { ORCID: orcid, SANDBOX: sandbox })
  const proxy = proxyTo(program)
  for (const [registry, path] of [[orcid, '/login/orcid'], [sandbox, '/login/sandbox']] as const) {
    const visit = await registry.signIn(proxy, { path: APP + path, as: 'sofia' })
    const { issuer, environment } = registry
    t.strictSame((await visit.get('/')).json(), { person: { issuer, orcid: sofia() }, tokensFrom: environment.tokenEndpoint })
    const { search } = new URL(visit.hops.find(({ url }) => url.includes('/callback?'))?.url ?? '')
    const other = path === '/login/orcid' ? '/login/sandbox' : '/login/orcid'
    t.equal((await visit.get(`${other}/callback${search}`)).statusCode, 400, 'a code of the other registry')
  }
  orcid.assertClean()
})

t.test('link: a form of the site links, another site\'s does not, and nobody else gets the iD', slow, async (t) => {
  const program = await start(t, 'link', { ORCID: orcid })
  const proxy = proxyTo(program)
  const headers = await signInWithPassword(proxy, 'U1')
  const plan = { path: `${APP}/orcid/link`, method: 'POST', as: 'sofia' } as const
  const visit = await orcid.signIn(proxy, { ...plan, headers })
  t.equal(visit.response.location, '/account')
  t.match((await visit.get('/account')).body, `>${orcid.issuer}/${sofia()}</a>`)
  t.equal((await orcid.signIn(proxy, { ...plan, headers: await signInWithPassword(proxy, 'U2') })).response.statusCode, 409, 'it has an owner')
  t.equal((await orcid.signIn(proxy, plan)).response.statusCode, 401, 'nobody is signed in')
  const evil = { ...headers, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  t.equal((await visit.request({ path: '/orcid/link', form: {}, headers: evil })).statusCode, 403)

  const [before, after] = [await signInWithPassword(proxy, 'U3'), await signInWithPassword(proxy, 'U4')]
  const switching: typeof proxy.inject = ({ headers, ...request }) => {
    const cookie = String(headers['cookie']).replace(before.cookie, () => request.url.includes('/callback') ? after.cookie : before.cookie)
    return proxy.inject({ ...request, headers: { ...headers, cookie } })
  }
  const refused = await orcid.signIn({ inject: switching },
    { ...plan, as: 'amara', headers: { ...before, accept: 'application/json' } })
  t.equal(refused.failure?.code, 'ORCID_ERR_ACCOUNT_CHANGED')
})

t.test('spa: the API answers 401 with the login, and changes nothing for another site', slow, async (t) => {
  const program = await start(t, 'spa', { ORCID: orcid })
  const proxy = proxyTo(program)
  const visit = await orcid.signIn(proxy, { path: `${LOGIN}?returnTo=/articles`, as: 'sofia' })
  t.equal(visit.response.location, '/articles')
  t.strictSame((await visit.get('/api/me')).json(), { orcid: sofia() })
  const write = { method: 'PUT', path: '/api/me', json: { nickname: 'S' } } as const
  t.strictSame((await visit.request({ ...write, headers: { 'sec-fetch-site': 'same-origin' } })).json(), { nickname: 'S' })
  for (const site of ['same-site', 'cross-site', 'none']) {
    t.equal((await visit.request({ ...write, headers: { 'sec-fetch-site': site } })).statusCode, 403, site)
  }
  const nobody = await ask(proxy, '/api/me')
  t.strictSame([nobody.statusCode, JSON.parse(nobody.body)], [401, { login: '/login/orcid' }])
})

t.test('rate-limit: who tries too often is stopped at both routes, and the next visitor is not', slow, async (t) => {
  const program = await start(t, 'rate-limit', { ORCID: orcid })
  const proxy = proxyTo(program)
  t.strictSame((await orcid.signIn(proxy, { path: LOGIN, as: 'sofia' })).response.json(), { hello: 'Sofia Garcia' })
  for (const [url, expected] of [['/login/orcid', 302], ['/login/orcid/callback?code=x&state=y', 400]] as const) {
    const statuses = []
    for (let i = 0; i < 60; i++) statuses.push((await ask(proxy, url, { 'x-forwarded-for': `198.51.100.${i}` })).statusCode)
    t.strictSame(statuses, [...Array(59).fill(expected), 429], `${url}: made-up addresses do not help`)
  }
  const neighbour = proxyTo(program, { ip: '203.0.113.2' })
  t.strictSame((await orcid.signIn(neighbour, { path: LOGIN, as: 'sofia' })).response.json(), { hello: 'Sofia Garcia' })
})

t.test('csrf: without an await there is no protection yet, as the page says', slow, async (t) => {
  const edit = swap('await app.register(csrf,', 'app.register(csrf,')
  const late = await start(t, 'csrf', {
    ORCID: orcid,
    edit: (text) => edit(text)
      .replace('await app.register(fastifyOrcid', 'export const before = app.csrfProtection\nawait app.register(fastifyOrcid')
      .replaceAll(/preHandler: app\.csrfProtection/g, '')
  })
  t.equal(late.exports['before'], undefined)
})

t.test('csrf: a login and a sign-out want the token of the session, a callback none', slow, async (t) => {
  const program = await start(t, 'csrf', { ORCID: orcid })
  const proxy = proxyTo(program)
  const tokenIn = (body: string) => /value="([^"]+)"/.exec(body)?.[1] ?? ''
  const first = await ask(proxy, '/')
  const headers = cookieOf(first)
  const form = { _csrf: tokenIn(first.body) }
  const visit = await orcid.signIn(proxy, { path: LOGIN, form, headers, as: 'sofia' })
  t.equal(visit.response.statusCode, 303)
  const { body } = await visit.get('/')
  t.match(body, 'action="/sign-out"')
  t.equal((await visit.request({ ...POST, form })).statusCode, 403, 'the token of the session before')
  t.equal((await visit.request({ ...POST, form: {} })).statusCode, 403)
  t.equal((await visit.request({ ...POST, form: { _csrf: tokenIn(body) } })).statusCode, 303)
  t.match((await visit.get('/')).body, 'action="/login/orcid"')
  t.equal((await visit.request({ path: '/login/orcid', form: {} })).statusCode, 403)
})

t.test('swagger: only the route with a schema is in the documentation', slow, async (t) => {
  const program = await start(t, 'swagger', { ORCID: orcid })
  const visit = await orcid.signIn(proxyTo(program), { path: LOGIN, as: 'sofia' })
  t.strictSame(visit.response.json(), { hello: 'Sofia Garcia' })
  const { paths } = (await visit.get('/openapi.json')).json<{ paths: Record<string, object> }>()
  t.strictSame(Object.entries(paths).map(([path, item]) => [path, Object.keys(item)]), [['/login/orcid', ['get']]])
})

t.test('sign-out: ends the session here, says that ORCID\'s goes on, and the next login asks again', slow, async (t) => {
  const shared = await start(t, 'sign-out', { ORCID: orcid })
  const open = await start(t, 'sign-out', { ORCID: orcid, edit: swap("{ prompt: 'login' }", '{}') })
  for (const [program, questions] of [[shared, 1], [open, 0]] as const) {
    const visit = await orcid.signIn(proxyTo(program), { path: LOGIN, as: 'sofia' })
    t.match((await visit.get('/')).body, sofia())
    t.equal((await visit.request({ ...POST, form: {} })).location, '/signed-out')
    t.match((await visit.get('/signed-out')).body, `href="${orcid.issuer}/signout"`)
    t.notMatch((await visit.get('/')).body, sofia())
    const again = await orcid.signIn(proxyTo(program), { path: LOGIN, as: 'sofia', browser: visit })
    t.equal(again.hops.filter(({ method, url }) => method === 'POST' && url.startsWith(orcid.issuer)).length, questions)
    t.equal((await again.get(`${orcid.issuer}/signout`)).statusCode < 400, true, 'the link is a page of ORCID\'s')
  }
})

t.test('nest: a controller knows who signed in', slow, async (t) => {
  const program = await start(t, 'nest', { ORCID: orcid })
  const visit = await orcid.signIn(proxyTo(program), { path: LOGIN, as: 'sofia' })
  t.equal(await iD(visit), sofia())
  t.equal((await fetch(`http://127.0.0.1:${program.port}/me`)).status, 401)
})

interface GatewayAnswer {
  statusCode: number
  body: string
  headers: Record<string, string>
  cookies?: string[]
  multiValueHeaders?: Record<string, string[]>
}
type Handler = (event: object, context: object) => Promise<GatewayAnswer>
type Inject = ReturnType<typeof proxyTo>['inject']

/** An HTTP API of API Gateway (payload format 2.0) and a REST API (1.0), before a function. */
const gateways = {
  '2.0': (handler: Handler): Inject => async ({ method, url, headers: { cookie, ...headers }, payload }) => {
    const { pathname, search, searchParams } = new URL(url, APP)
    const { cookies = [], ...answer } = await handler({
      version: '2.0',
      routeKey: '$default',
      rawPath: pathname,
      rawQueryString: search.slice(1),
      ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
      headers,
      queryStringParameters: Object.fromEntries(searchParams),
      requestContext: { stage: '$default', http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '203.0.113.1' } },
      body: payload,
      isBase64Encoded: false
    }, {})
    return { ...answer, headers: { ...answer.headers, ...(cookies.length > 0 && { 'set-cookie': cookies }) } }
  },
  '1.0': (handler: Handler): Inject => async ({ method, url, headers, payload }) => {
    const { pathname, searchParams } = new URL(url, APP)
    const { multiValueHeaders = {}, ...answer } = await handler({
      version: '1.0',
      resource: '/{proxy+}',
      path: pathname,
      httpMethod: method,
      headers,
      multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      queryStringParameters: Object.fromEntries(searchParams),
      multiValueQueryStringParameters: Object.fromEntries([...searchParams].map(([name, value]) => [name, [value]])),
      requestContext: { stage: 'prod', httpMethod: method, identity: { sourceIp: '203.0.113.1' } },
      body: payload ?? null,
      isBase64Encoded: false
    }, {})
    return { ...answer, headers: { ...answer.headers, ...multiValueHeaders } }
  }
}

/** An Application Load Balancer with multi-value headers; it passes the query on as it is in the address. */
const balance = (handler: Handler): Inject => async ({ method, url, headers, payload = '' }) => {
  const [path = '', query = ''] = url.split('?', 2)
  const pairs = query.split('&').filter(Boolean).map((pair) => pair.split('=', 2))
  const { multiValueHeaders = {}, ...answer } = await handler({
    requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/app/1' } },
    httpMethod: method,
    path,
    multiValueQueryStringParameters: Object.fromEntries(pairs.map(([name, value]) => [name, [value]])),
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    body: payload,
    isBase64Encoded: false
  }, {})
  return { ...answer, headers: multiValueHeaders }
}

t.test('lambda: behind a load balancer both cookies come through, with the option that the page names', slow, async (t) => {
  const edit = swap('parseCommaSeparatedQueryParams: false', 'parseCommaSeparatedQueryParams: false, albMultiValueHeaders: true')
  const { exports } = await start(t, 'lambda', { ORCID: orcid, edit })
  const inject = balance(exports['handler'] as Handler)
  const visit = await orcid.signIn({ inject }, { path: LOGIN, as: 'sofia' })
  t.equal(visit.response.headers['set-cookie']?.length, 2, 'the session, and the end of the login')
  t.equal(await iD(visit), sofia())
})

t.test('lambda: a login begins in one instance and ends in another, whichever events they get', slow, async (t) => {
  const instances = [await start(t, 'lambda', { ORCID: orcid }), await start(t, 'lambda', { ORCID: orcid })]
  for (const [version, gateway] of Object.entries(gateways)) {
    let turn = 0
    const inject: Inject = (request) => gateway(instances[turn++ % 2]?.exports['handler'] as Handler)(request)
    const visit = await orcid.signIn({ inject }, { path: `${LOGIN}?returnTo=${encodeURIComponent('/me?tags=a,b')}`, as: 'sofia' })
    t.equal(visit.response.location, '/me?tags=a,b', `${version}: ${String(visit)}`)
    t.equal(await iD(visit), sofia())
  }
  const denied = await orcid.signIn({ inject: gateways['2.0'](instances[0]?.exports['handler'] as Handler) },
    { path: LOGIN, as: 'amara', answer: 'deny', headers: { accept: 'application/json' } })
  t.equal(denied.failure?.code, 'ORCID_ERR_ACCESS_DENIED')
  const usual = await start(t, 'lambda', { ORCID: orcid, edit: swap(', { parseCommaSeparatedQueryParams: false }', '') })
  const split = await orcid.signIn({ inject: gateways['2.0'](usual.exports['handler'] as Handler) },
    { path: `${LOGIN}?returnTo=${encodeURIComponent('/me?tags=a,b')}`, as: 'sofia' })
  t.equal(split.response.location, '/me', 'a comma makes two of one')
})

t.test('every block has the right types in a strict project', slow, async (t) => {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    types: ['node'],
    experimentalDecorators: true,
    emitDecoratorMetadata: true
  }
  const host = ts.createCompilerHost(options)
  const texts = new Map([...blocks].map(([name, block]) => [pathOf(`dist/cookbook-${name}.ts`), block]))
  const { getSourceFile, fileExists } = host
  host.fileExists = (file) => texts.has(file) || fileExists(file)
  const parsed = new Map<string, ts.SourceFile | undefined>()
  host.getSourceFile = (file, version) => {
    const text = texts.get(file)
    if (text !== undefined) return ts.createSourceFile(file, text, version)
    if (!parsed.has(file)) parsed.set(file, getSourceFile.call(host, file, version))
    return parsed.get(file)
  }
  // The two session plugins cannot be in one program. In one of many blocks, what one declares would help another.
  const isInCookie = (text: string) => text.includes('@fastify/secure-session')
  for (const [isHere, module] of [[false, 'fastify'], [true, '@fastify/secure-session']] as const) {
    const files = [...texts].filter(([, text]) => isInCookie(text) === isHere).map(([file]) => file)
    const program = ts.createProgram(files, options, host)
    t.ok(files.length > 1)
    for (const file of files) {
      const source = program.getSourceFile(file)
      t.strictSame([...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')), [], file)
      const text = texts.get(file) ?? ''
      t.equal(text.includes(`declare module '${module}'`), /register\((?:secureS|s)ession,/.test(text), `${file} declares what its session has`)
    }
  }
})
