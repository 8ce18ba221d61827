import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { startMockOrcid } from '../../../../mock-server/index.ts'
import { pathOf } from '../../../support/root.ts'

const FOLDER = pathOf('test/fixtures/orcid-model')
const SOFIA = '0000-0001-2345-6789'
const MARIE = '0000-0003-4567-890X'
const WRITE = '/activities/update /person/update /read-limited'

type Json = Record<string, unknown>

const read = (name: string): Json => JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8'))

// ORCID's samples also have texts without their wrapper. E-mail addresses of contributors are never shown.
function plain (name: string, value: unknown): unknown {
  if (name === 'contributor-email') return null
  const isWrapper = typeof value === 'object' && value !== null && Object.keys(value).join() === 'value'
  return isWrapper ? (value as Json)['value'] : value
}

// Of these ORCID reads types back without dashes (JSONExternalIdentifiersConverterV3, FundingExternalIdentifiers).
const WITHOUT_DASHES = /^(?:distinction|education|employment|funding|invited|membership|qualification|service)/

const readBackOf = (sample: string) => (name: string, value: unknown): unknown =>
  name === 'external-id-type' && WITHOUT_DASHES.test(sample) ? String(value).replaceAll('-', '_') : plain(name, value)

/** Without the members that are null: what was not sent comes back as null. */
function sent (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sent)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(members.map(([name, member]) => [name, sent(member)]))
}

/** The path that a sample is posted to, by how its name begins. */
const PATHS: Readonly<Record<string, string>> = {
  bulk: 'works',
  external: 'external-identifiers',
  invited: 'invited-position',
  other: 'other-names',
  peer: 'peer-review',
  research: 'research-resource',
  researcher: 'researcher-urls'
}

function pathFor (sample: string): string {
  const [word = ''] = sample.split('-')
  return PATHS[word] ?? word
}

t.test('ORCID\'s own samples of what is written are taken, and read back as they were sent', async (t) => {
  await using orcid = await startMockOrcid()
  const client = orcid.client({ type: 'member' })
  for (const file of readdirSync(`${FOLDER}/write`)) {
    orcid.reset()
    const name = file.replace(/\.json$/, '')
    const { access_token: token } = await client.token({ as: 'sofia', scope: WRITE })
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': 'application/json' }
    const body = JSON.stringify(read(`write/${name}`))
    const answer = await fetch(`${orcid.issuer}/api/v3.0/${SOFIA}/${pathFor(name)}`, { method: 'POST', headers, body })
    const location = answer.headers.get('location')
    t.equal(answer.status, location === null ? 200 : 201, name)
    const back = location === null ? answer : await fetch(location, { headers })
    const wanted = sent(JSON.parse(body, readBackOf(name))) as { bulk: unknown[] }
    // The chapter has an identifier of its book, and none of its own.
    if (name === 'bulk-work-3.0') wanted.bulk[1] = { error: { 'error-code': 9023 } }
    t.has(JSON.parse(await back.text(), plain), wanted, name)
  }
})

/** Where two values differ: `group.0.path: "/1" became "/2"`. */
function differences (before: unknown, after: unknown, at = ''): string[] {
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) {
    return before === after ? [] : [`${at}: ${JSON.stringify(before)} became ${JSON.stringify(after)}`]
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap((name) => differences((before as Json)[name], (after as Json)[name], `${at}.${name}`.replace(/^\./, '')))
}

type Otherwise = ReadonlyArray<readonly [difference: RegExp, why: string]>

/** What comes back otherwise, and why. */
const OTHERWISE: Otherwise = [
  [/\.(?:uri|host): /, 'the mock has an address of its own'],
  [/-group\.\d+\.external-ids\.external-id\.\d+(?:\.external-id-(?:value|url|normalized)\S*)?: /, 'ORCID orders the identifiers of a group by hash']
]

/** What ORCID's samples in XML leave out, or have by hand. */
const BY_HAND: Otherwise = [
  [/(?:^|\.)path: /, 'of several people, or left out'],
  [/display-index: null became "?0"?$/, 'left out'],
  [/^(?:\w.*\.)?last-modified-date(?:\.value)?: /, 'the mock takes that of the newest item'],
  [/external-id-normalized(?:-error)?(?:\.\S+)?: null became /, 'left out'],
  [/^group\.0\.external-ids\.external-id(?:: null became \[\]|\.\d\.external-id-(?:relationship|value): )/, 'the mock puts a group together itself'],
  [/contributor-email: .* became null$/, 'e-mail addresses of contributors are never shown'],
  [/^group\.0: \{.*"peer-review-group":null.*\} became undefined$/, 'a group of nothing is none'],
  [/\.emails?\.\d\.(?:verified|primary): null became true$/, 'left out']
]

const unexplained = (before: unknown, after: unknown, known: Otherwise = [...OTHERWISE, ...BY_HAND]): string[] =>
  differences(before, after).filter((difference) => !known.some(([way]) => way.test(difference)))

// In some of ORCID's samples several items have one put-code, or 0.
function numbered (sample: Json): Json {
  let putCode = 1000
  return JSON.parse(JSON.stringify(sample), (name, value) => name === 'put-code' && value !== null ? ++putCode : value)
}

/** Groups by the put-code of their first item: the sample of works was put together by hand, out of ORCID's order. */
function inOneOrder (section: unknown): unknown {
  const { group, ...rest } = section as { group?: readonly unknown[] }
  const putCodeIn = (one: unknown): number => Number(/"put-code":(\d+)/.exec(JSON.stringify(one))?.[1])
  const sorted = group?.toSorted((one, other) => putCodeIn(one) - putCodeIn(other))
  return sorted === undefined ? rest : { ...rest, group: sorted }
}

async function readBack (options: Parameters<typeof startMockOrcid>[0], path: string): Promise<unknown> {
  await using orcid = await startMockOrcid(options)
  const client = orcid.client({ type: 'member' })
  const { orcid: iD } = orcid.researchers['marie'] as { orcid: string }
  const { access_token: token } = await client.token({ as: 'marie', scope: '/read-limited' })
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
  return await (await fetch(`${orcid.issuer}/api/v3.0/${iD}/${path}`, { headers })).json()
}

t.test('ORCID\'s own sample of a whole record is somebody\'s record', async (t) => {
  const record = read('read/record-full-3.0')
  t.strictSame(unexplained(record, await readBack({ researchers: { marie: record } }, 'record'), OTHERWISE), [])
})

const person = { name: { 'given-names': { value: 'Marie' }, visibility: 'public' } }

t.test('ORCID\'s own samples of sections are those of somebody\'s record', async (t) => {
  const activities = ['works', 'fundings', 'educations', 'employments', 'distinctions', 'invited-positions', 'memberships',
    'qualifications', 'services', 'peer-reviews', 'research-resources']
  for (const section of activities) {
    const sample = numbered(read(`read/${section}-3.0`))
    const record = { 'orcid-identifier': { path: MARIE }, person, 'activities-summary': { [section]: sample } }
    const back = await readBack({ researchers: { marie: record } }, section)
    t.strictSame(unexplained(inOneOrder(sample), inOneOrder(back)), [], section)
  }
  for (const section of ['other-names', 'keywords', 'addresses', 'researcher-urls', 'external-identifiers']) {
    const sample = numbered(read(`read/${section}-3.0`))
    const record = { 'orcid-identifier': { path: MARIE }, person: { ...person, [section]: sample } }
    const path = section === 'addresses' ? 'address' : section
    t.strictSame(unexplained(sample, await readBack({ researchers: { marie: record } }, path)), [], section)
  }
  const sample = numbered(read('read/person-3.0'))
  const record = { 'orcid-identifier': { path: MARIE }, person: sample }
  t.strictSame(unexplained(sample, await readBack({ researchers: { marie: record } }, 'person')), [], 'person')
})

t.test('ORCID\'s own samples of items are items of somebody\'s record', async (t) => {
  const options = { work: 'works', funding: 'fundings', education: 'educations', 'peer-review': 'peerReviews' }
  for (const [item, option] of Object.entries(options)) {
    const sample = { ...numbered(read(`read/${item}-full-3.0`)), visibility: 'public' }
    const back = await readBack({ researchers: { marie: { givenNames: 'Marie', [option]: [sample] } } }, `${item}/1001`)
    t.strictSame(unexplained(sample, back), [], item)
  }
})
