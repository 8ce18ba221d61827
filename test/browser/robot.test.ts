// Whether the robot sends what Chromium sends: the same walks through the same app, compared request by request.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import type { Browser, Page } from 'playwright-core'
import t from 'tap'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcid, MockVisit } from '../../mock-server/index.ts'
import { COOKIES } from '../support/cookies.ts'
import { freePort } from '../support/free-port.ts'
import { ROOT } from '../support/root.ts'
import { allow, choose } from './judge.ts'
import { heading } from './plain-app.ts'
import { inBrowser, openPage } from './support.ts'

const pem = (name: string) => readFileSync(new URL(`test/fixtures/tls/${name}.pem`, ROOT))
const TLS: ServerOptions = { key: pem('key'), cert: pem('certificate') }

const COMPARED = ['origin', 'referer', 'content-type', 'accept', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'sec-fetch-user']

interface Arrival { readonly request: string, readonly cookies: readonly string[], readonly headers: object }

/** Where the login starts, and the origin of the redirect URI. */
interface Place { start: string, home: string }

const page = (title: string, rest = '') => `<!doctype html><title>${title}</title><h1>${title}</h1>${rest}`

/** An app that writes down what arrives and signs people in. */
function buildApp (orcid: MockOrcid, place: Place): { app: FastifyInstance, arrivals: Arrival[] } {
  const app = Fastify()
  const arrivals: Arrival[] = []
  const { clientId, clientSecret } = orcid.client({ type: 'member', redirectUris: [`${place.home}/callback`] })
  const redirect = { redirect_uri: `${place.home}/callback` }
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.addHook('preHandler', async ({ method, url, headers, body }) => {
    if (url === '/favicon.ico' || url === '/') return
    const cookies = (headers.cookie ?? '').split('; ').filter(Boolean).sort()
    const compared = COMPARED.map(name => [name, String(headers[name] ?? '').replace(/,(?:image|application\/signed)[^,]*/g, '').replace(/(?:127\.0\.0\.1|localhost|[\w.]*example):\d+/, host =>
      host === new URL(place.home).host ? 'app' : 'orcid')])
    const host = String(headers.host).replace(/:.*/, '')
    arrivals.push({
      request: `${method} ${host}${url.replace(/\?.*/, '')} ${body ?? ''}`, cookies, headers: Object.fromEntries(compared)
    })
  })
  app.route({
    method: ['GET', 'POST'],
    url: '/login',
    handler: (_request, reply) => {
      const url = new URL(orcid.environment.authorizationEndpoint)
      url.search = String(new URLSearchParams({
        client_id: clientId, response_type: 'code', scope: 'openid', nonce: crypto.randomUUID(), state: crypto.randomUUID(), ...redirect
      }))
      return reply.header('set-cookie', COOKIES).redirect(url.href, 303)
    }
  })
  app.get<{ Querystring: { code: string } }>('/callback', async ({ query: { code } }, reply) => {
    const form = { client_id: clientId, client_secret: clientSecret, grant_type: 'authorization_code', code, ...redirect }
    await fetch(orcid.environment.tokenEndpoint, { method: 'POST', body: new URLSearchParams(form) })
    const session = ['kept=2; Secure; Path=/', 'session-strict=1; SameSite=Strict; Path=/', 'session-lax=1; SameSite=Lax; Path=/']
    return reply.header('set-cookie', session).redirect('/after')
  })
  app.get('/after', (_request, reply) => reply.header('set-cookie', 'late=1; SameSite=Strict; Path=/').redirect('/me'))
  app.post('/form', (_request, reply) => reply.redirect('/me', 303))
  const pages = {
    '/': page('Home', '<form method="post" action="/login"><button>link</button></form>'),
    '/me': page('Me', `<a href="/me/deep">deep</a> <a href="${place.start}/elsewhere">elsewhere</a>
      <form method="post" action="/form"><input name="a" value="1 &amp; 2"><button>send</button></form>`),
    '/me/deep': page('Deep', '<a href="/me">back</a>'),
    '/elsewhere': page('Elsewhere', '<a href="/big">big</a>'),
    '/big': page('Big')
  }
  for (const [path, html] of Object.entries(pages)) app.get(path, (_request, reply) => reply.type('text/html').send(html))
  return { app, arrivals }
}

async function walkInChromium (tab: Page, { start }: Place): Promise<void> {
  await tab.goto(`${start}/login`)
  await choose(tab, /Sofia/)
  await allow(tab)
  await heading(tab, 'Me')
  await tab.getByRole('link', { name: 'deep' }).click()
  await tab.getByRole('link', { name: 'back' }).click()
  await choose(tab, /send/)
  await tab.waitForURL('**/me')
  await heading(tab, 'Me')
  await tab.getByRole('link', { name: 'elsewhere' }).click()
  await tab.getByRole('link', { name: 'big' }).click()
  await heading(tab, 'Big')
  await tab.goto(`${start}/login`)
  await heading(tab, 'Me')
  await tab.goto(`${start}/`)
  await choose(tab, /link/)
  await heading(tab, 'Me')
}

async function walkByRobot (orcid: MockOrcid, app: FastifyInstance, { start }: Place): Promise<void> {
  const plan = { path: `${start}/login`, as: orcid.researchers.sofia }
  const land = async (visit: MockVisit): Promise<MockVisit> => {
    await visit.get('/after')
    await visit.get('/me')
    return visit
  }
  const first = await land(await orcid.signIn(app, plan))
  await first.get('/me/deep')
  await first.get('/me')
  await first.request({ path: '/form', form: { a: '1 & 2' } })
  await first.get('/me')
  await first.get(`${start}/elsewhere`)
  await first.get(`${start}/big`)
  const second = await land(await orcid.signIn(app, { ...plan, browser: first }))
  // Typed, as in the other browser.
  await land(await orcid.signIn(app, { ...plan, browser: second, method: 'POST' }))
}

const PLACES: ReadonlyArray<{ name: string, start: Scheme, home: Scheme, hosts: readonly [string, string] }> = [
  { name: 'on an address', start: 'http', home: 'http', hosts: ['127.0.0.1', '127.0.0.1'] },
  { name: 'on localhost', start: 'http', home: 'http', hosts: ['localhost', 'localhost'] },
  { name: 'on http', start: 'http', home: 'http', hosts: ['app.example', 'app.example'] },
  { name: 'on https', start: 'https', home: 'https', hosts: ['app.example', 'app.example'] },
  { name: 'from a name below it', start: 'https', home: 'https', hosts: ['www.app.example', 'app.example'] },
  { name: 'from http to https', start: 'http', home: 'https', hosts: ['app.example', 'app.example'] }
]

type Scheme = 'http' | 'https'

function compare (browser: Browser): void {
  for (const { name, start, home, hosts } of PLACES) {
    t.test(`V1: the robot's cookies and headers are Chromium's, ${name}`, async t => {
      // Real ORCID is always another site than the app.
      const port = await freePort()
      const orcid = await startMockOrcid({ port, issuer: `http://${hosts[0] === 'localhost' ? '127.0.0.1' : 'localhost'}:${port}` })
      t.teardown(orcid.close)
      const built: { app: FastifyInstance | null } = { app: null }
      const relay = (request: IncomingMessage, response: ServerResponse): void => {
        built.app?.routing(request, response)
      }
      const listen = async (scheme: Scheme, host: string): Promise<string> => {
        const server = scheme === 'http' ? createServer(relay) : createTlsServer(TLS, relay)
        t.teardown(() => { server.close().closeAllConnections() })
        await once(server.listen(0, '127.0.0.1'), 'listening')
        return `${scheme}://${host}:${(server.address() as AddressInfo).port}`
      }
      const homeOrigin = await listen(home, hosts[1])
      const isOne = start === home && hosts[0] === hosts[1]
      const place = { home: homeOrigin, start: isOne ? homeOrigin : await listen(start, hosts[0]) }
      const real = buildApp(orcid, place)
      await real.app.ready()
      built.app = real.app
      await walkInChromium(await openPage(browser, { ignoreHTTPSErrors: true }), place)
      orcid.reset()
      const robot = buildApp(orcid, place)
      await walkByRobot(orcid, robot.app, place)
      t.ok(real.arrivals.length > 15, `${real.arrivals.length} requests`)
      t.strictSame(robot.arrivals, real.arrivals)
    })
  }
}

await inBrowser('the robot and Chromium', compare, ['--host-resolver-rules=MAP *.example 127.0.0.1'])
