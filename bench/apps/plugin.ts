// An app with fastify-orcid, as its README has it.
import type { FastifyInstance } from 'fastify'
import fastifyOrcid from 'fastify-orcid'
import { clientId, clientSecret, redirectUri } from './client.ts'

export async function register (app: FastifyInstance, provider: string, ttlSeconds = 900): Promise<void> {
  await app.register(fastifyOrcid, {
    clientId,
    clientSecret,
    redirectUri,
    transactionTtlSeconds: ttlSeconds,
    environment: {
      issuer: provider,
      authorizationEndpoint: `${provider}/oauth/authorize`,
      tokenEndpoint: `${provider}/oauth/token`,
      revocationEndpoint: `${provider}/oauth/revoke`,
      userinfoEndpoint: `${provider}/oauth/userinfo`,
      jwksUri: `${provider}/oauth/jwks`,
      publicApi: `${provider}/v3.0`,
      memberApi: `${provider}/v3.0`,
      pkce: false
    },
    onLogin: async (_request, _reply, login) => login.orcid
  })
}
