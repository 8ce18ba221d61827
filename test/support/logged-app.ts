// An app whose every log line is kept, down to trace, and a stranger's server that notes who calls it.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import fastifyOrcid from '../../plugin/index.ts'
import type { FastifyOrcidOptions, OrcidLogin } from '../../plugin/index.ts'
import type { App, LyingProvider } from './lying-provider.ts'

type Test = { teardown: (close: () => unknown) => void }

export interface LogLine { readonly level: number, readonly msg: string, readonly [field: string]: unknown }

/** An app on the lying provider, with its log as it was written. */
export async function startLoggedApp (t: Test, provider: LyingProvider, changes: Partial<FastifyOrcidOptions> = {}) {
  const written: string[] = []
  const app: FastifyInstance = Fastify({ logger: { level: 'trace', stream: { write: (line: string) => { written.push(line) } } } })
  t.teardown(() => app.close())
  const logins: OrcidLogin[] = []
  await app.register(fastifyOrcid, {
    ...provider.options,
    onLogin: (_request: unknown, _reply: unknown, login: OrcidLogin) => { logins.push(login) },
    ...changes
  } as FastifyOrcidOptions)
  return {
    app: Object.assign(app, { logins }) as App,
    /** Everything that was logged. */
    log: () => written.join(''),
    /** The same, line by line; one that is no JSON fails the test. */
    lines: () => written.flatMap((line) => line.trimEnd().split('\n')).map((line) => JSON.parse(line) as LogLine),
    forget: () => { written.length = 0 }
  }
}

/** A server nobody has any business with. */
export async function startStranger (t: Test) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`)
    response.end('{}')
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => new Promise((resolve) => { server.close(resolve).closeAllConnections() }))
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}
