// docs/test-runners.md and the three runners of docs/testing.md, run by somebody who has npm and the packed package.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import ts from 'typescript'
import { signIn } from '../mock-server/browser/sign-in.ts'
import { freePort } from './support/free-port.ts'
import { pathOf } from './support/root.ts'
import { isAll, slow } from './support/slow.ts'
import { npm } from './support/system.ts'

const run = promisify(execFile)
const page = await readFile(pathOf('docs/test-runners.md'), 'utf8')
const testing = await readFile(pathOf('docs/testing.md'), 'utf8')
const { devDependencies } = JSON.parse(await readFile(pathOf('package.json'), 'utf8'))
const hasPython = await run('python3', ['--version']).then(() => true, () => false)

// Emptied of what is the runner's own: coverage of foreign code, and options of this process.
const { NODE_V8_COVERAGE: _coverage, NODE_OPTIONS: _options, TAP: _tap, ...env } = process.env
const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Outside the repository, where nothing is found but what is installed there. */
const project = await mkdtemp(join(tmpdir(), 'fastify-orcid-runners-'))
const at = (path: string) => join(project, path)
const long = { ...slow, timeout: 240_000 }

/** The code blocks of a page that begin with a comment that names a file, by that name. */
function filesOf (markdown: string, language: string): Map<string, string> {
  const blocks = markdown.matchAll(new RegExp(`^\`\`\`${language}\\n((?://|#) (\\S+)\\n.*?)^\`\`\`$`, 'gms'))
  return new Map([...blocks].map(([, block = '', name = '']) => [name, block]))
}

const scripts = filesOf(page, 'js')
const workflows = filesOf(page, 'yaml')
const commands = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, line = '']) => line.trim())
const ports = new Map<string, string>()

async function write (name: string, text: string): Promise<void> {
  await mkdir(dirname(at(name)), { recursive: true })
  await writeFile(at(name), text.replace(/\b(?:3000|3001|3100|9797)\b/g, port => ports.get(port) ?? port))
}

/** What a command says, whether it succeeds or not. */
async function say (command: string, args: readonly string[], more: Record<string, string> = {}): Promise<string> {
  const { stdout, stderr } = await run(command, args, { cwd: project, env: { ...env, ...more }, timeout: 200_000 })
    .catch((error: { stdout: string, stderr: string }) => error)
  return stdout + stderr
}

async function installProject (): Promise<void> {
  for (const port of ['3000', '3001', '3100', '9797']) ports.set(port, String(await freePort()))
  await write('package.json', '{ "type": "module", "private": true }')
  for (const [name, text] of [...scripts, ...workflows]) await write(name, text)
  for (const [name, text] of filesOf(testing, 'ts')) {
    if (!/^(?:app|node\.test|tap\.test|vitest\.test)\.ts$/.test(name)) continue
    const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }
    const { outputText } = ts.transpileModule(text, { compilerOptions: options })
    await write(`testing/${name.replace('.ts', '.js')}`, outputText.replace("'./app.ts'", "'./app.js'"))
  }
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', project]
  const { stdout } = await npm(pack, { cwd: pathOf('.'), env })
  const [{ filename }] = Object.values(JSON.parse(stdout)) as [{ filename: string }]
  const packages = [`./${filename}`, 'fastify@5', 'jest@30', 'ts-jest@29', 'typescript@5', '@types/jest@30',
    `openid-client@${devDependencies['openid-client']}`, `vitest@${devDependencies.vitest}`, `tap@${devDependencies.tap}`,
    `@playwright/test@${devDependencies['playwright-core']}`, 'testcontainers@11', 'yaml@2', '@action-validator/core@0.6',
    '@action-validator/cli@0.6']
  await npm(['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], { cwd: project, env })
}

t.teardown(() => rm(project, { recursive: true, force: true }))
if (isAll) await installProject()

t.test('every block of code is a file with a name, and is JavaScript', async t => {
  t.strictSame([...scripts.keys()], ['app.js', 'jest/esm.test.js', 'jest/common.test.cjs', 'jest/typescript.config.js',
    'jest/global-setup.js', 'jest/global-teardown.js', 'jest/shared.config.js', 'jest/openid-client.shared.js', 'playwright/orcid.js',
    'playwright/login.spec.js', 'playwright.config.js', 'cypress.config.js', 'cypress/e2e/login.cy.js',
    'testcontainers/orcid.js'])
  t.equal([...page.matchAll(/^```js$/gm)].length, scripts.size)
  const options = { reportDiagnostics: true, compilerOptions: { module: ts.ModuleKind.ESNext } }
  t.strictSame([...scripts.values()].flatMap(text => ts.transpileModule(text, options).diagnostics), [])
})

t.test('the three runners of docs/testing.md sign in with the packed package', long, async t => {
  t.match(await say(process.execPath, ['--test', '--test-reporter=tap', 'testing/node.test.js']), /# pass 1\n/)
  t.match(await say(process.execPath, ['testing/tap.test.js']), /^ok 1 - a researcher signs in/m)
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', 'testing/vitest.test.js']
  t.match(await say(process.execPath, vitest, { NO_COLOR: '1' }), /Tests +1 passed/)
})

t.test('Jest signs in from ES modules and from CommonJS, with the command of the page', long, async t => {
  const [command = ''] = commands
  // Nothing of the robot is loaded yet when an audit begins.
  const auditing = (scripts.get('jest/esm.test.js') ?? '').replace(/^test\(.*/ms, 'test(\'an audit\', async () => {\n' +
    '  const left = [\'faults/\', \'forgeries/\', \'tampering/\', \'walks/\']\n' +
    '  expect((await orcid.audit(origin, { skip: left })).passed).toBe(true)\n})\n')
  await write('jest/audit.test.js', auditing.replaceAll('3000', String(await freePort())))
  const said = await say('sh', ['-c', command], { NO_COLOR: '1' })
  t.match(said, /Tests: +3 passed, 3 total/, said)
  t.match(said, /PASS jest\/esm\.test\.js/)
  t.match(said, /PASS jest\/common\.test\.cjs/)
})

/** The test of the page in TypeScript. What a CommonJS project imports, it imports when it runs. */
function typed (esm: string, isCommonJs: boolean): string {
  const [before, after] = isCommonJs
    ? ["import type { MockOrcid } from 'fastify-orcid/mock-server'\n", "  const { startMockOrcid } = await import('fastify-orcid/mock-server')\n"]
    : ["import { startMockOrcid, type MockOrcid } from 'fastify-orcid/mock-server'\n", '']
  return esm.replace(/^\/\/.*\nimport .*\n.*\n/, `import Fastify, { type FastifyInstance } from 'fastify'\n${before}`)
    .replace('let orcid\nlet app', 'let orcid: MockOrcid\nlet app: FastifyInstance')
    .replace('  orcid = await startMockOrcid()', `${after}  orcid = await startMockOrcid()`)
    .replace(/app = await buildApp\((.*)\)/, `app = Fastify({ forceCloseConnections: true })
  app.register(import('fastify-orcid'), { ...$1, onLogin: (_request, _reply, login) => ({ hello: login.name }) })`)
}

t.test('Jest signs in from TypeScript, and from CommonJS by TypeScript, with the settings of the page', long, async t => {
  const [, tsconfig = ''] = /^```json\n(.*?)^```$/ms.exec(page) ?? []
  const jest = [at('node_modules/jest/bin/jest.js'), '--config']
  await write('tsconfig.json', tsconfig)
  await write('jest/typed.test.ts', typed(scripts.get('jest/esm.test.js') ?? '', false))
  const said = await say(process.execPath, ['--experimental-vm-modules', ...jest, 'jest/typescript.config.js'], { NO_COLOR: '1' })
  t.match(said, /PASS jest\/typed\.test\.ts[^]*Tests: +1 passed, 1 total/, said)
  await write('common/package.json', '{ "private": true }')
  await write('common/tsconfig.json', tsconfig)
  await write('common/jest.config.js', "module.exports = { preset: 'ts-jest' }")
  await write('common/typed.test.ts', typed(scripts.get('jest/esm.test.js') ?? '', true))
  const common = await say(process.execPath, ['--experimental-vm-modules', ...jest, 'common/jest.config.js'], { NO_COLOR: '1' })
  t.match(common, /Tests: +1 passed, 1 total/, common)
})

t.test('Jest has one fake for many files, and tests an app with openid-client, with the command of the page', long, async t => {
  const [, command = ''] = commands
  const said = await say('sh', ['-c', command], { NO_COLOR: '1' })
  t.match(said, /PASS jest\/openid-client\.shared\.js[^]*Tests: +1 passed, 1 total/, said)
})

t.test('Python starts the fake and walks the three legs, by the files of the page', hasPython ? {} : { skip: 'no python3' }, async t => {
  const files = filesOf(page, 'python')
  t.strictSame([...files.keys()], ['conftest.py', 'test_orcid.py'])
  t.equal([...page.matchAll(/^```python$/gm)].length, files.size)
  const command = `#!/bin/sh\nexec '${process.execPath}' '${pathOf('dist/mock-server/cli.js')}' "$@"\n`
  // What pytest does with a fixture that is a generator, for a machine without pytest.
  const stub = 'import contextlib\ndef fixture(f=None, **_):\n    return f or contextlib.contextmanager\n'
  const main = 'import conftest, test_orcid\nwith conftest.orcid() as orcid:\n' +
    '    test_orcid.test_three_legs(orcid, conftest.authorize(orcid))\n    print("three legs")\n'
  const cwd = t.testdir({
    ...Object.fromEntries(files),
    'pytest.py': stub,
    'main.py': main,
    node_modules: { '.bin': { 'fastify-orcid': command } }
  })
  await chmod(`${cwd}/node_modules/.bin/fastify-orcid`, 0o755)
  const { stdout } = await run('python3', ['main.py'], { cwd, env })
  t.equal(stdout, 'three legs\n')
})

const isBrowserMissing = !existsSync(chromium) && process.env['REQUIRE_BROWSER'] !== '1'
const inBrowser = isBrowserMissing ? { skip: `there is no browser at ${chromium}` } : long

t.test('Playwright signs in with the fixture of the page', inBrowser, async t => {
  const [, , command = ''] = commands
  const said = await say('sh', ['-c', command], { CHROMIUM: chromium, NO_COLOR: '1' })
  t.match(said, /2 passed/, said)
})

interface Cypress {
  e2e: {
    baseUrl: string
    setupNodeEvents: (on: (event: string, handler: never) => void, config: { baseUrl: string }) => Promise<unknown>
  }
}

interface Tasks {
  issuer: () => string
  fail: (fault: [string, number]) => null
  assertClean: () => null
  reset: () => null
}

t.test('the Node half of the Cypress recipe starts the fake and the app, does its tasks, and ends both', long, async t => {
  const { default: { e2e } } = await import(pathToFileURL(at('cypress.config.js')).href) as { default: Cypress }
  const handlers = new Map<string, unknown>()
  const config = { baseUrl: e2e.baseUrl }
  t.equal(await e2e.setupNodeEvents((event, handler) => handlers.set(event, handler), config), config)
  const tasks = handlers.get('task') as Tasks
  const issuer = tasks.issuer()
  const plan = { path: '/login/orcid', as: '0000-0001-2345-6789' }
  t.equal(tasks.reset(), null)
  t.strictSame((await signIn({ issuer }, e2e.baseUrl, plan)).response.json(), { hello: 'Sofia Garcia' })
  t.equal(tasks.assertClean(), null)
  t.equal(tasks.fail(['token', 503]), null)
  t.equal((await signIn({ issuer }, e2e.baseUrl, plan)).response.statusCode, 503)
  await fetch(`${issuer}/oauth/token`, { method: 'POST' })
  t.equal(tasks.assertClean(), null, 'it looks at the app\'s client alone')
  await (handlers.get('after:run') as () => Promise<void>)()
  for (const address of [issuer, e2e.baseUrl]) await t.rejects(fetch(address), address)
  // What the second block clicks on is what the pages say: the words are those of the Playwright test, which runs.
  const [spec = '', playwright = ''] = ['cypress/e2e/login.cy.js', 'playwright/login.spec.js'].map(name => scripts.get(name))
  const clicks = [...spec.matchAll(/contains\('button', ('[^']+')\)/g)]
  t.equal(clicks.length, 2)
  for (const [, words = ''] of clicks) t.match(playwright, `{ name: ${words} }`)
})

const issuerAt = async (address: string) =>
  (await (await fetch(`${address}/.well-known/openid-configuration`)).json() as { issuer: string }).issuer

interface Step { name?: string, run?: string, env?: Record<string, string> }

async function stepsOf (name: string): Promise<Step[]> {
  const { parse } = await import(pathToFileURL(at('node_modules/yaml/dist/index.js')).href)
  return parse(await readFile(at(name), 'utf8')).jobs.test.steps
}

t.test('the workflows are right by GitHub\'s schema, and a wrong one is not', long, async t => {
  const validator = at('node_modules/.bin/action-validator')
  for (const name of workflows.keys()) t.equal(await say(validator, [name]), '', name)
  await write('.github/workflows/wrong.yml', (workflows.get('.github/workflows/test.yml') ?? '').replace('runs-on', 'run-on'))
  t.match(await say(validator, ['.github/workflows/wrong.yml']), /run-on/)
})

t.test('the step of the workflow starts the fake, and ends once it answers as the next step is told', long, async t => {
  const [, , start, use] = await stepsOf('.github/workflows/test.yml')
  // As GitHub runs a step. What it has put into the background lives on until the job ends.
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', start?.run ?? ''], { cwd: project, env, detached: true, stdio: 'ignore' })
  t.teardown(() => process.kill(-(child.pid ?? NaN), 'SIGKILL'))
  t.strictSame(await once(child, 'exit'), [0, null])
  const { ORCID_ISSUER: issuer = '', ORCID_CLIENT_ID: id = '', ORCID_CLIENT_SECRET: secret = '' } = use?.env ?? {}
  t.equal(await issuerAt(issuer), issuer)
  t.match(await readFile(at('orcid.log'), 'utf8'), new RegExp(`${id}\\n.*${secret}\\n`))
})

t.test('the Testcontainers block asks for a container whose command starts the fake', long, async t => {
  const { GenericContainer } = await import(pathToFileURL(at('node_modules/testcontainers/build/index.js')).href)
  const { startOrcid } = await import(pathToFileURL(at('testcontainers/orcid.js')).href)
  // Only what needs a container engine is ours: the builder of the container is the library's.
  const asked: Array<{ createOpts: { Cmd: string[] }, exposedPorts: unknown[], waitStrategy: object }> = []
  const folders: string[] = []
  GenericContainer.fromDockerfile = (folder: string) => {
    folders.push(folder)
    return { build: async (name: string) => new GenericContainer(name) }
  }
  GenericContainer.prototype.start = async function () {
    asked.push(this)
    return { stop: async () => 'stopped' }
  }
  const port = await freePort()
  const { issuer, close } = await startOrcid('folder', port)
  const [container] = asked
  t.strictSame(folders, ['folder'])
  t.match(container, { exposedPorts: [{ container: Number(ports.get('9797')), host: port }] })
  t.equal(container?.waitStrategy.constructor.name, 'HealthCheckWaitStrategy')
  t.equal(await close(), 'stopped')

  const command = (container?.createOpts.Cmd ?? []).map(arg => arg === '0.0.0.0' ? '127.0.0.1' : arg)
  const args = [at('node_modules/fastify-orcid/dist/mock-server/cli.js'), ...command, '--port', String(port)]
  const child = spawn(process.execPath, args, { cwd: project, env, stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => child.kill())
  await once(child.stdout, 'data')
  t.equal(await issuerAt(issuer), issuer)
})
