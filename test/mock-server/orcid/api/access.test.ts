import t from 'tap'
import { credentials, ISSUER, openInjectedMock, SOFIA } from '../../../support/mock.ts'

const fake = await openInjectedMock()
const { app, get, post } = fake
const client = fake.client()
const member = fake.client('member')

const NOOR = '0009-0009-9999-0027'
const LIN = '0009-0009-9999-0019'
const json = { accept: 'application/json' }
const bearer = (token: unknown) => ({ ...json, authorization: `Bearer ${String(token)}` })

const tokenOf = async (by: typeof client, scope: string, orcid = SOFIA): Promise<string> =>
  (await fake.tokens(by, scope, orcid))['access_token'] as string

const ownToken = async (by: typeof client, scope: string): Promise<string> =>
  (await post('/oauth/token', { ...credentials(by), grant_type: 'client_credentials', scope })).json()['access_token']

t.test('anybody may read what is public, in ORCID\'s shape', async (t) => {
  const { statusCode, headers, body } = await get(`/pub/v3.0/${SOFIA}/person`, json)
  t.equal(statusCode, 200)
  t.match(headers, {
    'content-type': 'application/json;charset=UTF-8',
    'access-control-allow-origin': '*',
    'cache-control': /no-store/,
    expires: '0',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY'
  })
  const person = JSON.parse(body)
  t.strictSame(Object.keys(person), ['last-modified-date', 'name', 'other-names', 'biography', 'researcher-urls',
    'emails', 'addresses', 'keywords', 'external-identifiers', 'path'])
  t.equal(JSON.stringify(person.name), '{"created-date":{"value":1577836800000},' +
    '"last-modified-date":{"value":1577836800000},"given-names":{"value":"Sofia"},"family-name":{"value":"Garcia"},' +
    `"credit-name":null,"source":null,"visibility":"public","path":"${SOFIA}"}`)
  t.strictSame(person.emails, { 'last-modified-date': null, email: [], path: `/${SOFIA}/email` })
  t.strictSame(Object.keys(person.keywords.keyword[0]), ['created-date', 'last-modified-date', 'source', 'content',
    'visibility', 'path', 'put-code', 'display-index'])
  t.match(person, {
    biography: { content: /^Sofia Garcia/, visibility: 'public', path: `/${SOFIA}/biography` },
    'other-names': { 'other-name': [{ content: 'Sofia Maria Garcia' }] },
    'researcher-urls': { 'researcher-url': [{ 'url-name': 'Home', url: { value: 'https://sofia.example/' } }] },
    addresses: { address: [{ country: { value: 'ES' }, path: /\/address\/\d+$/ }] },
    'external-identifiers': {
      'external-identifier': [{ 'external-id-type': 'Scopus Author ID', 'external-id-relationship': 'self' }]
    },
    keywords: { keyword: [{ source: { 'source-orcid': { uri: `${ISSUER}/${SOFIA}`, path: SOFIA, host: '127.0.0.1:9797' } } }] },
    path: `/${SOFIA}/person`
  })
  t.equal(person['other-names']['other-name'].length, 1, 'the limited one is left out')
})

t.test('every section of person and activities can be read alone', async (t) => {
  const sections: Record<string, string> = {
    'other-names': 'other-name',
    keywords: 'keyword',
    address: 'address',
    'researcher-urls': 'researcher-url',
    'external-identifiers': 'external-identifier',
    email: 'email',
    distinctions: 'affiliation-group',
    educations: 'affiliation-group',
    employments: 'affiliation-group',
    'invited-positions': 'affiliation-group',
    memberships: 'affiliation-group',
    qualifications: 'affiliation-group',
    services: 'affiliation-group',
    fundings: 'group',
    'peer-reviews': 'group',
    'research-resources': 'group',
    works: 'group'
  }
  for (const [section, name] of Object.entries(sections)) {
    const { statusCode, body } = await get(`/v3.0/${SOFIA}/${section}`, json)
    t.equal(statusCode, 200, section)
    t.strictSame(Object.keys(JSON.parse(body)), ['last-modified-date', name, 'path'], section)
    t.equal(JSON.parse(body).path, `/${SOFIA}/${section}`)
  }
  t.match((await get(`/v3.0/${SOFIA}/personal-details`, json)).json(), { name: {}, biography: {}, 'other-names': {} })
  t.match((await get(`/v3.0/${SOFIA}/biography`, json)).json(), { content: /^Sofia/ })
  const job = (await get(`/v3.0/${SOFIA}/employments`, json)).json()['affiliation-group'][0].summaries[0]
  t.match(job['employment-summary'], {
    'role-title': 'Researcher',
    'start-date': { year: { value: '2019' }, month: { value: '04' }, day: { value: '01' } },
    'end-date': null,
    organization: { name: 'University of Example', address: { city: 'Example City', country: 'ES' } },
    'display-index': '0'
  })
})

t.test('a record holds everything, in ORCID\'s order', async (t) => {
  for (const path of [`/v3.0/${SOFIA}`, `/v3.0/${SOFIA}/record`]) {
    const record = (await get(path, json)).json()
    t.strictSame(Object.keys(record), ['orcid-identifier', 'preferences', 'history', 'person', 'activities-summary', 'path'])
    t.strictSame(Object.keys(record['activities-summary']), ['last-modified-date', 'distinctions', 'educations',
      'employments', 'fundings', 'invited-positions', 'memberships', 'peer-reviews', 'qualifications',
      'research-resources', 'services', 'works', 'path'])
    t.match(record.history, { claimed: true, 'verified-email': true, 'verified-primary-email': true })
  }
  const pavel = (await get('/v3.0/0009-0009-9999-0107', json)).json()
  t.match(pavel.history, { 'verified-email': false, 'verified-primary-email': false })
  t.match(pavel.person.emails.email, [{ email: 'pavel@orcid.example', verified: false, primary: true, 'put-code': null }])
})

t.test('what a record hides depends on the API and the scopes', async (t) => {
  const read = async (path: string, token: string) => (await get(path, bearer(token))).json()
  const limited = await tokenOf(member, '/read-limited', NOOR)
  const plain = await tokenOf(member, 'openid', NOOR)
  const shown = await read(`/pub/v3.0/${NOOR}/person`, limited)
  t.equal(shown.name, null, 'the public API shows nothing limited')
  t.match(shown.keywords.keyword, [{ content: 'privacy', source: { 'source-name': null } }])
  t.equal((await read(`/api/v3.0/${NOOR}/person`, plain)).name, null)
  t.match(await read(`/api/v3.0/${NOOR}/person`, limited), {
    name: { 'given-names': { value: 'Noor' }, visibility: 'limited' },
    emails: { email: [{ email: 'noor@orcid.example', source: { 'source-name': null } }] },
    biography: { content: 'For trusted parties only.' }
  })
  const lin = await tokenOf(member, '/read-limited', LIN)
  t.equal((await read(`/api/v3.0/${LIN}/person`, lin)).name, null, 'private is private')
  const activities = await tokenOf(member, '/activities/read-limited', NOOR)
  t.equal((await read(`/api/v3.0/${NOOR}/person`, activities)).name, null)
})

t.test('a biography, being one item, is refused rather than left out', async (t) => {
  const read = async (base: string, orcid: string, token?: string) =>
    (await get(`${base}/${orcid}/biography`, token === undefined ? json : bearer(token))).json()
  t.match(await read('/v3.0', NOOR), { 'response-code': 403, 'error-code': 9039 })
  t.match(await read('/api/v3.0', NOOR, await tokenOf(member, 'openid', NOOR)),
    { 'response-code': 403, 'error-code': 9038, 'developer-message': /^409 Conflict/ })
  t.match(await read('/api/v3.0', NOOR, await tokenOf(member, '/read-limited', NOOR)), { visibility: 'limited' })
  t.match(await read('/v3.0', LIN), { 'response-code': 404, 'error-code': 9041 })
})

t.test('the gate judges the token before anything else, and always in JSON', async (t) => {
  for (const [path, headers] of [
    [`/v3.0/${SOFIA}/person`, { authorization: 'Bearer nope, more', accept: 'application/xml' }],
    [`/api/v3.0/${SOFIA}/person`, { authorization: 'bEaReRnope' }],
    ['/v3.0/nobody/nonsense?access_token=nope', { authorization: 'Basic eDp5' }]
  ] as Array<[string, Record<string, string>]>) {
    const answer = await get(path, headers)
    t.equal(answer.statusCode, 401)
    t.equal(answer.body, '{"error":"invalid_token","error_description":"Invalid access token: nope"}')
    t.equal(answer.headers['content-type'], 'application/json;charset=UTF-8')
    t.equal(answer.headers['www-authenticate'], undefined)
  }
  const anonymous = await get(`/api/v3.0/${SOFIA}/person`, json)
  t.equal(anonymous.statusCode, 403)
  t.equal(anonymous.body, '{"error":"forbidden","error_description":"Forbidden: The server understood the request ' +
    'but refuses to authorize it."}')
})

t.test('credentials of a client open nothing, and wrong ones close what is public', async (t) => {
  const basic = (secret: string) => ({ ...json, authorization: `Basic ${btoa(`${member.clientId}:${secret}`)}` })
  const wrong = await get(`/pub/v3.0/${SOFIA}/person`, basic('a:b'))
  t.equal(wrong.statusCode, 401)
  t.strictSame(wrong.json(), {
    error: 'invalid_token', error_description: `Invalid client credentials provided for ${member.clientId}`
  })
  t.equal((await get(`/pub/v3.0/${SOFIA}/person`, basic(member.clientSecret))).statusCode, 200)
  t.equal((await get(`/api/v3.0/${SOFIA}/person`, basic(member.clientSecret))).statusCode, 403)
  t.equal((await get(`/api/v3.0/${SOFIA}/person`, basic('x'))).statusCode, 401)
})

t.test('a person\'s token opens no other record, a client\'s opens all that is public', async (t) => {
  const sofia = await tokenOf(client, '/authenticate')
  for (const other of [LIN, '0000-0002-1825-0097']) {
    const answer = await get(`/pub/v3.0/${other}/person`, bearer(sofia))
    t.equal(answer.statusCode, 401)
    t.strictSame(answer.json(), {
      'response-code': 401,
      'developer-message': '401 Unauthorized: The client application is not authorized for this ORCID record. ' +
        'Full validation error: Access token is for a different record',
      'user-message': 'The client application is not authorized.',
      'error-code': 9017,
      'more-info': 'https://members.orcid.org/api/resources/troubleshooting'
    })
  }
  t.equal((await get(`/v3.0/${SOFIA}/person?access_token=${sofia}`, json)).statusCode, 200)
  t.equal((await get(`/v3.0/${LIN}/person`, bearer(await ownToken(client, '/read-public')))).statusCode, 200)
  const refused = await get(`/api/v3.0/${SOFIA}/person`, bearer(sofia))
  t.equal(refused.statusCode, 403)
  t.strictSame(refused.json(), { error: 'forbidden', error_description: `Access Denied: ${sofia}` })
  const webhook = await ownToken(fake.client('premium'), '/webhook')
  t.match((await get(`/v3.0/${SOFIA}/person`, bearer(webhook))).json(), { 'response-code': 403, 'error-code': 9004 })
})

t.test('what is not there is 404, with ORCID\'s numbers', async (t) => {
  for (const orcid of ['0000-0002-1825-0097', '0000-0001-2345-6780', 'nobody', '__proto__', '%00']) {
    const answer = await get(`/v3.0/${orcid}/person`, json)
    t.equal(answer.statusCode, 404)
    t.match(answer.json(), { 'error-code': 9016, 'developer-message': '404 Not Found: The resource was not found.' })
  }
  for (const section of ['nonsense', 'works/1/2', '__proto__']) {
    t.match((await get(`/v3.0/${SOFIA}/${section}`, json)).json(), { 'response-code': 404, 'error-code': 9001 })
  }
  t.equal((await get(`/v3.0/${SOFIA}/nonsense`, { accept: 'text/html' })).statusCode, 404)
})

t.test('JSON comes compact or indented, as it is asked for', async (t) => {
  const read = async (accept: string) => await get(`/v3.0/${SOFIA}/keywords`, { accept })
  for (const type of ['application/vnd.orcid+json', 'application/orcid+json']) {
    const { headers, body } = await read(type)
    t.equal(headers['content-type'], `${type};charset=UTF-8`)
    t.match(body, '{\n  "last-modified-date" : {\n    "value"')
  }
  t.notMatch((await read('application/json')).body, '\n')
  t.match((await get(`/v3.0/${SOFIA}/services`, { accept: 'application/orcid+json' })).body, '  "affiliation-group" : [ ],\n')
  t.equal((await read('text/html, application/xml;q=0.5, Application/JSON;q=0.9')).statusCode, 200)
})

t.test('XML, which is ORCID\'s default, is refused with the way out', async (t) => {
  for (const accept of ['*/*', 'application/xml', 'application/vnd.orcid+xml', 'application/*;q=0.1', 'application/json;q=0, */*']) {
    const answer = await get(`/v3.0/${SOFIA}/person`, { accept })
    t.equal(answer.statusCode, 406)
    t.match(answer.headers['content-type'], /^application\/(?:vnd\.orcid\+)?xml;charset=UTF-8$/)
    t.match(answer.body, /^<\?xml .*<error xmlns="http:\/\/www\.orcid\.org\/ns\/error"><response-code>406</)
    t.match(answer.body, 'Accept: application/json')
  }
  const bare = await app.inject({ url: `/v3.0/${SOFIA}/person` })
  t.equal(bare.statusCode, 406)
  t.match((await get('/v3.0/nobody/person', { accept: 'application/xml' })).body, '<error-code>9016</error-code>')
})

t.test('a media type that nobody has is 406 without a type', async (t) => {
  const { statusCode, headers, body } = await get(`/v3.0/${SOFIA}/person`, { accept: 'text/html' })
  t.equal(statusCode, 406)
  t.notOk('content-type' in headers)
  t.match(JSON.parse(body), { 'error-code': 9001, 'developer-message': /Full validation error: HTTP 406 Not Acceptable$/ })
})

t.test('a bug of the mock is an internal error, and never looks like an answer of ORCID', async (t) => {
  const broken = await openInjectedMock()
  broken.registry.researchers.get = () => { throw new Error('a bug') }
  const answer = await broken.get(`/v3.0/${SOFIA}/person`, json)
  t.equal(answer.statusCode, 500)
  t.match(answer.json(), { message: 'a bug' })
  // Inside a bulk too, where a refusal is the answer of one work.
  const inBulk = await openInjectedMock()
  await inBulk.get(`/v3.0/${SOFIA}/works`, json)
  const works = inBulk.registry.records.byOrcid.get(SOFIA)?.sections.get('works') as Map<number, object>
  const [[putCode, work]] = [...works] as [[number, object]]
  works.set(putCode, { ...work, content: null })
  t.equal((await inBulk.get(`/v3.0/${SOFIA}/works/${putCode}`, json)).statusCode, 500)
})
