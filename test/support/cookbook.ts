// The blocks of docs/cookbook.md as programs that run, and the proxy before them that ends TLS.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import ts from 'typescript'
import type { MockOrcid, MockOrcidClient, MockVisitTarget } from '../../mock-server/index.ts'
import { send } from './mock.ts'
import { pathOf } from './root.ts'

export const page = await readFile(pathOf('docs/cookbook.md'), 'utf8')

/** The programs of the page by the name in their first line. */
export const blocks = new Map([...page.matchAll(/^```ts\n(\/\/ (\S+)\.ts\n.*?)^```$/gms)]
  .map(([, block = '', name = '']) => [name, block]))

/** Inside the package, so that its own name is found. */
const dir = pathOf(`dist/cookbook-${process.pid}/`)
let count = 0

const REDIRECT_URIS = ['app.example.org/login/orcid', 'app.example.org/login/sandbox', 'app.example.org/journal/login/orcid',
  'one.example.org/login/orcid', 'two.example.org/login/orcid']
const clients = new WeakMap<MockOrcid, MockOrcidClient>()

interface Teardown { teardown: (close: () => unknown) => void }

/** Which ORCID stands for which client of the page, and what is changed in the program. */
export interface Setup {
  readonly ORCID: MockOrcid
  readonly SANDBOX?: MockOrcid
  readonly edit?: (text: string) => string
}

export interface Program {
  readonly app: FastifyInstance
  readonly port: number
  readonly exports: Readonly<Record<string, unknown>>
}

/** A change that a test makes to a block, which must have what is changed. */
export const swap = (from: string, to: string) => (text: string): string => {
  if (!text.includes(from)) throw new Error(`The block has no ${from}`)
  return text.replaceAll(from, () => to)
}

/** Starts a block as it is on the page, at a free port, with the fake in place of ORCID. */
export async function start (t: Teardown, name: string, { edit = (text) => text, ...orcids }: Setup): Promise<Program> {
  const text = edit(blocks.get(name) ?? '')
  for (const [prefix, orcid] of Object.entries(orcids) as Array<[string, MockOrcid]>) {
    const { clientId, clientSecret } = clientOf(orcid)
    Object.assign(process.env, { [`${prefix}_CLIENT_ID`]: clientId, [`${prefix}_CLIENT_SECRET`]: clientSecret })
  }
  Object.assign(process.env, { SESSION_SECRET: 's'.repeat(32), SESSION_KEY: 'ab'.repeat(32) })
  await mkdir(dir, { recursive: true })
  const file = `${dir}${name}-${++count}.js`
  await writeFile(file, compile(adapt(text, orcids)))
  t.teardown(() => rm(dir, { recursive: true, force: true }))

  const apps: FastifyInstance[] = []
  const keep = (message: unknown): void => { apps.push((message as { fastify: FastifyInstance }).fastify) }
  subscribe('fastify.initialization', keep)
  const exports = await import(pathToFileURL(file).href).finally(() => unsubscribe('fastify.initialization', keep))
  const [app] = apps as [FastifyInstance]
  t.teardown(() => app.close())
  return { app, exports, port: (app.server.address() as AddressInfo | null)?.port ?? 0 }
}

/** One client for all programs, which may be instances of one app. */
function clientOf (orcid: MockOrcid): MockOrcidClient {
  const client = clients.get(orcid) ?? orcid.client({ redirectUris: REDIRECT_URIS.map((path) => `https://${path}/callback`) })
  clients.set(orcid, client)
  return client
}

/** The addresses of ORCID become those of the fake, and the port a free one. */
function adapt (text: string, orcids: Pick<Setup, 'ORCID' | 'SANDBOX'>): string {
  return text.replace("environment: 'sandbox',", '')
    .replace(/clientId: (ORCID|SANDBOX)_CLIENT_ID/g, (option, name: keyof typeof orcids) =>
      `environment: ${JSON.stringify(orcids[name]?.environment)}, ${option}`)
    .replaceAll('https://orcid.org', orcids.ORCID.issuer)
    .replace(/\b3000\b/, '0')
}

function compile (text: string): string {
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    experimentalDecorators: true,
    emitDecoratorMetadata: true
  }
  return ts.transpileModule(text, { compilerOptions }).outputText
}

type InjectableApp = Exclude<MockVisitTarget, string | URL>

/** What stands before a program for the robot: it ends TLS, strips the start of the path, and says for whom it asks. */
export function proxyTo ({ port }: Pick<Program, 'port'>, { strip = '', ip = '203.0.113.1' } = {}): InjectableApp {
  return {
    async inject ({ method, url, headers, payload = '' }) {
      const address = `http://127.0.0.1:${port}${url.slice(strip.length)}`
      const forwarded = { 'x-forwarded-for': [headers['x-forwarded-for'], ip].filter(Boolean).join(', ') }
      const length = payload === '' ? {} : { 'content-length': String(Buffer.byteLength(payload)) }
      const options = { method, headers: { ...headers, ...forwarded, ...length }, body: payload }
      const { status, ...answer } = await send(address, options)
      return { statusCode: status, ...answer }
    }
  }
}
