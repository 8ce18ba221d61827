// Takeover: in this process, the real ORCID's host names lead to the mock, and nothing else reaches orcid.org.
import http from 'node:http'
import https from 'node:https'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { MockOrcidOptionsError } from '../errors.ts'
import type { Stage } from './stage.ts'
import { isTaken, noteTaken } from './taken.ts'
import { barTheDoor, refusalOf } from './way-out.ts'

/** Which ORCID the mock is to be taken for. */
export type TakeoverEnvironment = 'production' | 'sandbox'

/** What each host name of ORCID's serves, as a path below the mock. */
const HOSTS: ReadonlyMap<string, string> = new Map(
  ['orcid.org', 'sandbox.orcid.org'].flatMap((site) => [
    [site, ''], [`www.${site}`, ''], [`pub.${site}`, '/pub'], [`api.${site}`, '/api']
  ] as Array<[string, string]>))

/** Every host name a takeover answers for. */
export const takenHosts: ReadonlySet<string> = new Set(HOSTS.keys())

/** The path below the mock that a host and path of ORCID's mean; the API hosts have a token endpoint too. */
export function pathBehind (hostname: string, url: string): string {
  const base = String(HOSTS.get(hostname))
  return url.startsWith('/oauth/') ? url : base + url
}

type Connection = (options: { readonly host?: string | undefined }, ...rest: unknown[]) => unknown

interface Way {
  readonly toMock: () => Socket
}

// A connection that was kept from before would go on leading to the real one.
function cutKept (): void {
  for (const { freeSockets } of [http.globalAgent, https.globalAgent]) {
    for (const [name, sockets = []] of Object.entries(freeSockets)) {
      if (refusalOf(name.split(':', 1)[0]) !== null) for (const socket of [...sockets]) socket.destroy()
    }
  }
}

/** Agents of node:http and node:https connect to the mock where they would to ORCID, and speak plain HTTP to it. */
function turnAgents ({ toMock }: Way): () => void {
  const undo = [http.Agent.prototype, https.Agent.prototype].map((prototype) => {
    const agent = prototype as unknown as { createConnection: Connection }
    const { createConnection: original } = agent
    agent.createConnection = function connectOrTurn (this: unknown, options, ...rest) {
      return takenHosts.has(String(options.host).toLowerCase()) ? toMock() : original.call(this, options, ...rest)
    }
    return () => { agent.createConnection = original }
  })
  return () => { for (const one of undo) one() }
}

/** `fetch` and every user of undici's global dispatcher. */
async function turnUndici ({ toMock }: Way): Promise<() => void> {
  const { Agent, getGlobalDispatcher, setGlobalDispatcher } = await import('undici')
  const before = getGlobalDispatcher()
  const toMockAgent = new Agent({
    connect (_options, done) {
      const socket = toMock()
      socket.once('connect', () => { done(null, socket) })
    }
  })
  const turned = toMockAgent.compose(() => (options, handler) => {
    const { hostname } = new URL(String(options.origin))
    if (takenHosts.has(hostname)) return toMockAgent.dispatch(options, handler)
    // Through a proxy the name would never be seen at a socket.
    const refusal = refusalOf(hostname)
    if (refusal !== null) throw refusal
    return before.dispatch(options, handler)
  })
  setGlobalDispatcher(turned)
  noteTaken({ hasHost: (hostname) => takenHosts.has(hostname), dispatcher: toMockAgent })
  return () => {
    noteTaken(null)
    setGlobalDispatcher(before)
    void toMockAgent.destroy()
  }
}

/** What ends a takeover. */
export interface MockTakeover {
  /** The issuer the mock has meanwhile: ORCID's own. */
  readonly issuer: string
  /** Gives the real names back. May be called twice; closing the mock does it too. */
  readonly undo: () => void
  /** The same, for `using`. */
  readonly [Symbol.dispose]: () => void
}

/**
 * Takes ORCID's names over for the mock at `address`, until it is undone.
 *
 * @throws `MOCK_ORCID_ERR_OPTIONS` if another mock has them
 */
export async function takeOver (stage: Stage, address: string,
  environment: TakeoverEnvironment): Promise<MockTakeover> {
  if (isTaken()) throw new MockOrcidOptionsError('Another mock of this process stands in for ORCID: undo that first.')
  const { hostname, port } = new URL(address)
  const sockets = new Set<Socket>()
  const toMock = (): Socket => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) })
    sockets.add(socket.once('close', () => { sockets.delete(socket) }))
    return socket
  }
  const { issuer: before } = stage.registry
  const undoUndici = await turnUndici({ toMock })
  cutKept()
  const undoing = [undoUndici, turnAgents({ toMock }), barTheDoor((name) => takenHosts.has(name) ? toMock() : null)]
  const issuer = environment === 'sandbox' ? 'https://sandbox.orcid.org' : 'https://orcid.org'
  stage.takenHosts = takenHosts
  stage.registry.issuer = issuer
  const undo = (): void => {
    for (const one of undoing.splice(0)) one()
    // A kept connection would go on leading to the mock.
    for (const socket of sockets) socket.destroy()
    if (stage.registry.issuer === issuer) stage.registry.issuer = before
    stage.takenHosts = new Set()
  }
  return { issuer, undo, [Symbol.dispose]: undo }
}
