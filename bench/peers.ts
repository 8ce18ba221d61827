// The packages that the benchmarks compare with: they are installed in bench/, not beside the package.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const folder = new URL('../../bench/', import.meta.url)
const { resolve } = createRequire(new URL('package.json', folder))

export const BENCH = fileURLToPath(folder)
export const peers = ['@fastify/oauth2', 'oauth2-mock-server', 'oidc-provider'] as const
type Peer = typeof peers[number]

export async function importPeer<Module> (name: Peer): Promise<Module> {
  return await import(pathToFileURL(resolve(name)).href) as Module
}

/** The version of a peer, or null if it is not installed. */
export function versionOf (name: string): string | null {
  try {
    return (JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, folder), 'utf8')) as { version: string }).version
  } catch {
    return null
  }
}

/** Leaves out the rows that begin with the name of a peer that is not installed. */
export function withInstalled<Row> (rows: Readonly<Record<string, Row>>): Record<string, Row> {
  const missing = peers.filter((peer) => versionOf(peer) === null)
  return Object.fromEntries(Object.entries(rows).filter(([name]) => {
    const peer = missing.find((one) => name.startsWith(one))
    if (peer !== undefined) console.error(`left out: ${name} (${peer} is not installed)`)
    return peer === undefined
  }))
}

interface OAuth2MockServer {
  readonly issuer: { readonly url: string, readonly keys: { generate (alg: string): Promise<unknown> } }
  start (port: number, host: string): Promise<void>
  stop (): Promise<void>
}

/** Starts oauth2-mock-server, which needs a key that is made first. */
export async function startOAuth2MockServer (): Promise<OAuth2MockServer> {
  const { OAuth2Server } = await importPeer<{ OAuth2Server: new () => OAuth2MockServer }>('oauth2-mock-server')
  const server = new OAuth2Server()
  await server.issuer.keys.generate('RS256')
  await server.start(0, '127.0.0.1')
  return server
}
