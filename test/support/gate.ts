// A door on the way to the mock, for what happens to names, connections and bytes before any server has a say.
import dns from 'node:dns'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { TlsOptions } from 'node:tls'

/** What the door does with whoever comes. */
export type Behaviour =
  /** Lets everybody through. */
  | 'pass'
  /** Resets a connection as soon as it stands. */
  | 'reset'
  /** Accepts a connection and never says a word. */
  | 'silent'
  /** Lets the first request of a connection through, and closes the connection when a second one comes. */
  | 'first-only'
  /** Resets each connection behind its first answer, and does not announce it. */
  | 'one-answer'
  /** Answers with these bytes, once. */
  | { readonly say: string | Buffer }
  /** Changes the head of the right answer, once. */
  | { readonly rewrite: (head: string) => string }

/** The door. */
export interface Gate {
  behaviour: Behaviour
  readonly port: number
  /** How many requests came, and how many of them on a connection that had carried another. */
  readonly requests: number
  readonly reused: number
  readonly connections: number
  /** Whether the TCP port is open; a closed one refuses. */
  readonly shut: () => Promise<void>
  readonly open: () => Promise<void>
  readonly close: () => Promise<void>
}

const REQUEST = /^(?:GET|POST|PUT|DELETE) \//

/** Opens a door to a port of this machine; with `tls`, what comes is unwrapped first. */
export async function openGate (target: number, tls?: TlsOptions): Promise<Gate> {
  const sockets = new Set<Socket>()
  const seen = { requests: 0, reused: 0, connections: 0 }
  const state = { behaviour: 'pass' as Behaviour }
  const takeOver = (): Behaviour => {
    const taken = state.behaviour
    if (typeof taken === 'object') state.behaviour = 'pass'
    return taken
  }

  function receive (socket: Socket): void {
    seen.connections++
    sockets.add(socket.on('close', () => { sockets.delete(socket) }).on('error', () => {}))
    if (state.behaviour === 'reset') socket.resetAndDestroy()
    if (state.behaviour === 'reset' || state.behaviour === 'silent') return
    const upstream = connect(target, '127.0.0.1')
    sockets.add(upstream)
    let carried = 0
    let isDeaf = false
    let rewrite = (head: Buffer): Buffer => head
    const pass = (chunk: Buffer): void => {
      if (state.behaviour === 'one-answer') socket.write(rewrite(chunk), () => socket.resetAndDestroy())
      else socket.write(rewrite(chunk))
    }
    upstream.on('data', pass).on('end', () => { socket.end() })
      .on('close', () => { sockets.delete(upstream) })
      .on('error', () => { if (socket.writableEnded) socket.destroy(); else socket.resetAndDestroy() })
    socket.on('data', (chunk) => {
      if (isDeaf || !REQUEST.test(chunk.toString('latin1', 0, 16))) {
        if (!isDeaf) upstream.write(chunk)
        return
      }
      seen.requests++
      if (++carried > 1) seen.reused++
      const behaviour = takeOver()
      isDeaf = (behaviour === 'first-only' && carried > 1) || (typeof behaviour === 'object' && 'say' in behaviour)
      if (typeof behaviour === 'object' && 'say' in behaviour) socket.end(behaviour.say)
      else if (isDeaf) socket.destroy()
      else upstream.write(chunk)
      rewrite = typeof behaviour === 'object' && 'rewrite' in behaviour
        ? (head) => Buffer.from(behaviour.rewrite(head.toString('latin1')), 'latin1')
        : (head) => head
    }).on('close', () => { upstream.destroy() })
  }

  const listening = tls === undefined ? createServer(receive) : createTlsServer(tls, receive)
  listening.on('tlsClientError', () => {})
  // A port that is shut is kept for its owner by nobody, but the kernel does not hand it out again at once.
  let port = 0
  const open = async (): Promise<void> => {
    listening.listen(port, '127.0.0.1')
    await once(listening, 'listening')
    port = (listening.address() as AddressInfo).port
  }
  const shut = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    if (!listening.listening) return
    listening.close()
    await once(listening, 'close')
  }
  await open()
  return Object.defineProperties({ port, open, shut, close: shut } as Gate, {
    behaviour: { get: () => state.behaviour, set: (behaviour: Behaviour) => { state.behaviour = behaviour } },
    requests: { get: () => seen.requests },
    reused: { get: () => seen.reused },
    connections: { get: () => seen.connections }
  })
}

/** Names that only a test knows: of nobody, never found out about, with two addresses (the first is dead), and ours. */
export type TestName = 'nobody.localhost' | 'hangs.localhost' | 'two.localhost' | 'orcid.localhost'

/** How often a name was looked up, and the end of it. */
export interface Names {
  readonly count: (name: string) => number
  readonly undo: () => void
}

/** Answers for the names of a test instead of the machine's name server, until it is undone. */
export function takeOverNames (asked: (name: string) => TestName): Names {
  const original = dns.lookup
  const counts = new Map<string, number>()
  type Done = (error: NodeJS.ErrnoException | null, address?: unknown, family?: number) => void
  const lookup = (name: string, options: { all?: boolean }, done: Done): void => {
    if (!name.endsWith('.localhost')) return original(name, options as object, done as never)
    counts.set(name, (counts.get(name) ?? 0) + 1)
    const behaviour = asked(name)
    if (behaviour === 'hangs.localhost') return
    if (behaviour === 'nobody.localhost') {
      process.nextTick(done, Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }))
      return
    }
    const addresses = [...(behaviour === 'two.localhost' ? [{ address: '::1', family: 6 }] : []), { address: '127.0.0.1', family: 4 }]
    process.nextTick(done, null, options.all === true ? addresses : '127.0.0.1', 4)
  }
  dns.lookup = lookup as unknown as typeof dns.lookup
  return { count: (name) => counts.get(name) ?? 0, undo: () => { dns.lookup = original } }
}
