import t from 'tap'
import { syncSection, type OrcidSyncReport } from '../../../plugin/sync/sync.ts'
import { syncedSections } from '../../../plugin/sync/sections.ts'
import { sample } from '../../support/slow.ts'
import { OURS, itemOf, openSynced, sectionNames, workOf, type Section } from '../../support/synced.ts'

/** How many items came to which end. */
function counts (report: OrcidSyncReport<unknown>): Record<string, number> {
  const all = Object.entries(report).map(([name, items]: [string, readonly unknown[]]) => [name, items.length] as const)
  return Object.fromEntries(all.filter(([, count]) => count !== 0))
}

t.test('works are added, changed and removed, and a second run is one read', async (t) => {
  const { sync, requestsOf } = await openSynced(t)
  const works = [workOf('10.5555/1'), workOf('10.5555/2'), workOf('10.5555/3')]
  t.strictSame(counts(await sync('works', works)), { added: 3 })
  const later = [workOf('10.5555/1', 'Tulips'), workOf('https://doi.org/10.5555/2'), workOf('10.5555/4')]
  t.strictSame(counts(await sync('works', later)), { added: 1, updated: 2, removed: 1 })
  const again = async () => t.strictSame(counts(await sync('works', later)), { unchanged: 3 })
  t.strictSame(await requestsOf(again), ['GET works'])
  t.strictSame(counts(await sync('works', [])), { removed: 3 })
  t.strictSame(await requestsOf(async () => t.strictSame(counts(await sync('works', [])), {})), ['GET works'])
})

t.test('every section is what was declared, whatever others have there', async (t) => {
  const { sync, requestsOf, theirs, ours } = await openSynced(t)
  for (const section of sample('sections', sectionNames, 4)) {
    const { item } = syncedSections[section]
    const items = ['PT', 'ES', 'GB', 'FR'].map((name) => itemOf[section](name)) as never[]
    await theirs.record.add(item, items[3] as never)
    t.strictSame(counts(await sync(section as Section, items.slice(0, 2))), { added: 2 }, section)
    t.strictSame(counts(await sync(section as Section, items.slice(1, 3))), { added: 1, removed: 1, unchanged: 1 })
    const again = () => sync(section as Section, items.slice(1, 3), { compare: 'listed' })
    t.strictSame(await requestsOf(again), [`GET ${section}`], 'nothing to do')
    const isPersons = item === section as string
    const [last, removed] = isPersons ? ['heldByOthers', 1] : ['added', 2]
    const report = await sync(section as Section, items.slice(2))
    t.strictSame(counts(report), { [last as string]: 1, removed: 1, unchanged: 1 })
    t.strictSame(counts(await sync(section as Section, [])), { removed })
    t.match(JSON.stringify(await ours.record.read(section as 'works')), theirs.client.clientId, 'the item of another client')
  }
})

t.test('ORCID knows better what is the same: the item that it names is updated', async (t) => {
  const { sync, requestsOf } = await openSynced(t)
  const arxiv = (value: string) => workOf('', 'Roses', {
    'external-ids': {
      'external-id': [{ 'external-id-type': 'arxiv', 'external-id-value': value, 'external-id-relationship': 'self' }]
    }
  })
  const [{ putCode } = { putCode: 0 }] = (await sync('works', [arxiv('arXiv:2101.00001')])).added
  const requests = await requestsOf(async () => {
    t.match(await sync('works', [arxiv('https://arxiv.org/abs/2101.00001')]), { updated: [{ putCode }], removed: [] })
  })
  t.strictSame(requests, ['GET works', 'POST works', 'GET works', `PUT work/${putCode}`])
  t.match(await sync('works', [arxiv('arXiv:2101.00001')]), { updated: [{ putCode }] }, 'and its normal form is known')

  const both = [arxiv('https://arxiv.org/abs/2101.00001'), arxiv('http://www.arxiv.org/abs/2101.00001')]
  const report = await sync('works', both)
  t.match(report.failed, [{ index: 1, putCode: null, error: { code: 'ORCID_ERR_CONFLICT', cause: { putCode } } }])
  t.equal(report.updated.length, 1, 'one of two that are the same to ORCID alone')
})

t.test('a work that ORCID refuses does not stop the others, even if it cannot read the bulk', async (t) => {
  const { sync } = await openSynced(t)
  const unreadable = workOf('10.5555/3', 'Roses', { type: 'poem' })
  const untitled = workOf('10.5555/4', '')
  const report = await sync('works', [workOf('10.5555/1'), workOf('10.5555/2'), unreadable, untitled, workOf('10.5555/5')])
  t.strictSame(report.added.map(({ index }) => index), [0, 1, 4])
  t.match(report.failed, [
    { index: 2, item: unreadable, putCode: null, error: { code: 'ORCID_ERR_VALIDATION' } },
    { index: 3, item: untitled, putCode: null, error: { code: 'ORCID_ERR_VALIDATION', cause: { errorCode: 9022 } } }
  ])
  const [{ putCode } = { putCode: 0 }] = report.added
  const refused = await sync('works', [workOf('10.5555/1', '')])
  t.match(refused.failed, [{ index: 0, putCode, error: { cause: { errorCode: 9047 } } }], 'one that was there stays as it was')
  t.equal(refused.removed.length, 2)
})

t.test('a put-code says which item is meant, and one of somebody else is refused', async (t) => {
  const { sync, theirs } = await openSynced(t)
  const { added } = await sync('works', ['1', '2', '3'].map((number) => workOf(`10.5555/${number}`)))
  const [one, two, three] = added.map(({ putCode }) => putCode)
  const moved = [
    { ...workOf('10.5555/2'), 'put-code': one ?? null },
    { ...workOf('10.5555/3'), 'put-code': two ?? null },
    { ...workOf('10.5555/4'), 'put-code': three ?? null }
  ]
  t.match(await sync('works', moved), { updated: [{ putCode: one }, { putCode: two }, { putCode: three }], failed: [] })
  t.equal((await sync('works', moved)).unchanged.length, 3)

  const swapped = moved.map((work, index) => ({ ...work, 'put-code': [two, one, three][index] ?? null }))
  t.match(await sync('works', swapped), { failed: [{ index: 0, putCode: two }, { index: 1, putCode: one }], unchanged: [{}] })

  const foreign = await theirs.record.add('work', workOf('10.5555/9'))
  const gone = { ...workOf('10.5555/8'), 'put-code': 1 }
  const report = await sync('works', [{ ...workOf('10.5555/9'), 'put-code': foreign }, gone])
  t.match(report.failed, [{ index: 0, putCode: foreign, error: { code: 'ORCID_ERR_NOT_YOURS', cause: { statusCode: 0 } } }])
  t.equal(report.added[0]?.index, 1, 'one that is not there any more is added again')
})

t.test('what this client has added in the name of another, or of the person, is never touched', async (t) => {
  const origins = ['assertion-origin-orcid', 'assertion-origin-client-id', null]
  const keywords = origins.map((origin, index) => ({
    'put-code': index + 1,
    content: `k${index}`,
    source: { 'source-client-id': { path: OURS }, ...origin !== null && { [origin]: { path: 'X' } } }
  }))
  const { sync } = await openSynced(t, { keywords })
  t.strictSame((await sync('keywords', [])).removed, [3])
})

t.test('what is gone while a synchronization runs is found out', async (t) => {
  const { mock, sync } = await openSynced(t)
  const before = mock.snapshot()
  await sync('fundings', ['One', 'Two'].map(itemOf.fundings))
  const { title, ...one } = itemOf.fundings('One')
  const report = await sync('fundings', [{ ...one, title: { title: { value: 'New' } } }], {
    onProgress: ({ remaining, removed }) => { if (remaining + removed === 1) mock.restore(before) }
  })
  t.match(report, { added: [{ index: 0 }], removed: [Number], failed: [] })
})

t.test('what cannot be meant is refused by name, all of it at once, and nothing is sent', async (t) => {
  const { ours, sync, requestsOf } = await openSynced(t)
  const refused = async (call: () => Promise<unknown>, message: string | RegExp) =>
    await t.rejects(call(), { code: 'ORCID_ERR_VALIDATION', message })
  const cyclic: Record<string, unknown> = { content: 'a' }
  cyclic['self'] = cyclic
  const works = [workOf('10.5555/A'), workOf('https://doi.org/10.5555/a'), { ...workOf('10.5555/2'), 'put-code': 7 },
    { ...workOf('10.5555/3'), 'put-code': 7 }, workOf('no DOI')]
  const isbn = (value: string) => workOf('', 'Roses', {
    'external-ids': { 'external-id': [{ 'external-id-type': 'isbn', 'external-id-value': value, 'external-id-relationship': 'self' }] }
  })
  const requests = await requestsOf(async () => {
    for (const foreign of [null, {}, { ...ours.record }, 'record']) {
      await refused(() => syncSection(foreign as never, 'works', []), /not a record: expected what record\(\) returned/)
    }
    for (const section of ['work', 'person', '__proto__', undefined]) {
      await refused(() => sync(section as 'works', []), /no section that can be synchronized: expected works, employments/)
    }
    for (const list of [undefined, null, {}, 'works']) await refused(() => sync('works', list as never), /expected a list/)
    for (const options of [{ concurrency: 0 }, { concurrency: 21 }, { concurrency: 1.5 }, { compare: 'no' },
      { pace: null }, { pace: { perSecond: 1 } }, { signal: {} }, { onProgress: 1 }]) {
      await refused(() => sync('works', [], options as never), new RegExp(`not an? \`${Object.keys(options)[0]}\``))
    }
    await refused(() => sync('works', [], { concurency: 2 } as never), /unknown option `concurency`, did you mean `concurrency`\?/)
    await refused(() => syncSection(ours.record, 'works', [], 'fast' as never), /the options are not an object: expected one like \{ concurrency: 4 \}/)
    const malformed = [{ content: 1 }, { content: 'b' }, null, cyclic, { content: 'c', 'put-code': -1 }]
    await refused(() => sync('keywords', malformed as never), 'Nothing was sent to ORCID: of the desired items, ' +
      '[0] does not fit: /content must be string; [2] does not fit: must be object; [3] does not fit: the body cannot be ' +
      'written as JSON; [4] does not fit: not a put-code: expected a positive integer.')
    await refused(() => sync('works', works), 'Nothing was sent to ORCID: of the desired items, ' +
      '[2] and [3] have the same put-code; [0] and [1] have the same identifiers.')
    await refused(() => sync('works', [isbn('978-1-4028-9462-6'), isbn('9781402894626')]), /the same identifiers/)
    await refused(() => sync('keywords', Array.from({ length: 30 }, () => ({ content: 'a' }))), /same content; and 9 more\. See/)
  })
  t.strictSame(requests, [])
})
