// The way out of the process that no client gets past: it leads to the mock or nowhere, never to the real registry.
import dns from 'node:dns'
import { Socket } from 'node:net'
import tls from 'node:tls'
import type { Replace } from './replacements.ts'

function isOrcidHost (hostname: unknown): boolean {
  return typeof hostname === 'string' && /(?:^|\.)orcid\.org\.?$/i.test(hostname)
}

/** Why nobody goes there, as an error with the code `MOCK_ORCID_ERR_WAY_OUT`; null for a host that is not ORCID's. */
export function refusalOf (hostname: unknown): Error | null {
  if (!isOrcidHost(hostname)) return null
  const reason = `While the mock stands in for ORCID, nothing may reach ${String(hostname)} past it.`
  return Object.assign(new Error(reason), { code: 'MOCK_ORCID_ERR_WAY_OUT' })
}

function fail (socket: Socket, refusal: Error): Socket {
  process.nextTick(() => { socket.destroy(refusal) })
  return socket
}

/** What connects by name, whoever asks: net, tls, http2, and every agent that has not been turned. */
function barSockets (replace: Replace): void {
  replace(Socket.prototype, 'connect', (original) => function connectUnlessOrcid (...args) {
    // Node calls its own method with the arguments already sorted, as one list.
    const [options] = args.flat() as [unknown]
    const { host, servername } = Object(options) as { host?: unknown, servername?: unknown }
    const wanted = [host, servername, args.flat()[1]].find(isOrcidHost)
    return wanted === undefined ? Reflect.apply(original, this, args) : fail(this as Socket, refusalOf(wanted) as Error)
  })
}

/** Gives a plain connection to the mock for a host name; null for one that the mock does not stand in for. */
export type Turn = (hostname: string) => Socket | null

function dressAsTls (socket: Socket, onSecure: unknown): Socket {
  Object.assign(socket, { encrypted: true, authorized: true, alpnProtocol: false })
  socket.once('connect', () => { socket.emit('secureConnect') })
  return typeof onSecure === 'function' ? socket.once('secureConnect', onSecure as () => void) : socket
}

// What a proxy has opened to ORCID carries nothing, and the mock does not speak HTTP/2.
function canTurn ({ socket, ALPNProtocols }: { socket?: Socket, ALPNProtocols?: unknown }): boolean {
  socket?.destroy()
  return socket === undefined && String(ALPNProtocols) !== 'h2'
}

function turnTls (replace: Replace, turn: Turn): void {
  replace(tls, 'connect', (original) => function connectOrTurn (...args) {
    const options = Object(args[0]) as Record<string, unknown>
    const wanted = [options['servername'], options['host']].find(isOrcidHost)
    if (wanted === undefined) return Reflect.apply(original, this, args)
    const socket = canTurn(options) ? turn(String(wanted).toLowerCase()) : null
    return socket === null ? fail(new Socket(), refusalOf(wanted) as Error) : dressAsTls(socket, args.at(-1))
  })
}

/** Who asks for ORCID's address has it in mind to go there by number. */
function barNames (replace: Replace): void {
  const bar = (owner: object, name: string, refuse: (refusal: Error, rest: unknown[]) => unknown) => {
    replace(owner, name, (original) => function lookUpUnlessOrcid (hostname, ...rest) {
      const refusal = refusalOf(hostname)
      return refusal === null ? Reflect.apply(original, this, [hostname, ...rest]) : refuse(refusal, rest)
    })
  }
  for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
    bar(dns, name, (refusal, rest) => { process.nextTick(rest.at(-1) as () => void, refusal) })
    bar(dns.promises, name, (refusal) => Promise.reject(refusal))
  }
}

/** Turns or bars every way to ORCID's hosts that this process has. */
export function barTheDoor (replace: Replace, turn: Turn): void {
  barSockets(replace)
  turnTls(replace, turn)
  barNames(replace)
}
