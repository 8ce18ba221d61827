import t from 'tap'
import { openMockFor } from '../../../support/mock.ts'
import type { MockOrcid, MockOrcidItem, MockOrcidOptions } from '../../../../mock-server/index.ts'
import type { Test } from 'tap'

interface SearchAnswer { readonly 'num-found': number, readonly result: object[] | null }

/** How many a query finds, or what the search server says to it. */
type Ask = (q: string, other?: Record<string, string>) => Promise<number | string>

async function openSearch (t: Test, options: MockOrcidOptions = {}): Promise<{ ask: Ask, orcid: MockOrcid }> {
  const mock = await openMockFor(t, options)
  const ask: Ask = async (q, other = {}) => {
    const query = new URLSearchParams({ q, ...other })
    const { status, body } = await mock.ask(`/pub/v3.0/search?${query}`, { accept: 'application/json' })
    const answer = JSON.parse(body) as SearchAnswer & { 'developer-message': string }
    if (status === 200) return answer['num-found']
    return `${status} ${/profile: ([^]*)$/.exec(answer['developer-message'])?.[1]}`
  }
  return { orcid: mock.orcid, ask }
}

const RESOURCE: MockOrcidItem = {
  'put-code': 71,
  proposal: {
    title: { title: { value: 'Time at the beamline' }, 'translated-title': { value: 'Strahlzeit', 'language-code': 'de' } },
    hosts: {
      organization: [{
        name: 'Light Source',
        address: { city: 'Lund', country: 'SE' },
        'disambiguated-organization': {
          'disambiguated-organization-identifier': 'grid.5509.9', 'disambiguation-source': 'GRID'
        }
      }]
    }
  },
  'resource-item': [{
    'resource-name': 'Beamline 7',
    'resource-type': 'equipment',
    hosts: { organization: [{ name: 'Hall Four', address: { city: 'Lund', country: 'SE' } }] },
    'external-ids': {
      'external-id': [{ 'external-id-type': 'rrid', 'external-id-value': 'R-7', 'external-id-relationship': 'version-of' }]
    }
  }]
}

const somewhere = { city: 'Lund', country: 'SE' }

const RUTH = '0009-0009-9990-0028'

const people = {
  ruth: {
    orcid: RUTH,
    givenNames: 'Ruth',
    emails: [{ email: 'ruth@lund.example', visibility: 'public' }],
    researchResources: [RESOURCE, { 'put-code': 72, proposal: { title: { title: { value: 'A summary' } } } }],
    employments: [
      { organization: 'Ended today', endDate: '2027-01-15', ror: 'https://ror.org/04fa4r544', ...somewhere },
      { organization: 'Ends tomorrow', endDate: '2027-01-16', ...somewhere },
      { organization: 'Ends this month', endDate: '2027-01', ...somewhere }
    ],
    fundings: [{ organization: 'A Fund', title: 'A grant', ror: 'https://ror.org/05abc', ...somewhere }],
    works: [
      {
        title: 'Ein Titel',
        externalIds: [
          { type: 'issn', value: '1234-5679', relationship: 'part-of' },
          { type: 'pmid', value: '27281629' },
          { type: 'kuid', value: 'K1', relationship: 'version-of' }
        ]
      }
    ]
  },
  li: { givenNames: '梅子', familyName: 'Ærø Straße' }
} as const

t.test('a person is found by everything that is public on the record', async (t) => {
  const { ask, orcid } = await openSearch(t, { researchers: people })
  orcid.clock.set(Date.UTC(2027, 0, 15, 12))
  orcid.clock.freeze()
  const found = [
    'research-resource-proposal-title:Strahlzeit', 'research-resource-proposal-org-name:"light source"',
    'grid-org-id:grid.5509.9', 'research-resource-item-name:"Beamline 7"', 'research-resource-item-org-name:hall',
    'rrid-version-of:R-7', 'ror-org-id:"https://ror.org/04fa4r544"', 'fundref-org-id:"https://ror.org/05abc"',
    'past-institution-affiliation-name:"Ended today"', 'current-institution-affiliation-name:"Ends tomorrow"',
    'current-institution-affiliation-name:"Ends this month"', 'issn:1234', 'issn-part-of:1234\\-5679', 'pmid-self:27281629',
    'given-names:梅', 'given-and-family-names:"aero strasse"', 'given-and-family-names:AERO*'
  ]
  for (const q of found) t.equal(await ask(q), 1, q)
  const nobody = [
    'ror-org-id:"https://ror.org/05abc"', 'past-institution-affiliation-name:"Ends tomorrow"', 'kuid-version-of:K1', 'kuid-self:K1'
  ]
  for (const q of nobody) t.equal(await ask(q), 0, q)
})

t.test('times are compared, and calculated as Solr does', async (t) => {
  const { ask, orcid } = await openSearch(t, { researchers: people })
  orcid.clock.set(Date.UTC(2027, 0, 15, 12))
  orcid.clock.freeze()
  orcid.researcher(RUTH).change({ keywords: [{ content: 'new' }] })
  const last = 'profile-last-modified-date'
  const counts: Readonly<Record<string, number>> = {
    [`${last}:[NOW-1DAY TO NOW]`]: 1,
    [`${last}:[NOW-1DAY TO *] AND keyword:new`]: 1,
    [`${last}:{NOW TO *]`]: 0,
    [`${last}:[* TO NOW-2HOURS} AND keyword:new`]: 0,
    [`${last}:[NOW/DAY TO NOW/DAY+1DAY]`]: 1,
    [`${last}:[NOW/MONTH TO NOW+1MONTH]`]: 1,
    [`${last}:[NOW/YEAR TO NOW+1YEAR]`]: 1,
    [`${last}:["2027-01-15T12:00:00Z" TO "2027-01-15T12:00:00Z"]`]: 1,
    [`${last}:"2027-01-15T12:00:00Z"`]: 0,
    [`${last}:2027\\-01\\-15T12\\:00\\:00Z`]: 1,
    'profile-submission-date:[2020-01-01T00:00:00.000Z TO 2020-01-01T00:00:00Z] AND orcid:0000-0001-2345-6789': 1
  }
  for (const [q, count] of Object.entries(counts)) t.equal(await ask(q), count, q)
  t.match(await ask(`${last}:[NOW-1LIGHTYEAR TO NOW]`), 'Invalid Date in Date Math String:\'NOW-1LIGHTYEAR\'')
})

t.test('rarer forms of a query', async (t) => {
  const { ask } = await openSearch(t)
  const all = await ask('*:*')
  t.equal(await ask('*'), all, 'everybody has some text')
  t.equal(await ask('*:* -family-name:Garcia'), Number(all) - 1)
  t.equal(await ask('-family-name:Garcia'), Number(all) - 1)
  const counts: Readonly<Record<string, number>> = {
    'family-name:(Garcia Okafor)^2': 2,
    'filter(family-name:Garcia)': 1,
    'family-name:Garcia - ': 1,
    'orcid:"-"': 0,
    '"-"': 0,
    'keyword:(- hydrology)': 1,
    'family-name:"-"': 0,
    'family-name:ok??or': 1,
    'family-name:oka\\*': 0,
    'family-name:*afo': 0,
    'given-names:Jos*María': 0,
    'family-name:"garcia garcia"': 0,
    'okafor AND (NOT rossi)': 0,
    'family-name:"okafor"~2': 1,
    'works OR NOT': -1
  }
  for (const [q, count] of Object.entries(counts)) {
    if (count >= 0) t.equal(await ask(q), count, q)
    else t.match(await ask(q), /Encountered "<EOF>"/, q)
  }
  t.equal(await ask('okafor OR rossi', { 'q.op': 'AND' }), 2)
  t.equal(await ask('okafor hydrology', { 'q.op': 'and' }), 1)
  t.equal(await ask('digital-object-ids:10.5555/amara.1', { 'q.op': 'AND' }), 1, 'all words of a term')
  t.equal(await ask('digital-object-ids:10.5555/amara.9', { 'q.op': 'AND' }), 0)
  t.equal(await ask('Okafor', { defType: 'dismax' }), 1, 'without fields, those that there are anyway')
  t.equal(await ask('Okafor', { df: 'given-names' }), 0)
  t.match(await ask('AND okafor'), /Encountered " <AND> "AND "" at line 1, column 0/)
  t.match(await ask('okafor)'), /Encountered " "\)" "\) "" at line 1, column 6/)
  t.match(await ask('family-name:-Garcia'), /Encountered " "-" "- "" at line 1, column 12/)
  t.match(await ask('family-name:Garcia^x'), /Lexical error/)
  t.match(await ask('{!term f=family-name}garcia'), /searches neither by regular expressions nor by \{!…\}/)
  t.match(await ask('*:foo'), 'undefined field *')
  t.match(await ask('(family-name:Garcia'), /Encountered "<EOF>" at line 1, column 19/)
  t.match(await ask('a', { qf: 'nothing', defType: 'edismax' }), 'undefined field nothing')
})

t.test('a table is a proper one', async (t) => {
  const emails = [{ email: 'a@b.example', visibility: 'public' }, { email: 'c@d.example', visibility: 'public' }] as const
  const employments = [{ organization: 'Berkeley, California', ...somewhere }, { organization: 'Second "Home"', ...somewhere }]
  const { ask } = await openMockFor(t, { researchers: { a: { givenNames: 'A "quoted", name', familyName: ' x', emails, employments } } })
  const { body, headers } = await ask(
    '/pub/v3.0/csv-search?q=email:a@b.example&fl=given-names,family-name,email,current-institution-affiliation-name', { accept: 'text/*' })
  t.equal(headers['content-type'], 'text/csv;charset=UTF-8')
  t.equal(body.split('\n')[1], '"A ""quoted"", name"," x","a@b.example,c@d.example","Berkeley\\, California,Second ""Home"""')
})

t.test('a hostile query costs little', async (t) => {
  const { ask, orcid } = await openSearch(t)
  const started = performance.now()
  t.match(await ask('('.repeat(4000)), /too many parentheses/)
  t.match(await ask('a '.repeat(5000)), /too many boolean clauses/)
  t.equal(await ask(`given-names:${'*a'.repeat(2500)}b`), 0)
  t.equal(await ask(`work-titles:"${'of '.repeat(3000)}"`), 0)
  t.not(await ask(`work-titles:(${'*o*f* '.repeat(1000)})`), 0)
  for (const spoilt of ['"', '[', '{', '/', '\\', '~', '^']) {
    t.match(await ask(`${spoilt.repeat(4000)}x`), /^500 |^0$/, `${spoilt}…`)
  }
  const { status } = await fetch(`${orcid.issuer}/pub/v3.0/search?q=${'a'.repeat(1024 * 1024)}`)
  t.equal(status, 431, 'Node reads no more of a request line')
  t.ok(performance.now() - started < 5000)
})
