// The same token endpoint for every app under test: it signs the code it is given as the nonce.
import type { AddressInfo } from 'node:net'
import formbody from '@fastify/formbody'
import Fastify from 'fastify'
import { SignJWT, exportJWK, generateKeyPair } from 'jose'

const { publicKey, privateKey } = await generateKeyPair('RS256')
const jwk = { ...await exportJWK(publicKey), kid: 'bench', use: 'sig' }
const app = Fastify()
await app.register(formbody)

app.get('/oauth/jwks', async () => ({ keys: [jwk] }))
app.post('/oauth/token', async (request) => {
  const { code } = request.body as { code: string }
  const now = Math.floor(Date.now() / 1000)
  const sub = '0000-0001-2345-6789'
  const idToken = await new SignJWT({ nonce: code, auth_time: now })
    .setProtectedHeader({ kid: 'bench', alg: 'RS256' }).setIssuer(issuer()).setAudience('APP-0123456789ABCDEF')
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

function issuer (): string {
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
}

await app.listen({ host: '127.0.0.1', port: 0 })
process.send?.(issuer())
