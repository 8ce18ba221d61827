import { readFileSync } from 'node:fs'
import t from 'tap'
import ts from 'typescript'
import { CHOICES, EXCEPTIONS, THREATS } from './support/threats.ts'
import { namesIn, ROOT } from './support/root.ts'
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8')
const files = namesIn('test').filter((file) => file.endsWith('.test.ts'))

interface Named { readonly file: string, readonly name: string, readonly how: string }

/** Every test by its name: the first argument of `t.test()`, `t.skip()` and the like, if it is written out. */
function testsOf (file: string): Named[] {
  const source = ts.createSourceFile(file, read(`test/${file}`), ts.ScriptTarget.Latest, true)
  const found: Named[] = []
  const visit = (node: ts.Node) => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const how = node.expression.name.text
      const [name, options] = node.arguments
      const isTest = ['test', 'skip', 'todo', 'only'].includes(how) && name !== undefined && ts.isStringLiteralLike(name)
      const isOff = options !== undefined && ts.isObjectLiteralExpression(options) && /skip|todo/.test(options.getText(source))
      if (isTest) found.push({ file, name: name.text, how: isOff ? 'skip' : how })
    }
    node.forEachChild(visit)
  }
  visit(source)
  return found
}

const tests = files.flatMap(testsOf)
const idsIn = (text: string) => [...text.matchAll(/SEC-([A-Z]\d+)\b/g)].map(([, id]) => id as keyof typeof THREATS)
const carried = new Set(tests.flatMap(({ name }) => idsIn(name)))

t.test('each of the 221 threats has a test that carries its id, or a reason to have none', async (t) => {
  const ids = Object.keys(THREATS) as Array<keyof typeof THREATS>
  t.equal(ids.length, 221)
  t.strictSame(ids.filter((id) => !carried.has(id) && EXCEPTIONS[id] === undefined), [], 'neither tested nor excepted')
  t.strictSame(ids.filter((id) => carried.has(id) && EXCEPTIONS[id] !== undefined), [], 'excepted, and tested after all')
  t.ok(Object.keys(EXCEPTIONS).length <= 1)
})

t.test('no test carries an id that no threat and no fault has, and none is switched off', async (t) => {
  t.strictSame([...carried].filter((id) => !(id in THREATS) && !/^F\d+$/.test(id)), [])
  const attacks = tests.filter(({ file, name }) => /^(?:plugin|walks|security)/.test(file) || idsIn(name).length > 0)
  t.strictSame(attacks.filter(({ how }) => how !== 'test'), [])
})

t.test('a test says its attack in a sentence, after ids that are written out one by one', async (t) => {
  const security = tests.filter(({ name }) => name.startsWith('SEC-'))
  t.ok(security.length > 120)
  for (const { file, name } of security) {
    t.match(name, /^SEC-[A-Z]\d+(?:, SEC-[A-Z]\d+)*: (?:\S+ ){4,}\S+$/, `${file}: ${name}`)
  }
  for (const [id, attack] of Object.entries(THREATS)) t.match(attack, /^\S+ .{10,}\.$/, id)
  for (const [id, reason] of [...Object.entries(CHOICES), ...Object.entries(EXCEPTIONS)]) t.match(reason, /^\S+ .{20,}\.$/, id)
})

t.test('every cell of ours in SECURITY.md names tests that exist', async (t) => {
  const rows = read('SECURITY.md').split('\n').filter((line) => /^\| [^-]/.test(line))
  const ours = rows.slice(1).map((row) => row.split('|')[2] ?? '')
  t.equal(ours.length, 15)
  for (const cell of ours) {
    const ids = idsIn(cell.replaceAll(/\b([A-Z]\d+)\b/g, 'SEC-$1'))
    t.ok(ids.length > 0, cell)
    for (const id of ids) t.ok(carried.has(id), `${id} in ${cell}`)
  }
})
