// What a reader can copy from docs/containers.md and docs/hardwired.md.
import { readFile, rm, writeFile, mkdir } from 'node:fs/promises'
import t from 'tap'
import ts from 'typescript'
import { main } from '../mock-server/cli/main.ts'
import { orcidHostsOf } from '../mock-server/network/orcid-hosts.ts'
import { startMockOrcid } from '../mock-server/index.ts'
import { pathOf, urlOf } from './support/root.ts'

const containers = await readFile(pathOf('docs/containers.md'), 'utf8')
const hardwired = await readFile(pathOf('docs/hardwired.md'), 'utf8')

const blocks = (page: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block = '']) => block)

async function help (): Promise<string> {
  let said = ''
  const output = { write: (text: string) => { said += text } }
  await main(['--help'], { stdout: output, stderr: output, stop: AbortSignal.abort() })
  return said
}

t.test('every option of `fastify-orcid` that the pages name is one', async (t) => {
  const known = await help()
  for (const page of [containers, hardwired]) {
    const commands = [...page.matchAll(/npx fastify-orcid [^`\n]+|\| `--[^|]+\|/g)].join(' ')
    const options = [...new Set(commands.match(/--[\w-]+/g))]
    t.ok(options.length > 1)
    t.strictSame(options.filter((option) => !new RegExp(`  ${option}[ ,]|, ${option} `).test(known)), [])
  }
})

t.test('the commands of docs/containers.md start', async (t) => {
  for (const block of blocks(containers, 'sh')) {
    const args = block.trim().replace('npx fastify-orcid ', '').split(' ')
    let said = ''
    const output = { write: (text: string) => { said += text } }
    t.equal(await main([...args, '--port', '0'], { stdout: output, stderr: output, stop: AbortSignal.abort() }), 0, said)
  }
})

t.test('the image of the page is that of the repository', async (t) => {
  const [page = ''] = blocks(containers, 'dockerfile')
  const file = await readFile(pathOf('Dockerfile'), 'utf8')
  const own = file.slice(file.lastIndexOf('\nFROM ') + 1).split('\n').filter((line) => !/^(?:#|COPY )/.test(line)).join('\n')
  t.equal(own.replace('./fastify-orcid.tgz', 'fastify-orcid'), page)
})

t.test('the lines for Python are those of the client that runs', async (t) => {
  const [, connect = '', use = ''] = /(connect = .*)\n(.*)/.exec(blocks(hardwired, 'python')[0] ?? '') ?? []
  const client = await readFile(pathOf('test/fixtures/hard_wired_client.py'), 'utf8')
  for (const line of [connect, use.replace('9443', 'port')]) t.match(client, `    ${line}\n`)
})

t.test('the line for /etc/hosts has every name of the sandbox', async (t) => {
  t.equal(blocks(hardwired, 'text')[0], `127.0.0.1 ${[...orcidHostsOf('sandbox').keys()].join(' ')}\n`)
})

t.test('the blocks of TypeScript run', async (t) => {
  const dir = pathOf('dist/docs-containers/')
  await mkdir(dir, { recursive: true })
  t.teardown(() => rm(dir, { recursive: true }))
  const load = async (index: number): Promise<Record<string, never>> => {
    const options = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext }
    const { outputText } = ts.transpileModule(String(blocks(containers, 'ts')[index]), { compilerOptions: options })
    await writeFile(`${dir}${index}.js`, outputText)
    return await import(urlOf(`dist/docs-containers/${index}.js`)) as Record<string, never>
  }
  t.match((await load(0))['environment'], { issuer: 'http://localhost:9797', jwksUri: 'https://orcid:9797/oauth/jwks' })
  const orcid = await startMockOrcid()
  t.teardown(orcid.close)
  const configure = (await load(1))['configure'] as unknown as (...args: string[]) => Promise<{ serverMetadata: () => object }>
  t.match((await configure(orcid.issuer, 'APP-0123456789ABCDEF', 'secret')).serverMetadata(), { issuer: orcid.issuer })
})
