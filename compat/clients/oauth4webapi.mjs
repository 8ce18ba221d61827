// oauth4webapi 3: the same, step by step.
import * as oauth from 'oauth4webapi'
import { clientId, clientSecret, finish, issuer, redirectUri, visit } from './protocol.mjs'

const insecure = { [oauth.allowInsecureRequests]: true }
const found = await oauth.discoveryRequest(new URL(issuer), insecure)
const server = await oauth.processDiscoveryResponse(new URL(issuer), found)
const client = { client_id: clientId }
const authentication = oauth.ClientSecretPost(clientSecret)
const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
const url = new URL(server.authorization_endpoint)
url.search = new URLSearchParams({
  client_id: clientId, response_type: 'code', scope: 'openid', redirect_uri: redirectUri, state, nonce
})
const parameters = oauth.validateAuthResponse(server, client, await visit(url), state)
const response = await oauth.authorizationCodeGrantRequest(server, client, authentication, parameters, redirectUri,
  oauth.nopkce, insecure)
const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
  expectedNonce: nonce, requireIdToken: true
})
await oauth.validateApplicationLevelSignature(server, response, insecure)
const { sub } = oauth.getValidatedIdTokenClaims(tokens)
const info = await oauth.userInfoRequest(server, client, tokens.access_token, insecure)
await oauth.processUserInfoResponse(server, client, sub, info)
const refreshed = await oauth.refreshTokenGrantRequest(server, client, authentication, tokens.refresh_token, insecure)
const fresh = await oauth.processRefreshTokenResponse(server, client, refreshed)
const revocable = { ...server, revocation_endpoint: `${issuer}/oauth/revoke` }
await oauth.processRevocationResponse(
  await oauth.revocationRequest(revocable, client, authentication, fresh.access_token, insecure))
finish({ orcid: sub, name: tokens.name, did: ['discovery', 'id_token', 'userinfo', 'refresh', 'revoke'] })
