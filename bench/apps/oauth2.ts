// The same app with @fastify/oauth2: state and PKCE, no id_token.
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { importPeer } from '../peers.ts'
import { callbackPath, clientId, clientSecret, loginPath, redirectUri } from './client.ts'

interface OAuth2 {
  getAccessTokenFromAuthorizationCodeFlow (request: unknown): Promise<{ token: { orcid: string } }>
}

interface Options {
  /** Where the callback is. @default the address that all apps here are registered with */
  readonly client?: { readonly id: string, readonly secret: string }
  readonly authorizationMethod?: 'body' | 'header'
  readonly pkce?: 'S256'
}

const ownClient = { id: clientId, secret: clientSecret }

export async function register (app: FastifyInstance, provider: string, options: Options = { pkce: 'S256' }): Promise<void> {
  const { default: plugin } = await importPeer<{ default: FastifyPluginAsync<Record<string, unknown>> }>('@fastify/oauth2')
  const { client = ownClient, authorizationMethod = 'header', pkce } = options
  await app.register(plugin, {
    name: 'oauth2',
    scope: ['openid'],
    credentials: {
      client,
      auth: { authorizeHost: provider, authorizePath: '/oauth/authorize', tokenHost: provider, tokenPath: '/oauth/token' },
      options: { authorizationMethod }
    },
    startRedirectPath: loginPath,
    callbackUri: redirectUri,
    cookie: { path: '/', sameSite: 'lax', httpOnly: true },
    ...(pkce !== undefined && { pkce })
  })
  app.get(callbackPath, async function (request) {
    const { oauth2 } = this as unknown as { oauth2: OAuth2 }
    return (await oauth2.getAccessTokenFromAuthorizationCodeFlow(request)).token.orcid
  })
}
