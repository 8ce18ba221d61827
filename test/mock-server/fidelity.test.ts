import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { facts } from '../facts/facts.ts'
import type { Fact } from '../facts/fact.ts'
import { renderFidelity } from '../support/fidelity-table.ts'
import { compare, openStage, replay } from '../facts/replay.ts'
import type { Stage } from '../facts/replay.ts'

const stages = new Map<string, Stage>()

async function stageOf ({ behaviour }: Fact): Promise<Stage> {
  const key = JSON.stringify(behaviour ?? {})
  const stage = stages.get(key) ?? await openStage(behaviour)
  stages.set(key, stage)
  return stage
}

t.teardown(async () => { for (const stage of stages.values()) await stage.close() })

t.test('the mock answers as docs/fidelity.md says, over a socket', async (t) => {
  for (const fact of facts) {
    const complaints = compare(fact.answer, await replay(await stageOf(fact), fact))
    t.strictSame(complaints, [], fact.id)
  }
})

t.test('every fact has a name of its own, and one that is not exact says what ORCID does', async (t) => {
  t.equal(new Set(facts.map(({ id }) => id)).size, facts.length)
  for (const { id, verdict, orcid } of facts) t.equal(orcid === undefined, verdict === 'exact', id)
})

t.test('docs/fidelity.md is what the facts say', async (t) => {
  const file = new URL('../../docs/fidelity.md', import.meta.url)
  const document = renderFidelity(facts)
  if (process.env['FIDELITY'] === 'write') writeFileSync(file, document)
  t.ok(readFileSync(file, 'utf8') === document, 'run with FIDELITY=write to write it again')
})
