import { once } from 'node:events'
import { connect } from 'node:net'
import { inspect } from 'node:util'
import t from 'tap'
import { createFindings } from '../../../mock-server/controls/findings/check.ts'
import { describeFinding } from '../../../mock-server/controls/findings/findings.ts'
import { createRegistry } from '../../../mock-server/orcid/registry/registry.ts'
import { mockFindingRules, startMockOrcid } from '../../../mock-server/index.ts'
import type { MockFinding, MockFindingName } from '../../../mock-server/index.ts'
import { openMock, REDIRECT_URI, send } from '../../support/mock.ts'
import type { TestMock } from '../../support/mock.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

const rules = (found: readonly MockFinding[]): string[] => found.map(({ rule }) => rule)

/** What a client must do to break a rule, and only that. */
const BREACHES: Record<MockFindingName, (bench: TestMock) => Promise<unknown>> = {
  'authorize-refused': async ({ authorizeUrl }) => await send(String(authorizeUrl({ response_type: '' }))),
  'redirect-uri-unregistered': async ({ authorizeUrl }) =>
    await send(String(authorizeUrl({ redirect_uri: 'https://elsewhere.example/' }))),
  'scope-refused': async ({ authorizeUrl }) => await send(String(authorizeUrl({ scope: 'openid /authorize' }))),
  'client-refused': async ({ code, exchange }) => await exchange(await code(), { client_secret: 'wrong' }),
  'code-exchanged-twice': async ({ code, exchange }) => {
    const once = await code()
    await exchange(once)
    await exchange(once)
  },
  'code-exchanged-late': async ({ orcid, code, exchange }) => {
    // The system's clock is turned, which no test does on purpose.
    const { now } = Date
    const late = await code()
    Date.now = () => now() + 700_000
    try {
      await exchange(late)
    } finally {
      Date.now = now
    }
    return orcid
  },
  'grant-refused': async ({ exchange }) => await exchange('abc123'),
  'token-request-refused': async ({ exchange }) => await exchange('abc123', { grant_type: 'password' }),
  'form-expected': async ({ orcid }) => await send(orcid.environment.tokenEndpoint, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"code":"1"}'
  }),
  'revocation-refused': async ({ post }) => await post('/oauth/revoke', {}),
  'userinfo-refused': async ({ ask }) => await ask('/oauth/userinfo'),
  'record-refused': async ({ ask }) => await ask('/api/v3.0/0000-0001-2345-6789/person', { accept: 'application/json' }),
  'state-missing': async ({ authorizeUrl }) => await send(String(authorizeUrl({ state: '' }))),
  'state-repeated': async ({ authorizeUrl }) => {
    const state = 'the-same-state-each-time'
    await send(String(authorizeUrl({ state })))
    await send(String(authorizeUrl({ state })))
  },
  'state-guessable': async ({ authorizeUrl }) => await send(String(authorizeUrl({ state: '1700000000000000000' }))),
  'nonce-missing': async ({ authorizeUrl }) => await send(String(authorizeUrl({ nonce: '' }))),
  'nonce-repeated': async ({ authorizeUrl }) => {
    const nonce = 'the-same-nonce-each-time'
    await send(String(authorizeUrl({ nonce })))
    await send(String(authorizeUrl({ nonce })))
  },
  'nonce-guessable': async ({ authorizeUrl }) => await send(String(authorizeUrl({ nonce: '42' }))),
  'implicit-flow': async ({ authorizeUrl }) => await send(String(authorizeUrl({ response_type: 'id_token token' }))),
  'redirect-uri-localhost': async ({ orcid, authorizeUrl }) => {
    const { clientId } = orcid.client()
    await send(String(authorizeUrl({ client_id: clientId, redirect_uri: 'http://localhost:3000/callback' })))
  },
  'redirect-uri-http': async ({ orcid, authorizeUrl }) => {
    const uri = 'http://app.example.org/callback'
    const { clientId } = orcid.client({ redirectUris: [uri] })
    await send(String(authorizeUrl({ client_id: clientId, redirect_uri: uri })))
  },
  'scope-ignored': async ({ authorizeUrl }) => await send(String(authorizeUrl({ scope: 'openid email' }))),
  'scope-unused': async ({ tokens }) => await tokens('openid /read-limited /activities/update'),
  'two-authentications': async ({ client, code, post }) => await post('/oauth/token', {
    grant_type: 'authorization_code', code: await code(), redirect_uri: REDIRECT_URI, ...secrets(client)
  }, { authorization: basic(client) }),
  'secret-in-url': async ({ client, code, post }) => await post(
    `/oauth/token?client_secret=${client.clientSecret}`,
    { grant_type: 'authorization_code', code: await code(), redirect_uri: REDIRECT_URI, client_id: client.clientId }),
  'token-in-url': async ({ tokens, ask }) => {
    const { access_token: token } = await tokens()
    await ask(`/pub/v3.0/0000-0001-2345-6789/person?access_token=${token}`, { accept: 'application/json' })
  },
  'secret-redirected': async ({ orcid, code, exchange, client, post }) => {
    orcid.fail('token', 'redirect')
    const { headers: { location = '' } } = await exchange(await code())
    await post(new URL(location).pathname, { code: 'abc123', client_secret: client.clientSecret })
  },
  'api-version': async ({ ask }) => await ask('/pub/v2.1/0000-0001-2345-6789/person', { accept: 'application/json' }),
  'forgery-believed': async ({ client, tokens, ask }) => {
    client.forge('invalid-aud')
    const { access_token: token } = await tokens()
    await ask('/oauth/userinfo', { authorization: `Bearer ${token}` })
  },
  'userinfo-sub-unchecked': async ({ client, tokens, ask }) => {
    const authorization = `Bearer ${(await tokens())['access_token']}`
    client.forge('userinfo-invalid-sub')
    await ask('/oauth/userinfo', { authorization })
    await ask('/pub/v3.0/0000-0001-2345-6789/person', { authorization, accept: 'application/json' })
  }
}

function secrets ({ clientId, clientSecret }: { clientId: string, clientSecret: string }) {
  return { client_id: clientId, client_secret: clientSecret }
}

function basic ({ clientId, clientSecret }: { clientId: string, clientSecret: string }): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
}

t.test('each rule is found when it is broken, alone, and says what to do', async t => {
  const bench = await openMock()
  t.teardown(() => bench.orcid.close())
  for (const [rule, breach] of Object.entries(BREACHES)) {
    bench.orcid.reset()
    await breach(bench)
    const found = bench.orcid.findings()
    t.strictSame(rules(found), [rule])
    t.match(found[0], mockFindingRules[rule as MockFindingName].severity === 'error' ? { severity: 'error' } : { severity: 'warning' })
    t.ok(found[0]?.sent && found[0].fix && found[0].source, rule)
    t.notMatch(JSON.stringify(found), bench.client.clientSecret)
  }
})

t.test('a clean login is clean, a loop is found once, and another client is not blamed', async t => {
  const bench = await openMock()
  const { orcid, client, ask } = bench
  const { access_token: token } = await bench.tokens('openid /read-limited /activities/update')
  const authorization = `Bearer ${token}`
  await ask('/oauth/userinfo', { authorization })
  await ask('/api/v3.0/0000-0001-2345-6789/record', { authorization, accept: 'application/json' })
  await send(`${orcid.environment.memberApi}/0000-0001-2345-6789/work`, {
    method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: '{}'
  })
  t.strictSame(rules(orcid.findings()).filter((rule) => rule !== 'record-refused'), [])
  t.match(orcid.findings(), [{ rule: 'record-refused', fix: /change the member that the answer names\.$/ }])
  const other = orcid.client()
  const wrong = { grant_type: 'authorization_code', code: 'abc123', ...secrets(other) }
  for (let index = 0; index < 3; index++) await bench.post('/oauth/token', wrong)
  t.strictSame(rules(other.findings()), ['grant-refused'])
  t.throws(() => other.assertClean(), {
    code: 'MOCK_ORCID_ERR_FINDINGS',
    message: /warn of one thing the client did:\n1\. grant-refused \(error, APP-\w+\)\n {3}sent .*\n {3}ORCID .*\n {3}fix .*\n {3}source/,
    findings: [{ rule: 'grant-refused', client: other.clientId }]
  })
  t.doesNotThrow(() => other.assertClean({ except: ['grant-refused'] }))
  t.doesNotThrow(() => client.assertClean({ except: ['record-refused'] }))
  await ask('/oauth/userinfo')
  t.throws(() => orcid.assertClean(), { message: /\d things/ })
  orcid.reset()
  await ask('/oauth/authorize')
  await ask('/oauth/authorize?redirect_uri=nonsense')
  t.match(rules(orcid.findings()), ['authorize-refused', 'state-missing'], 'a request that says nothing says it all')
  await orcid.close()
})

t.test('a refused scope and a refused address are told with what would be right', async t => {
  const { orcid, authorizeUrl, client } = await openMock()
  t.teardown(() => orcid.close())
  const other = orcid.client({ redirectUris: [REDIRECT_URI] })
  await send(String(authorizeUrl({ client_id: other.clientId, scope: 'openid /read-limited' })))
  t.match(other.findings(), [{ fix: /separated by blanks\. A public client may have openid \/authenticate\. The others are a member's: .* --type member\.$/ }])
  await send(String(authorizeUrl({ scope: '/webhook' })))
  t.match(client.findings(), [{ fix: / A member client may have \/read-limited openid .* \/peer-review\/update\.$/ }])
  orcid.reset()
  const asked = authorizeUrl({ client_id: other.clientId, scope: '/webhook' })
  await send(String(asked), { headers: { authorization: 'Basic c3RyYW5nZXI6' } })
  t.match(orcid.findings()[0], { fix: / A public client may have / }, 'whoever else the request names')
  orcid.reset()
  const elsewhere = `https://elsewhere.example/${'long/'.repeat(60)}`
  await send(String(authorizeUrl({ redirect_uri: elsewhere })))
  t.match(client.findings(), [{ orcidDoes: / does not match registered client "APP-\w{16}"$/ }])
})

t.test('an unregistered redirect URI is found as such, however ORCID words its refusal', async t => {
  for (const redirectUriRefusal of ['client', 'legacy', 'parameter'] as const) {
    const { orcid, authorizeUrl } = await openMock({ behaviour: { redirectUriRefusal } })
    await send(String(authorizeUrl({ redirect_uri: 'https://elsewhere.example/' })))
    t.strictSame(rules(orcid.findings()), ['redirect-uri-unregistered'], redirectUriRefusal)
    await orcid.close()
  }
})

t.test('a consent form that is sent without a decision is the person\'s doing, not the client\'s', async t => {
  const { orcid, authorizeUrl, client } = await openMock()
  const { visit } = await orcid.authorize(authorizeUrl(), { as: orcid.researchers.sofia })
  const [cookie = ''] = visit.hops.flatMap(({ headers }) => headers['set-cookie'] ?? []).map((line) => line.split(';')[0])
  const undecided = await send(String(authorizeUrl()), { method: 'POST', headers: { ...FORM, cookie }, body: '' })
  t.equal(undecided.status, 400)
  t.match(undecided.body, /<form/, 'they are asked again')
  client.assertClean()
  await orcid.close()
})

t.test('nobody is blamed for what a test or the robot did', async t => {
  const bench = await openMock()
  const { orcid, exchange, code, post, client } = bench
  orcid.fail('token', 400)
  await exchange(await code())
  orcid.clock.advance(0)
  const late = await code()
  orcid.clock.advance(3600)
  t.equal((await exchange(late)).status, 400)
  await send(orcid.environment.jwksUri, { headers: { host: 'evil.example' } })
  await send(orcid.environment.tokenEndpoint, { method: 'POST', headers: { host: 'evil.example', ...FORM } })
  const { authorizeUrl } = bench
  const url = String(authorizeUrl({ state: '' }))
  await send(url, { headers: { 'sec-purpose': 'prefetch' } })
  const app = {
    async inject ({ url }: { url: string }) {
      if (url === '/login') return { statusCode: 302, headers: { location: String(authorizeUrl()) }, body: '' }
      const query = new URL(url, 'http://localhost').searchParams
      const answer = await exchange(query.get('code') as string)
      return { statusCode: answer.status, headers: {}, body: answer.body }
    }
  }
  const visit = await orcid.signIn(app, { path: 'https://app.example.org/login', as: orcid.researchers.sofia, scenario: 'tamper-code' })
  t.equal(visit.response.statusCode, 400)
  const pageful = authorizeUrl({ prompt: 'login', show_login: 'true', max_age: '60', lang: 'es' })
  await orcid.authorize(String(pageful), { as: orcid.researchers.sofia })
  t.strictSame(rules(orcid.findings()), [])
  const missing = await post('/oauth/token', { ...secrets(client), grant_type: 'client_credentials', scope: '/read-public' })
  const { access_token: token } = JSON.parse(missing.body)
  await bench.ask('/pub/v3.0/0000-0002-1825-0097/person', { accept: 'application/json', authorization: `Bearer ${token}` })
  await t.rejects(orcid.authorize(authorizeUrl(), { as: '0000-0002-1825-0097' }))
  t.strictSame(rules(orcid.findings()), [], 'a record that is not there is an answer, and a stranger is nobody\'s fault')
  await orcid.close()
})

t.test('an error is called by its own name, and says how a finding is excused', async (t) => {
  const { orcid, client, authorizeUrl } = await openMock()
  await send(String(authorizeUrl({ state: '' })))
  t.throws(() => { client.assertClean() }, { name: 'MockOrcidFindingsError', message: /assertClean\(\{ except: \['state-missing'\] \}\)\.\n$/ })
  client.assertClean({ except: ['state-missing'] })
  await send(String(authorizeUrl({ client_id: 'APP-NNNNNNNNNNNNNNNN' })))
  t.match(orcid.findings().at(-1), { rule: 'authorize-refused', fix: /each once\. Is this client registered at this registry, / })
  const member = orcid.client({ type: 'member', redirectUris: [REDIRECT_URI] })
  await send(String(authorizeUrl({ client_id: member.clientId, scope: '/nonsense' })))
  t.match(member.findings(), [{ rule: 'scope-refused', fix: /A member client may have .*\/peer-review\/update\.$/ }])
  const error = await startMockOrcid({ controlToken: 'short', control: true }).catch((one: Error) => one) as Error
  t.match(error.stack, /^MockOrcidOptionsError(?: \[MOCK_ORCID_ERR_OPTIONS\])?: .*controlToken must be 16 characters or more/)
  t.ok(error instanceof Error)
  t.notMatch(inspect(error), /FastifyError/)
  await orcid.close()
})

t.test('a filter that nothing can pass is refused, so that no count of 0 is a typing error', async (t) => {
  const { orcid, client, ask } = await openMock()
  const nobody = 'APP-NNNNNNNNNNNNNNNN'
  const wrong: Array<[filter: object, complaint: RegExp]> = [
    [null as never, /^Wrong options for journal: must be object/],
    ['token' as never, /^Wrong options for journal: must be object/],
    [{ endpont: 'token' }, /^Wrong options for journal: endpont is not known \(did you mean endpoint\?\)\.$/],
    [{ endpoint: 'tokn' }, /: endpoint must be one of authorize, token, .*, record \(did you mean token\?\)\.$/],
    [{ fault: '50' }, /fault must be one of .*\(did you mean 500\?\)/],
    [{ fault: 504, status: '200' }, /status must be integer/],
    [{ method: 'post' }, /method must be one of .*\(did you mean POST\?\)/],
    [{ client: nobody }, /^No client is called APP-NNNNNNNNNNNNNNNN: make one with client\(\)\.$/],
    [{ client: {} }, /^No client is called undefined: /],
    [{ client: client.clientId.toLowerCase() }, `No client is called ${client.clientId.toLowerCase()} (did you mean ${client.clientId}?)`]
  ] as Array<[object, RegExp]>
  for (const journal of [orcid.journal, orcid.forClient(client).journal]) {
    for (const [filter, message] of wrong) {
      for (const read of [journal.count, journal.entries, journal.toHar, journal.toMermaid]) {
        t.throws(() => read(filter), { code: 'MOCK_ORCID_ERR_OPTIONS', message })
      }
    }
    t.equal(journal.count({ client, fault: 503, method: 'POST', status: 0, endpoint: 'token' }), 0)
  }
  await ask(`/oauth/authorize?client_id=${nobody}`)
  t.equal(orcid.journal.count({ client: nobody }), 1, 'an app may have used an id that is not registered')
  await orcid.close()
})

t.test('closing warns of refusals that nobody looked at, and of nothing else', async t => {
  const warnings: Error[] = []
  const listen = (warning: Error): void => { warnings.push(warning) }
  process.on('warning', listen)
  t.teardown(() => process.off('warning', listen))
  const closed = async (act: (bench: TestMock) => Promise<unknown>): Promise<string> => {
    const bench = await openMock()
    await act(bench)
    await bench.orcid.close()
    await bench.orcid.close()
    await new Promise((resolve) => setImmediate(resolve))
    return warnings.splice(0).map(({ message }) => message).join()
  }
  t.match(await closed(async ({ exchange, orcid, ask }) => {
    await exchange('abc123')
    await ask('/oauth/userinfo')
    orcid.reset()
  }), 'ORCID would have refused what a client did: grant-refused, and 1 more. Call findings() or assertClean() to see.')
  t.match(await closed(async ({ exchange }) => await exchange('abc123')), /grant-refused\. Call/)
  t.equal(await closed(async ({ exchange, orcid }) => {
    await exchange('abc123')
    orcid.findings()
  }), '')
  t.equal(await closed(async ({ authorizeUrl }) => await send(String(authorizeUrl({ state: '' })))), '')
})

t.test('the journal is filtered, counted, bounded and masked whichever way it leaves', async t => {
  const bench = await openMock()
  const { orcid, client, ask } = bench
  const { access_token: token = '', id_token: idToken = '' } = await bench.tokens()
  await ask('/pub/v3.0/0000-0001-2345-6789/person', { authorization: `Bearer ${token}x`, accept: 'application/json' })
  await ask('/nowhere#x;y', { authorization: 'Bearer' })
  orcid.fail('jwks', 'stall')
  await send(orcid.environment.jwksUri, { patienceMs: 30 }).catch(() => {})
  orcid.forge('name-null')
  await bench.tokens()
  await bench.post('/oauth/token', { junk: 'x'.repeat(20_000) })
  const { journal } = orcid
  t.equal(journal.count({ endpoint: 'token' }), 3)
  t.equal(journal.count({ endpoint: 'token', client, method: 'POST', status: 200 }), 2)
  t.equal(journal.count({ fault: 'stall' }), 1)
  t.equal(journal.count({ fault: 503 }), 0)
  t.equal(client.journal.count({ endpoint: 'jwks' }), 0)
  const [first] = journal.entries({ endpoint: 'token' })
  t.match(first, { endpoint: 'token', client: client.clientId, method: 'POST', url: '/oauth/token', status: 200, fault: null })
  t.match(first?.request.body, client.clientSecret, 'raw bytes are there for who asks')
  t.match(first?.answer.body, token)
  t.equal(journal.entries({ endpoint: 'token' }).at(-1)?.request.body.length, 16_384)
  t.equal(journal.entries({ endpoint: 'token' }).at(-1)?.request.bodyBytes, 20_005)
  const ways = {
    text: String(journal),
    json: JSON.stringify(journal),
    inspected: inspect(journal, { depth: 9 }),
    one: inspect(first),
    har: JSON.stringify(journal.toHar()),
    mermaid: journal.toMermaid(),
    spread: JSON.stringify({ ...first }),
    entry: `${first}`
  }
  for (const [way, text] of Object.entries(ways)) {
    for (const secret of [client.clientSecret, token, idToken]) t.notOk(text.includes(secret), way)
  }
  t.match(ways.text, `client_secret=${client.clientSecret.slice(0, 4)}…`)
  t.match(ways.text, 'fault: stall')
  t.match(ways.text, /… \(20005 bytes\)/)
  t.match(ways.mermaid, /^sequenceDiagram\n {2}participant Browser/)
  t.match(ways.mermaid, 'Note over ORCID: fault: stall\n  ORCID--xClient: no answer')
  t.match(ways.mermaid, 'Note over ORCID: forged: name-null')
  t.match(ways.mermaid, `302 to ${REDIRECT_URI}\n`)
  t.match(journal.toHar({ endpoint: 'token' }), { log: { version: '1.2', entries: [{ request: { method: 'POST', queryString: [] }, _endpoint: 'token' }] } })
  client.journal.clear()
  t.equal(journal.count({ endpoint: 'token' }), 1, 'what names no client is nobody\'s')
  t.equal(journal.count({ endpoint: 'jwks' }), 1)
  for (let index = 0; index < 501; index++) await ask('/oauth/jwks')
  t.equal(journal.count(), 500)
  journal.clear()
  t.equal(journal.count(), 0)
  await orcid.close()
})

t.test('a form is expected of a revocation too', async t => {
  const { orcid } = await openMock()
  await send(`${orcid.issuer}/oauth/revoke`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
  t.strictSame(rules(orcid.findings()), ['form-expected'])
  await orcid.close()
})

t.test('a request of HTTP/1.0, which names no host, is kept too', async t => {
  const { orcid } = await openMock()
  const { port } = new URL(orcid.issuer)
  const socket = connect(Number(port), '127.0.0.1').end('GET /oauth/jwks HTTP/1.0\r\n\r\n')
  t.match(Buffer.concat(await socket.toArray()).toString(), /^HTTP\/1.1 421 /)
  t.match(orcid.journal.toHar(), { log: { entries: [{ request: { url: 'http://localhost/oauth/jwks' } }] } })
  await orcid.close()
})

t.test('a thousand findings are remembered, and as many to warn of', async t => {
  const findings = createFindings(createRegistry({}, ''))
  for (let count = 0; count <= 1_000; count++) {
    findings.keep(describeFinding('revocation-refused', null, { sent: `${count}`, exchange: count }))
  }
  t.equal(findings.all().length, 1_000)
  const warned = once(process, 'warning') as Promise<[Error]>
  findings.warnOfUnseen()
  t.match((await warned)[0].message, ' and 999 more')
})

t.test('a finding quotes what was sent, as far as somebody reads it', t => {
  const { sent } = describeFinding('revocation-refused', null, {
    sent: `token=${'s'.repeat(2_000_000)}&x=${'y'.repeat(2_000_000)}`, exchange: 1
  })
  t.match(sent, /^token=ssss…&x=y+…$/)
  t.equal(sent.length, 1001)
  t.end()
})

/** What HAR 1.2 requires of an entry, by path. */
const HAR_ENTRY: Readonly<Record<string, string>> = {
  startedDateTime: 'string',
  time: 'number',
  cache: 'object',
  'timings.send': 'number',
  'timings.wait': 'number',
  'timings.receive': 'number',
  'request.method': 'string',
  'request.url': 'string',
  'request.httpVersion': 'string',
  'request.cookies': 'object',
  'request.headers': 'object',
  'request.queryString': 'object',
  'request.headersSize': 'number',
  'request.bodySize': 'number',
  'response.status': 'number',
  'response.statusText': 'string',
  'response.httpVersion': 'string',
  'response.cookies': 'object',
  'response.headers': 'object',
  'response.content.size': 'number',
  'response.content.mimeType': 'string',
  'response.redirectURL': 'string',
  'response.headersSize': 'number',
  'response.bodySize': 'number'
}

t.test('the journal is a HAR 1.2 archive and a Mermaid diagram, whatever went over the wire', async t => {
  const bench = await openMock()
  const { orcid, ask } = bench
  await bench.tokens()
  orcid.fail('jwks', 'empty-reply')
  await ask('/oauth/jwks').catch(() => {})
  await ask('/no;where%20#x')
  const { log } = orcid.journal.toHar() as { log: { creator: object, entries: object[] } }
  t.match(log.creator, { name: String, version: String })
  for (const entry of log.entries) {
    for (const [path, type] of Object.entries(HAR_ENTRY)) {
      const value = path.split('.').reduce<unknown>((at, name) => Object(at)[name], entry)
      t.equal(typeof value, type, path)
    }
    t.match(Object(entry).startedDateTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  }
  const [first, ...lines] = orcid.journal.toMermaid().trimEnd().split('\n')
  t.equal(first, 'sequenceDiagram')
  const statement = /^ {2}(?:participant \w+|(?:Browser|Client|ORCID)(?:->>|-->>|--x)(?:Browser|Client|ORCID): [^;#]+|Note over ORCID: [^;#]+)$/
  t.strictSame(lines.filter((line) => !statement.test(line)), [])
  t.equal(lines.filter((line) => line.includes('->>ORCID')).length, log.entries.length)
  orcid.findings()
  await orcid.close()
})

t.test('a client is its credentials, and a lane for who asks by name', async t => {
  const orcid = await startMockOrcid({ clients: [{ clientId: 'APP-AAAAAAAAAAAAAAAA' }] })
  const client = orcid.client()
  t.strictSame(Object.keys(client), ['clientId', 'clientSecret'])
  t.strictSame({ ...client }, { clientId: client.clientId, clientSecret: client.clientSecret })
  t.equal(JSON.stringify(client), JSON.stringify({ ...client }))
  t.type(client.fail, 'function')
  t.strictSame(orcid.forClient('APP-AAAAAAAAAAAAAAAA').findings(), [])
  t.strictSame(orcid.forClient(client).findings(), [])
  await orcid.close()
})

t.test('the clock stops, moves, is set and runs on', async t => {
  const { orcid, code, exchange, ask, tokens } = await openMock()
  const { clock } = orcid
  clock.freeze()
  const stopped = clock.now()
  while (Date.now() <= stopped) await new Promise((resolve) => setImmediate(resolve))
  t.equal(clock.now(), stopped)
  clock.advance(10)
  t.equal(clock.now(), stopped + 10_000)
  clock.set('2030-01-01T00:00:00Z')
  t.equal(clock.now(), Date.UTC(2030, 0, 1))
  const good = await code()
  clock.advance(599)
  t.equal((await exchange(good)).status, 200)
  const late = await code()
  clock.advance(601)
  t.equal((await exchange(late)).status, 400)
  const { access_token: token } = await tokens()
  clock.run()
  clock.advance(-60)
  t.ok(clock.now() < Date.UTC(2030, 0, 1) + 1_200_000)
  clock.set(Date.UTC(2060, 0, 1))
  t.equal((await ask('/oauth/userinfo', { authorization: `Bearer ${token}` })).status, 403, 'twenty years are over')
  t.strictSame(rules(orcid.findings()), [], 'who turns the clock makes codes and tokens old on purpose')
  t.throws(() => clock.set('nonsense'), { code: 'MOCK_ORCID_ERR_OPTIONS' })
  orcid.reset()
  t.ok(Math.abs(clock.now() - Date.now()) < 1000)
  orcid.findings()
  await orcid.close()
})
