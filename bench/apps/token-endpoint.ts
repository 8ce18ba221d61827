// The same token endpoint for every app: it signs the code it is given as the nonce, and counts its connections.
import type { AddressInfo } from 'node:net'
import formbody from '@fastify/formbody'
import Fastify from 'fastify'
import { SignJWT, exportJWK, generateKeyPair } from 'jose'
import { report } from './child.ts'
import { clientId } from './client.ts'

const { publicKey, privateKey } = await generateKeyPair('RS256')
const jwk = { ...await exportJWK(publicKey), kid: 'bench', use: 'sig' }
const sub = '0000-0001-2345-6789'
const app = Fastify()
await app.register(formbody)

app.get('/oauth/jwks', async () => ({ keys: [jwk] }))
app.post('/oauth/token', async (request) => {
  const { code } = request.body as { code: string }
  const now = Math.floor(Date.now() / 1000)
  const idToken = await new SignJWT({ nonce: code, auth_time: now })
    .setProtectedHeader({ kid: 'bench', alg: 'RS256' }).setIssuer(origin()).setAudience(clientId)
    .setSubject(sub).setIssuedAt(now).setExpirationTime(now + 86400).sign(privateKey)
  return {
    access_token: crypto.randomUUID(),
    token_type: 'bearer',
    refresh_token: crypto.randomUUID(),
    expires_in: 631138518,
    scope: 'openid',
    name: 'Sofia Garcia',
    orcid: sub,
    id_token: idToken
  }
})

function origin (): string {
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
}

let connections = 0
app.server.on('connection', () => { connections++ })
await app.listen({ host: '127.0.0.1', port: 0 })
await report({ origin: origin() }, () => ({ connections }))
