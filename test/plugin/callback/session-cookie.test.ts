// A session that onLogin has changed, and that @fastify/session does not keep.
import cookie from '@fastify/cookie'
import secureSession from '@fastify/secure-session'
import session from '@fastify/session'
import Fastify from 'fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import t from 'tap'
import fastifyOrcid from '../../../plugin/index.ts'
import { CODE, leave, startLyingProvider } from '../../support/lying-provider.ts'
import type { LyingProvider } from '../../support/lying-provider.ts'

const secret = 'a secret, of at least 32 characters'
type Prepare = (app: FastifyInstance) => unknown
type Fields = Record<string, unknown>
interface Setting { set (name: string, value: string): void }
const keep = (request: FastifyRequest) => { Object.assign((request as unknown as { session: Fields }).session, { orcid: 'x' }) }

const withSession = (options: object = {}): Prepare => async (app) => {
  await app.register(cookie)
  await app.register(session, { secret, ...options })
}

interface Case {
  readonly prepare: Prepare
  readonly onLogin?: (request: FastifyRequest) => unknown
  readonly trustProxy?: boolean
  readonly redirectUri?: string
}

/** The warnings of two logins behind a proxy that ends https, and whether the last set a cookie of the app's. */
async function walk (t: Test, provider: LyingProvider, walked: Case) {
  const { prepare, onLogin = keep, trustProxy = false, redirectUri = provider.options.redirectUri } = walked
  const lines: string[] = []
  const stream = { write: (line: string) => { lines.push(JSON.parse(line).msg) } }
  const app: FastifyInstance = Fastify({ trustProxy, logger: { level: 'warn', stream } })
  t.teardown(() => app.close())
  await prepare(app)
  await app.register(fastifyOrcid, { ...provider.options, redirectUri, onLogin })
  let set: unknown
  for (let count = 0; count < 2; count++) {
    const { state, cookie } = await leave(app, provider)
    const url = `/login/orcid/callback?code=${CODE}${state}&state=${state}`
    const answer = await app.inject({ url, headers: { cookie, 'x-forwarded-proto': 'https' } })
    t.equal(answer.statusCode, 303)
    set = [answer.headers['set-cookie']].flat().some((line) => !/^(?:__Host-)?orcid\./.test(String(line)))
  }
  return { lines, set }
}

type Test = { teardown: (close: () => unknown) => void, equal: (a: unknown, b: unknown) => unknown }

const LOST = 'orcid: the session of a login was not kept, because its cookie is Secure and the request came over http. '

t.test('behind https, an app that does not trust its proxy is told that the session of a login is lost, once', async (t) => {
  const provider = await startLyingProvider(t)
  const { lines, set } = await walk(t, provider, { prepare: withSession() })
  t.strictSame(lines, [`${LOST}Set Fastify's option \`trustProxy\`, so that the app knows of the https in front of it`])
  t.equal(set, false, 'which is why nobody stays signed in')
  const local = await walk(t, provider, { prepare: withSession(), redirectUri: 'http://127.0.0.1:3000/login/orcid/callback' })
  t.strictSame(local.lines, [`${LOST}On this machine, set \`cookie: { secure: 'auto' }\` of @fastify/session`])
})

t.test('nothing is said of a session that is kept, that did not change, or of another kind', async (t) => {
  const provider = await startLyingProvider(t)
  const quiet: Array<[why: string, walked: Case, set: boolean]> = [
    ['the proxy is trusted', { prepare: withSession(), trustProxy: true }, true],
    ['the cookie is not Secure', { prepare: withSession({ cookie: { secure: false } }) }, true],
    ['the cookie is as the request', { prepare: withSession({ cookie: { secure: 'auto' } }) }, true],
    ['the login left the session alone', { prepare: withSession(), onLogin: () => {} }, false],
    ['the app saved it', {
      prepare: withSession(),
      onLogin: async (request) => {
        keep(request)
        await (request as unknown as { session: { save (): Promise<void> } }).session.save()
      }
    }, true],
    ['the cookie is the session', {
      prepare: async (app) => { await app.register(secureSession, { key: Buffer.alloc(32, 1) }) },
      onLogin: (request) => { (request as unknown as { session: Setting }).session.set('orcid', 'x') }
    }, true],
    ['something else has the name', { prepare: (app) => { app.decorateRequest('session', null as never) }, onLogin: () => {} }, false],
    ['something else has the name and a cookie', {
      prepare: (app) => { app.decorateRequest('session', { getter: () => ({ cookie: { secure: true } }) } as never) },
      onLogin: () => {}
    }, false]
  ]
  for (const [why, walked, isSet] of quiet) {
    t.strictSame(await walk(t, provider, walked), { lines: [], set: isSet }, why)
  }
})
