import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { mock } from 'node:test'
import t from 'tap'
import { createSingleFlight } from '../../../plugin/callback/single-flight.ts'
import { slow } from '../../support/slow.ts'

const key = (n: number | string, memoryMs = 900_000) => ({ transaction: `t${n}`, code: `c${n}`, memoryMs })

t.test('an outcome is shared for a minute, and a failure like a success', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  const once = createSingleFlight<string>()
  t.equal(await once.share(key(1), async () => 'first'), 'first')
  t.equal(await once.share(key(1), async () => 'second'), 'first')
  await t.rejects(once.share(key(2), async () => { throw new Error('no') }), { message: 'no' })
  await t.rejects(once.share(key(2), async () => 'yes'), { message: 'no' })
  mock.timers.tick(60_000)
  await t.rejects(once.share(key(1), async () => 'third'), { code: 'ORCID_ERR_TRANSACTION_SPENT' })
})

t.test('a sign-in is forgotten when its cookie is too old anyway', async (t) => {
  const clock = performance.now.bind(performance)
  t.teardown(() => { performance.now = clock })
  const once = createSingleFlight<number>()
  await once.share(key(1, 1000), async () => 1)
  performance.now = () => clock() + 2000
  await once.share(key(2), async () => 2)
  t.equal(await once.share(key(1), async () => 3), 3)
})

t.test('more than it takes on at once is turned away, and nothing is used up', async (t) => {
  const once = createSingleFlight<void>()
  let release = () => {}
  const gate = new Promise<void>((resolve) => { release = resolve })
  const under = Array.from({ length: 2000 }, (_, i) => once.share(key(i), async () => await gate))
  await t.rejects(once.share(key('x'), async () => {}), { code: 'ORCID_ERR_OVERLOADED', cause: { retryAfterSeconds: 1 } })
  release()
  await Promise.all(under)
  t.resolves(once.share(key('x'), async () => {}))
})

t.test('a hundred thousand sign-ins are remembered, not more', slow, async (t) => {
  const once = createSingleFlight<number>()
  for (let i = 0; i <= 100_000; i++) await once.share(key(i), async () => i)
  t.equal(await once.share(key(0), async () => -1), -1, 'the oldest made room')
})

t.test('an exchange that is under way is shared with whoever comes, however many come', async (t) => {
  const once = createSingleFlight<number>()
  let runs = 0
  let release = (): void => {}
  const gate = new Promise<void>((resolve) => { release = resolve })
  const exchange = async (): Promise<number> => {
    await gate
    return ++runs
  }
  const arrivals = Array.from({ length: 500 }, () => once.share(key(1), exchange))
  release()
  t.strictSame(new Set(await Promise.all(arrivals)), new Set([1]))
})

t.test('another code for the same sign-in, or the same code for another, is posted by nobody', async (t) => {
  const once = createSingleFlight<string>()
  const never = async (): Promise<string> => t.fail('posted') as never
  await once.share({ transaction: 't', code: 'c', memoryMs: 900_000 }, async () => 'first')
  await t.rejects(once.share({ transaction: 't', code: 'd', memoryMs: 900_000 }, never), { code: 'ORCID_ERR_TRANSACTION_SPENT' })
  await t.rejects(once.share({ transaction: 'u', code: 'c', memoryMs: 900_000 }, never), { code: 'ORCID_ERR_TRANSACTION_SPENT' })
  t.equal(await once.share({ transaction: 't', code: 'c', memoryMs: 900_000 }, never), 'first', 'and the first goes on as it was')
})

t.test('FAULT-F45: an outcome nobody comes back for is dropped after a minute', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const once = createSingleFlight<object>()
  const outcome = new WeakRef(await once.share(key(1), async () => ({ accessToken: 'x' })))
  mock.timers.tick(60_000)
  // A reference lives to the end of the turn in which it was looked at.
  await new Promise((resolve) => { setImmediate(resolve) })
  collect()
  t.equal(outcome.deref(), undefined)
  await t.rejects(once.share(key(1), async () => ({})), { code: 'ORCID_ERR_TRANSACTION_SPENT' }, 'but that it was is remembered')
})
