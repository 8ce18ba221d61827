// @badgateway/oauth2-client 3: with the credentials in the form. It hides what ORCID says of the person.
import { OAuth2Client } from '@badgateway/oauth2-client'
import { clientId, clientSecret, finish, issuer, redirectUri, visit } from './protocol.mjs'

const client = new OAuth2Client({
  server: issuer,
  clientId,
  clientSecret,
  tokenEndpoint: '/oauth/token',
  authorizationEndpoint: '/oauth/authorize',
  authenticationMethod: 'client_secret_post'
})
const state = 'YmFkZ2F0ZXdheS1zdGF0ZS0x'
const url = await client.authorizationCode.getAuthorizeUri({ redirectUri, state, scope: ['openid'] })
let extra
const send = client.settings.fetch ?? fetch
client.settings.fetch = async (...request) => {
  const response = await send(...request)
  if (String(request[0]).endsWith('/oauth/token')) extra = await response.clone().json()
  return response
}
const tokens = await client.authorizationCode.getTokenFromCodeRedirect(await visit(url), { redirectUri, state })
const { orcid, name } = extra
// Its revoke() cannot read ORCID's answer, which calls an empty body JSON.
await client.refreshToken(tokens)
finish({ orcid, name, did: ['refresh'] })
