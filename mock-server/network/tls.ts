// One port that answers https and http: the first byte of a connection tells which.
import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { MockOrcidOptionsError } from '../errors.ts'
import { createCredentials } from './certificate.ts'

/** What an HTTP server needs to answer https as well, and the certificate of the authority that vouches for it. */
export interface Tls {
  /** In PEM; null if the authority is somebody else's. */
  readonly ca: string | null
  readonly serverFactory?: (handler: RequestListener) => Server
}

interface Credentials { readonly cert: string, readonly key: string }

const LOOPBACK = ['localhost', '*.localhost', '127.0.0.1', '::1']

/** With a certificate, or `true` for one that is made for the names. */
export function createTls (tls: true | Credentials, names: readonly string[],
  closing: AbortSignal): Required<Tls> {
  const hosts = [...LOOPBACK, ...names].map((name) => name.replace(/^\[|\]$/g, ''))
  const { ca, ...credentials } = tls === true ? createCredentials(new Set(hosts)) : { ...tls, ca: null }
  return { ca, serverFactory: (handler) => createDualServer(handler, credentials, closing) }
}

// The content type of a TLS handshake (RFC 8446 §5.1), which no HTTP request begins with.
const HANDSHAKE = 22

/**
 * An HTTP server whose connections may be TLS. A connection that says nothing is cut when `closing` is aborted, because
 * the server does not know of it yet.
 *
 * @throws `MOCK_ORCID_ERR_OPTIONS` for a certificate that is none, or another key's
 */
function createDualServer (handler: RequestListener, { cert, key }: Credentials, closing: AbortSignal): Server {
  const server = createServer(handler)
  const listeners = server.listeners('connection')
  const serve = (socket: Socket): void => {
    for (const listener of listeners) Reflect.apply(listener, server, [socket])
  }
  const secure = createSecure({ cert, key }).on('secureConnection', serve)
  // A handshake that fails ends its own connection.
  secure.on('tlsClientError', (_error, socket) => { socket.destroy() })
  const waiting = new Set<Socket>()
  closing.addEventListener('abort', () => { for (const socket of waiting) socket.destroy() }, { once: true })
  return server.removeAllListeners('connection').on('connection', (socket: Socket) => {
    waiting.add(socket.once('close', () => { waiting.delete(socket) }))
    socket.on('error', () => {})
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null
      // Null: the other side has ended the connection without a word.
      if (first !== null) socket.unshift(first)
      if (first?.[0] === HANDSHAKE) secure.emit('connection', socket)
      else serve(socket)
    })
  })
}

function createSecure (credentials: Credentials) {
  try {
    return createTlsServer({ ...credentials, ALPNProtocols: ['http/1.1'] })
  } catch (error) {
    const { message } = error as Error
    throw new MockOrcidOptionsError('Wrong options: tls must be a certificate and its key in PEM, and OpenSSL says: ' +
      `${message}.`)
  }
}
