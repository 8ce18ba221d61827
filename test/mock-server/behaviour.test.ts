import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { resolveBehaviour } from '../../mock-server/behaviour/behaviour.ts'
import { authorizeFacts } from '../fixtures/orcid/authorize-facts.ts'
import { openidFacts } from '../fixtures/orcid/openid-facts.ts'
import { tokenFacts } from '../fixtures/orcid/token-facts.ts'
import { renderBehaviour, tables } from '../support/behaviour-table.ts'

const settings = tables.flatMap(([, , table]) => Object.entries(table))

t.test('what is not said is the first value, and legacy is the server before', async (t) => {
  const usual: Readonly<Record<string, string>> = resolveBehaviour()
  const legacy: Readonly<Record<string, string>> = resolveBehaviour('legacy')
  t.ok(Object.isFrozen(usual))
  t.strictSame(Object.keys(usual), settings.map(([name]) => name))
  for (const [name, { values, legacy: before }] of settings) {
    const [first] = Object.keys(values)
    t.equal(usual[name], first)
    t.equal(legacy[name], before ?? first)
    t.ok(before === undefined || before in values, name)
  }
})

t.test('every value of every setting can be chosen, alone', async (t) => {
  for (const [name, { values }] of settings) {
    for (const value of Object.keys(values)) {
      t.strictSame(resolveBehaviour({ [name]: value }), { ...resolveBehaviour(), [name]: value })
    }
  }
})

t.test('a setting or a value that is not known is refused by name', async (t) => {
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

t.test('every value is seen on the wire: some fact is about it', async (t) => {
  const legacy = settings.flatMap(([name, setting]) => setting.legacy === undefined ? [] : [`${name} ${setting.legacy}`])
  const chosen = [...authorizeFacts, ...tokenFacts, ...openidFacts].flatMap(({ behaviour = {} }) =>
    typeof behaviour === 'string' ? legacy : Object.entries(behaviour).map(([name, value]) => `${name} ${value}`))
  const others = settings.flatMap(([name, { values }]) => Object.keys(values).slice(1).map((value) => `${name} ${value}`))
  t.strictSame(others.filter((value) => !chosen.includes(value)), [])
})

t.test('docs/behaviour.md is what the settings say', async (t) => {
  const file = new URL('../../docs/behaviour.md', import.meta.url)
  const document = renderBehaviour()
  if (process.env['BEHAVIOUR'] === 'write') writeFileSync(file, document)
  t.ok(readFileSync(file, 'utf8') === document, 'run with BEHAVIOUR=write to write it again')
})
