import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import t from 'tap'
import ts from 'typescript'

import { main } from '../mock-server/cli/main.ts'
import { mockScenarios } from '../mock-server/index.ts'
import { ROOT } from './support/root.ts'
import { slow } from './support/slow.ts'

const run = promisify(execFile)
const root = ROOT
const page = await readFile(new URL('docs/testing.md', root), 'utf8')

/** Inside the package, so that its own name and tap are found. */
const dir = fileURLToPath(new URL('dist/docs-testing/', root))

const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block = '']) => block)

/** The name in the comment that a block begins with. */
const nameOf = (block: string) => /^\/\/ (\S+)\.ts\n/.exec(block)?.[1] ?? 'unnamed'

t.before(async () => {
  await mkdir(dir, { recursive: true })
  for (const block of blocks('ts')) {
    const name = nameOf(block)
    const options = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext }
    const { outputText } = ts.transpileModule(block, { compilerOptions: options })
    const text = outputText.replace('\'./app.ts\'', '\'./app.js\'')
    await writeFile(`${dir}${name}.js`, text)
    await writeFile(`${dir}${name}.ts`, block)
  }
})

t.after(() => rm(dir, { recursive: true, force: true }))

t.test('every block of code is a file with a name', async t => {
  t.strictSame(blocks('ts').map(nameOf), [
    'app', 'node.test', 'tap.test', 'vitest.test', 'failure.test', 'link.test', 'scenarios.test', 'faults.test', 'quota.test', 'findings.test', 'for-client.test',
    'intercept.test', 'audit.test', 'record.test', 'search.test', 'people.test', 'token.test', 'groups.test', 'webhooks.test', 'snapshot.test'
  ])
})

t.test('every block of code passes', slow, async t => {
  const { PATH } = process.env
  const env = { PATH }
  const files = ['node', 'failure', 'link', 'scenarios', 'faults', 'quota', 'findings', 'for-client', 'intercept', 'audit', 'record', 'search', 'people', 'token', 'groups', 'webhooks', 'snapshot'].map(name => `${dir}${name}.test.js`)
  const options = { cwd: dir, env, timeout: 100_000 }
  const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', ...files], options)
    .catch((error: { stdout: string }) => error)
  t.match(stdout, /# pass 28\n# fail 0\n/, stdout)
  const { stdout: tap } = await run(process.execPath, [`${dir}tap.test.js`], options)
  t.match(tap, /^ok 1 - a researcher signs in/m)
  // Coverage is handed on unless it is named: Vitest would count in code of its own making.
  const uncounted = { ...options, env: { PATH, NODE_V8_COVERAGE: undefined } }
  const vitest = fileURLToPath(new URL('node_modules/vitest/vitest.mjs', root))
  const { stdout: flat } = await run(process.execPath, [vitest, 'run', '--root', dir, '--reporter=tap-flat', 'vitest.test.js'], uncounted)
    .catch((error: { stdout: string }) => error)
  t.match(flat, /^ok 1 - vitest\.test\.js > a researcher signs in/m, flat)
})

t.test('every block of code has the right types', slow, async t => {
  const { config } = ts.readConfigFile(fileURLToPath(new URL('tsconfig.json', root)), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, fileURLToPath(root))
  const names = blocks('ts').map(block => `${dir}${nameOf(block)}.ts`)
  const program = ts.createProgram(names, { ...options, noEmit: true })
  const complaints = names.flatMap(name => program.getSemanticDiagnostics(program.getSourceFile(name)))
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
  t.strictSame(complaints, [])
})

t.test('the table of scenarios is the code\'s', async t => {
  const rows = Object.entries(mockScenarios).map(([name, what]) => `| \`${name}\` | ${what} |\n`).join('')
  t.equal(/<!-- scenarios -->\n(.*?)<!-- \/scenarios -->/s.exec(page)?.[1], rows)
})

t.test('the commands are understood, and the seeds can be used', async t => {
  const [json = ''] = blocks('json')
  const file = `${t.testdir({ 'seed.json': json })}/seed.json`
  const stop = AbortSignal.abort()
  let said = ''
  const output = { write: (text: string) => { said += text } }
  t.equal(await main(['--port', '0', '--seed', file, '--control'], { stdout: output, stderr: output, stop }), 0, said)
  t.match(said, /APP-0123456789ABCDEF[^]*Ada Lovelace/)
  const [commands = ''] = blocks('sh')
  const options = [...commands.matchAll(/--[\w-]+/g)].map(([option]) => option)
  let help = ''
  await main(['--help'], { stdout: { write: (text: string) => { help += text } }, stderr: output, stop })
  t.strictSame(options.filter(option => !help.includes(`  ${option} `)), [])
})
