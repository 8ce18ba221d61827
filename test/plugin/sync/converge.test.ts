import fc from 'fast-check'
import t from 'tap'
import type { MockFaultName } from '../../../mock-server/index.ts'
import type { OrcidSyncItems } from '../../../plugin/sync/sync.ts'
import { runs } from '../../support/slow.ts'
import { itemOf, itemsOf, openSynced, workOf, type Section, type Synced } from '../../support/synced.ts'

const NAMES = ['PT', 'ES', 'IT', 'FR', 'DE'] as const
type Name = typeof NAMES[number]
/** An item by its name, and which of several things it says. */
type Choice = readonly [name: Name, variant: 0 | 1 | 2]

const FAULTS: readonly MockFaultName[] = ['429', '500', '502', '503', 'reset-before-work', 'reset-before-headers',
  'reset-after-headers', 'empty-reply', 'truncated', 'malformed', 'empty-body', 'challenge', 'introspection-down']

const makers: { readonly [Name in 'works' | 'employments' | 'fundings' | 'keywords']: (choice: Choice) => OrcidSyncItems[Name] } = {
  works: ([name, variant]) => workOf(`10.5555/${name}`, `${name} ${variant}`, variant === 2 ? { 'language-code': 'en' } : {}),
  employments: ([name, variant]) => ({ ...itemOf.employments(name), ...variant > 0 && { 'end-date': { year: { value: `202${variant}` } } } }),
  fundings: ([name, variant]) => ({ ...itemOf.fundings(name), 'short-description': `of ${variant}` }),
  keywords: ([name]) => itemOf.keywords(name)
}

const choices = fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(0, 1, 2)),
  { selector: ([name]) => name }) as fc.Arbitrary<Choice[]>

const interruption = fc.oneof(
  fc.record({ fault: fc.constantFrom(...FAULTS), after: fc.nat(9), times: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ abortAfter: fc.nat(6) }))
type Interruption = { fault: MockFaultName, after: number, times: number } | { abortAfter: number }

const world = fc.record({
  section: fc.constantFrom('works', 'works', 'employments', 'fundings', 'keywords') as fc.Arbitrary<keyof typeof makers>,
  ours: choices,
  theirs: choices,
  desired: choices,
  interruption,
  concurrency: fc.constantFrom(1, 4)
})

/** A run that something goes wrong in. It may end in any way but one that is no error of its own. */
async function runInterrupted ({ mock, sync }: Synced, section: Section, desired: never[],
  { interruption, concurrency }: { interruption: Interruption, concurrency: number }): Promise<void> {
  if ('fault' in interruption) {
    const { fault, ...plan } = interruption
    const undo = mock.fail('record', fault, plan)
    await sync(section, desired, { concurrency }).catch((error) => { if (!/^ORCID_ERR_/.test(error.code)) throw error })
    undo()
    return
  }
  const controller = new AbortController()
  let told = 0
  const onProgress = () => { if (told++ === interruption.abortAfter) controller.abort(new Error('crash')) }
  await sync(section, desired, { concurrency, onProgress, signal: controller.signal })
    .catch((error) => { if (error.message !== 'crash') throw error })
}

t.test('whatever was there and whatever goes wrong, the next run makes it as declared, and then there is nothing to do', async (t) => {
  const synced = await openSynced(t, {
    works: [{ title: 'PT', doi: '10.5555/PT' }], keywords: [{ content: 'ES' }]
  })
  const { mock, ours, theirs, sync, requestsOf } = synced
  const empty = mock.snapshot()
  await fc.assert(fc.asyncProperty(world, async ({ section, ...plan }) => {
    mock.restore(empty)
    const make = (some: readonly Choice[]) => some.map((choice) => makers[section](choice)) as never[]
    const item = section === 'keywords' ? section : section.slice(0, -1) as 'work'
    for (const body of make(plan.theirs)) await theirs.record.add(item, body)
    for (const body of make(plan.ours)) await ours.record.add(item, body)
    const others = async () => itemsOf(section, await theirs.record.read(section), theirs.client.clientId)
    const before = await others()
    const desired = make(plan.desired)

    await runInterrupted(synced, section, desired, plan)
    const report = await sync(section, desired)
    t.strictSame(report.failed, [])

    const held = report.heldByOthers.map(({ index }) => index)
    const kept = itemsOf(section, await ours.record.read(section), ours.client.clientId)
    const wanted = plan.desired.filter((_, index) => !held.includes(index)).map(([name]) => name)
    t.strictSame(NAMES.filter((name) => kept.some((one) => one.includes(name))).sort(), wanted.sort(), 'all that is desired')
    t.equal(kept.length, wanted.length, 'and once')
    t.strictSame(await others(), before, 'what others have is as it was')
    t.strictSame(await requestsOf(() => sync(section, desired, { compare: 'listed' })), [`GET ${section}`])
    t.notMatch((await requestsOf(() => sync(section, desired))).join(), /POST|PUT|DELETE/)
  }), { numRuns: runs(100), seed: 20_261_127 })
})
