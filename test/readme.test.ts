import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import t from 'tap'
import * as plugin from '../plugin/index.ts'
import type { OrcidError } from '../plugin/index.ts'
import { signIn } from '../mock-server/browser/sign-in.ts'
import { freePort } from './support/free-port.ts'
import { pathOf, ROOT } from './support/root.ts'

const run = promisify(execFile)
const root = pathOf('')
const read = (path: string) => readFile(new URL(path, ROOT), 'utf8')

function blocks (markdown: string, language: string): string[] {
  return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block = '']) => block)
}

/** Starts a script, waits for the line that says where, and hands that to `use`; ends the process it started. */
async function withScript<T> (path: string, env: Record<string, string>,
  use: (lines: string) => Promise<T>): Promise<T> {
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit']
  const child = spawn(process.execPath, [path], { cwd: root, env: { ...process.env, ...env }, stdio })
  try {
    let lines = ''
    const ready = new Promise<void>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        lines += chunk
        if (/http:.*\n/.test(lines)) resolve()
      })
      child.once('exit', () => { reject(new Error(`${path} ended before it was ready: ${lines}`)) })
    })
    await ready
    return await use(lines)
  } finally {
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
  }
}

t.test('the first block of the README is the first example, and signs somebody in', async (t) => {
  const [first = ''] = blocks(await read('README.md'), 'ts')
  t.equal(first, await read('examples/minimal.ts'))
  t.ok(first.split('\n').length <= 24, 'about twenty lines')
  const port = String(await freePort())
  const path = 'dist/examples/minimal.readme.js'
  const { writeFile, rm } = await import('node:fs/promises')
  await writeFile(new URL(path, ROOT), (await read('dist/examples/minimal.js')).replaceAll('3000', port))
  t.teardown(() => rm(new URL(path, ROOT)))
  await withScript(path, {}, async () => {
    const { headers } = await fetch(`http://127.0.0.1:${port}/login/orcid`, { redirect: 'manual' })
    const issuer = new URL(headers.get('location') ?? '').origin
    const visit = await signIn({ issuer }, `http://127.0.0.1:${port}`, { path: '/login/orcid', as: '0000-0001-2345-6789' })
    t.match(visit.response.json(), { orcid: `${issuer}/0000-0001-2345-6789`, name: 'Sofia Garcia' })
  })
})

t.test('the README begins with the commands of a clone, and the demo of a reader on npm', async (t) => {
  const [first = ''] = blocks(await read('README.md'), 'sh')
  const commands = first.trim().split('\n').map((line) => line.replace(/ +#.*/, ''))
  t.strictSame(commands, ['npm ci && npm run demo', 'npm ci && npm test', 'npx fastify-orcid demo'])
  const { bin, scripts } = JSON.parse(await read('package.json'))
  t.equal(scripts.demo, `tsc -p . --noCheck && node ${bin['fastify-orcid'].slice(2)} demo`, 'the same in a clone')
  t.ok(scripts.test)
})

t.test('the test in the README passes', async (t) => {
  const block = blocks(await read('README.md'), 'ts').find((text) => text.includes('node:test')) ?? ''
  const { outputText } = (await import('typescript')).default.transpileModule(block, { compilerOptions: { target: 9, module: 99 } })
  const dir = t.testdir({ 'readme.mjs': outputText })
  const { PATH } = process.env
  const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', `${dir}/readme.mjs`], { env: { PATH } })
  t.match(stdout, /# pass 1\n/)
})

t.test('what the README says of CommonJS is so', async (t) => {
  const lines = [...(await read('README.md')).matchAll(/`(const [^`]+ = require\([^`]+)`/g)].map(([, line]) => line)
  t.equal(lines.length, 2)
  const dir = t.testdir({
    'common.cjs': `${lines.join('\n')}
      startMockOrcid().then(async (orcid) => {
        const app = require('fastify')()
        await app.register(fastifyOrcid, {
          environment: orcid.environment, ...orcid.client(), redirectUri: 'http://127.0.0.1:3000/login/orcid/callback',
          onLogin: async (request, reply, login) => login.name
        })
        console.log((await orcid.signIn(app, { path: '/login/orcid', as: 'sofia' })).response.body)
        await app.close()
        await orcid.close()
      })`
  })
  const { stdout } = await run(process.execPath, [`${dir}/common.cjs`])
  t.equal(stdout, 'Sofia Garcia\n')
})

t.test('the demo signs people in, takes no for an answer, and ends when it is told to', async (t) => {
  const port = String(await freePort())
  await withScript('dist/examples/demo.js', { PORT: port }, async (lines) => {
    const app = `http://127.0.0.1:${port}`
    t.match(lines, app)
    const { headers } = await fetch(`${app}/login/orcid`, { redirect: 'manual' })
    const orcid = { issuer: new URL(headers.get('location') ?? '').origin }
    const as = '0000-0001-2345-6789'
    const denied = await signIn(orcid, app, { path: '/login/orcid', as, answer: 'deny' })
    t.match(denied.response.body, 'You did not allow it')
    const visit = await signIn(orcid, app, { path: '/login/orcid', as })
    t.equal(visit.response.location, '/submission')
    const page = (await visit.get('/submission')).body
    t.match(page, 'Signed in as <bdi>Sofia Garcia</bdi>')
    t.match(page, `href="${orcid.issuer}/${as}"`)
    t.match(page, 'value="Documentation, University of Example"')
    t.match((await visit.get(visit.hops.at(-2)?.url ?? '')).body, 'You are signed in already', 'the back button')
    t.match((await fetch(`${app}/login/orcid/callback`).then((response) => response.text())), 'The sign-in did not work')
    const form = { title: 'Roses', abstract: 'Red.', name: 'Sofia Garcia', affiliation: 'Oxbridge', email: 'a@x.example' }
    const ours = { origin: app }
    t.equal((await visit.request({ path: '/submission', method: 'POST', form, headers: ours })).location, '/article')
    t.match((await visit.get('/article')).body, 'Your article is accepted')
    t.equal((await visit.request({ path: '/sign-out', method: 'POST', headers: ours })).statusCode, 303)
    t.equal((await visit.get('/article')).statusCode, 401)

    await t.rejects(run(process.execPath, ['dist/examples/demo.js'], { cwd: root, env: { ...process.env, PORT: port } }),
      { code: 1, stderr: `Port ${port} is taken. Choose another one with --port.\n` })
  })
})

t.test('the walk prints three legs and no secret, with OpenID Connect and as ORCID documents it without', async (t) => {
  for (const [option, answer, api] of [
    [[], /"scope":"openid","name":"Sofia Garcia","orcid":"0000-0001-2345-6789","id_token":"eyJr…/, 'pub'],
    [['--oauth'], /\{"access_token":"\w{4}…","token_type":"bearer","refresh_token":"\w{4}…","expires_in":631138518,"scope":"\/read-limited","name":"Sofia Garcia","orcid":"0000-0001-2345-6789"\}/, 'api']
  ] as const) {
    const { stdout } = await run(process.execPath, ['dist/examples/walk.js', ...option], { cwd: root })
    t.match(stdout, /LEG 1:.*LEG 2:.*LEG 3:/s)
    t.match(stdout, answer)
    t.match(stdout, `App → ORCID: GET /${api}/v3.0/0000-0001-2345-6789/person`)
    t.match(stdout, 'The record was read')
    t.equal(stdout.includes('scope=/read-limited'), option.length > 0)
    t.notMatch(stdout, /client_secret=\w{5}|[?&](?:code|state|nonce)=[\w-]{5}/)
  }
})

t.test('the tables of the README are those of the code', async (t) => {
  const readme = await read('README.md')
  const inCode = Object.values(plugin).filter((value) => typeof value === 'function' && 'prototype' in value && value.prototype instanceof Error)
    .map((Class) => new (Class as new () => OrcidError)()).filter(({ code }) => String(code) !== 'ORCID_ERR')
    .map(({ code, statusCode }) => `${code} ${statusCode}`)
  const rows = [...readme.matchAll(/^\| .*? \| ([\d, ]+) \| (`[A-Z_`, ]+`) \|$/gm)]
  const inReadme = rows.flatMap(([, given = '', names = '']) => {
    const statuses = given.split(', ')
    // One status is that of all, several are those of each.
    return names.split(', ').map((name, index) => `ORCID_ERR_${name.replaceAll('`', '')} ${statuses[index] ?? statuses[0]}`)
  })
  t.strictSame(inReadme.sort(), inCode.sort())

  const table = readme.slice(readme.indexOf('## Options'), readme.indexOf('## What you get'))
  const named = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name))
  const documented = [...(await read('plugin/options/options.ts')).matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name)
    .filter((name) => !['prompt', 'max_age', 'lang', 'show_login', 'email', 'orcid', 'given_names', 'family_names'].includes(name ?? ''))
  t.strictSame([...new Set(named)].sort(), [...new Set(documented)].sort())
  t.ok(readme.split('\n').length <= 221, 'two hundred and twenty lines')
})
