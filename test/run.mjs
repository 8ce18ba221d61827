// Compiles the repository and runs its test files: those that are named, or all of them.
//   node test/run.mjs                        what `npm test` runs: everything but the slow tests
//   node test/run.mjs --all                  what `npm run test:all` runs: everything, with 100 % coverage
//   node test/run.mjs test/walks/walk.test.ts  one file, its slow tests included
// Any other option (`--night`, `--full`) is handed to the test files.
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const coverage = `${root}dist/.coverage`
const args = process.argv.slice(2)
const withSlashes = (path) => path.replaceAll('\\', '/')
const named = args.filter((arg) => !arg.startsWith('--')).map(withSlashes)
const isGated = args.includes('--all') && named.length === 0
const isQuick = !args.includes('--all') && named.length === 0
const options = args.filter((arg) => arg.startsWith('--')).concat(named.length > 0 ? '--all' : [])

// A test that hangs fails after five minutes; a file that is named may be a load test of an hour.
const env = { ...process.env, TAP_TIMEOUT: named.length > 0 ? '7200' : '300' }
if (isGated) env.NODE_V8_COVERAGE = coverage

function runBin (path, parameters) {
  return spawnSync(process.execPath, [`node_modules/${path}`, ...parameters], { cwd: root, stdio: 'inherit' }).status ?? 1
}

// A browser file costs three seconds to find out that it is left out.
const isWanted = (file) => named.length > 0 || options.includes('--all') || !file.startsWith('test/browser/')

/**
 * Loading tap, Fastify and the fake ORCID takes a second, and compiling them well takes another few, which the files
 * below one of these share. The ones that take longest start first, so that no processor waits at the end.
 */
const ROOMS = ['test/plugin/', 'test/mock-server/', 'test/', 'test/walks/', 'test/mock-server/controls/', 'test/mock-server/cli/',
  'test/plugin/back-channel/']

/** These change their process (names that are looked up, warnings, metrics, the dispatcher of fetch, fast-check's settings). */
const ALONE = ['test/walks/bad-day.test.ts', 'test/mock-server/clients.test.ts', 'test/plugin/fuzz.test.ts', 'test/observability-docs.test.ts']

/** Whether `--all` makes a file do more than `npm test` does. */
const isLonger = (file) => options.includes('--all') && readFileSync(`${root}${file}`, 'utf8').includes('support/slow')

function groupOf (file) {
  if (named.length > 0 || ALONE.includes(file) || file.startsWith('test/browser/') || isLonger(file)) return file
  return ROOMS.filter((room) => file.startsWith(room)).sort((a, b) => b.length - a.length)[0]
}

/** The slowest files of the last measurement, where each runs by itself. */
const LONGEST = ['bad-day', 'test-runners', 'connections', 'audit', 'browser/login', 'canary', 'package', 'examples', 'readme', 'processes',
  'cli/main', 'exchange-code', 'walks', 'fidelity', 'supply-chain', 'structure', 'start', 'plugin', 'browser']

const rank = (group) => {
  const room = ROOMS.indexOf(group)
  return room >= 0 ? room : LONGEST.findIndex((word) => group.includes(word)) >>> 0
}

/** The test files, in the groups that share a process. */
function listTests () {
  const files = readdirSync(`${root}test`, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'))
    .map((file) => `test/${withSlashes(file)}`)
    .filter((file) => named.length === 0 || named.some((name) => file.endsWith(name)))
    .filter((file) => isWanted(file))
  const groups = new Map()
  for (const file of files) groups.set(groupOf(file), [...groups.get(groupOf(file)) ?? [], file])
  return [...groups].sort(([a], [b]) => rank(a) - rank(b)).map(([, group]) => group)
}

const COUNT = /^# \{ total: \d+(?:, pass: (\d+))?(?:, fail: (\d+))?(?:, todo: (\d+))?(?:, skip: (\d+))? \}/gm
const SKIPPED = / # SKIP (.+?)(?: # time=.*)?$/gim
const total = { passed: 0, failed: 0, skipped: 0 }
const reasons = new Map()
const samples = []

/** Keeps of a report in TAP what failed and why. */
function failuresIn (tap) {
  let isFailure = false
  return tap.split('\n').filter((line) => {
    if (/^\s*(?:not )?ok\b/.test(line)) isFailure = /^\s*not ok\b/.test(line) && !/# (?:SKIP|TODO)/.test(line)
    if (/^\s*(?:# |1\.\.)/.test(line)) isFailure = false
    return isFailure
  }).join('\n')
}

function report (name, { code, stdout, stderr, seconds }) {
  const [, pass = 0, fail = 0, todo = 0, skip = 0] = [...stdout.matchAll(COUNT)].at(-1) ?? []
  const bad = Number(fail) + Number(todo)
  const failed = code === 0 ? bad : Math.max(bad, 1)
  total.passed += Number(pass)
  total.failed += failed
  total.skipped += Number(skip)
  for (const [, reason] of stdout.matchAll(SKIPPED)) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  const left = skip === 0 ? '' : `, ${skip} skipped`
  for (const [, text] of stdout.matchAll(/^# (Sample: .*)$/gm)) samples.push(text)
  console.log(`${failed === 0 ? 'ok' : 'not ok'} ${name}: ${pass} passed, ${failed} failed${left} (${seconds.toFixed(1)} s)`)
  if (named.length > 0) console.log(stdout)
  else if (failed > 0) console.log(failuresIn(stdout) || stdout)
  if (stderr !== '' && (failed > 0 || named.length > 0)) console.error(stderr.trimEnd())
}

async function runTests (files) {
  const started = performance.now()
  const compiled = files.map((file) => `dist/${file.replace(/\.ts$/, '.js')}`)
  // To map every stack to its source costs a fifth of the time, which is well spent only where somebody looks.
  const flags = named.length > 0 ? ['--enable-source-maps'] : []
  const program = files.length === 1 ? compiled : ['test/run-files.mjs', ...compiled]
  const child = spawn(process.execPath, [...flags, ...program, ...options], { cwd: root, env })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => { said[name] += text })
  const code = await new Promise((resolve) => { child.on('close', resolve) })
  const name = files.length === 1 ? files[0] : `${groupOf(files[0])} (${files.length} files)`
  report(name, { code, ...said, seconds: (performance.now() - started) / 1000 })
}

/**
 * Three at once on two processors, because some wait most of the time; two of those that take long. No more, however
 * many processors there are: tests measure time, and each starts processes of its own.
 */
async function runAll () {
  const waiting = listTests()
  const most = options.includes('--all') ? 2 : 3
  const workers = Array.from({ length: Math.min(most, availableParallelism() + 1) }, async () => {
    for (let files = waiting.shift(); files !== undefined; files = waiting.shift()) await runTests(files)
  })
  await Promise.all(workers)
}

const started = performance.now()
rmSync(coverage, { recursive: true, force: true })
// Whether the types are right is another question, which takes a minute: npm run typecheck.
if (runBin('typescript/bin/tsc', ['-p', '.', '--noCheck']) !== 0) process.exit(1)
await runAll()
if (isGated && runBin('c8/bin/c8.js', ['report', '--temp-directory', coverage]) !== 0) total.failed++
if (isQuick) {
  console.log('Left out: test/browser, and nine in ten tries of a property: npm run test:all runs them')
}
for (const text of samples) console.log(text)
for (const [reason, times] of reasons) console.log(`Left out (${times}): ${reason}`)
const { passed, failed, skipped } = total
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped (${((performance.now() - started) / 1000).toFixed(0)} s)`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
