import t from 'tap'
import type { MockResearcherOptions } from '../../../../mock-server/index.ts'
import { openMockFor } from '../../../support/mock.ts'

const ELISE = '0009-0009-9990-0028'
const PARTNER = 'APP-1111111111111111'
const somewhere = { city: 'Lund', country: 'SE' }

const own = { 'source-orcid': { path: ELISE }, 'source-name': { value: 'Elise' } }
const byPartner = { 'source-client-id': { path: PARTNER }, 'source-name': { value: 'Partner' } }
const forElise = { ...byPartner, 'assertion-origin-orcid': { path: ELISE } }
const nobody = {}

const title = { title: { value: 'A work' } }
const idOf = (value: string) => ({
  'external-id': [{ 'external-id-type': 'doi', 'external-id-value': value, 'external-id-relationship': 'self' }]
})
const organization = { name: 'Lund University', address: { city: 'Lund', country: 'SE' } }
const job = (putCode: number, start: string, other: object = {}) => ({
  'put-code': putCode, organization, 'start-date': { year: { value: start } }, 'external-ids': idOf(`10.5555/${start}`), ...other
})
const review = (putCode: number, source: object) => ({
  'put-code': putCode,
  source,
  'reviewer-role': 'reviewer',
  'review-type': 'review',
  'review-completion-date': { year: { value: '2020' } },
  'review-group-id': 'issn:1741-4857',
  'review-identifiers': idOf(`10.5555/review.${putCode}`),
  'convening-organization': organization
})

const elise: MockResearcherOptions = {
  orcid: ELISE,
  givenNames: 'Elise',
  creditName: 'E. L.',
  emailDomains: [
    { value: 'one.example' },
    { value: 'two.example', verifiedAt: '2024-11-04T17:31:37Z' },
    { value: 'three.example', verifiedAt: '2025-01-02' },
    { value: 'four.example' },
    { value: 'hidden.example', visibility: 'private' }
  ],
  externalIdentifiers: [{
    'put-code': 7, source: byPartner, 'external-id-type': 'Loop profile', 'external-id-value': '1', 'external-id-relationship': 'self'
  }],
  employments: [
    job(11, '2001', { 'end-date': { year: { value: '2005' }, month: { value: '3' } } }),
    job(12, '2006', { 'display-index': '0' }),
    job(13, '2006', { 'display-index': '2', source: byPartner, url: { value: 'https://lund.example/' } }),
    job(14, '2030', { 'end-date': { year: { value: '2031' } } }),
    job(15, '1999', { 'end-date': { year: { value: '2000' } } })
  ],
  distinctions: [{ organization: 'Academy', ...somewhere }],
  works: [
    { 'put-code': 21, source: own, title, type: 'book', 'external-ids': idOf('10.5555/1') },
    { 'put-code': 22, source: byPartner, title, type: 'book', 'external-ids': idOf('10.5555/1') },
    { 'put-code': 23, source: forElise, title, type: 'book', 'external-ids': idOf('10.5555/2') },
    { 'put-code': 24, source: nobody, title, type: 'book', 'external-ids': idOf('10.5555/3') },
    { 'put-code': 25, source: null, title, type: 'book', 'external-ids': idOf('10.5555/4') },
    { title: 'Not shown', visibility: 'limited' }
  ],
  peerReviews: [review(31, byPartner), review(32, own), { ...review(33, nobody), 'review-group-id': 'issn:0000-0000' }]
}

t.test('a summary counts what others have asserted, and shows the latest', async (t) => {
  const { orcid, client, post, ask } = await openMockFor(t, { researchers: { elise } })
  orcid.clock.set(Date.UTC(2027, 0, 15))
  const { body } = await post('/oauth/token', {
    client_id: client.clientId, client_secret: client.clientSecret, grant_type: 'client_credentials', scope: '/read-public'
  })
  const headers = { accept: 'application/json', authorization: `Bearer ${JSON.parse(body).access_token}` }
  const summary = JSON.parse((await ask(`/api/v3.0/${ELISE}/summary`, headers)).body)
  t.equal(summary['credit-name'], 'E. L.')
  t.strictSame(summary.works, { 'self-asserted-count': 1, 'validated-count': 3 })
  t.strictSame(summary['peer-reviews'], { 'peer-review-publication-grants': 2, 'self-asserted-count': 1, total: 3 })
  t.equal(summary['external-identifiers']['external-identifier'][0].validated, true)
  t.strictSame(summary['email-domains'], {
    count: 4,
    'email-domain': [
      { value: 'one.example', 'verification-date': null },
      { value: 'two.example', 'verification-date': { value: Date.UTC(2024, 10, 4, 17, 31, 37) } },
      { value: 'three.example', 'verification-date': { value: Date.UTC(2025, 0, 2) } }
    ]
  })
  const { count, employment } = summary.employments
  t.equal(count, 4, 'two are versions of one')
  t.strictSame(employment.map((one: Record<string, unknown>) => one['put-code']), [14, 13, 11], 'the one in the future ends last')
  t.match(employment[1], { validated: true, url: 'https://lund.example/', 'end-date': null })
  t.match(summary['professional-activities']['professional-activity'], [{ 'start-date': null, 'end-date': null }])

  const page = JSON.parse((await ask(`/${ELISE}/summary.json`)).body)
  t.match(page, { validatedWorks: 3, selfAssertedWorks: 1, peerReviewsTotal: 3, emailDomainsCount: 4 })
  t.equal(page.professionalActivitiesCount, 1)
  const days = page.emailDomains.map((domain: Record<string, unknown>) => domain['verificationDate'])
  t.strictSame(days, [null, '2024-11-04', '2025-01-02'])
})

t.test('e-mail domains change, and are validated', async (t) => {
  const { orcid, ask } = await openMockFor(t)
  const sofia = orcid.researcher(orcid.researchers.sofia.orcid)
  sofia.change({ emailDomains: [{ value: 'orcid.example', verifiedAt: '2026-01-31' }] })
  const { body } = await ask(`/${orcid.researchers.sofia.orcid}/summary.json`)
  t.strictSame(JSON.parse(body).emailDomains, [{ value: 'orcid.example', verificationDate: '2026-01-31' }])
  for (const verifiedAt of ['yesterday', '2026-13-01', '2026-01-01T25:00:00Z', '2026']) {
    t.throws(() => { sofia.change({ emailDomains: [{ value: 'a', verifiedAt }] }) }, { code: 'MOCK_ORCID_ERR_OPTIONS' }, verifiedAt)
  }
})
