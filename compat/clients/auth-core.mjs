// Auth.js: the OpenID Connect provider that its documentation has people write for ORCID.
import { Auth } from '@auth/core'
import { clientId, clientSecret, finish, issuer, redirectUri, visit } from './protocol.mjs'

let profile
const config = {
  trustHost: true,
  secret: 'a-secret-of-the-compatibility-run',
  basePath: '/auth',
  providers: [{
    id: 'orcid',
    name: 'ORCID',
    type: 'oidc',
    issuer,
    clientId,
    clientSecret,
    client: { token_endpoint_auth_method: 'client_secret_post' },
    authorization: { params: { scope: 'openid' } },
    checks: ['state', 'nonce', 'pkce'],
    profile: (claims, tokens) => {
      profile = { orcid: claims.sub, name: tokens.name }
      return { id: claims.sub, name: tokens.name }
    }
  }],
  logger: { error: (error) => { process.stderr.write(`${error.stack}\n${error.cause?.err?.stack ?? ''}\n`) } }
}
const { origin } = new URL(redirectUri)
const jar = new Map()

async function send (path, init = {}) {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await Auth(new Request(new URL(path, origin), { ...init, headers: { ...init.headers, cookie } }), config)
  for (const line of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
    jar.set(name, value)
  }
  return response
}

const { csrfToken } = await (await send('/auth/csrf')).json()
const start = await send('/auth/signin/orcid', { method: 'POST', body: new URLSearchParams({ csrfToken }) })
const { pathname, search } = await visit(start.headers.get('location'))
await send(pathname + search)
const session = await (await send('/auth/session')).json()
finish({ ...profile, did: ['discovery', 'pkce', 'id_token', session.user && 'session'] })
