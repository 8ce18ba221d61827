// A provider in a process of its own, which closes each connection that was idle for so many milliseconds. It signs the
// code as the nonce, takes as long for a token as it is told, and tells on request what it has seen.
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

const [idleMs = 0, tokenMs = 0] = process.argv.slice(2).map(Number)
const SOFIA = '0000-0001-2345-6789'
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'closing', use: 'sig' }]
const posts = new Map<string, number>()
const idle = new Map<Socket, NodeJS.Timeout>()
let connections = 0

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

function createTokens (nonce: string, clientId: string): object {
  const iat = Math.floor(Date.now() / 1000)
  const claims = { iss: issuer(), aud: clientId, sub: SOFIA, iat, exp: iat + 3600, nonce }
  const signed = `${encode({ alg: 'RS256', kid: 'closing' })}.${encode(claims)}`
  const idToken = `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`
  return { access_token: randomUUID(), token_type: 'bearer', orcid: SOFIA, scope: 'openid', id_token: idToken }
}

const server = createServer({ keepAliveTimeout: 0 }, (request, response): void => {
  clearTimeout(idle.get(request.socket))
  idle.delete(request.socket)
  response.on('finish', () => {
    // A timer that fires late must not close a connection on which a request has come in time.
    const close = setTimeout(() => setImmediate(() => {
      if (idle.get(request.socket) === close) request.socket.destroy()
    }), idleMs)
    idle.set(request.socket, close)
  })
  const answer = (json: object): void => { response.setHeader('content-type', 'application/json').end(JSON.stringify(json)) }
  if (request.url === '/oauth/jwks') return answer({ keys })
  let body = ''
  request.on('data', (chunk) => { body += chunk }).on('end', () => {
    const form = new URLSearchParams(body)
    const code = form.get('code') ?? ''
    posts.set(code, (posts.get(code) ?? 0) + 1)
    setTimeout(answer, tokenMs, createTokens(code, form.get('client_id') ?? ''))
  })
})
server.on('connection', (socket) => {
  connections++
  socket.on('close', () => { idle.delete(socket) })
})

function issuer (): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

server.listen(0, '127.0.0.1', () => process.send?.(issuer()))
process.on('message', () => process.send?.({ posts: [...posts.values()], connections }))
process.on('disconnect', () => process.exit())
