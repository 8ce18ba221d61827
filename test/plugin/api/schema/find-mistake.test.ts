import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { findMistake } from '../../../../plugin/api/schema/find-mistake.ts'
import { bulkValidator, itemValidators, orcidItemSchemas, orcidSectionSchemas, putCodeValidators, sectionValidators } from '../../../../plugin/api/schema/sections.ts'
import { loadTypeBox } from '../../../../plugin/typebox.ts'
import { SEED } from '../../../support/generators.ts'

const run = promisify(execFile)
await loadTypeBox()

t.test('SEC-A11: S1, the first of two million mistakes is named in a process of 128 megabytes', async (t) => {
  const script = `
    const { sectionValidators, itemValidators } = await import(${JSON.stringify(new URL('../../../../plugin/api/schema/sections.js', import.meta.url))})
    await (await import(${JSON.stringify(new URL('../../../../plugin/typebox.js', import.meta.url))})).loadTypeBox()
    const many = new Array(2e6).fill(1)
    const explained = [[sectionValidators.get('works'), { group: many }],
      [sectionValidators.get('record'), { 'orcid-identifier': { path: 'x' }, person: null, 'activities-summary': { works: { group: many }, employments: null } }],
      [itemValidators.get('work'), { title: null, type: 'x', 'external-ids': { 'external-id': many } }]]
      .map(([validator, value]) => [validator.isValid(value), validator.explain(value)])
    console.log(JSON.stringify(explained))`
  const { stdout } = await run(process.execPath, ['--max-old-space-size=128', '--input-type=module', '--eval', script])
  t.strictSame(JSON.parse(stdout), [
    [false, '/group/0 must be object'],
    [false, '/activities-summary/works/group/0 must be object'],
    [false, '/external-ids/external-id/0 must be object']
  ])
})

t.test('S1: nothing behind the first mistake is looked at', async (t) => {
  const read: Array<string | symbol> = []
  const items = [{}, {}, {}].map((item, index) => new Proxy(item, {
    getOwnPropertyDescriptor: (_item, name) => { read.push(`${index} ${String(name)}`); return undefined }
  }))
  t.equal(findMistake(orcidSectionSchemas.works, { group: items }), '/group/0 must have required properties work-summary')
  t.strictSame([...new Set(read)], ['0 work-summary'])
})

t.test('a mistake is found in exactly the values that are invalid', async (t) => {
  const named = [...sectionValidators, ...itemValidators, ...putCodeValidators, ['bulk', bulkValidator] as const]
  const names = [...new Set([orcidSectionSchemas, orcidItemSchemas].flatMap((schemas) => [...JSON.stringify(schemas).matchAll(/"([a-z-]+)":\{/g)].map(([, name]) => name as string)))]
  const { value: values } = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'medium' }, fc.constantFrom(null, undefined, 'x', 1, 1.5, NaN, Infinity, true, [], {}), fc.array(tie('value'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 12 }))
  }))
  for (const value of fc.sample(values, { seed: SEED, numRuns: 3000 })) {
    for (const [name, validator] of named) {
      if (validator.isValid(value) !== (validator.explain(value) === 'undefined')) t.fail(name, { value, explained: validator.explain(value) })
    }
  }
  const address = { email: 'a@x.example', verified: 1, primary: true }
  t.equal(sectionValidators.get('email')?.explain({ email: [address] }), '/email/0/verified must be boolean')
  t.equal(findMistake({ type: 'array' }, [1]), undefined)
  t.equal(findMistake({}, 1), undefined)
})

t.test('M11: of several shapes the one that was meant is held against the value, and of none meant all are named', (t) => {
  const work = { title: { title: { value: 5 } }, type: 'book' }
  for (const [item, complaint] of [
    [{ error: { 'response-code': '409' } }, '/bulk/0/error/response-code must be integer'],
    [{ error: { 'developer-message': 'no' } }, '/bulk/0/error must have required properties response-code'],
    [{ error: null }, '/bulk/0/error must be object'],
    [{ work }, '/bulk/0/work/title/title/value must be string'],
    [{}, '/bulk/0 must have required properties work, or must have required properties error'],
    ['no', '/bulk/0 must be object']
  ] as const) {
    t.equal(bulkValidator.explain({ bulk: [item] }), complaint)
  }
  const number = { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null' }] }
  t.equal(findMistake(number, true), 'must be string, or must be number')
  t.equal(itemValidators.get('work')?.explain({ title: 'A work', type: 'book' }), '/title must be object')
  t.end()
})
