import t from 'tap'
import Fastify from 'fastify'
import { mockOrcid } from '../../../mock-server/index.ts'
import { people } from '../../../mock-server/orcid/registry/people.ts'
import { sections } from '../../../mock-server/orcid/registry/record/sections.ts'
import { openMock, send } from '../../support/mock.ts'
import { freePort } from '../../support/free-port.ts'
import { ISSUER, openInjectedMock, SOFIA } from '../../support/mock.ts'

const PLACE = { organization: 'Example University', city: 'Quito', country: 'EC' }
const BUSY = '0009-0009-9000-0007'
const busy = {
  orcid: BUSY,
  givenNames: 'Busy',
  biography: { content: 'Writes <b>tests</b>.' },
  emails: [{ email: 'seen@x.example', visibility: 'public' }, { email: 'unseen@x.example' },
    { email: 'unverified@x.example', visibility: 'public', verified: false }],
  otherNames: [{ content: 'B. Usy' }],
  keywords: [{ content: 'testing' }, { content: 'secrecy', visibility: 'limited' }],
  addresses: [{ country: 'EC' }],
  researcherUrls: [{ name: 'Home', url: 'https://busy.example/' }],
  externalIdentifiers: [{ type: 'Scopus Author ID', value: '7', url: 'https://scopus.example/7' }],
  employments: [{ ...PLACE, roleTitle: 'Professor', departmentName: 'Doubles', startDate: '2019-02' }],
  educations: [{ ...PLACE, startDate: '2001', endDate: '2005' }],
  fundings: [{ ...PLACE, title: 'A grant', endDate: '2020', externalIds: [{ type: 'grant_number', value: 'G-1' }] }],
  peerReviews: [{
    ...PLACE, groupId: 'issn:0953-1513', completionDate: '2018', externalIds: [{ type: 'source-work-id', value: 'R-1' }]
  }],
  researchResources: [{ ...PLACE, title: 'A telescope', externalIds: [{ type: 'proposal-id', value: 'P-1' }] }],
  works: [
    { title: 'Of doubles', doi: '10.5555/busy.1', journalTitle: 'Mocks', publicationDate: '2021-03' },
    { title: 'Unseen', visibility: 'private' },
    { title: 'Named', externalIds: [{ type: 'DOI', value: 'https://doi.org/10.5555/a b' }] },
    { title: 'Run', url: 'javascript:alert(1)' }
  ]
} as const

t.test('an iD leads to the public record: name, address, and every public item, and nothing else', async (t) => {
  const { get } = await openInjectedMock({ busy })
  const { statusCode, headers, body } = await get(`/${BUSY}`)
  t.equal(statusCode, 200)
  t.match(headers, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-fake-orcid': '1',
    vary: /accept/,
    'content-security-policy': /^default-src 'none'; style-src 'sha256-[^']+'; form-action/
  })
  t.match(body, '<h1><bdi>Busy</bdi></h1>')
  t.match(body, `${ISSUER}/<bdi class="id">${BUSY}</bdi>`)
  for (const shown of [
    '<p><bdi>Writes &lt;b&gt;tests&lt;/b&gt;.</bdi></p>', '<bdi>seen@x.example</bdi>', '<bdi>B. Usy</bdi>',
    '<bdi>testing</bdi>', '<bdi>Ecuador</bdi>', '<a href="https://busy.example/" rel="noopener noreferrer"><bdi>Home</bdi></a>',
    '<a href="https://scopus.example/7" rel="noopener noreferrer"><bdi>7</bdi></a> <small><bdi>Scopus Author ID</bdi>',
    '<bdi>Professor</bdi> <small><bdi>Example University</bdi> · <bdi>Doubles</bdi> · <bdi>2019–</bdi></small>',
    '<bdi>Example University</bdi> <small><bdi>2001–2005</bdi></small>',
    '<bdi>A grant</bdi> <small><bdi>Example University</bdi> · <bdi>grant</bdi> · <bdi>–2020</bdi></small>',
    '<small><bdi>grant_number: G-1</bdi></small>', '<bdi>reviewer</bdi> · <bdi>2018</bdi>', 'source-work-id: R-1',
    '<bdi>A telescope</bdi> <small><bdi>Example University</bdi></small>', 'proposal-id: P-1',
    '<small><bdi>Mocks</bdi> · <bdi>journal-article</bdi> · <bdi>2021</bdi></small>',
    '<a href="https://doi.org/10.5555/busy.1" rel="noopener noreferrer"><bdi>doi: 10.5555/busy.1</bdi></a>',
    '<a href="https://doi.org/10.5555/a%20b" rel="noopener noreferrer">', '<bdi>Run</bdi>'
  ]) t.ok(body.includes(shown), shown)
  for (const hidden of ['nseen', 'unverified', 'secrecy', 'javascript:']) t.notMatch(body, hidden)
})

t.test('every section has a heading of its own', async (t) => {
  for (const { name, heading } of sections) t.match(heading, /^[A-Z]/, name)
  t.equal(new Set(sections.map(({ heading }) => heading)).size, sections.length)
})

t.test('a name is shown as its person wants it, and a record says when there is nothing to see', async (t) => {
  const { get } = await openInjectedMock()
  const nobody = (await get(`/${people.privateName.orcid}`)).body
  t.match(nobody, '<h1><bdi>Name is not public</bdi></h1>')
  t.match(nobody, 'Nothing on this record is public.')
  const limited = (await get(`/${people.limitedName.orcid}`)).body
  t.notMatch(limited, /Noor|Haddad|trusted parties/)
  t.match((await get(`/${people.creditName.orcid}`)).body, '<h1><bdi>J. M. Núñez</bdi></h1>')
})

t.test('a record that is locked, deactivated, unclaimed or deprecated says so, and shows nothing of the person', async (t) => {
  const { get } = await openInjectedMock()
  const reasons = {
    locked: 'The account is locked.',
    deactivated: 'The account is deactivated.',
    unclaimed: 'The record has not been claimed yet.'
  }
  for (const name of ['locked', 'deactivated', 'unclaimed'] as const) {
    const { statusCode, body } = await get(`/${people[name].orcid}`)
    t.equal(statusCode, 200)
    t.match(body, `<p>${reasons[name]}</p>`)
    t.notMatch(body, people[name].familyName)
  }
  const { body } = await get(`/${people.deprecated.orcid}`)
  t.match(body, 'This record is deprecated. The record in its place is <a')
  t.match(body, `<a href="${ISSUER}/${people.primary.orcid}">`)
  t.notMatch(body, 'Kovač')
})

t.test('an iD that nobody has is not found, and one in lower case leads to its upper case', async (t) => {
  const { get } = await openInjectedMock()
  const { statusCode, body } = await get('/0000-0000-0000-0001')
  t.equal(statusCode, 404)
  t.match(body, 'Nobody at this fake ORCID has this iD.')
  t.match(await get('/0009-0009-9999-006x'), { statusCode: 302, headers: { location: `${ISSUER}/0009-0009-9999-006X` } })
  t.match((await get('/0000-0001-2345-678')).body, 'There is nothing here')
})

t.test('who asks for data is sent to the public API, who asks for a page or does not care is not', async (t) => {
  const { get } = await openInjectedMock()
  for (const accept of ['application/json', 'application/vnd.orcid+json', 'application/orcid+xml', 'application/xml',
    'application/ld+json', 'text/turtle', 'application/n-triples', 'application/rdf+xml',
    'text/html;q=0.5, Application/JSON', 'text/html;q=0, application/json;q=0.1', 'image/png, application/json']) {
    const { statusCode, headers } = await get(`/${SOFIA}`, { accept })
    t.match([statusCode, headers], [302, { location: `${ISSUER}/pub/v3.0/${SOFIA}/record`, 'cache-control': 'no-store' }], accept)
  }
  for (const accept of ['*/*', 'text/html', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'image/png', '']) {
    t.equal((await get(`/${SOFIA}`, { accept })).statusCode, 200, accept)
  }
})

t.test('over a socket: HEAD, the record as data, a work that an app has just added, and nothing to complain of', async (t) => {
  const { orcid, ask, tokens } = await openMock()
  t.teardown(() => orcid.close())
  const uri = `${orcid.issuer}/${SOFIA}`
  t.match(await send(uri, { method: 'HEAD' }), { status: 200, body: '' })
  const record = await fetch(uri, { headers: { accept: 'application/json' } })
  t.match(await record.json(), { 'orcid-identifier': { uri, path: SOFIA } })
  t.notMatch((await ask(`/${SOFIA}`)).body, 'Just now')
  const { access_token: token } = await tokens('openid /activities/update')
  const add = async (title: string, doi: string) => await send(`${orcid.issuer}/api/v3.0/${SOFIA}/work`, {
    method: 'POST',
    headers: { authorization: `Bearer ${String(token)}`, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      title: { title: { value: title } },
      type: 'journal-article',
      'external-ids': {
        'external-id': [{
          'external-id-type': 'doi', 'external-id-value': doi, 'external-id-relationship': 'self'
        }]
      }
    })
  })
  t.equal((await add('Half a character', '10.5555/\ud800')).status, 201)
  t.match((await ask(`/${SOFIA}`)).body, '<a href="https://doi.org/10.5555/%EF%BF%BD"', 'which no URL can carry')
  t.equal((await add('Just now', '10.5555/now')).status, 201)
  orcid.assertClean()
  const { body } = await ask(`/${SOFIA}`)
  t.match(body, '<bdi>Just now</bdi>')
  t.match(body, '<a href="https://doi.org/10.5555/now" rel="noopener noreferrer">')
  t.ok(body.indexOf('Just now') < body.indexOf('How to read a record'), 'the newest comes first')
  t.match((await ask('/')).body, `<a href="/${SOFIA}"><code class="block orcid">${SOFIA}</code></a>`)
  t.match(orcid.journal.entries().at(-1), { endpoint: null, url: `/${SOFIA}` })
})

t.test('it lives below a prefix, in another app without taking its pages, and at ORCID\'s own names', async (t) => {
  const port = await freePort()
  const prefixed = await openMock({ port, issuer: `http://127.0.0.1:${port}/orcid` })
  t.teardown(() => prefixed.orcid.close())
  t.match((await prefixed.ask(`/${SOFIA}`)).body, `${prefixed.orcid.issuer}/<bdi class="id">${SOFIA}`)
  const app = Fastify()
  app.get('/:slug', async () => 'the app')
  await app.register(mockOrcid, { issuer: 'http://127.0.0.1:3000' })
  t.teardown(() => app.close())
  t.match((await app.inject(`/${SOFIA}`)).body, 'Fake ORCID')
  t.equal((await app.inject('/pricing')).body, 'the app')
  const below = Fastify()
  await below.register(mockOrcid, { issuer: 'http://127.0.0.1:3000/orcid', prefix: '/orcid' })
  t.teardown(() => below.close())
  t.match((await below.inject(`/orcid/${SOFIA}`)).body, `http://127.0.0.1:3000/orcid/<bdi class="id">${SOFIA}`)
  t.match((await below.inject('/orcid')).body, `<a href="/orcid/${SOFIA}">`)
  t.equal((await below.inject(`/${SOFIA}`)).statusCode, 404)
  const { orcid } = await openMock()
  t.teardown(() => orcid.close())
  for (const environment of ['production', 'sandbox'] as const) {
    const { issuer, undo } = await orcid.intercept(environment)
    t.match(await (await fetch(`${issuer}/${SOFIA}`)).text(), `${issuer}/<bdi class="id">${SOFIA}</bdi>`)
    const record = await fetch(`${issuer}/${SOFIA}`, { headers: { accept: 'application/json' } })
    t.match(await record.json(), { 'orcid-identifier': { uri: `${issuer}/${SOFIA}` } })
    undo()
  }
})
