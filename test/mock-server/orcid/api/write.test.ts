import fc from 'fast-check'
import t from 'tap'
import { ISSUER, NOW, openInjectedMock, SOFIA } from '../../../support/mock.ts'
import { issueToken } from '../../../../mock-server/orcid/registry/grants.ts'
import { addItem, itemsOf, MAX_ITEMS, resetRecords } from '../../../../mock-server/orcid/registry/record/store.ts'
import { sectionOf, sections } from '../../../../mock-server/orcid/registry/record/sections.ts'
import { resetRegistry } from '../../../../mock-server/orcid/registry/registry.ts'
import type { Researcher } from '../../../../mock-server/orcid/registry/researchers.ts'
import { runs } from '../../../support/slow.ts'

const fake = await openInjectedMock({ shy: { givenNames: 'Shy', defaultVisibility: 'private' } })
const { app, registry, wait } = fake
const member = fake.client('member')
const rival = fake.client('member')
const sofia = registry.people.get('sofia') as Researcher

type Body = Record<string, unknown>
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

const tokenOf = (scope: string, orcid: string | null = SOFIA, { clientId } = member): string => {
  const grant = { clientId, orcid, scopes: scope.split(' '), expiresIn: 999_999 }
  return issueToken(registry.grants, registry.clock.now(), grant).accessToken
}
let token = ''
t.beforeEach(() => {
  resetRegistry(registry)
  token = tokenOf('/activities/update /person/update /read-limited')
})

async function call (method: Method, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await app.inject({
    method,
    url: `/api/v3.0/${SOFIA}/${path}`,
    headers: { accept: 'application/json', 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    ...body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }
  })
  return { status: answer.statusCode, headers: answer.headers, text: answer.body, json: answer.body.startsWith('{') ? answer.json() : null }
}

const place = { city: 'Bethesda', region: 'MD', country: 'US' }
const ror = { 'disambiguated-organization-identifier': 'https://ror.org/04fa4r544', 'disambiguation-source': 'ROR' }
const organization = { name: 'ORCID', address: place, 'disambiguated-organization': ror }
const ids = (...values: string[]) => ({
  'external-id': values.map((value) => ({
    'external-id-type': 'doi', 'external-id-value': value, 'external-id-relationship': 'self'
  }))
})
const date = (year: string, month?: string, day?: string) => ({
  year: { value: year },
  month: month === undefined ? null : { value: month },
  day: day === undefined ? null : { value: day }
})
const work = { title: { title: { value: 'A work' } }, type: 'book', 'external-ids': ids('10.5555/work') }
const job = { organization, 'start-date': date('2020') }
const grant = { type: 'grant', title: { title: { value: 'A grant' } }, organization, 'external-ids': ids('10.5555/grant') }
const review = {
  'reviewer-role': 'reviewer',
  'review-identifiers': ids('10.5555/review'),
  'review-type': 'review',
  'review-completion-date': date('2020', '05'),
  'review-group-id': 'issn:1741-4857',
  'convening-organization': organization
}
const resource = {
  proposal: { title: { title: { value: 'A proposal' } }, hosts: { organization: [organization] }, 'external-ids': ids('10.5555/proposal') },
  'resource-item': [{
    'resource-name': 'A laser', 'resource-type': 'equipment', hosts: { organization }, 'external-ids': ids('10.5555/laser')
  }]
}
const identifier = {
  'external-id-type': 'Loop',
  'external-id-value': '1',
  'external-id-url': { value: 'https://loop.example/1' },
  'external-id-relationship': 'self'
}
const bodies: Record<string, Body> = {
  work,
  funding: grant,
  'peer-review': review,
  'research-resource': resource,
  'other-names': { content: 'S. Garcia' },
  keywords: { content: 'identity' },
  address: { country: { value: 'PT' } },
  'researcher-urls': { 'url-name': 'Blog', url: { value: 'https://blog.example/' } },
  'external-identifiers': identifier
}
const bodyOf = (item: string): Body => bodies[item] ?? { ...job, 'external-ids': ids(`10.5555/${item}`) }

t.test('an item of every section is added, read, changed and removed', async (t) => {
  for (const { item, name, area } of sections) {
    const added = await call('POST', item, bodyOf(item))
    t.equal(added.status, 201, item)
    t.equal(added.text, '')
    const [putCode = ''] = String(added.headers.location).split('/').slice(-1)
    t.equal(added.headers.location, `${ISSUER}/api/v3.0/${SOFIA}/${item}/${putCode}`)
    const read = await call('GET', `${item}/${putCode}`)
    t.match(read.json, {
      ...bodyOf(item)['content'] === undefined ? {} : { content: bodyOf(item)['content'] },
      'put-code': Number(putCode),
      'created-date': { value: NOW },
      source: {
        'source-orcid': null,
        'source-client-id': { uri: `${ISSUER}/client/${member.clientId}`, path: member.clientId, host: '127.0.0.1:9797' },
        'source-name': { value: 'The <Journal> & "Co"' }
      }
    }, item)
    wait(1)
    // Of a work ORCID looks whether it has changed at all.
    const changed = await call('PUT', `${item}/${putCode}`, { ...read.json, ...item === 'work' && { 'short-description': 'More' } })
    t.equal(changed.status, 200, changed.text)
    t.match(changed.json, { 'put-code': Number(putCode), path: area === 'person' ? `/${SOFIA}/${item}/${putCode}` : null })
    t.ok(changed.json['last-modified-date'].value > changed.json['created-date'].value)
    t.match((await call('GET', name)).text, `${putCode}`)
    t.match((await call('GET', 'record')).json.history['last-modified-date'], { value: registry.clock.now() })
    const removed = await call('DELETE', `${item}/${putCode}`)
    t.equal(removed.status, 204)
    t.equal(removed.text, '')
    t.equal((await call('GET', `${item}/${putCode}`)).status, 404)
    wait(-1)
  }
})

t.test('a reset brings the records back as they were', async (t) => {
  const before = (await call('GET', 'record')).text
  await call('POST', 'work', work)
  t.not((await call('GET', 'record')).text, before)
  resetRegistry(registry)
  token = tokenOf('/read-limited')
  t.equal((await call('GET', 'record')).text, before)
})

t.test('what is written is kept in ORCID\'s order and form, whatever order and form it came in', async (t) => {
  const sent = {
    visibility: 'private',
    type: 'book',
    url: 'https://work.example/',
    'publication-date': { day: { value: 2 }, year: 2021, month: '03' },
    'external-ids': { 'external-id': { ...ids('10.5555/X')['external-id'][0], 'external-id-normalized': { value: 'x', transient: true } } },
    contributors: { contributor: [{ 'credit-name': 'Fran', 'contributor-email': { value: 'fran@x.example' } }] },
    title: { title: 'A bare title' }
  }
  sent['publication-date'].day.value = '02' as unknown as number
  const { headers } = await call('POST', 'work', sent)
  const { json } = await call('GET', String(headers.location).split(`${SOFIA}/`)[1] ?? '')
  t.match(json, {
    title: { title: { value: 'A bare title' }, subtitle: null, 'translated-title': null },
    url: { value: 'https://work.example/' },
    'publication-date': { year: { value: '2021' }, month: { value: '03' }, day: { value: '02' } },
    'external-ids': { 'external-id': [{ 'external-id-value': '10.5555/X', 'external-id-normalized': { value: '10.5555/x', transient: true } }] },
    contributors: { contributor: [{ 'credit-name': { value: 'Fran' }, 'contributor-email': { value: 'fran@x.example' }, 'contributor-attributes': null }] },
    citation: null,
    // The person's own setting decides.
    visibility: 'public'
  })
})

t.test('a client sees what it added, however hidden the person keeps it', async (t) => {
  const shy = registry.people.get('shy') as Researcher
  const post = (by: string) => app.inject({
    method: 'POST',
    url: `/api/v3.0/${shy.orcid}/keywords`,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${by}` },
    payload: '{"content":"mine","visibility":"public"}'
  })
  const read = async (by: string) => (await fake.get(`/api/v3.0/${shy.orcid}/keywords`, {
    accept: 'application/json', authorization: `Bearer ${by}`
  })).json().keyword
  const own = tokenOf('/person/update', shy.orcid)
  t.equal((await post(own)).statusCode, 201)
  t.match(await read(own), [{ content: 'mine', visibility: 'private' }])
  t.strictSame(await read(tokenOf('/read-limited', shy.orcid, rival)), [])
})

t.test('each scope writes what it is for, and no more', async (t) => {
  const status = async (scope: string, method: Method, path: string, body?: Body) => {
    token = tokenOf(scope)
    const { status, json } = await call(method, path, body)
    return status === 403 ? json['error-code'] : status
  }
  t.equal(await status('/orcid-works/create', 'POST', 'work', work), 201)
  t.equal(await status('/orcid-works/create', 'PUT', 'work/10000000', { ...work, 'put-code': 10000000 }), 9038)
  t.equal(await status('/orcid-works/update', 'PUT', 'work/10000000', { ...work, 'put-code': 10000000 }), 200)
  t.equal(await status('/orcid-works/create', 'DELETE', 'work/10000000'), 9038)
  t.equal(await status('/activities/update', 'DELETE', 'work/10000000'), 204)
  t.equal(await status('/affiliations/create', 'POST', 'work', work), 9038)
  t.equal(await status('/read-limited', 'POST', 'works', { bulk: [] }), 9038)
  t.equal(await status('/affiliations/create', 'POST', 'research-resource', resource), 201)
  t.equal(await status('/orcid-bio/external-identifiers/create', 'POST', 'external-identifiers', identifier), 201)
  t.equal(await status('/orcid-bio/external-identifiers/create', 'POST', 'keywords', { content: 'x' }), 9038)
  t.equal(await status('/orcid-bio/external-identifiers/create', 'DELETE', 'external-identifiers/10000002'), 9038)
  t.equal(await status('/activities/update', 'POST', 'keywords', { content: 'x' }), 9038)
  t.equal(await status('/person/update', 'POST', 'keywords', { content: 'x' }), 201)
})

t.test('only the member that added an item may change or remove it', async (t) => {
  await call('POST', 'work', work)
  await call('POST', 'employment', job)
  const own = [...itemsOf(registry.records, sofia, sectionOf('keywords')).keys()][0] as number
  t.match((await call('DELETE', `keywords/${own}`)).json, {
    'response-code': 403,
    'developer-message': '403 Forbidden: You are not the source of the work, so you are not allowed to update it.',
    'user-message': 'The client application is not the source of the resource it is trying to access.',
    'error-code': 9010
  })
  t.match((await call('PUT', `keywords/${own}`, { content: 'mine', 'put-code': own })).json, { 'error-code': 9010 })
  token = tokenOf('/activities/update', SOFIA, rival)
  t.match((await call('PUT', 'work/10000000', { ...work, 'put-code': 10000000, type: 'review' })).json, { 'error-code': 9010 })
  t.match((await call('PUT', 'work/10000000', { ...work, 'put-code': 10000000 })).json, { 'error-code': 9014 }, 'nothing is changed')
  t.match((await call('PUT', 'employment/10000001', { 'put-code': '10000001' })).json, { 'error-code': 9010 }, 'before the content')
  t.match((await call('DELETE', 'work/10000000')).json, { 'error-code': 9010 })
  t.equal((await call('POST', 'work', work)).status, 201, 'another member may add the same work')
})

t.test('a put-code in the path and in the body are the same, known, and left out of what is new', async (t) => {
  await call('POST', 'work', work)
  const told = async (method: Method, path: string, body?: Body) => (await call(method, path, body)).json
  t.match(await told('PUT', 'work/10000000', work), {
    'response-code': 400,
    'developer-message': '400 Bad Request: The put code in the URL was 10000000 whereas the one in the body was null.',
    'user-message': 'There was an error when updating the record. Please try again. If the error persists, please contact ' +
      'The <Journal> & "Co" for assistance.',
    'error-code': 9019
  })
  t.match(await told('PUT', 'work/1', { ...work, 'put-code': 2 }), { 'error-code': 9019 })
  t.match(await told('PUT', 'work/1', { ...work, 'put-code': 1 }), { 'response-code': 404, 'error-code': 9016 })
  t.match(await told('PUT', 'work/one', { ...work, 'put-code': 1 }), { 'error-code': 9034 })
  t.match(await told('DELETE', 'work/one'), { 'error-code': 9034 })
  t.match(await told('DELETE', 'work/1'), { 'response-code': 404, 'error-code': 9016 })
  t.match(await told('POST', 'work', { ...work, 'put-code': 5, 'external-ids': ids('10.5555/other') }), { 'response-code': 400, 'error-code': 9024 })
  t.match(await told('PUT', 'work/10000000', { ...work, 'put-code': 10000000, visibility: 'private' }), { 'response-code': 403, 'error-code': 9035 })
  t.match(await told('PUT', 'work/10000000', { ...work, 'put-code': 10000000, type: 'review', visibility: 'public' }), { type: 'review' })
})

t.test('the same thing is not added twice', async (t) => {
  await call('POST', 'work', work)
  t.match((await call('POST', 'work', { ...work, 'external-ids': ids('10.5555/new', 'https://doi.org/10.5555/WORK') })).json, {
    'response-code': 409,
    'developer-message': '409 Conflict: You have already added this activity (matched by external identifiers), please see ' +
      'element with put-code 10000000. If you are trying to edit the item, please use PUT instead of POST.',
    'error-code': 9021
  })
  await call('POST', 'work', { ...work, 'external-ids': ids('10.5555/second') })
  t.match((await call('PUT', 'work/10000001', { ...work, 'put-code': 10000001 })).json, { 'error-code': 9021 })
  for (const [path, type, value] of [
    ['keywords', 'keyword', 'identity'], ['other-names', 'other-name', 'S. Garcia'],
    ['researcher-urls', 'researcher-url', 'https://blog.example/'],
    ['external-identifiers', 'external-identifier', 'https://loop.example/1']
  ] as const) {
    t.equal((await call('POST', path, bodyOf(path))).status, 201)
    const message = `The element '${value}' of type '${type}' is duplicated. `
    t.match((await call('POST', path, bodyOf(path))).json, {
      'response-code': 409, 'developer-message': message, 'user-message': message, 'error-code': 9030
    })
  }
  await call('POST', 'keywords', { content: 'second' })
  t.equal((await call('POST', 'keywords', { content: 'documentation' })).status, 201, 'the person has it, the client has not')
})

t.test('a bulk adds what it can', async (t) => {
  const other = { ...work, 'external-ids': ids('10.5555/other') }
  const answer = await call('POST', 'works', {
    bulk: [{ work }, { work }, { work: { ...other, title: null } }, { work: { ...other, type: null } }, { work: other }]
  })
  t.equal(answer.status, 200)
  t.match(answer.json.bulk, [
    { work: { 'put-code': 10000000, path: null } },
    { error: { 'response-code': 409, 'error-code': 9021 } },
    { error: { 'error-code': 9022, 'user-message': 'Invalid activity:  A title is required.' } },
    { error: { 'error-code': 9037, 'developer-message': /^Invalid work type, valid values are: annotation, .*, undefined\.$/ } },
    { work: { 'put-code': 10000001 } }
  ])
  for (const empty of [{ bulk: [] }, { bulk: null }, {}]) {
    t.equal((await call('POST', 'works', empty)).text, '{"bulk":[]}')
  }
  const many = Array.from({ length: 101 }, () => ({ work }))
  t.match((await call('POST', 'works', { bulk: many })).json, {
    'response-code': 400,
    'developer-message': 'The client application sent a bad request to ORCID. Full validation error: ' +
      'You are allowed to add up to 100 elements per request.',
    'error-code': 9006
  })
  for (const wrong of [[], { bulk: [{ job }] }, { bulk: [null] }, { bulk: [{ work: { ...work, type: 'novel' } }] }, null]) {
    t.match((await call('POST', 'works', wrong)).json, { 'response-code': 400, 'error-code': 9047 })
  }
  t.equal((await call('POST', 'works', '{')).json['error-code'], 9001)
})

t.test('a record has room for ten thousand items of a section', async (t) => {
  const section = sectionOf('works')
  const there = itemsOf(registry.records, sofia, section)
  while (there.size < MAX_ITEMS) {
    addItem(registry.records, { researcher: sofia, section }, { visibility: 'public', clientId: rival.clientId, content: {}, now: 0 })
  }
  for (const [path, body] of [['work', work], ['works', { bulk: [{ work }] }]] as const) {
    t.match((await call('POST', path, body)).json, {
      'response-code': 409,
      'error-code': 9048,
      'developer-message': '409 Conflict: The maximum number of works that can be connected to an ORCID record is 10,000'
    })
  }
  t.match((await call('POST', 'work', { ...work, title: {} })).json, { 'error-code': 9047 }, 'what it is comes first')
  t.match((await call('POST', 'work', { ...work, 'external-ids': null })).json, { 'error-code': 9023 })
  t.equal((await call('POST', 'keywords', { content: 'x' })).status, 201)
})

const invalid = { 'response-code': 400, 'error-code': 9047, 'developer-message': /^400 Bad request: invalid JSON - \$\{error\} Full validation error: / }

t.test('a body that ORCID cannot read is refused before anybody looks at the record', async (t) => {
  for (const body of ['{', '[1', 'nonsense', '{"title": }', '\u0000']) {
    t.match((await call('POST', 'work', body)).json, { 'response-code': 400, 'error-code': 9001 }, body)
  }
  for (const body of ['', ' ', 'null', '[]', '1', '"work"', '{}', '{"unknown":1}', '{"__proto__":{}}']) {
    t.match((await call('POST', 'work', body)).json, invalid, body)
  }
  for (const [path, body] of [
    ['work', { ...work, type: 'novel' }], ['work', { ...work, title: { title: { value: ' ' } } }], ['work', { ...work, title: null }],
    ['work', { ...work, title: { title: { value: 'x'.repeat(1001) } } }], ['work', { ...work, 'put-code': 'x' }],
    ['work', { ...work, visibility: 'secret' }], ['work', { ...work, country: { value: 'usa' } }],
    ['work', { ...work, 'publication-date': date('1') }], ['work', { ...work, 'publication-date': { month: { value: '05' } } }],
    ['work', { ...work, 'external-ids': { 'external-id': [{ 'external-id-type': 'doi' }] } }],
    ['work', { ...work, title: { title: { value: 'x' }, 'translated-title': { value: 'y', 'language-code': 'english' } } }],
    ['work', { ...work, citation: { 'citation-type': 'bibtex' } }], ['funding', { ...grant, organization: null }],
    ['peer-review', { ...review, 'review-group-id': 'journal' }], ['peer-review', { ...review, 'reviewer-role': undefined }],
    ['research-resource', { ...resource, 'resource-item': [] }], ['research-resource', { proposal: resource.proposal }],
    ['employment', { organization: { name: 'ORCID' } }], ['address', {}], ['other-names', { content: null }]
  ] as const) {
    t.match((await call('POST', path, body)).json, invalid, JSON.stringify(body))
  }
  token = tokenOf('/read-limited')
  t.match((await call('POST', 'work', '{}')).json, invalid, 'before the scope')
})

t.test('what ORCID wants of an item it says by number', async (t) => {
  const noId = { name: 'ORCID', address: place }
  const typed = (type: string, relationship: string | null = 'self') => ({
    'external-id': [{ 'external-id-type': type, 'external-id-value': '1', 'external-id-relationship': relationship }]
  })
  const by = (role: string) => ({ contributor: [{ 'contributor-attributes': { 'contributor-role': role } }] })
  for (const [path, body, code, message] of [
    ['work', { ...work, 'external-ids': null }, 9023, /an external identifier is required\.$/],
    ['work', { ...work, 'external-ids': typed('nonsense') }, 9023, /Full validation error: Invalid external-id {2}nonsense$/],
    ['work', { ...work, 'external-ids': typed('doi', null) }, 9023, / {2}relationship At least one identifier with 'self'/],
    ['work', { ...work, 'external-ids': typed('isbn', 'part-of') }, 9023, /'self' relationship is required$/],
    ['work', { ...work, 'publication-date': date('2021', '02', '30') }, 9049, /invalid date: 2021-02-30 $/],
    ['work', { ...work, 'publication-date': date('2021', '5') }, 9049, /invalid date: 2021-5 $/],
    ['work', { ...work, 'publication-date': { year: { value: '2021' }, day: { value: '05' } } }, 9047, /:month\}' is expected\./],
    ['work', { ...work, contributors: by('friend') }, 9058, /Invalid contributor role: friend\. Expected one of \[author, /],
    ['funding', { ...grant, title: null }, 9022, /a title is required\.$/],
    ['funding', { ...grant, 'external-ids': { 'external-id': [] } }, 9023, /required\.$/],
    ['funding', { ...grant, amount: { value: '5' } }, 9047, /AccessorException/],
    ['funding', { ...grant, amount: { 'currency-code': 'EUR' } }, 9020, /Please specify an amount or remove the amount tag$/],
    ['funding', { ...grant, amount: { value: 'much', 'currency-code': 'EUR' } }, 9054, /invalid amount$/],
    ['funding', { ...grant, organization: noId }, 9045, /disambiguated-organization must be present and valid$/],
    ['funding', { ...grant, 'end-date': date('2020') }, 9050, /missing start-date/],
    ['funding', { ...grant, contributors: by('author') }, 9058, /Expected one of \[lead, /],
    ['peer-review', { ...review, 'review-identifiers': {} }, 9023, /required\.$/],
    ['peer-review', { ...review, 'subject-external-identifier': typed('x')['external-id'][0] }, 9023, / {2}type$/],
    ['peer-review', { ...review, 'review-completion-date': date('2020', '02', '31') }, 9049, /2020-02-31 $/],
    ['research-resource', { ...resource, proposal: { ...resource.proposal, 'external-ids': {} } }, 9023, /Missing external ID in Research Resource Proposal$/],
    ['research-resource', { ...resource, proposal: { ...resource.proposal, 'external-ids': typed('x') } }, 9023, / {2}x$/],
    ['research-resource', { ...resource, proposal: { ...resource.proposal, hosts: { organization: [noId] } } }, 9045, /valid$/],
    ['research-resource', { ...resource, proposal: { ...resource.proposal, 'end-date': date('2020') } }, 9050, /start-date$/],
    ['employment', {}, 9046, /organization must be present and valid$/],
    ['education', { organization: noId }, 9045, /valid$/],
    ['education', { organization: { ...organization, address: { city: '', country: 'US' } } }, 9047, /./],
    ['education', { organization: { ...organization, address: { country: 'US' } } }, 9060, /^City and country are required/],
    ['employment', { ...job, 'end-date': date('2019', '12') }, 9055, /End date must come after start date\.$/],
    ['employment', { ...job, 'end-date': date('2019', '13') }, 9047, /./],
    ['distinction', {}, 9046, /./],
    ['distinction', { organization: noId }, 9062, /^Professional activities cannot be added without/],
    ['service', { organization: { ...organization, address: { city: 'Here' } } }, 9061, /^City or region cannot be/],
    ['researcher-urls', { url: { value: '' } }, 9020, /Invalid incoming message\. Full validation error: Url field must not be empty$/],
    ['researcher-urls', { url: { value: 'x'.repeat(2001) } }, 9020, /must not be longer than 2000 characters$/],
    ['external-identifiers', { ...identifier, 'external-id-relationship': 'part-of' }, 9020, /should be self for person identifiers$/],
    ['external-identifiers', { ...identifier, 'external-id-url': null }, 9020, /Reference field must not be empty$/],
    ['external-identifiers', { ...identifier, 'external-id-url': 'x'.repeat(2001) }, 9020, /longer than 2000 characters$/]
  ] as const) {
    const { json } = await call('POST', path, body)
    t.match(json, { 'response-code': 400, 'error-code': code, 'developer-message': message }, `${path} ${JSON.stringify(body).slice(0, 90)}`)
  }
  for (const [path, body] of [
    ['work', { ...work, contributors: {}, 'external-ids': ids('10.5555/c') }],
    ['work', { ...work, contributors: by('http://credit.niso.org/contributor-roles/software/') }],
    ['work', { ...work, 'external-ids': ids('10.5555/a'), 'publication-date': date('2020', '02', '29'), contributors: { contributor: [{}] } }],
    ['funding', { ...grant, amount: { value: '1.5', 'currency-code': 'EUR' }, 'start-date': date('2020'), 'end-date': date('2020', '01') }],
    ['peer-review', { ...review, 'subject-external-identifier': { ...typed('doi')['external-id'][0] } }],
    ['invited-position', { organization: noId, 'external-ids': ids('10.5555/i') }],
    ['membership', { organization: { ...organization, address: {} }, 'start-date': date('2019'), 'end-date': date('2019', '05') }]
  ] as const) {
    const { status, headers } = await call('POST', path, body)
    t.equal(status, 201, path)
    t.equal((await call('GET', String(headers.location).split(`${SOFIA}/`)[1] ?? '')).status, 200)
  }
})

t.test('bodies are JSON by one of ORCID\'s names', async (t) => {
  for (const type of ['application/json', 'application/vnd.orcid+json; charset=utf-8', 'Application/Orcid+JSON']) {
    t.not((await call('POST', 'work', work, { 'content-type': type })).status, 415)
  }
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'nonsense', '']) {
    t.match((await call('POST', 'work', work, { 'content-type': type })).json, {
      'response-code': 415, 'error-code': 9001, 'developer-message': /Full validation error: HTTP 415 Unsupported Media Type$/
    }, type)
  }
  t.equal((await call('POST', 'work', work, { 'content-type': 'application/json', accept: 'text/html' })).status, 406)
  const untyped = await app.inject({ method: 'POST', url: `/api/v3.0/${SOFIA}/work`, headers: { authorization: `Bearer ${token}` }, payload: 'x' })
  t.equal(untyped.statusCode, 415)
  t.match((await call('POST', 'work', '<work/>', { 'content-type': 'application/vnd.orcid+xml' })).json, {
    'response-code': 415, 'developer-message': /^This fake ORCID speaks JSON only, and the body is XML\./
  })
  const large = await call('POST', 'work', { ...work, 'short-description': 'x'.repeat(6_000_000) })
  t.match(large.json, { 'response-code': 413, 'error-code': 9001 })
})

t.test('nothing is written whose answer could not be', async (t) => {
  t.equal((await call('POST', 'work', work, { accept: '*/*' })).status, 201, 'no answer, no media type')
  const put = { ...work, 'put-code': 10000000, type: 'review' }
  const refused = await call('PUT', 'work/10000000', put, { accept: 'application/xml' })
  t.equal(refused.status, 406)
  t.match(refused.text, 'This fake ORCID speaks JSON only')
  t.equal((await call('GET', 'work/10000000')).json.type, 'book')
  const bulk = { bulk: [{ work: { ...work, 'external-ids': ids('10.5555/b') } }] }
  t.equal((await call('POST', 'works', bulk, { accept: 'application/xml, */*' })).status, 406)
  t.equal((await call('DELETE', 'work/10000000', undefined, { accept: '*/*' })).status, 204)
})

t.test('whoever has no token, or the wrong one, writes nothing', async (t) => {
  const status = async (headers: Record<string, string>) => (await call('POST', 'work', work, headers)).status
  t.equal(await status({ authorization: '' }), 403)
  t.equal(await status({ authorization: 'Bearer nope' }), 401)
  t.equal(await status({ authorization: `Bearer ${tokenOf('/activities/update', '0009-0009-9999-0019')}` }), 401)
  t.equal(await status({ authorization: `Bearer ${tokenOf('/authenticate', SOFIA, fake.client('public'))}` }), 403)
  t.equal(await status({ authorization: `Bearer ${tokenOf('/read-public', null)}` }), 403)
})

t.test('a change is held to the same shapes as an addition', async (t) => {
  await call('POST', 'work', work)
  t.match((await call('PUT', 'work/10000000', '{')).json, { 'error-code': 9001 })
  t.match((await call('PUT', 'work/10000000', {})).json, { 'error-code': 9047 })
  t.match((await call('PUT', 'work/10000000', { ...work, 'put-code': 10000000, 'external-ids': null })).json, { 'error-code': 9023 })
  const nameless = { 'external-id': [{ 'external-id-type': 'doi', 'external-id-value': '', 'external-id-relationship': 'self' }] }
  const halves = { bulk: [{ work: { ...work, title: { title: {} } } }, { work: { ...work, 'external-ids': nameless } }] }
  t.match((await call('POST', 'works', halves)).json.bulk, [
    { error: { 'error-code': 9022 } }, { error: { 'error-code': 9023, 'developer-message': /Invalid external-id {2}value$/ } }
  ])
})

const WORDS = [...new Set(sections.flatMap(({ name, item }) => [name, item])), 'summary', '1', '10000000', 'record', '']
const MEMBERS = [...new Set(sections.flatMap(({ shape }) => Object.keys(shape.members))), 'put-code', '__proto__']

const segment = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.string({ maxLength: 12 }).map((text) => encodeURIComponent(text.replace(/[\ud800-\udfff]/g, '')))
)
const value = fc.oneof(
  fc.constantFrom<unknown>(null, '', 'self', 'doi', 1, -1, true, [], {}, { value: 'x' }, date('2020'), organization, ids('1')),
  fc.jsonValue({ maxDepth: 3 })
)
const changes = fc.dictionary(fc.constantFrom(...MEMBERS), value, { maxKeys: 3 })
const anyBody = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.jsonValue().map((json) => JSON.stringify(json)),
  fc.tuple(fc.constantFrom(...sections), changes)
    .map(([{ item }, each]) => JSON.stringify({ ...bodyOf(item), ...each }))
)
const header = fc.oneof(fc.constantFrom('application/json', '*/*', ''), fc.stringMatching(/^[\x20-\x7e]{0,30}$/))

t.test('no path, header or body crashes the record API', async (t) => {
  const verb = fc.constantFrom<Method>('GET', 'POST', 'PUT', 'DELETE')
  const path = fc.array(segment, { maxLength: 3 }).map((segments) => segments.join('/'))
  await fc.assert(fc.asyncProperty(verb, path, anyBody, header, header, async (method, url, body, accept, type) => {
    const { status } = await call(method, url, method === 'GET' ? undefined : body, { accept, 'content-type': type })
    return status < 500
  }), { seed: 42, numRuns: runs(1000) })
  t.pass('every answer stayed below 500')
})

t.test('what was accepted can be read, whatever it was', async (t) => {
  const statuses: Record<number, number> = {}
  const times = runs(600)
  await fc.assert(fc.asyncProperty(fc.constantFrom(...sections), changes, async ({ item, name }, each) => {
    resetRecords(registry.records)
    const { status } = await call('POST', item, { ...bodyOf(item), ...each })
    statuses[status] = (statuses[status] ?? 0) + 1
    return status < 500 && (status !== 201 || (await call('GET', name)).status === 200)
  }), { seed: 42, numRuns: times })
  t.equal((await call('GET', 'record')).status, 200)
  t.ok((statuses[201] ?? 0) > times / 30 && (statuses[400] ?? 0) > times / 30, JSON.stringify(statuses))
})

t.test('a megabyte of anything is answered', async (t) => {
  for (const body of [
    'x'.repeat(1_000_000), '['.repeat(1_000_000), `{"bulk":[${'{},'.repeat(300_000)}{}]}`,
    JSON.stringify({ ...work, 'short-description': 'x'.repeat(1_000_000) }),
    JSON.stringify({ ...work, 'external-ids': ids(...Array.from({ length: 10_000 }, (_, index) => `10.5555/${index}`)) })
  ]) {
    for (const path of ['work', 'works', 'keywords']) {
      const { status } = await call('POST', path, body)
      t.ok(status < 500, `${path} ${body.slice(0, 20)}: ${status}`)
    }
  }
})
