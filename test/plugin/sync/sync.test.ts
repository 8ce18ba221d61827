import t from 'tap'
import type { OrcidSyncReport } from '../../../plugin/sync/sync.ts'
import { syncedSections } from '../../../plugin/sync/sections.ts'
import { sample } from '../../support/slow.ts'
import { itemOf, openSynced, sectionNames, workOf, type Section } from '../../support/synced.ts'

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
