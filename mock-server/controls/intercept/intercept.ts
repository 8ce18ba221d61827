// In this process, ORCID's own host names lead to the mock, and nothing else reaches orcid.org.
import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import { connect, type Socket } from 'node:net'
import type * as Undici from 'undici'
import { MockOrcidOptionsError } from '../../errors.ts'
import { orcidHosts, orcidIssuers, type OrcidSite } from '../../network/orcid-hosts.ts'
import type { Registry } from '../../orcid/registry/registry.ts'
import { blockOrcid, createReplacements, refusalOf, type Replace } from './block.ts'

type ToMock = () => Socket

/** Carries requests to the mock that has intercepted ORCID's names. One per process, because host names are. */
let dispatcherToMock: Undici.Dispatcher | null = null

/** The dispatcher to the mock that has intercepted ORCID's names; undefined without one, and for other hosts. */
export function interceptingDispatcher ({ hostname }: URL): Undici.Dispatcher | undefined {
  return dispatcherToMock !== null && orcidHosts.has(hostname) ? dispatcherToMock : undefined
}

// A connection that is kept from before would go on leading to the real registry.
function cutIdleConnections (): void {
  for (const { freeSockets } of [http.globalAgent, https.globalAgent]) {
    for (const [name, sockets = []] of Object.entries(freeSockets)) {
      if (refusalOf(name.split(':', 1)[0]) !== null) for (const socket of [...sockets]) socket.destroy()
    }
  }
}

/** Agents of node:http and node:https connect to the mock instead of ORCID, and speak plain HTTP to it. */
function redirectAgents (replace: Replace, toMock: ToMock): void {
  for (const { prototype } of [http.Agent, https.Agent]) {
    replace(prototype, 'createConnection', (original) => function connectOrRedirect (...args) {
      const { host } = args[0] as { readonly host?: string }
      return orcidHosts.has(String(host).toLowerCase()) ? toMock() : Reflect.apply(original, this, args)
    })
  }
}

/** `fetch` and every user of undici's global dispatcher. */
function redirectUndici (undici: typeof Undici, toMock: ToMock): () => void {
  const { Agent, getGlobalDispatcher, setGlobalDispatcher } = undici
  const before = getGlobalDispatcher()
  let isOver = false
  const toMockAgent = new Agent({
    connect (_options, done) {
      const socket = toMock()
      socket.once('connect', () => { done(null, socket) })
    }
  })
  const redirecting = toMockAgent.compose(() => (options, handler) => {
    const { hostname } = new URL(String(options.origin))
    if (orcidHosts.has(hostname) && !isOver) return toMockAgent.dispatch(options, handler)
    // Through a proxy the name would never be seen at a socket.
    const refusal = isOver ? null : refusalOf(hostname)
    if (refusal !== null) throw refusal
    return before.dispatch(options, handler)
  })
  setGlobalDispatcher(redirecting)
  dispatcherToMock = toMockAgent
  return () => {
    isOver = true
    dispatcherToMock = null
    // A dispatcher that a test has set since then stays.
    if (getGlobalDispatcher() === redirecting) setGlobalDispatcher(before)
    void toMockAgent.destroy()
  }
}

/** ORCID's host names, while they lead to the mock. */
export interface MockIntercept {
  /** The issuer of the mock until then: ORCID's own. */
  readonly issuer: string
  /** Gives the real names back. May be called twice; closing the mock does it too. */
  readonly undo: () => void
  /** The same, for `using`. */
  readonly [Symbol.dispose]: () => void
}

interface InterceptingMock {
  readonly registry: Registry
  readonly closing: AbortController
  intercepted: ReadonlyMap<string, string>
}

/** Where a mock listens. */
export interface ListeningSocket { readonly host: string, readonly port: number }

function createConnector (listening: ListeningSocket): { toMock: ToMock, cut: () => void } {
  const sockets = new Set<Socket>()
  const toMock = (): Socket => {
    const socket = connect(listening)
    sockets.add(socket.once('close', () => { sockets.delete(socket) }))
    return socket
  }
  return { toMock, cut: () => { for (const socket of sockets) socket.destroy() } }
}

/**
 * Makes ORCID's names lead to the mock at a socket, until it is undone or the mock closes.
 *
 * @throws `MOCK_ORCID_ERR_OPTIONS` if another mock has them, this one is closed, or there is no such environment
 */
export async function intercept (mock: InterceptingMock, socketOf: () => ListeningSocket,
  environment: OrcidSite): Promise<MockIntercept> {
  if (!Object.hasOwn(orcidIssuers, environment)) throw new MockOrcidOptionsError('intercept() takes "production" or "sandbox".')
  const undici = await import('undici')
  const { registry, intercepted, closing: { signal } } = mock
  // Nothing below is awaited, so the second of two concurrent calls finds the names taken.
  if (dispatcherToMock !== null) throw new MockOrcidOptionsError('Another mock of this process stands in for ORCID: undo that first.')
  if (signal.aborted) throw new MockOrcidOptionsError('This mock is closed: start another one.')
  const { issuer: before } = registry
  const issuer = orcidIssuers[environment]
  const { toMock, cut } = createConnector(socketOf())
  const { replace, putBack } = createReplacements()
  const undoing = [redirectUndici(undici, toMock), putBack, syncBuiltinESMExports, cut, () => {
    if (registry.issuer === issuer) registry.issuer = before
    mock.intercepted = intercepted
  }]
  const undo = (): void => {
    signal.removeEventListener('abort', undo)
    for (const one of undoing.splice(0)) one()
  }
  signal.addEventListener('abort', undo)
  try {
    cutIdleConnections()
    redirectAgents(replace, toMock)
    blockOrcid(replace, (name) => orcidHosts.has(name) ? toMock() : null)
    syncBuiltinESMExports()
  } catch (error) {
    undo()
    throw error
  }
  mock.intercepted = orcidHosts
  registry.issuer = issuer
  return { issuer, undo, [Symbol.dispose]: undo }
}
