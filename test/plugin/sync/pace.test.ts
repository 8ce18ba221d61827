import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import t from 'tap'
import { syncSection } from '../../../plugin/sync/sync.ts'
import { OURS, openSynced, workOf } from '../../support/synced.ts'
import { slow } from '../../support/slow.ts'

t.test('ORCID\'s limits are kept, by all synchronizations of a process together, and reads count', slow, async (t) => {
  const { mock, ours, theirs } = await openSynced(t, {}, { quota: 'orcid' })
  const keywords = (who: string) => Array.from({ length: 60 }, (_, number) => ({ content: `${who} ${number}` }))
  const started = performance.now()
  const reports = await Promise.all([ours, theirs].map(({ record, client }) =>
    syncSection(record, 'keywords', keywords(client.clientId), { concurrency: 8 })))
  t.strictSame(reports.map(({ added }) => added.length), [60, 60])
  t.strictSame([429, 503].map((status) => mock.journal.count({ status })), [0, 0])
  t.ok(performance.now() - started > 1000 * (122 - 20) / 24)
})

t.test('no more requests are on their way than half a burst', async (t) => {
  const { sync } = await openSynced(t)
  let [underway, most] = [0, 0]
  const begin = () => { most = Math.max(most, ++underway) }
  const end = () => { underway-- }
  subscribe('tracing:fastify-orcid.request:start', begin)
  subscribe('tracing:fastify-orcid.request:asyncEnd', end)
  t.teardown(() => {
    unsubscribe('tracing:fastify-orcid.request:start', begin)
    unsubscribe('tracing:fastify-orcid.request:asyncEnd', end)
  })
  const keywords = Array.from({ length: 12 }, (_, number) => ({ content: `word ${number}` }))
  const report = await sync('keywords', keywords, { concurrency: 6, pace: { perSecond: 20_000, burst: 4 } })
  t.strictSame([report.added.length, most, underway], [12, 2, 0])
})

t.test('a refusal of one request lets all of them wait, as long as ORCID says', slow, async (t) => {
  const { mock, sync } = await openSynced(t)
  mock.fail('record', '429-retry-after', { after: 1 })
  const started = performance.now()
  const report = await sync('keywords', ['a', 'b', 'c'].map((content) => ({ content })))
  t.equal(report.added.length, 3)
  t.ok(performance.now() - started >= 2000)
})

t.test('of ten thousand works those that are not as declared are changed, and then one read tells', slow, async (t) => {
  const source = { 'source-client-id': { path: OURS } }
  const desired = Array.from({ length: 10_000 }, (_, number) => workOf(`10.5555/${number}`, `Work ${number}`))
  const works = desired.slice(0, 9_800).map((work, index) => ({ ...work, 'put-code': index + 1, source }))
  const { sync, requestsOf } = await openSynced(t, { works })
  desired[0] = workOf('10.5555/0', 'Another')
  const told: number[] = []
  const report = await sync('works', desired, { onProgress: ({ remaining }) => { told.push(remaining) } })
  t.equal(report.added.length, 200)
  t.equal(report.updated.length, 1)
  t.strictSame(told, [201, 101, 1, 0])
  const again = await requestsOf(async () => { t.equal((await sync('works', desired)).unchanged.length, 10_000) })
  t.strictSame(again, ['GET works'])
  const { failed } = await sync('works', [...desired, workOf('10.5555/more')])
  t.match(failed, [{ index: 10_000, error: { code: 'ORCID_ERR_CONFLICT', cause: { errorCode: 9048 } } }])
})
