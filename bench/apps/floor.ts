// The least that a login can be: two routes by hand, nothing sealed, nothing checked.
import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Agent, request } from 'undici'
import { callbackPath, clientId, clientSecret, loginPath, redirectUri } from './client.ts'

export async function register (app: FastifyInstance, provider: string): Promise<void> {
  const dispatcher = new Agent()
  app.get(loginPath, async (_request, reply) => {
    const [state, nonce] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')]
    reply.header('set-cookie', `state=${state}; HttpOnly; Path=/`)
    return reply.redirect(`${provider}/oauth/authorize?` + new URLSearchParams({
      response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope: 'openid', state, nonce
    }))
  })
  app.get(callbackPath, async ({ query }) => {
    const { code } = query as { code: string }
    const form = {
      grant_type: 'authorization_code', code, redirect_uri: redirectUri, client_id: clientId, client_secret: clientSecret
    }
    const { body } = await request(`${provider}/oauth/token`, {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: String(new URLSearchParams(form))
    })
    return (await body.json() as { orcid: string }).orcid
  })
}
