import t from 'tap'
import type { OrcidRelationship } from '../../../plugin/index.ts'
import type { OrcidSyncItems } from '../../../plugin/sync/sync.ts'
import { doiOf, itemOf, openSynced, workOf, type Section } from '../../support/synced.ts'

const year = (value: string) => ({ year: { value } })
const idOf = (type: string, value: string, relationship: OrcidRelationship | null = 'self') =>
  ({ 'external-id-type': type, 'external-id-value': value, 'external-id-relationship': relationship })
const people = (role: string, count = 1) => ({
  contributor: Array.from({ length: count }, (_, number) => ({
    'contributor-orcid': { uri: 'https://orcid.org/0000-0001-5109-3700', path: '0000-0001-5109-3700', host: 'orcid.org' },
    'credit-name': { value: `Name ${number}` },
    'contributor-email': { value: 'a@b.example' },
    'contributor-attributes': { 'contributor-role': role }
  }))
})
const named = (name: string) => ({ 'credit-name': { value: name }, 'contributor-attributes': null })
const withName = {
  contributor: [
    { 'contributor-orcid': { uri: 'https://orcid.org/0000-0001-5109-3700' }, ...named('Ada') }, { 'contributor-orcid': null, ...named('Grace') }
  ]
}

type Rich = { readonly [Name in Section]?: ReadonlyArray<OrcidSyncItems[Name]> }

/** What ORCID writes otherwise than it was sent. */
const rich: Rich = {
  works: [
    workOf('10.5555/1', 'Roses', {
      type: 'article-journal',
      title: { title: { value: ' Roses ' }, subtitle: { value: 'Red' }, 'translated-title': { value: 'Rosas', 'language-code': 'es' } },
      'publication-date': { year: { value: '2020' }, month: { value: '05' }, day: { value: '06' } },
      citation: { 'citation-type': 'bibtex', 'citation-value': '@a{}' },
      contributors: people('CO_INVENTOR', 60),
      'language-code': 'en',
      country: { value: 'ES' },
      'short-description': '',
      visibility: 'private'
    }),
    workOf('10.5555/2', 'Tulips', {
      contributors: withName,
      'external-ids': { 'external-id': [doiOf('10.5555/2'), idOf('proposal-id', 'P-1', 'part-of'), idOf('isbn', '978-1-4028-9462-6')] }
    })
  ],
  employments: [{ ...itemOf.employments('Dean'), 'external-ids': { 'external-id': [idOf('proposal-id', 'E-1', null)] } }],
  fundings: [{
    ...itemOf.fundings('Grant'),
    amount: { value: '100.50', 'currency-code': 'EUR' },
    contributors: people('LEAD'),
    'organization-defined-type': { value: 'Prize' },
    'short-description': 'Short.',
    'external-ids': { 'external-id': [idOf('proposal-id', 'F-1')] }
  }, { ...itemOf.fundings('Part'), 'external-ids': { 'external-id': [idOf('grant_number', 'F-2', 'part-of')] } }],
  'peer-reviews': [{
    ...itemOf['peer-reviews']('Review'),
    'review-group-id': 'issn:17414857',
    'subject-type': 'dataset',
    'subject-name': { title: { value: 'Data' } },
    'subject-external-identifier': doiOf('10.5555/subject')
  }],
  'research-resources': [itemOf['research-resources']('Telescope')]
}

t.test('what ORCID writes otherwise than it was sent is no change', async (t) => {
  const { sync, requestsOf } = await openSynced(t)
  for (const [section, items] of Object.entries(rich) as Array<[Section, never[]]>) {
    t.strictSame((await sync(section, items)).failed, [], section)
    const requests = await requestsOf(() => sync(section, items))
    t.strictSame(requests.filter((one) => !one.startsWith('GET')), [])
    t.ok(requests.length <= 1 + items.length, 'those that the list does not show in full are read')
  }
})

t.test('a change that no list shows is found by a read in full, of works by a hundred at once', async (t) => {
  const { sync, requestsOf } = await openSynced(t)
  const works = (language: string) => Array.from({ length: 101 }, (_, number) =>
    workOf(`10.5555/${number}`, 'Roses', { 'language-code': language }))
  await sync('works', works('en'))
  const listed = await sync('works', works('es'), { compare: 'listed' })
  t.equal(listed.unchanged.length, 101, 'unless it is told not to look')
  const requests = await requestsOf(async () => {
    const report = await sync('works', [...works('en').slice(1), works('es')[0] as OrcidSyncItems['works']])
    t.equal(report.unchanged.length, 100)
    t.equal(report.updated.length, 1)
  })
  t.strictSame(requests.map((one) => one.replace(/\/\d.*/, '')), ['GET works', 'GET works', 'GET works', 'PUT work'])
  const [grant] = [itemOf.fundings('Grant')]
  await sync('fundings', [grant])
  t.equal((await sync('fundings', [{ ...grant, 'short-description': 'More.' }])).updated.length, 1)
})

t.test('an update of a work that ORCID would not see is not sent', async (t) => {
  const { sync, requestsOf } = await openSynced(t)
  const full = workOf('10.5555/1', 'Roses', {
    title: { title: { value: 'Roses' }, 'translated-title': { value: 'Rosas', 'language-code': 'es' } },
    'publication-date': year('2020'),
    citation: { 'citation-type': 'bibtex', 'citation-value': '@a{}' },
    contributors: { contributor: Array.from({ length: 51 }, () => withName.contributor[0] as object) },
    'language-code': 'en'
  })
  await sync('works', [full])
  const fewer = { 'language-code': 'en', contributors: { contributor: full.contributors?.contributor?.slice(1) ?? [] } }
  const unseen = [
    workOf('10.5555/1', 'Roses', fewer),
    { ...full, 'publication-date': { ...year('2020'), month: { value: '05' } } }
  ]
  for (const work of unseen) {
    t.notMatch((await requestsOf(() => sync('works', [work]))).join(), /PUT/)
  }
  for (const work of [{ ...full, 'publication-date': year('2021') }, workOf('10.5555/1', 'Tulips', fewer)]) {
    t.equal((await sync('works', [work])).updated.length, 1)
    t.notMatch((await requestsOf(() => sync('works', [work]))).join(), /PUT/)
  }
  const dated = workOf('10.5555/2')
  await sync('works', [dated])
  t.equal((await sync('works', [{ ...dated, 'publication-date': year('2020') }])).updated.length, 1, 'a date that is new')
})
