import { readFile } from 'node:fs/promises'
import { inspect } from 'node:util'
import Fastify from 'fastify'
import t from 'tap'
import { mockFaultKinds, startMockOrcid } from '../../mock-server/index.ts'
import type { MockFaultName, MockOrcid, MockOrcidOptions } from '../../mock-server/index.ts'
import fastifyOrcid, {
  currentEmployments, displayName, orcidItemSchemas, orcidSectionSchemas, orcidSummarySchemas,
  safeHttpUrl, visibleEmails
} from '../../plugin/index.ts'
import type { FastifyOrcid, FastifyOrcidOptions, OrcidExternalIds, OrcidItems, OrcidLogin, OrcidSections } from '../../plugin/index.ts'
import { ROOT } from '../support/root.ts'
import { sample } from '../support/slow.ts'

type Name = keyof MockOrcid['researchers']
const SCOPE = '/read-limited /activities/update /person/update'

/** An app of a client, and its people signed in. */
async function start (t: { teardown: (close: () => unknown) => void }, type: 'public' | 'member' = 'member',
  changes: Partial<FastifyOrcidOptions> = {}, behaviour: MockOrcidOptions['behaviour'] = {}) {
  const mock = await startMockOrcid({ behaviour })
  const { clientId, clientSecret } = mock.client({ type })
  const credentials = { clientId, clientSecret }
  const app = Fastify()
  const logins: OrcidLogin[] = []
  // What is refused here is refused on purpose.
  t.teardown(async () => { mock.findings(); await app.close(); await mock.close() })
  await app.register(fastifyOrcid, {
    environment: mock.environment,
    ...credentials,
    redirectUri: 'http://127.0.0.1:3000/login/orcid/callback',
    ...(type === 'member' ? { scope: SCOPE, allowedScope: '/read-limited' } : {}),
    onLogin: async (_request, _reply, login) => { logins.push(login) },
    ...changes
  } as FastifyOrcidOptions)
  const signIn = async (as: Name, path = '/login/orcid'): Promise<OrcidLogin> => {
    await mock.signIn(app, { path, as: mock.researchers[as] })
    return logins.at(-1) as OrcidLogin
  }
  return { mock, app, orcid: app.orcid, credentials, signIn }
}

async function open (signedIn: { orcid: FastifyOrcid, signIn: (as: Name) => Promise<OrcidLogin> }, as: Name, api: 'public' | 'member' = 'member') {
  const login = await signedIn.signIn(as)
  return { login, record: signedIn.orcid.record(login.tokens.accessToken, login.orcid, { api }) }
}

type Bodies = { [Item in keyof OrcidItems]: OrcidItems[Item] }
const page = await readFile(new URL('docs/record.md', ROOT), 'utf8')
const documented = JSON.parse(/^```json\n(.*?)^```$/ms.exec(page)?.[1] ?? '') as Bodies
const { employment } = documented
const { organization } = employment
const ids = (value: string, type = 'doi'): OrcidExternalIds => ({
  'external-id': [{ 'external-id-type': type, 'external-id-value': value, 'external-id-relationship': 'self' }]
})

/** The least that ORCID takes, as the page has it. */
const bodies: Bodies = {
  ...documented,
  education: employment,
  qualification: employment,
  distinction: employment,
  'invited-position': employment,
  membership: employment,
  service: employment,
  'research-resource': {
    proposal: { title: { title: { value: 'Greenhouse' } }, hosts: { organization: [organization] }, 'external-ids': ids('P-1', 'proposal-id') },
    'resource-item': [{
      'resource-name': 'Greenhouse', 'resource-type': 'infrastructures', hosts: { organization: [organization] }, 'external-ids': ids('R-1', 'proposal-id')
    }]
  }
}

/** What is changed afterwards. */
const changes: { [Item in keyof OrcidItems]: Partial<OrcidItems[Item]> } = {
  work: { title: { title: { value: 'Tulips' } } },
  employment: { 'role-title': 'Gardener' },
  education: { 'role-title': 'BSc' },
  qualification: { 'role-title': 'Pruner' },
  distinction: { 'role-title': 'Golden Rake' },
  'invited-position': { 'role-title': 'Guest' },
  membership: { 'role-title': 'Member' },
  service: { 'role-title': 'Editor' },
  funding: { 'short-description': 'Many' },
  'peer-review': { 'review-url': { value: 'https://roses.example/review' } },
  'research-resource': {},
  'other-names': { content: 'Sofia G.' },
  keywords: { content: 'tulips' },
  address: { country: { value: 'FR' } },
  'researcher-urls': { 'url-name': 'Diary' },
  'external-identifiers': { 'external-id-url': { value: 'https://loop.example/one' } }
}

t.test('every section of everybody\'s record has the shape the plugin knows', async (t) => {
  const member = await start(t)
  const names = Object.keys(member.mock.researchers).filter((name) => !['locked', 'deactivated', 'deprecated', 'unclaimed'].includes(name))
  for (const name of sample('people of whose record every section is read', names as Name[], 3)) {
    const { record, login } = await open(member, name)
    for (const section of Object.keys(orcidSectionSchemas) as Array<keyof OrcidSections>) {
      const part = await record.read(section).catch((error: { code: string, cause: object }) => error)
      if ('code' in part) {
        t.equal(section, 'biography', `${name} ${JSON.stringify(part)}: every other part of a record is there, if only empty`)
        t.match(part, { code: /NOT_FOUND|SCOPE_MISSING|NOT_YOURS/ })
      }
      t.notOk('movedTo' in part)
    }
    const person = await record.read('person')
    t.type(displayName(person) ?? '', 'string')
    t.ok(visibleEmails(person).every(({ email }) => email.includes('@')))
    for (const link of person['researcher-urls']?.['researcher-url'] ?? []) t.notMatch(safeHttpUrl(link.url?.value) ?? '', /^javascript/)
    t.ok(login.orcid)
  }
})

t.test('what is public and what was granted differ', async (t) => {
  const member = await start(t)
  const { record, login } = await open(member, 'sofia')
  const all = await record.read('works')
  const some = await member.orcid.record(login.tokens.accessToken, login.orcid).read('works')
  t.ok(all.group.length > some.group.length)
  const [job] = currentEmployments(await record.read('employments'))
  t.match(job, { organization: 'University of Example', startDate: '2019-04-01', endDate: null })
  const putCodes = all.group.flatMap((group) => group['work-summary'].map((work) => work['put-code']))
  const { bulk } = await record.read('works', { putCodes: [...putCodes, 987654321] })
  t.equal(bulk.filter((one) => 'work' in one).length, putCodes.length)
  t.equal(bulk.filter((one) => 'error' in one).length, 1)
})

for (const item of Object.keys(orcidItemSchemas) as Array<keyof OrcidItems>) {
  t.test(`${item}: added, read, updated, refused and removed`, async (t) => {
    const member = await start(t)
    const { record } = await open(member, 'sofia')
    const [body, change] = [bodies[item as 'work'], changes[item as 'work']]
    const putCode = await record.add(item as 'work', body)
    t.ok(putCode > 0)
    const read = await record.read(item as 'work', { putCode })
    t.equal(read['put-code'], putCode)
    const name = `${item}/summary` as 'work/summary'
    if (name in orcidSummarySchemas) t.equal((await record.read(name, { putCode }))['put-code'], putCode)
    const updated = await record.update(item as 'work', putCode, { ...body, ...change })
    t.match(updated, { 'put-code': putCode, ...change })
    t.match(await record.update(item as 'work', putCode, await record.read(item as 'work', { putCode })), change, 'what was read can be written')
    await t.rejects(record.update(item as 'work', putCode, { ...body, 'put-code': putCode + 1 }), { code: 'ORCID_ERR_VALIDATION', cause: { errorCode: 9019 } })
    await t.rejects(record.add(item as 'work', { ...body, 'put-code': 5 }), { code: 'ORCID_ERR_VALIDATION' })
    await record.remove(item as 'work', putCode)
    await t.rejects(record.remove(item as 'work', putCode), { code: 'ORCID_ERR_NOT_FOUND', cause: { errorCode: 9016 } })
    await t.rejects(record.read(item as 'work', { putCode }), { code: 'ORCID_ERR_NOT_FOUND' })
  })
}

t.test('a hundred works at once, and each has its own result', async (t) => {
  const member = await start(t)
  const { record } = await open(member, 'sofia')
  const body = bodies.work
  const works = Array.from({ length: 98 }, (_, index) => ({ ...body, 'external-ids': ids(`10.5555/bulk.${index}`) }))
  const first = await record.add('work', body)
  const results = await record.addMany('works', [...works, body, { ...body, 'external-ids': null }])
  t.equal(results.filter(({ error }) => error === null).length, 98)
  t.match(results[98], { putCode: null, error: { code: 'ORCID_ERR_CONFLICT', cause: { putCode: first, errorCode: 9021 } } })
  t.match(results[99], { putCode: null, error: { code: 'ORCID_ERR_VALIDATION', cause: { errorCode: 9023 } } })
  await t.rejects(record.add('work', body), { code: 'ORCID_ERR_CONFLICT', cause: { putCode: first } })
})

t.test('who may not is told why', async (t) => {
  const member = await start(t)
  const sofia = await open(member, 'sofia')
  const josefa = await member.signIn('creditName')
  await t.rejects(member.orcid.record(sofia.login.tokens.accessToken, josefa.orcid).read('person'), { code: 'ORCID_ERR_NOT_YOURS', cause: { errorCode: 9017 } })
  await t.rejects(sofia.record.remove('work', (await sofia.record.read('works')).group[0]?.['work-summary'][0]?.['put-code'] as number), {
    code: 'ORCID_ERR_NOT_YOURS', cause: { errorCode: 9010 }
  })
  const reader = await member.signIn('sofia', '/login/orcid?scope=/read-limited')
  t.strictSame([...reader.scope].sort(), ['/read-limited', 'openid'])
  await t.rejects(member.orcid.record(reader.tokens.accessToken, reader.orcid).add('work', bodies.work), {
    code: 'ORCID_ERR_SCOPE_MISSING', cause: { missing: ['/activities/update'] }
  })
  await t.rejects(member.orcid.record('not-a-token', reader.orcid).read('person'), { code: 'ORCID_ERR_TOKEN_INVALID' })
  const lay = await start(t, 'public')
  const { record } = await open(lay, 'sofia', 'public')
  t.equal(displayName(await record.read('person')), 'Sofia Garcia')
  await t.rejects(record.add('work', bodies.work), { code: 'ORCID_ERR_NOT_YOURS', cause: { statusCode: 403, reason: 'the client may not use this API' } })
})

t.test('tokens are refreshed, asked about and given back', async (t) => {
  const member = await start(t)
  const { login, record } = await open(member, 'sofia')
  const fresh = await member.orcid.refresh(String(login.tokens.refreshToken), { orcid: login.orcid, scope: '/read-limited openid' })
  t.strictSame([...fresh.scope].sort(), ['/read-limited', 'openid'])
  await t.rejects(record.read('person'), { code: 'ORCID_ERR_TOKEN_INVALID' }, 'the old one has ended')
  await t.rejects(member.orcid.refresh(String(login.tokens.refreshToken)), { code: 'ORCID_ERR_TOKEN_INVALID' })
  t.equal((await member.orcid.userinfo(fresh.accessToken, { orcid: login.orcid })).orcid, login.orcid)
  await t.rejects(member.orcid.userinfo(fresh.accessToken, { orcid: '0000-0002-1825-0097' }), { code: 'ORCID_ERR_IDENTITY' })
  await member.orcid.revoke(fresh.accessToken)
  await member.orcid.revoke(fresh.accessToken)
  await member.orcid.revoke(String(fresh.refreshToken))
  await t.rejects(member.orcid.userinfo(fresh.accessToken), { code: 'ORCID_ERR_TOKEN_INVALID' })
})

/** A client's own token, which reads what is public in anybody's record. */
async function speakForOneself ({ mock, credentials: { clientId, clientSecret } }: Awaited<ReturnType<typeof start>>) {
  const form = { client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials', scope: '/read-public' }
  const response = await fetch(mock.environment.tokenEndpoint, { method: 'POST', body: new URLSearchParams(form) })
  return (await response.json() as { access_token: string }).access_token
}

t.test('a record that is not as usual says what became of it', async (t) => {
  const app = await start(t)
  const token = await speakForOneself(app)
  const { researchers } = app.mock
  const read = (name: Name) => app.orcid.record(token, researchers[name].orcid).read('person')
  await t.rejects(read('locked'), { code: 'ORCID_ERR_LOCKED', cause: { errorCode: 9018 } })
  await t.rejects(read('deactivated'), { code: 'ORCID_ERR_DEACTIVATED', cause: { errorCode: 9044 } })
  await t.rejects(read('unclaimed'), { code: 'ORCID_ERR_CONFLICT', cause: { errorCode: 9036, putCode: null } })
  const person = await read('deprecated')
  t.equal(person.movedTo, researchers.primary.orcid, 'led from a deprecated record to its successor')
  t.equal(displayName(person), 'Ana Kovač')
  t.equal((await read('primary')).movedTo, undefined)
})

type Call = 'read' | 'write' | 'userinfo' | 'revoke' | 'refresh'
type Verdicts = Partial<Record<Call, string>>
const all = (verdict: string): Verdicts =>
  ({ read: verdict, write: verdict, userinfo: verdict, revoke: verdict, refresh: verdict })
/** What may be sent twice is, and what may not says that nobody knows. */
const broken: Verdicts = { read: 'ok', write: 'OUTCOME_UNKNOWN', userinfo: 'ok', revoke: 'ok', refresh: 'OUTCOME_UNKNOWN' }
const late: Verdicts = { ...all('TIMEOUT'), write: 'OUTCOME_UNKNOWN', refresh: 'OUTCOME_UNKNOWN' }
/** The answer to a revocation has no body that could be spoiled. */
const spoilt: Verdicts = { ...all('BAD_RESPONSE'), write: 'OUTCOME_UNKNOWN', refresh: 'OUTCOME_UNKNOWN', revoke: 'ok' }

/** What becomes of each call whose first request meets a fault. */
const verdicts: Record<MockFaultName & string, Verdicts> = {
  400: { read: 'VALIDATION', write: 'VALIDATION', revoke: 'ok', refresh: 'TOKEN_INVALID' },
  401: { read: 'TOKEN_INVALID', write: 'TOKEN_INVALID', revoke: 'CLIENT_REJECTED', refresh: 'CLIENT_REJECTED' },
  403: { read: 'SCOPE_MISSING', write: 'SCOPE_MISSING', userinfo: 'TOKEN_INVALID' },
  'introspection-down': { read: 'UNAVAILABLE', write: 'UNAVAILABLE', userinfo: 'TOKEN_INVALID' },
  'introspection-unreachable': { read: 'TOKEN_INVALID', write: 'TOKEN_INVALID' },
  415: { read: 'API', write: 'API', revoke: 'BAD_RESPONSE', refresh: 'BAD_RESPONSE' },
  429: all('RATE_LIMITED'),
  '429-retry-after': all('RATE_LIMITED'),
  500: all('UNAVAILABLE'),
  502: all('UNAVAILABLE'),
  503: all('UNAVAILABLE'),
  '503-retry-after': all('UNAVAILABLE'),
  challenge: all('BAD_RESPONSE'),
  redirect: all('BAD_RESPONSE'),
  'reset-before-work': broken,
  'reset-before-headers': broken,
  'reset-after-headers': broken,
  'empty-reply': broken,
  truncated: broken,
  delay: late,
  stall: late,
  'stall-body': late,
  drip: late,
  malformed: spoilt,
  'wrong-type': spoilt,
  'wrong-length': spoilt,
  huge: { ...spoilt, revoke: 'BAD_RESPONSE' },
  'gzip-bomb': { ...spoilt, revoke: 'BAD_RESPONSE' },
  'brotli-bomb': { ...spoilt, revoke: 'BAD_RESPONSE' },
  'wrong-encoding': { ...spoilt, revoke: 'BAD_RESPONSE' },
  'early-hints': all('ok'),
  'second-answer': all('ok'),
  'reset-when-idle': all('ok'),
  'drip-body': { ...late, revoke: 'ok' },
  unfinished: broken,
  'not-http': { ...spoilt, revoke: 'BAD_RESPONSE' },
  'huge-headers': { ...spoilt, revoke: 'BAD_RESPONSE' },
  'empty-body': spoilt,
  'no-object': spoilt,
  'duplicate-keys': { ...spoilt, read: 'ok', write: 'ok' },
  'not-utf8': spoilt,
  'byte-order-mark': all('ok'),
  deep: all('ok'),
  'trailing-garbage': spoilt
}

t.test('whatever happens on the wire, every call says what became of it, and a change is sent once', async (t) => {
  const { mock, app, orcid, credentials, signIn } = await start(t, 'member', {}, { refreshedToken: 'lives' })
  const redirectUri = 'http://127.0.0.1:3000/hasty'
  await app.register(fastifyOrcid, { environment: mock.environment, ...credentials, redirectUri, routes: false, name: 'hasty', timeoutMs: 150 })
  const { hasty } = app as unknown as { hasty: FastifyOrcid }
  const login = await signIn('sofia')
  const { accessToken, refreshToken } = login.tokens
  const putCode = await orcid.record(accessToken, login.orcid).add('keywords', { content: 'roses' })
  const legs = { read: 'record', write: 'record', userinfo: 'userinfo', revoke: 'revoke', refresh: 'token' } as const
  const perform = {
    read: (orcid: FastifyOrcid) => orcid.record(accessToken, login.orcid).read('keywords'),
    write: (orcid: FastifyOrcid) => orcid.record(accessToken, login.orcid).update('keywords', putCode, { content: 'tulips' }),
    userinfo: (orcid: FastifyOrcid) => orcid.userinfo(accessToken, { orcid: login.orcid }),
    revoke: (orcid: FastifyOrcid) => orcid.revoke('a-token-that-is-gone'),
    refresh: (orcid: FastifyOrcid) => orcid.refresh(String(refreshToken))
  }
  for (const call of Object.keys(perform) as Call[]) {
    const leg = legs[call]
    const striking = Object.entries(mockFaultKinds)
      .filter(([, { endpoints }]) => (endpoints as readonly string[]).includes(leg))
    for (const [name] of sample(`faults of a record's ${call}`, striking)) {
      const verdict = verdicts[name as keyof typeof verdicts][call]
      const isLate = verdicts[name as keyof typeof verdicts].read === 'TIMEOUT'
      const fault = mock.fail(leg, name as MockFaultName, call === 'write' || call === 'refresh' ? { times: 9 } : {})
      const outcome: Promise<unknown> = perform[call](isLate ? hasty : orcid)
      const error = await outcome.then(() => null, (error: Error & { code: string }) => error)
      fault()
      t.equal(error?.code ?? 'ok', verdict === 'ok' ? 'ok' : `ORCID_ERR_${verdict}`, `${call}: ${name}`)
      t.equal(fault.fired, 1, `${call}: ${name} was met once`)
      if (name.endsWith('retry-after')) t.match(error, { cause: { retryAfterSeconds: 2 } }, `${call}: Retry-After is read`)
      t.notMatch(inspect(error, { depth: 9, showHidden: true }), new RegExp(`${accessToken}|${refreshToken}|${credentials.clientSecret}`))
    }
  }
})
