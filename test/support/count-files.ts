// A program of its own, because it starts the coverage counters of V8 anew: prints, for each fault that is named on the
// command line, the files of the mock in which a function runs when a code is exchanged while that fault is armed.
import { Session } from 'node:inspector/promises'
import type { MockFaultName } from '../../mock-server/index.ts'
import { openMock } from './mock.ts'

const session = new Session()
session.connect()

async function filesOf (fault: MockFaultName): Promise<string[]> {
  const mock = await openMock()
  const code = await mock.code()
  mock.orcid.fail('token', fault, { delayMs: 1 })
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
  await session.post('Profiler.takePreciseCoverage')
  await mock.exchange(code).catch(() => {})
  const { result } = await session.post('Profiler.takePreciseCoverage')
  await session.post('Profiler.stopPreciseCoverage')
  await mock.orcid.close()
  return result
    .filter(({ url, functions }) => url.includes('/mock-server/') && !url.includes('/test/') &&
      functions.some(({ ranges: [range] }) => (range?.count ?? 0) > 0))
    .map(({ url }) => url.replace(/^.*\/mock-server\//, ''))
}

const found: Record<string, string[]> = {}
for (const fault of process.argv.slice(2)) found[fault] = await filesOf(fault as MockFaultName)
console.log(JSON.stringify(found))
