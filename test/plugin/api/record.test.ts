import { inspect } from 'node:util'
import Fastify from 'fastify'
import type { FastifyReply } from 'fastify'
import t from 'tap'
import type { Static } from 'typebox'
import { defineSchema, embed } from '../../../plugin/api/schema/define-schema.ts'
import fastifyOrcid, {
  OrcidConflictError, currentEmployments, displayName, orcidItemSchemas, orcidSectionSchemas, safeHttpUrl, visibleEmails
} from '../../../plugin/index.ts'
import type { FastifyOrcid, FastifyOrcidOptions, OrcidEmployments, OrcidItems, OrcidPerson, OrcidRecord, OrcidSections } from '../../../plugin/index.ts'
import { CLIENT_ID, CLIENT_SECRET, SOFIA, startApp, startLyingProvider } from '../../support/lying-provider.ts'

const TOKEN = 'f5af9f51-07e6-4332-8f1a-c0c11c1e3728'
const PRIMARY = '0000-0002-1825-0097'
const work = {
  title: { title: { value: 'Roses' } },
  type: 'journal-article',
  'external-ids': {
    'external-id': [{ 'external-id-type': 'doi', 'external-id-value': '10.5555/1', 'external-id-relationship': 'self' as const }]
  }
}
const organization = { name: 'Oxbridge', address: { city: 'Oxbridge', country: 'GB' } }
const affiliations = { 'affiliation-group': [] }

const sections: Record<keyof OrcidSections, object> = {
  record: { 'orcid-identifier': { path: SOFIA }, person: null, 'activities-summary': null },
  person: { name: null, emails: null },
  'personal-details': { name: null },
  email: { email: [] },
  biography: { content: 'Grows roses.', path: `/${SOFIA}/biography` },
  'other-names': { 'other-name': [{ content: 'S. G.', 'put-code': 1 }] },
  keywords: { keyword: [] },
  address: { address: [{ country: { value: 'ES' } }] },
  'researcher-urls': { 'researcher-url': [] },
  'external-identifiers': { 'external-identifier': [] },
  summary: { 'orcid-identifier': { path: SOFIA }, 'email-domains': { count: 1, 'email-domain': [{ value: 'x.example' }] } },
  activities: { works: { group: [] }, employments: affiliations },
  works: { group: [{ 'work-summary': [{ 'put-code': 1, title: null }] }] },
  employments: affiliations,
  educations: affiliations,
  qualifications: affiliations,
  distinctions: affiliations,
  'invited-positions': affiliations,
  memberships: affiliations,
  services: { 'affiliation-group': [{ summaries: [{ 'service-summary': { 'put-code': 1, organization } }] }] },
  fundings: { group: [{ 'funding-summary': [{ 'put-code': 1 }] }] },
  'peer-reviews': { group: [{ 'peer-review-group': [{ 'peer-review-summary': [{ 'put-code': 1, 'review-group-id': 'issn:1' }] }] }] },
  'research-resources': { group: [] }
}

const items: { [Item in keyof OrcidItems]: OrcidItems[Item] } = {
  work,
  employment: { organization, 'role-title': null },
  education: { organization },
  qualification: { organization },
  distinction: { organization },
  'invited-position': { organization },
  membership: { organization },
  service: { organization },
  funding: { type: 'grant', title: { title: { value: 'Roses' } }, organization },
  'peer-review': { 'review-group-id': 'issn:1741-4857', 'convening-organization': organization },
  'research-resource': { proposal: { title: { title: { value: 'Greenhouse' } } } },
  'other-names': { content: 'S. Garcia' },
  keywords: { content: 'botany' },
  address: { country: { value: 'ES' } },
  'researcher-urls': { 'url-name': 'Blog', url: { value: 'https://roses.example' } },
  'external-identifiers': { 'external-id-type': 'Scopus', 'external-id-value': '1' }
}

t.test('a person is read with one request, from the API that was asked for', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const sent = { name: { 'given-names': { value: 'Sofia' }, 'family-name': null, kept: 1 }, emails: { email: [] }, unknown: [1] }
  provider.record = () => sent
  t.strictSame(await orcid.record(TOKEN, SOFIA).read('person'), sent, 'unknown fields are kept')
  await orcid.record(TOKEN, SOFIA, { api: 'member' }).read('person')
  t.strictSame(provider.requests.map(({ url }) => url), [`/v3.0/${SOFIA}/person`, `/v3.0/member/${SOFIA}/person`])
  t.equal(provider.requests[0]?.headers['authorization'], `Bearer ${TOKEN}`)
  t.notMatch(provider.requests[0]?.url, TOKEN)
  t.notMatch(inspect(orcid.record(TOKEN, SOFIA), { depth: 9, showHidden: true }), TOKEN)
})

t.test('every section is read under its own name, and what is none of it is refused', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const record = orcid.record(TOKEN, SOFIA)
  await t.rejects(record.read('summary'), { code: 'ORCID_ERR_VALIDATION', cause: { reason: /^the summary is for members/ } })
  const asMember = orcid.record(TOKEN, SOFIA, { api: 'member' })
  t.strictSame(Object.keys(sections).sort(), Object.keys(orcidSectionSchemas).sort())
  for (const [section, body] of Object.entries(sections)) {
    provider.record = () => body
    const isMembers = section === 'summary'
    const { read } = isMembers ? asMember : record
    t.strictSame(await read(section as 'person'), body)
    t.equal(provider.requests.at(-1)?.url, `/v3.0/${isMembers ? 'member/' : ''}${SOFIA}/${section}`)
    provider.record = () => ({})
    await t.rejects(read(section as 'person'), { code: 'ORCID_ERR_BAD_RESPONSE', cause: { reason: /must have required/ } })
  }
})

t.test('items are read one by one, works also by the hundred', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const record = orcid.record(TOKEN, SOFIA)
  provider.record = () => ({ ...work, 'put-code': 7 })
  t.equal((await record.read('work', { putCode: 7 })).title?.title?.value, 'Roses')
  t.equal(provider.requests.at(-1)?.url, `/v3.0/${SOFIA}/work/7`)
  t.equal((await record.read('work/summary', { putCode: 7 })).title?.title?.value, 'Roses')
  t.equal(provider.requests.at(-1)?.url, `/v3.0/${SOFIA}/work/summary/7`)
  const bulk = [{ work: { ...work, 'put-code': 7 } }, { error: { 'response-code': 404, 'error-code': 9016 } }]
  provider.record = () => ({ bulk })
  const both = await record.read('works', { putCodes: [7, 8] })
  t.strictSame(both.bulk.map((one) => 'work' in one ? one.work['put-code'] : one.error['error-code']), [7, 9016])
  t.equal(provider.requests.at(-1)?.url, `/v3.0/${SOFIA}/works/7,8`)
  provider.record = () => ({ bulk: [{}] })
  await t.rejects(record.read('works', { putCodes: [7] }), { code: 'ORCID_ERR_BAD_RESPONSE' })
})

t.test('every item is added, updated and removed under its own name, at the member API', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const record = orcid.record(TOKEN, SOFIA)
  t.strictSame(Object.keys(items).sort(), Object.keys(orcidItemSchemas).sort())
  for (const [item, body] of Object.entries(items) as Array<['work', OrcidItems['work']]>) {
    const path = `/v3.0/member/${SOFIA}/${item}`
    provider.requests.length = 0
    provider.record = (_form, reply) => reply.code(201).header('location', `https://api.orcid.example${path}/1234`).send()
    t.equal(await record.add(item, body), 1234)
    provider.record = (form) => ({ ...form, visibility: 'public' })
    const updated = await record.update(item, 1234, body)
    t.strictSame(updated, { 'put-code': 1234, ...body, visibility: 'public' } as never)
    t.equal((await record.update(item, 1234, { ...body, 'put-code': null }))['put-code'], 1234)
    t.equal((await record.update(item, 1234, { ...body, 'put-code': 5 }))['put-code'], 5, 'ORCID judges, and refuses')
    provider.record = (_form, reply) => reply.code(204).send()
    t.equal(await record.remove(item, 1234), undefined)
    t.strictSame(provider.requests.map(({ method, url }) => `${method} ${url}`), [`POST ${path}`, ...Array(3).fill(`PUT ${path}/1234`), `DELETE ${path}/1234`])
    const [added, changed, , , removed] = provider.requests
    t.strictSame(added?.form, body as never)
    t.equal(added?.headers['content-type'], 'application/vnd.orcid+json')
    t.equal(changed?.headers['authorization'], `Bearer ${TOKEN}`)
    t.equal(removed?.headers['content-type'], undefined)
  }
})

t.test('many works are added with one request, and each has its own result', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const record = orcid.record(TOKEN, SOFIA)
  const duplicate = { 'response-code': 409, 'error-code': 9021, 'developer-message': 'already added, see element with put-code 55. ' + TOKEN }
  const bulk = [{ work: { ...work, 'put-code': 7 } }, { error: duplicate }, { work }]
  provider.record = () => ({ bulk })
  const [added, refused, strange] = await record.addMany('works', [work, work, work])
  t.strictSame(added, { putCode: 7, error: null })
  t.match(refused, { putCode: null, error: { code: 'ORCID_ERR_CONFLICT', cause: { statusCode: 409, errorCode: 9021, putCode: 55 } } })
  t.match(strange, { putCode: null, error: { code: 'ORCID_ERR_OUTCOME_UNKNOWN', cause: { reason: 'no put-code' } } })
  t.notMatch(inspect(refused, { depth: 9 }), TOKEN)
  t.strictSame(provider.requests.map(({ method, url, form }) => [method, url, form]),
    [['POST', `/v3.0/member/${SOFIA}/works`, { bulk: [{ work }, { work }, { work }] }]] as never)
  for (const body of [{ bulk: [] }, { nothing: 1 }, '<html>']) {
    provider.record = () => body
    await t.rejects(record.addMany('works', [work]), { code: 'ORCID_ERR_OUTCOME_UNKNOWN', cause: { statusCode: 200, reason: 'not one answer per work' } })
  }
})

t.test('nothing is sent that cannot be right', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const invalid = { code: 'ORCID_ERR_VALIDATION', statusCode: 400 }
  for (const id of ['../../oauth/token?', '', '0000-0001-2345-6780', `${SOFIA}/../x`, null, 7]) {
    t.throws(() => orcid.record(TOKEN, id as string), { ...invalid, cause: { reason: /^not an ORCID iD/ } })
    if (id !== undefined) await t.rejects(orcid.userinfo(TOKEN, { orcid: id as string }), { ...invalid, cause: { reason: /^not an ORCID iD/ } })
  }
  for (const token of ['', null, 'a b', 'a\r\nx-evil: 1', 'ä', 'x'.repeat(5000)]) {
    t.throws(() => orcid.record(token as string, SOFIA), { code: 'ORCID_ERR_TOKEN_INVALID', statusCode: 401 })
    await t.rejects(orcid.userinfo(token as string), { code: 'ORCID_ERR_TOKEN_INVALID' })
  }
  type Untyped = Record<keyof OrcidRecord, (...values: unknown[]) => Promise<unknown>>
  const record = orcid.record(TOKEN, SOFIA) as unknown as Untyped
  const hundredAndOne = Array.from({ length: 101 }, (_, index) => index + 1)
  const loop: Record<string, unknown> = { ...work }
  loop['loop'] = loop
  const [noSection, noItem, noNumbered] = [/expected record, person, /, /expected work, employment, /, /expected work, .*work.summary/]
  const wrong: Array<[Promise<unknown>, string | RegExp]> = [
    [record.read('wroks'), noSection],
    [record.read('../../oauth/token'), noSection],
    [record.read('constructor'), noSection],
    [record.read('__proto__'), noSection],
    [record.read(undefined), noSection],
    [record.read('work', null), /^work is one of several: read it with its put-code/],
    [record.read('works', { putCode: 1 }), noNumbered],
    [record.read(['work'], { putCode: 1 }), noNumbered],
    [record.read('keywords/summary', { putCode: 1 }), noNumbered],
    [record.read('employments', { putCodes: [1] }), 'only `works` are read by several put-codes'],
    [record.read('works', { putCodes: [] }), 'expected a list of 1 to 100'],
    [record.read('works', { putCodes: hundredAndOne }), 'expected a list of 1 to 100'],
    [record.read('works', { putCodes: ['1/../2'] }), /^not a put-code/],
    [record.read('work', { putCode: Number.NaN }), /^not a put-code/],
    [record.read('work', { putCode: null }), /^not a put-code/],
    [record.add('works', work), noItem],
    [record.add('work/summary', work), noItem],
    [record.add('work', { title: 'Roses' }), 'the body does not fit: must have required properties type'],
    [record.add('work', { ...work, title: 'Roses' }), 'the body does not fit: /title must be object'],
    [record.add('work', null), 'the body does not fit: must be object'],
    [record.add('work', loop), 'the body cannot be written as JSON'],
    [record.add('work', { ...work, 'short-description': null, year: 7n }), 'the body cannot be written as JSON'],
    [record.addMany('employments', [work]), 'only `works` can be added several at once'],
    [record.addMany('works', []), 'expected a list of 1 to 100'],
    [record.addMany('works', 'x'), 'expected a list of 1 to 100'],
    [record.addMany('works', [work, {}]), 'the body does not fit: must have required properties title, type'],
    [record.update('work', '7', work), /^not a put-code/],
    [record.update('work', '7/../../../oauth/token', work), /^not a put-code/],
    [record.update('work', 7, {}), 'the body does not fit: must have required properties title, type'],
    [record.remove('work', -1), /^not a put-code/],
    [record.remove('person', 1), noItem]
  ]
  for (const [call, reason] of wrong) {
    const error = await call.then(() => null, (error: unknown) => error)
    t.match(error, { ...invalid, cause: { statusCode: 0, errorCode: null, reason } }, String(reason))
    t.notMatch(inspect(error, { depth: 9 }), TOKEN)
  }
  t.throws(() => orcid.record(TOKEN, SOFIA, { api: 'membr' as never }), { ...invalid, cause: { reason: /expected public or member/ } })
  t.equal(provider.requests.length, 0)
})

t.test('the schemas judge the routes of an app, too, and change nothing of what fits', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  for (const [name, body] of Object.entries(orcidItemSchemas)) app.post(`/${name}`, { schema: { body } }, async (request) => request.body)
  const sent = { ...work, 'short-description': null, country: null, url: null, unknown: 1 }
  const response = await app.inject({ method: 'POST', url: '/work', payload: sent })
  t.strictSame(response.json(), sent)
  t.equal((await app.inject({ method: 'POST', url: '/work', payload: { type: 'book' } })).json().code, 'FST_ERR_VALIDATION')
})

t.test('a schema is tied to the very type it describes, or does not compile', (t) => {
  interface Thing { word: string, number?: number | null }
  const schema = {
    type: 'object',
    required: ['word'],
    properties: { word: { type: 'string' }, number: { anyOf: [{ type: 'null' }, { type: 'integer' }] } }
  } as const
  const thing = defineSchema<Thing>()(schema)
  t.equal(thing, schema)
  const list = { type: 'object', required: ['things'], properties: { things: { type: 'array', items: embed(thing) } } } as const
  t.equal(defineSchema<{ things: Thing[] }>()(list), list)
  // @ts-expect-error the schema has a field more
  defineSchema<{ word: string }>()(schema)
  // @ts-expect-error the schema has a field less
  defineSchema<{ word: string, number?: number | null, more?: string }>()(schema)
  // @ts-expect-error the schema requires the field
  defineSchema<{ word?: string, number?: number | null }>()(schema)
  // @ts-expect-error the schema allows null
  defineSchema<{ word: string, number?: number }>()(schema)
  // @ts-expect-error the schema holds other things
  defineSchema<{ things: Array<{ word: string }> }>()(list)
  const read: Static<typeof orcidItemSchemas.work> = work
  // @ts-expect-error TypeBox reads from a schema what it describes: a work has a type
  const unread: Static<typeof orcidItemSchemas.work> = { title: null }
  t.not(read, unread)
  t.end()
})

t.test('what the record API refuses is told apart, and the token it repeats is not', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  interface Refused { code: string, statusCode?: number, cause?: object }
  const said = (errorCode: number, text = '') =>
    ({ 'error-code': errorCode, 'developer-message': `${text} ${TOKEN}`, 'user-message': 'no' })
  const refusals: Array<[status: number, body: unknown, error: Refused]> = [
    [401, { error: 'invalid_token', error_description: `Invalid access token: ${TOKEN}` }, { code: 'TOKEN_INVALID', statusCode: 401 }],
    [401, said(9002), { code: 'TOKEN_INVALID', cause: { errorCode: 9002 } }],
    [401, said(9017, 'Access token is for a different record'), { code: 'NOT_YOURS', statusCode: 403, cause: { statusCode: 401, errorCode: 9017, reason: 'the token is for another record' } }],
    [401, said(9017, 'The client application is forbidden'), { code: 'NOT_YOURS', cause: { reason: 'the client may not use this API' } }],
    [401, said(9015), { code: 'SCOPE_MISSING' }],
    [403, { error: 'forbidden', error_description: TOKEN }, { code: 'SCOPE_MISSING', cause: { missing: ['/activities/update'] } }],
    [403, said(9038), { code: 'SCOPE_MISSING', statusCode: 403, cause: { statusCode: 403, errorCode: 9038, missing: ['/activities/update'] } }],
    [403, said(9010), { code: 'NOT_YOURS', cause: { reason: 'another client is the source of the item' } }],
    [403, said(9013), { code: 'NOT_YOURS' }],
    [403, said(9014), { code: 'NOT_YOURS' }],
    [403, said(9035), { code: 'VALIDATION', cause: { errorCode: 9035 } }],
    [404, said(9016), { code: 'NOT_FOUND', statusCode: 404, cause: { errorCode: 9016 } }],
    [404, { 'error-code': '9016' }, { code: 'NOT_FOUND', cause: { statusCode: 404, errorCode: null } }],
    [400, said(9022), { code: 'VALIDATION', statusCode: 400, cause: { statusCode: 400, errorCode: 9022, reason: 'a title is required' } }],
    [413, said(9006), { code: 'VALIDATION' }],
    [409, said(9021, 'please see element with put-code 1066.'), { code: 'CONFLICT', statusCode: 409, cause: { putCode: 1066, errorCode: 9021 } }],
    [409, said(9021, 'translated, without a number'), { code: 'CONFLICT', cause: { putCode: null } }],
    [409, said(9030, "The element 'put-code 7' is duplicated."), { code: 'CONFLICT', cause: { putCode: null } }],
    [409, said(9048), { code: 'CONFLICT', cause: { putCode: null, errorCode: 9048 } }],
    [409, said(9018), { code: 'LOCKED', statusCode: 409 }],
    [409, said(9044), { code: 'DEACTIVATED', statusCode: 409 }],
    [409, said(9057), { code: 'CLIENT_REJECTED' }],
    [409, said(9007, `Please refer to account: https://orcid.org/${PRIMARY}.`), { code: 'DEPRECATED', cause: { movedTo: PRIMARY } }],
    [409, said(9007), { code: 'DEPRECATED', cause: { movedTo: null } }],
    [406, said(9001), { code: 'API', statusCode: 502, cause: { statusCode: 406, errorCode: 9001 } }],
    [500, said(9008), { code: 'UNAVAILABLE', cause: { statusCode: 500, errorCode: 9008 } }],
    [429, 'Too Many Requests.', { code: 'RATE_LIMITED', statusCode: 503, cause: { statusCode: 429, retryAfterSeconds: null } }],
    [403, '<h1>Just a moment</h1>', { code: 'BAD_RESPONSE', cause: { statusCode: 403, reason: 'not JSON' } }],
    [302, '', { code: 'BAD_RESPONSE', cause: { statusCode: 302, reason: 'redirect' } }],
    [200, '', { code: 'OUTCOME_UNKNOWN', cause: { statusCode: 200, reason: 'not 201' } }],
    [201, '', { code: 'OUTCOME_UNKNOWN', cause: { statusCode: 201, reason: 'no put-code' } }]
  ]
  for (const [status, body, { code, ...facts }] of refusals) {
    provider.record = (_form, reply) => reply.code(status).send(body)
    const error = await orcid.record(TOKEN, SOFIA).add('work', work).catch((error: Error) => error)
    t.match(error, { code: `ORCID_ERR_${code}`, ...facts }, `${status} ${code}`)
    t.notMatch(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error), TOKEN)
  }
  provider.record = (_form, reply) => reply.code(409).send(said(9021, 'put-code 5'))
  const conflict = await orcid.record(TOKEN, SOFIA).add('work', work).catch((error: unknown) => error)
  t.equal(conflict instanceof OrcidConflictError && conflict.cause.putCode, 5, 'the type knows the put-code')
  provider.record = (_form, reply) => reply.code(403).send(said(9039))
  await t.rejects(orcid.record(TOKEN, SOFIA).read('biography'), { code: 'ORCID_ERR_NOT_YOURS', cause: { reason: /api: 'member'/ } }, 'more scopes would not help')
  provider.record = (_form, reply) => reply.code(403).send(said(9038))
  await t.rejects(orcid.record(TOKEN, SOFIA, { api: 'member' }).read('biography'), { code: 'ORCID_ERR_SCOPE_MISSING', cause: { missing: ['/read-limited'] } })
  await t.rejects(orcid.record(TOKEN, SOFIA).remove('keywords', 1), { cause: { missing: ['/person/update'] } })
  provider.record = () => ({ ...work, type: 1 })
  await t.rejects(orcid.record(TOKEN, SOFIA).update('work', 1, work), { code: 'ORCID_ERR_OUTCOME_UNKNOWN', cause: { statusCode: 200, reason: 'not that item: /type must be string' } })
})

t.test('Retry-After is read, in seconds or as a date, and nothing is tried again by itself', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const soon = new Date(Date.now() + 90_000).toUTCString()
  for (const [header, seconds] of [['7', 7], ['3600', 3600], [soon, 90], ['0', null], ['999999', null], ['soon', null], ['-5', null]] as const) {
    provider.record = (_form, reply) => reply.code(429).header('retry-after', header).send('slow down')
    provider.requests.length = 0
    const error = await orcid.record(TOKEN, SOFIA).read('person').catch((error: { cause?: { retryAfterSeconds: number } }) => error)
    const read = (error as { cause: { retryAfterSeconds: number | null } }).cause.retryAfterSeconds
    const isClose = read !== null && seconds !== null && Math.abs(read - seconds) <= 1
    t.ok(read === seconds || isClose, `${header} → ${read}`)
    t.equal(provider.requests.length, 1)
  }
})

const hangUp = (_form: unknown, reply: FastifyReply) => reply.hijack().raw.socket?.resetAndDestroy()

t.test('a read is sent once more if the connection died, a write never', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const record = orcid.record(TOKEN, SOFIA)
  let calls = 0
  provider.record = (form, reply) => ++calls === 1 ? hangUp(form, reply) : { email: [] }
  t.strictSame(await record.read('email'), { email: [] })
  t.equal(provider.requests.length, 2)
  provider.record = hangUp
  await t.rejects(record.read('email'), { code: 'ORCID_ERR_OUTCOME_UNKNOWN' })
  t.equal(provider.requests.length, 4)
  const writes: Array<() => Promise<unknown>> = [() => record.add('work', work), () => record.addMany('works', [work]),
    () => record.update('work', 1, work), () => record.remove('work', 1)]
  for (const write of writes) {
    provider.requests.length = 0
    await t.rejects(write() as Promise<void>, { code: 'ORCID_ERR_OUTCOME_UNKNOWN', statusCode: 502 })
    t.equal(provider.requests.length, 1)
  }
  const hasty = await startApp(t, provider, { timeoutMs: 100 })
  provider.record = () => new Promise(() => {})
  await t.rejects(hasty.orcid.record(TOKEN, SOFIA).add('work', work), { code: 'ORCID_ERR_OUTCOME_UNKNOWN', cause: { reason: 'no answer in time' } })
  await t.rejects(hasty.orcid.record(TOKEN, SOFIA).read('email'), { code: 'ORCID_ERR_TIMEOUT' })
  const { memberApi, ...environment } = { ...orcid.environment }
  const closed = await startApp(t, provider, { environment: { ...environment, memberApi: 'http://127.0.0.1:1/v3.0' } })
  await t.rejects(closed.orcid.record(TOKEN, SOFIA).add('work', work), { code: 'ORCID_ERR_UNREACHABLE' }, 'nothing was sent, and that is known')
})

t.test('a deprecated record leads to the one that took its place, on the same host only', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const evil = Fastify()
  const stolen: unknown[] = []
  evil.get('/*', async ({ headers }) => { stolen.push(headers); return sections.person })
  t.teardown(() => evil.close())
  const elsewhere = await evil.listen({ host: '127.0.0.1', port: 0 })
  const moveTo = (location: string | undefined) => {
    provider.record = (_form, reply) => {
      if (!provider.requests.at(-1)?.url.includes(SOFIA)) return { name: null, emails: null, path: `/${PRIMARY}/person` }
      return location === undefined ? reply.code(301).send() : reply.code(301).header('location', location).send({ 'error-code': 9007 })
    }
  }
  for (const location of [`${provider.issuer}/v3.0/${PRIMARY}/person`, `/v3.0/${PRIMARY}/person`]) {
    provider.requests.length = 0
    moveTo(location)
    const person = await orcid.record(TOKEN, SOFIA).read('person')
    t.strictSame(person, { name: null, emails: null, path: `/${PRIMARY}/person`, movedTo: PRIMARY } as never)
    t.equal(person.movedTo, PRIMARY)
    t.strictSame(provider.requests.map(({ url }) => url), [`/v3.0/${SOFIA}/person`, `/v3.0/${PRIMARY}/person`])
  }
  const strays = [undefined, '', 'https://[', `${elsewhere}/v3.0/${PRIMARY}/person`, `/v3.0/${SOFIA}/person`, '/v3.0/0000-0001-2345-6780/person', '/login']
  for (const location of strays) {
    moveTo(location)
    await t.rejects(orcid.record(TOKEN, SOFIA).read('person'), { code: 'ORCID_ERR_BAD_RESPONSE', cause: { statusCode: 301, reason: 'redirect' } })
  }
  t.equal(stolen.length, 0, 'the token goes nowhere else')
  const elsewhereToo = { 'error-code': 9017, 'developer-message': 'Access token is for a different record' }
  provider.record = (_form, reply) => provider.requests.at(-1)?.url.includes(SOFIA)
    ? reply.code(301).header('location', `/v3.0/${PRIMARY}/person`).send()
    : reply.code(401).send(elsewhereToo)
  await t.rejects(orcid.record(TOKEN, SOFIA).read('person'), {
    code: 'ORCID_ERR_DEPRECATED', cause: { statusCode: 401, errorCode: 9007, movedTo: PRIMARY }
  }, 'a token of the old record opens the old one only')
  provider.record = (_form, reply) => provider.requests.at(-1)?.url.includes(SOFIA)
    ? reply.code(301).header('location', `/v3.0/${PRIMARY}/person`).send()
    : reply.code(503).send('')
  await t.rejects(orcid.record(TOKEN, SOFIA).read('person'), { code: 'ORCID_ERR_UNAVAILABLE' })
  provider.record = (_form, reply) => reply.code(301).header('location', `/v3.0/${PRIMARY}/person`).send()
  await t.rejects(orcid.record(TOKEN, SOFIA).read('person'), { cause: { reason: 'redirect' } }, 'and follows no chain')
  provider.record = (_form, reply) => reply.code(409).header('location', `/v3.0/${PRIMARY}/work`).send({ 'error-code': 9007 })
  await t.rejects(orcid.record(TOKEN, SOFIA).add('work', work), { code: 'ORCID_ERR_DEPRECATED', cause: { movedTo: PRIMARY } })
})

t.test('an answer about somebody else is refused', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  provider.record = () => ({ name: null, emails: null, path: `/${PRIMARY}/person` })
  await t.rejects(orcid.record(TOKEN, SOFIA).read('person'), { code: 'ORCID_ERR_IDENTITY', cause: { reason: 'another record' } })
  provider.record = () => ({ ...sections.record, 'orcid-identifier': { path: PRIMARY } })
  await t.rejects(orcid.record(TOKEN, SOFIA).read('record'), { code: 'ORCID_ERR_IDENTITY' })
})

t.test('two tokens never share an answer, and a record of sixteen megabytes is the largest', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  provider.record = () => ({ email: [], filler: String(provider.requests.at(-1)?.headers['authorization']) })
  const [mine, yours] = await Promise.all(['token-1', 'token-2'].map((token) => orcid.record(token, SOFIA).read('email')))
  t.match([mine, yours], [{ filler: 'Bearer token-1' }, { filler: 'Bearer token-2' }])
  provider.record = () => ({ email: [], filler: 'x'.repeat(17 * 1024 * 1024) })
  await t.rejects(orcid.record(TOKEN, SOFIA).read('email'), { code: 'ORCID_ERR_BAD_RESPONSE', cause: { reason: 'too large' } })
})

t.test('a read is one request and one JSON.parse', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  provider.record = () => sections.works
  const record = orcid.record(TOKEN, SOFIA)
  await record.read('works')
  provider.requests.length = 0
  const parse = t.capture(JSON, 'parse', JSON.parse)
  await record.read('works')
  t.equal(parse().length, 1)
  t.equal(provider.requests.length, 1)
})

t.test('nothing that ORCID or somebody in its place sends does harm', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const record = orcid.record(TOKEN, SOFIA)
  const say = (json: string | Buffer, status = 200) => {
    provider.record = (_form, reply) => reply.code(status).header('content-type', 'application/json').send(json)
  }
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  const badResponse = { code: 'ORCID_ERR_BAD_RESPONSE' }
  const nonsense = ['null', 'true', '7', '"x"', '[]', '{}', '', '{', deep, `{"group":${deep}}`, '{"group":{"length":0}}',
    '{"__proto__":{"group":[]}}', '{"group":[{"__proto__":{"work-summary":[]}}]}', '{"group":[{"work-summary":[{"put-code":"1","title":null}]}]}',
    '{"group":[{"work-summary":[{"put-code":1.5,"title":null}]}]}', '{"group":[],"last-modified-date":7}', Buffer.from([0x22, 0xff, 0x22])]
  for (const json of nonsense) {
    say(json)
    await t.rejects(record.read('works'), badResponse, String(json).slice(0, 60))
  }
  say('{"group":[{"work-summary":[{},{},{}]}]}'.replace('[{}', `[${'{},'.repeat(200_000)}{}`))
  await t.rejects(record.read('works'), { ...badResponse, cause: { reason: /^not that part of a record: .group.0.work-summary.0 must have/ } })
  say(`{"group":[],"unknown":${deep},"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}`)
  const works = await record.read('works')
  t.strictSame(works.group, [])
  t.notOk('polluted' in {}, 'no prototype learns anything')
  say('{"bulk":[{"work":{"__proto__":{"title":null,"type":"x"}}}]}')
  await t.rejects(record.read('works', { putCodes: [1] }), badResponse)
  const strange = { toString: 1, valueOf: 1 }
  for (const [body, status, code] of [
    [{ 'error-code': 9021, 'developer-message': strange, 'user-message': [strange] }, 409, 'CONFLICT'],
    [{ 'error-code': strange, 'developer-message': null }, 409, 'CONFLICT'],
    [{ 'error-code': '__proto__' }, 404, 'NOT_FOUND'],
    [{ 'error-code': -9.5 }, 401, 'TOKEN_INVALID'],
    [[], 400, 'VALIDATION']
  ] as const) {
    say(JSON.stringify(body), status)
    await t.rejects(record.add('work', work), { code: `ORCID_ERR_${code}` })
  }
  for (const location of ['', '/', 'work/', '/work/-1', '/work/1e3', `/work/${'9'.repeat(30)}`, '/work/1/../x', 'javascript:1']) {
    provider.record = (_form, reply) => reply.code(201).header('location', location).send()
    await t.rejects(record.add('work', work), { code: 'ORCID_ERR_OUTCOME_UNKNOWN', cause: { reason: 'no put-code' } }, location)
  }
})

t.test('no token reaches a log or a page, although ORCID repeats it', async (t) => {
  const provider = await startLyingProvider(t)
  const lines: string[] = []
  const app = Fastify({ logger: { level: 'trace', stream: { write: (line: string) => { lines.push(line) } } } })
  t.teardown(() => app.close())
  await app.register(fastifyOrcid, { ...provider.options, routes: false } as FastifyOrcidOptions)
  const record = app.orcid.record(TOKEN, SOFIA)
  const calls: Record<string, () => Promise<unknown>> = {
    read: () => record.read('person'),
    add: () => record.add('work', work),
    addMany: () => record.addMany('works', [work]),
    update: () => record.update('work', 7, work),
    remove: () => record.remove('work', 7),
    userinfo: () => app.orcid.userinfo(TOKEN),
    refresh: () => app.orcid.refresh(TOKEN),
    revoke: () => app.orcid.revoke(TOKEN)
  }
  app.get('/:call', async ({ params, log }) => {
    const { call } = params as { call: string }
    log.info({ record, legs: app.orcid }, 'what there is')
    return await calls[call]?.()
  })
  const echo = (_form: unknown, reply: FastifyReply) => reply.code(status).header('location', `/${TOKEN}`)
    .header('x-token', TOKEN).send({ error: `invalid_token ${TOKEN}`, error_description: `Invalid access token: ${TOKEN}`, 'developer-message': TOKEN })
  Object.assign(provider, { record: echo, userinfo: echo, revoke: echo, token: echo })
  let status = 0
  for (status of [200, 201, 301, 400, 401, 403, 404, 409, 429, 500]) {
    for (const call of Object.keys(calls)) {
      const response = await app.inject(`/${call}`)
      t.notMatch(response.body + JSON.stringify(response.headers), TOKEN, `${call} ${status}`)
    }
  }
  t.ok(lines.length > 200, 'and it is logged')
  t.notMatch(lines.join(''), new RegExp(`${TOKEN}|${CLIENT_SECRET}`))
})

t.test('the name to show is the credit name, or what there is of the others', async (t) => {
  const named = (given?: string | null, family?: string | null, credit?: string | null) => {
    const text = (value?: string | null) => value === undefined ? {} : value === null ? null : { value }
    const parts = { 'given-names': text(given), 'family-name': text(family), 'credit-name': text(credit) }
    return { name: Object.fromEntries(Object.entries(parts).filter(([, part]) => part === null || 'value' in part)) } as Pick<OrcidPerson, 'name'>
  }
  t.equal(displayName({ name: null }), null)
  t.equal(displayName(named('Sofia', 'Garcia', 'S. Garcia')), 'S. Garcia')
  t.equal(displayName(named(' Sofia', 'Garcia ', null)), 'Sofia Garcia')
  t.equal(displayName(named('Sofia', null, ' ')), 'Sofia')
  t.equal(displayName(named()), null)
})

t.test('visible e-mails come verified first, from a person or from their addresses', async (t) => {
  const email = (email: string, verified: boolean, primary: boolean, visibility: string | null = 'public') => ({ email, verified, primary, visibility })
  const emails = { email: [email('a@x.example', false, true), email('b@x.example', true, false, 'limited'), { email: 'c@x.example', verified: true, primary: true, source: null }] }
  const expected = [
    { email: 'c@x.example', verified: true, primary: true, visibility: null },
    { email: 'b@x.example', verified: true, primary: false, visibility: 'limited' },
    { email: 'a@x.example', verified: false, primary: true, visibility: 'public' }
  ]
  t.strictSame(visibleEmails(emails), expected)
  t.strictSame(visibleEmails({ emails }), expected)
  t.strictSame(visibleEmails({ emails: null }), [])
})

t.test('current employments are those that have not ended, one of each', async (t) => {
  const on = (date: string | null) => {
    const [year, month, day] = (date ?? '').split('-').map((value) => ({ value }))
    return date === null ? null : { year: year ?? null, month: month ?? null, day: day ?? null }
  }
  const job = (putCode: number, end: string | null, more: object = {}) =>
    ({ 'employment-summary': { 'put-code': putCode, organization, 'start-date': on('2019-04'), 'end-date': on(end), ...more } })
  const group = (...summaries: object[]) => ({ summaries })
  const employments = {
    'affiliation-group': [
      group(job(1, null, { 'department-name': 'Botany', 'role-title': 'Gardener' }), job(9, null)),
      group(job(2, '2019-12-31')),
      group(job(3, '2026')),
      group(job(4, '2026-10')),
      group(job(5, '2026-11-23', { 'start-date': undefined })),
      group(job(6, null, { 'end-date': { year: null, month: null, day: null } })),
      group()
    ]
  } as unknown as OrcidEmployments
  const current = currentEmployments(employments, new Date('2026-11-23T12:00:00Z'))
  t.strictSame(current.map(({ putCode, endDate }) => [putCode, endDate]), [[1, null], [3, '2026'], [5, '2026-11-23'], [6, null]])
  t.strictSame(current[0], { organization: 'Oxbridge', departmentName: 'Botany', roleTitle: 'Gardener', startDate: '2019-04', endDate: null, putCode: 1 })
  t.equal(currentEmployments(employments).length <= 4, true)
})

t.test('only an address of the web is safe to link to', async (t) => {
  t.equal(safeHttpUrl('https://roses.example/a b'), 'https://roses.example/a%20b')
  t.equal(safeHttpUrl('http://roses.example'), 'http://roses.example/')
  for (const url of ['javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', '//x', 'x', '', null, undefined]) t.equal(safeHttpUrl(url), null)
})

t.test('what happens to the connection has its own error', async (t) => {
  const provider = await startLyingProvider(t)
  const patient = await startApp(t, provider)
  const hasty = await startApp(t, provider, { timeoutMs: 100 })
  provider.userinfo = () => new Promise(() => {})
  await t.rejects(hasty.orcid.userinfo(TOKEN), { code: 'ORCID_ERR_TIMEOUT', cause: { name: 'TimeoutError', code: 'TIMEOUT' } })
  provider.userinfo = hangUp
  await t.rejects(patient.orcid.userinfo(TOKEN), { code: 'ORCID_ERR_OUTCOME_UNKNOWN' })
  provider.userinfo = (_form, reply) => reply.hijack().raw.socket?.end('no HTTP at all\r\n\r\n')
  await t.rejects(patient.orcid.userinfo(TOKEN), { code: 'ORCID_ERR_BAD_RESPONSE' })
  const closed = await startApp(t, provider, { environment: { ...patient.orcid.environment, userinfoEndpoint: 'http://127.0.0.1:1/' } })
  await t.rejects(closed.orcid.userinfo(TOKEN), { code: 'ORCID_ERR_UNREACHABLE', cause: { code: 'ECONNREFUSED' } })
  const tls = await startApp(t, provider, { environment: { ...patient.orcid.environment, userinfoEndpoint: provider.issuer.replace('http', 'https') } })
  await t.rejects(tls.orcid.userinfo(TOKEN), { code: 'ORCID_ERR_UNREACHABLE' })
})

t.test('a dispatcher of the app\'s own carries every request, and its own mistakes stay visible', async (t) => {
  const provider = await startLyingProvider(t)
  const dispatcher = { dispatch () { throw new RangeError('mine') } } as never
  const { orcid } = await startApp(t, provider, { dispatcher, clientId: CLIENT_ID })
  await t.rejects(orcid.userinfo(TOKEN), { name: 'RangeError', message: 'mine' })
})

/** Never called: the compiler is the test. */
export async function theTypesKnowTheRecord (record: OrcidRecord, open: FastifyOrcid['record']): Promise<unknown> {
  // @ts-expect-error no such section
  await record.read('wroks')
  // @ts-expect-error several put-codes are for works
  await record.read('employments', { putCodes: [1] })
  // @ts-expect-error a work has a title
  await record.add('work', { type: 'journal-article' })
  // @ts-expect-error the list is not an item
  await record.add('works', work)
  // @ts-expect-error only works come by the many
  await record.addMany('employments', [])
  // @ts-expect-error a list is not an item
  await record.remove('person', 1)
  // @ts-expect-error a put-code is a number
  await record.update('work', '1', work)
  // @ts-expect-error a job needs an organization
  await record.add('employment', { 'role-title': 'Gardener' })
  // @ts-expect-error a slip in a name
  await record.add('keywords', { content: 'roses', visibilty: 'public' })
  // @ts-expect-error what belongs to the person has no summary
  await record.read('keywords/summary', { putCode: 1 })
  // @ts-expect-error one of two
  open('token', 'iD', { api: 'membr' })
  const url: string | undefined = (await record.read('work/summary', { putCode: 1 })).url?.value
  const source: string | null | undefined = (await record.read('funding', { putCode: 1 })).source?.['source-client-id']?.path
  const [added] = await record.addMany('works', [work])
  const putCode: number | null | undefined = added?.putCode
  const why: string | undefined = added?.error?.code
  // @ts-expect-error of the two, only one is there
  const both: string | undefined = added?.putCode === null ? added.error.code : added?.error.code
  const person = await record.read('person')
  // @ts-expect-error the name may be null
  const { 'given-names': unsafe } = person.name
  const given: string | undefined = person.name?.['given-names']?.value
  const works = await record.read('works')
  const title: string | undefined = works.group[0]?.['work-summary'][0]?.title?.title?.value
  const moved: string | undefined = works.movedTo
  const department: string | null | undefined = (await record.read('employment', { putCode: 1 }))['department-name']
  return { unsafe, given, title, moved, department, url, source, putCode, why, both }
}
