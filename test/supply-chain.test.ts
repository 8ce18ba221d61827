import { readFileSync } from 'node:fs'
import t from 'tap'
import ts from 'typescript'
import { namesIn, ROOT } from './support/root.ts'
import { isAll } from './support/slow.ts'

interface Manifest {
  readonly dependencies: Record<string, string>
  readonly optionalDependencies: Record<string, string>
  readonly peerDependencies: Record<string, string>
  readonly scripts: Record<string, string>
  readonly files: string[]
}
interface Lock { readonly packages: Record<string, { dev?: boolean, hasInstallScript?: boolean, optional?: boolean }> }

const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8')
const manifest = JSON.parse(read('package.json')) as Manifest
const lock = JSON.parse(read('package-lock.json')) as Lock

function sourcesOf (house: 'plugin' | 'mock-server'): ts.SourceFile[] {
  const files = namesIn(house).filter((file) => file.endsWith('.ts'))
  return files.map((file) => ts.createSourceFile(`${house}/${file}`, read(`${house}/${file}`), ts.ScriptTarget.Latest, true))
}

function nodesOf (source: ts.SourceFile): ts.Node[] {
  const nodes: ts.Node[] = []
  const visit = (node: ts.Node) => {
    nodes.push(node)
    node.forEachChild(visit)
  }
  visit(source)
  return nodes
}

t.test('SEC-D1: no Fastify is allowed that takes a body for another type than the one it was checked as', async (t) => {
  t.equal(manifest.peerDependencies['fastify'], '^5.8.5')
})

t.test('SEC-D2: what an app installs is seven packages, each there for a reason, and one of them only for tests', async (t) => {
  const reasons: Record<string, string> = {
    '@fastify/cookie': 'how a cookie is written',
    '@fastify/error': 'errors as Fastify knows them',
    'fastify-plugin': 'the decorator is seen outside',
    limiter: 'keeps the pace of a synchronization; no other code loads it',
    'tough-cookie': 'the mock\'s robot keeps cookies as a browser does',
    typebox: 'judges what comes in',
    undici: 'talks to ORCID with limits'
  }
  const { dependencies, optionalDependencies } = manifest
  t.strictSame(Object.keys({ ...dependencies, ...optionalDependencies }).sort(), Object.keys(reasons))
  t.strictSame(Object.keys(optionalDependencies), ['tough-cookie'], 'a production image may leave it out')
})

t.test('SEC-D3: nothing runs when the package is installed, and the package has a list of what is in it', async (t) => {
  t.strictSame(Object.keys(manifest.scripts).filter((name) => /install|^prepare$|prepublish/.test(name)), [])
  const installed = Object.entries(lock.packages).filter(([, { dev }]) => dev !== true)
  t.ok(installed.length > 8)
  t.strictSame(installed.filter(([, { hasInstallScript }]) => hasInstallScript === true), [])
  t.strictSame(manifest.files, ['dist/plugin', 'dist/mock-server', 'dist/examples/demo.js',
    'dist/examples/journal.js', 'dist/examples/journal/*.js', '!dist/**/*.map', 'docs', '!docs/reference/fidelity-rows.md',
    'examples', 'compat/README.md', 'llms.txt', 'SECURITY.md', 'CHANGELOG.md'])
})

/** Every pattern of the plugin: literals, and the strings its schemas are made of. */
function patternsOf (source: ts.SourceFile): RegExp[] {
  return nodesOf(source).flatMap((node) => {
    if (ts.isRegularExpressionLiteral(node)) {
      const [, pattern = '', flags = ''] = /^\/(.*)\/(\w*)$/s.exec(node.text) ?? []
      return [new RegExp(pattern, flags.replace(/[gy]/g, ''))]
    }
    return ts.isStringLiteral(node) && /^\^.*\$$/s.test(node.text) ? [new RegExp(node.text)] : []
  })
}

t.test('SEC-D4: no pattern of the plugin takes more than a moment for a long text', async (t) => {
  const patterns = sourcesOf('plugin').flatMap(patternsOf)
  t.ok(patterns.length > 40, `${patterns.length} patterns`)
  const units = ['a', '0', '-', '/', ' ', 'A', '.', ',', '=', '%2e', '\\', '"', ';', 'a=b;', '0000-', '\t ', 'X', 'a.', '/a', '<', '&', '[', '\n', 'put-code', '1,', 'é']
  // One step per character takes milliseconds; one step per pair of characters takes half a minute.
  const length = isAll ? 200_000 : 50_000
  for (const pattern of patterns) {
    const started = performance.now()
    for (const unit of units) {
      const text = unit.repeat(Math.ceil(length / unit.length))
      for (const attack of [`${text}\0`, `/${text}\0`, `${text}!\n`]) pattern.test(attack)
    }
    if (performance.now() - started > 20_000) t.fail(String(pattern))
  }
})

t.test('SEC-D5: no string is run as code, and nothing is loaded by a name that is not written down', async (t) => {
  const found: string[] = []
  for (const source of [...sourcesOf('plugin'), ...sourcesOf('mock-server')]) {
    for (const node of nodesOf(source)) {
      if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) continue
      const called = node.expression.getText(source)
      const [first] = node.arguments ?? []
      const isCode = /^(?:globalThis\.)?(?:eval|Function|require)$|^(?:vm|module)\b/.test(called)
      const isTimerOfText = /^set(?:Timeout|Interval|Immediate)$/.test(called) && first !== undefined && ts.isStringLiteralLike(first)
      const isUnknownModule = called === 'import' && (first === undefined || !ts.isStringLiteral(first))
      if (isCode || isTimerOfText || isUnknownModule) found.push(`${source.fileName}: ${node.getText(source).slice(0, 60)}`)
    }
  }
  t.strictSame(found, [])
})

t.test('SEC-M12: an app that loads the plugin loads nothing of the mock', async (t) => {
  const foreign = sourcesOf('plugin').flatMap((source) => nodesOf(source).filter(ts.isStringLiteral)
    .filter(({ text }) => /mock-server|tough-cookie|formbody/.test(text)).map(({ text }) => `${source.fileName}: ${text}`))
  t.strictSame(foreign, [])
})
