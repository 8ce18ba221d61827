import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Errors } from 'typebox/schema'
import { Settings } from 'typebox/system'
import { clientListShape } from '../../../mock-server/options/client.ts'
import { researchersShape } from '../../../mock-server/options/researcher-shape.ts'
import { findProblems, type Shape } from '../../../mock-server/options/validate.ts'
import { runs } from '../../support/slow.ts'

// TypeBox stops at the eighth error by default.
Settings.Set({ maxErrors: 1000 })

const everyKeyword: Shape = {
  type: 'object',
  additionalProperties: false,
  required: ['text', 'number'],
  properties: {
    text: { type: 'string', minLength: 2, maxLength: 4, pattern: '^[ab/]+$' },
    number: { type: 'number', minimum: -1, maximum: 2.5 },
    integer: { type: 'integer', minimum: 0 },
    flag: { type: 'boolean' },
    choice: { enum: ['a', 'ab'] },
    texts: { type: ['string', 'array'], items: { type: 'string', minLength: 1 } },
    map: { type: 'object', additionalProperties: { type: 'string' } },
    anything: {}
  }
}

interface Found { readonly pointer: string, readonly keyword: string, readonly complaint: string }

/** What a pattern is for, by the pattern. */
function patternsIn (shape: unknown): Array<[pattern: unknown, description: unknown]> {
  if (typeof shape !== 'object' || shape === null) return []
  const { pattern, description } = shape as { pattern?: unknown, description?: unknown }
  const own: Array<[unknown, unknown]> = typeof pattern === 'string' && description !== undefined ? [[pattern, description]] : []
  return [...own, ...Object.values(shape).flatMap(patternsIn)]
}

/** What TypeBox says, in the words of the mock where the mock has its own. */
function findWithTypeBox (shape: Shape, value: unknown): string[] {
  const descriptions = new Map(patternsIn(shape))
  const found = Errors(shape, value)[1].flatMap(({ instancePath, keyword, message, params }): Found[] => {
    const words: Readonly<Record<string, string>> = {
      boolean: 'is not known', enum: `must be one of ${Object.values(params).flat().join(', ')}`
    }
    const { pattern } = params as { pattern?: unknown }
    const complaint = descriptions.has(pattern)
      ? `must be ${String(descriptions.get(pattern))}`
      : words[keyword] ?? message.replace('must be either ', 'must be ')
    // Both are reported a second time, with a name.
    return keyword === 'additionalProperties' || keyword === 'if' ? [] : [{ pointer: instancePath, keyword, complaint }]
  })
  const hasWrongType = new Set(found.flatMap(({ pointer, keyword }) => keyword === 'type' ? [pointer] : []))
  return found.filter(({ pointer, keyword }) => keyword === 'type' || !hasWrongType.has(pointer))
    .map(({ pointer, complaint }) => `${pointer}: ${complaint}`).sort()
}

function findHere (shape: Shape, value: unknown): string[] {
  return findProblems(shape, value).map(({ pointer, sentence: said }) => {
    const sentence = said.replace(/(?<=one of .*) \(did you mean .*\)$/, '')
    const name = pointer.slice(1).replaceAll('/', '.')
    return `${pointer}: ${sentence.slice(name.length).trim().replace(/ \(did you mean .*\?\)$/, '')}`
  }).sort()
}

function namesIn (shape: unknown): string[] {
  if (typeof shape !== 'object' || shape === null) return []
  const { properties = {} } = shape as { properties?: object }
  return [...Object.keys(properties), ...Object.values(shape).flatMap(namesIn)]
}

/** Values of every kind, made of names that the shape knows and of some that it does not. */
function valuesFor (shape: Shape): fc.Arbitrary<unknown> {
  const texts = ['', 'a', 'ab', 'a/b', 'abbaa', 'public', 'self', 'ES', '2019', '2019-4', 'APP-0123456789ABCDEF',
    'https://a.example/']
  const name = fc.constantFrom(...namesIn(shape), 'other', 'a/b~c', 'constructor')
  const leaf = fc.oneof(fc.constantFrom<unknown>(...texts, null, undefined, true, NaN),
    fc.double({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }))
  return fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 5, depthIdentifier: 'value' }, leaf,
      fc.array(tie('value'), { maxLength: 3, depthIdentifier: 'value' }),
      fc.dictionary(name, tie('value'), { maxKeys: 6, depthIdentifier: 'value' }))
  })).value
}

const shapes = { clients: clientListShape, researchers: researchersShape, 'every keyword': everyKeyword }

for (const [name, shape] of Object.entries(shapes)) {
  t.test(`whatever is wrong is found as TypeBox finds it: ${name}`, async () => {
    fc.assert(fc.property(valuesFor(shape), (value) => {
      const [here, there] = [findHere(shape, value), findWithTypeBox(shape, value)]
      assert.deepEqual(here, there)
    }), { numRuns: runs(2000), seed: 20 })
  })
}

t.test('what the shapes admit is admitted by TypeBox too, and what breaks one keyword is named by it', async (t) => {
  const right = { text: 'ab', number: 2, integer: 0, flag: true, choice: 'a', texts: ['x'], map: { y: 'z' }, anything: null }
  const broken: Readonly<Record<string, unknown>> = {
    text: ['a', 'abbaa', 'xx', 1, undefined],
    number: [-2, 3, '1', NaN],
    integer: [-1, 1.5],
    flag: [0],
    choice: ['b', 1],
    texts: [1, [''], [undefined]],
    map: [[], { y: 1 }, { y: undefined }]
  }
  t.strictSame([findHere(everyKeyword, right), findWithTypeBox(everyKeyword, right)], [[], []])
  t.strictSame(findHere(everyKeyword, { text: 'ab', number: 1, flag: undefined }), [], 'undefined is left out')
  for (const [name, values] of Object.entries(broken)) {
    for (const value of values as unknown[]) {
      const wrong = { ...right, [name]: value }
      t.strictSame(findHere(everyKeyword, wrong), findWithTypeBox(everyKeyword, wrong), `${name}: ${JSON.stringify(value)}`)
      t.equal(findHere(everyKeyword, wrong).length, 1)
    }
  }
})

t.test('a name that is close to a known one is suggested, and a pointer escapes what it must', async (t) => {
  t.strictSame(findProblems(everyKeyword, { text: 'ab', number: 1, numbr: 1, 'a/b~c': 2 }), [
    { pointer: '/numbr', sentence: 'numbr is not known (did you mean number?)' },
    { pointer: '/a~1b~0c', sentence: 'a~1b~0c is not known' }
  ])
})

t.test('what may be anything may contain itself', async (t) => {
  const endless: Record<string, unknown> = {}
  endless['self'] = [endless]
  t.strictSame(findProblems(everyKeyword, { text: 'ab', number: 1, anything: endless }), [])
})
