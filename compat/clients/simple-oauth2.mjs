// simple-oauth2 5: plain OAuth; by default it authenticates with Basic, and it refreshes and revokes.
import { AuthorizationCode } from 'simple-oauth2'
import { clientId, clientSecret, finish, issuer, redirectUri, visit } from './protocol.mjs'

const client = new AuthorizationCode({
  client: { id: clientId, secret: clientSecret },
  auth: {
    tokenHost: issuer, tokenPath: '/oauth/token', authorizePath: '/oauth/authorize', revokePath: '/oauth/revoke'
  }
})
const state = 'c2ltcGxlLW9hdXRoMi1zdGF0ZQ'
const callback = await visit(client.authorizeURL({ redirect_uri: redirectUri, scope: '/authenticate', state }))
const token = await client.getToken({ code: callback.searchParams.get('code'), redirect_uri: redirectUri })
const fresh = await token.refresh()
await fresh.revokeAll()
finish({ orcid: token.token.orcid, name: token.token.name, did: ['basic', 'refresh', 'revoke'] })
