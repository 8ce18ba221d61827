// Every way from this process to ORCID's hosts: it leads to the mock or fails, and never to the real registry.
import dns from 'node:dns'
import { Socket } from 'node:net'
import tls from 'node:tls'
import { isOnOrcidOrg } from '../../network/orcid-hosts.ts'

type Method = (this: unknown, ...args: unknown[]) => unknown

/** Replaces a method by what `make` makes of it. */
export type Replace = (owner: object, name: string, make: (original: Method) => Method) => void

/**
 * Replaces methods of Node's until `putBack()`. A method that another library has replaced again by then stays, and the
 * replacement it calls passes every call on.
 */
export function createReplacements (): { readonly replace: Replace, readonly putBack: () => void } {
  const undoing: Array<() => void> = []
  let isOver = false
  const replace: Replace = (owner, name, make) => {
    const methods = owner as Record<string, Method>
    const original = methods[name] as Method
    const changed = make(original)
    const replacement: Method = function passOnWhenOver (...args) {
      return Reflect.apply(isOver ? original : changed, this, args)
    }
    methods[name] = replacement
    undoing.push(() => {
      if (methods[name] === replacement) methods[name] = original
    })
  }
  const putBack = (): void => {
    isOver = true
    for (const undo of undoing) undo()
  }
  return { replace, putBack }
}

function isOrcidHost (hostname: unknown): boolean {
  return typeof hostname === 'string' && isOnOrcidOrg(hostname)
}

/** The error `MOCK_ORCID_ERR_WAY_OUT` for a host of ORCID's, null for any other. */
export function refusalOf (hostname: unknown): Error | null {
  if (!isOrcidHost(hostname)) return null
  const reason = `While the mock stands in for ORCID, nothing may reach ${String(hostname)} past it.`
  return Object.assign(new Error(reason), { code: 'MOCK_ORCID_ERR_WAY_OUT' })
}

function fail (socket: Socket, refusal: Error): Socket {
  process.nextTick(() => { socket.destroy(refusal) })
  return socket
}

/** Blocks what connects by name: net, tls, http2, and every agent that is not redirected. */
function blockSockets (replace: Replace): void {
  replace(Socket.prototype, 'connect', (original) => function connectUnlessOrcid (...args) {
    // Node calls its own method with the arguments already sorted, as one list.
    const [options] = args.flat() as [unknown]
    const { host, servername } = Object(options) as { host?: unknown, servername?: unknown }
    const wanted = [host, servername, args.flat()[1]].find(isOrcidHost)
    return wanted === undefined ? Reflect.apply(original, this, args) : fail(this as Socket, refusalOf(wanted) as Error)
  })
}

/** Gives a plain connection to the mock for a host name; null for one that the mock does not stand in for. */
type Redirect = (hostname: string) => Socket | null

function presentAsTls (socket: Socket, onSecure: unknown): Socket {
  Object.assign(socket, { encrypted: true, authorized: true, alpnProtocol: false })
  socket.once('connect', () => { socket.emit('secureConnect') })
  return typeof onSecure === 'function' ? socket.once('secureConnect', onSecure as () => void) : socket
}

// What a proxy has opened to ORCID carries nothing, and the mock does not speak HTTP/2.
function canRedirect ({ socket, ALPNProtocols }: { socket?: Socket, ALPNProtocols?: unknown }): boolean {
  socket?.destroy()
  return socket === undefined && String(ALPNProtocols) !== 'h2'
}

function redirectTls (replace: Replace, redirect: Redirect): void {
  replace(tls, 'connect', (original) => function connectOrRedirect (...args) {
    const options = Object(args[0]) as Record<string, unknown>
    const wanted = [options['servername'], options['host']].find(isOrcidHost)
    if (wanted === undefined) return Reflect.apply(original, this, args)
    const socket = canRedirect(options) ? redirect(String(wanted).toLowerCase()) : null
    return socket === null ? fail(new Socket(), refusalOf(wanted) as Error) : presentAsTls(socket, args.at(-1))
  })
}

/** Blocks look-ups of ORCID's names, because their addresses lead past the mock. */
function blockLookups (replace: Replace): void {
  const block = (owner: object, name: string, refuse: (refusal: Error, rest: unknown[]) => unknown) => {
    replace(owner, name, (original) => function lookUpUnlessOrcid (hostname, ...rest) {
      const refusal = refusalOf(hostname)
      return refusal === null ? Reflect.apply(original, this, [hostname, ...rest]) : refuse(refusal, rest)
    })
  }
  for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
    block(dns, name, (refusal, rest) => { process.nextTick(rest.at(-1) as () => void, refusal) })
    block(dns.promises, name, (refusal) => Promise.reject(refusal))
  }
}

/** Redirects or blocks every way to ORCID's hosts that this process has. */
export function blockOrcid (replace: Replace, redirect: Redirect): void {
  blockSockets(replace)
  redirectTls(replace, redirect)
  blockLookups(replace)
}
