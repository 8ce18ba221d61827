import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { get } from 'node:http'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { mockFaultKinds, mockEndpoints } from '../../../mock-server/index.ts'
import type { MockFaultKind, MockFaultName, MockEndpoint } from '../../../mock-server/index.ts'
import { reset } from '../../../mock-server/controls/faults/sockets.ts'
import { apiError, routingError } from '../../../mock-server/orcid/api/errors.ts'
import { openMock, send } from '../../support/mock.ts'
import type { Reply } from '../../support/mock.ts'
import { renderFaults } from '../../support/faults-table.ts'
import { ROOT } from '../../support/root.ts'

const bench = await openMock()
const { orcid, client, ask, post, exchange } = bench
t.teardown(() => orcid.close())

const SOFIA = orcid.researchers.sofia.orcid
const kinds = Object.entries<MockFaultKind>(mockFaultKinds)
const { access_token: token = '' } = await bench.tokens()

/** A good request to each leg, except that the code is nobody's. */
const requests: Record<MockEndpoint, (options?: { patienceMs: number }) => Promise<Reply>> = {
  authorize: async (options) => await send(String(bench.authorizeUrl()), options),
  token: async (options) => await send(orcid.environment.tokenEndpoint, {
    ...options,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: String(new URLSearchParams({
      client_id: client.clientId, client_secret: client.clientSecret, grant_type: 'client_credentials', scope: '/read-public'
    }))
  }),
  jwks: async (options) => await send(orcid.environment.jwksUri, options),
  discovery: async (options) => await send(`${orcid.issuer}/.well-known/openid-configuration`, options),
  userinfo: async (options) => await send(orcid.environment.userinfoEndpoint, {
    ...options, headers: { authorization: `Bearer ${token}` }
  }),
  revoke: async (options) => await send(orcid.environment.revocationEndpoint, {
    ...options,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: String(new URLSearchParams({ client_id: client.clientId, client_secret: client.clientSecret, token: 'unknown' }))
  }),
  record: async (options) => await send(`${orcid.environment.publicApi}/${SOFIA}/person`, {
    ...options, headers: { accept: 'application/json', authorization: `Bearer ${token}` }
  })
}

type Struck = Reply | NodeJS.ErrnoException

/** What differs from one right answer to the next: tokens and times. */
const constant = (body: string) => body.replace(/[0-9a-f-]{36}|\d+/g, '#')
const isRight = (struck: Struck, right: Reply) => 'status' in struck && struck.status === right.status &&
  constant(struck.body) === constant(right.body)
/** Whether members were added; what is no JSON object stays as it was. */
const gains = (struck: Struck, right: Reply, added: RegExp) => 'status' in struck &&
  (right.body.startsWith('{') ? added.test(struck.body) && 'x' in JSON.parse(`{"x":0,${struck.body.slice(1)}`) : isRight(struck, right))
const lastOfTwo = (struck: Struck) => 'status' in struck && struck.body.startsWith('{') ? JSON.stringify(JSON.parse(struck.body)) : ''

/** What a client meets: the code of a broken connection, or what an answer is like beside the right one. */
const VERDICTS: Record<string, (struck: Struck, right: Reply) => boolean> = {
  redirect: (struck) => 'status' in struck && struck.status === 307 && struck.headers.location === `${orcid.issuer}/elsewhere`,
  challenge: (struck) => 'status' in struck && struck.status === 403 && struck.body.startsWith('<!DOCTYPE html>'),
  'introspection-down': (struck, right) => 'status' in struck && ('sub' in JSON.parse(right.body)
    ? struck.status === 403 && struck.body.includes('access_denied')
    : struck.status === 401 && struck.body.includes(`Unable to obtain information from the authorization server: ${token}`)),
  'introspection-unreachable': (struck) => 'status' in struck && struck.status === 401 &&
    struck.body === `{"error":"invalid_token","error_description":"Invalid access token: ${token}"}`,
  429: (struck) => 'status' in struck && struck.status === 429 && !('content-type' in struck.headers),
  'reset-before-work': (struck) => 'code' in struck && struck.code === 'ECONNRESET',
  delay: (struck, right) => 'status' in struck && struck.status === right.status,
  stall: (struck) => 'code' in struck && struck.code === 'TIMEOUT',
  'stall-body': (struck) => 'code' in struck && struck.code === 'TIMEOUT',
  drip: (struck) => 'code' in struck && struck.code === 'TIMEOUT',
  'reset-before-headers': (struck) => 'code' in struck && struck.code === 'ECONNRESET',
  'reset-after-headers': (struck, right) => 'code' in struck ? struck.code === 'ECONNRESET' : right.body === '',
  'empty-reply': (struck) => 'code' in struck && struck.code === 'ECONNRESET',
  truncated: (struck) => 'code' in struck && ['ECONNRESET', 'HPE_INVALID_EOF_STATE'].includes(String(struck.code)),
  malformed: (struck, right) => 'status' in struck && struck.body.length <= Math.ceil(right.body.length / 2) + 1,
  'wrong-type': (struck) => 'status' in struck && struck.headers['content-type'] === 'text/html; charset=utf-8',
  'wrong-length': (struck, right) => !('body' in struck) || struck.body.length < right.body.length || right.body === '',
  huge: (struck) => 'status' in struck && struck.body.length >= 2 ** 24,
  'gzip-bomb': (struck) => 'status' in struck && struck.headers['content-encoding'] === 'gzip' &&
    Number(struck.headers['content-length']) < 2 ** 17,
  'brotli-bomb': (struck) => 'status' in struck && struck.headers['content-encoding'] === 'br' &&
    Number(struck.headers['content-length']) < 2 ** 13,
  'wrong-encoding': (struck, right) => 'status' in struck && struck.headers['content-encoding'] === 'gzip' && isRight(struck, right),
  'early-hints': isRight,
  'second-answer': isRight,
  'reset-when-idle': isRight,
  'drip-body': (struck, right) => 'code' in struck ? struck.code === 'TIMEOUT' : right.body === '',
  unfinished: (struck) => 'code' in struck && ['ECONNRESET', 'HPE_INVALID_EOF_STATE'].includes(String(struck.code)),
  'not-http': (struck) => 'code' in struck && struck.code === 'HPE_INVALID_CONSTANT',
  'huge-headers': (struck) => 'code' in struck && struck.code === 'HPE_HEADER_OVERFLOW',
  'empty-body': (struck, right) => 'status' in struck && struck.status === right.status && struck.body === '',
  'no-object': (struck) => 'status' in struck && struck.body === '[]',
  'duplicate-keys': (struck, right) => gains(struck, right, /^\{"[^"]+":null,/) && constant(lastOfTwo(struck)) === constant(lastOfTwo(right)),
  'not-utf8': (struck, right) => gains(struck, right, /^\{"not-utf8":"\ufffd",/),
  'byte-order-mark': (struck, right) => 'status' in struck && isRight({ ...struck, body: struck.body.replace(/^\ufeff/, '') }, right) && struck.body.startsWith('\ufeff'),
  deep: (struck, right) => gains(struck, right, /^\{"deep":\[{20000}\]{20000},/),
  'trailing-garbage': (struck, right) => 'status' in struck && constant(struck.body) === constant(`${right.body}}`)
}

for (const leg of Object.keys(mockEndpoints) as MockEndpoint[]) {
  t.test(`every fault that strikes ${leg} is met once, and the next request is served`, async t => {
    const right = await requests[leg]()
    for (const [name, { endpoints }] of kinds) {
      if (!endpoints.includes(leg)) continue
      const fault = orcid.fail(leg, name as MockFaultName, name.startsWith('drip') ? {} : { delayMs: 1 })
      const isHung = /^(?:stall|drip)/.test(name)
      const struck = await requests[leg](isHung ? { patienceMs: 60 } : undefined)
        .catch((error: NodeJS.ErrnoException) => error)
      const status = Number.parseInt(name)
      const verdict = VERDICTS[name] ?? ((one: object) => 'status' in one && one.status === status)
      t.ok(verdict(struck, right), `${leg} ${name}: ${'status' in struck ? struck.status : struck.code}`)
      t.equal(fault.fired, 1)
      const written = orcid.journal.entries({ endpoint: leg }).at(-1)
      t.equal(written?.fault, name)
      t.equal((await requests[leg]()).status, right.status, `after ${name}`)
    }
  })
}

t.test('statuses come with ORCID\'s own bodies', async t => {
  const strike = async (leg: MockEndpoint, kind: MockFaultName) => {
    orcid.fail(leg, kind)
    return await requests[leg]()
  }
  t.match(JSON.parse((await strike('token', 400)).body), { error: 'invalid_grant' })
  t.match(JSON.parse((await strike('token', '401')).body), { error_description: 'Client authentication failed' })
  t.equal((await strike('userinfo', 403)).body, '{"error":"access_denied","error-description":"access_token is invalid"}')
  t.strictSame(Object.keys(JSON.parse((await strike('record', 403)).body)),
    ['response-code', 'developer-message', 'user-message', 'error-code', 'more-info'])
  t.match(JSON.parse((await strike('record', 401)).body), { error_description: `Invalid access token: ${token}` })
  t.match(JSON.parse((await strike('record', 500)).body), { 'error-code': 9008 })
  const quota = await strike('record', 429)
  t.match(quota.body, /^Too Many Requests\. You have exceeded the daily quota/)
  t.notOk('retry-after' in quota.headers)
  t.equal((await strike('token', '429-retry-after')).headers['retry-after'], '2')
  t.equal((await strike('token', '503-retry-after')).headers['retry-after'], '2')
  t.match((await strike('authorize', 400)).body, '400 Bad Request')
})

t.test('a fault that comes instead of the leg leaves the code whole, one that comes after it does not', async t => {
  const whole = await bench.code()
  orcid.fail('token', 503)
  t.equal((await exchange(whole)).status, 503)
  t.equal((await exchange(whole)).status, 200)
  const spent = await bench.code()
  orcid.fail('token', 'reset-before-headers')
  await t.rejects(exchange(spent), { code: 'ECONNRESET' })
  t.equal((await exchange(spent)).status, 400)
})

t.test('times, after and undo say which requests are struck', async t => {
  const keys = async () => (await ask('/oauth/jwks')).status
  const fault = orcid.fail('jwks', 503, { times: 2, after: 1 })
  t.strictSame([await keys(), await keys(), await keys(), await keys()], [200, 503, 503, 200])
  t.equal(fault.fired, 2)
  const always = orcid.fail('jwks', 500, { times: Infinity })
  const first = orcid.fail('jwks', 502)
  t.strictSame([await keys(), await keys(), await keys()], [500, 500, 500], 'who came first strikes first')
  always()
  t.equal(await keys(), 502)
  t.equal(first.fired, 1)
  {
    using held = orcid.fail('jwks', 500, { times: Infinity })
    t.equal(await keys(), 500)
    t.equal(held.fired, 1)
  }
  t.equal(await keys(), 200)
})

t.test('a client\'s faults strike nobody else', async t => {
  const other = orcid.client({ type: 'member' })
  other.fail('token', 503)
  orcid.fail('record', 500, { client })
  t.equal((await requests.token()).status, 200)
  t.equal((await requests.record()).status, 500)
  const basic = Buffer.from(`${other.clientId}:${other.clientSecret}`).toString('base64')
  const answer = await post('/oauth/token', { grant_type: 'client_credentials', scope: '/read-public' }, { authorization: `Basic ${basic}` })
  t.equal(answer.status, 503)
  t.equal(orcid.forClient(other).journal.count({ fault: 503 }), 1)
})

t.test('preflights are never struck', async t => {
  using fault = orcid.fail('userinfo', 500, { times: Infinity })
  const answer = await send(orcid.environment.userinfoEndpoint, { method: 'OPTIONS' })
  t.equal(answer.status, 200)
  t.equal(fault.fired, 0)
})

t.test('what makes no sense is refused, and what would make sense is listed', async t => {
  const wrong: Array<[() => unknown, RegExp]> = [
    [() => orcid.fail('tokens' as MockEndpoint, 503), /No endpoint is called "tokens": it is one of authorize, token.* Did you mean token\?$/],
    [() => orcid.fail('jwks', 415), /The endpoint jwks has no fault "415": it is one of 429, 500/],
    [() => orcid.fail('token', 503, { times: 0 }), /times must be a number from 1 up/],
    [() => orcid.fail('token', 503, { client: 'APP-NOBODY' }), /No client is called APP-NOBODY/],
    [() => client.fail('jwks', 503), /names no client, so a fault there is for every client/],
    [() => orcid.forge('nonsense' as 'invalid-aud'), /No forgery is called "nonsense"/],
    [() => client.forge('discovery-issuer-mismatch'), /names no client, so "discovery-issuer-mismatch" is for every client/],
    [() => orcid.forClient('APP-NOBODY'), /No client is called APP-NOBODY/]
  ]
  for (const [call, message] of wrong) t.throws(call, { code: 'MOCK_ORCID_ERR_OPTIONS', message })
})

t.test('a drip comes to its end, and a bomb is the answer and much blank space', async t => {
  orcid.fail('jwks', 'drip', { delayMs: 1 })
  t.match(JSON.parse((await ask('/oauth/jwks')).body), { keys: [{ kty: 'RSA' }] })
  orcid.fail('jwks', 'gzip-bomb')
  const [incoming] = await once(get(orcid.environment.jwksUri, { agent: false }), 'response')
  const bomb = Buffer.concat(await incoming.toArray())
  t.match(JSON.parse(gunzipSync(bomb).toString()), { keys: [{ kty: 'RSA' }] })
})

t.test('a mock closes at once, whoever waits', async t => {
  const other = await openMock()
  other.orcid.fail('jwks', 'stall')
  other.orcid.fail('discovery', 'delay', { delayMs: 60_000 })
  other.orcid.fail('userinfo', 'drip', { delayMs: 60_000 })
  const waiting = ['/oauth/jwks', '/.well-known/openid-configuration', '/oauth/userinfo']
    .map(async (path) => await other.ask(path).catch((error: NodeJS.ErrnoException) => error.code))
  while (other.orcid.journal.count() < 1) await new Promise((resolve) => setImmediate(resolve))
  const started = performance.now()
  await other.orcid.close()
  t.ok(performance.now() - started < 1000)
  const [stalled, delayed] = await Promise.all(waiting)
  t.equal(stalled, 'ECONNRESET')
  t.ok(delayed === 'ECONNRESET' || (typeof delayed === 'object' && delayed.status === 200), 'nobody waits for the delay')
})

t.test('docs/reference/faults.md is what the tables say, and its example can be copied', async t => {
  const file = new URL('docs/reference/faults.md', ROOT)
  const document = renderFaults()
  if (process.env['FAULTS'] === 'write') writeFileSync(file, document)
  t.ok(readFileSync(file, 'utf8') === document, 'run with FAULTS=write to write it again')
  const [, example = ''] = /```ts\n([^]*?)```/.exec(document) ?? []
  runInNewContext(example, { orcid, client })
  orcid.reset()
})

t.test('a socket whose end is on its way is not reset: the process could not end any more', async (t) => {
  const server = createServer((socket) => {
    socket.end('good night')
    reset(socket)
  }).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const [served] = await Promise.all([
    once(server, 'connection'),
    once(connect((server.address() as AddressInfo).port, '127.0.0.1').resume().on('error', () => {}), 'close')
  ]) as [[Socket], unknown]
  t.ok(served[0].destroyed)
  await new Promise<void>((resolve) => { server.close(() => { resolve() }) })
})

t.test('a refusal that is made to happen on the record has the words of one that happens by itself', async (t) => {
  const exception = 'java.lang.IllegalStateException'
  for (const error of [apiError(9006), apiError(9004), routingError(415), apiError(9008, { params: { exception } })]) {
    orcid.fail('record', error.status as 400 | 403 | 415 | 500)
    t.match(JSON.parse((await requests.record() as Reply).body), {
      'response-code': error.status,
      'developer-message': error.developerMessage,
      'user-message': error.userMessage,
      'error-code': error.code
    })
  }
})
