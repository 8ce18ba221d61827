import { connect } from 'node:net'
import fc from 'fast-check'
import t from 'tap'
import { startMockOrcid } from '../../../../mock-server/index.ts'
import { sections } from '../../../../mock-server/orcid/registry/record/sections.ts'
import { codePoint } from '../../../support/code-point.ts'
import { credentials, openInjectedMock, SOFIA } from '../../../support/mock.ts'
import { sample, slow } from '../../../support/slow.ts'

const SEED = 20261002

const NASTY = ['', ' ', '%', '%zz', '%00', '%0d%0aset-cookie:%20a=b', '..', '%2e%2e%2f', '__proto__', 'constructor',
  'toString', '[]', '{}', '[object Object]', 'null', 'undefined', 'NaN', '-1', '1e999', '99999999999999999999', '%f0%9f%92%a9',
  '%ed%a0%80', '%ff%fe', '%3Cscript%3E', '%22%27', '%E2%80%AE', 'a'.repeat(8000), '//evil.example', 'https://evil.example',
  'javascript:alert(1)', 'http://127.0.0.1%5C@evil.example', '&=&=&', '?', '#', ';', ',', '+', '*/*', 'q=;q=', SOFIA]

const nasty = fc.constantFrom(...NASTY)
const asHeader = (text: string): string => text.replace(/[^\t\x20-\x7e]/g, '?')
const header = fc.oneof(nasty, fc.string({ maxLength: 60 }).map(asHeader))

const fake = await openInjectedMock()
const { app } = fake
const client = fake.client('premium')
const SCOPES = 'openid /read-limited /activities/update /person/update'
const { access_token: memberToken = '' } = await fake.tokens(client, SCOPES)
const { access_token: ownToken = '' } = (await fake.post('/oauth/token', {
  ...credentials(client), grant_type: 'client_credentials', scope: '/read-public'
})).json<Record<string, string>>()

const organization = {
  name: 'ORCID',
  address: { city: 'Bethesda', region: 'MD', country: 'US' },
  'disambiguated-organization': {
    'disambiguated-organization-identifier': 'https://ror.org/04fa4r544', 'disambiguation-source': 'ROR'
  }
}
const ids = {
  'external-id': [{ 'external-id-type': 'doi', 'external-id-value': '10.5555/x', 'external-id-relationship': 'self' }]
}
const date = { year: { value: '2020' }, month: { value: '02' }, day: { value: '29' } }
const title = { title: { value: 'A title' } }
const proposal = { title, hosts: { organization: [organization] }, 'external-ids': ids, 'start-date': date }
const work = { title, type: 'book', 'external-ids': ids, 'publication-date': date, 'put-code': null, visibility: 'public' }

const BODIES: readonly unknown[] = [
  work,
  { bulk: [{ work }, { work: { ...work, title: null } }] },
  { organization, 'start-date': date, 'end-date': date, 'role-title': 'R', 'external-ids': ids },
  { type: 'grant', title, organization, amount: { value: '1', 'currency-code': 'EUR' }, 'external-ids': ids },
  {
    'reviewer-role': 'reviewer',
    'review-identifiers': ids,
    'review-type': 'review',
    'review-completion-date': date,
    'review-group-id': 'issn:1741-4857',
    'convening-organization': organization
  },
  {
    proposal,
    'resource-item': [{
      'resource-name': 'R', 'resource-type': 'services', hosts: { organization: [organization] }, 'external-ids': ids
    }]
  },
  { content: 'a keyword' },
  { country: { value: 'ES' } },
  { 'url-name': 'Home', url: { value: 'https://a.example' } },
  {
    'external-id-type': 'Loop',
    'external-id-value': '1',
    'external-id-url': { value: 'https://loop.example/1' },
    'external-id-relationship': 'self'
  }
]

/** A body of which one part, found by numbers, is another thing. */
function spoil (part: unknown, [first = 0, ...rest]: readonly number[], other: unknown): unknown {
  if (typeof part !== 'object' || part === null || rest.length === 0) return other
  const entries = Object.entries(part)
  const place = first % (entries.length + 1)
  const [name, value] = entries[place] ?? ['unknown', null]
  const spoiled = { ...part, [name]: spoil(value, rest, other) }
  return Array.isArray(part) ? Object.values(spoiled) : spoiled
}

const text = fc.oneof(nasty, fc.string({ unit: codePoint, maxLength: 30 }))
const other = fc.oneof(text, fc.jsonValue(), fc.constantFrom(null, {}, [], '', 'x'.repeat(5001), 1e21, -0, { value: null }))
const json = fc.tuple(fc.constantFrom(...BODIES), fc.array(fc.nat(9), { minLength: 1, maxLength: 6 }), other)
  .map(([body, path, spoiled]) => JSON.stringify(spoil(body, path, spoiled)))
const body = fc.oneof({ weight: 6, arbitrary: json }, { weight: 2, arbitrary: fc.oneof(fc.json(), text) })

const NAMES = ['record', 'person', 'email', 'biography', 'activities', 'personal-details', 'search', 'summary',
  ...sections.flatMap(({ name, item }) => [name, item])]
const PEOPLE = [...fake.registry.researchers.keys()]

const segment = fc.oneof(fc.constantFrom(...NAMES), fc.constantFrom('1001', '10000000', '10000001'), nasty)

const recordRequest = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'),
  base: fc.constantFrom('/api/v3.0', '/api/v3.0', '/pub/v3.0', '/v3.0', '/api/v2.0'),
  orcid: fc.oneof(fc.constant(SOFIA), fc.constant(SOFIA), fc.constantFrom(...PEOPLE), nasty),
  path: fc.array(segment, { maxLength: 3 }),
  query: fc.oneof(fc.constant(''), nasty, nasty.map((value) => `access_token=${value}`)),
  authorization: fc.oneof(fc.constant(`Bearer ${memberToken}`), fc.constant(`bearer ${ownToken}, x`),
    fc.constantFrom('Bearer', 'Basic eDp5', ''),
    header.map((value) => `Bearer ${value}`)),
  accept: fc.oneof(fc.constant('application/json'), fc.constant('application/vnd.orcid+json'), header),
  type: fc.oneof(fc.constant('application/json'), fc.constant('application/orcid+json;charset=x'), header),
  body
})

t.test('no request to the record API crashes it, whoever sends whatever', slow, async (t) => {
  const seen = new Map<number, number>()
  await fc.assert(fc.asyncProperty(recordRequest, async ({ method, base, orcid, path, query, ...sent }) => {
    const { statusCode, headers, body: answer } = await app.inject({
      method: method as 'GET',
      url: `${base}/${[orcid, ...path].join('/')}?${query}`,
      headers: { authorization: sent.authorization, accept: sent.accept, 'content-type': sent.type },
      ...(method !== 'GET' && method !== 'HEAD' && { payload: sent.body })
    })
    seen.set(statusCode, (seen.get(statusCode) ?? 0) + 1)
    if (statusCode >= 500) throw new Error(`answered ${statusCode}: ${answer}`)
    if (/json/.test(String(headers['content-type'])) && answer !== '') JSON.parse(answer)
  }), { seed: SEED, numRuns: 1500 })
  for (const status of [200, 400, 401, 403, 404, 405, 406, 409]) t.ok(seen.has(status), `some were ${status}`)
})

t.test('no body that is nearly right is kept wrong: what a write takes, a read shows', slow, async (t) => {
  let taken = 0
  const writable = sections.map(({ item }) => item)
  const bearer = { authorization: `Bearer ${memberToken}`, accept: 'application/json' }
  await fc.assert(fc.asyncProperty(fc.constantFrom(...writable), json, async (item, payload) => {
    const url = `/api/v3.0/${SOFIA}/${item}`
    const added = await app.inject({ method: 'POST', url, headers: { ...bearer, 'content-type': 'application/json' }, payload })
    if (added.statusCode >= 500) throw new Error(`${item} answered ${added.statusCode}: ${payload}`)
    if (added.statusCode !== 201) return
    taken++
    const { pathname } = new URL(String(added.headers.location))
    const read = await app.inject({ url: pathname, headers: bearer })
    const removed = await app.inject({ method: 'DELETE', url: pathname, headers: bearer })
    if (read.statusCode !== 200 || removed.statusCode !== 204) throw new Error(`${item} kept ${payload} as ${read.body}`)
  }), { seed: SEED, numRuns: 1000 })
  t.ok(taken > 10, `${taken} were taken`)
})

t.test('a DOI that begins again and again is looked at once, not once for each beginning', async (t) => {
  const [id] = ids['external-id']
  const doi = { ...id, 'external-id-value': '10.'.repeat(300_000) }
  const payload = JSON.stringify({ bulk: [{ work: { ...work, 'external-ids': { 'external-id': [doi] } } }] })
  const headers = { authorization: `Bearer ${memberToken}`, accept: 'application/json', 'content-type': 'application/json' }
  const { statusCode } = await app.inject({ method: 'POST', url: `/api/v3.0/${SOFIA}/works`, headers, payload })
  t.equal(statusCode, 200, 'in a bulk its length is not judged')
})

// Each begins again and again what its normalizer looks for, or is read once more after each reading.
const BEGINNINGS: Readonly<Record<string, readonly string[]>> = {
  arxiv: ['a', 'a/', '2101.', '2101.0000', 'a/1234567'],
  bibcode: ['bibcode:', 'bibcode \t', '1', '2018.', '.'],
  doi: ['10.', '10.1', '10.1/', '/', '&amp;', 'amp;', '&#38;#38;', '&am&#112;;'],
  isbn: ['1', '1-', '1 ', '1234567890x'],
  issn: ['1', '1234-', '1234 - 567'],
  pmc: ['pmc', 'pmc ', ' ', '1', 'pmc12345'],
  pmid: ['pmid', 'pmid: ', ' ', '1', 'med/', 'med/1'],
  rrid: ['RRID:', 'AB_', 'SCR_12345'],
  uri: ['http://', 'http']
}

t.test('identifiers that begin again and again are read in linear time', async (t) => {
  const [id] = ids['external-id']
  const headers = { authorization: `Bearer ${memberToken}`, accept: 'application/json', 'content-type': 'application/json' }
  for (const [type, beginnings] of sample('kinds of identifier', Object.entries(BEGINNINGS), 3)) {
    const idOf = (value: string) => ({ ...id, 'external-id-type': type, 'external-id-value': value })
    for (const length of [2000, 2_400_000]) {
      const values = Array.from({ length: length === 2000 ? 500 : 1 }, (_, index) =>
        (beginnings[index % beginnings.length] as string).repeat(length).slice(0, length) + index)
      const payload = JSON.stringify({ bulk: [{ work: { ...work, 'external-ids': { 'external-id': values.map(idOf) } } }] })
      const before = process.cpuUsage()
      const { statusCode } = await app.inject({ method: 'POST', url: `/api/v3.0/${SOFIA}/works`, headers, payload })
      const { user } = process.cpuUsage(before)
      t.equal(statusCode, 200, `${type} of ${length} characters`)
      t.ok(user < 3_000_000, `${type} of ${length} characters: ${user} µs`)
    }
  }
})

t.test('INHERITED-WORD: what every object inherits is no source of organizations', async (t) => {
  const headers = { authorization: `Bearer ${memberToken}`, accept: 'application/json' }
  for (const source of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    const id = { 'disambiguated-organization-identifier': 'x', 'disambiguation-source': source }
    const organization = { name: 'x', address: { city: 'x', country: 'GB' }, 'disambiguated-organization': id }
    const url = `/api/v3.0/${SOFIA}/employment`
    const { statusCode, body } = await app.inject({ method: 'POST', url, headers, payload: { organization } })
    t.equal(statusCode, 400, source)
    t.match(body, '"error-code":9045')
  }
})

t.test('a megabyte for the record API is refused or read', async (t) => {
  const large = 'x'.repeat(1_048_577)
  const headers = { authorization: `Bearer ${memberToken}`, accept: 'application/json', 'content-type': 'application/json' }
  for (const payload of [large, JSON.stringify({ ...work, title: { title: { value: large } } }), '['.repeat(1_000_000),
    `{"a":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`, `{"bulk":[${'{},'.repeat(300_000)}{}]}`, large.repeat(6)]) {
    for (const [method, path] of [['POST', 'work'], ['POST', 'works'], ['PUT', 'work/1001'], ['POST', 'keywords']] as const) {
      const { statusCode } = await app.inject({ method, url: `/api/v3.0/${SOFIA}/${path}`, headers, payload })
      t.ok(statusCode >= 400 && statusCode < 500, `${method} ${path}: ${statusCode}`)
    }
  }
})

/** What comes back for bytes that may be no HTTP at all. */
async function exchangeBytes (port: number, bytes: Buffer): Promise<string> {
  return await new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes))
    socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => {})
      .on('close', () => { resolve(Buffer.concat(chunks).toString('latin1')) })
  })
}

const PATHS = ['/', '//', '/oauth/authorize', '/oauth/token', '/oauth/revoke', '/oauth/userinfo', '/oauth/jwks', '/signin',
  '/register', '/signout', '/userStatus.json', '/.well-known/openid-configuration', `/pub/v3.0/${SOFIA}/record`,
  `/api/v3.0/${SOFIA}/work`, '/pub/oauth/token', '/api/oauth/token', '/control', 'http://127.0.0.1/oauth/jwks', '*', 'x', '']
const FIELDS = ['Host', 'Content-Type', 'content-length', 'Transfer-Encoding', 'Authorization', 'COOKIE', 'Accept', 'Origin',
  'Accept-Language', 'Sec-Purpose', 'Connection', 'Expect', 'Upgrade', 'x'.repeat(20_000), '', ' ', ':']
const VALUES = ['', 'chunked', '5', '-1', '999999999', 'application/x-www-form-urlencoded', 'application/json', 'Basic', 'Bearer x',
  '100-continue', 'websocket', 'fake_orcid_session_=;;=', 'prefetch', 'ar, *;q=x', 'http://[', '\u00e9\u0000\u007f', 'null', '*/*']
const FORMS = ['', 'grant_type=authorization_code&code=x', 'client_id=x&client_secret=%', 'token=%ff', '{}', '{', 'null', '[]',
  'a=b&a=c', '=&=', '5\r\nhello\r\n0\r\n\r\n', '&'.repeat(2000)]

const line = fc.tuple(fc.constantFrom(...FIELDS),
  fc.oneof(fc.constantFrom(...VALUES), fc.string({ unit: codePoint, maxLength: 20 })))
const message = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND', 'get', ''),
  path: fc.constantFrom(...PATHS),
  query: fc.oneof(nasty, fc.string({ unit: codePoint, maxLength: 20 }), fc.constant(`client_id=${client.clientId}&state=%`)),
  version: fc.constantFrom('HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/3', ''),
  lines: fc.array(line, { maxLength: 4 }),
  body: fc.oneof(fc.constantFrom(...FORMS), fc.string({ unit: codePoint, maxLength: 100 }))
}).map(({ method, path, query, version, lines, body }) => {
  const fields = [...lines.map(([name, value]) => `${name}: ${value}`), `Content-Length: ${Buffer.byteLength(body)}`]
  return Buffer.from(`${method} ${path}?${query} ${version}\r\nHost: 127.0.0.1\r\n${fields.join('\r\n')}\r\n\r\n${body}`)
})

t.test('no bytes on a socket bring the whole mock down, journal and findings included', slow, async (t) => {
  await using orcid = await startMockOrcid({ control: true })
  orcid.client({ clientId: client.clientId })
  const port = Number(new URL(orcid.issuer).port)
  let answered = 0
  await fc.assert(fc.asyncProperty(message, async (bytes) => {
    const answer = await exchangeBytes(port, bytes)
    const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(answer) ?? []
    if (status !== undefined) answered++
    if (Number(status) >= 500) throw new Error(answer.slice(0, 500))
  }), { seed: SEED, numRuns: 600 })
  t.ok(answered > 200, `${answered} were HTTP`)
  t.type(orcid.findings(), Array)
  t.type(JSON.stringify([orcid.journal.toHar(), orcid.journal, orcid.findings()]), 'string')
  t.type(`${orcid.journal} ${orcid.journal.toMermaid()}`, 'string')
  const alive = await fetch(orcid.environment.jwksUri)
  t.equal(alive.status, 200)
})
