// openid-client 6: everything by discovery, and the id_token by the keys.
import * as oidc from 'openid-client'
import { clientId, clientSecret, finish, issuer, redirectUri, visit } from './protocol.mjs'

const config = await oidc.discovery(new URL(issuer), clientId, undefined, oidc.ClientSecretPost(clientSecret), {
  execute: [oidc.allowInsecureRequests]
})
const [state, nonce] = [oidc.randomState(), oidc.randomNonce()]
const callback = await visit(oidc.buildAuthorizationUrl(config, { redirect_uri: redirectUri, scope: 'openid', state, nonce }))
const tokens = await oidc.authorizationCodeGrant(config, callback, { expectedState: state, expectedNonce: nonce })
const { sub } = tokens.claims()
const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, sub)
const fresh = await oidc.refreshTokenGrant(config, tokens.refresh_token)
finish({ orcid: sub, name: tokens.name, did: ['discovery', 'id_token', userinfo.sub && 'userinfo', fresh.access_token && 'refresh'] })
