import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import Fastify from 'fastify'
import t from 'tap'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcid, MockVisit as Visit } from '../../mock-server/index.ts'
import fastifyOrcid from '../../plugin/index.ts'
import type { OrcidLogin, OrcidLoginTrace, OrcidRequestTrace } from '../../plugin/index.ts'
import { isAll, sample } from '../support/slow.ts'

const EVENTS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error']
const FAULTS = ['400', '401', 'introspection-down', '503', 'reset-before-headers', 'malformed', 'not-http'] as const
const SECRET = 'secret-of-the-app-canary-of-32-characters'

type Test = { teardown: (close: () => unknown) => void }

/** Hears all that is published: what it was at that moment, and the object that it was. */
function listen (t: Test) {
  const heard: Array<{ channel: string, text: string, message: OrcidLoginTrace & OrcidRequestTrace }> = []
  const keep = (message: unknown, channel: string | symbol): void => {
    const text = inspect(message, { depth: 20, showHidden: true }) + JSON.stringify(message)
    heard.push({ channel: String(channel), text, message: message as OrcidLoginTrace & OrcidRequestTrace })
  }
  const names = ['login', 'request'].flatMap((name) => EVENTS.map((event) => `tracing:fastify-orcid.${name}:${event}`))
  for (const name of names) subscribe(name, keep)
  t.teardown(() => { for (const name of names) unsubscribe(name, keep) })
  const ended = (name: 'login' | 'request') =>
    heard.filter(({ channel }) => channel === `tracing:fastify-orcid.${name}:asyncEnd`).map(({ message }) => message)
  return { heard, ended }
}

async function start (t: Test) {
  const mock = await startMockOrcid()
  const client = mock.client({ type: 'member' })
  const logins: OrcidLogin[] = []
  const app = Fastify()
  t.teardown(async () => {
    mock.findings()
    await app.close()
    await mock.close()
  })
  await app.register(fastifyOrcid, {
    environment: mock.environment,
    ...client,
    redirectUri: 'http://127.0.0.1:3000/login/orcid/callback',
    scope: 'openid /read-limited /person/update',
    secret: SECRET,
    timeoutMs: 2000,
    onLogin: async (_request, _reply, login) => { logins.push(login) }
  })
  const signIn = async () => await mock.signIn(app, { path: '/login/orcid', as: mock.researchers.sofia })
  return { mock, client, app, logins, signIn }
}

t.test('a login and its requests are published as they begin and end', async (t) => {
  const { mock, signIn } = await start(t)
  const { heard, ended } = listen(t)
  await signIn()
  const order = heard.map(({ channel }) => channel.replace('tracing:fastify-orcid.', '')).filter((one) => /:start|asyncEnd/.test(one))
  t.strictSame(order, ['login:start', 'request:start', 'request:asyncEnd', 'request:start', 'request:asyncEnd', 'login:asyncEnd'])
  t.match(heard[0]?.text, /durationMs: null, +errorCode: null|durationMs: null,\n +errorCode: null/, 'nothing is known at first')
  t.match(ended('request'), [
    { registration: 'orcid', method: 'GET', url: `${mock.issuer}/oauth/jwks`, statusCode: 200, errorCode: null },
    { registration: 'orcid', method: 'POST', url: `${mock.issuer}/oauth/token`, statusCode: 200, errorCode: null }
  ])
  const [login] = ended('login')
  t.strictSame(Object.keys(login ?? {}), ['registration', 'durationMs', 'errorCode', 'result'])
  t.equal((login as { result?: unknown }).result, undefined, 'Node.js would publish what a traced function returns')
  t.ok(Number(login?.durationMs) >= Number(ended('request')[1]?.durationMs))
})

t.test('a failure is published with its code, its status and its error', async (t) => {
  const { mock, app, logins, signIn } = await start(t)
  await signIn()
  const { heard, ended } = listen(t)
  mock.fail('token', '503')
  await signIn()
  t.match(ended('request'), [{ statusCode: 503, errorCode: null }], 'an answer that refuses is an answer')
  t.match(ended('login'), [{ errorCode: 'ORCID_ERR_UNAVAILABLE', error: { code: 'ORCID_ERR_UNAVAILABLE' } }])
  await app.inject('/login/orcid/callback?code=1')
  t.match(ended('login')[1], { errorCode: 'ORCID_ERR_STATE' }, 'one that did not begin here, too')
  const [login] = logins as [OrcidLogin]
  const record = app.orcid.record(login.tokens, login.orcid)
  for (const [fault, trace] of [
    ['redirect', { statusCode: 307, errorCode: 'ORCID_ERR_BAD_RESPONSE' }],
    ['reset-before-headers', { statusCode: null, errorCode: 'ORCID_ERR_OUTCOME_UNKNOWN' }],
    ['401', { statusCode: 401, errorCode: null }]
  ] as const) {
    mock.fail('record', fault)
    await record.add('keywords', { content: 'roses' }).catch(() => {})
    t.match(ended('request').at(-1), { method: 'POST', url: `${mock.environment.memberApi}/{orcid}/keywords`, ...trace }, fault)
  }
  t.equal(heard.filter(({ channel }) => channel.endsWith('login:error')).length, 2)
})

t.test('SEC-G1: an error of the app itself is rethrown as it is, and not published', async (t) => {
  const mock = await startMockOrcid()
  t.teardown(mock.close)
  const app = Fastify()
  let isBroken = false
  await app.register(fastifyOrcid, {
    environment: mock.environment,
    ...mock.client(),
    redirectUri: 'http://127.0.0.1:3000/login/orcid/callback',
    bindTo: () => {
      if (isBroken) throw new Error('password-of-the-database-canary')
      isBroken = true
      return 'A1'
    },
    onLogin: async () => {}
  })
  const thrown: string[] = []
  app.addHook('onError', async (_request, _reply, { message }) => { thrown.push(message) })
  const { heard, ended } = listen(t)
  await mock.signIn(app, { path: '/login/orcid', as: mock.researchers.sofia })
  t.strictSame(thrown, ['password-of-the-database-canary'])
  t.match(ended('login'), [{ errorCode: 'OTHER' }])
  t.notMatch(heard.map(({ text }) => text).join('\n'), 'password-of')
})

/** Every secret that went over a wire, by what it is. */
function collectSecrets (mock: MockOrcid, visits: readonly Visit[]): Map<string, string> {
  const secrets = new Map<string, string>()
  const add = (what: string, value: unknown) => {
    if (typeof value === 'string' && value.length >= 6 && !secrets.has(value)) secrets.set(value, what)
  }
  const NAMES = /^(?:code|state|nonce|token|\w+_token|client_secret|code_verifier)$/
  for (const { request, answer } of mock.journal.entries()) {
    for (const [name, value] of request.headers) if (/^authorization$/i.test(name)) add(name, value.split(' ').at(-1))
    for (const [name, value] of new URLSearchParams(request.body)) if (NAMES.test(name)) add(name, value)
    for (const [, name, value] of answer.body.matchAll(/"(\w+)":"([^"]+)"/g)) if (NAMES.test(String(name))) add(String(name), value)
  }
  for (const { url, headers } of visits.flatMap(({ hops }) => hops)) {
    for (const address of [url, headers.location ?? '']) {
      const { searchParams } = new URL(address, 'http://127.0.0.1')
      for (const [name, value] of searchParams) if (NAMES.test(name)) add(name, value)
    }
    for (const line of headers['set-cookie'] ?? []) add('cookie', /=([^;]*)/.exec(line)?.[1])
  }
  return secrets
}

t.test('SEC-G1: no secret of any leg is in what is published, and no iD', async (t) => {
  const { mock, client, app, logins, signIn } = await start(t)
  const { heard } = listen(t)
  const visits = [await signIn()]
  const [{ tokens, orcid }] = logins as [OrcidLogin]
  const record = app.orcid.record(tokens, orcid)
  const putCode = await record.add('keywords', { content: 'roses' })
  await record.update('keywords', putCode, { content: 'tulips' })
  await record.read('works')
  await app.orcid.userinfo(tokens)
  const calls = [
    () => record.read('person'), () => record.update('keywords', putCode, { content: 'roses' }), () => app.orcid.userinfo(tokens),
    () => app.orcid.refresh('a-refresh-token-canary'), () => app.orcid.revoke('an-access-token-canary'),
    () => app.orcid.revokeAll(['another-token-canary']), async () => { visits.push(await signIn()) }
  ]
  for (const fault of sample('faults whose traces hold no secret', FAULTS)) {
    for (const call of calls) {
      const faults = (['token', 'revoke', 'userinfo', 'record'] as const).map((endpoint) => {
        try { return mock.fail(endpoint, fault as '503', { times: 2 }) } catch { return () => {} }
      })
      await call().catch(() => {})
      for (const undo of faults) undo()
    }
  }
  await record.remove('keywords', putCode)
  await app.orcid.revokeAll([await app.orcid.refresh(tokens), tokens])

  const secrets = collectSecrets(mock, visits)
  secrets.set(client.clientSecret, 'client secret').set(SECRET, 'secret')
  const kinds = new Set(secrets.values())
  for (const kind of ['code', 'state', 'nonce', 'cookie', 'access_token', 'refresh_token', 'id_token', 'client secret', 'token']) {
    t.ok(kinds.has(kind), `${kind} was in use`)
  }
  const everything = heard.map(({ text }) => text).join('\n')
  t.ok(heard.length > (isAll ? 200 : 50), `${heard.length} messages`)
  t.strictSame([...secrets].filter(([value]) => everything.includes(value)), [])
  t.strictSame([...secrets].filter(([value]) => everything.includes(encodeURIComponent(value))), [])
  t.notMatch(everything, /(?:\d{4}-){3}\d{3}[\dX]/)
  t.match(everything, `${mock.environment.memberApi}/{orcid}/keywords/{put-code}`)
})
