import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { resolveBehaviour } from '../../../mock-server/options/behaviour.ts'
import { facts } from '../../facts/facts.ts'
import type { Fact } from '../../facts/fact.ts'
import { renderBehaviour, settings } from '../../support/behaviour-table.ts'
import { compare, replay, startMock } from '../../facts/replay.ts'
import type { RunningMock } from '../../facts/replay.ts'
import { ROOT } from '../../support/root.ts'
import { sample } from '../../support/slow.ts'

t.test('the default of a setting is its first value, and `legacy` is the server before April 2026', async (t) => {
  const usual: Readonly<Record<string, string>> = resolveBehaviour()
  const legacy: Readonly<Record<string, string>> = resolveBehaviour('legacy')
  t.ok(Object.isFrozen(usual))
  t.strictSame(Object.keys(usual), settings.map(([name]) => name))
  for (const [name, { values, legacy: before }] of settings) {
    const [first] = Object.keys(values)
    t.equal(usual[name], first)
    t.equal(legacy[name], before ?? first)
    t.ok(before === undefined || before in values, name)
    t.notOk(before === first, `${name}: legacy is only named where it differs`)
  }
})

t.test('each value of each setting can be chosen alone', async (t) => {
  for (const [name, { values }] of settings) {
    for (const value of Object.keys(values)) {
      t.strictSame(resolveBehaviour({ [name]: value }), { ...resolveBehaviour(), [name]: value })
    }
  }
})

t.test('an unknown setting or value is refused by name', async (t) => {
  const wrong: Array<[unknown, RegExp]> = [
    [{ tokenType: 'mac' }, /^Wrong options for behaviour: tokenType must be one of bearer, Bearer/],
    [{ tokenTypes: 'bearer' }, /tokenTypes is not known/],
    ['Legacy', /^Wrong options for behaviour: must be object/],
    [null, /must be object/]
  ]
  for (const [behaviour, message] of wrong) {
    t.throws(() => resolveBehaviour(behaviour as never), { code: 'MOCK_ORCID_ERR_OPTIONS', message })
  }
})

type Chosen = Readonly<Record<string, string>>

const chosenIn = ({ behaviour = {} }: Fact): Chosen => behaviour === 'legacy' ? resolveBehaviour('legacy') : behaviour

const mocks = new Map<string, RunningMock>()
t.teardown(async () => { for (const mock of mocks.values()) await mock.close() })

/** Most facts are about one setting: without it they all ask the same mock. */
async function mockOf (behaviour: Chosen): Promise<RunningMock> {
  const key = JSON.stringify(resolveBehaviour(behaviour))
  const mock = mocks.get(key) ?? await startMock(behaviour)
  mocks.set(key, mock)
  return mock
}

/** Whether a fact about a value does not hold for the default. */
async function isDecisive (fact: Fact, name: string): Promise<boolean> {
  const mock = await mockOf({ ...chosenIn(fact), [name]: (resolveBehaviour() as Chosen)[name] ?? '' })
  return compare(fact.answer, await replay(mock, fact)).length > 0
}

t.test('each value makes a difference on the wire: some fact about it does not hold for the default', async (t) => {
  for (const [name, { values }] of sample('settings that make a difference', settings, 3)) {
    for (const value of Object.keys(values).slice(1)) {
      let isSeen = false
      for (const fact of facts) isSeen ||= chosenIn(fact)[name] === value && await isDecisive(fact, name)
      t.ok(isSeen, `${name}: ${value}`)
    }
  }
})

t.test('docs/reference/behaviour.md says what the settings say', async (t) => {
  const file = new URL('docs/reference/behaviour.md', ROOT)
  const document = renderBehaviour()
  if (process.env['BEHAVIOUR'] === 'write') writeFileSync(file, document)
  t.ok(readFileSync(file, 'utf8') === document, 'run with BEHAVIOUR=write to write it again')
})
