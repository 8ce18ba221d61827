import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { signIn } from '../mock-server/browser/sign-in.ts'
import { freePort } from './support/free-port.ts'
import { pathOf } from './support/root.ts'
import { slow } from './support/slow.ts'
import { npm } from './support/system.ts'

const run = promisify(execFile)
const root = pathOf('')
const { PATH, HOME } = process.env
const env = { PATH, HOME }

const SECOND_NAME = "declare module 'fastify' { interface FastifyInstance { orcidSandbox: FastifyOrcid } }"

// Inside the repository, so that the packed files find the dependencies that are installed there.
const project = t.testdir({
  'package.json': '{ "type": "module" }',
  node_modules: { 'fastify-orcid': {} },
  'use.mjs': `
    import plugin, * as named from 'fastify-orcid'
    import { isOrcidId } from 'fastify-orcid/orcid-id'
    import { startMockOrcid } from 'fastify-orcid/mock-server'
    import { createRequire } from 'node:module'
    import Fastify from 'fastify'
    const required = createRequire(import.meta.url)('fastify-orcid')
    const orcid = await startMockOrcid()
    const app = Fastify()
    await app.register(required, {
      environment: orcid.environment, ...orcid.client(), redirectUri: 'http://127.0.0.1:3000/login/orcid/callback',
      onLogin: async (request, reply, login) => login.orcid
    })
    const visit = await orcid.signIn(app, { path: '/login/orcid', as: orcid.researchers.sofia })
    console.log(JSON.stringify({
      same: required.default === plugin && plugin === named.fastifyOrcid && required.OrcidError === named.OrcidError,
      keys: Object.keys(required).filter((key) => key !== '__esModule').sort().join() === Object.keys(named).sort().join(),
      iD: isOrcidId(visit.response.body)
    }))
    await app.close()
    await orcid.close()`,
  'use.mts': `
    import Fastify from 'fastify'
    import fastifyOrcid, { OrcidError, isOrcidId } from 'fastify-orcid'
    import type { FastifyOrcid, FastifyOrcidOptions, OrcidLogin, OrcidNotFoundError } from 'fastify-orcid'
    import { startMockOrcid } from 'fastify-orcid/mock-server'
    ${SECOND_NAME}
    const orcid = await startMockOrcid({ researchers: { ada: { givenNames: 'Ada' } } })
    const options: FastifyOrcidOptions = {
      environment: orcid.environment, ...orcid.client(), redirectUri: 'http://127.0.0.1:3000/cb',
      async onLogin (request, reply, login: OrcidLogin) {
        const person = await request.server.orcid.record(login.tokens.accessToken, login.orcid).read('person')
        // @ts-expect-error names may be private
        person.name['given-names']
        // @ts-expect-error no such part of a record
        await request.server.orcid.record('', login.orcid).read('wroks')
        return reply.redirect(login.returnTo)
      },
      onFailure: (request, reply, error) => reply.code(error.statusCode).send(error.code)
    }
    const app = Fastify()
    await app.register(fastifyOrcid, options)
    await app.register(fastifyOrcid, { ...options, name: 'orcidSandbox', loginPath: '/sandbox', redirectUri: 'http://127.0.0.1:3000/b' })
    await app.orcidSandbox.revoke('')
    // @ts-expect-error onLogin is missing
    await app.register(fastifyOrcid, { clientId: 'a', clientSecret: 'b', redirectUri: 'https://a.example/cb' })
    await orcid.signIn(app, { path: '/login/orcid', as: orcid.researchers.ada })
    // @ts-expect-error nobody of that name
    await orcid.signIn(app, { path: '/login/orcid', as: orcid.researchers.bob })
    const shown: unknown = new Error()
    if (shown instanceof OrcidError) console.log(shown.code.length, shown.statusCode.toFixed())
    if (isOrcidId('x')) console.log('branded')
    // What a module exports again has a type with a name.
    export const again = fastifyOrcid
    export const asOrcid = (error: unknown) => error instanceof OrcidError ? error : null
    export const putCodeOf = (error: OrcidError) => error.code === 'ORCID_ERR_CONFLICT' ? error.cause.putCode : null
    export const reasonOf = (error: OrcidNotFoundError) => error.cause.reason`
})

const COMMON_JS = `
  import fastifyOrcid, { isOrcidId } from 'fastify-orcid'
  import { parseOrcidId } from 'fastify-orcid/orcid-id'
  import { startMockOrcid } from 'fastify-orcid/mock-server'
  export const used = [fastifyOrcid, isOrcidId('x'), parseOrcidId('x')]
  export const visit = async () => (await startMockOrcid()).signIn('http://127.0.0.1:3000', { path: '/', as: 'sofia' })`

const into = `${project}/node_modules/fastify-orcid`
// A schema that is spelt out in a declaration makes megabytes of it.
const MAX_DECLARATION_BYTES = 60_000

interface Packed { filename: string, files: Array<{ path: string, size: number }> }

t.test('what is packed is what is meant to be, and no more', slow, async (t) => {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', project]
  const { stdout } = await npm(args, { cwd: root, env })
  // Some versions of npm give a list, others an object by name.
  const packed = Object.values(JSON.parse(stdout) as Record<string, Packed>)
  const [tarball] = packed as [Packed]
  const paths = tarball.files.map(({ path }) => path)
  const rooms = /^(?:package\.json|llms\.txt|docs\/seed\.schema\.json|examples\/compose\/[\w-]+\.(?:yaml|json|mjs)|(?:README|SECURITY|CHANGELOG|docs\/(?:reference\/)?[\w-]+|examples\/README|compat\/README)\.md|LICENSE|examples\/(?:[\w-]+\/)?[\w-]+\.ts|dist\/(?:plugin|mock-server)\/.*\.(?:d\.ts|js)|dist\/examples\/(?:demo|journal|journal\/\w+)\.js)$/
  t.strictSame(paths.filter((path) => !rooms.test(path)), [])
  for (const path of ['dist/plugin/index.js', 'dist/plugin/index.d.ts', 'dist/mock-server/cli.js', 'dist/examples/demo.js']) {
    t.ok(paths.includes(path), path)
  }
  t.strictSame(tarball.files.filter(({ path, size }) => path.endsWith('.d.ts') && size > MAX_DECLARATION_BYTES), [])
  await run('tar', ['-xzf', `${project}/${tarball.filename}`, '-C', into, '--strip-components=1'])
})

t.test('the packed plugin is imported and required, and signs somebody in', slow, async (t) => {
  const { stdout, stderr } = await run(process.execPath, [`${project}/use.mjs`], { env })
  t.strictSame(JSON.parse(stdout), { same: true, keys: true, iD: true })
  t.equal(stderr, '')
})

t.test('P19: the oldest Fastify that the package allows signs somebody in', slow, async (t) => {
  const { version } = JSON.parse(await readFile(pathOf('node_modules/fastify-floor/package.json'), 'utf8')) as { version: string }
  const { peerDependencies } = JSON.parse(await readFile(`${into}/package.json`, 'utf8')) as { peerDependencies: { fastify: string } }
  t.equal(peerDependencies.fastify, `^${version}`)
  t.match(await readFile(`${into}/README.md`, 'utf8'), `Fastify ${version} or newer`)
  await symlink(pathOf('node_modules/fastify-floor'), `${project}/node_modules/fastify`, 'junction')
  await writeFile(`${project}/version.mjs`, "import Fastify from 'fastify'\nconsole.log(Fastify().version)")
  t.equal((await run(process.execPath, [`${project}/version.mjs`], { env })).stdout.trim(), version)
  const { stdout } = await run(process.execPath, [`${project}/use.mjs`], { env })
  t.strictSame(JSON.parse(stdout), { same: true, keys: true, iD: true })
  await rm(`${project}/node_modules/fastify`)
})

/** Every package that the declarations behind a door name, directly or through one another. */
async function packagesBehind (file: string, seen = new Set<string>()): Promise<string[]> {
  if (seen.has(file)) return []
  seen.add(file)
  const text = await readFile(`${into}/${file}`, 'utf8')
  const names = [...text.matchAll(/(?:\bfrom |\bimport\(|^import )["']([^"']+)["']/gm)].map(([, name = '']) => name)
  const found = await Promise.all(names.map(async (name) => name.startsWith('.')
    ? await packagesBehind(posix.join(posix.dirname(file), name).replace(/\.ts$/, '.d.ts'), seen)
    : [name]))
  return found.flat()
}

t.test('whoever compiles against the package reads few other types, and no TypeBox, which takes seconds', slow, async (t) => {
  const doors = ['plugin/index', 'plugin/orcid-id', 'plugin/sync/sync', 'mock-server/index']
  const named = await Promise.all(doors.map((door) => packagesBehind(`dist/${door}.d.ts`)))
  const packages = new Set(named.flat().filter((name) => !name.startsWith('node:')))
  t.strictSame([...packages].sort(), ['@fastify/error', 'fastify', 'undici'])
})

t.test('no map and no source is packed, and what is built to be published names no map', slow, async (t) => {
  const files = await readdir(into, { recursive: true })
  t.strictSame(files.filter((file) => file.endsWith('.map') || /^(?:plugin|mock-server)/.test(file)), [])
  const { scripts } = JSON.parse(await readFile(`${into}/package.json`, 'utf8')) as { scripts: { prepack: string } }
  t.match(scripts.prepack, /--sourceMap false --declarationMap false$/)
  // What an editor shows of a name: its documentation, from the declarations.
  t.match(await readFile(`${into}/dist/plugin/api/record.d.ts`, 'utf8'), '/**')
})

t.test('docs/record.md tells how a second registration is typed, and the next test compiles it', slow, async (t) => {
  t.match(await readFile(`${into}/docs/record.md`, 'utf8'), `\`${SECOND_NAME}\``)
})

t.test('P11: the packed types are right under strict, in every way of resolving modules', { ...slow, timeout: 120_000 }, async (t) => {
  await mkdir(`${project}/types`)
  const tsc = pathOf('node_modules/typescript/bin/tsc')
  await writeFile(`${project}/types/package.json`, '{ "type": "commonjs" }')
  const esm = { files: ['../use.mts'] }
  // P11: without `exports`, TypeScript looks for a folder of the package that has the name of the door.
  const commonJs = { files: ['./use.ts'] }
  await writeFile(`${project}/types/use.ts`, COMMON_JS)
  for (const [module, moduleResolution, { files }] of [['nodenext', 'nodenext', esm], ['esnext', 'bundler', esm],
    ['commonjs', 'node10', commonJs], ['nodenext', 'nodenext', commonJs]] as const) {
    const file = `${project}/types/${module}-${moduleResolution}.json`
    const compilerOptions = {
      strict: true,
      noEmit: true,
      declaration: true,
      target: 'es2022',
      module,
      moduleResolution,
      types: ['node'],
      esModuleInterop: true,
      skipLibCheck: moduleResolution === 'bundler',
      ...(moduleResolution === 'node10' ? { ignoreDeprecations: '6.0' } : {}),
      exactOptionalPropertyTypes: true
    }
    await writeFile(file, JSON.stringify({ compilerOptions, files }))
    await run(process.execPath, [tsc, '-p', file], { env }).then(() => t.pass(String(moduleResolution)), ({ stdout }) => t.fail(stdout))
  }
})

t.test('the packed command answers', slow, async (t) => {
  const cli = `${project}/node_modules/fastify-orcid/dist/mock-server/cli.js`
  t.match((await run(process.execPath, [cli, '--help'], { env })).stdout, 'fastify-orcid')
  t.match((await run(process.execPath, [cli, 'id', '0000-0002-1825-0097'], { env })).stdout, '0000-0002-1825-0097')
  await t.rejects(run(process.execPath, [cli, '--prot', '1'], { env }), { code: 2 })
})

t.test('the packed demo signs somebody in, and a SIGTERM ends it and the fake ORCID', slow, async (t) => {
  const port = String(await freePort())
  const cli = `${project}/node_modules/fastify-orcid/dist/mock-server/cli.js`
  const child = spawn(process.execPath, [cli, 'demo', '--port', port], { env })
  t.teardown(() => child.kill('SIGKILL'))
  const [said] = await once(child.stdout, 'data')
  const [app = '', issuer = ''] = String(said).match(/http:\/\/\S+/g) ?? []
  t.equal(app, `http://127.0.0.1:${port}`)
  const visit = await signIn({ issuer }, app, { path: '/login/orcid', as: '0000-0001-2345-6789' })
  t.match((await visit.get('/submission')).body, 'value="Documentation, University of Example"', String(visit))
  child.kill('SIGTERM')
  t.strictSame(await once(child, 'exit'), [0, null])
  for (const address of [app, issuer]) await t.rejects(fetch(address), address)
})

t.test('the packed demo needs no package that the packed manifest does not name', slow, async (t) => {
  const manifest = JSON.parse(await readFile(`${into}/package.json`, 'utf8'))
  const names = (await readdir(`${into}/dist/examples`, { recursive: true })).filter((name) => name.endsWith('.js'))
  const texts = await Promise.all(names.map((name) => readFile(`${into}/dist/examples/${name}`, 'utf8')))
  const imports = texts.flatMap((text) => [...text.matchAll(/ from '([^']+)'/g)].map(([, name = '']) => name))
    .filter((name) => !/^(?:\.|node:|fastify-orcid)/.test(name))
  const there = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  t.strictSame([...new Set(imports)].sort(), ['@fastify/cookie', 'fastify'])
  t.strictSame(imports.filter((name) => !there.includes(name)), [])
})
